-- id: dhcp-dot1x-blocked
-- title: The switch port waits for an 802.1X login
-- phase: link
-- kind: failure
-- scope: boot
-- needs: target_tx
-- refines: dhcp-no-offer
-- summary: the switch asked {asked} times who is there (802.1X); the target's firmware does not answer, and its {tries} DISCOVERs went nowhere
-- explain: While {mac} sent {tries} DISCOVERs over {span}, the switch ({switch}) sent {asked} 802.1X identity requests, {gap_text}.
--   Nothing from the target answered them: boot firmware has no 802.1X login. Until the port is authorised it passes
--   no other frame, and so no DISCOVER got through. {later_text}
--   A switch falls back to the MAC address (MAB) only after several unanswered requests, commonly 3 times 30 s;
--   firmware has given up by then. The console says {console}.
-- against: Ruled out: a response or a success on this port in that time. Not visible here: what the switch would have
--   decided by MAC address.
-- check: Look at the port's authentication session on the switch, and at the order and timers of its methods.
-- remedy: Let the port try the MAC address first (MAB before 802.1X), or shorten the time and number of identity requests,
--   or give boot targets a port without 802.1X.
-- when: starved l2
-- source: IEEE 802.1X clause 8; netboot.md 5 (L2 gates), 6.1; F13
WITH heard AS MATERIALIZED (
	SELECT o.capture_id, count(DISTINCT o.client) AS clients FROM dhcp od CROSS JOIN event o USING (event_id)
	WHERE od.op = 1 GROUP BY o.capture_id),
s AS (
	SELECT x.*, k.mac, b.client_kind, e.capture_id,
		h.clients
	FROM ask k JOIN exchange x USING (exchange_id) JOIN boot b ON b.boot_id = k.boot_id
	JOIN event e ON e.event_id = x.first_event JOIN dhcp d ON d.event_id = x.first_event
	JOIN heard h ON h.capture_id = e.capture_id
	WHERE k.starved AND d.giaddr IS NULL AND x.tries >= 2),
q AS (
	SELECT s.exchange_id, count(*) AS n, min(e.ns) AS first_ns, max(e.ns) AS last_ns, min(e.src_mac) AS switch,
		sum(e.dst_mac = s.mac) AS to_target
	FROM s JOIN event e ON e.capture_id = s.capture_id AND e.kind = 'l2-eapol'
		AND e.ns BETWEEN s.first_ns - 60000000000 AND s.last_ns + 30000000000
	JOIN l2 l USING (event_id) WHERE l.state = 'identity-request' GROUP BY s.exchange_id HAVING count(*) >= 2)
SELECT s.boot_id, s.mac, s.tries, duration(s.last_ns - s.first_ns) AS span, q.n AS asked, q.switch,
	CASE WHEN s.clients > 1 AND q.to_target = 0 THEN 0.65 ELSE 0.93 END AS confidence,
	'one every ' || duration((q.last_ns - q.first_ns) / max(q.n - 1, 1)) AS gap_text,
	coalesce((SELECT 'The same machine was answered at ' || clock(min(a.answer_ns)) || ', after the requests had ended.'
		FROM boot b JOIN exchange a USING (boot_id) WHERE b.mac = s.mac AND a.answer_ns > q.last_ns HAVING count(*) > 0), '') AS later_text,
	CASE s.client_kind WHEN 'intel-rom' THEN '"PXE-E51: No DHCP or proxyDHCP offers were received"'
		WHEN 'uefi' THEN '"PXE-E18: Server response timeout"'
		WHEN 'ipxe' THEN '"No configuration methods succeeded" (ipxe.org/040ee1)'
		ELSE 'that DHCP gave no answer' END AS console,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT e.event_id, e.ns FROM event e JOIN l2 l USING (event_id) WHERE e.capture_id = s.capture_id
			AND l.state = 'identity-request' AND e.ns BETWEEN s.first_ns - 60000000000 AND s.last_ns + 30000000000
		UNION ALL SELECT be.event_id, be.ns FROM boot_event be JOIN event e USING (event_id)
			WHERE be.boot_id = s.boot_id AND +e.kind = 'dhcp-discover'
		ORDER BY 2 LIMIT 24)) AS evidence
FROM s JOIN q USING (exchange_id)
WHERE NOT EXISTS (SELECT 1 FROM event e JOIN l2 l USING (event_id) WHERE e.capture_id = s.capture_id
	AND e.kind = 'l2-eapol' AND e.ns BETWEEN s.first_ns - 60000000000 AND s.last_ns
	AND (l.state = 'success' OR (l.state IN ('response', 'start') AND e.src_mac = s.mac)))
