/*
 * One PVS conversation as it is followed: shared by who recognises it (flow_track.c), who measures
 * it (flow_read.c) and who writes it down (flow_end.c).
 */
#ifndef PVSLEUTH_TRACK_FLOW_H
#define PVSLEUTH_TRACK_FLOW_H

#include "track/internal.h"

#define FLOW_REQUEST 48   /* a request or acknowledgement of the target */
#define FLOW_REQUEST_MAX 100 /* up to here a datagram of the target may be a request */
#define FLOW_HEADER 56    /* of each datagram that carries data */
#define FLOW_FULL 1464    /* a full datagram at the default MTU setting of 1506 */
#define FLOW_SECTOR 512
#define FLOW_SMALL 700    /* larger ones carry disk content */
#define FLOW_ASKED 32     /* requests remembered, to know a repetition */
#define FLOW_VARIANTS 4   /* conversations with the same addresses and ports, in different VLANs */
#define FLOW_BUCKETS 208  /* of times, eight to an octave */

/* A mirror port may tag one direction and not the other, so a VLAN is no part of what a conversation is;
 * `tenant` tells those apart that use the same addresses in several VLANs. */
struct flow_key {
	uint32_t client_ip, server_ip;
	uint16_t client_port, server_port;
	uint16_t tenant, zero;
};

/* What datagrams of one direction begin with: addresses and ports, and the MACs of pair[] as an Ethernet frame has them. */
struct flow_head {
	struct ends ends;
	uint8_t macs[12];
};

struct asked {
	int64_t ns;
	bool answered, counted; /* counted: its read is in the sums */
	bool amid;              /* others were asked in the same second */
};

#define HELD_MAX 1024 /* larger frames are not held back; those with disk content are shortened */

/* The newest frame that is not an event yet: it becomes one when a silence follows. */
struct held {
	bool there, up, whole;
	bool borrowed; /* it is `plain`, and its bytes are the capture's until flows_settle; else it is `packet`, of what is here */
	size_t len;
	uint8_t bytes[HELD_MAX];
	struct frame frame;
	struct plain plain;
	struct packet packet;
};

struct flow {
	struct flow_key key;
	uint64_t number; /* from 1, in order of their beginnings */
	struct fact_flow f;
	struct fact_bin *bins;
	struct fact_gap *gaps;
	struct fact_spell *spells;
	size_t bin_cap, gap_cap, spell_cap;
	int64_t bin_width;
	struct flow_head head[2]; /* of datagrams down, and up */
	struct station_pair pair[2]; /* the same */
	bool unsettled; /* frames are only noted for a pair, or the frame held back is borrowed */
	int32_t vlan_up, vlan_down; /* 0: untagged, -1: nothing seen in this direction */
	bool learned;     /* the server's port was named by option 17, or by where the login led */
	bool leased;      /* the target is a loader that got its address shortly before */
	bool last_up;
	bool booted, taught, told; /* stays so once it is: the target asked for a boot file; its port and its
				    * address were remembered */
	/* the group of requests that is being answered: one in single-read mode */
	unsigned pending;
	uint64_t sum, sum_frames, answers; /* answers: small datagrams of the group */
	int64_t asked_ns, first_ns, last_ns;
	bool group_request;  /* the group began with a request of 48 bytes */
	bool group_counted;  /* it repeats one whose read is in the sums */
	int64_t group_ns;    /* when it began */
	unsigned group_repeats;
	bool tail;           /* the last datagram was shorter than those before it: an answer ended there */
	bool group_acked;    /* its first request was an acknowledgement of the read before */
	unsigned groups, twos; /* of the first groups: how many had exactly two requests */
	bool acks;           /* each read is acknowledged by a datagram of its own before the next request */
	unsigned uniform;    /* requests that have the same content though they are no repetition */
	bool tail_only;      /* the last request was answered by something small alone */
	uint64_t *down_seen; /* datagrams of overlapping requests, by hash */
	uint64_t asked_hash[FLOW_ASKED]; /* apart from the rest: all are looked through */
	struct asked asked[FLOW_ASKED];
	unsigned asked_next;
	struct fact_spell spell; /* the one that goes on */
	bool spell_open;
	int64_t spell_last_ns; /* where the latest spell that was put together began */
	uint32_t spell_bucket[FLOW_BUCKETS];
	uint64_t spell_timed;
	bool spell_in_vain; /* it asks again for reads in a row, though they were answered, or for several at once */
	unsigned kept_small, kept_gap, kept_bulk, kept_repeat, kept_piece;
	struct held held;
	UT_hash_handle hh;
};

