/*
 * The declarations at the head of a script: title, start, capture, hosts of all sorts, fleets,
 * what a server puts in its replies, background noise.
 */
#include <stdlib.h>
#include <string.h>

#include "boot.h"
#include "client_kind.h"

/* The words of one declaration, taken one after the other. */
struct words {
	struct script *script;
	const struct token_line *line;
	int at;
};

static const char *take(struct words *words, const char *what)
{
	const struct token *token = &words->line->tokens[words->at];

	if (words->at >= words->line->count || token->value)
		boot_fail(words->script, words->line->number, "expected %s%s%s", what,
			  words->at < words->line->count ? ", got " : "",
			  words->at < words->line->count ? token->word : "");
	words->at++;
	return token->word;
}

static bool more(const struct words *words)
{
	return words->at < words->line->count;
}

static bool take_if(struct words *words, const char *word)
{
	if (!more(words) || strcmp(words->line->tokens[words->at].word, word) != 0)
		return false;
	words->at++;
	return true;
}

static _Noreturn void unknown(struct words *words, const char *word, const char *list)
{
	const char *nearest = boot_nearest(words->script, word, list);

	if (nearest)
		boot_fail(words->script, words->line->number,
			  "unknown word '%s' (did you mean '%s'?)", word, nearest);
	boot_fail(words->script, words->line->number, "unknown word '%s' (known: %s)", word, list);
}

static int one_of(struct words *words, const char *what, const char *const *names)
{
	const char *word = take(words, what);

	for (int i = 0; names[i]; i++)
		if (strcmp(word, names[i]) == 0)
			return i;
	boot_fail(words->script, words->line->number, "'%s' is not a %s", word, what);
}

/* --- title, start ------------------------------------------------------------------------ */

/* Free text; '#' still starts a comment. */
static void declare_title(struct words *words)
{
	struct buf title = {0};

	for (; more(words); words->at++) {
		const struct token *token = &words->line->tokens[words->at];

		put_text(&title, title.len ? " " : "");
		put_text(&title, token->word);
		put_text(&title, token->value ? "=" : "");
		put_text(&title, token->value ? token->value : "");
	}
	words->script->title =
		mem_copy(&words->script->mem, (const char *)title.at, title.len);
	buf_fini(&title);
}

static void declare_start(struct words *words)
{
	words->script->start_ns =
		value_utc(words->script, words->line->number, take(words, "a time"));
}

/* --- captures ---------------------------------------------------------------------------- */

static void capture_clock(struct words *words, struct capture *capture)
{
	capture->offset_ns =
		value_duration(words->script, words->line->number, take(words, "an offset"));
	if (more(words) && strstr(words->line->tokens[words->at].word, "ppm"))
		capture->drift_ppm = strtod(take(words, "a drift"), NULL);
}

static void capture_step(struct words *words, struct capture *capture)
{
	capture->step_at_ns =
		value_duration(words->script, words->line->number, take(words, "a time"));
	capture->step_ns =
		value_duration(words->script, words->line->number, take(words, "an offset"));
}

