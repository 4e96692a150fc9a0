/*
 * One boot's story: its milestones, its path, how far it got.
 */
#include "boot/internal.h"

#include <strings.h>

#define COPY(to, from) snprintf((to), sizeof(to), "%s", (from))

static void first(int64_t *milestone, int64_t ns)
{
	if (*milestone == INT64_MIN)
		*milestone = ns;
}

bool pvs_boot_file(const char *file)
{
	static const char *const names[] = {"ardbp32.bin", "pvsnbpx64.efi", "pvsnbpia32.efi", "tsbbdm.bin"};
	size_t i, n = strlen(file), m;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		m = strlen(names[i]);
		if (n >= m && !strcasecmp(file + n - m, names[i]))
			return true;
	}
	return false;
}

/* The host that an address names by number, else "". */
static void host_of(char host[16], const char *address)
{
	const char *at = strstr(address, "//") + 2;
	size_t n = strspn(at, "0123456789.");

	snprintf(host, 16, "%.*s", at[n] == '/' || at[n] == ':' ? (int)n : 0, at);
}

static void boot_source(struct story *st, const struct item *it, const char *server, const char *how)
{
	char from[16];

	COPY(from, it->server_id[0] ? it->server_id : it->src_ip);
	COPY(st->boot_file, it->boot);
	COPY(st->boot_server, server);
	if (fact_http_address(it->boot))
		host_of(st->boot_server, it->boot);
	snprintf(st->file_source, sizeof(st->file_source), "%s of %s, %s", how, from,
		it->opt67 ? "option 67" : "the BOOTP file field");
}

/* Where a client takes the boot server from: next server (siaddr), else who says so (netboot.md 3.4). */
static const char *server_of(const struct item *it)
{
	return it->siaddr[0] ? it->siaddr : it->server_id[0] ? it->server_id : it->src_ip;
}

static void tell_offer(struct story *st, const struct item *it)
{
	first(&st->offer_ns, it->ns);
	if (it->boot[0] || (it->pxe_class && it->pxe_control >= 0))
		st->boot_info = true;
	if (it->boot[0] && !st->boot_file[0])
		boot_source(st, it, server_of(it), "the DHCP offer");
	if (!st->dhcp_server[0])
		COPY(st->dhcp_server, it->server_id[0] ? it->server_id : it->src_ip);
	if (it->giaddr[0])
		COPY(st->relay, it->giaddr);
}

static void tell_ack(struct story *st, const struct item *it)
{
	if (!it->yiaddr[0])
		return; /* an answer to INFORM gives no address */
	first(&st->ack_ns, it->ns);
	if (!st->lease_ip[0])
		COPY(st->lease_ip, it->yiaddr);
	if (st->ack_ns == it->ns)
		COPY(st->dhcp_server, it->server_id[0] ? it->server_id : it->src_ip);
	if (it->giaddr[0])
		COPY(st->relay, it->giaddr);
	if (it->boot[0] && st->proxy_ns == INT64_MIN && st->transfer_ns == INT64_MIN) {
		boot_source(st, it, server_of(it), "the DHCP answer");
		st->boot_info = true;
		st->told = it->siaddr[0] || fact_http_address(it->boot);
	}
}

static void tell_proxy(struct story *st, const struct item *it)
{
	first(&st->proxy_ns, it->ns);
	st->boot_info = true;
	if (it->boot[0])
		boot_source(st, it, it->siaddr[0] ? it->siaddr : it->src_ip, "the proxyDHCP answer");
	else if (!st->boot_server[0])
		COPY(st->boot_server, it->siaddr[0] ? it->siaddr : it->src_ip);
}

/* Messages that ask for something say most of who asks. */
static bool asks(const struct item *it)
{
	return strcmp(it->kind, "dhcp-release") != 0 && strcmp(it->kind, "dhcp-decline") != 0;
}

/* Somebody else has that address: what wanted to boot with it has none. A system that runs goes on with another. */
static void tell_decline(struct story *st, const struct item *it)
{
	if (strcmp(it->requested, st->lease_ip) != 0 || st->transfer_ns != INT64_MIN ||
		kind_def[st->who].rank >= kind_def[KIND_WINDOWS].rank)
		return;
	st->ack_ns = INT64_MIN;
	st->lease_ip[0] = '\0';
}

