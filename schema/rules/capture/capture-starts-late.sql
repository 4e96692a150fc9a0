-- id: capture-starts-late
-- title: The capture began when a boot was already under way
-- phase: capture
-- kind: note
-- scope: capture
-- when: open_start
-- summary: {boots} of the boots in it had begun before the capture did
-- explain: {boots} boots in {path} show no DHCP question at their beginning, and their first frame comes within {within} of the
--   start of the capture. They had begun before. How they got their address and their boot file name cannot be said.
-- against: {against}
-- check: Look whether an earlier file of the same recording exists, and add it to this case.
-- remedy: Start the capture first, then power on the target.
-- source: netboot.md 6.7, 7 (missing start)
WITH
-- its beginning is there, but for the options, or but for what it sent itself
begun AS MATERIALIZED (
	SELECT DISTINCT z.boot_id FROM event w INDEXED BY event_kind CROSS JOIN boot_event_seen z USING (event_id)
	WHERE w.kind IN ('dhcp-bootrequest', 'dhcp-bootreply', 'dhcp-discover', 'dhcp-offer')),
seen AS MATERIALIZED (
	SELECT e.capture_id, b.boot_id, min(e.ns) AS ns, min(e.event_id) AS event_id
	FROM boot b JOIN boot_event_seen be USING (boot_id) JOIN event e USING (event_id)
	WHERE b.open_start = 1 AND b.outcome <> 'leased' AND b.boot_id NOT IN (SELECT boot_id FROM begun)
	GROUP BY e.capture_id, b.boot_id),
-- unless another capture holds DHCP of the boot from before
late AS MATERIALIZED (
	SELECT s.* FROM seen s WHERE NOT EXISTS (SELECT 1 FROM boot_event_seen x JOIN event y USING (event_id)
		WHERE (SELECT count(*) FROM capture) > 1 AND x.boot_id = s.boot_id AND y.capture_id <> s.capture_id AND +y.kind LIKE 'dhcp-%' AND y.ns < s.ns - 1000000000))
SELECT c.capture_id, c.path, count(*) AS boots, duration(max(l.ns - c.first_ns)) AS within,
	CASE WHEN EXISTS (SELECT 1 FROM event d WHERE d.capture_id = c.capture_id AND d.kind LIKE 'dhcp-%') THEN 0.9 ELSE 0.6 END
		AS confidence,
	CASE WHEN EXISTS (SELECT 1 FROM event d WHERE d.capture_id = c.capture_id AND d.kind LIKE 'dhcp-%')
		THEN 'This capture does hold DHCP messages of others, so it would have shown theirs.'
		ELSE 'This capture holds no DHCP message at all: perhaps this place on the network never sees any.' END AS against,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'context')) FROM (
		SELECT event_id FROM late k WHERE k.capture_id = c.capture_id ORDER BY ns LIMIT 8)) AS evidence
FROM capture c JOIN late l USING (capture_id)
WHERE l.ns - c.first_ns < 5000000000
GROUP BY c.capture_id
