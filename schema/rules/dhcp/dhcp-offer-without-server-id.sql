-- id: dhcp-offer-without-server-id
-- title: The offers lack the server identifier
-- phase: dhcp
-- kind: failure
-- scope: boot
-- needs: options
-- refines: dhcp-offer-not-selected
-- summary: {offers} offers from {server} without option 54, none taken
-- explain: {server} answered {mac} {offers} times, and none of the offers carries the server identifier (option 54), which every DHCP
--   offer must have. The firmware asked {tries} times over {span} and never sent a REQUEST: UEFI drops such offers
--   ("PXE-E18" or "PXE-E16"); other clients fall back on the sender's address.
-- against: Ruled out: an option 54 that the capture cut off, or that stands in the overloaded file or sname field.
-- check: Look which program answers on {server}: an old BOOTP server, a router, or a server with a faulty option table.
-- remedy: Update or replace that DHCP server, or keep it away from this network.
-- when: failed
-- source: RFC 2131 table 3; EDK2 DhcpHandleSelect; netboot.md 1.1, 6.2
SELECT b.boot_id, b.mac, x.answer_from AS server, x.offers, x.tries, duration(x.last_ns - x.first_ns) AS span,
	CASE b.client_kind WHEN 'uefi' THEN 0.93 ELSE 0.5 END AS confidence,
	CASE b.client_kind WHEN 'uefi' THEN 'yes' ELSE 'cannot-tell' END AS verdict,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind IN ('dhcp-discover', 'dhcp-offer') ORDER BY be.ns LIMIT 16)) AS evidence
FROM boot b JOIN exchange x ON x.boot_id = b.boot_id AND x.kind = 'discover'
WHERE b.outcome = 'failed' AND b.phase_reached = 'dhcp' AND x.offers > 0 AND x.tries >= 2
	AND NOT EXISTS (SELECT 1 FROM exchange r WHERE r.boot_id = b.boot_id AND r.kind LIKE 'request-%')
	AND NOT EXISTS (SELECT 1 FROM boot_event be JOIN event e USING (event_id) JOIN dhcp d USING (event_id) WHERE be.boot_id = b.boot_id
		AND +e.kind = 'dhcp-offer' AND (d.server_id IS NOT NULL OR d.options_complete = 0 OR e.malformed))
