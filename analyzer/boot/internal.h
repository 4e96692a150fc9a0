/*
 * What the makers of boots share: the facts of one client in order of time, cut into boots.
 */
#ifndef PVSLEUTH_BOOT_INTERNAL_H
#define PVSLEUTH_BOOT_INTERNAL_H

#include "base/mem.h"
#include "base/txt.h"
#include "boot/boot.h"
#include "model/fact.h"

#include <stdio.h>
#include <string.h>

#define SECOND 1000000000ll

/* Two taps hold a message within this: the way between them, and what their clocks leave open. */
#define TAPS_NS (SECOND / 4)
#define TAPS_NS_SQL "250000000"

/* SQL: not one more capture's frame of a message that another event stands for; e is an event. */
#define NO_COPY(e) " AND NOT EXISTS (SELECT 1 FROM copy k WHERE k.event_id = " e ".event_id AND k.main <> k.event_id)"

/* SQL: the events whose kind begins so, "dhcp" or "tftp". A comparison costs a tenth of a GLOB, and these are asked of every
 * event of a boot. The point follows the hyphen in ASCII. */
#define KIND(k, word) "(" k " >= '" word "-' AND " k " < '" word ".')"

/* SQL: what of a boot may be DHCP or PXE, be is of boot_event. Nothing else of these protocols is (build.c), so the few that
 * are left are looked up, and not every frame of a boot. */
#define OF_DHCP(be) "(" be ".phase = 'dhcp' OR " be ".phase = 'pxe')"

/* A file may be several recordings put together, and a clock may jump: where a capture shows nothing at
 * all for this long, it does not show that a target stayed silent. */
#define SILENCE_NS (12 * 3600 * SECOND)

/* Whether there is a row of that, a table with a condition: most cases have nothing of what much of the analysis is for, and
 * preparing its statements costs more than running them. */
#define ANY(s, what) (store_int((s), "SELECT EXISTS (SELECT 1 FROM " what ")", NULL, 0, 1) != 0)

/* In order; the index is the rank. */
enum phase { PHASE_LINK, PHASE_DHCP, PHASE_PXE, PHASE_BOOTFILE, PHASE_LOGIN, PHASE_STREAM, PHASE_HANDOVER,
	PHASE_OS, PHASES };
extern const char *const phase_name[PHASES];

/* Who speaks DHCP (netboot.md 1.3). */
enum client_kind { KIND_UNKNOWN, KIND_INTEL_ROM, KIND_UEFI, KIND_UEFI_HTTP, KIND_IPXE, KIND_OTHER,
	KIND_WINDOWS, KIND_DHCLIENT, KINDS };

struct kind_def {
	const char *name;
	int rank;            /* in a boot, later kinds follow earlier ones */
	int64_t patience_ns; /* from its first DISCOVER to giving up */
	int64_t quiet_ns;    /* its longest wait between two tries */
	bool network_boot;   /* asks for a boot file by its very nature */
};
extern const struct kind_def kind_def[KINDS];

/* A flow comes as one item for each spell of activity in it; a sign is an event of the operating system. */
enum item_type { ITEM_DHCP, ITEM_TRANSFER, ITEM_FLOW, ITEM_SIGN };

#define ARP_VAIN "arp-vain" /* a sign of another kind: it asks for an address that nobody has */

/* One fact of a client. Which members are filled depends on the type. */
struct item {
	enum item_type type;
	int64_t id, ns, last_ns;
	int64_t own_last_ns;    /* of what the client itself sent */
	int64_t order_ns;       /* copies of a message follow the one that counts */
	bool anyones;           /* behind a NAT, it may be the transfer or conversation of any of several targets */
	bool copied;            /* another capture holds it too, and counts for it */
	int64_t copy_of;        /* the event that counts for it, where only twins.c found that; 0: copies.c did */
	int64_t capture_id, frame, place; /* place: of the capture, by content */
	char kind[20];          /* event kind, transfer protocol, flow role */
	/* DHCP */
	bool request, b_flag, options;
	bool duplicate;         /* a copy, of a message or a transfer, that does not count */
	int64_t xid, secs, ip_id, arch, bucket_id, bucket_hw;
	enum client_kind who;
	char yiaddr[16], siaddr[16], giaddr[16], server_id[16], requested[16], ciaddr[16];
	char src_ip[16], dst_ip[16], l2_cast[12], l3_cast[12];
	char boot[132], tftp_name[68], hostname[68], uuid[40], client_id[80], vendor_class[68],
		params[100];    /* option 55: tells one DHCP client program from another */
	bool pxe_class, opt67;
	bool asks_size, of_citrix; /* transfers: as firmware asks; two-stage boot, or a boot file of Citrix */
	int64_t pxe_control;
	/* transfers and flows */
	char server_ip[16], reply_ip[16], status[12], file[132], error_from[8];
	int64_t client_port, server_port, bytes, requests, error_code, reads, down_frames;
	int64_t first_down_ns, request_event, last_event;
	/* the spell of a flow */
	bool shadow;            /* another capture saw this conversation better */
	bool stream;            /* disk content came down in the conversation */
	char spell[12];         /* login poll read retry heartbeat */
	int64_t up_frames, asks, logins, count, every_min, sectors, overlaps, partial, repeats, unanswered, max_payload;
	int64_t service_min, service_p50, service_p95, service_max, service_sum, transfer_sum, turn_sum;
};

