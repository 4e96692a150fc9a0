-- id: dhcp-no-relay
-- title: No relay passes the target's DISCOVER on
-- phase: dhcp
-- kind: failure
-- scope: boot
-- needs: target_tx long_enough complete
-- refines: dhcp-no-offer
-- summary: {tries} DISCOVERs stay in their VLAN; relayed requests of {others} other clients do reach the servers
-- explain: {mac} broadcast {tries} DISCOVERs over {span} in its VLAN ({vlan_text}). Where the servers' side is captured ({path}),
--   the requests of {others} clients from {relays} other network{relays_plural} arrive in the same time, each marked by its relay.
--   Not one copy of these DISCOVERs does, and nobody in this VLAN is answered. So nothing in this VLAN relays DHCP.
-- against: Ruled out: the capture point at the servers being blind to relayed requests, and trouble of this one port alone
--   where neighbours are served. {not_text}
-- check: Look at the interface of the target's VLAN on its router: is there a helper address, is it in the right VRF, is the
--   interface up? Is the target in the VLAN it should be in?
-- remedy: Set the helper addresses on the VLAN's interface: the DHCP servers, all peers of a failover pair, and the PXE
--   servers where PXE is used.
-- when: starved
-- source: RFC 1542 section 4.1.1; netboot.md 5, 6.1
WITH u AS (
	SELECT x.*, k.mac, e.capture_id, e.vlan FROM ask k JOIN exchange x USING (exchange_id)
	JOIN event e ON e.event_id = x.first_event JOIN dhcp d ON d.event_id = x.first_event
	WHERE k.starved AND x.copies_to = '' AND d.giaddr IS NULL AND x.l3_cast = 'broadcast' AND x.tries >= 2),
r AS (
	SELECT u.exchange_id, e.capture_id, count(DISTINCT e.client) AS others, count(DISTINCT d.giaddr) AS relays,
		min(e.event_id) AS sample,
		(SELECT coalesce(sum(coalesce(i.drops_if, 0) + coalesce(i.drops_os, 0)), 0) FROM interface i WHERE i.capture_id = e.capture_id) AS drops,
		EXISTS (SELECT 1 FROM tied t WHERE t.one = u.capture_id AND t.other = e.capture_id) AS tied
	FROM u JOIN capture c ON c.first_ns <= u.first_ns AND c.last_ns >= u.last_ns
	JOIN event e ON e.capture_id = c.capture_id AND e.client <> u.mac
		AND e.ns BETWEEN u.first_ns - 120000000000 AND u.last_ns + 120000000000
	JOIN dhcp d ON d.event_id = e.event_id AND d.op = 1 AND d.giaddr IS NOT NULL
	GROUP BY u.exchange_id, e.capture_id)
SELECT u.boot_id, u.mac, u.tries, duration(u.last_ns - u.first_ns) AS span, r.others, r.relays,
	CASE r.relays WHEN 1 THEN '' ELSE 's' END AS relays_plural, c.path,
	coalesce('VLAN ' || u.vlan, 'untagged where it was captured') AS vlan_text,
	-- the best of the captures on the servers' side
	max((r.relays > 1) * 2 + (r.drops = 0) * 4 + r.tied * 8), u.capture_id AS seen_at, r.capture_id AS compared_with,
	CASE WHEN r.relays > 1 AND r.drops = 0 THEN 0.92 ELSE 0.5 END AS confidence,
	CASE WHEN r.relays > 1 AND r.drops = 0 THEN 'yes' ELSE 'cannot-tell' END AS verdict,
	CASE WHEN r.drops > 0 THEN 'That capture lost ' || r.drops || ' packets itself: the copies may have been among them.'
		WHEN r.relays > 1 THEN 'Not visible: a filter between this VLAN''s relay and the servers.'
		ELSE 'Only one relay''s requests are seen there; if this VLAN has another relay, its way to the servers may not pass '
			|| 'that capture point. A capture on the DHCP server itself decides.' END AS not_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', role)) FROM (
		SELECT be.event_id, 'for' AS role, be.ns FROM boot_event be JOIN event e USING (event_id)
			WHERE be.boot_id = u.boot_id AND +e.kind = 'dhcp-discover'
		UNION ALL SELECT r.sample, 'context', 9e18 ORDER BY 3 LIMIT 24)) AS evidence
FROM u JOIN r USING (exchange_id) JOIN capture c ON c.capture_id = r.capture_id
WHERE
	-- nobody of this VLAN is relayed or answered
	NOT EXISTS (SELECT 1 FROM exchange x2 JOIN event e2 ON e2.event_id = x2.first_event
		WHERE e2.capture_id = u.capture_id AND e2.vlan IS u.vlan AND x2.l3_cast = 'broadcast'
		AND (x2.copies_to <> '' OR x2.offers + x2.acks + x2.naks > 0))
	-- the switch port itself is open, as far as is seen
	AND NOT EXISTS (SELECT 1 FROM event g JOIN l2 l USING (event_id) WHERE g.capture_id = u.capture_id
		AND l.state IN ('discarding', 'learning', 'identity-request')
		AND g.ns BETWEEN u.first_ns - 60000000000 AND u.last_ns + 5000000000)
GROUP BY u.exchange_id
