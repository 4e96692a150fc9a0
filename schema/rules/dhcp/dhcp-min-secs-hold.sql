-- id: dhcp-min-secs-hold
-- title: The DHCP server answers only clients that have waited
-- phase: dhcp
-- kind: degraded
-- scope: boot
-- when: retried
-- needs: reply_visible
-- refines: dhcp-no-offer
-- summary: {server} answers no DISCOVER below secs {least}: {lost} lost
-- explain: {n} clients of this segment were answered by {server}. None was answered while the secs field of its DISCOVER was {most} or less,
--   and each was answered as soon as it was {least} or more; the clients' load-balancing hashes play no part in it. This one was
--   answered after {lost}, at secs {answered_secs}. {first_text} A client whose secs stays low would never be answered.
-- against: Ruled out: load balancing between two servers (it would follow the hash), and a check of the address by ping (it takes the same time
--   for each, whatever the client says). {against_text}
-- check: Look on {server} for a least value of secs ("min-secs" in ISC dhcpd) or a delay of its answers ("response delay", "subnet delay" in
--   Windows failover and policies).
-- remedy: Set it to 0, unless this server is meant to be a reserve for another one; then that one should be the first to answer.
-- source: dhcpd.conf(5) min-secs; netboot.md 6.1
WITH d AS (
	SELECT k.segment, k.mac, k.boot_id, k.server, k.swapped, x.exchange_id, x.answer_from, x.skipped_secs, x.answered_secs, x.answered_try, x.offers,
		x.bucket, x.first_ns, x.answer_ns, x.first_event, x.answer_event, x.copies_to
	FROM ask k JOIN exchange x USING (exchange_id) WHERE x.bucket IS NOT NULL),
-- one server answers the segment, and each question of it that was answered: what secs was too low, what was enough
g AS (
	SELECT d.segment, min(d.answer_from) AS server, count(DISTINCT d.mac) AS n, max(d.skipped_secs) AS most, min(d.answered_secs) AS least,
		count(DISTINCT CASE WHEN d.skipped_secs IS NOT NULL THEN d.mac END) AS waited,
		min(d.bucket) AS b_min, max(d.bucket) AS b_max, count(DISTINCT d.bucket % 2) AS parities,
		sum(d.answered_try = 1) AS at_once, min(d.copies_to <> '') AS seen
	FROM d WHERE d.offers > 0 AND NOT d.swapped GROUP BY d.segment HAVING count(DISTINCT d.answer_from) = 1)
SELECT d.boot_id, d.mac, g.server, g.n, g.most, g.least, d.answered_secs, duration(d.answer_ns - d.first_ns) AS lost,
	CASE WHEN g.seen THEN 0.9 ELSE 0.7 END AS confidence,
	'Clients that begin with ' || g.least || ' or more are answered at once.' AS first_text,
	CASE WHEN g.seen THEN 'So is the loss of first packets on the way to the server (the relay''s copies are recorded).'
		ELSE 'Not visible here: whether the first DISCOVERs reach the server.' END AS against_text,
	json_array(json_object('event', d.first_event, 'role', 'for'), json_object('event', d.answer_event, 'role', 'for')) AS evidence
FROM d JOIN g ON g.segment = d.segment AND g.server = d.answer_from
WHERE d.offers > 0 AND d.skipped_secs IS NOT NULL AND d.answer_ns - d.first_ns >= 2000000000
	-- the natural experiment: where all wait for their second try, the first may be lost for another reason
	AND g.at_once > 0 AND g.waited >= 5 AND g.most < g.least AND g.b_min < 128 AND g.b_max >= 128 AND g.parities = 2
