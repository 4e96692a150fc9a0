-- id: dhcp-class-or-mac-filter
-- title: The DHCP server answers one sort of client and not the other
-- phase: dhcp
-- kind: failure
-- scope: boot
-- needs: reply_visible
-- refines: dhcp-no-offer
-- summary: {server} answers {good_text}, but {bad_text}
-- explain: In these captures {server} answered {n_a} clients of this segment and left {n_u} unanswered, {mac} among them ({tries} DISCOVERs,
--   secs up to {waited}). What tells them apart is {what}: {good_text} are answered, {bad_text}, before and after each other. A server
--   with a rule by vendor class or a list of permitted or denied addresses does this, and says nothing to those it leaves out.
-- against: Ruled out: the service being down and the path (others of the segment are answered at the same time), and load balancing between two
--   servers (the two groups do not separate by their hash). Not ruled out: a range that is used up, where all that are answered
--   afterwards had their addresses from before; and that the two groups differ in something else that is not on the wire.
-- check: Look on {server} for filters (allow and deny lists), and for policies or classes by vendor class, user class or hardware address.
-- remedy: Let the filter or policy pass these targets.
-- when: starved
-- source: RFC 2131 section 4.3.1; netboot.md 6.1
WITH d AS MATERIALIZED (
	SELECT k.segment, k.mac, k.boot_id, k.starved, k.waited_secs, x.tries, x.offers, x.answer_from, x.answer_ns, x.first_ns, x.bucket,
		x.first_event, x.who, substr(k.mac, 1, 8) AS maker
	FROM ask k JOIN exchange x USING (exchange_id) WHERE x.bucket IS NOT NULL),
sole AS MATERIALIZED (
	SELECT segment, min(answer_from) AS server FROM d WHERE offers > 0 GROUP BY segment HAVING count(DISTINCT answer_from) = 1),
a AS MATERIALIZED (SELECT segment, mac, who, maker, min(bucket) AS bucket, max(answer_ns) AS last_ns FROM d WHERE offers > 0 GROUP BY segment, mac),
u AS MATERIALIZED (
	SELECT segment, mac, who, maker, min(bucket) AS bucket, min(first_ns) AS first_ns FROM d WHERE starved AND tries >= 2 AND (segment, mac) NOT IN (SELECT segment, mac FROM a)
	GROUP BY segment, mac),
g AS MATERIALIZED (
	SELECT s.segment, s.server,
		(SELECT count(*) FROM a WHERE a.segment = s.segment) AS n_a, (SELECT count(*) FROM u WHERE u.segment = s.segment) AS n_u,
		(SELECT max(a.last_ns) FROM a WHERE a.segment = s.segment) AS last_ns, (SELECT min(u.first_ns) FROM u WHERE u.segment = s.segment) AS first_ns,
		(SELECT min(a.bucket) FROM a WHERE a.segment = s.segment) AS a_min, (SELECT max(a.bucket) FROM a WHERE a.segment = s.segment) AS a_max,
		(SELECT min(u.bucket) FROM u WHERE u.segment = s.segment) AS u_min, (SELECT max(u.bucket) FROM u WHERE u.segment = s.segment) AS u_max,
		NOT EXISTS (SELECT 1 FROM a JOIN u ON u.who = a.who AND u.segment = a.segment WHERE a.segment = s.segment) AS by_kind,
		NOT EXISTS (SELECT 1 FROM a JOIN u ON u.maker = a.maker AND u.segment = a.segment WHERE a.segment = s.segment)
			-- several of each maker, or it says nothing
			AND 2 * (SELECT count(DISTINCT a.maker) FROM a WHERE a.segment = s.segment) <= (SELECT count(*) FROM a WHERE a.segment = s.segment)
			AND 2 * (SELECT count(DISTINCT u.maker) FROM u WHERE u.segment = s.segment) <= (SELECT count(*) FROM u WHERE u.segment = s.segment)
			AS by_maker,
		(SELECT group_concat(DISTINCT a.who) FROM a WHERE a.segment = s.segment) AS good_kinds,
		(SELECT group_concat(DISTINCT u.who) FROM u WHERE u.segment = s.segment) AS bad_kinds,
		(SELECT group_concat(DISTINCT a.maker) FROM a WHERE a.segment = s.segment) AS good_makers,
		(SELECT group_concat(DISTINCT u.maker) FROM u WHERE u.segment = s.segment) AS bad_makers
	FROM sole s),
-- segments of captures whose clocks are not tied
mixed AS MATERIALIZED (
	SELECT z.segment FROM ask z JOIN boot zb USING (boot_id) GROUP BY z.segment HAVING count(DISTINCT zb.clock_group) > 1),
well AS MATERIALIZED (
	SELECT DISTINCT coalesce(relay, '') AS relay, substr(mac, 1, 8) AS maker, client_kind AS kind FROM boot WHERE outcome = 'booted'),
others AS MATERIALIZED (
	SELECT segment, first_event, first_ns FROM (SELECT segment, first_event, first_ns,
		row_number() OVER (PARTITION BY segment ORDER BY first_ns) AS k FROM d WHERE offers > 0) WHERE k <= 24)
SELECT d.boot_id, d.mac, g.server, g.n_a, g.n_u, d.tries, d.waited_secs AS waited, 0.62 AS confidence,
	CASE WHEN g.by_kind THEN 'the kind of client' ELSE 'the maker''s part of the MAC address' END AS what,
	CASE WHEN g.by_kind THEN 'clients of the kind ' || g.good_kinds ELSE 'MAC addresses that begin ' || g.good_makers END AS good_text,
	CASE WHEN g.by_kind THEN 'those of the kind ' || g.bad_kinds || ' are not' ELSE 'those that begin ' || g.bad_makers || ' are not' END AS bad_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', role)) FROM (
		SELECT be.event_id, 'for' AS role, be.ns FROM boot_event be JOIN event e USING (event_id)
			WHERE be.boot_id = d.boot_id AND +e.kind = 'dhcp-discover'
		UNION ALL SELECT y.first_event, 'context', y.first_ns FROM others y WHERE y.segment = d.segment
		ORDER BY 2 DESC, 3 LIMIT 24)) AS evidence
FROM d JOIN g USING (segment) JOIN boot me ON me.boot_id = d.boot_id
-- load balancing would end where secs is high
WHERE d.starved AND d.tries >= 2 AND d.segment NOT IN (SELECT segment FROM mixed)
	AND d.waited_secs > 10 AND g.n_a >= 3 AND g.n_u >= 3 AND (g.by_kind OR g.by_maker)
	-- the silence is among answers, not after them
	AND g.first_ns < g.last_ns AND d.first_ns < g.last_ns
	-- nobody of the unanswered sort has an address all the same
	AND (coalesce(me.relay, ''), d.maker) NOT IN (SELECT relay, maker FROM well)
	AND NOT (g.by_kind AND (coalesce(me.relay, ''), me.client_kind) IN (SELECT relay, kind FROM well))
	-- the hash does not separate them, neither by threshold nor by parity
	AND g.u_min <= g.a_max AND g.a_min <= g.u_max
	AND (d.segment, d.mac) NOT IN (SELECT segment, mac FROM a)