static void tell_dhcp(struct story *st, const struct item *it)
{
	st->whole &= it->options;
	if (it->request) {
		st->direct |= !it->giaddr[0];
		if (it->giaddr[0])
			COPY(st->relay, it->giaddr);
		if (asks(it) && (st->who == KIND_UNKNOWN ||
			(!kind_def[st->who].network_boot && kind_def[it->who].network_boot)))
			st->who = it->who;
		st->uses_pxe |= kind_def[it->who].network_boot;
		if (!strcmp(it->kind, "dhcp-decline"))
			tell_decline(st, it);
		if (!strcmp(it->kind, "dhcp-request"))
			first(&st->request_ns, it->ns);
		/* the operating system's own client, after the disk was there */
		if (kind_def[it->who].rank >= kind_def[KIND_WINDOWS].rank &&
			(st->stream_ns != INT64_MIN || st->transfer_done_ns != INT64_MIN))
			first(&st->os_ns, it->ns);
		return;
	}
	if (!strcmp(it->kind, "dhcp-offer") || !strcmp(it->kind, "dhcp-bootreply"))
		tell_offer(st, it);
	else if (!strcmp(it->kind, "dhcp-ack"))
		tell_ack(st, it);
	else if (!strcmp(it->kind, "pxe-offer") || !strcmp(it->kind, "pxe-ack"))
		tell_proxy(st, it);
}

/* Phones and switches fetch files too: a transfer is a boot's when a network boot client asks, when it
 * is for what DHCP named, or when firmware may have asked, which always wants the size first. */
static bool of_a_boot(const struct story *st, const struct item *it)
{
	const struct kind_def *k = &kind_def[st->who];

	return it->of_citrix || k->network_boot || st->transfer_ns != INT64_MIN ||
		(it->asks_size && st->whole && k->rank < kind_def[KIND_WINDOWS].rank) ||
		(st->boot_file[0] && !strcmp(st->boot_file, it->file));
}

/* What is asked for counts, not what was named: a client may know another name. */
static void asked_for(struct story *st, const struct item *it)
{
	COPY(st->boot_server, it->server_ip);
	if (!it->file[0] || !strcmp(st->boot_file, it->file))
		return;
	COPY(st->boot_file, it->file);
	st->file_source[0] = '\0';
}

static void tell_transfer(struct story *st, const struct item *it)
{
	if (!of_a_boot(st, it)) {
		st->direct = true;
		return;
	}
	first(&st->transfer_ns, it->ns);
	st->uses_pxe = st->direct = true;
	if (!st->lease_ip[0])
		COPY(st->lease_ip, it->ciaddr);
	if (st->transfer_ns == it->ns || !st->boot_server[0])
		asked_for(st, it);
	st->file_status = it->status;
	if (!strcmp(it->status, "complete")) {
		first(&st->transfer_done_ns, it->last_ns);
		st->pvs_file |= pvs_boot_file(it->file);
	}
}

/* HTTP boot: it connects, asks, and is sent the file. */
static void tell_http(struct story *st, const struct item *it)
{
	const char *slash = strrchr(st->boot_file, '/');

	first(&st->transfer_ns, it->ns);
	if (it->dst_ip[0])
		COPY(st->boot_server, it->dst_ip);
	if (strcmp(it->kind, "http-file") != 0)
		return;
	first(&st->transfer_done_ns, it->ns);
	st->pvs_file |= pvs_boot_file(slash ? slash + 1 : st->boot_file);
}

/* The system's logon or file access is proof at once; names may be looked up by a bootstrap too. */
static void tell_sign(struct story *st, const struct item *it)
{
	if (!strcmp(it->kind, ARP_VAIN)) {
		pvs_tell_vain(st, it);
		return;
	}
	if (!strncmp(it->kind, "http-", 5)) {
		tell_http(st, it);
		return;
	}
	if (st->stream_ns == INT64_MIN)
		return;
	if (strcmp(it->kind, "os-dns") != 0 || st->pvs.handover_done_ns != INT64_MIN)
		first(&st->os_ns, it->ns);
}

static enum phase phase_of(const struct story *st, const struct exchanges *x)
{
	if (st->os_ns != INT64_MIN)
		return PHASE_OS;
	if (st->handover_ns != INT64_MIN)
		return PHASE_HANDOVER;
	if (st->stream_ns != INT64_MIN)
		return PHASE_STREAM;
	if (st->login_ns != INT64_MIN)
		return PHASE_LOGIN;
	if (st->transfer_ns != INT64_MIN)
		return PHASE_BOOTFILE;
	if (st->ack_ns != INT64_MIN && kind_def[st->who].network_boot && st->direct)
		return PHASE_PXE;
	return x->count || st->offer_ns != INT64_MIN || st->ack_ns != INT64_MIN ? PHASE_DHCP : PHASE_LINK;
}