static void capture_word(struct words *words, struct capture *capture, const char *word)
{
	static const char *const formats[] = { "pcap", "pcap-ns", "pcapng", NULL };
	static const char *const links[] = { "ethernet", "sll", "sll2", "raw", NULL };
	static const char *const sides[] = { "both", "sent", "received", NULL };
	struct script *s = words->script;
	int n = words->line->number;

	if (strcmp(word, "at") == 0)
		capture->host_name = take(words, "a host");
	else if (strcmp(word, "on") == 0)
		capture->segment = take(words, "a segment");
	else if (strcmp(word, "snaplen") == 0)
		capture->snaplen = value_number(s, n, take(words, "a size"), 262144);
	else if (strcmp(word, "format") == 0)
		capture->format = (enum capture_format)one_of(words, "format", formats);
	else if (strcmp(word, "linktype") == 0)
		capture->link = (enum capture_link)one_of(words, "linktype", links);
	else if (strcmp(word, "only") == 0)
		capture->only = (enum capture_only)one_of(words, "side", sides);
	else if (strcmp(word, "vlan") == 0)
		capture->vlan = (int)value_number(s, n, take(words, "a VLAN"), 4094);
	else if (strcmp(word, "untagged") == 0)
		capture->untagged = true;
	else if (strcmp(word, "clock") == 0)
		capture_clock(words, capture);
	else if (strcmp(word, "step") == 0)
		capture_step(words, capture);
	else if (strcmp(word, "from") == 0)
		capture->from_ns = value_duration(s, n, take(words, "a time"));
	else if (strcmp(word, "until") == 0)
		capture->until_ns = value_duration(s, n, take(words, "a time"));
	else if (strcmp(word, "drops") == 0)
		capture->drops = value_number(s, n, take(words, "a number"), UINT32_MAX);
	else if (strcmp(word, "comment") == 0)
		capture->comment = take(words, "a comment");
	else
		unknown(words, word, "at on snaplen format linktype only vlan untagged clock step "
				     "from until drops comment");
}

static void declare_capture(struct words *words)
{
	struct script *script = words->script;
	struct capture *capture = &script->captures[script->n_captures];

	if (script->n_captures == CAPTURES_MAX)
		boot_fail(script, words->line->number, "more than %d captures", CAPTURES_MAX);
	*capture = (struct capture){
		.line = words->line->number, .snaplen = 262144, .until_ns = INT64_MAX,
		.from_ns = INT64_MIN,
	};
	capture->name = take(words, "a name");
	for (int i = 0; i < script->n_captures; i++)
		if (strcmp(script->captures[i].name, capture->name) == 0)
			boot_fail(script, capture->line, "capture '%s' declared twice",
				  capture->name);
	while (more(words))
		capture_word(words, capture, take(words, "a word"));
	if (capture->only != ONLY_BOTH && !capture->host_name)
		boot_fail(script, capture->line, "'only' needs 'at HOST'");
	script->n_captures++;
}

/* --- hosts ------------------------------------------------------------------------------- */

/* A locally administered address that depends on nothing but the name. */
static void name_mac(const char *name, int leg, uint8_t mac[MAC_LEN])
{
	uint64_t hash = hash_text(name) + (uint64_t)leg;

	mac[0] = 0x02;
	for (int i = 1; i < MAC_LEN; i++)
		mac[i] = (uint8_t)(hash >> (8 * i));
}

static struct host *host_new(struct words *words, const char *name)
{
	struct script *script = words->script;
	struct host *host = mem_new(&script->mem, sizeof(*host));

	if (script_host(script, name) || script_fleet(script, name))
		boot_fail(script, words->line->number, "'%s' declared twice", name);
	host->name = name;
	host->line = words->line->number;
	host->next_port = (uint16_t)(49152 + hash_text(name) % 8192);
	host->next_ip_id = (uint16_t)(1 + hash_text(name) % 4096);
	host->n_legs = 1;
	host->legs[0].segment = "lan";
	name_mac(name, 0, host->legs[0].mac);
	*script->hosts_end = host;
	script->hosts_end = &host->next;
	return host;
}

static struct leg *host_add_leg(struct words *words, struct host *host)
{
	struct leg *leg = &host->legs[host->n_legs];

	if (host->n_legs == LEGS_MAX)
		boot_fail(words->script, words->line->number, "more than %d legs", LEGS_MAX);
	name_mac(host->name, host->n_legs, leg->mac);
	leg->segment = take(words, "a segment");
	host->n_legs++;
	return leg;
}

static const struct client_kind *take_kind(struct words *words)
{
	const char *name = take(words, "a kind");
	const struct client_kind *kind = client_kind_find(name);

	if (!kind)
		unknown(words, name, client_kind_names);
	return kind;
}

