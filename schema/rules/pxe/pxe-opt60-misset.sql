-- id: pxe-opt60-misset
-- title: The DHCP server claims to be the PXE service (option 60), but is not
-- phase: pxe
-- kind: failure
-- scope: boot
-- needs: target_rx long_enough
-- refines: pxe-4011-silent
-- summary: {server} sets option 60 "PXEClient", and nothing answers on its port 4011
-- explain: {server} offered {mac} the address {lease} and set option 60 "PXEClient" in the offer, without boot file. That tells firmware:
--   "the PXE service is on this host, ask UDP 4011". The target asked {server} on UDP 4011 {tries} times, and nothing answered. {icmp_text}
--   {known_text} The console says {console}.
-- against: {against_text}
-- check: Look for option 60 in the scope and server options of {server}. It belongs there only when DHCP and PXE service share one host.
-- remedy: Remove option 60 from the DHCP server {server}. A PXE service on another host is found by its own offers.
-- when: failed offer
-- source: PXE 2.1 section 2.2; netboot.md 3.1, 6.3; pvs.md F17
SELECT b.boot_id, b.mac, o.server, coalesce(b.lease_ip, '') AS lease, x.tries,
	CASE WHEN other.server IS NOT NULL THEN 0.93 ELSE 0.75 END AS confidence,
	CASE WHEN i.event_id IS NOT NULL THEN 'ICMP port unreachable came back: nothing listens there.' ELSE '' END AS icmp_text,
	CASE WHEN other.server IS NOT NULL THEN 'In these captures the PXE service is ' || other.server || ', not ' || o.server || '.' ELSE '' END AS known_text,
	CASE WHEN other.server IS NOT NULL THEN 'Ruled out: a PXE service on ' || o.server || ' that is only down (another host does this work).'
		ELSE 'Not visible here: whether a PXE service is meant to run on ' || o.server || ' and is down. No answer of it on port 4011 is in these captures.' END AS against_text,
	CASE x.who WHEN 'uefi' THEN '"PXE-E16: No valid offer received"'
		WHEN 'ipxe' THEN '"Nothing to boot" (ipxe.org/2d03e1)'
		ELSE '"PXE-E55: proxyDHCP service did not reply to request on port 4011"' END AS console,
	(SELECT json_group_array(json_object('event', event_id, 'role', role)) FROM (
		SELECT be.event_id, 'for' AS role, be.ns FROM boot_event be JOIN event v USING (event_id)
			WHERE be.boot_id = b.boot_id AND v.kind = 'pxe-request'
		UNION SELECT p.event_id, 'for', p.ns FROM offer p WHERE p.boot_id = b.boot_id AND p.server = o.server AND p.message = 'offer'
		UNION SELECT i.event_id, 'for', 0 WHERE i.event_id IS NOT NULL
		UNION SELECT other.event_id, 'context', 0 WHERE other.event_id IS NOT NULL
		ORDER BY 2 DESC, 3 LIMIT 16)) AS evidence
FROM boot b JOIN offer o ON o.boot_id = b.boot_id AND o.message = 'offer' AND o.class IN ('dhcp-binl', 'dhcp-pxe10') AND o.file IS NULL
JOIN exchange x ON x.boot_id = b.boot_id AND x.kind = 'pxe-request' AND x.acks = 0
JOIN event e ON e.event_id = x.first_event AND e.dst_ip = o.server
LEFT JOIN (SELECT min(i.event_id) AS event_id, q_src, q_dst FROM icmp i WHERE i.type = 3 AND i.code = 3 AND i.q_dst_port = 4011
	GROUP BY q_src, q_dst) i ON i.q_src = e.src_ip AND i.q_dst = e.dst_ip
LEFT JOIN (SELECT server, min(event_id) AS event_id FROM offer WHERE message = 'proxy' OR (message = 'boot-server' AND file IS NOT NULL)
	GROUP BY server) other ON other.server <> o.server
WHERE b.outcome = 'failed' AND b.phase_reached IN ('dhcp', 'pxe') AND (x.tries >= 3 OR (x.tries >= 2 AND i.event_id IS NOT NULL))
	AND NOT EXISTS (SELECT 1 FROM offer s WHERE s.server = o.server AND s.message IN ('proxy', 'boot-server'))
	AND NOT EXISTS (SELECT 1 FROM boot_transfer t WHERE t.boot_id = b.boot_id)
GROUP BY b.boot_id
