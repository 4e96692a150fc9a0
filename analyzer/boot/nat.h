/*
 * Transfers and conversations that two taps show under different addresses: a NAT or a load balancer is between
 * them. Shared by the comparison of two of them (nat_match.c) and those who ask for it (nat.c).
 */
#ifndef PVSLEUTH_BOOT_NAT_H
#define PVSLEUTH_BOOT_NAT_H

#include "boot/internal.h"

enum nat_what { NAT_TRANSFER, NAT_FLOW };

/* One frame of a talk that was kept. */
struct nat_message {
	int64_t ns, content, ip_id, ttl;
	bool up;   /* from the client */
	bool used; /* while two talks are compared */
};

/* A transfer or a conversation as one capture has it. */
struct nat_talk {
	enum nat_what what;
	int64_t id, capture_id, place, uncertainty_ns, first_ns, last_ns;
	int64_t asks, acks, answers; /* from the client: requests, acknowledgements; from the server */
	int64_t from_ns, to_ns;      /* the capture goes from here to there */
	bool whole;                  /* and reports no drops */
	bool asker;                  /* its client speaks DHCP: this is the target itself, not who hides it */
	bool near_side;              /* the capture is from the target's side */
	char client[20], client_ip[16], server_ip[16], reply_ip[16];
	int64_t client_port, server_port, reply_port;
	char sign[160];              /* what it is about */
	struct nat_message *message;
	size_t messages, messages_cap;
	bool loaded;
	bool piece;                  /* the same ends have another talk in this capture, before or after */
	bool settled;                /* each other tap of its time shows it under the same addresses */
	size_t pair;                 /* the first of its pairs, counted from 1; 0: none */
	int group, depth;            /* group: of the same talk at several taps, -1 alone; depth: translations so far */
	size_t next;                 /* of the group, in a ring */
};

/* What two talks have in common; times are those of the second minus those of the first. */
struct nat_match {
	size_t up, down;
	size_t same_up, same_down, other; /* IP identification: the same, or another one; where both have one */
	int64_t least_up, most_up, least_down, most_down;
};

enum nat_verdict {
	NAT_NO,
	NAT_MAYBE, /* alike, but not more */
	NAT_ALONE, /* requests alone, as close to each other as the way between the taps is long */
	NAT_YES,   /* there and back, in the order of travel */
	NAT_SURE,  /* the server's own numbers say so */
};

/* Pairs the messages of both by content, each with the nearest in time, at most window_ns away. */
struct nat_match nat_compare(struct nat_talk *a, struct nat_talk *b, int64_t window_ns);
/* Whether `near` can be `far` as it was before the translation. */
enum nat_verdict nat_judge(const struct nat_talk *near, const struct nat_talk *far, const struct nat_match *m);
/* Which one is nearer to the target: true for a. */
bool nat_is_nearer(const struct nat_talk *a, const struct nat_talk *b, const struct nat_match *m);
/* The match seen from the other side. */
struct nat_match nat_turned(const struct nat_match *m);
/* How long requests were on their way; and whether these can have been, where others took that long. */
int64_t nat_way(const struct nat_match *m);
bool nat_fits_way(const struct nat_match *m, int64_t way_ns, int64_t uncertainty_ns);
/* Whether one is clearly the better match of two with the same verdict: much less time lies between. */
bool nat_clearly_closer(const struct nat_match *best, const struct nat_match *other, int64_t uncertainty_ns);

#endif
