/*
 * pvsleuth compare: two boots next to each other. What is compared and said comes from compare/;
 * here it is printed.
 */
#include "cli/args.h"
#include "cli/case.h"
#include "cli/fields.h"
#include "compare/compare.h"
#include "report/json.h"

#include <getopt.h>

static const struct opt options[] = {
	{256, "json", NULL, "as JSON, all fields"},
	{'a', "all", NULL, "also fields that are alike"},
	{0, NULL, NULL, NULL},
};

struct request {
	struct cli *cli;
	struct comparison c;
	struct txt why; /* how the second was chosen; "" when it was named */
	bool all, json;
};

/* --- text ------------------------------------------------------------------------------------ */

/* In front of a line: '=' alike, '~' different, '<' only in A, '>' only in B. */
static const char *mark(enum compare_state state)
{
	static const char *const marks[] = {[COMPARE_SAME] = "=",
		[COMPARE_OWN] = "=",
		[COMPARE_DIFFERS] = "~",
		[COMPARE_ONLY_A] = "<",
		[COMPARE_ONLY_B] = ">"};

	return marks[state];
}

static enum ink ink(enum compare_state state)
{
	return state <= COMPARE_OWN ? INK_PLAIN : INK_UNSURE;
}

static void put_side(const struct request *q, int i)
{
	const struct compare_side *s = &q->c.side[i];
	struct txt t = {0};

	txt_fmt(&t, "%c  boot %lld of %s", "AB"[i], (long long)s -> boot_id, s -> mac);
	if (*s->hostname)
		txt_fmt(&t, " (%s)", s->hostname);
	txt_fmt(&t, ": %s, reached %s, path %s", s->outcome, s->phase, s->path);
	out_wrapped(q->cli, txt_str(&t), 0);
	txt_free(&t);
}

static void put_when(struct txt *t, const struct compare_row *r, int side)
{
	if (r->ns[side] == INT64_MIN) {
		txt_fmt(t, "%12s", "-");
		return;
	}
	txt_fmt(t, "%11.6fs", (double)r->ns[side] / 1e9);
	if (r->count[side] > 1)
		txt_fmt(t, " x%zu", r->count[side]);
}

static void put_phase(const struct request *q, const struct compare_row *r)
{
	struct txt t = {0};

	putchar('\n');
	txt_fmt(&t, "%s %-9s", mark(r->state), r->name);
	txt_fmt(&t, " A: %s, B: %s", *r->value[0] ? r->value[0] : "not seen",
		*r->value[1] ? r->value[1] : "not seen");
	out_ink(q->cli, INK_BOLD, txt_str(&t));
	putchar('\n');
	txt_free(&t);
}

static void put_message(const struct request *q, const struct compare_row *r)
{
	struct txt t = {0};

	txt_fmt(&t, "  %s %-28s", mark(r->state), r->name);
	put_when(&t, r, 0);
	txt_put(&t, "  ");
	put_when(&t, r, 1);
	out_ink(q->cli, ink(r->state), txt_str(&t));
	putchar('\n');
	txt_free(&t);
}

static void put_field(const struct request *q, const struct compare_row *r)
{
	struct txt t = {0};
	int i;

	if (r->state <= COMPARE_OWN && !q->all)
		return;
	printf("      %s ", mark(r->state));
	out_text(stdout, r->name);
	putchar('\n');
	for (i = 0; i < 2; i++) {
		txt_clear(&t);
		txt_fmt(&t, "%c: %s", "AB"[i], *r -> value[i] ? r -> value[i] : "-");
		out_wrapped(q->cli, txt_str(&t), 10);
	}
	txt_free(&t);
}

static void put_here(const struct request *q, const char *what)
{
	out_ink(q->cli, INK_BAD, "--> ");
	out_ink(q->cli, INK_BAD, what);
	putchar('\n');
}

static void put_text(const struct request *q)
{
	const struct comparison *c = &q->c;
	size_t i;

	put_side(q, 0);
	put_side(q, 1);
	out_wrapped(q->cli, txt_str(&q->why), 0);
	putchar('\n');
	out_wrapped(q->cli, c->words, 0);
	out_wrapped(q->cli, c->note, 0);
	for (i = 0; i < c->rows; i++) {
		if (i == c->first)
			put_here(q, "the first difference");
		if (i == c->parting && i != c->first)
			put_here(q, "here they part");
		if (c->row[i].type == COMPARE_PHASE)
			put_phase(q, &c->row[i]);
		else if (c->row[i].type == COMPARE_MESSAGE)
			put_message(q, &c->row[i]);
		else
			put_field(q, &c->row[i]);
	}
}

