-- id: tftp-wrong-server
-- title: The target asked a server that nobody named
-- phase: bootfile
-- kind: failure
-- scope: boot
-- needs: target_tx reply_visible options long_enough
-- summary: asked {server} for "{file}", but {named} was named
-- explain: DHCP and PXE answers named {named} as boot server for {mac}. The target asked {server} for "{file}" instead, and did not get it.
--   So the address comes from somewhere else: a fixed entry in the firmware or in a boot image, or an answer that is not in this capture.
-- against: Ruled out: the next server, the boot server list, the server identifier, option 66 and the PXE service's own address: none of them
--   is {server}.
-- check: Look at the firmware's settings and at the boot program for a fixed server address.
-- remedy: Correct the fixed address, or remove it so that DHCP decides.
-- when: failed transfer
-- source: netboot.md 3.4, 6.4
SELECT b.boot_id, b.mac, 0.85 AS confidence, t.server_ip AS server, t.file,
	(SELECT group_concat(DISTINCT o.tftp_server) FROM offer o WHERE o.boot_id = b.boot_id AND o.tftp_server IS NOT NULL) AS named,
	(SELECT json_group_array(json_object('event', event_id, 'role', role)) FROM (
		SELECT t.request_event AS event_id, 'for' AS role
		UNION SELECT o.event_id, 'for' FROM offer o WHERE o.boot_id = b.boot_id AND o.file IS NOT NULL LIMIT 6)) AS evidence
FROM boot b JOIN boot_transfer bt USING (boot_id) JOIN transfer t USING (transfer_id)
WHERE b.outcome = 'failed' AND b.phase_reached = 'bootfile' AND b.open_start = 0 AND t.protocol = 'tftp' AND t.status <> 'complete' AND t.blocks = 0
	AND t.transfer_id = (SELECT min(f.transfer_id) FROM boot_transfer fb JOIN transfer f USING (transfer_id) WHERE fb.boot_id = b.boot_id)
	AND EXISTS (SELECT 1 FROM offer o WHERE o.boot_id = b.boot_id AND o.tftp_server IS NOT NULL AND o.file IS NOT NULL)
	AND NOT EXISTS (SELECT 1 FROM boot_event be JOIN dhcp d USING (event_id) JOIN event e USING (event_id) WHERE be.boot_id = b.boot_id AND d.op = 2
		AND (t.server_ip IN (coalesce(d.siaddr, ''), coalesce(d.server_id, ''), coalesce(e.src_ip, ''), coalesce(d.tftp_name, ''), coalesce(d.sname, ''))
			OR instr(coalesce(d.pvs_servers, ''), t.server_ip) OR (d.tftp_name IS NOT NULL AND d.tftp_name GLOB '*[a-zA-Z]*')))
	AND NOT EXISTS (SELECT 1 FROM offer o WHERE o.boot_id = b.boot_id AND (o.tftp_server = t.server_ip OR o.file LIKE '%' || t.server_ip || '%'
		OR json_extract((SELECT options FROM dhcp WHERE event_id = o.event_id), '$."43"') IS NOT NULL
		OR json_extract((SELECT options FROM dhcp WHERE event_id = o.event_id), '$."150"') IS NOT NULL))
