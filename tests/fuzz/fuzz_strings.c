/*
 * Hostile strings in everything that a case holds as text: host names, file names, TFTP error texts, comments,
 * notes, what rules say. The input is cut at line ends; each piece goes into the next place. Then the page, JSON,
 * JSON lines, CSV and the browser have to show it as text.
 */
#include "strings.h"
#include "report/report.h"

#include <stdio.h>
#include <string.h>

static const char case_sql[] =
	"INSERT INTO capture VALUES (1, 'x.pcap', 'aa', 'bb', 'pcap', 'none', 9, 900, 900, 1700000000000000000,"
	"  1700000300000000000, 'cut', 'note');"
	"INSERT INTO interface VALUES (1, 0, 1, 'Ethernet', 0, 'eth0', '', '', 9, 0, 0);"
	"INSERT INTO ledger_entry VALUES (1, 'fact', 'DHCP', 9, 900);"
	"INSERT INTO vantage (capture_id, vantage, reasons, clock_offset_ns, clock_uncertainty_ns)"
	"  VALUES (1, 'target-side', 'reasons', 0, 0);"
	"INSERT INTO target (target_id, mac, vendor, hostname, uuid, firmware) VALUES (1, '00:50:56:b8:0a:01', 'v', 'h', 'u', 'other'),"
	"  (2, '00:50:56:b8:0a:02', 'v', 'h', 'u', 'other');"
	"INSERT INTO server (server_id, ip, mac, roles) VALUES (1, '10.0.0.1', NULL, 'dhcp');"
	"INSERT INTO boot (boot_id, target_id, mac, attempt, start_ns, end_ns, path, outcome, phase_reached, client_kind,"
	"  patience_ns, seen_until_ns, open_start, lease_ip, dhcp_server, boot_server, boot_file, stream_bytes, uses_pxe,"
	"  long_enough, primary_rule, confidence, summary)"
	"  VALUES (1, 1, '00:50:56:b8:0a:01', 1, 1700000000000000000, 1700000016000000000, 'pxe', 'failed', 'bootfile', 'other',"
	"  32000000000, 1700000300000000000, 0, '10.0.0.9', '10.0.0.1', '10.0.0.1', 'f', 0, 1, 1, 'r', 'high', 's'),"
	"  (2, 2, '00:50:56:b8:0a:02', 1, 1700000020000000000, 1700000056000000000, 'pxe', 'booted', 'os', 'other',"
	"  32000000000, 1700000300000000000, 0, '10.0.0.8', '10.0.0.1', '10.0.0.1', 'f', 9, 1, 1, NULL, NULL, 's');"
	"INSERT INTO info VALUES (1, 'i'), (2, 'i');"
	"INSERT INTO event (event_id, capture_id, frame, iface, linktype, ns, kind, client, src_other, dst_other, src_ip, dst_ip,"
	"  src_port, dst_port, whole, malformed, odd, info_id, comment, wirelen, raw) VALUES"
	"  (1, 1, 1, 0, 1, 1700000000000000000, 'dhcp-discover', '00:50:56:b8:0a:01', '00:50:56:b8:0a:01', 'ff:ff:ff:ff:ff:ff',"
	"   '0.0.0.0', '255.255.255.255', 68, 67, 1, 0, '', 1, 'c', 60, zeroblob(60)),"
	"  (2, 1, 2, 0, 1, 1700000004000000000, 'tftp-error', '00:50:56:b8:0a:01', '02:00:00:00:00:01', '00:50:56:b8:0a:01',"
	"   '10.0.0.1', '10.0.0.9', 69, 2070, 1, 0, '', 2, 'c', 60, zeroblob(60)),"
	"  (3, 1, 3, 0, 1, 1700000020000000000, 'dhcp-discover', '00:50:56:b8:0a:02', '00:50:56:b8:0a:02', 'ff:ff:ff:ff:ff:ff',"
	"   '0.0.0.0', '255.255.255.255', 68, 67, 1, 0, '', 1, NULL, 60, zeroblob(60)),"
	"  (4, 1, 4, 0, 1, 1700000021000000000, 'dhcp-ack', '00:50:56:b8:0a:02', '02:00:00:00:00:01', '00:50:56:b8:0a:02',"
	"   '10.0.0.1', '10.0.0.8', 67, 68, 1, 0, '', 1, NULL, 60, zeroblob(60));"
	"INSERT INTO boot_event VALUES (1, 1, 1700000000000000000, 'dhcp'), (1, 2, 1700000004000000000, 'bootfile'),"
	"  (2, 3, 1700000020000000000, 'dhcp'), (2, 4, 1700000021000000000, 'dhcp');"
	"INSERT INTO step VALUES (1, 1, 'dhcp', 'ok', 1700000000000000000, 1700000001000000000, 1, '10.0.0.1', 'n'),"
	"  (1, 2, 'bootfile', 'failed', 1700000002000000000, 1700000004000000000, 2, '10.0.0.1', 'n'),"
	"  (2, 1, 'dhcp', 'ok', 1700000020000000000, 1700000021000000000, 1, '10.0.0.1', 'n');"
	"INSERT INTO finding VALUES (1, 'r', 't', 'bootfile', 'failure', 'boot', 1, '00:50:56:b8:0a:01', '10.0.0.1', NULL, 'yes',"
	"  0.95, 1, 's', 'e', 'a', 'c', 'r', 'f'), (2, 'n', 't', 'link', 'note', 'capture', NULL, NULL, NULL, 1, 'yes', 1, 0, 's',"
	"  'e', 'a', 'c', 'r', 'f');"
	"INSERT INTO evidence_row VALUES (1, 1, 1, 'for'), (1, 2, 2, 'against');"
	"INSERT INTO sight (boot_id, target_all, target_tx, target_rx, broadcast, server_side, relay_server_side, options, complete,"
	"  long_enough, reply_visible, client_side_reply, asked_server, unfiltered) VALUES (1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 0, 1);"
	"INSERT INTO note VALUES (1, 'boot:00:50:56:b8:0a:01@1700000000000000000', 'x', 1), (2, 'frame:1/1', 'x', 1);"
	"INSERT INTO analysis VALUES ('0', 1, 'aa');";

