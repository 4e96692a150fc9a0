-- id: pxe-4011-silent
-- title: The PXE service does not answer on UDP 4011 (PXE-E55)
-- phase: pxe
-- kind: failure
-- scope: boot
-- needs: target_rx long_enough complete
-- summary: {server} never answered {tries} requests on UDP 4011
-- explain: {mac} got its address. {server} called itself a PXE service (option 60 PXEClient) without naming a boot file, so the target
--   asked it for one on UDP 4011, {tries} times over {span}. No answer came. {icmp_text} {lost}
--   The console says {console}.
-- against: Ruled out: DHCP itself (the address is there), and a boot file in the offer (then port 4011 would not be asked).
-- check: {look}
-- remedy: {mend}
-- when: failed
-- source: PXE 2.1; netboot.md 3.1, 6.3; pvs.md F17
SELECT b.boot_id, b.mac, coalesce((SELECT group_concat(l.words, ' ') FROM losses l WHERE l.boot_id = b.boot_id AND l.phase = 'dhcp' AND l.what GLOB 'PXE*'), '') AS lost,
	coalesce((SELECT l.look FROM losses l WHERE l.boot_id = b.boot_id AND l.phase = 'dhcp' AND l.what GLOB 'PXE*' AND l.lost = l.sent ORDER BY l.lost DESC, l.left LIMIT 1),
		'On ' || e.dst_ip
		|| ', see that the PXE service runs and that UDP 4011 is bound ("netstat -ano -p udp"). Capture there to see whether the requests arrive. Firmware of the UEFI kind sends them from port 4011 as well, not from 68: a filter must allow both.') AS look,
	coalesce((SELECT l.mend FROM losses l WHERE l.boot_id = b.boot_id AND l.phase = 'dhcp' AND l.what GLOB 'PXE*' AND l.lost = l.sent ORDER BY l.lost DESC, l.left LIMIT 1),
		'Start the PXE service on ' || e.dst_ip || ', or open UDP 4011 between the targets and it.') AS mend,
	CASE WHEN i.event_id IS NOT NULL THEN 0.95 ELSE 0.92 END AS confidence, e.dst_ip AS server, x.tries,
	duration(x.last_ns - x.first_ns) AS span,
	CASE WHEN i.event_id IS NULL THEN ''
		WHEN i.code = 3 THEN i.router || ' answered with ICMP port unreachable: nothing listens there.'
		ELSE i.router || ' reported with ICMP that the packet was not let through (type 3, code ' || i.code || ').' END AS icmp_text,
	CASE x.who WHEN 'uefi' THEN '"PXE-E16: No valid offer received"'
		WHEN 'ipxe' THEN '"Nothing to boot" (ipxe.org/2d03e1), after it went on without the answer'
		ELSE '"PXE-E55: proxyDHCP service did not reply to request on port 4011"' END AS console,
	(SELECT json_group_array(json_object('event', event_id, 'role', role)) FROM (
		SELECT be.event_id, 'for' AS role, be.ns FROM boot_event be JOIN event v USING (event_id)
			WHERE be.boot_id = b.boot_id AND v.kind = 'pxe-request'
		UNION SELECT i.event_id, 'for', 0 WHERE i.event_id IS NOT NULL
		UNION SELECT o.event_id, 'context', o.ns FROM offer o WHERE o.boot_id = b.boot_id AND o.message IN ('offer', 'proxy')
			AND o.class IN ('dhcp-binl', 'proxy-binl', 'dhcp-pxe10', 'proxy-pxe10')
		ORDER BY 2 DESC, 3 LIMIT 16)) AS evidence
FROM boot b JOIN exchange x ON x.boot_id = b.boot_id AND x.kind = 'pxe-request'
JOIN event e ON e.event_id = x.first_event JOIN dhcp d ON d.event_id = x.first_event
LEFT JOIN (SELECT min(i.event_id) AS event_id, q_src, q_dst, min(i.code) AS code, min(s.src_ip) AS router FROM icmp i JOIN event s USING (event_id)
	WHERE i.type = 3 AND i.q_dst_port = 4011 GROUP BY q_src, q_dst) i ON i.q_src = e.src_ip AND i.q_dst = e.dst_ip
WHERE b.outcome = 'failed' AND b.phase_reached IN ('dhcp', 'pxe') AND d.pxe_item IS NULL AND x.acks = 0 AND e.l3_cast = 'unicast'
	AND (x.tries >= 3 OR (x.tries >= 2 AND i.event_id IS NOT NULL))
	AND NOT EXISTS (SELECT 1 FROM exchange a WHERE a.boot_id = b.boot_id AND a.kind = 'pxe-request' AND a.acks > 0)
	AND NOT EXISTS (SELECT 1 FROM boot_transfer t WHERE t.boot_id = b.boot_id)
GROUP BY b.boot_id
