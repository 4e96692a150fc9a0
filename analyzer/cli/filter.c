/*
 * What people give filters, looked at before it is asked for: see filter.h.
 */
#include "cli/filter.h"
#include "cli/key.h"
#include "diagnose/diagnose.h"

#include <string.h>

#define PHASE_WORDS "link, dhcp, pxe, bootfile, login, stream, handover or os"

static bool is_phase(const char *value)
{
	static const char *const phases[] = {"link", "dhcp", "pxe", "bootfile", "login", "stream", "handover", "os"};
	size_t i;

	for (i = 0; i < sizeof(phases) / sizeof(phases[0]); i++)
		if (!strcmp(phases[i], value))
			return true;
	return false;
}

int filter_phase(const char *value, bool of_findings, struct err *err)
{
	if (is_phase(value) || (of_findings && (!strcmp(value, "capture") || !strcmp(value, "any"))))
		return 0;
	return err_set(err, "there is no phase \"%s\"; a phase is " PHASE_WORDS, value);
}

int filter_server(const char *value, struct err *err)
{
	uint32_t ip4;

	if (txt_parse_ip4(value, &ip4))
		return 0;
	return err_set(err, "\"%s\" is no IPv4 address; a server is named by one, like 10.1.2.3", value);
}

/* What nobody calls a machine: then it was to be a MAC, an address or a number. */
static bool is_no_name(const char *value)
{
	static const char hex[] = "0123456789abcdefABCDEF-";
	const char *c;
	int dashes = 0;

	for (c = value; *c; c++)
		dashes += *c == '-';
	return !*value || strpbrk(value, ": /") || !strncmp(value, "0x", 2) || !strncmp(value, "0X", 2) ||
	       (strchr(value, '.') && !value[strspn(value, "0123456789.")]) ||
	       (dashes == 5 && !value[strspn(value, hex)]);
}

int filter_target(const char *value, struct key *key, struct err *err)
{
	if (key_parse(value, key) || !is_no_name(value))
		return 0;
	return err_set(err, "\"%s\" is neither a MAC like 00:50:56:b8:0a:81, an IPv4 address, 0x... of a dump, nor a host's name",
		value);
}

int filter_rule(struct store *s, const char *id, struct err *err)
{
	const struct bind b = B_TEXT(id);
	struct rules rules = {0};
	bool known = store_int(s, "SELECT EXISTS (SELECT 1 FROM findings WHERE rule = ?1) OR"
		" EXISTS (SELECT 1 FROM site_rules WHERE rule = ?1)", &b, 1, 0) != 0;
	int ret = 0;

	if (!known)
		ret = rules_load(&rules, NULL, err);
	if (ret == 0 && !known && !rules_find(&rules, id))
		ret = err_set(err, "there is no rule \"%s\", neither built in nor in %s; \"pvsleuth rules list\" names them", id,
			store_path(s));
	rules_free(&rules);
	return ret;
}
