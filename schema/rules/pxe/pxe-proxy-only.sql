-- id: pxe-proxy-only
-- title: The PXE service answers, but no DHCP server does (PXE-E52)
-- phase: pxe
-- kind: failure
-- scope: boot
-- needs: reply_visible long_enough
-- summary: {proxy} offers boot information, nobody offers an address
-- explain: {mac} sent {tries} DISCOVERs over {span}. The PXE service on {proxy} answered {proxies} of them, with boot information and
--   without an address (proxyDHCP). No DHCP server offered an address. So the DISCOVER does leave the segment or reaches it
--   whole, and the fault is on the DHCP side. The console says {console}.
-- against: Ruled out: a target that is cut off (one server hears it, and its answer arrives).
-- check: Look at DHCP as if no PXE service were there: the scope and its free addresses, the DHCP service and its log at {first_time},
--   and whether the relay's helper list names the DHCP servers as well as the PXE servers.
-- remedy: Bring DHCP back for this segment; the PXE service needs no change.
-- when: failed
-- source: PXE 2.1; netboot.md 3.3, 6.3; pvs.md F16
SELECT b.boot_id, b.mac, 0.93 AS confidence, x.tries, duration(x.last_ns - x.first_ns) AS span, x.proxy_offers AS proxies,
	coalesce((SELECT group_concat(DISTINCT o.server) FROM offer o WHERE o.boot_id = b.boot_id AND o.message = 'proxy'),
		x.answer_from) AS proxy, clock(x.first_ns) AS first_time,
	CASE b.client_kind WHEN 'uefi' THEN '"PXE-E16: No valid offer received" (firmware before 2018: E18)'
		WHEN 'ipxe' THEN '"No configuration methods succeeded" (ipxe.org/040ee1)'
		ELSE '"PXE-E52: proxyDHCP offers were received. No DHCP offers were received"' END AS console,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind IN ('dhcp-discover', 'pxe-offer') ORDER BY be.ns LIMIT 16)) AS evidence
FROM boot b JOIN exchange x ON x.boot_id = b.boot_id AND x.kind = 'discover'
WHERE b.outcome = 'failed' AND b.phase_reached = 'dhcp' AND x.proxy_offers > 0 AND x.tries >= 2
	AND x.exchange_id = (SELECT max(l.exchange_id) FROM exchange l WHERE l.boot_id = b.boot_id)
	AND NOT EXISTS (SELECT 1 FROM exchange a WHERE a.boot_id = b.boot_id AND a.offers + a.acks + a.naks > 0)
