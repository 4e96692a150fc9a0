/*
 * What the trackers share: where facts go, who has which address, which datagrams were kept.
 */
#ifndef PVSLEUTH_TRACK_INTERNAL_H
#define PVSLEUTH_TRACK_INTERNAL_H

#include "base/txt.h"
#include "model/plain.h"
#include "track/track.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

/* Keys are a few bytes of fixed size, looked up for each packet: several times faster than uthash's own. */
#define HASH_FUNCTION(key, n, hash) ((hash) = (unsigned)XXH3_64bits((key), (n)))
#define HASH_BLOOM 15 /* most look-ups for a transfer are in vain */
#include <uthash.h>

/* --- neighbours: who gets frames that name no receiver (neighbours.c) ---------------------------- */

struct neighbours;

struct neighbours *neighbours_new(void);
void neighbours_free(struct neighbours *n);
/* Remembers the sender of such a frame. */
void neighbours_see(struct neighbours *n, const struct packet *p);
/* The MAC that this host sent its last frame with; zero: none yet. */
struct mac neighbours_own(const struct neighbours *n);
/* The MAC that a frame is for, as it says, or as this host would have it by ARP; zero: not known. What comes to this
 * host itself has neighbours_own before. */
struct mac neighbours_receiver(const struct neighbours *n, const struct packet *p);

/* --- stations: who is there, with which addresses (stations.c) ---------------------------------- */

struct stations;

/* The innermost VLAN of a frame; 0: it has no tag. */
static inline uint16_t track_vlan(const struct packet *p)
{
	return p->vlans ? p->vlan[p->vlans - 1] : 0;
}

struct stations *stations_new(void);
void stations_free(struct stations *s);
/* Counts the frame for its source and destination, and the source's IPv4 address. */
void stations_see(struct stations *s, const struct packet *p);
/* The same for who talk to each other all the time: *pair, zero at first, remembers them. */
struct station_pair {
	struct station *from, *to;
	uint64_t frames; /* not counted yet, and the time of the last of them */
	int64_t last_ns;
};
void stations_see_pair(struct stations *s, struct station_pair *pair, const struct packet *p);
/* Counts frames that were only noted for the pair, from this address. */
void stations_settle_pair(struct stations *s, struct station_pair *pair, uint32_t src_ip);
/* A DHCP message between a client and its segment: counts for the client where the link layer has no
 * MACs (raw IP, PPP), or only the sender's (Linux cooked). */
void stations_see_client(struct stations *s, const struct packet *p, struct mac client, bool request);
/* The MAC that a frame is for: neighbours_receiver. */
struct mac stations_receiver(const struct stations *s, const struct packet *p);
/* An address claimed in ARP. */
void stations_claim(struct stations *s, struct mac mac, uint32_t ip, int64_t ns);
/* A DHCP server offered ip to mac, or gave it (ack), as a frame of this VLAN says. */
void stations_lease(struct stations *s, uint32_t ip, uint16_t vlan, struct mac mac, bool ack, int64_t ns);
/* Whether machines of two VLANs got this address, as on a trunk of two networks that use the same. */
bool stations_shared(const struct stations *s, uint32_t ip);
/* mac asked by DHCP, as a loader does or as an operating system; and whether a loader got ip lately. */
void stations_asks(struct stations *s, struct mac mac, bool loader, int64_t ns);
bool stations_loads(const struct stations *s, uint32_t ip, int64_t ns);
/* The holder of ip asked for a boot file; and whether that was seen. */
void stations_boots(struct stations *s, uint32_t ip, int64_t ns);
bool stations_booted(const struct stations *s, uint32_t ip);
/* A boot of mac began with a DHCP message; when a boot of mac or ip last began, INT64_MIN: never seen. */
void stations_begin(struct stations *s, struct mac mac, int64_t ns);
/* Whether it asked for an address from the start since then. */
bool stations_restarted(const struct stations *s, struct mac mac, int64_t since_ns);
int64_t stations_began(const struct stations *s, struct mac mac, uint32_t ip);
/* A client's DHCP message: whether it boots by HTTP; and the state of such a client that holds ip and does
 * not stream yet, NULL: there is none. */
struct http_client {
	struct mac mac;
	unsigned kept;
	bool get; /* its last request was for the file itself */
};
void stations_class(struct stations *s, struct mac mac, bool http, int64_t ns);
struct http_client *stations_http(struct stations *s, uint32_t ip, uint16_t vlan);
/* The holder of ip talks to PVS; and whether it does, with how many events of what follows were kept. */
void stations_streams(struct stations *s, uint32_t ip);
bool stations_keeps(struct stations *s, uint32_t ip, unsigned what);
/* Who holds ip: by a lease of this VLAN, by any lease, else the MAC that the frame shows (`seen`, may be
 * zero). */
struct mac stations_holder(const struct stations *s, uint32_t ip, uint16_t vlan, struct mac seen);
void stations_finish(struct stations *s, const struct fact_sink *sink);

/* --- clients: how many are followed (clients.c) ---------------------------------------------------- */

struct clients;

struct clients *clients_new(void);
void clients_free(struct clients *c);
/* Whether this one is followed: one of the first of the capture. Those after them are only counted. */
bool clients_take(struct tracker *t, struct mac mac);
uint64_t clients_refused(const struct clients *c);
extern const struct verdict clients_flood;

/* --- kept: the events of datagrams that an ICMP error may quote (kept.c) --------------------------- */

