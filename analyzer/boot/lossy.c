/*
 * Captures that lost frames themselves: table lossy. Some say how many were dropped. Others show it: TFTP sends a block when the one
 * before it was acknowledged (RFC 1350 section 2), so a block that is not there, of a file that went on, was sent and received all
 * the same. With windows (RFC 7440) it may have been lost on its way; in fragments a filter on ports may have left it out; and
 * who has none of one direction has lost nothing. A target whose read lacks something asks again (pvs.md 3.2); one that goes on had
 * it all. Where nearly no read comes out whole, it is the reading that is wrong.
 *
 * What a lossy capture lacks is no evidence: where one frame more would have changed it, nothing is said to have failed.
 */
#include "boot/internal.h"

static const char sql_lossy[] =
	"INSERT INTO lossy SELECT capture_id, sum(told), sum(blocks), sum(reads), min(event_id) FROM ("
	" SELECT capture_id, coalesce(drops_if, 0) + coalesce(drops_os, 0) AS told, 0 AS blocks, 0 AS reads, NULL AS event_id FROM interface"
	" UNION ALL SELECT capture_id, 0, last_block - blocks + (last_ack = last_block + 1), 0, request_event FROM transfer"
	"  WHERE protocol = 'tftp' AND requests > 0 AND coalesce(windowsize, 1) <= 1 AND (first_reply = 'oack' OR coalesce(asked_windowsize, 1) <= 1)"
	"  AND fragmented = 0 AND first_only = 0"
	"  AND last_block - blocks + (last_ack = last_block + 1) > 0 AND blocks * 2 > last_block"
	" UNION ALL SELECT capture_id, 0, 0, n - repeats, first_event FROM (SELECT f.capture_id, f.first_event, f.repeats, f.sector_reads,"
	"   (SELECT sum(p.partial) FROM flow_spell p WHERE p.flow_id = f.flow_id) AS n FROM flow f WHERE f.sector_reads >= 20 AND f.first_pieces = 0)"
	"  WHERE n - repeats >= 3 AND n <= sector_reads)"
	/* an extract of a case lacks what was left out */
	" WHERE told > 0 OR capture_id NOT IN (SELECT capture_id FROM capture WHERE format GLOB 'pcapng-extract*')"
	" GROUP BY capture_id HAVING sum(told) + sum(blocks) + sum(reads) > 0";

int lossy_find(struct store *s, struct err *err)
{
	return store_script(s, sql_lossy, err);
}

bool is_lossy(struct store *s, const struct items *items, const struct attempt *at)
{
	int64_t last = 0;
	size_t i;

	for (i = at->first; i < at->first + at->count; i++) {
		struct bind a[] = {B_INT(items->item[i].capture_id)};

		if (items->item[i].capture_id == last)
			continue;
		last = items->item[i].capture_id;
		if (!store_int(s, "SELECT 1 FROM lossy WHERE capture_id = ?1", a, 1, 0))
			return false;
	}
	return last != 0;
}