/* An address and port that PVS was seen or announced at; address 0: any. */
struct port_key {
	uint32_t ip;
	uint16_t port, target; /* target: the target's own port */
};

struct port_known {
	struct port_key key;
	uint64_t by; /* number of the conversation that taught it; 0: option 17 */
	UT_hash_handle hh;
};

#define FLOW_MEMO 1024 /* a power of two */
#define FLOW_LANES 12 /* bits of an index */

struct flows {
	struct flow *flow;
	uint64_t count; /* so far */
	struct port_known *port;
	struct flow *memo[FLOW_MEMO]; /* in front of the table */
	struct flow *lane[1 << FLOW_LANES]; /* PVS for sure, by addresses and ports in either direction */
	struct sure {
		struct flow *flow;
		bool up;
	} sure; /* of the datagram that flow_knows was asked about */
	struct flow **unsettled; /* conversations that took plain datagrams since flows_settle */
	size_t unsettled_count, unsettled_cap;
};

static inline struct flow **flow_lane(struct flows *x, struct ends e)
{
	uint32_t ips = (uint32_t)(e.ips >> 32) ^ (uint32_t)e.ips, ports = (e.ports >> 16) ^ (e.ports & 0xffff);

	return &x->lane[(ips + ports * 37) * 0x9e3779b1 >> (32 - FLOW_LANES)];
}

static inline struct flow **flow_memo(struct flows *x, const struct flow_key *key)
{
	return &x->memo[(key->client_ip ^ (uint32_t)key->client_port * 37 ^ key->server_ip * 17 ^ key->server_port) %
		FLOW_MEMO];
}

/* --- measuring (flow_read.c) ---------------------------------------------------------------------- */

/* What a datagram was, for who decides which to keep. */
struct flow_step {
	bool up, gap, repeat, request;
};

/* Takes one datagram into the measures: when it came, what was captured of its payload, how long that was. */
struct flow_step flow_measure(struct flow *f, int64_t ns, bool up, struct span payload, size_t len);
/* Ends the group of requests and the spell. */
void flow_settle(struct flow *f);

/* Whether another conversation showed that the target's port of this one speaks PVS. */
bool flow_port_taught(const struct tracker *t, const struct flow *f);

/* --- the end (flow_end.c) --------------------------------------------------------------------------- */

/* A local port that targets use (pvs.md 1). */
bool flow_target_port(uint16_t port);
/* How many signs agree so far that this is PVS; their names into `signs` when it is given. */
unsigned flow_signs(const struct tracker *t, struct flow *f, struct txt *signs);
/* Writes the conversation if it is PVS, and forgets it. */
void flow_close(struct tracker *t, struct flow *f);

/* --- events (flow_keep.c) --------------------------------------------------------------------------- */

/* Decides whether this datagram becomes an event, and makes it one. */
void flow_keep(struct tracker *t, struct flow *f, const struct packet *p, struct flow_step step, size_t len,
	bool first);
/* The same for a plain one that is not the first in its direction. */
void flow_keep_plain(struct tracker *t, struct flow *f, const struct plain *d, struct flow_step step);
/* Counts what was only noted, and copies what is still the capture's of the frames held back: of all conversations. */
void flows_settle(struct tracker *t);
/* Makes the frame held back an event: a silence, or the end, follows it. */
void flow_keep_held(struct tracker *t, struct flow *f);

#endif
