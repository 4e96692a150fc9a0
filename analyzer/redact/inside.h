/*
 * What the files of this folder share beyond pseudonyms and words.
 */
#ifndef PVSLEUTH_REDACT_INSIDE_H
#define PVSLEUTH_REDACT_INSIDE_H

#include "redact/words.h"

/* Bytes that are rewritten where they lie: the counterpart of struct cur. Taking more than is left gives
 * what is left and sets `cut`. */
struct patch {
	uint8_t *p;
	size_t left;
	bool cut;
};

static inline uint8_t *patch_take(struct patch *b, size_t n)
{
	uint8_t *p = b->p;

	if (n > b->left) {
		b->cut = true;
		return NULL;
	}
	b->p += n;
	b->left -= n;
	return p;
}

/* What is left says nothing that we know to be harmless. */
static inline void patch_blank(struct patch *b)
{
	while (b->left) {
		*b->p++ = 0;
		b->left--;
	}
}

void patch_ip4(struct redact *r, uint8_t *p);

/* The value of a DHCP option. */
void dhcp_redact_option(struct redact *r, unsigned code, uint8_t *p, size_t n);
/* Of option 43, the value of sub-option 6 to 10 or 71. */
void dhcp_redact_pxe(struct redact *r, unsigned code, uint8_t *p, size_t n);
/* Whether all of the option is text that names something. */
bool dhcp_option_is_name(unsigned code);
/* A BOOTP or DHCP message. */
void dhcp_redact(struct redact *r, struct patch b);

#endif
