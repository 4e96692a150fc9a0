/*
 * What the files of the DHCP decoder share with each other and with nobody else.
 */
#ifndef PVSLEUTH_PROTO_DHCP_INSIDE_H
#define PVSLEUTH_PROTO_DHCP_INSIDE_H

#include "proto/dhcp.h"

/* A cursor over bytes that were captured whole. */
static inline struct cur span_cur(struct span s)
{
	return cur_make(s.p, s.n, s.n);
}

/* Fills m->pxe when the message speaks PXE and has option 43. */
void dhcp_pxe_read(struct dhcp_msg *m);

#endif
