-- id: dhcp-lb-to-peer-single-helper
-- title: Unicast discover unanswered: load-balance to peer
-- phase: dhcp
-- kind: failure
-- scope: boot
-- needs: reply_visible
-- refines: dhcp-no-offer
-- summary: {gist}
-- explain: {way} {server} answered none of
--   them, but it did answer {answered} other client{answered_plural} of the same segment while secs was low.
--   What separates them is the load-balancing hash (RFC 3074): this client is in bucket {bucket};
--   {buckets_text}. {p_text} {e1_text} {e2_text} {e3_text} {e4_text}
--   A server of a failover pair leaves the other part of the buckets to its peer, without a word, as long
--   as the client's secs field says that it has not waited long ({l_text}); here secs was {secs_text}.
--   {heard_text}
--   {side_text}
--   "Unicast" in field reports mostly means the BOOTP broadcast flag, as Wireshark prints it. Here the flag was
--   {b_text}, the Ethernet destination {l2_text}, the IP destination {l3_text}; the server's choice depends on none of these three.
-- against: Ruled out: {server} being down or not serving the segment (it answered others), an answer lost on its way back
--   (answers to this segment are recorded here), a conflict found by ping, and the same client in the same bucket being answered at a
--   low secs at another time. {class_text} Not visible from packets: the pair's state and the server's own log.
-- check: {settle_text}Look in the log of {server} for "load balance to peer" at {first_time}, and compare the helper addresses of
--   the target's VLAN with the two servers of the failover pair{peer_text}.
-- remedy: Add the other peer to the helper addresses of the VLAN. Until then: set the pair's load balancing delay to 0
--   (ISC dhcpd 4.4 and its descendants: "load balance max seconds 0"), or use hot standby.
-- when: starved
-- source: RFC 3074; RFC 2131 section 2; ISC dhcpd failover load_balance_mine(); netboot.md 2.6, 6.1
WITH
-- every DISCOVER question, with the one server it went to: seen, or the only one that answers the segment
only_server AS (
	SELECT k.segment, min(x.answer_from) AS ip FROM ask k JOIN exchange x USING (exchange_id) WHERE x.offers > 0
	GROUP BY k.segment HAVING count(DISTINCT x.answer_from) = 1),
d AS (
	SELECT x.*, k.mac, k.segment, k.waited_secs, k.swapped, k.starved, coalesce(k.server, o.ip) AS server, k.server IS NOT NULL AS seen
	FROM ask k JOIN exchange x USING (exchange_id) LEFT JOIN only_server o USING (segment)
	WHERE x.bucket IS NOT NULL),
-- the delay behind which a server answers for its peer: 3 unless a later answer shows more
lmax AS (
	SELECT segment, answer_from AS server, max(3, max(CASE WHEN skipped_secs <= 10 AND skipped_secs < answered_secs
		THEN skipped_secs ELSE 0 END)) AS l
	FROM d WHERE offers > 0 GROUP BY segment, answer_from),
-- answered while secs was low: the server's own buckets
a AS (
	SELECT DISTINCT d.segment, d.answer_from AS server, d.mac, d.bucket, d.bucket_hw, d.who FROM d
	JOIN lmax ON lmax.segment = d.segment AND lmax.server = d.answer_from
	WHERE d.offers > 0 AND d.answered_secs <= lmax.l AND coalesce(d.skipped_secs, 99) > lmax.l AND NOT d.swapped),
-- not answered while secs was low: in vain, or not before secs was higher
u AS (
	SELECT d.*, lmax.l FROM d JOIN lmax ON lmax.segment = d.segment AND lmax.server = d.server
	WHERE ((d.starved AND d.tries >= 2 AND d.waited_secs <= lmax.l)
		OR (d.offers > 0 AND d.answer_from = d.server AND d.skipped_secs <= lmax.l AND d.answered_secs > lmax.l))
		AND instr(d.copies_to, ' ') = 0
		AND NOT EXISTS (SELECT 1 FROM a WHERE a.segment = d.segment AND a.server = d.server AND a.mac = d.mac
			AND a.bucket = d.bucket)),
keys(k) AS (VALUES (1), (2)),
ak AS (SELECT DISTINCT k, segment, server, mac, CASE k WHEN 1 THEN bucket ELSE bucket_hw END AS b FROM a, keys),
uk AS (SELECT DISTINCT k, segment, server, mac, CASE k WHEN 1 THEN bucket ELSE bucket_hw END AS b FROM u, keys),
ag AS (SELECT k, segment, server, count(*) AS n_a, min(b) AS a_min, max(b) AS a_max, min(b % 2) AS a_p0, max(b % 2) AS a_p1 FROM ak
	GROUP BY k, segment, server),
