-- id: dhcp-rogue-server
-- title: A stray DHCP server won the target
-- phase: dhcp
-- kind: failure
-- scope: boot
-- needs: options
-- summary: {mac} took its address from {rogue}, which is not the DHCP server of this network ({usual})
-- explain: {mac} was offered addresses by {usual} ({good_net}) and by {rogue} ({bad_net}), and took the one of {rogue}. The boot then went no
--   further than the phase {phase}. {usual_text}
--   Their answers contradict each other: {differ}. {place_text} {boot_text} {nak_text}
-- against: Ruled out: a failover pair (both would give the same network, router and options), and a PXE service, which gives no address.
--   Not visible: whether {rogue} is meant to be there.
-- check: Find {rogue} ({rogue_mac}) in the switches' MAC tables.
-- remedy: Switch that DHCP service off or move it to its own VLAN, and turn DHCP snooping on, so that only the ports
--   of the real servers may answer.
-- when: failed
-- source: RFC 2131 section 3.1; netboot.md 5, 6.2; F07
WITH r AS (
	SELECT k.boot_id, k.mac, k.segment, d.server_id AS sid, e.kind, d.yiaddr, d.mask, d.router, d.giaddr, d.boot, e.src_mac, e.event_id, be.ns,
		e.ttl
	FROM ask k JOIN boot_event be USING (boot_id) JOIN event e USING (event_id) JOIN dhcp d USING (event_id)
	WHERE be.phase = 'dhcp' AND e.kind IN ('dhcp-offer', 'dhcp-ack') AND d.server_id IS NOT NULL AND d.yiaddr IS NOT NULL),
n AS (
	SELECT segment, sid, count(DISTINCT mac) AS served FROM r WHERE kind = 'dhcp-ack' GROUP BY segment, sid),
c AS (
	SELECT x.boot_id, x.asked AS rogue, r.segment FROM exchange x JOIN boot b USING (boot_id)
	JOIN r ON r.boot_id = x.boot_id AND r.sid = x.asked
	WHERE x.kind = 'request-selecting' AND x.acks > 0 AND b.outcome = 'failed'
	GROUP BY x.boot_id)
SELECT c.boot_id, g.mac, c.rogue, g.sid AS usual, b.phase_reached AS phase,
	CASE WHEN ng.served > coalesce(nr.served, 0) THEN 'In these captures ' || g.sid || ' serves ' || ng.served || ' clients of this segment, '
			|| c.rogue || ' only ' || coalesce(nr.served, 0) || '.'
		ELSE g.sid || ' gave this target its address in another attempt, which got through.' END AS usual_text,
	g.yiaddr || ' with mask ' || coalesce(g.mask, 'none') || ', router ' || coalesce(g.router, 'none') AS good_net,
	q.yiaddr || ' with mask ' || coalesce(q.mask, 'none') || ', router ' || coalesce(q.router, 'none') AS bad_net,
	CASE WHEN ip_in_net(q.yiaddr, g.yiaddr, g.mask) = 0 THEN 'the networks differ' ELSE 'the routers differ' END AS differ,
	CASE WHEN g.giaddr IS NOT NULL AND q.giaddr IS NULL THEN 'The answers of ' || g.sid || ' come through relay ' || g.giaddr || ', those of '
		|| c.rogue || ' from the segment itself.' ELSE '' END AS place_text,
	CASE WHEN g.boot IS NOT NULL AND q.boot IS NULL THEN 'Only ' || g.sid || ' names a boot file ("' || g.boot || '").' ELSE '' END AS boot_text,
	coalesce(q.src_mac, 'MAC address not visible') AS rogue_mac,
	0.72 + CASE WHEN g.giaddr IS NOT NULL AND q.giaddr IS NULL THEN 0.1 ELSE 0 END
		+ CASE WHEN g.boot IS NOT NULL AND q.boot IS NULL THEN 0.1 ELSE 0 END
		+ CASE WHEN x.exchange_id IS NOT NULL THEN 0.12 ELSE 0 END AS confidence,
	CASE WHEN x.exchange_id IS NOT NULL THEN g.sid || ' refused the address that ' || c.rogue || ' had offered (DHCPNAK).' ELSE '' END AS nak_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT r2.event_id, r2.ns FROM r r2 WHERE r2.boot_id = c.boot_id
		UNION SELECT x2.first_event, x2.first_ns FROM exchange x2 WHERE x2.boot_id = c.boot_id AND x2.kind = 'request-selecting'
		UNION SELECT n.event_id, n.ns FROM event n WHERE n.event_id = x.nak_event
		ORDER BY 2 LIMIT 16)) AS evidence
FROM c JOIN boot b ON b.boot_id = c.boot_id
JOIN r g ON g.boot_id = c.boot_id AND g.sid <> c.rogue JOIN r q ON q.boot_id = c.boot_id AND q.sid = c.rogue AND q.kind = 'dhcp-offer'
JOIN n ng ON ng.segment = c.segment AND ng.sid = g.sid LEFT JOIN n nr ON nr.segment = c.segment AND nr.sid = c.rogue
LEFT JOIN exchange x ON x.boot_id = c.boot_id AND x.kind = 'request-selecting' AND x.asked = c.rogue AND x.nak_from = g.sid
WHERE ((ng.served >= 2 AND ng.served > coalesce(nr.served, 0))
		-- or it served this very target, and that boot got through
		OR EXISTS (SELECT 1 FROM boot o WHERE o.mac = b.mac AND o.outcome = 'booted' AND o.dhcp_server = g.sid))
	AND (ip_in_net(q.yiaddr, g.yiaddr, g.mask) = 0 OR q.router IS NOT g.router)
GROUP BY c.boot_id
