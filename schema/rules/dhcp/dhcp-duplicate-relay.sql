-- id: dhcp-duplicate-relay
-- title: Two relays pass on the same DHCP messages
-- phase: dhcp
-- kind: note
-- scope: boot
-- when: relayed
-- summary: {a} and {b} both relay this segment to {server}
-- explain: One DISCOVER of {mac} reached {server} twice: from relay {a} and from relay {b}. In these captures that happens to {n} client{plural}.
--   Both are answered, so the target sees each answer twice; that does no harm by itself. {lease_text}
-- against: Ruled out: copies that a mirror port makes (the two have different relay addresses), and a chain of relays (each got the message
--   from the client itself).
-- check: See whether both relays are meant to be active: with HSRP or VRRP, often only the active router should relay.
-- remedy: None is needed. Where it disturbs address tracking in switches, or makes the server's log hard to read, let only one of them relay.
-- source: RFC 1542 section 4; netboot.md 1.4, 6.2
WITH r AS (
	SELECT be.boot_id, e.event_id, e.client, e.ns, d.giaddr, e.dst_ip AS server, d.xid, d.secs
	FROM boot_event be JOIN event e USING (event_id) JOIN dhcp d USING (event_id)
	WHERE e.kind = 'dhcp-discover' AND d.giaddr IS NOT NULL AND d.hops <= 1 AND e.dst_port = 67),
p AS (
	SELECT x.boot_id, x.client, x.server, x.giaddr AS a, y.giaddr AS b, x.event_id AS first, y.event_id AS second
	FROM r x JOIN r y ON y.boot_id = x.boot_id AND y.server = x.server AND y.xid = x.xid AND y.secs = x.secs AND y.giaddr > x.giaddr
		AND abs(y.ns - x.ns) < 1000000000),
g AS (SELECT a, b, server, count(DISTINCT client) AS n, min(first) AS sample FROM p GROUP BY a, b, server),
l AS (
	SELECT be.boot_id, min(d.lease_s) AS low, max(d.lease_s) AS high FROM boot_event be JOIN event e USING (event_id) JOIN dhcp d USING (event_id)
	WHERE e.kind = 'dhcp-ack' AND d.lease_s IS NOT NULL GROUP BY be.boot_id, d.xid HAVING count(DISTINCT d.giaddr) > 1)
SELECT p.boot_id, p.client AS mac, p.server, p.a, p.b, g.n, CASE g.n WHEN 1 THEN '' ELSE 's' END AS plural, 0.95 AS confidence,
	CASE WHEN l.low < l.high THEN 'The two acknowledgements differ in their lease time (' || duration(l.low * 1000000000) || ' and '
		|| duration(l.high * 1000000000) || '); the last to arrive counts.' ELSE '' END AS lease_text,
	json_array(json_object('event', p.first, 'role', 'for'), json_object('event', p.second, 'role', 'for')) AS evidence
FROM p JOIN g ON g.a = p.a AND g.b = p.b AND g.server = p.server AND g.sample = p.first LEFT JOIN l ON l.boot_id = p.boot_id
GROUP BY p.a, p.b, p.server
