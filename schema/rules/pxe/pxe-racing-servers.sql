-- id: pxe-racing-servers
-- title: Two DHCP servers answer with different boot information
-- phase: pxe
-- kind: failure
-- scope: boot
-- needs: target_tx options long_enough
-- summary: {leaser} gave the address, {namer} named the boot file
-- explain: {mac} got offers of two DHCP servers. {namer} named the boot file "{file}", {leaser} named {other_text}. The target took its address from
--   {leaser}, so its acknowledgement does not hold the boot file of the other. Which of the two is faster decides whether the boot works:
--   the same target boots at one time and fails at another. The console says {console}.
-- against: Ruled out: a PXE service beside a DHCP server (both offers give an address), and a foreign DHCP server (both name the same mask
--   and router).
-- check: See whether both servers are meant for this segment. A failover pair must have the same options on both members.
-- remedy: Give both servers the same next server and boot file, or take one of them out.
-- when: failed offer
-- source: EDK2 PxeBcDhcp4; netboot.md 3.3 (E99), 6.3; pvs.md F07
SELECT b.boot_id, b.mac, 0.8 AS confidence, a.server AS leaser, f.server AS namer, f.file,
	CASE WHEN a.file IS NULL THEN 'none' ELSE '"' || a.file || '"' END AS other_text,
	CASE b.client_kind WHEN 'uefi' THEN '"PXE-E99: Unexpected network error"' WHEN 'ipxe' THEN '"Nothing to boot" (ipxe.org/2d03e1)'
		ELSE '"PXE-E53: No boot filename received"' END AS console,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (SELECT a.event_id UNION SELECT f.event_id)) AS evidence
FROM boot b JOIN offer a ON a.boot_id = b.boot_id AND a.message = 'ack'
JOIN offer f ON f.boot_id = b.boot_id AND f.message = 'offer' AND f.server <> a.server AND f.file IS NOT NULL
JOIN dhcp da ON da.event_id = a.event_id JOIN dhcp df ON df.event_id = f.event_id
WHERE b.outcome = 'failed' AND b.phase_reached IN ('pxe', 'bootfile') AND f.file IS NOT a.file
	-- a server that speaks of another network is no member of the pair, it does not belong there
	AND da.router IS df.router AND da.mask IS df.mask
	AND a.ns = (SELECT max(l.ns) FROM offer l WHERE l.boot_id = b.boot_id AND l.message = 'ack')
	AND NOT EXISTS (SELECT 1 FROM offer p WHERE p.boot_id = b.boot_id AND p.message IN ('proxy', 'boot-server'))
	AND NOT EXISTS (SELECT 1 FROM boot_transfer bt JOIN transfer t USING (transfer_id) WHERE bt.boot_id = b.boot_id AND t.blocks > 0)
GROUP BY b.boot_id