static void host_word(struct words *words, struct host *host, const char *word)
{
	struct leg *leg = &host->legs[host->n_legs - 1];
	int n = words->line->number;

	if (strcmp(word, "mac") == 0)
		value_mac(words->script, n, take(words, "a MAC address"), leg->mac);
	else if (strcmp(word, "ip") == 0)
		leg->ip = value_ip(words->script, n, take(words, "an address"));
	else if (strcmp(word, "on") == 0)
		leg->segment = take(words, "a segment");
	else if (strcmp(word, "vlan") == 0)
		leg->vlan = (int)value_number(words->script, n, take(words, "a VLAN"), 4094);
	else if (strcmp(word, "kind") == 0)
		host->kind = take_kind(words);
	else if (strcmp(word, "leg") == 0)
		host_add_leg(words, host);
	else
		unknown(words, word, "mac ip on vlan kind leg");
}

/* snat ADDRESS SEGMENT [ports N] [keep-ports] · vip ADDRESS HOST · proxy */
static bool nat_word(struct words *words, struct nat *nat, const char *word)
{
	int n = words->line->number;

	if (strcmp(word, "snat") == 0) {
		nat->ip = value_ip(words->script, n, take(words, "an address"));
		nat->segment = take(words, "a segment");
	} else if (strcmp(word, "ports") == 0) {
		nat->pool = (int)value_number(words->script, n, take(words, "a number"), NAT_PORTS_MAX);
	} else if (strcmp(word, "keep-ports") == 0) {
		nat->keep = true;
	} else if (strcmp(word, "proxy") == 0) {
		nat->proxy = true;
	} else if (strcmp(word, "vip") == 0) {
		if (nat->n_vips == VIPS_MAX)
			boot_fail(words->script, n, "more than %d virtual addresses", VIPS_MAX);
		nat->vips[nat->n_vips].ip = value_ip(words->script, n, take(words, "an address"));
		nat->vips[nat->n_vips++].host = take(words, "a host");
	} else {
		return false;
	}
	if (!nat->pool)
		nat->pool = NAT_PORTS_MAX;
	return true;
}

static struct host *declare_host(struct words *words, bool forwards)
{
	struct host *host = host_new(words, take(words, "a name"));

	while (more(words)) {
		const char *word = take(words, "a word");

		if (!forwards || !nat_word(words, &host->nat, word))
			host_word(words, host, word);
	}
	host->forwards = forwards;
	return host;
}

static void declare_plain_host(struct words *words)
{
	declare_host(words, false);
}

static void declare_router(struct words *words)
{
	declare_host(words, true);
}

static void declare_replies(struct words *words)
{
	struct script *script = words->script;
	const char *name = take(words, "a server");
	struct host *host = script_host(script, name);
	struct field **end;

	if (!host)
		boot_fail(script, words->line->number, "no host '%s' is declared", name);
	for (end = &host->replies; *end; end = &(*end)->next)
		;
	for (; more(words); words->at++)
		end = &field_add(script, end, &words->line->tokens[words->at])->next;
}

static void declare_noise(struct words *words)
{
	struct script *script = words->script;
	struct noise *noise = mem_new(&script->mem, sizeof(*noise));
	const char *name = take(words, "a host");

	noise->host = script_host(script, name);
	if (!noise->host)
		boot_fail(script, words->line->number, "no host '%s' is declared", name);
	noise->every = 5 * SECOND;
	if (take_if(words, "every"))
		noise->every = value_duration(script, words->line->number, take(words, "a time"));
	noise->next = script->noises;
	script->noises = noise;
}

/* --- fleets ------------------------------------------------------------------------------ */

/* Which RFC 3074 bucket the members' key must fall in. */
struct bucket_wish {
	bool wanted;
	bool high;
	bool by_client_id;
	unsigned split;
};

