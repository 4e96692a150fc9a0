-- id: dhcp-lb-delayed-first-discover
-- title: The first DISCOVER goes to the wrong failover peer; the retry is answered
-- phase: dhcp
-- kind: degraded
-- scope: boot
-- when: retried
-- needs: reply_visible
-- summary: {server} left the first DISCOVER{skipped_plural} to its failover peer and answered at secs {answered_secs}: {lost} lost
-- explain: {server} passed over the DISCOVERs of {mac} with secs {skipped} and lower, and answered the one with secs {answered_secs}, {lost}
--   after the first. It is not alone: {n_u} clients of this segment wait like this, {n_a} others are answered at
--   once, and the load-balancing hash (RFC 3074) separates them: {buckets_text}. Chance would do that with a
--   probability of {p_text}. A failover server leaves the peer's buckets alone until secs says that the client has waited, and the
--   peer does not hear these clients. {way_text}
--   Clients whose secs does not rise are not served at all.
-- against: Ruled out: a delay that meets all clients alike (spanning tree, a check by ping), for it would not follow the hash.
-- check: Compare the helper addresses of the VLAN with both servers of the failover pair.
-- remedy: Add the other peer to the helper addresses.
-- source: RFC 3074; ISC dhcpd failover load_balance_mine(); netboot.md 2.2, 2.6, 6.1
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
one AS (SELECT 1)
SELECT u.boot_id, u.mac, u.server, u.skipped_secs AS skipped, u.answered_secs, duration(u.answer_ns - u.first_ns) AS lost,
	CASE WHEN u.answered_try > 2 THEN 's' ELSE '' END AS skipped_plural, t.n_u, t.n_a, printf('%.2g', t.p) AS p_text,
	CASE WHEN t.p < 0.01 AND u.seen THEN 0.92 ELSE 0.7 END AS confidence,
	CASE WHEN t.by_threshold THEN 'those answered at once are in buckets ' || t.a_min || ' to ' || t.a_max || ', the others in ' || t.u_min
		|| ' to ' || t.u_max ELSE 'those answered at once are in ' || CASE t.a_p0 WHEN 0 THEN 'even' ELSE 'odd' END || ' buckets only' END AS buckets_text,
	CASE WHEN u.seen THEN 'Here the DISCOVERs go to ' || u.server || ' only.' ELSE 'Where the relay sends them cannot be seen here.' END AS way_text,
	json_array(json_object('event', u.first_event, 'role', 'for'), json_object('event', u.answer_event, 'role', 'for')) AS evidence
FROM u JOIN best t ON t.segment = u.segment AND t.server = u.server AND t.place = 1
WHERE NOT u.starved AND t.p < 0.05 AND t.n_a + t.n_u >= 8 AND u.answer_ns - u.first_ns >= 2000000000
