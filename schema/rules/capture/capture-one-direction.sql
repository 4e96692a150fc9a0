-- id: capture-one-direction
-- title: The capture holds one direction only
-- phase: capture
-- kind: note
-- scope: capture
-- summary: one direction only: no station in it both sends and receives
-- explain: In {path}, {senders} stations send and {receivers} others are sent to by unicast, but none does both. The tap
--   recorded one direction (a mirror of one direction, or one fibre). Nothing can be said about answers.
-- check: Mirror both directions of the port. On ESXi, give "pktcap-uw" both directions (--dir 2) or run it twice.
-- remedy: Capture again in both directions.
-- source: netboot.md 7 (one-sided capture)
SELECT c.capture_id, c.path, 0.9 AS confidence, sum(s.tx_frames > 0) AS senders, sum(s.rx_unicast > 0) AS receivers,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'context')) FROM (
		SELECT event_id FROM event e WHERE e.capture_id = c.capture_id ORDER BY ns LIMIT 3)) AS evidence
FROM capture c JOIN station s USING (capture_id)
GROUP BY c.capture_id
HAVING sum(s.tx_frames > 0 AND s.rx_unicast > 0) = 0 AND sum(s.rx_unicast) >= 3 AND sum(s.tx_frames) >= 3
