/*
 * The running script: the clock, the frames made so far, and what the verbs share.  A verb reads
 * its fields through line_*(), encodes, and hands the result to net_*(), which knows segments,
 * routers and captures.
 */
#ifndef PLAY_H
#define PLAY_H

#include "boot.h"

struct dhcp_message;
struct transfer;

/* One Ethernet frame on one segment, without VLAN tags; capture_out adds those. */
struct frame {
	int64_t ns;		/* since the script's start */
	size_t order;
	uint8_t *bytes;
	size_t len;
	const char *segment;
	const struct host *from;
	uint16_t tags[4];
	int n_tags;
	uint32_t seen;		/* captures named by seen=; 0: decided by the vantage */
	bool drop;
	bool lost;
	const char *label;
	const char *bound;	/* the fleet member or repetition the label belongs to */
	int index;
};

struct binding {
	const struct fleet *fleet;
	struct host *host;
};

struct play {
	struct script *script;
	int64_t now;
	int64_t latest;		/* end of everything, for the background traffic */
	struct frame *frames;
	size_t n_frames, room;
	struct binding bound[NESTING_MAX * EACH_MAX];
	int n_bound;
	int round;		/* of the innermost repeat block */
	struct dhcp_message *dhcp;	/* newest first */
	struct transfer *transfers;
	uint64_t seed;
	bool losing;		/* what is sent now is lost behind its sender, as by the flag "lost" */
};

/* A timed line while it is played; index counts its repetitions from 0. */
struct line {
	const struct stmt *stmt;
	struct host *who;
	struct host *peer;
	int index;
};

struct verb {
	const char *name;
	void (*say)(struct play *play, const struct line *line);
	const char *fields;	/* separated by blanks */
	const char *bare;	/* the field that a bare value fills: 'data 3' */
	const char *bare_words;	/* names it may have instead of a number */
	bool dhcp_options;	/* takes optN= and their names too */
	bool needs_peer;
};

/* NULL when there is none; *known then lists all names. */
const struct verb *verb_find(const char *name);
const char *verb_names(struct script *script);

void play_script(struct play *play, struct script *script);
void play_fini(struct play *play);
uint64_t play_random(struct play *play);
/* Frames by time; the order of the script decides between equal times. */
void play_sort(struct play *play);
bool label_matches(const struct frame *frame, const char *label);

/* Fails with the line's number. */
_Noreturn void line_fail(const struct play *play, const struct line *line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
const struct field *line_field(const struct line *line, const char *key);
bool line_flag(const struct line *line, const char *key);
const char *line_text(const struct line *line, const char *key, const char *otherwise);
uint64_t line_number(const struct play *play, const struct line *line, const char *key,
		     uint64_t otherwise, uint64_t max);
int64_t line_duration(const struct play *play, const struct line *line, const char *key,
		      int64_t otherwise);
/* An address, or the name of a host. */
uint32_t line_ip(const struct play *play, const struct line *line, const char *key,
		 uint32_t otherwise);
bool line_mac(const struct play *play, const struct line *line, const char *key,
	      uint8_t mac[MAC_LEN]);
struct host *play_host(const struct play *play, const char *name);

/* --- net_send.c --- */

struct packet {
	struct host *from;
	struct host *to;	/* NULL: broadcast */
	uint8_t protocol;
	uint8_t ttl;		/* 0: by kind of host */
	uint32_t src, dst;	/* 0: of the legs used */
	bool zero_src;		/* the source really is 0.0.0.0 */
	uint16_t sport, dport;
	bool l2_broadcast;
	const char *segment;	/* NULL: found from the hosts */
};

/* One segment of a packet's way. */
struct hop {
	const struct leg *leg;
	const struct host *from;
	struct host *router;	/* the same; NULL on the first hop */
	uint8_t dst[MAC_LEN];
};

/* --- net_nat.c --- */
/* Gives PACKET, and ports and checksum of its PAYLOAD, what they have on hop AT of its way. */
void nat_translate(const struct play *play, const struct hop *hops, int count, int at,
		   struct packet *packet, struct buf *payload);

/* --- net_send.c --- */

extern const uint8_t mac_broadcast[MAC_LEN];

void net_udp(struct play *play, const struct line *line, struct packet packet,
	     const struct buf *payload);
void net_ip(struct play *play, const struct line *line, struct packet packet,
	    const struct buf *payload);
void net_ethernet(struct play *play, const struct line *line, const struct leg *leg,
		  const struct host *from, const uint8_t dst[MAC_LEN], unsigned ethertype,
		  const struct buf *payload);
/* The leg of HOST on SEGMENT; the first when SEGMENT is NULL; NULL when it has none there. */
const struct leg *host_leg(const struct host *host, const char *segment);
/* The leg with which LINE's host speaks to its peer, or on the segment named by on=. */
const struct leg *line_leg(const struct play *play, const struct line *line);
uint16_t host_port(struct host *host);
uint16_t inet_checksum(const uint8_t *bytes, size_t len, uint32_t sum);

#endif