/* The places for text, with ?1 the piece of input. */
static const char *const places[] = {
	"UPDATE target SET hostname = ?1 WHERE target_id = 1",
	"UPDATE boot SET boot_file = ?1",
	"UPDATE info SET info = ?1 WHERE info_id = 2",
	"UPDATE event SET comment = ?1",
	"UPDATE note SET text = ?1",
	"UPDATE finding SET explanation = ?1, summary = ?1",
	"UPDATE finding SET title = ?1",
	"UPDATE finding SET filter = ?1, check_next = ?1",
	"UPDATE finding SET remedy = ?1, against = ?1",
	"UPDATE capture SET path = ?1",
	"UPDATE capture SET note = ?1",
	"UPDATE step SET note = ?1, peer = ?1",
	"UPDATE ledger_entry SET reason = ?1",
	"UPDATE boot SET summary = ?1",
	"UPDATE target SET vendor = ?1, firmware = ?1",
	"UPDATE event SET kind = ?1 WHERE event_id = 2",
	"UPDATE finding SET rule = ?1 WHERE finding_id = 1",
	"UPDATE boot SET primary_rule = ?1 WHERE boot_id = 1",
	"UPDATE vantage SET reasons = ?1, vantage = ?1",
	"UPDATE server SET roles = ?1, ip = ?1",
	"UPDATE boot SET dhcp_server = ?1, relay = ?1, boot_server = ?1",
	"UPDATE interface SET name = ?1, filter = ?1",
	"UPDATE target SET mac = ?1 WHERE target_id = 1",
	"UPDATE event SET src_ip = ?1 WHERE event_id = 1",
};

