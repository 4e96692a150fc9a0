-- id: pxe-proxy-missing
-- title: The PXE service did not answer (PXE-E53)
-- phase: pxe
-- kind: failure
-- scope: boot
-- needs: reply_visible options long_enough
-- refines: pxe-no-bootfile
-- summary: DHCP answered, but the PXE service on {proxy} {did}
-- explain: {server} offered {mac} an address without a boot file, as it does for every target here: the boot file is the business
--   of the PXE service (proxyDHCP). {proof_text}
--   For this boot no PXE service answered, neither on UDP 67 nor on UDP 4011. The console says {console}.
--   {why_text}
-- against: Ruled out: DHCP itself (it answered). {against_text}
-- check: {look}
-- remedy: {mend}
-- when: failed
-- source: PXE 2.1; netboot.md 6.3 and section 0 (seed C); pvs.md F14
WITH
silent AS (
	SELECT b.*, coalesce(b.relay, '') AS relay_ip,
		(SELECT x.answer_from FROM exchange x WHERE x.boot_id = b.boot_id AND x.offers > 0 LIMIT 1) AS offered_by
	FROM boot b
	WHERE b.outcome = 'failed' AND b.phase_reached IN ('dhcp', 'pxe') AND b.boot_file IS NULL
		AND b.client_kind IN ('intel-rom', 'uefi', 'ipxe')
		AND EXISTS (SELECT 1 FROM exchange x WHERE x.boot_id = b.boot_id AND x.kind = 'discover' AND x.offers > 0)
		AND NOT EXISTS (SELECT 1 FROM boot_event be JOIN event e USING (event_id) WHERE be.boot_id = b.boot_id
			AND +e.kind IN ('pxe-offer', 'pxe-ack'))
		AND NOT EXISTS (SELECT 1 FROM boot_event be JOIN dhcp d USING (event_id) WHERE be.boot_id = b.boot_id
			AND d.op = 2 AND (d.boot IS NOT NULL OR d.vendor_class LIKE 'PXEClient%'))),
-- a PXE service that answered another boot of the same segment
learned AS (
	SELECT coalesce(b.relay, '') AS relay_ip, coalesce(d.server_id, nullif(d.siaddr, '0.0.0.0'), e.src_ip) AS proxy, e.event_id, e.ns, b.mac AS of_mac
	FROM boot_event be JOIN event e USING (event_id) JOIN dhcp d USING (event_id) JOIN boot b USING (boot_id)
	WHERE e.kind IN ('pxe-offer', 'pxe-ack')),
-- or a host that refused the client's question on that port
refused AS (
	SELECT i.event_id, e.src_ip AS proxy, i.quotes_event, q.client
	FROM icmp i JOIN event e USING (event_id) JOIN event q ON q.event_id = i.quotes_event
	WHERE i.type = 3 AND i.code = 3 AND i.q_dst_port IN (67, 4011)),
-- to whom relays carried DISCOVERs, and where that was recorded
site AS MATERIALIZED (
	SELECT DISTINCT capture_id, reel FROM tap),
carried AS MATERIALIZED (
	SELECT d.giaddr, e.dst_ip, t.reel, min(e.event_id) AS event_id FROM event e CROSS JOIN dhcp d USING (event_id) JOIN site t ON t.capture_id = e.capture_id
	WHERE e.kind = 'dhcp-discover' AND e.l3_cast = 'unicast' AND d.giaddr IS NOT NULL
	GROUP BY d.giaddr, e.dst_ip, t.reel),
own AS MATERIALIZED (
	SELECT s.boot_id, s.relay_ip, e.dst_ip, t.reel FROM silent s CROSS JOIN boot_event_seen be USING (boot_id) CROSS JOIN event e USING (event_id)
	CROSS JOIN dhcp d USING (event_id) JOIN site t ON t.capture_id = e.capture_id
	WHERE s.relay_ip <> '' AND d.op = 1 AND e.l3_cast = 'unicast'),
-- copies of this boot are recorded, and none for a PXE service of the segment; one for it, of another boot, recorded where these are
unasked AS MATERIALIZED (
	SELECT o.boot_id, group_concat(DISTINCT o.dst_ip) AS went_to, min((SELECT min(c.event_id) FROM carried c
		JOIN learned p ON p.relay_ip = c.giaddr AND p.proxy = c.dst_ip WHERE c.giaddr = o.relay_ip AND c.reel = o.reel)) AS other
	FROM own o GROUP BY o.boot_id
	HAVING sum(EXISTS (SELECT 1 FROM learned p WHERE p.relay_ip = o.relay_ip AND p.proxy = o.dst_ip)) = 0)
