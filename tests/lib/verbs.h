/*
 * The verbs, each in the enc_ file of its protocol.  The table is in boot_verbs.c.
 */
#ifndef VERBS_H
#define VERBS_H

#include "enc_dhcp.h"

/* TCP: `payload`, or else `size` bytes of noise. */
struct segment {
	struct host *from, *to;
	uint16_t sport, dport;
	unsigned flags;
	uint32_t seq, ack;
	size_t size;
	const struct buf *payload;
};

void net_tcp(struct play *play, const struct line *line, const struct segment *segment);

void say_who_has(struct play *play, const struct line *line);
void say_is_at(struct play *play, const struct line *line);
void say_probe(struct play *play, const struct line *line);
void say_announce(struct play *play, const struct line *line);

void say_unreachable(struct play *play, const struct line *line);
void say_frag_needed(struct play *play, const struct line *line);
void say_time_exceeded(struct play *play, const struct line *line);
void say_echo(struct play *play, const struct line *line);
void say_echo_reply(struct play *play, const struct line *line);

void say_rrq(struct play *play, const struct line *line);
void say_oack(struct play *play, const struct line *line);
void say_data(struct play *play, const struct line *line);
void say_tftp_ack(struct play *play, const struct line *line);
void say_tftp_error(struct play *play, const struct line *line);
void say_tftp_probe(struct play *play, const struct line *line);
void say_tftp_transfer(struct play *play, const struct line *line);
void say_tsb_request(struct play *play, const struct line *line);
void say_tsb_data(struct play *play, const struct line *line);
void say_tsb_ack(struct play *play, const struct line *line);
void say_tsb_transfer(struct play *play, const struct line *line);

void say_login_request(struct play *play, const struct line *line);
void say_login_reply(struct play *play, const struct line *line);
void say_login(struct play *play, const struct line *line);
void say_read(struct play *play, const struct line *line);
void say_stream(struct play *play, const struct line *line);
void say_heartbeat(struct play *play, const struct line *line);

void say_sql_call(struct play *play, const struct line *line);
void say_sql_answer(struct play *play, const struct line *line);

void say_udp(struct play *play, const struct line *line);
void say_tcp(struct play *play, const struct line *line);
void say_tcp_open(struct play *play, const struct line *line);
void say_dns_query(struct play *play, const struct line *line);
void say_dns_answer(struct play *play, const struct line *line);

void say_eapol(struct play *play, const struct line *line);
void say_bpdu(struct play *play, const struct line *line);
void say_lacp(struct play *play, const struct line *line);
void say_lldp(struct play *play, const struct line *line);
void say_cdp(struct play *play, const struct line *line);
void say_raw(struct play *play, const struct line *line);
void say_set(struct play *play, const struct line *line);

#endif
