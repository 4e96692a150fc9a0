-- id: boot-loop
-- title: The target boots again and again
-- phase: handover
-- kind: failure
-- scope: target
-- summary: {attempts} boots in {span}, each ended after streaming
-- explain: {mac} began {attempts} boots between {first} and {last}. {streamed} of them read disk content ({volumes}) and ended before a system was up.
--   {same_text} A machine that restarts by itself after a crash does this, until somebody stops it.
-- against: Not visible here: whether somebody pressed reset. The findings of the single boots say where each of them stopped.
-- check: Switch off "restart automatically" in the image, or hold the console, and read the stop code.
-- remedy: See the findings of the single boots.
-- when: failed boot_stream
-- source: pvs.md 3.3, F78
SELECT t.target_id, t.mac, 0.92 AS confidence, count(*) AS attempts, sum(p.single_bytes > 0) AS streamed,
	duration(max(b.end_ns) - min(b.start_ns)) AS span, clock(min(b.start_ns)) AS first, clock(max(b.start_ns)) AS last,
	group_concat(byte_count(b.stream_bytes), ', ') AS volumes,
	CASE WHEN max(p.same_volume) >= 2 THEN 'They end after the same volume: the same thing stops it every time.'
		ELSE 'The volumes differ: it does not stop at the same place every time.' END AS same_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT (SELECT x.event_id FROM boot_event x WHERE x.boot_id = ob.boot_id ORDER BY x.ns LIMIT 1) AS event_id
		FROM boot ob WHERE ob.mac = t.mac AND ob.outcome <> 'leased'
		UNION SELECT (SELECT x.event_id FROM boot_event x JOIN event e USING (event_id) WHERE x.boot_id = ob.boot_id AND e.kind GLOB 'pvs-*'
			ORDER BY x.ns DESC LIMIT 1) FROM boot ob WHERE ob.mac = t.mac AND ob.outcome <> 'leased')
		WHERE event_id IS NOT NULL) AS evidence
FROM boot b JOIN target t USING (target_id) JOIN boot_stream p USING (boot_id)
WHERE b.outcome = 'failed' AND p.stream_ns IS NOT NULL
GROUP BY t.target_id
HAVING count(*) >= 3 AND (max(b.start_ns) - min(b.start_ns)) / (count(*) - 1) <= 900000000000
