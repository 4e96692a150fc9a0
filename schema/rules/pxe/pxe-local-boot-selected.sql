-- id: pxe-local-boot-selected
-- title: The PXE menu sent the target to its local disk
-- phase: pxe
-- kind: note
-- scope: boot
-- needs: target_tx options long_enough
-- summary: the boot menu of {server} begins with "boot from disk"
-- explain: {server} sent {mac} a boot menu whose first item is type 0, local boot, taken {prompt_text}. The target then asked for no boot
--   server and for no file: it left PXE, as the menu says. UEFI firmware then shows "PXE-E21: Remote boot cancelled", a ROM goes on with the next
--   boot device. Somebody who pressed ESC leaves the same picture.
-- check: Look at the menu (option 43.9) of {server}, and ask whether network boot is meant for this target.
-- remedy: Put the network boot item first, or leave the target out of this menu.
-- when: stopped offer
-- source: PXE 2.1 section 2.2.2; EDK2 PxeBcDhcp4; netboot.md 3.2, 6.3
SELECT b.boot_id, b.mac, 0.75 AS confidence, o.server,
	CASE o.prompt_s WHEN 0 THEN 'at once' WHEN 255 THEN 'when a key is pressed' ELSE 'after ' || o.prompt_s || ' s' END AS prompt_text,
	json_array(json_object('event', o.event_id, 'role', 'for')) AS evidence
FROM boot b JOIN offer o ON o.boot_id = b.boot_id AND o.menu_local = 1 AND o.prompt_s IS NOT NULL
WHERE b.outcome IN ('failed', 'incomplete') AND b.phase_reached IN ('dhcp', 'pxe')
	AND NOT EXISTS (SELECT 1 FROM boot_transfer t WHERE t.boot_id = b.boot_id)
	AND NOT EXISTS (SELECT 1 FROM exchange x WHERE x.boot_id = b.boot_id AND x.kind = 'pxe-request')
GROUP BY b.boot_id
