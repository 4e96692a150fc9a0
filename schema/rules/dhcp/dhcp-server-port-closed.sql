-- id: dhcp-server-port-closed
-- title: Nothing listens on the DHCP server's port
-- phase: dhcp
-- kind: failure
-- scope: boot
-- refines: dhcp-no-offer
-- summary: {server} refuses DHCP: its UDP port 67 is closed
-- explain: {mac} asked {tries} times over {span}, and no answer of a DHCP server is recorded. Instead {server} itself returned
--   {times} ICMP "port unreachable" that quote{sing} the request ({quoted}): the machine is up and reachable, but no
--   program has UDP port 67 open. {helpers_text}
-- against: Ruled out: a router or firewall that answers in the server's place (the ICMP comes from the address that was asked){other_text}.
-- check: On {server}, see whether the DHCP service runs and is bound to this network card ("netstat -ano -p udp", "ss -lunp").
--   If {server} is a provisioning server, it is the PXE service that should listen there.
-- remedy: Start the service; where it starts before the network is ready, set it to delayed start. If {server} is no DHCP
--   server, remove it from the helper addresses of the VLAN.
-- when: starved icmp
-- source: RFC 792; RFC 1122 section 3.2.2.1; netboot.md 6.1 and section 0 (seed C)
WITH c AS (
	SELECT k.boot_id, k.mac, x.tries, x.first_ns, x.last_ns, x.copies_to, ie.src_ip AS server, i.event_id,
		i.quotes_event, i.q_src, i.q_dst, ie.ns
	FROM ask k JOIN exchange x USING (exchange_id)
	JOIN event ie ON ie.kind = 'icmp-unreachable' AND ie.ns BETWEEN x.first_ns - 60000000000 AND x.last_ns + 60000000000
	JOIN icmp i ON i.event_id = ie.event_id AND i.type = 3 AND i.code = 3 AND i.q_dst_port = 67 AND i.q_dst = ie.src_ip
	JOIN event ke ON ke.event_id = x.first_event JOIN tied t ON t.one = ke.capture_id AND t.other = ie.capture_id
	WHERE k.starved AND i.event_id NOT IN (SELECT event_id FROM copy WHERE main <> event_id)
		AND (x.dst_ip = ie.src_ip OR instr(' ' || x.copies_to || ' ', ' ' || ie.src_ip || ' ') > 0
		OR EXISTS (SELECT 1 FROM boot_event_seen be WHERE be.boot_id = k.boot_id AND be.event_id = i.quotes_event))),
-- to whom a capture has copies of relays go
carried AS MATERIALIZED (
	SELECT DISTINCT e.capture_id, e.dst_ip FROM event e CROSS JOIN dhcp d USING (event_id)
	WHERE e.kind = 'dhcp-discover' AND e.l3_cast = 'unicast' AND d.giaddr IS NOT NULL),
n AS (
	SELECT boot_id, count(DISTINCT server) AS closed,
		-- further helpers that are not known to refuse: how many, and how many of them are DHCP servers
		(SELECT count(DISTINCT e.dst_ip) FROM boot_event be JOIN event e USING (event_id) JOIN dhcp d USING (event_id)
			WHERE be.boot_id = c.boot_id AND d.op = 1 AND e.l3_cast = 'unicast'
			AND e.dst_ip NOT IN (SELECT server FROM c c2 WHERE c2.boot_id = c.boot_id)) AS others,
		(SELECT count(DISTINCT e.dst_ip) FROM boot_event be JOIN event e USING (event_id) JOIN dhcp d USING (event_id)
			JOIN server sv ON sv.ip = e.dst_ip AND ' ' || sv.roles || ' ' LIKE '% dhcp %'
			WHERE be.boot_id = c.boot_id AND d.op = 1 AND e.l3_cast = 'unicast'
			AND e.dst_ip NOT IN (SELECT server FROM c c2 WHERE c2.boot_id = c.boot_id)) AS other_dhcp,
		-- at that server's own port nothing else of the relay is recorded: not what others are asked, nor what they answer
		NOT EXISTS (SELECT 1 FROM tap t WHERE t.boot_id = c.boot_id AND t.holds AND (t.target_tx OR t.client_side_reply
			OR EXISTS (SELECT 1 FROM carried r WHERE r.capture_id = t.capture_id AND r.dst_ip NOT IN
				(SELECT server FROM c c2 WHERE c2.boot_id = c.boot_id)))) AS blind
	FROM c GROUP BY boot_id)
SELECT c.boot_id, c.mac, group_concat(DISTINCT c.server) AS server, c.tries, duration(c.last_ns - c.first_ns) AS span,
	count(DISTINCT c.event_id) AS times, CASE count(DISTINCT c.event_id) WHEN 1 THEN 's' ELSE '' END AS sing,
	c.q_src || ' to ' || c.q_dst || ':67' AS quoted,
	CASE WHEN n.blind THEN 0.5 WHEN n.others = 0 THEN 0.95 WHEN n.other_dhcp = 0 THEN 0.7 ELSE 0.5 END AS confidence,
	CASE WHEN n.other_dhcp > 0 OR n.blind THEN 'cannot-tell' ELSE 'yes' END AS verdict,
	CASE WHEN n.blind THEN '' ELSE ', and an answer from any other DHCP server in this boot' END AS other_text,
	CASE WHEN n.blind THEN 'Only what passes the port of ' || group_concat(DISTINCT c.server) || ' is recorded here: other servers may have been asked, and may have answered.'
		WHEN n.others = 0 THEN 'No other server was asked in these captures.'
		ELSE 'The request also went to ' || n.others || ' other address' || CASE n.others WHEN 1 THEN '' ELSE 'es' END
			|| ', which kept silent'
			|| CASE WHEN n.other_dhcp > 0 THEN '; a DHCP server is among them, so that the silence there may be the real cause.'
			ELSE '; none of them is seen as a DHCP server.' END END AS helpers_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT DISTINCT event_id FROM (SELECT c3.event_id, c3.ns FROM c c3 WHERE c3.boot_id = c.boot_id
		UNION SELECT c3.quotes_event, c3.ns - 1 FROM c c3 WHERE c3.boot_id = c.boot_id AND c3.quotes_event IS NOT NULL
		UNION SELECT be.event_id, be.ns FROM boot_event be JOIN event e USING (event_id)
			WHERE be.boot_id = c.boot_id AND +e.kind = 'dhcp-discover' ORDER BY 2) LIMIT 24)) AS evidence
FROM c JOIN n USING (boot_id) GROUP BY c.boot_id
