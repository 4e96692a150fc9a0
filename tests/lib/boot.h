/*
 * What a .boot script becomes: hosts on segments, captures, a list of timed lines, and what the
 * author expects of the analyzer.  The language is described in fixtures/rules/README.md.
 *
 * The way through the tool:  boot_lex -> boot_parse (boot_decl, boot_expect) -> boot_play
 * -> the verbs (enc_*.c) -> net_send -> capture_out.
 *
 * To add a verb: write a `say_` function in the enc_ file of its protocol and add one row to the
 * table in boot_verbs.c, with the fields it takes.
 */
#ifndef BOOT_H
#define BOOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "boot_mem.h"

enum {
	MAC_LEN = 6,
	LEGS_MAX = 6,
	CAPTURES_MAX = 64,
	EVERY_MAX = 16,
	EACH_MAX = 4,
	NESTING_MAX = 4,
	VIPS_MAX = 4,
	NAT_PORTS_MAX = 256,
};

#define SECOND INT64_C(1000000000)

/* --- words ------------------------------------------------------------------------------- */

struct token {
	const char *word;	/* the text, or the key of key=value */
	const char *value;	/* NULL when there is no '=' */
	size_t value_len;	/* values may hold NUL bytes */
	bool quoted;		/* the value was in quotes: text, never a number */
};

struct token_line {
	int number;
	int count;
	struct token *tokens;
};

/* --- the script -------------------------------------------------------------------------- */

struct field {
	struct field *next;
	const char *key;
	const char *value;
	size_t len;
	bool quoted;
};

struct leg {
	const char *segment;
	uint8_t mac[MAC_LEN];
	uint32_t ip;
	int vlan;		/* 0: untagged */
};

/* The running DHCP conversation of one client; see dhcp_client.c. */
struct dhcp_session {
	const struct client_kind *kind;
	uint32_t xid;
	int sent;		/* client messages so far: iPXE counts them in secs */
	int discovers;
	int number;		/* sessions of this host so far */
	int64_t began;
	uint16_t secs;		/* of the last DISCOVER */
	bool offered;
	bool proxied;
	bool acked;
	uint32_t offered_ip;
	uint32_t server_id;
};

/* What a target truly did, to hold what is measured against. */
struct tally {
	uint64_t reads, bytes, repeats;
	int64_t service_ns;	/* request to first datagram, over the reads before a second login */
	int64_t last_ns;	/* the end of the last read before a second login */
	int64_t handover_ns;	/* the silence before that login */
};

/* What a router makes of addresses; see net_nat.c. */
struct nat_port {
	uint32_t ip;
	uint16_t port, out;
};

struct nat {
	uint32_t ip;		/* of all who send on this segment; 0: no SNAT */
	const char *segment;
	bool keep;		/* ports stay */
	bool proxy;		/* sends packets of its own: another IP id and TTL */
	int pool, given;	/* ports to give out, and how many were */
	struct nat_port ports[NAT_PORTS_MAX];
	struct {
		uint32_t ip;
		const char *name;
		const struct host *host;	/* that it stands for */
	} vips[VIPS_MAX];
	int n_vips;
};

struct host {
	struct host *next;
	const char *name;
	int line;
	struct leg legs[LEGS_MAX];
	int n_legs;
	bool forwards;		/* routers and relays */
	struct nat nat;
	const struct client_kind *kind;
	struct field *replies;	/* DHCP fields this server puts in each OFFER and ACK */
	struct dhcp_session dhcp;
	uint16_t next_port;
	uint16_t next_ip_id;
	uint32_t sql_sent;
	struct tally tally;
};

struct fleet {
	struct fleet *next;
	const char *name;
	struct host **members;
	int count;
};

enum capture_format { FORMAT_PCAP, FORMAT_PCAP_NS, FORMAT_PCAPNG };
enum capture_link { LINK_ETHERNET, LINK_SLL, LINK_SLL2, LINK_RAW };
enum capture_only { ONLY_BOTH, ONLY_SENT, ONLY_RECEIVED };

