/*
 * pvsleuth browse: the screens, where they are built in.
 */
#include "cli/args.h"
#include "cli/fields.h"
#include "config.h"

#include <getopt.h>
#include <locale.h>

#ifdef WITH_TUI
#include "tui/tui.h"
#else
/* The same question, answered by a program without screens. */
struct tui_options {
	const char *case_path;
	frame_fields_fn fields;
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

static const struct opt options[] = {
	{256, "theme", "NAME", "the colours"},
	{257, "ascii", NULL, "no line drawing"},
	{258, "no-state", NULL, "remember nothing between runs"},
	{0, NULL, NULL, NULL},
};

int cmd_browse(struct cli *cli, int argc, char **argv)
{
	struct tui_options o = {.fields = frame_fields};
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
