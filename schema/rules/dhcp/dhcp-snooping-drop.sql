-- id: dhcp-snooping-drop
-- title: DHCP answers are on their way to the target, and do not arrive at its port
-- phase: dhcp
-- kind: failure
-- scope: boot
-- refines: dhcp-no-offer
-- summary: {n} answers of {server} are lost between {far} and the target's port
-- explain: {server} answers the DISCOVERs of {mac}. {n} of its answers were on the target's own network, the last one at {when} ({far}),
--   as broadcasts. At the target's port ({near}) not one answer arrives, and the target goes on asking ({tries} DISCOVERs over {span}).
--   A switch between the two drops them. DHCP snooping does this with answers that come in through a port it does not trust.
-- against: Ruled out: a server or relay that does not answer. Ruled out: packets that the capture at the target's port lost by itself, for it reports
--   none. {not_text}
-- check: On each switch between the two capture points, look at the DHCP snooping counters and at which ports are trusted.
-- remedy: Trust the ports towards the servers and the relay on each switch ("ip dhcp snooping trust"), port channels included.
-- when: failed
-- source: netboot.md 6.1; pvs.md F04
WITH
-- answers on their way to the client; those to its MAC are another story (dhcp-unicast-reply-undeliverable)
down AS (
	SELECT be.boot_id, b.mac, be.ns, e.event_id, e.capture_id, coalesce(d.server_id, e.src_ip) AS server
	FROM boot b JOIN boot_event be USING (boot_id) JOIN event e USING (event_id) JOIN dhcp d USING (event_id)
	WHERE b.outcome = 'failed' AND b.phase_reached = 'dhcp' AND d.op = 2 AND e.dst_port = 68
		AND coalesce(e.l2_cast, e.l3_cast) = 'broadcast'),
-- the target's own port, which would have had them: recording then, without losses, and receiving such frames
near AS (
	SELECT d.boot_id, t.capture_id, t.name, count(*) AS lost,
		-- something from over there is in it, or unicast to the target: it does not record one direction only
		max(t.two_way) AS both
	FROM down d JOIN tap t ON t.boot_id = d.boot_id AND t.capture_id <> d.capture_id
	WHERE t.target_tx AND t.deaf AND t.drops = 0 AND d.ns BETWEEN t.first_ns AND t.last_ns
		AND t.broadcast
	GROUP BY d.boot_id, t.capture_id)
SELECT b.boot_id, b.mac, d.server, count(DISTINCT d.event_id) AS n, n.name AS near, v.label AS far, clock(max(d.ns)) AS "when",
	x.tries, duration(x.last_ns - x.first_ns) AS span, CASE WHEN count(DISTINCT d.event_id) >= 3 THEN 0.92 ELSE 0.8 END * CASE WHEN n.both THEN 1 ELSE 0.5 END AS confidence,
	CASE WHEN n.both THEN 'yes' ELSE 'cannot-tell' END AS verdict,
	CASE WHEN n.both THEN 'Not visible: which switch it is, and whether it is snooping or another filter.'
		ELSE 'But nothing else that comes from the servers'' side is in the capture at the target''s port: it may record one direction only.' END AS not_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN dhcp r USING (event_id) WHERE be.boot_id = b.boot_id ORDER BY be.ns LIMIT 24)) AS evidence
FROM boot b JOIN down d USING (boot_id) JOIN near n USING (boot_id) JOIN vantage v ON v.capture_id = d.capture_id AND v.clock_uncertainty_ns IS NOT NULL
JOIN exchange x ON x.boot_id = b.boot_id AND x.kind = 'discover'
WHERE d.capture_id <> n.capture_id AND x.tries >= 2 AND x.last_ns > d.ns - 1000000000
	AND NOT EXISTS (SELECT 1 FROM exchange r WHERE r.boot_id = b.boot_id AND r.kind LIKE 'request-%')
GROUP BY b.boot_id
HAVING count(DISTINCT d.event_id) >= 2
