-- id: pxe-arp-timeout
-- title: Nobody answers ARP for the boot server's address (PXE-E11)
-- phase: pxe
-- kind: failure
-- scope: boot
-- needs: target_tx target_rx target_all long_enough complete
-- summary: no ARP answer for {address}, {what}
-- explain: {mac} has the address {lease} and needs {address}: {what}. It asked for its MAC address by ARP {asked} times over {span}, and
--   no answer is recorded. Without one no request can be sent. {net_text}
--   The console says {console}.
-- against: Ruled out: DHCP (the address is there), and a filter for TFTP or PXE (no such request was sent yet). {alive_text}
-- check: See whether {address} is up and in this VLAN, and whether the subnet mask {mask} and the router {router} that DHCP gave are right
--   for this segment. Dynamic ARP inspection on the switch can drop the question as well.
-- remedy: {fix}
-- when: failed
-- source: RFC 826; PXE 2.1; netboot.md 3.3, 6.3; pvs.md F18
WITH asked AS (
	SELECT be.boot_id, a.tpa, count(*) AS n, min(be.ns) AS first_ns, max(be.ns) AS last_ns
	FROM boot_event be JOIN arp a USING (event_id) JOIN boot b USING (boot_id)
	WHERE a.form = 'request' AND a.sha = b.mac AND b.outcome = 'failed' AND b.phase_reached IN ('pxe', 'bootfile')
	GROUP BY be.boot_id, a.tpa),
-- whom the target needs: by the answers it got, as its kind reads them
needed AS (
	SELECT o.boot_id, o.tftp_server AS ip, 'the TFTP server' AS what FROM offer o WHERE o.tftp_server IS NOT NULL
	UNION SELECT o.boot_id, o.server, 'the PXE service, by its option 60' FROM offer o WHERE o.class LIKE '%binl' AND o.file IS NULL
	UNION SELECT bt.boot_id, t.server_ip, 'the TFTP server' FROM boot_transfer bt JOIN transfer t USING (transfer_id)),
-- mask and router as given
given AS (
	SELECT be.boot_id, max(d.mask) AS mask, max(d.router) AS router FROM boot_event be JOIN dhcp d USING (event_id)
	JOIN boot b USING (boot_id) WHERE d.op = 2 AND d.yiaddr = b.lease_ip GROUP BY be.boot_id)
SELECT b.boot_id, b.mac, 0.92 AS confidence, b.lease_ip AS lease, k.tpa AS address, min(n.what) AS what, k.n AS asked,
	duration(k.last_ns - k.first_ns) AS span, coalesce(g.mask, '(none)') AS mask, coalesce(g.router, '(none)') AS router,
	CASE WHEN g.mask IS NOT NULL AND ip_in_net(k.tpa, b.lease_ip, g.mask) = 0
		THEN 'By the mask ' || g.mask || ' the address is in another network, and the target should have asked its router: it has no usable router.'
		ELSE '' END AS net_text,
	CASE WHEN s.ip IS NOT NULL THEN k.tpa || ' is alive elsewhere in these captures, with the MAC ' || coalesce(s.mac, 'not known') || '.'
		ELSE 'Nothing else of ' || k.tpa || ' is in these captures.' END AS alive_text,
	CASE WHEN n.what LIKE 'the PXE%' THEN 'If no PXE service runs on ' || k.tpa || ', remove option 60 there; else bring it back.'
		ELSE 'Bring ' || k.tpa || ' back, correct the next server (siaddr), or correct mask and router in the DHCP scope.' END AS fix,
	CASE b.client_kind WHEN 'uefi' THEN '"PXE-E18: Server response timeout" or "PXE-E99"'
		WHEN 'ipxe' THEN '"Connection timed out" (ipxe.org/4c3760)' ELSE '"PXE-E11: ARP timeout"' END AS console,
	(SELECT json_group_array(json_object('event', event_id, 'role', role)) FROM (
		SELECT be.event_id, 'for' AS role, be.ns FROM boot_event be JOIN arp a USING (event_id) WHERE be.boot_id = b.boot_id
			AND a.form = 'request' AND a.sha = b.mac AND a.tpa = k.tpa
		UNION SELECT o.event_id, 'context', o.ns FROM offer o WHERE o.boot_id = b.boot_id AND (o.tftp_server = k.tpa OR o.server = k.tpa)
		ORDER BY 2 DESC, 3 LIMIT 12)) AS evidence
FROM boot b JOIN asked k USING (boot_id) JOIN needed n ON n.boot_id = b.boot_id AND n.ip = k.tpa
LEFT JOIN given g ON g.boot_id = b.boot_id
LEFT JOIN (SELECT ip, min(mac) AS mac FROM address GROUP BY ip) s ON s.ip = k.tpa
WHERE k.n >= 3 AND k.tpa IS NOT coalesce(g.router, '')
	AND NOT EXISTS (SELECT 1 FROM arp r JOIN event e USING (event_id) WHERE r.form = 'reply' AND r.spa = k.tpa AND r.tha = b.mac
		AND e.ns BETWEEN b.start_ns AND b.seen_until_ns)
	AND NOT EXISTS (SELECT 1 FROM boot_transfer bt JOIN transfer t USING (transfer_id) WHERE bt.boot_id = b.boot_id AND t.server_ip = k.tpa)
GROUP BY b.boot_id
