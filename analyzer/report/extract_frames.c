/*
 * Which frames an extract holds: see extract.h.
 *
 * A verdict rests on more than the frames that it names: an answer that never came is missing among
 * everything else that did. So around the frames asked for stands their context, whatever the case keeps of
 * all captures from a quarter of an hour before the boot to a quarter of an hour after it: the
 * target's other messages, its peers, ARP and ICMP. Where that is much, whole boots are left out, those
 * farthest in time first: half a boot would look like one that failed.
 */
#include "report/extract.h"
#include "base/txt.h"

#include <string.h>

#define STR(x) #x
#define XSTR(x) STR(x)

/* The same messages at the other capture points. */
#define COPIES(of) " UNION SELECT o.event_id FROM " of " JOIN copies x USING (event_id) JOIN copies o ON o.message_id = x.message_id"

/* ?1 the boot or NULL, ?2 the finding or NULL, ?3 the room for streaming or NULL; the boots it is about are `the`. */
static const char about[] =
	"WITH the AS MATERIALIZED (SELECT boot_id, mac, start_ns, end_ns, seen_until_ns FROM boots WHERE boot_id = ?1"
	" OR boot_id = (SELECT boot_id FROM findings WHERE finding_id = ?2)"
	" OR mac = (SELECT mac FROM findings WHERE finding_id = ?2 AND boot_id IS NULL AND scope = 'target')),"
	" range AS MATERIALIZED (SELECT min(start_ns) - " XSTR(EXTRACT_AROUND_NS) " AS from_ns,"
	" max(max(end_ns, min(seen_until_ns, end_ns + " XSTR(EXTRACT_AROUND_NS) "))) AS to_ns FROM the),"
	" named AS MATERIALIZED (SELECT event_id, role, seq, (SELECT rule FROM findings WHERE finding_id = ?2) AS rule"
	"  FROM evidence WHERE finding_id = ?2"
	"  UNION ALL SELECT event_id, NULL, 0, NULL FROM timeline WHERE boot_id = ?1) ";

static const char context[] =
	", place AS MATERIALIZED (SELECT capture_id FROM captures, range WHERE first_ns + coalesce(clock_offset_ns, 0)"
	"  <= to_ns AND last_ns + coalesce(clock_offset_ns, 0) >= from_ns),"
	/* what lies in the time, with the boot that it belongs to */
	" near AS MATERIALIZED (SELECT f.event_id, f.client, f.src_mac, f.dst_mac,"
	"  (SELECT boot_id FROM timeline t WHERE t.event_id = f.event_id LIMIT 1) AS boot_id"
	"  FROM place CROSS JOIN captures c USING (capture_id) CROSS JOIN frames f ON f.capture_id = c.capture_id"
	"  AND f.ns BETWEEN (SELECT from_ns FROM range) - coalesce(c.clock_offset_ns, 0) - 5000000000"
	"  AND (SELECT to_ns FROM range) - coalesce(c.clock_offset_ns, 0) + 5000000000"
	"  WHERE f.case_ns BETWEEN (SELECT from_ns FROM range) AND (SELECT to_ns FROM range)),"
	/* what was measured of a boot in that time, with headers */
	" weight AS MATERIALIZED (SELECT boot_id, sum(bytes) AS bytes FROM ("
	"  SELECT boot_id, (up_bytes + down_bytes + 60.0 * (up_frames + down_frames))"
	"   * (min(last_ns, to_ns) - max(first_ns, from_ns) + 1.0) / (last_ns - first_ns + 1.0) AS bytes"
	"   FROM conversations, range WHERE ?3 IS NOT NULL AND first_ns <= to_ns AND last_ns >= from_ns"
	"  UNION ALL SELECT boot_id, 1.2 * bytes FROM transfers, range WHERE ?3 IS NOT NULL AND first_ns <= to_ns"
	"   AND last_ns >= from_ns) GROUP BY boot_id),"
	/* other boots, those of the evidence first, then the nearest */
	" peer AS MATERIALIZED (SELECT boot_id, sum(frames) OVER nearest AS so_far, sum(bytes) OVER nearest AS bytes_so_far"
	"  FROM (SELECT n.boot_id, count(*) AS frames, coalesce(w.bytes, 0) AS bytes,"
	"   max(n.event_id IN (SELECT event_id FROM evidence JOIN findings USING (finding_id) WHERE boot_id IN"
	"    (SELECT boot_id FROM the))) AS proves, abs(b.start_ns - (SELECT min(start_ns) FROM the)) AS apart"
	"   FROM near n JOIN boots b USING (boot_id) LEFT JOIN weight w USING (boot_id)"
	"   WHERE n.boot_id NOT IN (SELECT boot_id FROM the) GROUP BY n.boot_id)"
	"  WINDOW nearest AS (ORDER BY proves DESC, apart, boot_id ROWS UNBOUNDED PRECEDING)),"
	" beside AS MATERIALIZED (SELECT boot_id FROM peer WHERE so_far <= " XSTR(EXTRACT_CONTEXT)
	"  AND (?3 IS NULL OR bytes_so_far <= ?3)),"
	" chosen AS (SELECT event_id FROM named" COPIES("named") COPIES("timeline t JOIN the USING (boot_id)")
	"  UNION SELECT e.event_id FROM evidence e JOIN findings f USING (finding_id) JOIN the ON f.boot_id = the.boot_id"
	"  UNION SELECT t.event_id FROM timeline t JOIN the USING (boot_id)"
	"  UNION SELECT event_id FROM near WHERE EXISTS (SELECT 1 FROM the WHERE the.mac IN (client, src_mac, dst_mac))"
	"  UNION SELECT n.event_id FROM near n JOIN beside USING (boot_id)"
	"  UNION SELECT * FROM (SELECT event_id FROM near WHERE boot_id IS NULL LIMIT " XSTR(EXTRACT_CONTEXT) ")) ";