static bool bucket_fits(const struct bucket_wish *wish, const uint8_t mac[MAC_LEN])
{
	uint8_t key[1 + MAC_LEN] = { 1 };

	memcpy(key + 1, mac, MAC_LEN);
	if (!wish->wanted)
		return true;
	if (wish->by_client_id)
		return (rfc3074_bucket(key, 7) >= wish->split) == wish->high;
	return (rfc3074_bucket(mac, MAC_LEN) >= wish->split) == wish->high;
}

static void mac_step(uint8_t mac[MAC_LEN])
{
	for (int i = MAC_LEN - 1; i >= 3 && ++mac[i] == 0; i--)
		;
}

static void fleet_word(struct words *words, struct fleet *fleet, struct bucket_wish *wish,
		       struct host *model, const char *word)
{
	static const char *const sides[] = { "low", "high", NULL };
	static const char *const keys[] = { "chaddr", "opt61", NULL };
	int n = words->line->number;

	if (strcmp(word, "count") == 0) {
		fleet->count = (int)value_number(words->script, n, take(words, "a count"), 20000);
	} else if (strcmp(word, "bucket") == 0) {
		wish->wanted = true;
		wish->high = one_of(words, "side (low or high)", sides);
	} else if (strcmp(word, "key") == 0) {
		wish->by_client_id = one_of(words, "key (chaddr or opt61)", keys);
	} else if (strcmp(word, "split") == 0) {
		wish->split = (unsigned)value_number(words->script, n, take(words, "a split"), 256);
	} else {
		host_word(words, model, word);
	}
}

static void fleet_members(struct words *words, struct fleet *fleet, const struct host *model,
			  const struct bucket_wish *wish)
{
	struct script *script = words->script;
	uint8_t mac[MAC_LEN];

	memcpy(mac, model->legs[0].mac, MAC_LEN);
	fleet->members = mem_new(&script->mem, sizeof(struct host *) * (size_t)fleet->count);
	for (int i = 0; i < fleet->count; i++) {
		struct host *host = host_new(
			words, mem_printf(&script->mem, "%s%d", fleet->name, i + 1));

		while (!bucket_fits(wish, mac))
			mac_step(mac);
		host->legs[0] = model->legs[0];
		host->kind = model->kind;
		memcpy(host->legs[0].mac, mac, MAC_LEN);
		if (host->legs[0].ip)
			host->legs[0].ip += (uint32_t)i;
		fleet->members[i] = host;
		mac_step(mac);
	}
}

static void declare_fleet(struct words *words)
{
	struct script *script = words->script;
	struct fleet *fleet = mem_new(&script->mem, sizeof(*fleet));
	struct host model = { .n_legs = 1, .legs[0].segment = "lan" };
	struct bucket_wish wish = { .split = 128 };

	fleet->name = take(words, "a name");
	name_mac(fleet->name, 0, model.legs[0].mac);
	while (more(words))
		fleet_word(words, fleet, &wish, &model, take(words, "a word"));
	if (fleet->count == 0)
		boot_fail(script, words->line->number, "fleet '%s' needs 'count N'", fleet->name);
	fleet_members(words, fleet, &model, &wish);
	fleet->next = script->fleets;
	script->fleets = fleet;
}

bool parse_declaration(struct script *script, const struct token_line *line)
{
	static const struct {
		const char *word;
		void (*declare)(struct words *words);
	} declarations[] = {
		{ "title", declare_title },	{ "start", declare_start },
		{ "capture", declare_capture }, { "host", declare_plain_host },
		{ "target", declare_plain_host }, { "server", declare_plain_host },
		{ "relay", declare_router },	{ "router", declare_router },
		{ "replies", declare_replies }, { "noise", declare_noise },
		{ "fleet", declare_fleet },
	};
	struct words words = { .script = script, .line = line, .at = 1 };

	for (size_t i = 0; i < sizeof(declarations) / sizeof(declarations[0]); i++) {
		if (strcmp(line->tokens[0].word, declarations[i].word) == 0) {
			declarations[i].declare(&words);
			if (more(&words))
				unknown(&words, line->tokens[words.at].word, "nothing more");
			return true;
		}
	}
	return false;
}
