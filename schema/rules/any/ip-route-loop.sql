-- id: ip-route-loop
-- title: Packets of this boot go round in a circle between routers
-- phase: any
-- kind: failure
-- scope: boot
-- summary: a packet from {src} to {dst} passes {times} times, its time to live falls from {ttl_high} to {ttl_low}
-- explain: The same packet (IP id {ip_id}, from {src} to {dst}) passed this capture point {times} times within {span}, each time with a smaller time to
--   live: {ttl_high} down to {ttl_low}. Two routers send it to each other. {icmp_text} So it never reaches {dst}.
-- against: Ruled out: copies by a mirror or by two routers (they would have one or two values of the time to live, not {times}).
-- check: Run "tracert {dst}" from the segment of {src}: the routers that repeat in it are the ones.
-- remedy: Correct the route to {dst} on these routers.
-- when: stopped
-- source: RFC 792 (type 11); RFC 1812 section 5.3.1; netboot.md 6.5
WITH
-- boot_event_seen, of these boots alone
s AS (
	SELECT b.boot_id, be.event_id FROM boot b CROSS JOIN boot_event be USING (boot_id) WHERE b.outcome IN ('failed', 'incomplete')
	UNION ALL SELECT b.boot_id, c.event_id FROM copy c CROSS JOIN boot_event be ON be.event_id = c.main CROSS JOIN boot b USING (boot_id)
	WHERE c.event_id <> c.main AND b.outcome IN ('failed', 'incomplete')),
rounds AS (
	SELECT s.boot_id, e.capture_id, e.src_ip, e.dst_ip, e.ip_id, e.src_port, count(DISTINCT e.ttl) AS n, max(e.ttl) AS high, min(e.ttl) AS low,
		min(e.ns) AS first_ns, max(e.ns) AS last_ns, json_group_array(json_object('event', e.event_id, 'role', 'for')) AS frames
	FROM s CROSS JOIN event e USING (event_id)
	WHERE e.ttl IS NOT NULL AND e.ip_id <> 0 AND e.l3_cast = 'unicast'
	GROUP BY s.boot_id, e.capture_id, e.src_ip, e.dst_ip, e.ip_id, e.src_port, e.dst_port, e.kind
	HAVING count(DISTINCT e.ttl) >= 4 AND max(e.ns) - min(e.ns) < 1000000000)
SELECT b.boot_id, 0.95 AS confidence, r.src_ip AS src, r.dst_ip AS dst, r.ip_id, r.n AS times, r.high AS ttl_high, r.low AS ttl_low,
	duration(r.last_ns - r.first_ns) AS span, r.frames AS evidence,
	CASE WHEN EXISTS (SELECT 1 FROM icmp i WHERE i.type = 11 AND i.code = 0 AND i.q_dst = r.dst_ip AND i.q_src = r.src_ip)
		THEN 'ICMP "time to live exceeded" confirms it.' ELSE '' END AS icmp_text
FROM boot b JOIN rounds r USING (boot_id)
GROUP BY b.boot_id
