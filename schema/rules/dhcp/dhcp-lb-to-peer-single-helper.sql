-- id: dhcp-lb-to-peer-single-helper
-- title: Unicast discover unanswered: load-balance to peer
-- phase: dhcp
-- kind: failure
-- scope: boot
-- needs: reply_visible
-- refines: dhcp-no-offer
-- summary: DISCOVERs reach only {server}, which leaves bucket {bucket} to its failover peer
-- explain: {tries} DISCOVERs of this client went to DHCP server {server} and to no other ({way}). {server} answered none of
--   them, but it did answer {answered} other clients of the same segment.
--   What separates them is the load-balancing hash (RFC 3074): this client is in bucket {bucket};
--   {buckets_text}. {p_text} {e1_text}
--   A server of a failover pair leaves the other half of the buckets to its peer, without a word, as long
--   as the client's secs field says that it has not waited long; here secs was {secs_text}.
--   The peer never hears of this client, so nobody answers.
--   "Unicast" in field reports mostly means the BOOTP broadcast flag, as Wireshark prints it. Here the flag was
--   {b_text}, the Ethernet destination {l2_text}, the IP destination {l3_text}; the server's choice depends on none of these three.
-- against: Ruled out: {server} being down or not serving the segment (it answered others), an answer lost on its way back
--   (answers to this segment are recorded here). Not visible from packets: the pair's state and the server's
--   own log; an allow list that happens to follow the hash would look the same.
-- check: Look in the log of {server} for "load balance to peer" at {first_time}, and compare the helper addresses of
--   the target's VLAN with the two servers of the failover pair.
-- remedy: Add the other peer to the helper addresses of the VLAN. Until then: set the pair's load balancing delay to 0
--   (ISC dhcpd 4.4 and its descendants: "load balance max seconds 0"), or use hot standby.
-- source: RFC 3074; RFC 2131 section 2; ISC dhcpd failover load_balance_mine(); netboot.md 2.6, 6.1
WITH
-- every DISCOVER question, and the one server it was sent to where that is visible
d AS (
	SELECT x.*, b.mac, coalesce(b.relay, '') AS relay_ip,
		CASE WHEN x.copies_to NOT IN ('') AND x.copies_to NOT LIKE '% %' THEN x.copies_to
			WHEN x.copies_to = '' AND x.l3_cast = 'unicast' THEN x.asked END AS sole
	FROM exchange x JOIN boot b USING (boot_id)
	WHERE x.kind = 'discover' AND x.bucket IS NOT NULL),
-- where no copy is visible, the only server that ever answered the segment
only_server AS (
	SELECT relay_ip, min(answer_from) AS ip FROM d WHERE offers > 0
	GROUP BY relay_ip HAVING count(DISTINCT answer_from) = 1),
u AS (
	SELECT d.*, coalesce(d.sole, o.ip) AS server, d.sole IS NOT NULL AS sole_seen
	FROM d LEFT JOIN only_server o USING (relay_ip)
	WHERE d.offers = 0 AND d.proxy_offers = 0 AND d.naks = 0 AND d.max_secs <= 3 AND d.tries >= 2
		AND (d.copies_to NOT LIKE '% %')),
-- answered while secs was still low: those buckets are the server's own
a AS (
	SELECT DISTINCT relay_ip, answer_from AS server, mac, bucket FROM d WHERE offers > 0 AND max_secs <= 3),
s AS (
	SELECT u.relay_ip, u.server, count(DISTINCT u.mac) AS n_u, min(u.bucket) AS u_min, max(u.bucket) AS u_max,
		min(u.bucket % 2) AS u_par0, max(u.bucket % 2) AS u_par1,
		(SELECT count(DISTINCT mac) FROM a WHERE a.relay_ip = u.relay_ip AND a.server = u.server) AS n_a,
		(SELECT min(bucket) FROM a WHERE a.relay_ip = u.relay_ip AND a.server = u.server) AS a_min,
		(SELECT max(bucket) FROM a WHERE a.relay_ip = u.relay_ip AND a.server = u.server) AS a_max,
		(SELECT min(bucket % 2) FROM a WHERE a.relay_ip = u.relay_ip AND a.server = u.server) AS a_par0,
		(SELECT max(bucket % 2) FROM a WHERE a.relay_ip = u.relay_ip AND a.server = u.server) AS a_par1
	FROM u WHERE u.server IS NOT NULL GROUP BY u.relay_ip, u.server),
