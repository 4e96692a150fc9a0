/*
 * pvsleuth browse: the screens, where they are built in.
 */
#include "cli/args.h"
#include "cli/fields.h"
#include "config.h"
#include "report/report.h"

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
	int (*extract)(struct store *s, const char *what, const char *path, struct err *err);
	int (*report)(
		struct store *s, const int64_t *boots, size_t n, const char *path, struct err *err);
	const char *theme;
	bool ascii, no_colour, no_state;
};

static int tui_browse(const struct tui_options *o, struct err *err)
{
	(void)o;
	return err_set(
		err, "this pvsleuth was built without the browser; list and show say the same");
}
#endif

static int extract(struct store *s, const char *what, const char *path, struct err *err)
{
	return report_extract(s, what, false, PACKAGE_VERSION, path, err);
}

/* What a report can be limited to is a target or a finding: whether these boots are one of them. */
static int limit(struct store *s, const int64_t *boots, size_t n, struct report_options *o,
	char **mac, struct err *err)
{
	struct bind first = B_INT(n ? boots[0] : 0), of;
	size_t i;

	if ((int64_t)n ==
		store_int(s, "SELECT count(*) FROM boots WHERE outcome <> 'leased'", NULL, 0, 0))
		return 0;
	*mac = store_text(s, "SELECT mac FROM boots WHERE boot_id = ?1", &first, 1);
	of = B_TEXT(*mac);
	for (i = 0; i < n; i++)
		if (!*mac || !store_int(s, "SELECT 1 FROM boots WHERE boot_id = ?1 AND mac = ?2",
				     (struct bind[]){B_INT(boots[i]), of}, 2, 0))
			return err_set(err,
				"a report is about all boots, those of one target, or one boot "
				"with "
				"its finding; these are %zu boots of several targets",
				n);
	if ((int64_t)n == store_int(s, "SELECT count(*) FROM boots WHERE mac = ?1", &of, 1, 0))
		o->target = *mac;
	else if (n == 1)
		o->finding = store_int(s,
			"SELECT finding_id FROM findings WHERE boot_id = ?1 AND is_primary", &first,
			1, 0);
	return o->target || o->finding
		       ? 0
		       : err_set(err,
				 "a report is about all boots, those of one target, or one boot "
				 "with its finding");
}

static int report(
	struct store *s, const int64_t *boots, size_t n, const char *path, struct err *err)
{
	struct report_options o = {.version = PACKAGE_VERSION,
		.generated_ns = (int64_t)time(NULL) * 1000000000,
		.fields = frame_fields};
	char *mac = NULL;
	int ret = limit(s, boots, n, &o, &mac, err);

	if (ret == 0)
		ret = report_html(s, &o, path, err);
	free(mac);
	return ret;
}

static const struct opt options[] = {
	{256, "theme", "NAME", "the colours"},
	{257, "ascii", NULL, "no line drawing"},
	{258, "no-state", NULL, "remember nothing between runs"},
	{0, NULL, NULL, NULL},
};

int cmd_browse(struct cli *cli, int argc, char **argv)
{
	struct tui_options o = {.fields = frame_fields, .extract = extract, .report = report};
	struct err err = {""};
	const char *value;
	int key, status = STATUS_OK;

	args_begin();
	while ((key = args_next(cli, options, argc, argv, &value, &status)) > 0) {
		if (key == 256)
			o.theme = value;
		else if (key == 257)
			o.ascii = true;
		else
			o.no_state = true;
	}
	if (key < 0)
		return status;
	if (argc - optind != 1)
		return args_wrong(cli, "which case?");
	o.case_path = argv[optind];
	setlocale(LC_ALL, "");
	if (tui_browse(&o, &err) == 0)
		return STATUS_OK;
	out_error("%s", err.text);
	return STATUS_TROUBLE;
}