#define PLACES (sizeof(places) / sizeof(places[0]))

static char piece[PLACES][512]; /* of this input; the decoder of frames gives some, too */

static void fields(const uint8_t *raw, size_t n, uint32_t wirelen, uint32_t linktype, field_fn fn, void *ctx)
{
	struct field f = {.depth = 0, .name = "Layer", .value = piece[3]};

	(void)raw;
	(void)n;
	(void)wirelen;
	(void)linktype;
	fn(ctx, &f);
	f = (struct field){.depth = 1, .name = piece[0], .value = piece[2], .key = true};
	fn(ctx, &f);
}

static void cut_up(const uint8_t *data, size_t size)
{
	size_t i, k = 0, at = 0;

	memset(piece, 0, sizeof(piece));
	for (i = 0; i < size && k < PLACES; i++) {
		if (data[i] == '\n') {
			k++;
			at = 0;
		} else if (data[i] && at < sizeof(piece[0]) - 1) {
			piece[k][at++] = (char)data[i];
		}
	}
}

/* The case before any input: made once, for that takes longer than the rest. */
static struct store *empty_case(void)
{
	static struct store *s;
	struct err err = {""};

	if (s)
		return s;
	s = store_open(":memory:", STORE_CREATE, &err);
	if (!s || store_script(s, case_sql, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		abort();
	}
	return s;
}

/* With the input in it, until a rollback. */
static struct store *made_case(void)
{
	struct err err = {""};
	struct store *s = empty_case();
	size_t i;

	fuzz_check(store_begin(s, &err) == 0);
	for (i = 0; i < PLACES; i++) {
		struct bind b = B_TEXT(piece[i]);

		if (*piece[i] && store_query(s, places[i], &b, 1, NULL, NULL, &err) < 0) {
			fprintf(stderr, "%s: %s\n", places[i], err.text);
			abort();
		}
	}
	return s;
}

static void valid_json(struct store *s, const char *text)
{
	struct bind b = B_TEXT(text);

	fuzz_check(store_int(s, "SELECT json_valid(?1)", &b, 1, 0) == 1);
}

static void json_lines(struct store *s, char *text)
{
	char *end;

	for (; *text; text = end + 1) {
		end = strchr(text, '\n');
		fuzz_check(end != NULL);
		*end = '\0';
		valid_json(s, text);
	}
}

enum surface { PAGE, JSON, LINES, CSV, SURFACES };

static void look_at(struct store *s, enum surface which, const struct report_options *o, const char *view)
{
	struct err err = {""};
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);
	int rc = -1;

	switch (which) {
	case PAGE:
		rc = report_write(s, o, f, &err);
		break;
	case JSON:
		rc = report_json(s, o, f, &err);
		break;
	case LINES:
		rc = report_jsonl(s, o, f, &err);
		break;
	case CSV:
		rc = report_csv(s, view, f, &err);
		break;
	case SURFACES:
		break;
	}
	fclose(f);
	if (rc < 0) {
		fprintf(stderr, "%s\n", err.text);
		abort();
	}
	if (which == PAGE)
		strings_page(text, n);
	else if (which == JSON)
		valid_json(s, text);
	else if (which == LINES)
		json_lines(s, text);
	else
		strings_csv(text, n);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct report_options o = {.version = "0", .generated_ns = 1700000000000000000, .fields = fields};
	struct store *s;
	size_t i;

	cut_up(data, size);
	o.title = *piece[0] ? piece[0] : NULL;
	s = made_case();
	look_at(s, PAGE, &o, NULL);
	look_at(s, JSON, &o, NULL);
	look_at(s, LINES, &o, NULL);
	for (i = 0; report_table(i); i++)
		look_at(s, CSV, &o, report_table(i));
	strings_screens(s, fields);
	store_rollback(s);
	return 0;
}