struct items {
	struct item *item;
	size_t count, cap;
};

/* Citrix's boot files (pvs.md 2.0); renamed ones are recognised by what follows them. */
bool pvs_boot_file(const char *file);

/* Who asked by DHCP: table temp.asker. First of all. */
int askers_find(struct store *s, struct err *err);
/* Whose transfers and flows they are: tables temp.transfer_owner and temp.flow_owner; and who has which events: temp.client_event. */
int owners_find(struct store *s, struct err *err);
/* Which frames of several captures are one message: table copy. After owners_find. */
int copies_find(struct store *s, struct err *err);
/* Files that one recording went on in: table temp.reel, to the end of sight_write. Before clocks_estimate; and, once
 * all is on the case's clock, from when to when each goes. */
int reels_find(struct store *s, struct err *err);
int reels_time(struct store *s, struct err *err);
/* Transfers and conversations that began in one of the files and went on in others are one from here on (reel_transfer.c,
 * reel_flow.c). After reels_time, where some recording has several files. */
int reel_transfers_join(struct store *s, struct err *err);
int reel_flows_join(struct store *s, struct err *err);
/* ... and whose the parts are, for who looks at the facts. After the boots. */
int reel_parts_write(struct store *s, struct err *err);
/* Where captures show nothing at all for long: table temp.silence. Before seen_until. */
int silences_find(struct store *s, struct err *err);
/* All items of one client, by time. several: captures. */
int items_load(struct store *s, const char *mac, bool several, struct items *out, struct err *err);

/* Puts them in order, and marks what counts already: copies that a mirror made, transfers at several taps (twins.c). */
void twins_mark(struct items *items);

/* One boot: items[first .. first+count) of its client. */
struct attempt {
	size_t first, count;
	int64_t start_ns, end_ns;
	bool superseded; /* the same target began again afterwards */
};

struct attempts {
	struct attempt *attempt;
	size_t count, cap;
};

void attempts_split(const struct items *items, struct attempts *out);
/* How far the captures go in which the attempt is seen, on the case's clock (until.c). overlaps: some frame is in two files. */
int64_t seen_until(struct store *s, const struct items *items, const struct attempt *at, const char *mac, bool overlaps);
/* Which captures show what the attempt ended on: table temp.end_at, from ends_begin to the end of sight_write. */
int ends_begin(struct store *s, struct err *err);
int ends_note(struct store *s, int64_t boot, const struct items *items, const struct attempt *at, struct err *err);
/* Whether it was sent data of that kind (a pattern), and a capture that shows it is an extract of a case: that
 * holds few of those frames. */
bool is_sieved(struct store *s, const struct items *items, const struct attempt *at, const char *mac, const char *data);

/* --- exchanges (exchange.c) ---------------------------------------------------------------------- */

#define XIDS_MAX 8
#define TRIES_MAX 16 /* of which the times are kept */

struct exchange {
	const char *kind;
	int64_t xid[XIDS_MAX];
	unsigned xids;
	int64_t secs, max_secs, tries, first_ns, last_ns, first_event, last_event;
	const struct item *first;    /* the first question */
	char copies_to[128];
	int64_t offers, proxy_offers, acks, naks, answer_event, answer_ns;
	char answer_from[16], nak_from[16];
	int64_t max_interval_ns;
	/* what the load balancing and delay rules need: each try's time and secs, each first-leg answer's time */
	int64_t try_ns[TRIES_MAX], try_secs[TRIES_MAX], reply_ns[TRIES_MAX];
	unsigned try_n, reply_n;
	int64_t last_secs, passed_secs; /* of the latest try; the greatest of those before it, -1 without */
	int64_t answered_try, answered_secs, skipped_secs; /* as they stood when the first answer came */
	int64_t answers_up, answers_down, nak_event, last_answer_ns;
	bool reply_up; /* the leg on which reply_ns were seen */
	int64_t reply_capture;
};