struct capture {
	const char *name;
	int line;
	const char *host_name;	/* vantage: the port of this host; NULL: everything */
	struct host *host;
	const char *segment;	/* or everything on this segment */
	enum capture_format format;
	enum capture_link link;
	enum capture_only only;
	size_t snaplen;
	int vlan;
	bool untagged;
	int64_t offset_ns;
	double drift_ppm;
	int64_t step_at_ns;
	int64_t step_ns; /* what the clock was changed by then */
	int64_t from_ns;
	int64_t until_ns;
	uint64_t drops;
	const char *comment;
};

struct verb;

enum stmt_kind { STMT_SAY, STMT_REPEAT, STMT_EACH, STMT_UNTIL };

struct stmt {
	struct stmt *next;
	enum stmt_kind kind;
	int line;
	bool timed;		/* has a +d or @t */
	bool relative;
	int64_t when;
	const char *who;
	const struct verb *verb;
	const char *peer;
	struct field *fields;
	int times;
	int64_t every[EVERY_MAX];
	int n_every;
	struct fleet *fleets[EACH_MAX];
	int n_fleets;
	struct stmt *body;
};

struct noise {
	struct noise *next;
	struct host *host;
	int64_t every;
};

struct expect {
	struct expect *next;
	int line;
	const char *kind;	/* finding, boot, none, absent */
	const char *subject;	/* rule id, or host or fleet name */
	struct field *fields;
};

struct script {
	struct mem mem;
	const char *path;
	const char *title;
	int64_t start_ns;	/* UTC */
	int64_t until_ns;	/* relative to start; 0: where the last line ends */
	struct capture captures[CAPTURES_MAX];
	int n_captures;
	struct host *hosts, **hosts_end;
	struct fleet *fleets;
	struct noise *noises;
	struct stmt *stmts;
	struct expect *expects, **expects_end;
};

/* Says FILE:LINE: MESSAGE on stderr and exits with 2. */
_Noreturn void boot_fail(const struct script *script, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The candidate nearest to WORD in the space-separated LIST, or NULL when none is near. */
const char *boot_nearest(struct script *script, const char *word, const char *list);

/* --- boot_lex.c --- */
/* The next line that says something; false at the end. */
struct lexer {
	const char *at;
	int line;
};
bool lex_line(struct script *script, struct lexer *lexer, struct token_line *line);

/* --- boot_value.c: each fails with a message that names the line --- */
int64_t value_duration(const struct script *script, int line, const char *text);
int64_t value_utc(const struct script *script, int line, const char *text);
uint64_t value_number(const struct script *script, int line, const char *text, uint64_t max);
uint32_t value_ip(const struct script *script, int line, const char *text);
void value_mac(const struct script *script, int line, const char *text, uint8_t mac[MAC_LEN]);
bool text_is_ip(const char *text, uint32_t *ip);
bool text_is_mac(const char *text, uint8_t mac[MAC_LEN]);
/* Appends the hexadecimal digits in TEXT (':', '-' and '.' between bytes are skipped). */
bool text_hex(const char *text, struct buf *bytes);

/* --- boot_decl.c, boot_parse.c, boot_expect.c --- */
bool parse_declaration(struct script *script, const struct token_line *line);
void parse_expectation(struct script *script, const struct token_line *line);
void script_read(struct script *script, const char *path);
void script_fini(struct script *script);
struct host *script_host(const struct script *script, const char *name);
struct fleet *script_fleet(const struct script *script, const char *name);
struct field *field_add(struct script *script, struct field **end, const struct token *token);
const struct field *field_find(const struct field *fields, const char *key);

/* RFC 3074: the hash bucket of a client identifier or hardware address. */
unsigned rfc3074_bucket(const uint8_t *key, size_t len);

#endif
