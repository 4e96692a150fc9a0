-- id: dhcp-lb-peer-silent
-- title: The failover peer that is responsible for this target does not answer
-- phase: dhcp
-- kind: failure
-- scope: boot
-- needs: asked_server long_enough complete
-- refines: dhcp-no-offer
-- summary: {server} leaves bucket {bucket} to its failover peer; {peer} gets the DISCOVERs and answers none
-- explain: The relay passes the DISCOVERs of {mac} to {server} and to {peer}. {server} answers {n} other clients of this network, all with RFC 3074
--   buckets {served}; this target's bucket is {bucket}. So the two share the clients by hash, and this target is left to {peer}.
--   {peer} gets {tries} DISCOVERs over {span} and sends no DHCP answer, to this target or to anybody.
-- against: Not a missing helper address: the copies for {peer} are recorded. Chance would divide {all} clients like this once in {odds} cases.
--   Not visible: whether {peer} drops the DISCOVERs or its DHCP service does not run. {channel_text}
-- check: Look at the DHCP service and its log on {peer}. Is the failover relationship in state NORMAL on both? Then {server} believes that {peer}
--   serves its half.
-- remedy: Repair or start the DHCP service on {peer}. Until then, put {server} into PARTNER-DOWN, so that it serves all clients.
-- when: starved
-- source: RFC 3074; netboot.md 2.6, 6.1
WITH
w AS (
	SELECT x.*, k.mac, k.segment FROM ask k JOIN exchange x USING (exchange_id)
	WHERE k.starved AND instr(x.copies_to, ' ') > 0 AND x.bucket IS NOT NULL AND x.tries >= 2),
starved AS (
	SELECT segment, count(DISTINCT mac) AS m, min(bucket) AS low, max(bucket) AS high FROM w GROUP BY segment),
served AS (
	SELECT k.segment, x.answer_from AS server, count(DISTINCT k.mac) AS n, min(x.bucket) AS low, max(x.bucket) AS high
	FROM ask k JOIN exchange x USING (exchange_id) WHERE x.offers > 0 AND x.bucket IS NOT NULL GROUP BY k.segment, x.answer_from)
SELECT w.boot_id, w.mac, s.server, p.ip AS peer, s.n, w.bucket, s.low || ' to ' || s.high AS served, w.tries, duration(w.last_ns - w.first_ns) AS span,
	s.n + t.m AS "all", 1 << min(s.n + t.m - 1, 40) AS odds,
	CASE WHEN s.n + t.m >= 10 OR ch.port IS NOT NULL THEN 0.9 ELSE 0.75 END AS confidence,
	CASE WHEN ch.port IS NOT NULL THEN 'The failover channel between the two (TCP ' || ch.port || ') is recorded.' ELSE '' END AS channel_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', role)) FROM (
		SELECT be.event_id, 'for' AS role, be.ns FROM boot_event be JOIN event e USING (event_id)
			WHERE be.boot_id = w.boot_id AND +e.kind = 'dhcp-discover'
		UNION ALL SELECT o.answer_event, 'context', o.answer_ns FROM ask k JOIN exchange o USING (exchange_id)
			WHERE k.segment = w.segment AND o.answer_from = s.server AND o.offers > 0
		ORDER BY role DESC, 3 LIMIT 24)) AS evidence
FROM w JOIN starved t USING (segment)
JOIN served s ON s.segment = w.segment AND s.n >= 4 AND (s.high < t.low OR s.low > t.high)
	AND instr(' ' || w.copies_to || ' ', ' ' || s.server || ' ') > 0
JOIN (SELECT DISTINCT be.boot_id, e.dst_ip AS ip FROM boot_event be JOIN event e USING (event_id) JOIN dhcp d USING (event_id)
	WHERE d.op = 1 AND d.giaddr IS NOT NULL) p ON p.boot_id = w.boot_id AND p.ip <> s.server
LEFT JOIN channel ch ON s.server IN (ch.low_ip, ch.high_ip) AND p.ip IN (ch.low_ip, ch.high_ip)
WHERE s.n + t.m >= 6
	-- a capture at the peer's port shows that they do not get there
	AND NOT EXISTS (SELECT 1 FROM loss l WHERE l.boot_id = w.boot_id AND l.phase = 'dhcp' AND l.down = 0)
	AND NOT EXISTS (SELECT 1 FROM dhcp d JOIN event e USING (event_id) WHERE d.op = 2 AND (e.src_ip = p.ip OR d.server_id = p.ip))
GROUP BY w.exchange_id
