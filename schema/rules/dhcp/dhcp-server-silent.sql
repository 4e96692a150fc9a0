-- id: dhcp-server-silent
-- title: The DHCP server receives the DISCOVERs and says nothing to anybody
-- phase: dhcp
-- kind: failure
-- scope: boot
-- needs: asked_server
-- refines: dhcp-no-offer
-- summary: {server} is on the network but sends no DHCP at all
-- explain: {tries} DISCOVERs of {mac} over {span} arrive at {server}{way_text}. {server} is alive: {alive_text}. But {window_text}, it sent no DHCP message to any client, and no ICMP refusal either: the port is open, or a
--   firewall on it swallows the requests. {history_text} {short_text}
-- against: Ruled out: the machine being off or cut off, the port being closed (that gives ICMP), and a silence towards this client
--   alone. Not visible from packets: why the service is silent.
-- check: On {server}: is the DHCP service running, authorised in Active Directory (Windows event 1046), bound to this network card?
--   In a failover pair: is it in a state that serves clients ("not responding (recovering)" in its log)? Does the local
--   firewall admit UDP 67?
-- remedy: Restart or authorise the service; for a failover pair bring both sides back to NORMAL.
-- when: starved
-- source: RFC 2131 section 4.3; netboot.md 6.1
WITH
-- what each server said, by either of its names
said AS MATERIALIZED (
	SELECT e.src_ip AS server, e.ns FROM dhcp d JOIN event e USING (event_id) WHERE d.op = 2 AND e.src_ip IS NOT NULL
	UNION ALL SELECT d.server_id, e.ns FROM dhcp d JOIN event e USING (event_id) WHERE d.op = 2 AND d.server_id IS NOT e.src_ip AND d.server_id IS NOT NULL),
last_said AS MATERIALIZED (
	SELECT e.src_ip AS server, max(e.ns) AS ns FROM dhcp d JOIN event e USING (event_id) WHERE d.op = 2 GROUP BY e.src_ip),
u AS (
	SELECT x.*, k.mac, k.waited_secs, e.dst_ip AS asked_ip, max(d.giaddr) AS giaddr, max(e.ns) AS copy_ns,
		max(coalesce(' ' || sv.roles || ' ', '') LIKE '% dhcp %') AS known
	FROM ask k JOIN exchange x USING (exchange_id) JOIN boot_event be ON be.boot_id = k.boot_id
	JOIN event e ON e.event_id = be.event_id JOIN dhcp d ON d.event_id = be.event_id
	LEFT JOIN server sv ON sv.ip = e.dst_ip
	WHERE k.starved AND d.op = 1 AND e.l3_cast = 'unicast' AND x.tries >= 2
	GROUP BY x.exchange_id, e.dst_ip),
-- where DHCP servers are known, the other helpers (PXE hosts) do not count
w AS (
	SELECT u.*, (SELECT max(u2.known) FROM u u2 WHERE u2.exchange_id = u.exchange_id) AS any_known FROM u),
f AS (
	SELECT w.*,
		EXISTS (SELECT 1 FROM said e WHERE e.server = w.asked_ip
			AND e.ns BETWEEN w.first_ns - 60000000000 AND w.last_ns + 60000000000) AS spoke,
		EXISTS (SELECT 1 FROM icmp i JOIN event ie USING (event_id) WHERE i.type = 3 AND i.q_dst_port = 67
			AND i.q_dst = w.asked_ip) AS refused,
		(SELECT max(n) FROM (SELECT sum(a.frames) AS n FROM address a WHERE a.ip = w.asked_ip AND a.first_ns <= w.last_ns + 60000000000
			AND a.last_ns >= w.first_ns - 60000000000 GROUP BY a.capture_id)) AS frames,
		(SELECT p.ns FROM last_said p WHERE p.server = w.asked_ip) AS last_dhcp_ns
	FROM w WHERE w.known OR NOT w.any_known),
-- the load-balancing buckets of all whose DISCOVERs came to it and whom it did not answer
left_out AS MATERIALIZED (
	SELECT c.dst_ip, min(x.bucket) AS low, max(x.bucket) AS high
	FROM (SELECT DISTINCT e.dst_ip, be.boot_id FROM event e CROSS JOIN boot_event be USING (event_id)
		WHERE e.kind = 'dhcp-discover' AND e.l3_cast = 'unicast') c
	CROSS JOIN exchange x ON x.boot_id = c.boot_id AND x.kind = 'discover' AND x.answer_from IS NOT c.dst_ip
	GROUP BY c.dst_ip),
-- how much more than the boot was recorded where that server's port is, up to a minute
reach AS (
	SELECT f.exchange_id, max(0, min(60000000000, f.first_ns - min(t.first_ns))) AS before_ns,
		max(0, min(60000000000, max(t.last_ns) - f.last_ns)) AS after_ns
	FROM (SELECT DISTINCT exchange_id, boot_id, first_ns, last_ns FROM f) f JOIN tap t ON t.boot_id = f.boot_id AND t.holds
		AND t.asked_server >= (SELECT max(s.asked_server) FROM tap s WHERE s.boot_id = f.boot_id)
	GROUP BY f.exchange_id)
SELECT f.boot_id, f.mac, group_concat(f.asked_ip) AS server, f.tries, duration(f.last_ns - f.first_ns) AS span,
	0.72 AS confidence,
	-- who says low secs only may have been left to a failover peer, if all are on one side of the usual split, and whom the
	-- server answered before is not recorded
	CASE WHEN r.before_ns < 60000000000 AND f.waited_secs <= 10 AND max(l.low >= 128 OR l.high < 128) THEN 'cannot-tell' ELSE 'yes' END AS verdict,
	CASE WHEN r.before_ns < 60000000000 OR r.after_ns < 60000000000 THEN 'as long as was recorded, from ' || duration(r.before_ns) || ' before to '
		|| duration(r.after_ns) || ' after' ELSE 'from one minute before to one minute after' END AS window_text,
	CASE WHEN r.before_ns < 60000000000 AND f.waited_secs <= 10 AND max(l.low >= 128 OR l.high < 128)
		THEN 'That is too short to know whether it answers others: a server of a failover pair leaves '
		|| 'some clients to its peer, as long as their secs are low.' ELSE '' END AS short_text,
	CASE WHEN f.giaddr IS NOT NULL THEN ', passed on by relay ' || f.giaddr ELSE ', sent to its address' END AS way_text,
	sum(f.frames) || ' other frames of it are recorded in these captures' AS alive_text,
	CASE WHEN max(f.last_dhcp_ns) IS NULL THEN 'It is never seen to answer DHCP in these captures, so it may not be a DHCP server at all.'
		ELSE 'At other times it did answer, last at ' || clock(max(f.last_dhcp_ns)) || '.' END AS history_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = f.boot_id AND +e.kind = 'dhcp-discover' ORDER BY be.ns LIMIT 16)) AS evidence
FROM f JOIN reach r USING (exchange_id) LEFT JOIN left_out l ON l.dst_ip = f.asked_ip GROUP BY f.exchange_id
HAVING sum(f.spoke) = 0 AND sum(f.refused) = 0 AND min(coalesce(f.frames, 0)) > 0