t AS (
	SELECT s.*, CASE
		WHEN n_a = 0 THEN 1.0
		WHEN a_max < u_min OR u_max < a_min THEN 2.0 / choose(n_a + n_u, n_a)
		WHEN a_par0 = a_par1 AND u_par0 = u_par1 AND a_par0 <> u_par0 THEN 2.0 / (1 << min(n_a + n_u, 40))
		ELSE 1.0 END AS p,
		n_a > 0 AND (a_max < u_min OR u_max < a_min) AS by_threshold
	FROM s),
-- the natural experiments: the same MAC is served when secs is higher, or when it asks for a lease it had
v AS (
	SELECT u.*, t.n_a, t.n_u, t.a_min, t.a_max, t.u_min, t.u_max, t.p, t.by_threshold,
		EXISTS (SELECT 1 FROM d e WHERE e.mac = u.mac AND e.offers > 0 AND e.answer_from = u.server
			AND e.max_secs > 3) AS e1,
		EXISTS (SELECT 1 FROM exchange r JOIN boot rb USING (boot_id) WHERE rb.mac = u.mac
			AND r.kind IN ('request-reboot', 'request-renew') AND r.acks > 0
			AND r.answer_from = u.server) AS e3
	FROM u JOIN t USING (relay_ip, server))
SELECT v.boot_id, v.server, v.bucket, v.tries, v.n_a AS answered, clock(v.first_ns) AS first_time,
	CASE WHEN (v.p < 0.01 OR v.e1) AND v.sole_seen THEN 0.93
		WHEN v.p < 0.05 OR v.e1 OR v.e3 THEN 0.7 ELSE 0.4 END AS confidence,
	CASE WHEN v.sole_seen AND (v.p < 0.05 OR v.e1 OR v.e3) THEN 'yes' ELSE 'cannot-tell' END AS verdict,
	CASE WHEN v.copies_to <> '' THEN 'the relay''s copies are recorded, and all go there'
		WHEN v.sole_seen THEN 'the client addressed it directly'
		ELSE 'the relay''s helper list is out of sight here: it is the only server that answers this segment' END AS way,
	CASE WHEN v.n_a = 0 THEN 'no client of the segment was answered while its secs was low'
		ELSE 'the answered ones are in ' || v.a_min || ' to ' || v.a_max || ', the ' || v.n_u
			|| ' unanswered in ' || v.u_min || ' to ' || v.u_max END AS buckets_text,
	CASE WHEN v.p < 1 THEN 'Chance would separate them like this with a probability of '
		|| printf('%.2g', v.p) || '.' ELSE '' END AS p_text,
	CASE WHEN v.e1 THEN 'The same MAC address was answered by ' || v.server || ' when its secs was above 3.'
		WHEN v.e3 THEN 'The same MAC address was answered by ' || v.server || ' when it asked for a lease it had.'
		ELSE '' END AS e1_text,
	CASE WHEN v.secs = v.max_secs THEN v.secs || ' in every DISCOVER' ELSE v.secs || ' to ' || v.max_secs END AS secs_text,
	CASE v.b_flag WHEN 1 THEN 'set' ELSE 'not set' END AS b_text,
	coalesce(v.l2_cast, 'not visible') AS l2_text, coalesce(v.l3_cast, 'not visible') AS l3_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', role)) FROM (
		SELECT be.event_id, 'for' AS role, be.ns FROM boot_event be JOIN event e USING (event_id)
			WHERE be.boot_id = v.boot_id AND e.kind = 'dhcp-discover'
		UNION ALL
		SELECT o.answer_event, 'context', o.answer_ns FROM d o WHERE o.relay_ip = v.relay_ip
			AND o.answer_from = v.server AND o.answer_event IS NOT NULL
		ORDER BY 2 DESC, 3 LIMIT 24)) AS evidence
FROM v JOIN boot b USING (boot_id)
WHERE b.outcome = 'failed' AND b.phase_reached = 'dhcp'
	AND (v.n_a > 0 OR v.e1 OR v.e3)
	AND (v.p < 0.05 OR v.e1 OR v.e3 OR v.n_a + v.n_u < 4)
