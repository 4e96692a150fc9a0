-- id: dhcp-unknown-segment
-- title: The DHCP server has no scope for the target's network
-- phase: dhcp
-- kind: failure
-- scope: boot
-- needs: reply_visible
-- refines: dhcp-no-offer
-- summary: {server} answers other networks, but nobody who comes through relay {relay}
-- explain: The relay {relay} passed the DISCOVERs of {mac} on to {server} ({tries} over {span}). {server} sent no DHCP
--   message of any kind towards {relay} in these captures, though {askers} client{plural} asked through it. In the same
--   time it answered {served} client{served_plural} of other networks, so the service is alive.
--   A server chooses the scope by the relay's address (giaddr {relay}); where it has none for that network it drops the
--   request, at most with a line in its log ("unknown network segment", "no subnet declaration").
-- against: Ruled out: the service being down{single_text}. {not_text}
-- check: See whether {server} has an active scope that contains {relay}, and whether the relay uses that address on
--   purpose: it must be the one of the target's VLAN. The server's log at {first_time} names the network.
-- remedy: Create or activate the scope for the network of {relay}, or let the relay use its address in the target's VLAN
--   (source interface, link selection option 82.5).
-- when: starved
-- source: RFC 2131 section 4.3.1; RFC 3527; netboot.md 2.2, 6.1
WITH
-- relays through which somebody was answered
replied AS MATERIALIZED (
	SELECT DISTINCT giaddr FROM dhcp WHERE op = 2 AND giaddr IS NOT NULL),
u AS MATERIALIZED (
	SELECT x.*, k.mac, k.segment, k.waited_secs, e.dst_ip AS asked_ip, e.capture_id
	FROM ask k CROSS JOIN exchange x USING (exchange_id) CROSS JOIN boot b ON b.boot_id = k.boot_id
	CROSS JOIN boot_event be ON be.boot_id = k.boot_id CROSS JOIN event e ON e.event_id = be.event_id
	CROSS JOIN dhcp d ON d.event_id = be.event_id
	CROSS JOIN server sv ON sv.ip = e.dst_ip AND ' ' || sv.roles || ' ' LIKE '% dhcp %'
	WHERE k.starved AND b.relay = k.segment AND d.giaddr = k.segment AND d.op = 1 AND x.tries >= 2
		AND k.segment NOT IN (SELECT giaddr FROM replied)
	GROUP BY x.exchange_id, e.dst_ip),
o AS (
	SELECT u.exchange_id, u.asked_ip, count(DISTINCT a.client) AS served, min(a.event_id) AS sample
	FROM u JOIN dhcp d ON d.op = 2 AND (d.giaddr IS NULL OR d.giaddr <> u.segment) JOIN event a ON a.event_id = d.event_id
	WHERE a.kind IN ('dhcp-offer', 'dhcp-ack') AND coalesce(d.server_id, a.src_ip) = u.asked_ip AND a.client <> u.mac
		AND a.ns BETWEEN u.first_ns - 60000000000 AND u.last_ns + 60000000000
		AND EXISTS (SELECT 1 FROM tied WHERE one = u.capture_id AND other = a.capture_id)
	GROUP BY u.exchange_id, u.asked_ip)
SELECT u.boot_id, u.mac, group_concat(DISTINCT u.asked_ip) AS server, u.segment AS relay, u.tries,
	duration(u.last_ns - u.first_ns) AS span, n.askers, CASE n.askers WHEN 1 THEN '' ELSE 's' END AS plural,
	max(o.served) AS served, CASE max(o.served) WHEN 1 THEN '' ELSE 's' END AS served_plural, clock(u.first_ns) AS first_time,
	CASE WHEN n.askers > 1 AND s.asked_server AND s.server_side THEN 0.93 WHEN n.askers > 1 THEN 0.8 ELSE 0.5 END AS confidence,
	CASE WHEN n.askers > 1 THEN 'yes' ELSE 'cannot-tell' END AS verdict,
	CASE WHEN n.askers > 1 THEN ', and a single silent client' ELSE '' END AS single_text,
	CASE WHEN n.askers = 1 THEN 'Only this one client asked from there: a filter that knows it, or a pool without a free address'
			|| CASE WHEN u.waited_secs <= 10 THEN ', or a failover pair that leaves it to the other peer,' ELSE '' END
			|| ' would look the same. ' ELSE '' END || 'Not visible: an answer that left the server another way than through this capture point.' AS not_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', role)) FROM (
		SELECT be.event_id, 'for' AS role, be.ns FROM boot_event be JOIN event e USING (event_id)
			WHERE be.boot_id = u.boot_id AND +e.kind = 'dhcp-discover'
		UNION ALL SELECT o.sample, 'context', 9e18
		ORDER BY 3 LIMIT 24)) AS evidence
FROM u JOIN o USING (exchange_id, asked_ip) JOIN sight s ON s.boot_id = u.boot_id
JOIN (SELECT segment, count(DISTINCT mac) AS askers FROM ask GROUP BY segment) n ON n.segment = u.segment
-- a lease there that is renewed past the relay: the network is known
WHERE NOT EXISTS (SELECT 1 FROM dhcp d WHERE d.type = 'ack' AND ip_in_net(coalesce(d.yiaddr, d.ciaddr), u.segment,
		coalesce(d.mask, '255.255.255.0')))
	AND NOT EXISTS (SELECT 1 FROM icmp i JOIN event ie USING (event_id) WHERE ie.kind = 'icmp-unreachable' AND i.q_dst_port = 67
		AND i.q_dst = u.asked_ip AND ie.ns BETWEEN u.first_ns - 60000000000 AND u.last_ns + 60000000000)
GROUP BY u.exchange_id
