/*
 * pvsleuth show: which thing it is, and then show_boot.c, show_finding.c, show_frame.c or show_key.c.
 */
#include "cli/args.h"
#include "cli/case.h"
#include "cli/show.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static const struct opt options[] = {
	{256, "json", NULL, "as JSON"},
	{0, NULL, NULL, NULL},
};

/* "frame:2/17": capture 2, frame 17; "frame:17" is of the first capture. */
static bool parse_frame(const char *what, int64_t *capture, int64_t *frame)
{
	char *end;

	if (strncmp(what, "frame:", 6) != 0)
		return false;
	*capture = 1;
	*frame = strtoll(what + 6, &end, 10);
	if (*end == '/') {
		*capture = *frame;
		*frame = strtoll(end + 1, &end, 10);
	}
	return !*end && *frame > 0 && *capture > 0;
}

static bool is_target(struct store *s, const char *mac)
{
	const struct bind b = B_TEXT(mac);

	return store_int(s, "SELECT EXISTS (SELECT 1 FROM targets WHERE mac = ?1)", &b, 1, 0) != 0;
}

static int show(struct cli *cli, struct store *s, const char *what, bool json, struct err *err)
{
	int64_t capture, frame;
	uint8_t mac[6];
	char buf[18];
	struct key key;

	if (case_number(what, "boot:"))
		return show_boot(cli, s, case_number(what, "boot:"), json, err);
	if (case_number(what, "finding:"))
		return show_finding(cli, s, case_number(what, "finding:"), json, err);
	if (parse_frame(what, &capture, &frame))
		return show_frame(cli, s, capture, frame, json, err);
	if (txt_parse_mac(what, mac) && is_target(s, txt_mac(buf, mac)))
		return show_target(cli, s, buf, json, err);
	if (key_parse(what, &key))
		return show_key(cli, s, &key, json, err);
	return 2;
}

int cmd_show(struct cli *cli, int argc, char **argv)
{
	struct err err = {""};
	struct store *s;
	const char *value;
	bool json = false;
	int key, ret, status = STATUS_OK;

	args_begin();
	while ((key = args_next(cli, options, argc, argv, &value, &status)) > 0)
		json = true;
	if (key < 0)
		return status;
	if (argc - optind != 2)
		return args_wrong(cli, "which case, and what in it?");
	s = strncmp(argv[optind + 1], "frame:", 6) ? case_open(argv[optind]) : case_open_facts(argv[optind]);
	if (!s)
		return STATUS_TROUBLE;
	ret = show(cli, s, argv[optind + 1], json, &err);
	if (ret < 0)
		out_error("%s", err.text);
	store_close(s);
	if (ret == 1)
		out_error("there is no %s in %s", argv[optind + 1], argv[optind]);
	if (ret == 2)
		return args_wrong(cli,
			"\"%s\" is neither boot:N, a MAC, an IP address, 0x..., finding:N nor frame:CAPTURE/N",
			argv[optind + 1]);
	return ret || out_finish() < 0 ? STATUS_TROUBLE : STATUS_OK;
}
