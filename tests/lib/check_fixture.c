/*
 * check_fixture PVSLEUTH BOOT2PCAP SCRIPT.boot: does the analyzer say what the script's author
 * expects?  The captures go into a temporary directory, through `pvsleuth ingest`, and the views
 * findings, boots and evidence of the case file are compared with the expectations.
 *
 * Rules: the set of findings (rule, mac, verdict) must equal the set expected; notes count only
 * where they are expected; for a host with `expect boot`, its boots must be exactly those.
 * Exit status: 0 equal, 1 different, 2 it could not be tried. With --each before any number of
 * scripts each has a line "ok - FOLDER/NAME" or "not ok - FOLDER/NAME" with what differs below it.
 */
#include <errno.h>
#include <ftw.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROWS_MAX = 8192, CAPTURES_MAX = 8, PATH_ROOM = 512 };

enum column {
	KIND, RULE, MAC, ATTEMPT, VERDICT, CONFIDENCE, PRIMARY, EVIDENCE, OUTCOME, PHASE, PATH, IP,
	OPTIONAL, LINE, COLUMNS,
};

struct expected {
	char *text[COLUMNS];
	bool met;
};

struct check {
	const char *script;
	char dir[PATH_ROOM];
	struct expected rows[ROWS_MAX];
	int n_rows;
	char *captures[CAPTURES_MAX][2];	/* name, path */
	int n_captures;
	sqlite3 *db;
	int differences;
};

