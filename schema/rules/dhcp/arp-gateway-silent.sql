-- id: arp-gateway-silent
-- title: The default gateway does not answer ARP
-- phase: dhcp
-- kind: failure
-- scope: boot
-- needs: target_tx target_rx complete
-- summary: {asked} ARP requests for the gateway {gateway}, no answer
-- explain: DHCP gave {mac} the address {address} and the default gateway {gateway} (option 3, from {server}). The target asked {asked}
--   times by ARP who has {gateway}, over {span}. Nobody answered, and nobody else in these captures claims the address.
--   {net_text} Everything beyond its own network is out of reach for the target: {console}.
-- against: Ruled out: an answer that could not have been recorded (unicast to the target is), and a gateway that merely was slow.
-- check: Is {gateway} the router of the target's VLAN, and up? Ping it from a neighbour in the same VLAN. Compare mask and router
--   with those of a target that works.
-- remedy: {remedy_text}
-- when: failed
-- source: RFC 826; RFC 2132 section 3.5; netboot.md 6.5
WITH g AS (
	SELECT b.boot_id, b.mac, b.client_kind, b.lease_ip, b.start_ns, b.end_ns, d.router, d.mask, coalesce(d.server_id, e.src_ip) AS server, min(be.ns) AS ns,
		e.event_id
	FROM boot b CROSS JOIN boot_event be USING (boot_id) CROSS JOIN event e USING (event_id) JOIN dhcp d USING (event_id)
	WHERE e.kind = 'dhcp-ack' AND d.router IS NOT NULL AND d.yiaddr = b.lease_ip AND b.outcome = 'failed'
		AND b.phase_reached IN ('dhcp', 'pxe', 'bootfile', 'login')
	GROUP BY b.boot_id, d.router), -- since when it knows that router; another capture's clock may be ahead
q AS (
	SELECT g.boot_id, g.router, count(*) AS asked, min(ae.ns) AS first_ns, max(ae.ns) AS last_ns, min(ae.event_id) AS first_event
	FROM g CROSS JOIN event ae ON ae.client = g.mac AND ae.ns BETWEEN g.ns AND g.end_ns + 60000000000 AND +ae.kind = 'arp-request'
	JOIN arp a ON a.event_id = ae.event_id AND a.sha = g.mac AND a.tpa = g.router
		AND ae.event_id NOT IN (SELECT event_id FROM copy WHERE main <> event_id)
	GROUP BY g.boot_id, g.router HAVING count(*) >= 3)
SELECT g.boot_id, g.mac, g.router AS gateway, g.lease_ip AS address, g.server, q.asked, duration(q.last_ns - q.first_ns) AS span,
	CASE WHEN ip_in_net(g.router, g.lease_ip, g.mask) = 0 THEN 0.95 ELSE 0.92 END AS confidence,
	CASE WHEN ip_in_net(g.router, g.lease_ip, g.mask) = 0 THEN 'With the mask ' || g.mask || ' the gateway is not even in the network of '
		|| g.lease_ip || '.' ELSE '' END AS net_text,
	CASE g.client_kind WHEN 'intel-rom' THEN 'a boot ROM says "PXE-E11: ARP timeout"' WHEN 'ipxe' THEN 'iPXE says "Connection timed out" (ipxe.org/4c...)'
		WHEN 'uefi' THEN 'UEFI says "PXE-E18: Server response timeout" or E99' ELSE 'the boot device says that the server does not answer' END AS console,
	CASE WHEN ip_in_net(g.router, g.lease_ip, g.mask) = 0 THEN 'Correct option 1 (mask) or option 3 (router) in the scope on ' || g.server || '.'
		ELSE 'Bring the gateway up in this VLAN, or correct option 3 in the scope on ' || g.server || '; if the address is from another network, '
			|| 'the port is in the wrong VLAN.' END AS remedy_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT g.event_id, g.ns UNION SELECT ae.event_id, ae.ns FROM arp a JOIN event ae USING (event_id)
			WHERE ae.client = g.mac AND a.sha = g.mac AND a.tpa = g.router AND ae.ns BETWEEN g.ns AND g.end_ns + 60000000000
		ORDER BY 2 LIMIT 16)) AS evidence
FROM g JOIN q USING (boot_id, router)
WHERE NOT EXISTS (SELECT 1 FROM arp r JOIN event re USING (event_id) WHERE r.spa = g.router AND r.sha <> g.mac
		AND re.ns BETWEEN g.start_ns - 60000000000 AND g.end_ns + 60000000000)
	-- nor did anything come from beyond through it
	AND NOT EXISTS (SELECT 1 FROM address u WHERE u.ip = g.router AND u.via = 'ip' AND u.frames > 0)
