-- id: dhcp-ping-check-conflict
-- title: The DHCP server found the address in use and made no offer
-- phase: dhcp
-- kind: degraded
-- scope: boot
-- when: ping
-- summary: {server} wanted to give {address}; {holder} already uses it
-- explain: Before it offers an address, {server} looks whether somebody has it. On a DISCOVER of {mac} it pinged {address} and was answered
--   after {after} by {holder}. So it marked the address as unusable and let this DISCOVER go unanswered; {next_text}
--   Each such address costs the target one retry. {n_text}
-- against: Ruled out: the answer of the client itself, which may come after its own acknowledgement, and addresses that these captures show as leased to somebody.
-- check: Find {holder} in the switches' MAC tables: a machine with a static address inside the DHCP range, or one that kept an old lease.
-- remedy: Move that machine's address out of the range or exclude it; then clear the bad-address entries of the scope.
-- source: RFC 2131 section 3.1 step 2; netboot.md 2.5, 6.2
WITH p AS (
	SELECT e1.event_id AS ping, e1.ns, e1.src_ip AS server, e1.dst_ip AS address, e2.event_id AS pong, e2.ns AS pong_ns, e2.src_mac, e2.capture_id
	FROM event e1 JOIN event e2 ON e2.kind = 'icmp-echo-reply' AND e2.src_ip = e1.dst_ip AND e2.dst_ip = e1.src_ip
		AND e2.ns BETWEEN e1.ns AND e1.ns + 1100000000 AND EXISTS (SELECT 1 FROM tied WHERE one = e1.capture_id AND other = e2.capture_id)
	JOIN server s ON s.ip = e1.src_ip AND ' ' || s.roles || ' ' LIKE '% dhcp %'
	WHERE e1.kind = 'icmp-echo' GROUP BY e1.src_ip, e1.dst_ip, e1.ns / 1500000000),
t AS (
	SELECT p.*, be.boot_id, b.mac, be.event_id AS discover, be.ns AS asked_ns,
		row_number() OVER (PARTITION BY p.ping ORDER BY be.ns DESC) AS nearest
	FROM p JOIN event d ON d.kind = 'dhcp-discover' AND d.ns BETWEEN p.ns - 1500000000 AND p.ns
		AND EXISTS (SELECT 1 FROM tied WHERE one = p.capture_id AND other = d.capture_id)
	JOIN boot_event be ON be.event_id = d.event_id JOIN boot b ON b.boot_id = be.boot_id),
-- who was given an address; where the type was cut off, the reply may be an ACK
held AS MATERIALIZED (
	SELECT y.yiaddr, min(e.client) AS least, max(e.client) AS greatest FROM dhcp y JOIN event e USING (event_id)
	WHERE y.op = 2 AND (y.type = 'ack' OR y.type IS NULL) AND y.yiaddr IS NOT NULL GROUP BY y.yiaddr),
-- replies so short that not even their client can be read, by the second
unread AS MATERIALIZED (
	SELECT DISTINCT e.src_ip, e.ns / 1000000000 AS second FROM event e WHERE e.kind = 'dhcp-bootreply' AND e.client IS NULL AND e.whole = 0),
c AS (
	SELECT t.*, coalesce((SELECT a.sha FROM arp a WHERE a.spa = t.address ORDER BY a.event_id DESC LIMIT 1), t.src_mac) AS holder
	FROM t WHERE t.nearest = 1
		-- no offer came of this DISCOVER (where the snap length cut its type off, it is a BOOTP reply), and this address was never given to this client
		AND NOT EXISTS (SELECT 1 FROM boot_event o JOIN event oe USING (event_id) WHERE o.boot_id = t.boot_id
			AND oe.kind IN ('dhcp-offer', 'dhcp-bootreply') AND o.ns BETWEEN t.asked_ns AND t.ns + 1000000000)
		AND NOT EXISTS (SELECT 1 FROM dhcp y JOIN boot_event o USING (event_id) WHERE o.boot_id = t.boot_id AND y.op = 2
			AND y.yiaddr = t.address)
		AND NOT EXISTS (SELECT 1 FROM unread u WHERE u.src_ip = t.server AND u.second IN (t.asked_ns / 1000000000,
			t.asked_ns / 1000000000 + 1, t.asked_ns / 1000000000 + 2))
		AND t.address NOT IN (SELECT giaddr FROM dhcp WHERE giaddr IS NOT NULL))
SELECT c.boot_id, c.mac, c.server, c.address, coalesce(c.holder, 'another machine') AS holder, duration(c.pong_ns - c.ns) AS after, 0.92 AS confidence,
	coalesce((SELECT 'a later one brought the offer of ' || y.yiaddr || '.' FROM boot_event o JOIN dhcp y USING (event_id) JOIN event oe USING (event_id)
		WHERE o.boot_id = c.boot_id AND oe.kind IN ('dhcp-offer', 'dhcp-bootreply') AND y.yiaddr IS NOT NULL AND o.ns > c.pong_ns ORDER BY o.ns LIMIT 1), 'no offer followed in this boot.') AS next_text,
	CASE WHEN n.n > 1 THEN 'In this boot that happened to ' || n.n || ' addresses.' ELSE '' END AS n_text,
	json_array(json_object('event', c.discover, 'role', 'for'), json_object('event', c.ping, 'role', 'for'),
		json_object('event', c.pong, 'role', 'for')) AS evidence
FROM c JOIN (SELECT boot_id, count(DISTINCT address) AS n, min(ping) AS first_ping FROM c GROUP BY boot_id) n
	ON n.boot_id = c.boot_id AND n.first_ping = c.ping
WHERE c.holder IS NOT c.mac
	AND NOT EXISTS (SELECT 1 FROM held h WHERE h.yiaddr = c.address AND (h.least <> c.mac OR h.greatest <> c.mac))