static void differ(struct check *check, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void differ(struct check *check, const char *format, ...)
{
	va_list args;

	if (check->differences++ == 0)
		printf("%s\n", check->script);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
}

/* --- running programs -------------------------------------------------------------------- */

static _Noreturn void give_up(const char *what)
{
	fprintf(stderr, "check_fixture: %s: %s\n", what, strerror(errno));
	exit(2);
}

/* Runs ARGV with its output into FILE; its exit status. */
static int run(const char *const argv[], const char *file)
{
	char *args[CAPTURES_MAX + 8] = { NULL };
	pid_t child = fork();
	int status, i;

	if (child < 0)
		give_up("fork");
	if (child == 0) {
		if (!freopen(file, "w", stdout))
			_exit(126);
		for (i = 0; argv[i] && i < CAPTURES_MAX + 7; i++)
			args[i] = strdup(argv[i]);
		execvp(args[0], args);
		perror(argv[0]);
		_exit(127);
	}
	if (waitpid(child, &status, 0) != child)
		give_up("waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void path_in(const struct check *check, const char *name, char out[PATH_ROOM])
{
	if (snprintf(out, PATH_ROOM, "%s/%s", check->dir, name) >= PATH_ROOM)
		give_up("path too long");
}

static int split(char *line, char **fields, int max)
{
	int count = 0;
	char *field;

	line[strcspn(line, "\n")] = '\0';
	while (count < max && (field = strsep(&line, "\t")))
		fields[count++] = field;
	return count;
}

/* --- what is expected -------------------------------------------------------------------- */

static FILE *open_in(const struct check *check, const char *name)
{
	char path[PATH_ROOM];
	FILE *file;

	path_in(check, name, path);
	file = fopen(path, "r");
	if (!file)
		give_up(path);
	return file;
}

/* One run of boot2pcap makes both. */
static void play(struct check *check, const char *boot2pcap)
{
	char out[PATH_ROOM], table[PATH_ROOM], list[PATH_ROOM];
	const char *argv[] = { boot2pcap, check->script, "-o", out, "--expect", table, NULL };

	path_in(check, "fixture", out);
	path_in(check, "expect.tsv", table);
	path_in(check, "captures.tsv", list);
	if (run(argv, list) != 0)
		exit(2);
}

static void read_expected(struct check *check)
{
	char *line = NULL, *fields[COLUMNS];
	FILE *file = open_in(check, "expect.tsv");
	size_t room = 0;

	if (getline(&line, &room, file) < 0)
		give_up("expect.tsv");
	while (getline(&line, &room, file) > 0 && check->n_rows < ROWS_MAX) {
		if (split(line, fields, COLUMNS) != COLUMNS)
			continue;
		for (int i = 0; i < COLUMNS; i++)
			check->rows[check->n_rows].text[i] = strdup(fields[i]);
		check->n_rows++;
	}
	free(line);
	fclose(file);
}

static void read_captures(struct check *check)
{
	char *line = NULL, *fields[2];
	FILE *file = open_in(check, "captures.tsv");
	size_t room = 0;

	while (getline(&line, &room, file) > 0 && check->n_captures < CAPTURES_MAX) {
		if (split(line, fields, 2) != 2)
			continue;
		check->captures[check->n_captures][0] = strdup(fields[0]);
		check->captures[check->n_captures++][1] = strdup(fields[1]);
	}
	free(line);
	fclose(file);
}

/* Status 3 is "analysed, some input was incomplete": a snap length is enough for that. */
static void ingest(struct check *check, const char *pvsleuth)
{
	char path[PATH_ROOM], log[PATH_ROOM];
	const char *argv[CAPTURES_MAX + 5] = { pvsleuth, "ingest", "-c", path };
	int status;

	path_in(check, "case.pvsleuth", path);
	path_in(check, "log", log);
	for (int i = 0; i < check->n_captures; i++)
		argv[4 + i] = check->captures[i][1];
	status = run(argv, log);
	if (status != 0 && status != 3) {
		fprintf(stderr, "%s: %s ingest ended with status %d\n", check->script, pvsleuth,
			status);
		exit(2);
	}
	if (sqlite3_open_v2(path, &check->db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) {
		fprintf(stderr, "%s: %s\n", path, sqlite3_errmsg(check->db));
		exit(2);
	}
}

/* --- what the analyzer says -------------------------------------------------------------- */

static sqlite3_stmt *prepare(struct check *check, const char *sql)
{
	sqlite3_stmt *stmt;

	if (sqlite3_prepare_v2(check->db, sql, -1, &stmt, NULL) != SQLITE_OK) {
		fprintf(stderr, "%s: %s\n", check->script, sqlite3_errmsg(check->db));
		exit(2);
	}
	return stmt;
}

static const char *column(sqlite3_stmt *stmt, int number)
{
	const char *text = (const char *)sqlite3_column_text(stmt, number);

	return text ? text : "-";
}

static bool fits(const char *expected, const char *got)
{
	return strcmp(expected, "-") == 0 || strcmp(expected, got) == 0;
}

/* The name that the script gave to the capture stored under this path. */
static const char *capture_name(const struct check *check, const char *path)
{
	for (int i = 0; i < check->n_captures; i++) {
		const char *mine = strrchr(check->captures[i][1], '/') + 1;
		const char *base = strrchr(path, '/');

		if (strcmp(base ? base + 1 : path, mine) == 0)
			return check->captures[i][0];
	}
	return path;
}

static bool cited(struct check *check, sqlite3_int64 finding, const char *capture, long frame)
{
	sqlite3_stmt *stmt = prepare(check,
		"SELECT c.path FROM evidence e JOIN captures c USING (capture_id)"
		" WHERE e.finding_id = ?1 AND e.frame = ?2");
	bool found = false;

	sqlite3_bind_int64(stmt, 1, finding);
	sqlite3_bind_int64(stmt, 2, frame);
	while (!found && sqlite3_step(stmt) == SQLITE_ROW)
		found = strcmp(capture_name(check, column(stmt, 0)), capture) == 0;
	sqlite3_finalize(stmt);
	return found;
}

/* ALTERNATIVES is CAPTURE/FRAME|CAPTURE/FRAME... */
static bool any_cited(struct check *check, sqlite3_int64 finding, char *alternatives)
{
	for (char *one; (one = strsep(&alternatives, "|"));) {
		char *slash = strrchr(one, '/');

		if (!slash)
			continue;
		*slash = '\0';
		if (cited(check, finding, one, atol(slash + 1)))
			return true;
	}
	return false;
}

static void compare_evidence(struct check *check, sqlite3_int64 finding,
			     const struct expected *row)
{
	char *copy = strdup(row->text[EVIDENCE]), *rest = copy, *item;

	while (strcmp(row->text[EVIDENCE], "-") != 0 && (item = strsep(&rest, ","))) {
		char *frames = strchr(item, '='), shown[64];

		if (!frames)
			continue;
		*frames++ = '\0';
		snprintf(shown, sizeof(shown), "%.60s", frames);
		if (!any_cited(check, finding, frames))
			differ(check, "  line %s: %s does not cite '%s' (%s)\n", row->text[LINE],
			       row->text[RULE], item, shown);
	}
	free(copy);
}

enum {
	F_ID, F_RULE, F_KIND, F_MAC, F_VERDICT, F_CONFIDENCE, F_PRIMARY, F_ATTEMPT, F_SERVER,
	F_SUMMARY,
};

static bool finding_fits(const struct expected *row, sqlite3_stmt *stmt)
{
	return !row->met && strcmp(row->text[KIND], "finding") == 0 &&
	       strcmp(row->text[RULE], column(stmt, F_RULE)) == 0 &&
	       fits(row->text[MAC], column(stmt, F_MAC)) &&
	       fits(row->text[VERDICT], column(stmt, F_VERDICT)) &&
	       fits(row->text[ATTEMPT], column(stmt, F_ATTEMPT)) &&
	       fits(row->text[IP], column(stmt, F_SERVER));
}

static void compare_finding(struct check *check, sqlite3_stmt *stmt, struct expected *row)
{
	const char *confidence = column(stmt, F_CONFIDENCE);
	bool primary = sqlite3_column_int(stmt, F_PRIMARY);

	row->met = true;
	if (!fits(row->text[CONFIDENCE], confidence))
		differ(check, "  line %s: %s: expected confidence %s, got %s\n", row->text[LINE],
		       row->text[RULE], row->text[CONFIDENCE], confidence);
	if (strcmp(row->text[PRIMARY], "primary") == 0 && !primary)
		differ(check, "  line %s: %s is not the primary finding\n", row->text[LINE],
		       row->text[RULE]);
	compare_evidence(check, sqlite3_column_int64(stmt, F_ID), row);
}

static bool finding_forbidden(const struct check *check, sqlite3_stmt *stmt)
{
	for (int i = 0; i < check->n_rows; i++)
		if (strcmp(check->rows[i].text[KIND], "absent") == 0 &&
		    strcmp(check->rows[i].text[RULE], column(stmt, F_RULE)) == 0 &&
		    fits(check->rows[i].text[MAC], column(stmt, F_MAC)))
			return true;
	return false;
}

static void finding_unexpected(struct check *check, sqlite3_stmt *stmt)
{
	differ(check, "  unexpected: %s mac=%s attempt=%s verdict=%s confidence=%s%s\n    %s\n",
	       column(stmt, F_RULE), column(stmt, F_MAC), column(stmt, F_ATTEMPT),
	       column(stmt, F_VERDICT), column(stmt, F_CONFIDENCE),
	       sqlite3_column_int(stmt, F_PRIMARY) ? " primary" : "", column(stmt, F_SUMMARY));
}

static void compare_findings(struct check *check)
{
	sqlite3_stmt *stmt = prepare(check,
		"SELECT f.finding_id, f.rule, f.kind, f.mac, f.verdict, f.confidence, f.is_primary,"
		" b.attempt, f.server_ip, f.summary FROM findings f"
		" LEFT JOIN boots b USING (boot_id) ORDER BY f.finding_id");

	while (sqlite3_step(stmt) == SQLITE_ROW) {
		bool note = strcmp(column(stmt, F_KIND), "note") == 0;
		int i = 0;

		while (i < check->n_rows && !finding_fits(&check->rows[i], stmt))
			i++;
		if (i < check->n_rows)
			compare_finding(check, stmt, &check->rows[i]);
		else if (!note || finding_forbidden(check, stmt))
			finding_unexpected(check, stmt);
	}
	sqlite3_finalize(stmt);
}

/* --- boots ------------------------------------------------------------------------------- */

enum { B_MAC, B_ATTEMPT, B_OUTCOME, B_PHASE, B_PATH, B_RULE, B_IP };

static void boot_field(struct check *check, const struct expected *row, enum column which,
		       const char *name, const char *got)
{
	if (!fits(row->text[which], got))
		differ(check, "  line %s: boot %s attempt %s: expected %s=%s, got %s\n",
		       row->text[LINE], row->text[MAC], row->text[ATTEMPT], name, row->text[which],
		       got);
}

static void compare_boot(struct check *check, sqlite3_stmt *stmt)
{
	bool known = false;

	for (int i = 0; i < check->n_rows; i++) {
		struct expected *row = &check->rows[i];

		if (strcmp(row->text[KIND], "boot") != 0 ||
		    strcmp(row->text[MAC], column(stmt, B_MAC)) != 0)
			continue;
		known = true;
		if (row->met || !fits(row->text[ATTEMPT], column(stmt, B_ATTEMPT)))
			continue;
		row->met = true;
		boot_field(check, row, OUTCOME, "outcome", column(stmt, B_OUTCOME));
		boot_field(check, row, PHASE, "phase", column(stmt, B_PHASE));
		boot_field(check, row, PATH, "path", column(stmt, B_PATH));
		boot_field(check, row, RULE, "rule", column(stmt, B_RULE));
		boot_field(check, row, IP, "ip", column(stmt, B_IP));
		return;
	}
	if (known)
		differ(check, "  unexpected boot: %s attempt %s outcome=%s phase=%s\n",
		       column(stmt, B_MAC), column(stmt, B_ATTEMPT), column(stmt, B_OUTCOME),
		       column(stmt, B_PHASE));
}

static void compare_boots(struct check *check)
{
	sqlite3_stmt *stmt = prepare(check,
		"SELECT mac, attempt, outcome, phase_reached, path, primary_rule, lease_ip"
		" FROM boots ORDER BY mac, attempt");

	while (sqlite3_step(stmt) == SQLITE_ROW)
		compare_boot(check, stmt);
	sqlite3_finalize(stmt);
}

static void report_missing(struct check *check)
{
	for (int i = 0; i < check->n_rows; i++) {
		const struct expected *row = &check->rows[i];
		bool boot = strcmp(row->text[KIND], "boot") == 0;

		if (row->met || strcmp(row->text[OPTIONAL], "optional") == 0)
			continue;
		if (boot)
			differ(check, "  line %s: no boot %s attempt %s outcome=%s\n",
			       row->text[LINE], row->text[MAC], row->text[ATTEMPT],
			       row->text[OUTCOME]);
		else if (strcmp(row->text[KIND], "finding") == 0)
			differ(check, "  line %s: missing: %s mac=%s attempt=%s verdict=%s\n",
			       row->text[LINE], row->text[RULE], row->text[MAC],
			       row->text[ATTEMPT], row->text[VERDICT]);
	}
}

/* --- the end ----------------------------------------------------------------------------- */

static int remove_one(const char *path, const struct stat *info, int flag, struct FTW *walk)
{
	(void)info;
	(void)flag;
	(void)walk;
	return remove(path);
}

static void check_fini(struct check *check)
{
	sqlite3_close(check->db);
	for (int i = 0; i < check->n_rows; i++)
		for (int k = 0; k < COLUMNS; k++)
			free(check->rows[i].text[k]);
	for (int i = 0; i < check->n_captures; i++) {
		free(check->captures[i][0]);
		free(check->captures[i][1]);
	}
}

/* Whatever way this ends; the path outlives the check. */
static char working_in[PATH_ROOM];

static void leave(void)
{
	if (!getenv("KEEP"))
		nftw(working_in, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	else
		printf("kept: %s\n", working_in);
}

static int check_one(const char *pvsleuth, const char *boot2pcap, const char *script)
{
	static struct check check;
	const char *tmp = getenv("TMPDIR");

	check.script = script;
	snprintf(check.dir, sizeof(check.dir), "%s/fixture.XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(check.dir))
		give_up(check.dir);
	memcpy(working_in, check.dir, sizeof(working_in));
	atexit(leave);
	play(&check, boot2pcap);
	read_expected(&check);
	if (check.n_rows == 0) {
		fprintf(stderr, "%s: expects nothing; say 'expect none'\n", check.script);
		check_fini(&check);
		return 2;
	}
	read_captures(&check);
	ingest(&check, pvsleuth);
	compare_findings(&check);
	compare_boots(&check);
	report_missing(&check);
	check_fini(&check);
	return check.differences > 0;
}

/* --- many -------------------------------------------------------------------------------- */

/* "FOLDER/NAME" of a script. */
static void put_name(char *text, size_t size, const char *script)
{
	const char *from = strrchr(script, '/');

	while (from && from > script && from[-1] != '/')
		from--;
	snprintf(text, size, "%s", from ? from : script);
	if (strlen(text) > 5 && strcmp(text + strlen(text) - 5, ".boot") == 0)
		text[strlen(text) - 5] = '\0';
}

/* A script in a process of its own, so that each begins afresh and one that gives up is alone in it. All that is said of
 * it is written at once: several of this program may write to one file. */
static bool check_apart(const char *pvsleuth, const char *boot2pcap, const char *script)
{
	char name[PATH_ROOM], line[1024], *text = NULL;
	FILE *said = tmpfile(), *out;
	size_t size;
	int status;
	pid_t child;

	if (!said || !(out = open_memstream(&text, &size)) || (child = fork()) < 0)
		give_up(script);
	if (child == 0) {
		dup2(fileno(said), STDOUT_FILENO);
		dup2(fileno(said), STDERR_FILENO);
		exit(check_one(pvsleuth, boot2pcap, script));
	}
	if (waitpid(child, &status, 0) != child)
		give_up("waitpid");
	put_name(name, sizeof(name), script);
	fprintf(out, "%s - %s\n", status ? "not ok" : "ok", name);
	rewind(said);
	while (status && fgets(line, sizeof(line), said))
		fprintf(out, "    %s", line);
	fclose(said);
	fclose(out);
	if (write(STDOUT_FILENO, text, size) != (ssize_t)size)
		give_up("standard output");
	free(text);
	return status == 0;
}

int main(int argc, char **argv)
{
	bool good = true;

	if (argc == 4)
		return check_one(argv[1], argv[2], argv[3]);
	if (argc < 5 || strcmp(argv[3], "--each") != 0) {
		fputs("usage: check_fixture PVSLEUTH BOOT2PCAP SCRIPT.boot | --each SCRIPT.boot...\n"
		      "KEEP=1 keeps files\n", stderr);
		return 2;
	}
	for (int i = 4; i < argc; i++)
		good = check_apart(argv[1], argv[2], argv[i]) && good;
	return !good;
}
