-- id: pxe-menu-malformed
-- title: The PXE information in option 43 contradicts itself
-- phase: pxe
-- kind: failure
-- scope: boot
-- needs: target_tx options long_enough
-- summary: {server} sends {fault}
-- explain: The answer of {server} speaks PXE (option 60 "PXEClient") and its option 43 holds {fault}. Firmware that takes this answer
--   cannot go on: {mac} sent no request to a boot server and none for a file. The console says {console}.
-- against: Ruled out: an option cut off by the capture (the options were captured whole), and a boot file that the answer tells to load
--   at once (there is none).
-- check: Look at the bytes of option 43 in the evidence. Often it is left over from another PXE product, or was typed in by hand.
-- remedy: Remove option 43 (and option 60) from the DHCP server {server}, or correct it as PXE 2.1 says.
-- when: failed offer
-- source: PXE 2.1 section 2.2.2; netboot.md 3.2, 3.3, 6.3; pvs.md F22
SELECT b.boot_id, b.mac, 0.9 AS confidence, o.server, o.fault,
	CASE WHEN o.who LIKE 'uefi%' THEN '"PXE-E21: Remote boot cancelled" or "PXE-E16: No valid offer received"'
		WHEN o.fault_code = 'PXE-E74' THEN '"PXE-E74: Bad or missing PXE menu and/or prompt information"'
		WHEN o.fault_code = 'PXE-E76' THEN '"PXE-E76: Bad or missing multicast discovery address"'
		WHEN o.fault_code = 'PXE-E77' THEN '"PXE-E77: Bad or missing discovery server list"' ELSE '"PXE-E53: No boot filename received"' END AS console,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT p.event_id FROM offer p WHERE p.boot_id = b.boot_id AND p.server = o.server AND p.fault IS NOT NULL ORDER BY p.ns LIMIT 4)) AS evidence
FROM boot b JOIN offer o ON o.offer_id = (SELECT p.offer_id FROM offer p WHERE p.boot_id = b.boot_id AND p.fault IS NOT NULL
	ORDER BY p.rank, p.ns LIMIT 1)
WHERE b.outcome = 'failed' AND b.phase_reached IN ('dhcp', 'pxe') AND b.client_kind IN ('intel-rom', 'uefi')
	-- a sound answer that the firmware would rather take
	AND NOT EXISTS (SELECT 1 FROM offer s WHERE s.boot_id = b.boot_id AND s.fault IS NULL AND s.rank <= o.rank)
	AND NOT EXISTS (SELECT 1 FROM boot_transfer t WHERE t.boot_id = b.boot_id)
	AND NOT EXISTS (SELECT 1 FROM exchange x WHERE x.boot_id = b.boot_id AND x.kind = 'pxe-request')
