-- id: tftp-port-closed
-- title: The host is up, but no TFTP service listens there
-- phase: bootfile
-- kind: failure
-- scope: boot
-- refines: tftp-no-response
-- summary: {server} answers the request for "{file}" with ICMP port unreachable
-- explain: {mac} asked {server} for "{file}" on UDP {port}. {server} answered with ICMP "port unreachable": the host is up and
--   reachable, and nothing has that port open. {name_text} {same_text}
--   The console says {console}.
-- against: Ruled out: a filter that drops silently, a host that is down, a wrong VLAN. A firewall can send this ICMP in the server's
--   name; the TTL of the ICMP tells how far away its sender is.
-- check: On {server}, see that the TFTP service (Citrix PVS TFTP Service) runs and that UDP {port} is bound to the address
--   {server} ("netstat -ano -p udp"). If {server} is not meant to be the TFTP server, look at next server (siaddr) and option 66.
-- remedy: Start the TFTP service on {server} and bind it to that address, or name the right TFTP server.
-- when: failed icmp transfer
-- source: RFC 792; RFC 1350; netboot.md 6.4
SELECT b.boot_id, b.mac, 0.95 AS confidence, t.server_ip AS server, coalesce(t.file, '') AS file, t.server_port AS port,
	CASE WHEN b.file_source IS NOT NULL THEN 'The name came from ' || b.file_source || '.' ELSE '' END AS name_text,
	CASE WHEN t.server_ip = b.dhcp_server THEN 'This host is also the DHCP server that gave the address.' ELSE '' END AS same_text,
	CASE b.client_kind WHEN 'uefi' THEN '"PXE-E99: Unexpected network error" at once (older firmware: PXE-E22 and E98)'
		WHEN 'ipxe' THEN '"Connection timed out" (ipxe.org/4c): iPXE does not react to the ICMP'
		ELSE '"PXE-E32: TFTP open timeout": a ROM does not react to the ICMP' END AS console,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id) LEFT JOIN icmp q USING (event_id)
		WHERE be.boot_id = b.boot_id AND (e.kind = 'tftp-rrq' OR (q.type = 3 AND q.code = 3 AND q.q_dst = t.server_ip
			AND q.q_dst_port = t.server_port)) ORDER BY be.ns LIMIT 16)) AS evidence
FROM boot b JOIN boot_transfer bt USING (boot_id) JOIN transfer t USING (transfer_id)
WHERE b.outcome = 'failed' AND b.phase_reached = 'bootfile' AND t.protocol = 'tftp'
	AND EXISTS (SELECT 1 FROM boot_event be JOIN icmp i USING (event_id) JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND i.type = 3 AND i.code = 3 AND i.q_dst = t.server_ip AND e.src_ip = t.server_ip
		AND i.q_src_port = t.client_port AND i.q_dst_port = t.server_port)
	AND NOT EXISTS (SELECT 1 FROM boot_transfer ob JOIN transfer o USING (transfer_id)
		WHERE ob.boot_id = b.boot_id AND o.status <> 'no-reply')
GROUP BY b.boot_id
