/*
 * pvsleuth browse: the screens, where they are built in.
 */
#include "cli/args.h"
#include "cli/case.h"
#include "cli/fields.h"
#include "cli/original.h"
#include "cli/zone.h"
#include "config.h"

#include <getopt.h>
#include <locale.h>
#include <stdlib.h>
#include <time.h>

#ifdef WITH_TUI
#include "tui/tui.h"
#else
/* The same question, answered by a program without screens. */
struct tui_options {
	const char *case_path;
	frame_fields_fn fields;
	int (*extract)(struct store *s, const char *what, const char *path, struct txt *said, struct err *err);
	int (*report)(struct store *s, const int64_t *boots, size_t n, const char *about,
		int utc_offset_min, const char *path, struct err *err);
	const char *theme;
	int utc_offset_min;
	bool ascii, no_colour, no_state;
};

static int tui_browse(const struct tui_options *o, struct err *err)
{
	(void)o;
	return err_set(
		err, "this pvsleuth was built without the browser; list and show say the same");
}
#endif

#define MEGABYTE 1000000
#define COPIED (64 * MEGABYTE)	 /* of streaming at most */
#define AWAITED (256 * MEGABYTE) /* a larger capture is not waited for, with a finger on the key */

static int extract(struct store *s, const char *what, const char *path, struct txt *said, struct err *err)
{
	const struct extract_source source = {.read = original_read, .ctx = s, .limit = COPIED, .largest = AWAITED};
	const struct extract_options o = {.version = PACKAGE_VERSION, .source = &source, .said = said};

	return report_extract(s, what, &o, path, err);
}

/* What the list shows, as the report wants it; false when that is all boots. */
static bool put_boots(struct store *s, const int64_t *boots, size_t n, struct txt *list)
{
	size_t i;

	if ((int64_t)n ==
		store_int(s, "SELECT count(*) FROM boots WHERE outcome <> 'leased'", NULL, 0, 0))
		return false;
	for (i = 0; i < n; i++)
		txt_fmt(list, "%s%lld", i ? "," : "[", (long long)boots[i]);
	txt_put(list, n ? "]" : "[]");
	return true;
}

static int report(struct store *s, const int64_t *boots, size_t n, const char *about,
	int utc_offset_min, const char *path, struct err *err)
{
	struct report_options o = {.version = PACKAGE_VERSION,
		.generated_ns = (int64_t)time(NULL) * 1000000000,
		.about = about,
		.utc_offset_min = utc_offset_min,
		.fields = frame_fields};
	struct txt list = {0};
	int ret;

	if (put_boots(s, boots, n, &list))
		o.boots = txt_str(&list);
	ret = report_html(s, &o, path, err);
	txt_free(&list);
	return ret;
}

static const struct opt options[] = {
	{256, "theme", "NAME", "the colours"},
	{257, "ascii", NULL, "no line drawing"},
	{258, "no-state", NULL, "remember nothing between runs"},
	{259, "tz", "ZONE", ZONE_HELP},
	{0, NULL, NULL, NULL},
};

/* A zone by name depends on the case: it counts as it was then. */
static int take_zone(struct cli *cli, const char *zone, struct tui_options *o)
{
	struct store *s = case_open_facts(o->case_path);
	int status = STATUS_OK;

	if (!s)
		return STATUS_TROUBLE;
	if (zone_offset(zone, s, &o->utc_offset_min) < 0)
		status = args_wrong(cli, ZONE_WRONG, zone);
	store_close(s);
	return status;
}

int cmd_browse(struct cli *cli, int argc, char **argv)
{
	struct tui_options o = {.fields = frame_fields, .extract = extract, .report = report};
	struct err err = {""};
	const char *value, *zone = NULL;
	int key, status = STATUS_OK;

	args_begin();
	while ((key = args_next(cli, options, argc, argv, &value, &status)) > 0) {
		if (key == 256)
			o.theme = value;
		else if (key == 257)
			o.ascii = true;
		else if (key == 258)
			o.no_state = true;
		else
			zone = value;
	}
	if (key < 0)
		return status;
	if (argc - optind != 1)
		return args_wrong(cli, "which case?");
	o.case_path = argv[optind];
	if (zone)
		status = take_zone(cli, zone, &o);
	if (status != STATUS_OK)
		return status;
	setlocale(LC_ALL, "");
	if (tui_browse(&o, &err) == 0)
		return STATUS_OK;
	out_error("%s", err.text);
	return STATUS_TROUBLE;
}
