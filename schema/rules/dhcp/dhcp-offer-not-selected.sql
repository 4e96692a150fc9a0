-- id: dhcp-offer-not-selected
-- title: The firmware took none of the offers
-- phase: dhcp
-- kind: failure
-- scope: boot
-- needs: target_tx options long_enough
-- summary: {offers} offers from {server}, none with boot information, none taken
-- explain: {server} answered the firmware of {mac} {offers} times, and {tries} DISCOVERs went out over {span}. The firmware
--   never sent a REQUEST. None of the offers named a boot file or a boot server, and no proxyDHCP offer came:
--   a PXE firmware that only wants to boot does not take an address alone. The console then says {console}.
-- against: A plain DHCP failure is ruled out: the offers are here. So is loss on the way to the target only where
--   the offers are seen at the target's own port.
-- check: Compare with an offer that a working target of this VLAN gets: option 67 or the file field, next server,
--   option 60, and whether a PXE service answers beside the DHCP server.
-- remedy: Either set the boot file and next server (options 66/67) in the scope for this architecture, or make
--   the PXE service reachable from the VLAN.
-- when: failed
-- source: PXE 2.1; EDK2 PxeBcSelectOffer; netboot.md 3.1, 6.2
SELECT b.boot_id, b.mac, 0.92 AS confidence,
	-- a tap at the target that holds none of them, though perhaps by its own fault
	CASE WHEN EXISTS (SELECT 1 FROM tap t WHERE t.boot_id = b.boot_id AND t.deaf) THEN 'cannot-tell' ELSE 'yes' END AS verdict, x.answer_from AS server, x.offers, x.tries,
	duration(x.last_ns - x.first_ns) AS span,
	CASE b.client_kind WHEN 'uefi' THEN '"PXE-E16: No valid offer received" (firmware before 2018: E18)'
		ELSE '"PXE-E53: No boot filename received"' END AS console,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind IN ('dhcp-discover', 'dhcp-offer')
		ORDER BY be.ns LIMIT 16)) AS evidence
FROM boot b JOIN exchange x ON x.boot_id = b.boot_id AND x.kind = 'discover'
WHERE b.outcome = 'failed' AND b.phase_reached = 'dhcp'
	AND b.client_kind IN ('intel-rom', 'uefi', 'ipxe')
	AND x.offers > 0 AND x.tries >= 2
	-- where the target's side is seen, an offer must have got there
	AND (x.answers_down > 0 OR EXISTS (SELECT 1 FROM sight s WHERE s.boot_id = b.boot_id AND s.client_side_reply = 0)) AND x.proxy_offers = 0
	-- and where it is shown that none did, none can have been refused
	AND NOT EXISTS (SELECT 1 FROM tap t WHERE t.boot_id = b.boot_id AND t.deaf AND t.two_way AND t.drops = 0 AND (t.target_rx OR (t.broadcast AND x.b_flag)))
	AND x.exchange_id = (SELECT max(l.exchange_id) FROM exchange l WHERE l.boot_id = b.boot_id)
	AND NOT EXISTS (SELECT 1 FROM boot_event be JOIN dhcp d USING (event_id) WHERE be.boot_id = b.boot_id
		AND d.op = 2 AND (d.boot IS NOT NULL OR d.vendor_class LIKE 'PXEClient%'))