ug AS (SELECT k, segment, server, count(*) AS n_u, min(b) AS u_min, max(b) AS u_max, min(b % 2) AS u_p0, max(b % 2) AS u_p1 FROM uk
	GROUP BY k, segment, server),
g AS (
	SELECT ug.*, coalesce(n_a, 0) AS n_a, a_min, a_max, a_p0, a_p1,
		coalesce(a_max < u_min OR u_max < a_min, 0) AS by_threshold,
		coalesce((a_max < 128 AND u_min >= 128) OR (u_max < 128 AND a_min >= 128), 0) AS at_128,
		coalesce(a_p0 = a_p1 AND u_p0 = u_p1 AND a_p0 <> u_p0, 0) AS by_parity
	FROM ug LEFT JOIN ag USING (k, segment, server)),
t AS (
	SELECT *, CASE WHEN by_threshold THEN min(2.0 / choose(n_a + n_u, n_a), CASE WHEN at_128 THEN p2 ELSE 1.0 END)
		WHEN by_parity THEN p2 ELSE 1.0 END AS p
	FROM (SELECT g.*, min(1.0, 2.0 / (1 << min(n_a + n_u, 40))) AS p2 FROM g)),
-- the key that separates best: option 61 where sent, else chaddr; or chaddr in any case
best AS (
	SELECT *, row_number() OVER (PARTITION BY segment, server ORDER BY p, k) AS place FROM t),
-- the natural experiments
v AS (
	SELECT u.*, t.n_a, t.n_u, t.a_min, t.a_max, t.u_min, t.u_max, t.a_p0, t.p, t.k, t.by_threshold, t.at_128, t.by_parity,
		(SELECT min(e.exchange_id) FROM d e WHERE e.mac = u.mac AND e.offers > 0 AND e.answer_from = u.server
			AND e.answered_secs > u.l) AS e1,
		(SELECT e.exchange_id FROM d e WHERE e.mac = u.mac AND e.offers > 0 AND e.answer_from = u.server AND e.answered_secs <= u.l
			AND e.client_id IS NOT u.client_id AND e.bucket <> u.bucket AND t.k = 1
			AND ((t.by_threshold AND ((t.a_max < t.u_min AND e.bucket < t.u_min) OR (t.u_max < t.a_min AND e.bucket > t.u_max)))
				OR (t.by_parity AND e.bucket % 2 = t.a_p0)) LIMIT 1) AS e2,
		(SELECT r.exchange_id FROM exchange r JOIN boot rb USING (boot_id) WHERE rb.mac = u.mac
			AND r.kind IN ('request-reboot', 'request-renew', 'request-rebind') AND r.acks > 0
			AND r.answer_from = u.server LIMIT 1) AS e3,
		coalesce((SELECT CASE WHEN c.low_ip = u.server THEN c.high_ip ELSE c.low_ip END FROM channel c
				WHERE u.server IN (c.low_ip, c.high_ip) ORDER BY c.frames DESC LIMIT 1),
			(SELECT min(o.answer_from) FROM d o WHERE o.segment = u.segment AND o.offers > 0 AND o.answer_from <> u.server)) AS peer,
		(SELECT min(c.port) FROM channel c WHERE u.server IN (c.low_ip, c.high_ip)) AS peer_port,
		EXISTS (SELECT 1 FROM dhcp s JOIN dhcp m ON m.server_id = s.server_id AND m.type = 'ack' AND m.lease_s > s.lease_s
			WHERE s.type = 'ack' AND s.server_id = u.server AND s.lease_s IN (1800, 3600)) AS mclt,
		-- silence that follows the kind of client rather than the hash
		t.n_a > 0 AND NOT EXISTS (SELECT 1 FROM a, u u2 WHERE a.segment = u.segment AND a.server = u.server
			AND u2.segment = u.segment AND u2.server = u.server AND a.who = u2.who) AS by_class
	FROM u JOIN best t ON t.segment = u.segment AND t.server = u.server AND t.place = 1 WHERE u.starved),
w AS (
	SELECT v.*, v.seen AND (v.peer IS NOT NULL OR v.mclt) AS e4,
		-- a boot that worked: the same machine's, else a neighbour's
		coalesce((SELECT min(e.exchange_id) FROM d e WHERE e.offers > 0 AND e.answer_from = v.server AND e.mac = v.mac),
			(SELECT min(e.exchange_id) FROM d e WHERE e.offers > 0 AND e.answer_from = v.server AND e.segment = v.segment)) AS good
	FROM v)
