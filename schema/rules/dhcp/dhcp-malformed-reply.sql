-- id: dhcp-malformed-reply
-- title: The DHCP server's answer is damaged
-- phase: dhcp
-- kind: failure
-- scope: boot
-- needs: options reply_visible long_enough
-- summary: each answer of {server} is malformed: its options end in the middle
-- explain: {server} answered {mac} {n} times, and each answer is malformed: its options do not end where the datagram ends. The frames are
--   recorded whole, so it was sent like that. The target has to ignore such an answer{again_text}.
-- against: Ruled out: the capture's own cut (the frames are complete), and a sound answer of another server in this boot.
-- check: Look at the options that {server} gives to this network: their number, their length, and options given in hexadecimal.
-- remedy: Remove or shorten options until the answer fits, or correct the option that is written wrongly.
-- when: failed_dhcp
-- source: RFC 2131 section 3.5; RFC 2132 section 2; netboot.md 1.1, 6.2
WITH a AS (
	SELECT be.boot_id, e.event_id, e.ns, e.malformed, e.whole, coalesce(d.server_id, e.src_ip) AS server
	FROM boot_event be JOIN event e USING (event_id) JOIN dhcp d USING (event_id) WHERE d.op = 2),
n AS (SELECT boot_id, count(*) AS n, min(malformed AND whole) AS all_bad, min(server) AS server FROM a GROUP BY boot_id)
SELECT b.boot_id, b.mac, n.server, n.n, 0.8 AS confidence,
	CASE WHEN x.tries > 1 THEN ', and asked ' || x.tries || ' times' ELSE '' END AS again_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT a.event_id FROM a WHERE a.boot_id = b.boot_id ORDER BY a.ns LIMIT 16)) AS evidence
FROM boot b JOIN n USING (boot_id)
JOIN (SELECT boot_id, max(tries) AS tries FROM exchange WHERE kind = 'discover' GROUP BY boot_id) x USING (boot_id)
WHERE b.outcome = 'failed' AND b.phase_reached = 'dhcp' AND n.all_bad = 1