static const char only[] = ", chosen AS (SELECT event_id FROM named" COPIES("named") ") ";

static int run(struct store *s, const struct extract_of *of, const char *select, row_fn fn, void *ctx,
	struct err *err)
{
	const struct bind args[] = {of->boot ? B_INT(of->boot) : B_TEXT(NULL),
		of->finding ? B_INT(of->finding) : B_TEXT(NULL), of->room >= 0 ? B_INT(of->room) : B_TEXT(NULL)};
	struct txt sql = {0};
	int rc;

	txt_fmt(&sql, "%s%s%s", about, of->bare ? only : context, select);
	rc = store_query(s, txt_str(&sql), args, of->bare ? 2 : 3, fn, ctx, err);
	txt_free(&sql);
	return rc;
}

int extract_interfaces(struct store *s, const struct extract_of *of, row_fn fn, void *ctx, struct err *err)
{
	return run(s, of,
		"SELECT f.capture_id, f.iface, f.linktype, c.path, coalesce(i.name, ''), coalesce(i.filter, ''),"
		" coalesce(i.snaplen, 0), coalesce(i.drops_if, -1), coalesce(i.drops_os, -1),"
		" max((SELECT from_ns FROM range), c.first_ns + coalesce(c.clock_offset_ns, 0)), (SELECT to_ns FROM range),"
		" dense_rank() OVER (ORDER BY f.capture_id),"
		" (SELECT count(DISTINCT capture_id) FROM chosen JOIN frames USING (event_id))"
		" FROM chosen JOIN frames f USING (event_id) JOIN captures c USING (capture_id)"
		" LEFT JOIN interfaces i ON i.capture_id = f.capture_id AND i.iface = f.iface"
		" GROUP BY f.capture_id, f.iface, f.linktype ORDER BY 1, 2, 3", fn, ctx, err);
}

int extract_frames(struct store *s, const struct extract_of *of, row_fn fn, void *ctx, struct err *err)
{
	return run(s, of,
		"SELECT f.capture_id, f.iface, f.linktype, f.case_ns, f.raw, f.wirelen, f.info, f.comment, f.frame, n.role,"
		" n.rule, n.event_id IS NOT NULL FROM chosen JOIN frames f USING (event_id)"
		" LEFT JOIN (SELECT event_id, min(role) AS role, min(rule) AS rule FROM named GROUP BY event_id) n"
		" ON n.event_id = f.event_id ORDER BY f.case_ns, f.event_id", fn, ctx, err);
}

static int keep_weight(void *ctx, const struct row *r)
{
	*(int64_t *)ctx = row_int(r, 0);
	return 1;
}

int extract_weight(struct store *s, const struct extract_of *of, int64_t *bytes, struct err *err)
{
	return run(s, of, "SELECT coalesce(sum(bytes), 0) FROM weight JOIN the USING (boot_id)", keep_weight, bytes, err);
}

int extract_flows(struct store *s, const struct extract_of *of, row_fn fn, void *ctx, struct err *err)
{
	return run(s, of,
		", wanted AS (SELECT boot_id FROM the UNION SELECT boot_id FROM beside)"
		" SELECT capture_id, client_ip, client_port, server_ip, server_port, from_ns, to_ns FROM conversations"
		"  JOIN wanted USING (boot_id), range WHERE first_ns <= to_ns AND last_ns >= from_ns"
		" UNION SELECT capture_id, client_ip, client_port, coalesce(reply_ip, server_ip), coalesce(reply_port, server_port),"
		"  from_ns, to_ns FROM transfers JOIN wanted USING (boot_id), range WHERE first_ns <= to_ns AND last_ns >= from_ns"
		" ORDER BY 1", fn, ctx, err);
}
