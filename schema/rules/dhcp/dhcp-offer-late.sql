-- id: dhcp-offer-late
-- title: The DHCP server's offers come late
-- phase: dhcp
-- kind: degraded
-- scope: boot
-- when: slow_offer
-- needs: complete
-- summary: offers of {server} take {delay}{gave_up}
-- explain: {server} does answer the DISCOVERs of {mac}, but {how_text}. {end_text} {tag_text}
--   Up to about 3 s is usual where the server first looks whether the address is in use; this is more.
-- against: Ruled out: a DISCOVER that did not get through and was answered when repeated (each answer is measured against the try
--   just before it), and clocks of two captures.
-- check: {check_text}
-- remedy: {remedy_text}
-- source: RFC 2131 section 4.1; netboot.md 2.5, 6.2; F05
WITH l AS (
	SELECT x.*, (SELECT e.capture_id FROM event e WHERE e.event_id = x.first_event) AS seen_at, b.mac, b.outcome, b.client_kind, b.patience_ns,
		CASE WHEN coalesce(x.delay_paired_ns, 0) > coalesce(x.delay_low_ns, 0) THEN x.delay_paired_ns ELSE x.delay_low_ns END AS delay,
		coalesce(x.delay_low_ns, 0) >= 4000000000 AS certain
	FROM exchange x JOIN boot b USING (boot_id)
	WHERE x.kind = 'discover' AND x.offers > 0
		AND (x.delay_low_ns >= 4000000000 OR (x.delay_paired_ns >= 4000000000 AND x.tries >= 2))),
p AS (
	SELECT l.exchange_id, count(*) AS pings, min(e.event_id) AS event_id FROM l JOIN event e ON e.kind = 'icmp-echo' AND e.src_ip = l.answer_from
		AND e.ns BETWEEN l.first_ns AND l.last_answer_ns AND EXISTS (SELECT 1 FROM tied WHERE one = l.seen_at AND other = e.capture_id)
		AND e.event_id NOT IN (SELECT event_id FROM copy WHERE main <> event_id)
	JOIN boot_event be ON be.boot_id = l.boot_id JOIN dhcp d ON d.event_id = be.event_id AND d.op = 2 AND d.yiaddr = e.dst_ip
	GROUP BY l.exchange_id),
-- how many other clients were asking within ten seconds
o AS (
	SELECT l.exchange_id, count(DISTINCT k.mac) AS n FROM l JOIN exchange x2 ON x2.kind = 'discover'
		AND x2.first_ns BETWEEN l.first_ns - 10000000000 AND l.first_ns + 10000000000
	JOIN ask k ON k.exchange_id = x2.exchange_id AND k.mac <> l.mac GROUP BY l.exchange_id)
SELECT l.boot_id, l.mac, l.seen_at, l.answer_from AS server, duration(l.delay) AS delay,
	CASE WHEN l.certain THEN 0.92 ELSE 0.75 END AS confidence,
	CASE WHEN l.certain THEN 'its answer comes at least ' || duration(l.delay_low_ns) || ' after the question'
		ELSE 'there are as many offers as DISCOVERs, and in order each takes at least ' || duration(l.delay_paired_ns) END AS how_text,
	CASE WHEN l.outcome = 'failed' AND NOT EXISTS (SELECT 1 FROM exchange r WHERE r.boot_id = l.boot_id AND r.kind = 'request-selecting')
		THEN ', and the target had given up' ELSE '' END AS gave_up,
	CASE WHEN l.outcome = 'failed' AND NOT EXISTS (SELECT 1 FROM exchange r WHERE r.boot_id = l.boot_id AND r.kind = 'request-selecting')
		THEN 'The target takes none of them: a client of this kind gives up after ' || duration(l.patience_ns) || '.' ELSE '' END AS end_text,
	CASE WHEN p.pings > 1 THEN 'In the meantime it pings the address ' || p.pings || ' times: its conflict check is set to several attempts of a second each.'
		WHEN p.pings = 1 THEN 'In the meantime it pings the address once; that accounts for one second of it.'
		WHEN coalesce(o.n, 0) >= 10 THEN o.n || ' other clients ask within the same ten seconds: the server may be overloaded.'
		ELSE 'No ping of the address and no rush of clients is seen: a slow server or a slow way to it remain.' END AS tag_text,
	CASE WHEN p.pings > 1 THEN 'Look at the conflict detection setting of ' || l.answer_from || '.'
		ELSE 'Compare a capture on ' || l.answer_from || ' itself: does the time pass in the server or on the way?' END AS check_text,
	CASE WHEN p.pings > 1 THEN 'Set the conflict detection attempts to 0 or 1.'
		ELSE 'Place a DHCP server nearer to the targets, or relieve this one (disk of the lease file, dynamic DNS updates, database).' END AS remedy_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = l.boot_id AND +e.kind IN ('dhcp-discover', 'dhcp-offer') ORDER BY be.ns LIMIT 16)) AS evidence
FROM l LEFT JOIN p USING (exchange_id) LEFT JOIN o USING (exchange_id)
