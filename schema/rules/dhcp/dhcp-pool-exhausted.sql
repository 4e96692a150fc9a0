-- id: dhcp-pool-exhausted
-- title: The DHCP server has no free address left for this network
-- phase: dhcp
-- kind: failure
-- scope: boot
-- needs: reply_visible
-- refines: dhcp-no-offer
-- summary: since {since} {server} serves only clients that have an address; {new_n} new ones wait in vain
-- explain: {server} gave addresses to {before} new clients of this network, the last at {last_time}. Since then {new_n} clients that it had
--   not served before asked for one, and none was answered, {mac} among them ({tries} DISCOVERs over {span}). Clients
--   that already have an address are still served ({known_n} of them, {known_text}). {dense_text}
--   This is what an empty address range looks like from outside: the server says nothing to those it has nothing for.
-- against: Ruled out: the service or its path being down (others are answered through the same relay), and load balancing
--   between two servers ({lb_text}). A list of permitted MAC addresses would look alike, but not begin at one moment.
-- check: Look at the scope's free addresses on {server} at {since}, and for addresses marked bad ("BAD_ADDRESS", "abandoned").
-- remedy: Enlarge the range or shorten the lease time; delete leases of machines that are gone, and bad addresses once
--   their holder is found.
-- when: starved
-- source: RFC 2131 section 4.3.1; netboot.md 6.1
WITH held AS MATERIALIZED (
	SELECT boot_id, min(reel) AS reel FROM tap WHERE holds GROUP BY boot_id),
-- captures that hold the same boots look at the same network
room AS MATERIALIZED (
	SELECT t.reel, min(h.reel) AS spot FROM tap t JOIN held h USING (boot_id) WHERE t.holds GROUP BY t.reel),
spot AS MATERIALIZED (
	SELECT h.boot_id, r.spot FROM held h JOIN room r USING (reel)),
-- a segment is one as far as times can be compared; without a relay's address, what another capture calls so is another one
d AS (
	SELECT k.*, b.clock_group || '/' || k.segment || CASE WHEN k.segment LIKE '%.%' THEN '' ELSE '/' || sp.spot END AS place,
		b.clock_group, sp.spot, x.tries, x.first_ns, x.last_ns, x.offers, x.answer_from, x.answer_ns,
		x.answer_event, x.bucket
	FROM ask k JOIN exchange x USING (exchange_id) JOIN boot b ON b.boot_id = k.boot_id
	JOIN spot sp ON sp.boot_id = k.boot_id),
-- the only server that answers the segment until they have given up
vain AS MATERIALIZED (
	SELECT place, max(last_ns) AS last_ns FROM d WHERE starved AND tries >= 2 GROUP BY place),
sole AS (
	SELECT place, min(d.answer_from) AS server FROM d JOIN vain v USING (place) WHERE d.offers > 0 AND d.answer_ns <= v.last_ns + 10000000000
	GROUP BY place HAVING count(DISTINCT answer_from) = 1),
-- each client of it that was given an address for the first time
fresh AS MATERIALIZED (
	SELECT d.place, s.server, d.mac, min(d.answer_ns) AS ns, min(d.bucket) AS bucket
	FROM d JOIN sole s ON s.place = d.place AND s.server = d.answer_from WHERE d.offers > 0 GROUP BY d.place, s.server, d.mac),
starved AS MATERIALIZED (
	SELECT d.place, d.clock_group, d.segment, min(d.spot) AS spot, s.server, min(d.first_ns) AS from_ns, count(DISTINCT d.mac) AS new_n, max(d.waited_secs) AS waited,
		min(d.bucket) AS b_min, max(d.bucket) AS b_max
	FROM d JOIN sole s USING (place) WHERE d.starved AND d.tries >= 2
		AND NOT EXISTS (SELECT 1 FROM fresh f WHERE f.place = d.place AND f.mac = d.mac)
	GROUP BY d.place),
known AS (
	SELECT st.place, count(DISTINCT b.mac) AS n, max(x.kind = 'request-renew') AS renewals, min(x.answer_event) AS sample
	FROM starved st JOIN boot b ON b.clock_group = st.clock_group JOIN spot sp ON sp.boot_id = b.boot_id
		AND CASE WHEN st.segment LIKE '%.%' THEN b.relay = st.segment ELSE sp.spot = st.spot END
	JOIN exchange x ON x.boot_id = b.boot_id
	WHERE x.acks > 0 AND x.answer_ns > st.from_ns AND x.answer_from = st.server
		AND x.kind IN ('request-renew', 'request-rebind', 'request-reboot', 'request-selecting')
	GROUP BY st.place),
pool AS (
	SELECT st.place, count(DISTINCT y.yiaddr) AS n, count(DISTINCT rtrim(y.yiaddr, '0123456789')) AS nets,
		min(CAST(substr(y.yiaddr, length(rtrim(y.yiaddr, '0123456789')) + 1) AS INTEGER)) AS low,
		max(CAST(substr(y.yiaddr, length(rtrim(y.yiaddr, '0123456789')) + 1) AS INTEGER)) AS high,
		min(rtrim(y.yiaddr, '0123456789')) AS net
	FROM starved st JOIN d k ON k.place = st.place JOIN boot_event be ON be.boot_id = k.boot_id
	JOIN dhcp y ON y.event_id = be.event_id AND y.op = 2 AND y.yiaddr IS NOT NULL AND y.server_id = st.server
	GROUP BY st.place)
SELECT d.boot_id, d.mac, st.server, d.tries, duration(d.last_ns - d.first_ns) AS span, clock(st.from_ns) AS since, st.new_n,
	f.n AS before, clock(f.last_ns) AS last_time, kn.n AS known_n,
	CASE WHEN kn.renewals THEN 'renewals too' ELSE 'by asking for the address they had' END AS known_text,
	CASE WHEN p.nets = 1 AND p.n >= 3 AND p.high - p.low + 1 = p.n THEN 0.8 ELSE 0.62 END AS confidence,
	CASE WHEN p.nets = 1 AND p.n >= 3 AND p.high - p.low + 1 = p.n THEN 'The ' || p.n || ' addresses seen are a range without a hole, '
		|| p.net || p.low || ' to ' || p.net || p.high || ': nothing in between is left to give.' ELSE '' END AS dense_text,
	CASE WHEN st.waited > 10 THEN 'the silence goes on when secs is high'
		ELSE 'served and unserved clients do not separate by their hash' END AS lb_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', role)) FROM (
		SELECT be.event_id, 'for' AS role, be.ns FROM boot_event be JOIN event e USING (event_id)
			WHERE be.boot_id = d.boot_id AND +e.kind = 'dhcp-discover'
		UNION ALL SELECT kn.sample, 'for', 8e18
		ORDER BY 3 LIMIT 24)) AS evidence
FROM d JOIN starved st USING (place) JOIN known kn USING (place) LEFT JOIN pool p USING (place)
JOIN (SELECT place, count(*) AS n, max(ns) AS last_ns, min(bucket) AS b_min, max(bucket) AS b_max FROM fresh GROUP BY place) f
	ON f.place = d.place
WHERE d.starved AND d.tries >= 2 AND f.n >= 2 AND st.new_n >= 2
	-- from that moment on nobody new was served
	AND f.last_ns < st.from_ns
	AND (st.waited > 10 OR (st.b_min <= f.b_max AND f.b_min <= st.b_max))
	AND NOT EXISTS (SELECT 1 FROM fresh g WHERE g.place = d.place AND g.mac = d.mac)
