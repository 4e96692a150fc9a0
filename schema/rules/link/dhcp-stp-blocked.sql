-- id: dhcp-stp-blocked
-- title: The switch port was not forwarding yet (spanning tree)
-- phase: link
-- kind: failure
-- scope: boot
-- needs: target_tx long_enough
-- refines: dhcp-no-offer
-- summary: {tries} DISCOVERs while spanning tree held the switch port {where_text} closed
-- explain: {mac} sent {tries} DISCOVERs over {span} and got no answer. {gate_text} {later_text} {upstream_text}
--   A port that runs spanning tree without the edge setting passes no frame for about 30 seconds after each link-up
--   (twice the forward delay of 15 s). A boot ROM waits up to 60 s, iPXE 15 s; the link goes down and up again
--   when the firmware hands over, so each stage pays again. The console then says {console}.
-- against: Ruled out: a port that had begun to forward while the target was still asking. {not_text}
-- check: Look up that port on the switch: its spanning tree state and its edge setting (PortFast, edge-port, admin-edge).
--   Behind a small dumb switch, whose link to the big one stays up, the same target boots at once.
-- remedy: Make the target's port a spanning tree edge port (Cisco: "spanning-tree portfast"; on a trunk to a hypervisor
--   "portfast trunk").
-- when: starved l2
-- source: IEEE 802.1D section 17; netboot.md 5 (L2 gates), 6.1; F01
WITH heard AS MATERIALIZED (
	SELECT o.capture_id, count(DISTINCT o.client) AS clients FROM dhcp od CROSS JOIN event o USING (event_id)
	WHERE od.op = 1 GROUP BY o.capture_id),
s AS (
	SELECT x.*, k.mac, b.client_kind, e.capture_id,
		(SELECT st.first_ns FROM station st WHERE st.capture_id = e.capture_id AND st.mac = k.mac) AS up_ns,
		h.clients
	FROM ask k JOIN exchange x USING (exchange_id) JOIN boot b ON b.boot_id = k.boot_id
	JOIN event e ON e.event_id = x.first_event JOIN dhcp d ON d.event_id = x.first_event
	JOIN heard h ON h.capture_id = e.capture_id
	WHERE k.starved AND d.giaddr IS NULL AND x.tries >= 2),
g AS (
	SELECT s.exchange_id, count(*) AS bpdus, sum(l.state IN ('discarding', 'learning')) AS closed,
		max(CASE WHEN l.state IN ('discarding', 'learning') THEN e.ns END) AS closed_until,
		min(CASE WHEN l.state = 'forwarding' THEN e.ns END) AS open_from,
		max(l.device) AS device, max(l.port) AS port, min(l.event_id) AS first_bpdu, max(l.event_id) AS last_bpdu
	FROM s JOIN event e ON e.capture_id = s.capture_id AND e.kind = 'l2-bpdu'
		AND e.ns BETWEEN s.first_ns - 5000000000 AND s.last_ns + 5000000000
	JOIN l2 l USING (event_id) WHERE l.state <> 'topology-change' GROUP BY s.exchange_id),
-- the same machine is answered about 30 or 50 s after its first frame, and not before
late AS (
	SELECT s.exchange_id, min(a.answer_ns) AS ns, a.answer_event FROM s JOIN boot b ON b.mac = s.mac
	JOIN exchange a ON a.boot_id = b.boot_id AND a.answer_ns > s.last_ns
	WHERE a.answer_ns - s.up_ns BETWEEN 28000000000 AND 53000000000 GROUP BY s.exchange_id),
-- another capture of that time, on the same segment (some machine or the same bridge is heard in both), hears other
-- clients, but not this one
upstream AS (
	-- of several, one whose clock is known
	SELECT s.exchange_id, c.path, c.capture_id AS capture_id,
		max(EXISTS (SELECT 1 FROM tied WHERE one = s.capture_id AND other = c.capture_id)) AS tied FROM s JOIN capture c ON c.capture_id <> s.capture_id
		AND c.first_ns < s.first_ns AND c.last_ns > s.last_ns
		AND NOT EXISTS (SELECT 1 FROM interface i WHERE i.capture_id = c.capture_id AND coalesce(i.drops_if, 0) + coalesce(i.drops_os, 0) > 0)
	WHERE EXISTS (SELECT 1 FROM event o JOIN dhcp d USING (event_id) WHERE o.capture_id = c.capture_id
			AND d.op = 1 AND o.client <> s.mac)
		AND NOT EXISTS (SELECT 1 FROM event o WHERE o.capture_id = c.capture_id AND o.client = s.mac
			AND o.ns BETWEEN s.first_ns - 5000000000 AND s.last_ns + 5000000000)
		AND (EXISTS (SELECT 1 FROM station a JOIN station z ON z.mac = a.mac AND z.capture_id = c.capture_id
				WHERE a.capture_id = s.capture_id AND a.tx_frames > 0 AND z.tx_frames > 0 AND a.mac <> s.mac)
			OR EXISTS (SELECT 1 FROM l2 a JOIN event ae USING (event_id) JOIN l2 z ON z.device = a.device
				JOIN event ze ON ze.event_id = z.event_id
				WHERE ae.capture_id = s.capture_id AND ze.capture_id = c.capture_id))
	GROUP BY s.exchange_id)