SELECT s.boot_id, s.mac, coalesce(s.offered_by, '') AS server, coalesce(r.proxy, l.proxy) AS proxy,
	CASE WHEN r.event_id IS NOT NULL THEN 0.96 ELSE 0.9 END AS confidence,
	CASE WHEN r.event_id IS NOT NULL OR u.boot_id IS NULL THEN 'was silent' WHEN u.other THEN 'was not asked' ELSE 'gave no answer' END AS did,
	CASE WHEN r.event_id IS NOT NULL OR u.boot_id IS NULL THEN
			'A Citrix PXE service can be shown as running and yet not be bound to UDP 67, when it started before its network card was ready.'
		WHEN u.other THEN 'It was not asked: relay ' || s.relay_ip || ' passed the DISCOVERs on to ' || u.went_to
			|| ' only. For another boot it passed them to the PXE service as well, so its helper addresses have changed.'
		ELSE 'Whether it was asked is not recorded: relay ' || s.relay_ip || ' is seen to pass the DISCOVERs to ' || u.went_to || ' only.' END AS why_text,
	CASE WHEN r.event_id IS NULL AND u.other THEN 'On ' || s.relay_ip || ', look at the helper addresses of the VLAN: ' || l.proxy || ' has to be among them.'
		WHEN r.event_id IS NULL AND u.boot_id THEN 'See whether ' || l.proxy || ' is among the helper addresses of relay ' || s.relay_ip
			|| '. If so, look on ' || l.proxy || ' for UDP port 67 and 4011 ("netstat -ano -p udp").'
		ELSE 'On ' || coalesce(r.proxy, l.proxy) || ', run "netstat -ano -p udp" and look for port 67 and 4011. Where the PXE server is in another VLAN, '
			|| 'see that it is among the relay''s helper addresses.' END AS look,
	CASE WHEN r.event_id IS NULL AND u.other THEN 'Put ' || l.proxy || ' back among the helper addresses of relay ' || s.relay_ip || '.'
		ELSE 'Restart the Citrix PXE service on ' || coalesce(r.proxy, l.proxy) || '; set it to delayed start if this comes back after reboots.' END AS mend,
	CASE WHEN r.event_id IS NOT NULL THEN r.proxy || ' refused the relayed DISCOVER with ICMP port unreachable: nothing listens there. '
		ELSE '' END ||
	CASE WHEN l.proxy IS NOT NULL THEN l.proxy || ' did so at ' || clock(l.ns) || ' for ' || l.of_mac || '. '
		ELSE '' END AS proof_text,
	CASE WHEN l.proxy IS NOT NULL THEN 'A site without PXE service is ruled out too: one answered another boot.'
		ELSE '' END AS against_text,
	CASE s.client_kind WHEN 'uefi' THEN '"PXE-E16: No valid offer received"'
		WHEN 'ipxe' THEN '"Nothing to boot" (ipxe.org/2d03e1)'
		ELSE '"PXE-E53: No boot filename received"' END AS console,
	(SELECT json_group_array(json_object('event', event_id, 'role', role)) FROM (
		SELECT be.event_id, 'for' AS role, be.ns FROM boot_event be JOIN event e USING (event_id)
			WHERE be.boot_id = s.boot_id AND +e.kind IN ('dhcp-discover', 'dhcp-offer', 'dhcp-ack')
		UNION ALL SELECT r.event_id, 'for', 0 WHERE r.event_id IS NOT NULL
		UNION ALL SELECT u.other, 'for', 0 WHERE u.other IS NOT NULL
		UNION ALL SELECT l.event_id, 'context', l.ns WHERE l.event_id IS NOT NULL
		ORDER BY 2 DESC, 3 LIMIT 16)) AS evidence
FROM silent s
LEFT JOIN (SELECT relay_ip, proxy, min(event_id) AS event_id, min(ns) AS ns, of_mac FROM learned GROUP BY relay_ip) l
	USING (relay_ip)
LEFT JOIN (SELECT client, proxy, min(event_id) AS event_id FROM refused GROUP BY client) r ON r.client = s.mac
LEFT JOIN unasked u ON u.boot_id = s.boot_id
WHERE l.proxy IS NOT NULL OR r.proxy IS NOT NULL