struct kept;
struct tracker;

struct kept *kept_new(void);
void kept_free(struct kept *k);
void kept_add(struct kept *k, const struct packet *p, int64_t event_id);
/* The event of the datagram with these addresses and ports, with that IP id when there is one such;
 * 0 when none was kept. */
int64_t kept_find(const struct kept *k, uint32_t src, uint32_t dst, uint16_t sport, uint16_t dport,
	uint16_t ip_id);

/* --- copies: what was recorded more than once, and datagrams that came in part (copy_track.c) ---- */

struct recent;

struct recent *recent_new(void);
void recent_free(struct recent *r);
/* The frame became this event. */
void recent_add(struct recent *r, uint64_t frame, int64_t event_id);
/* A copy: tied to its event when it has one, and not looked at by any protocol. */
struct verdict copy_track(struct tracker *t, const struct packet *p);

/* --- pieces: datagrams in IP fragments, complete and not (pieces.c) --------------------------------- */

struct pieces;

struct pieces *pieces_new(void);
void pieces_free(struct pieces *x);
/* Counts a fragment, or the datagram that this packet completed. The first ones become events. */
void pieces_see(struct tracker *t, const struct packet *p);
void pieces_finish(struct tracker *t);

/* --- the one context ------------------------------------------------------------------------------ */

struct transfers;
struct flows;
struct arps;
struct links;
struct sqls;

struct tracker {
	const struct fact_sink *sink;
	struct stations *stations;
	struct clients *clients;
	struct kept *kept;
	struct recent *recent;
	struct pieces *pieces;
	struct transfers *transfers;
	struct flows *flows;
	struct arps *arps;
	struct links *links;
	struct sqls *sqls;
	struct ledger_count *ledger;
	unsigned ledger_size, ledger_last; /* last: the row of the packet before, which is mostly this one's */
	struct ledger_count *streams; /* the row of flow_streams, once there is one */
	int64_t now_ns; /* the latest time seen since the clock last went back */
	unsigned lost;  /* datagrams written that never became complete */
	bool wrote;     /* this packet became an event */
	uint64_t twin_key; /* of this packet, when its protocol knows better than addresses and ports */
};

/* What of p is the same at every tap that sees it: addresses, ports, IP id and the first bytes. */
uint64_t twin_key(const struct packet *p);
/* The same of the payload alone: what is left where a NAT or a load balancer rewrote addresses and ports. */
uint64_t twin_content(const struct packet *p);
/* Of a DHCP message: what relays preserve (RFC 1542 4.1.1). */
struct dhcp_msg;
uint64_t twin_key_dhcp(const struct dhcp_msg *m);

/* Writes the event of p and remembers it for ICMP. decoded: a DECODED_ value. */
int64_t track_event(struct tracker *t, const struct packet *p, const char *kind, struct mac client,
	int decoded, const char *odd, const char *info);

/* The same, where p has been shortened to what the case shall keep; whole: the capture had all of it. */
int64_t track_event_part(struct tracker *t, const struct packet *p, const char *kind, struct mac client,
	bool whole, const char *info);

/* One protocol each. They take the packet or leave it: *out is set when true is given back. */
bool dhcp_track(struct tracker *t, const struct packet *p, struct verdict *out);
bool arp_track(struct tracker *t, const struct packet *p, struct verdict *out);
bool icmp_track(struct tracker *t, const struct packet *p, struct verdict *out);
bool link_track(struct tracker *t, const struct packet *p, struct verdict *out);
bool transfer_track(struct tracker *t, const struct packet *p, struct verdict *out);
/* A datagram of a conversation was recorded once more. */
void flow_copied(struct tracker *t, const struct packet *p);
bool flow_track(struct tracker *t, const struct packet *p, struct verdict *out);
/* flow_track for what is certain to be its: asked first, because nearly all packets are. Counts its stations. */
bool flow_track_sure(struct tracker *t, const struct packet *p, struct verdict *out);
/* Whether a plain datagram is of such a conversation; and then, before anything else happens, takes it. */
bool flow_knows(struct tracker *t, const struct plain *d);
void flow_take(struct tracker *t, const struct plain *d);
extern const struct verdict flow_streams; /* what they are in the ledger */
bool http_track(struct tracker *t, const struct packet *p, struct verdict *out);
bool sql_track(struct tracker *t, const struct packet *p, struct verdict *out);
bool os_track(struct tracker *t, const struct packet *p, struct verdict *out);

struct arps *arps_new(void);
void arps_free(struct arps *a);
struct links *links_new(void);
/* Counts a packet of a channel between two DHCP servers. */
void channels_see(struct links *l, const struct packet *p);
void links_finish(struct links *l, const struct fact_sink *sink);
void links_free(struct links *l);
struct transfers *transfers_new(void);
void transfers_finish(struct tracker *t);
void transfers_free(struct transfers *x);
struct flows *flows_new(void);
/* Options 11 and 17 as text, as a DHCP answer had them: a port they name is a PVS port. */
void flows_learn(struct tracker *t, const char *pvs_servers);
/* The database named a server's port. */
void flows_learn_port(struct tracker *t, uint32_t ip, uint16_t port);
void flows_finish(struct tracker *t);
void flows_free(struct flows *x);
struct sqls *sqls_new(void);
void sqls_finish(struct tracker *t);
void sqls_free(struct sqls *x);

#endif
