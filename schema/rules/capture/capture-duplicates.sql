-- id: capture-duplicates
-- title: The capture holds packets more than once
-- phase: capture
-- kind: note
-- scope: capture
-- when: duplicates
-- summary: {copies} of {frames} frames are copies: {ratio} frames for each packet; each is counted once
-- explain: In {path}, {copies} of {frames} frames repeat a packet that another frame already holds ({how}). A packet and its
--   copies are one event here; every frame number is kept with it. None of this is a retransmission: those have another IP
--   identification, or come no sooner than a sender's shortest timeout.
-- check: For a mirror, look at its sources: one VLAN, or both directions of two ports that talk to each other, copies each packet twice.
-- remedy: Nothing has to be done for this analysis. For smaller captures, mirror one port only (or "pktmon start --comp nics").
-- source: netboot.md 7 (SPAN duplicates, routed duplicates, pktmon)
WITH copy AS (
	SELECT l.capture_id, sum(l.frames) AS copies, group_concat(l.frames || ' ' || l.reason, '; ') AS how
	FROM ledger_entry l WHERE l.bucket = 'duplicate' GROUP BY l.capture_id
	UNION ALL
	SELECT capture_id, count(*), count(*) || ' at the very same time in another capture of this case: the files overlap'
	FROM event_copy WHERE how = 'overlap' GROUP BY capture_id)
SELECT c.capture_id, c.path, 1.0 AS confidence, sum(k.copies) AS copies, c.frames, group_concat(k.how, '; ') AS how,
	printf('%.2f', 1.0 * c.frames / max(1, c.frames - sum(k.copies))) AS ratio,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'context')) FROM (
		SELECT DISTINCT x.event_id FROM event_copy x JOIN event e USING (event_id)
		WHERE x.capture_id = c.capture_id ORDER BY e.ns LIMIT 3)) AS evidence
FROM capture c JOIN copy k USING (capture_id)
GROUP BY c.capture_id
HAVING sum(k.copies) >= 3 AND sum(k.copies) * 20 >= c.frames