/* --- JSON ------------------------------------------------------------------------------------ */

static void put_member(struct json *j, const char *key, const char *text)
{
	json_key(j, key);
	json_text(j, text);
}

static void json_side(struct json *j, const char *key, const struct compare_side *s)
{
	json_key(j, key);
	json_object(j);
	json_key(j, "boot_id");
	json_int(j, s->boot_id);
	put_member(j, "mac", s->mac);
	put_member(j, "hostname", s->hostname);
	put_member(j, "outcome", s->outcome);
	put_member(j, "phase_reached", s->phase);
	put_member(j, "path", s->path);
	json_object_end(j);
}

static void json_half(struct json *j, const char *key, const struct compare_row *r, int i)
{
	json_key(j, key);
	json_object(j);
	put_member(j, "value", r->value[i]);
	if (r->type == COMPARE_MESSAGE) {
		json_key(j, "event_id");
		json_int(j, r->event_id[i]);
		json_key(j, "after_ns");
		if (r->ns[i] == INT64_MIN)
			json_null(j);
		else
			json_int(j, r->ns[i]);
		json_key(j, "count");
		json_int(j, (int64_t)r->count[i]);
	}
	json_object_end(j);
}

static void json_index(struct json *j, const char *key, size_t i)
{
	json_key(j, key);
	if (i == COMPARE_NONE)
		json_null(j);
	else
		json_int(j, (int64_t)i);
}

static int put_json(const struct request *q, struct err *err)
{
	static const char *const types[] = {"phase", "message", "field"};
	const struct comparison *c = &q->c;
	struct json j;
	size_t i;

	json_init(&j, stdout);
	json_object(&j);
	json_side(&j, "a", &c->side[0]);
	json_side(&j, "b", &c->side[1]);
	put_member(&j, "chosen", txt_str(&q->why));
	put_member(&j, "words", c->words);
	put_member(&j, "note", c->note);
	json_index(&j, "first", c->first);
	json_index(&j, "parting", c->parting);
	json_key(&j, "rows");
	json_array(&j);
	for (i = 0; i < c->rows; i++) {
		json_object(&j);
		put_member(&j, "type", types[c->row[i].type]);
		put_member(&j, "state", compare_state_name(c->row[i].state));
		put_member(&j, "phase", c->row[i].phase);
		put_member(&j, "name", c->row[i].name);
		json_half(&j, "a", &c->row[i], 0);
		json_half(&j, "b", &c->row[i], 1);
		json_object_end(&j);
	}
	json_array_end(&j);
	json_object_end(&j);
	return json_end(&j, err);
}

/* --- the command ----------------------------------------------------------------------------- */

static int compare(struct request *q, struct store *s, int64_t a, int64_t b, struct err *err)
{
	if (!b && compare_find_peer(s, a, &b, &q->why, err) < 0)
		return -1;
	if (!b)
		return err_set(err, "%s", txt_str(&q->why));
	if (compare_boots(s, a, b, frame_fields, &q->c, err) < 0)
		return -1;
	if (q->json)
		return put_json(q, err);
	put_text(q);
	return 0;
}

int cmd_compare(struct cli *cli, int argc, char **argv)
{
	struct request q = {.cli = cli};
	struct err err = {""};
	struct store *s;
	const char *value;
	int key, ret, status = STATUS_OK;
	int64_t a, b = 0;

	args_begin();
	while ((key = args_next(cli, options, argc, argv, &value, &status)) > 0)
		*(key == 'a' ? &q.all : &q.json) = true;
	if (key < 0)
		return status;
	if (argc - optind < 2 || argc - optind > 3)
		return args_wrong(cli, "which case, and which boots?");
	a = case_number(argv[optind + 1], "boot:");
	if (argc - optind == 3)
		b = case_number(argv[optind + 2], "boot:");
	if (!a || (argc - optind == 3 && !b))
		return args_wrong(cli, "a boot is written boot:N");
	s = case_open(argv[optind]);
	if (!s)
		return STATUS_TROUBLE;
	ret = compare(&q, s, a, b, &err);
	if (ret < 0)
		out_error("%s", err.text);
	compare_free(&q.c);
	txt_free(&q.why);
	store_close(s);
	return out_finish() < 0 || ret < 0 ? STATUS_TROUBLE : STATUS_OK;
}