struct exchanges {
	struct exchange *x;
	size_t count, cap;
};

void exchanges_find(const struct items *items, const struct attempt *a, struct exchanges *out);

/* --- streaming (story_pvs.c) --------------------------------------------------------------------- */

/* Reading, before the handover (one request at a time) or after it, added up. */
struct reading {
	int64_t reads, bytes, sectors, overlaps, partial, repeats, unanswered, max_payload, busy_ns;
	int64_t service_min, service_p50, service_p95, service_max, service_sum, transfer_sum, turn_sum;
	int64_t most; /* reads of the spell that the percentiles are of */
};

/* What PVS did in one boot. Times are INT64_MIN when not reached. */
struct pvs_story {
	struct reading single, multi;
	int64_t handover_done_ns; /* the first read after the second login */
	int64_t read_last_ns;     /* the end of the last reading */
	int64_t stall_ns;         /* the last answer before requests stayed unanswered, to the end or to a new login */
	int64_t stall_asked_ns;   /* the first request after it */
	int64_t failover_ns;      /* a new login after unanswered requests */
	int64_t retry_ns;         /* the first of the unanswered requests that go on */
	int64_t retries;
	/* the first time that it went over to another server and read on there; how often it did */
	int64_t moved_stall_ns, moved_asked_ns, moved_ns, failovers;
	char moved_from[16], moved_to[16];
	int64_t login_tries, login_pairs; /* before the first read */
	bool refused;             /* the login is answered, and asked for again and again */
	int64_t login_idle_ns;    /* longest silence of the target between an answered login and the next step */
	int64_t login_last_ns, port; /* port: of the target, while it reads */
	char stall_server[16], read_server[16];
};

struct story;
/* Takes one spell of a conversation into the story. */
void pvs_tell(struct story *st, const struct item *it);
/* After an answered login the target asks for an address that nobody has. */
void pvs_tell_vain(struct story *st, const struct item *it);
void pvs_init(struct pvs_story *p);
int pvs_write(struct store *s, struct story *st, struct err *err);
/* Each boot against the others: the same volume each time, who stalled at the same moment. */
int peers_write(struct store *s, struct err *err);
/* Table company: which targets share a trouble, and what else they share (company.c). */
int company_write(struct store *s, struct err *err);

/* --- the boot itself (story.c, steps.c, people.c, sight.c) ----------------------------------------- */

struct story {
	int64_t boot_id;
	const char *mac;
	int64_t attempt;
	enum client_kind who;
	enum phase phase;
	const char *path, *outcome;
	bool open_start, uses_pxe, long_enough, pvs_file;
	bool direct;     /* some frame came from the target itself, not only through a relay */
	/* how the streaming, or the transfer of files, went on is not in these captures: they are extracts of a case */
	bool sieved, sieved_files;
	bool anyones;    /* all of it is seen behind a NAT, and may be of any of several targets */
	bool whole;      /* no DHCP message had its options cut off */
	bool lossy;      /* the captures lost frames: one that is not there may have been sent */
	bool unheard, read_on; /* it was answered, and no answer is recorded; it read from its disk so */
	bool uses_asked; /* it uses the address that its last REQUEST was for */
	bool elsewhere;  /* it went on with a host whose unicast is not recorded here */
	bool several;    /* one MAC, a router's, and several addresses that do things at the same time */
	bool split;      /* requests are in one file, and their answers in another one */
	bool again;      /* what it asked for last, of a file or of PVS, it asked for more than once */
	bool unseen;     /* what comes after its request for the file would not be recorded */
	bool unicast;    /* some unicast frame from it or to it is recorded: this is no third port */
	int64_t start_ns, end_ns, seen_until_ns, target_last_ns, quiet_ns;
	int64_t until_ns;   /* the same, or when the target began again: what it asked by ARP till then is of this boot */
	int64_t decided_ns; /* who recorded until then saw that it ended there; 0: nobody did */
	char lease_ip[16], dhcp_server[16], relay[16], boot_server[16], boot_file[132], file_source[160],
		login_server[16], stream_server[16];
	int64_t stream_bytes, first_port; /* first_port: the target's, of its first conversation */
	/* milestones; INT64_MIN when not reached */
	int64_t offer_ns, ack_ns, proxy_ns, request_ns, transfer_ns, transfer_done_ns, login_ns,
		login_answer_ns, stream_ns, handover_ns, os_ns, stream_last_ns;
	struct pvs_story pvs;
	const char *file_status; /* of the latest transfer, as in table transfer; NULL: none */
	bool told;      /* the lease it took came with boot file and boot server */
	bool boot_info; /* some offer named a boot file or a boot server */
	char summary[400];
};