SELECT s.boot_id, s.mac, s.capture_id AS seen_at, CASE WHEN g.closed = 0 AND late.ns IS NULL THEN upstream.capture_id END AS compared_with,
	s.tries, duration(s.last_ns - s.first_ns) AS span,
	coalesce(g.port || ' of ' || g.device, 'of the target') AS where_text,
	CASE WHEN g.closed > 0 AND upstream.path IS NOT NULL THEN 0.95 WHEN g.closed > 0 THEN 0.9
		WHEN upstream.path IS NOT NULL THEN 0.9 ELSE 0.75 END
		- CASE WHEN s.clients > 1 THEN 0.25 ELSE 0 END AS confidence,
	CASE WHEN g.closed > 0 THEN 'On the same wire the switch (' || g.device || ', port ' || g.port
			|| ') says in its own spanning tree frames that this port is not forwarding, until '
			|| clock(g.closed_until) || '.'
		ELSE 'On the same wire the switch sends spanning tree frames, ' || g.bpdus || ' in that time; their old form '
			|| 'does not say whether the port forwards.' END AS gate_text,
	CASE WHEN late.ns IS NOT NULL THEN 'The first answer to this machine came ' || duration(late.ns - s.up_ns)
		|| ' after its first frame, which is the time spanning tree takes.' ELSE '' END AS later_text,
	CASE WHEN upstream.path IS NOT NULL THEN 'Upstream (' || upstream.path || ') none of these DISCOVERs arrived, though other '
		|| 'clients are heard there.' ELSE '' END AS upstream_text,
	CASE WHEN s.clients > 1 THEN 'This capture holds several clients: the spanning tree frames may belong to another port.'
		WHEN upstream.path IS NULL THEN 'Not visible here: whether the DISCOVERs went further than the port.' ELSE '' END AS not_text,
	CASE s.client_kind WHEN 'intel-rom' THEN '"PXE-E51: No DHCP or proxyDHCP offers were received"'
		WHEN 'uefi' THEN '"PXE-E18: Server response timeout"'
		WHEN 'ipxe' THEN '"No configuration methods succeeded" (ipxe.org/040ee1)'
		ELSE 'that DHCP gave no answer' END AS console,
	(SELECT json_group_array(json_object('event', event_id, 'role', role)) FROM (
		SELECT e.event_id, 'for' AS role, e.ns FROM event e JOIN l2 l USING (event_id) WHERE e.capture_id = s.capture_id
			AND e.kind = 'l2-bpdu' AND e.ns BETWEEN s.first_ns - 5000000000 AND s.last_ns + 5000000000
			AND (g.closed = 0 OR l.state <> 'forwarding')
		UNION ALL SELECT be.event_id, 'for', be.ns FROM boot_event be JOIN event e USING (event_id)
			WHERE be.boot_id = s.boot_id AND +e.kind = 'dhcp-discover'
		UNION ALL SELECT late.answer_event, 'context', late.ns WHERE late.ns IS NOT NULL
		ORDER BY 3 LIMIT 24)) AS evidence
FROM s JOIN g USING (exchange_id) LEFT JOIN late USING (exchange_id) LEFT JOIN upstream ON upstream.exchange_id = s.exchange_id
		AND (upstream.tied OR (g.closed = 0 AND late.ns IS NULL))
WHERE (g.closed > 0 OR late.ns IS NOT NULL OR upstream.path IS NOT NULL)
	-- the target stopped asking before the port opened
	AND (g.closed = 0 OR g.closed_until >= s.last_ns - 4000000000)
	-- whoever is heard there for the first or the last time while it asks has come through that port
	AND (g.closed > 0 OR NOT EXISTS (SELECT 1 FROM station o WHERE o.capture_id = s.capture_id AND o.mac <> s.mac AND o.tx_group > 0
		AND (o.first_ns BETWEEN s.first_ns + 1000000000 AND s.last_ns OR o.last_ns BETWEEN s.first_ns + 1000000000 AND s.last_ns)
		AND NOT EXISTS (SELECT 1 FROM event z WHERE z.capture_id = o.capture_id AND z.kind = 'l2-bpdu' AND z.src_mac = o.mac)))
	AND (g.open_from IS NULL OR (g.closed > 0 AND g.open_from > s.last_ns))
	-- the port lets 802.1X decide: another gate
	AND NOT EXISTS (SELECT 1 FROM event e JOIN l2 l USING (event_id) WHERE e.capture_id = s.capture_id
		AND e.kind = 'l2-eapol' AND l.protocol = 'eapol' AND e.ns BETWEEN s.first_ns - 60000000000 AND s.last_ns + 5000000000)