static const char *path_of(const struct items *items, const struct attempt *a, const struct story *st)
{
	size_t i;

	for (i = a->first; i < a->first + a->count; i++)
		if (items->item[i].type == ITEM_TRANSFER && !strcmp(items->item[i].kind, "tsb"))
			return "bdm-iso";
	if (st->who == KIND_UEFI)
		return "uefi-pxe";
	if (st->who == KIND_UEFI_HTTP)
		return "uefi-http";
	if (kind_def[st->who].network_boot)
		return st->proxy_ns != INT64_MIN ? "proxydhcp" : "pxe";
	if (st->who == KIND_OTHER && st->login_ns != INT64_MIN && st->transfer_ns == INT64_MIN)
		return "bdm-partition";
	return "unknown";
}

/* How long a target may be silent in this phase before it has stopped: its longest wait. */
static int64_t quiet_of(const struct story *st, const struct exchanges *x)
{
	const struct exchange *last = x->count ? &x->x[x->count - 1] : NULL;
	int64_t quiet = kind_def[st->who].quiet_ns;

	switch (st->phase) {
	case PHASE_LINK:
	case PHASE_DHCP:
		return last && 2 * last->max_interval_ns > quiet ? 2 * last->max_interval_ns : quiet;
	case PHASE_PXE:
		return 20 * SECOND; /* iPXE waits up to 17 s between its lease and its first request */
	case PHASE_BOOTFILE:
		return st->transfer_done_ns != INT64_MIN ? 30 * SECOND : 12 * SECOND;
	case PHASE_LOGIN:
		return 30 * SECOND; /* the general login timeout (pvs.md 0.6) */
	case PHASE_OS:
		return 15 * SECOND; /* a system that starts reads its disk all the time */
	case PHASE_STREAM:
	case PHASE_HANDOVER:
	case PHASES:
		return 60 * SECOND;
	}
	return quiet;
}

static void story_init(struct story *st, const struct attempt *a)
{
	memset(st, 0, sizeof(*st));
	st->offer_ns = st->ack_ns = st->proxy_ns = st->request_ns = st->transfer_ns = st->transfer_done_ns =
		INT64_MIN;
	st->login_ns = st->login_answer_ns = st->stream_ns = st->handover_ns = st->os_ns = INT64_MIN;
	st->stream_last_ns = INT64_MIN;
	pvs_init(&st->pvs);
	st->whole = st->anyones = true;
	st->start_ns = a->start_ns;
	st->end_ns = a->end_ns;
	st->target_last_ns = a->start_ns;
}

void story_tell(const struct items *items, const struct attempt *a, const struct exchanges *x,
	struct story *out)
{
	size_t i;

	story_init(out, a);
	for (i = a->first; i < a->first + a->count; i++) {
		const struct item *it = &items->item[i];

		int64_t own_ns = it->type == ITEM_TRANSFER ? it->own_last_ns : it->last_ns;

		if ((it->type != ITEM_DHCP || it->request) && strcmp(it->kind, ARP_VAIN) != 0 && own_ns > out->target_last_ns)
			out->target_last_ns = own_ns;
		if (it->type != ITEM_SIGN)
			out->anyones &= it->anyones;
		if (it->duplicate)
			continue; /* another tap's view of the same */
		if (it->type == ITEM_TRANSFER || it->type == ITEM_FLOW)
			out->again = it->repeats > 0 || (it->type == ITEM_TRANSFER ? it->requests > 1 : it->count > 1);
		if (it->type == ITEM_DHCP)
			tell_dhcp(out, it);
		else if (it->type == ITEM_TRANSFER)
			tell_transfer(out, it);
		else if (it->type == ITEM_FLOW)
			pvs_tell(out, it);
		else
			tell_sign(out, it);
	}
	out->phase = phase_of(out, x);
	out->path = path_of(items, a, out);
	out->quiet_ns = quiet_of(out, x);
	/* what comes before the first question was told before the capture */
	out->open_start = !x->count || out->start_ns + SECOND < x->x[0].first_ns || (strcmp(x->x[0].kind, "discover") != 0 &&
		strcmp(x->x[0].kind, "request-reboot") != 0);
}