SELECT w.boot_id, w.server, w.bucket, w.tries, w.n_a AS answered, CASE w.n_a WHEN 1 THEN '' ELSE 's' END AS answered_plural,
	clock(w.first_ns) AS first_time,
	CASE WHEN (w.p < 0.01 OR w.e1 IS NOT NULL) AND w.e4 AND NOT w.by_class THEN 0.93
		WHEN w.p < 0.05 OR w.e1 IS NOT NULL OR w.e2 IS NOT NULL OR w.e3 IS NOT NULL THEN 0.7 ELSE 0.4 END AS confidence,
	CASE WHEN w.seen AND (w.p < 0.05 OR w.e1 IS NOT NULL OR w.e2 IS NOT NULL OR w.e3 IS NOT NULL) THEN 'yes' ELSE 'cannot-tell' END AS verdict,
	CASE WHEN w.seen THEN 'DISCOVERs reach only ' || w.server || ', which leaves bucket ' || w.bucket || ' to its failover peer'
		ELSE w.server || ' may leave bucket ' || w.bucket || ' to a failover peer; whether that one is asked is out of sight' END AS gist,
	CASE WHEN w.seen THEN w.tries || ' DISCOVERs of this client went to DHCP server ' || w.server || ' and to no other ('
			|| CASE WHEN w.copies_to <> '' THEN 'the relay''s copies are recorded, and all go there' ELSE 'the client addressed it directly' END || ').'
		ELSE w.tries || ' DISCOVERs of this client are recorded, but not to which servers they went on. Only ' || w.server
			|| ' answers this segment.' END AS way,
	CASE WHEN w.seen THEN 'The peer never hears of this client, so nobody answers.'
		ELSE 'If the peer is not asked, it never hears of this client, and nobody answers.' END AS heard_text,
	CASE WHEN w.seen THEN '' ELSE 'Capture on the relay towards the DHCP servers, or on ' || w.server
		|| ': whether a copy goes to its peer decides. ' END AS settle_text,
	CASE WHEN w.n_a = 0 THEN 'no client of the segment was answered while its secs was low'
		WHEN w.by_threshold THEN 'the answered ones are in ' || w.a_min || ' to ' || w.a_max || ', the ' || w.n_u
			|| ' unanswered in ' || w.u_min || ' to ' || w.u_max || CASE WHEN w.at_128 THEN ', on the two sides of the usual split at 128' ELSE '' END
		WHEN w.by_parity THEN 'the answered ones are all ' || CASE w.a_p0 WHEN 0 THEN 'even' ELSE 'odd' END || ', the ' || w.n_u
			|| ' unanswered all ' || CASE w.a_p0 WHEN 0 THEN 'odd' ELSE 'even' END || ', as Kea divides them'
		ELSE 'answered and unanswered ones do not separate' END
		|| CASE WHEN w.k = 2 THEN ' (hash of the hardware address alone, as Windows may do)' ELSE '' END AS buckets_text,
	CASE WHEN w.p < 1 THEN 'Chance would separate ' || (w.n_a + w.n_u) || ' clients like this with a probability of '
		|| printf('%.2g', w.p) || '.' ELSE '' END AS p_text,
	coalesce((SELECT 'The same MAC address was answered by ' || w.server || ' at ' || clock(e.answer_ns) || ', when its secs was '
		|| e.answered_secs || '.' FROM d e WHERE e.exchange_id = w.e1), '') AS e1_text,
	coalesce((SELECT 'It was also answered at secs ' || e.answered_secs || ' when its option 61 was ' || coalesce(e.client_id, 'absent')
		|| ', which puts it into bucket ' || e.bucket || ' on the answered side.' FROM d e WHERE e.exchange_id = w.e2), '') AS e2_text,
	CASE WHEN w.e3 IS NOT NULL THEN w.server || ' did answer this MAC address when it asked for a lease it had: only its DISCOVERs are left to the peer.'
		ELSE '' END AS e3_text,
	CASE WHEN w.peer_port IS NOT NULL THEN 'Its peer is ' || w.peer || ': the two talk on TCP ' || w.peer_port || ', the failover channel.'
			|| CASE WHEN w.seen THEN ' No copy of these DISCOVERs goes to ' || w.peer || '.' ELSE '' END
		WHEN w.peer IS NOT NULL THEN w.peer || ' serves this segment too, and got no copy of these DISCOVERs.'
		WHEN w.mclt THEN w.server || ' gives short first leases and longer ones later, which is the way of a failover pair (MCLT).'
		ELSE 'Which server the peer is cannot be seen here.' END AS e4_text,
	CASE WHEN w.l = 3 THEN 'usually up to 3' ELSE 'here up to ' || w.l || ', as answers to other tries show' END AS l_text,
	CASE WHEN w.secs = w.max_secs THEN w.secs || ' in every DISCOVER' ELSE w.secs_list END
		|| CASE WHEN w.swapped THEN ' (its two bytes look swapped, ' || w.waited_secs || ' is meant)' ELSE '' END AS secs_text,
	coalesce((SELECT 'Side by side, this boot and the one of ' || CASE WHEN e.mac = w.mac THEN 'the same machine' ELSE e.mac END || ' at '
		|| clock(e.first_ns) || ' that was answered: secs ' || w.secs_list || ' | ' || e.secs_list
		|| '; option 61 ' || coalesce(w.client_id, 'none') || ' | ' || coalesce(e.client_id, 'none')
		|| '; broadcast flag ' || CASE w.b_flag WHEN 1 THEN 'set' ELSE 'not set' END || ' | ' || CASE e.b_flag WHEN 1 THEN 'set' ELSE 'not set' END
		|| '; Ethernet destination ' || coalesce(w.l2_cast, 'not visible') || ' | ' || coalesce(e.l2_cast, 'not visible')
		|| '; IP destination ' || coalesce(w.dst_ip, 'not visible') || ' | ' || coalesce(e.dst_ip, 'not visible')
		|| '; relayed to ' || CASE w.copies_to WHEN '' THEN 'not visible' ELSE w.copies_to END || ' | '
		|| CASE e.copies_to WHEN '' THEN 'not visible' ELSE e.copies_to END
		|| '; bucket ' || w.bucket || ' (of chaddr ' || w.bucket_hw || ') | ' || e.bucket || ' (' || e.bucket_hw || ')'
		|| '; answered by nobody | ' || e.answer_from || ' at secs ' || coalesce(e.answered_secs, e.secs) || '.'
		FROM d e WHERE e.exchange_id = w.good), '') AS side_text,
	CASE WHEN w.by_class THEN 'Answered and unanswered clients are also of different kinds, so a policy by vendor class would look the same.'
		ELSE 'Answered and unanswered clients are of the same kind, so it is no policy by vendor class; an allow list that happens to follow '
			|| 'the hash would look the same.' END AS class_text,
	CASE WHEN w.peer IS NOT NULL THEN ' (' || w.server || ' and ' || w.peer || ')' ELSE '' END AS peer_text,
	CASE w.b_flag WHEN 1 THEN 'set' ELSE 'not set' END AS b_text,
	coalesce(w.l2_cast, 'not visible') AS l2_text, coalesce(w.l3_cast, 'not visible') AS l3_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', role)) FROM (
		SELECT be.event_id, 'for' AS role, be.ns FROM boot_event be JOIN event e USING (event_id)
			WHERE be.boot_id = w.boot_id AND +e.kind = 'dhcp-discover'
		UNION ALL
		SELECT o.answer_event, 'context', o.answer_ns FROM d o WHERE o.segment = w.segment
			AND o.answer_from = w.server AND o.answer_event IS NOT NULL
		ORDER BY 2 DESC, 3 LIMIT 24)) AS evidence
FROM w
WHERE (w.n_a > 0 OR w.e1 IS NOT NULL OR w.e3 IS NOT NULL)
	AND (w.p < 0.05 OR w.e1 IS NOT NULL OR w.e2 IS NOT NULL OR w.e3 IS NOT NULL OR w.n_a + w.n_u < 4)
	-- the same machine in vain at a high secs too: no hash does that
	AND NOT EXISTS (SELECT 1 FROM d o WHERE o.mac = w.mac AND o.starved AND o.waited_secs > 10 AND o.segment = w.segment)
	-- sent straight to a server behind the router: it does not get there
	AND NOT (w.copies_to = '' AND w.l3_cast = 'unicast' AND w.segment LIKE '%.%.%.%')
	-- an address found in use before the silence: the server's own check
	AND NOT EXISTS (SELECT 1 FROM event p WHERE p.kind = 'icmp-echo-reply' AND p.dst_ip = w.server
		AND p.ns BETWEEN w.first_ns AND w.first_ns + 1500000000
		AND NOT EXISTS (SELECT 1 FROM dhcp y WHERE y.type = 'ack' AND y.yiaddr = p.src_ip))
