-- id: uefi-no-login-servers
-- title: DHCP names no provisioning server, and a UEFI bootstrap has no list of its own
-- phase: login
-- kind: failure
-- scope: boot
-- needs: options long_enough target_all
-- summary: "{file}" loaded, but DHCP gave neither option 11 nor option 17
-- explain: {mac} loaded the bootstrap "{file}" from {server} whole. Then it asked no server on UDP 6910, and nothing else from PVS.
--   The UEFI bootstrap has no settings inside. It takes its login servers from DHCP option 11 (list of addresses) or
--   option 17 ("pvs:host:17:port"), as documented by Citrix. The answer of {dhcp_server} has neither.
--   The console shows that no server could be contacted and returns to the firmware.
--   In Citrix's phases the bootstrap download is done and the logon has not begun.
-- against: Ruled out: a download that failed (the last block is there), options that the capture cut off.
--   Not ruled out: Secure Boot that refuses the bootstrap would look the same from here. The missing options are enough by themselves.
-- check: Look at the DHCP scope or reservation of {lease_ip} for options 11 and 17.
-- remedy: Add option 11 with the streaming addresses of all provisioning servers to the scope.
--   With a port other than 6910, or with a name, use option 17: "pvs:NAME:17:PORT" (a name needs options 6 and 15 too).
-- when: failed transfer
-- source: Citrix, configure UEFI pre-boot environments; pvs.md 2.5, F23
SELECT b.boot_id, b.mac, 0.92 AS confidence, t.file, t.server_ip AS server, coalesce(b.dhcp_server, 'the DHCP server') AS dhcp_server,
	coalesce(b.lease_ip, 'this target') AS lease_ip,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id) WHERE be.boot_id = b.boot_id
			AND (e.kind = 'dhcp-ack' OR e.event_id IN (t.request_event, t.last_event)) ORDER BY be.ns)) AS evidence
FROM boot b JOIN boot_transfer bt USING (boot_id) JOIN transfer t USING (transfer_id)
WHERE b.outcome = 'failed' AND b.phase_reached = 'bootfile' AND b.client_kind IN ('uefi', 'uefi-http')
	AND t.status = 'complete' AND t.bytes >= coalesce(t.tsize, (SELECT max(z.tsize) FROM transfer z WHERE z.file = t.file
		AND z.server_ip = t.server_ip), 0) AND lower(t.file) GLOB '*pvsnbp*.efi'
	AND EXISTS (SELECT 1 FROM boot_event be JOIN event e USING (event_id) WHERE be.boot_id = b.boot_id AND +e.kind = 'dhcp-ack')
	AND NOT EXISTS (SELECT 1 FROM boot_event be JOIN dhcp d USING (event_id) WHERE be.boot_id = b.boot_id AND d.op = 2
		AND (d.pvs_servers <> '' OR d.options_complete = 0))
	AND NOT EXISTS (SELECT 1 FROM boot_flow bf WHERE bf.boot_id = b.boot_id)
GROUP BY b.boot_id