void story_tell(const struct items *items, const struct attempt *a, const struct exchanges *x,
	struct story *out);
/* The outcome and the summary, once seen_until_ns is known. again_ns: when the same target was seen to begin again; 0
 * where it was not. */
void story_end(struct story *st, const struct exchanges *x, int64_t again_ns);
/* Whether its file was still on its way where the captures end; once it has its outcome. */
bool story_file_open(const struct story *st);
int steps_write(struct store *s, const struct story *st, const struct exchanges *x, struct err *err);
/* Table offer: what each answer means to its client (offer.c). */
int offers_write(struct store *s, struct err *err);
int people_write(struct store *s, struct err *err);
/* Where each capture was taken, and its clock against the others' (vantage.c, clock.c). */
int vantage_write(struct store *s, struct err *err);
int clocks_estimate(struct store *s, struct err *err);
/* From here on SQL sees all facts on the case's clock, until case_clock_leave (boot.h; caseclock.c). */
int case_clock_enter(struct store *s, struct err *err);
/* A temporary table in front of that one, to be changed as well; where there is none yet. */
int case_clock_shadow(struct store *s, const char *table, struct err *err);
/* Which transfers and conversations at several taps are one whose addresses a NAT or a load balancer rewrote: table
 * translation, temp.nat_member, temp.nat_event; from here on SQL sees all of them under the addresses that the target
 * knows. After case_clock_enter (nat.c). */
int nat_find(struct store *s, struct err *err);
/* The table elsewhere. After the boots. */
int nat_elsewhere_write(struct store *s, struct err *err);
/* Captures whose clocks are not tied to one another: whether such talks tie them. Then clocks_estimate has to run again. Before and
 * behind that, nat_untie (nat_tie.c). 1, 0, or -1. */
int nat_tie(struct store *s, struct err *err);
int nat_untie(struct store *s, struct err *err);
/* Whether that column of the facts is a time on a capture's clock, which is put right so. */
bool case_clock_corrects(const char *table, const char *column);
/* The table ask, from boot and exchange (ask.c). */
int asks_write(struct store *s, struct err *err);
/* Captures that lost frames: fills the table lossy; and whether an attempt is in such captures alone (lossy.c). */
int lossy_find(struct store *s, struct err *err);
bool is_lossy(struct store *s, const struct items *items, const struct attempt *at);

/* Boots whose answers were not recorded: table temp.unheard, from unheard_begin to unheard_sight, which corrects
 * the table tap (unheard.c). Beside it temp.only_port, whose port each capture was taken at; for who looks at captures after that. */
bool unheard(struct store *s, const char *mac, const struct items *items, const struct attempt *at,
	const struct exchanges *x);
/* Whether a request of its for the boot file would not have been recorded; after unheard_begin. */
bool unheard_requests(struct store *s, const struct story *st, const char *mac);
/* Whether what comes after the request for the file would not have been recorded: its blocks, that a filter on ports leaves
 * out; or the login, at the port of another host than the target. */
bool unheard_file(struct store *s, const struct story *st, const char *mac);
bool unheard_reads_on(const struct items *items, const struct attempt *at);
/* Whether it uses the address that its last REQUEST was for, so that it was acknowledged. */
bool unheard_ack(struct store *s, const struct story *st, const char *mac, const struct exchanges *x);
/* Whether it asked who has the address of a host, and was told, though neither that nor what it then sent there is recorded: then this
 * is not its own port. */
bool unheard_elsewhere(struct store *s, const struct story *st, const char *mac);
/* Whether these are several targets behind a router, told apart by their addresses alone: no DHCP of theirs is recorded. */
bool unheard_several(struct store *s, const struct story *st, const char *mac);
/* Whether what it sent in a conversation is in one file, and what it got in another one. */
bool unheard_split(struct store *s, const struct story *st, const char *mac);
int unheard_begin(struct store *s, struct err *err);
int unheard_note(struct store *s, int64_t boot, struct err *err);
int unheard_sight(struct store *s, struct err *err);
/* Tables tap and sight (sight.c). */
int sight_write(struct store *s, struct err *err);
/* Table loss: what one tap saw leave and the next one did not (losses.c). After sight_write. */
int losses_write(struct store *s, struct err *err);

#endif
