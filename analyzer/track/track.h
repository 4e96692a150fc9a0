/*
 * Trackers: state across the packets of one capture, from packets to facts. Memory is bounded
 * whatever the capture holds.
 *
 * Event kinds written (event.kind):
 *   dhcp-discover dhcp-offer dhcp-request dhcp-decline dhcp-ack dhcp-nak dhcp-release dhcp-inform
 *   dhcp-bootrequest dhcp-bootreply (no option 53: plain BOOTP, or cut by the snap length)
 *   pxe-offer (yiaddr 0, PXEClient) pxe-request pxe-ack (port 4011, or boot server discovery)
 *   tftp-rrq tftp-wrq tftp-oack tftp-data tftp-ack tftp-error
 *   tsb-request tsb-data tsb-ack
 *   pvs-login pvs-login-reply pvs-request pvs-data pvs-fragment
 *   sql-call sql-answer (what a provisioning server asks its database about a target)
 *   os-dns os-kerberos os-ldap os-smb (the first few of a target that streams)
 *   arp-request arp-reply arp-probe arp-announcement icmp-echo icmp-echo-reply icmp-unreachable
 *   icmp-time-exceeded icmp-redirect icmp-other
 *   l2-bpdu l2-eapol l2-lacp l2-lldp (LLDP and CDP)
 *   ip-fragment (the first piece of a datagram in fragments: a few of each direction)
 */
#ifndef PVSLEUTH_TRACK_TRACK_H
#define PVSLEUTH_TRACK_TRACK_H

#include "model/fact.h"
#include "model/plain.h"

struct tracker;

/* Which bucket of the ledger a frame ends in, and why (static texts). */
struct verdict {
	const char *bucket, *reason;
};

struct tracker *tracker_new(const struct fact_sink *sink);
struct verdict tracker_feed(struct tracker *t, const struct packet *p);
/* The short way, for nearly all frames: datagrams of conversations that are sure. It does what tracker_feed would. */
struct plain_lane tracker_lane(struct tracker *t);
/* A datagram that never became complete; p is its `frame`, decoded. */
void tracker_lost(struct tracker *t, const struct packet *p, const struct lost_datagram *lost);
/* Frames of boot clients that were too many to follow; 0 in a capture of a real site. */
uint64_t tracker_flood(const struct tracker *t);
/* Writes what is still open: transfers, flows, stations, addresses, and the ledger as counted by
 * tracker_feed. */
void tracker_finish(struct tracker *t);
void tracker_free(struct tracker *t);

#endif
