-- id: tftp-filter-unreachable
-- title: A router or firewall says that the TFTP server cannot be reached
-- phase: bootfile
-- kind: failure
-- scope: boot
-- refines: tftp-no-response
-- summary: {router} reports "{reason}" for the TFTP request to {server}
-- explain: {mac} asked {server} for "{file}" on UDP {port}. {router} answered with ICMP "{reason}". {meaning}
--   No answer of {server} was seen in this boot. The console says {console}.
-- against: Ruled out: loss without a trace, and a stopped TFTP service ({server} itself would say "port unreachable").
-- check: {look}
-- remedy: {fix}
-- when: failed icmp transfer
-- source: RFC 792; RFC 1812 section 5.2.7.1; netboot.md 4.4, 5
SELECT b.boot_id, b.mac, 0.94 AS confidence, t.server_ip AS server, coalesce(t.file, '') AS file, t.server_port AS port,
	coalesce(e.src_ip, 'A router') AS router,
	CASE i.code WHEN 0 THEN 'network unreachable' WHEN 1 THEN 'host unreachable' WHEN 9 THEN 'network administratively prohibited'
		WHEN 10 THEN 'host administratively prohibited' ELSE 'communication administratively prohibited' END AS reason,
	CASE WHEN i.code = 0 THEN 'It has no route to that network.'
		WHEN i.code = 1 THEN 'It has a route, but the host does not answer behind it: the host is down, or its address is wrong.'
		ELSE 'A filter rule forbids this packet.' END AS meaning,
	CASE WHEN i.code = 0 THEN 'Look at the routes of ' || coalesce(e.src_ip, 'the router') || ', and at the address of the TFTP server (next server, option 66).'
		WHEN i.code = 1 THEN 'See whether ' || t.server_ip || ' is up and answers ARP in its own network.'
		ELSE 'Look at the filter rules of ' || coalesce(e.src_ip, 'the router') || ' for UDP ' || t.server_port || ' from ' || t.client_ip || ' to ' || t.server_ip || '.' END AS look,
	CASE WHEN i.code IN (0, 1) THEN 'Bring ' || t.server_ip || ' back, repair the route, or name another TFTP server.'
		ELSE 'Allow UDP ' || t.server_port || ' to ' || t.server_ip || ', and the answers: they come from a new port, not from port 69.' END AS fix,
	CASE b.client_kind WHEN 'uefi' THEN '"PXE-E99" at once for an unreachable network or host, else "PXE-E18: Server response timeout"'
		WHEN 'ipxe' THEN '"Connection timed out" (ipxe.org/4c)' ELSE '"PXE-E32: TFTP open timeout"' END AS console,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT ce.event_id FROM boot_event ce JOIN event x USING (event_id) LEFT JOIN icmp q USING (event_id)
		WHERE ce.boot_id = b.boot_id AND (x.kind = 'tftp-rrq' OR (q.type = 3 AND q.code IN (0, 1, 9, 10, 13)
			AND q.q_dst = t.server_ip AND q.q_dst_port = t.server_port)) ORDER BY ce.ns LIMIT 16)) AS evidence
FROM boot b JOIN boot_transfer bt USING (boot_id) JOIN transfer t USING (transfer_id)
JOIN boot_event be USING (boot_id) JOIN icmp i ON i.event_id = be.event_id JOIN event e ON e.event_id = be.event_id
WHERE b.outcome = 'failed' AND b.phase_reached = 'bootfile' AND t.protocol = 'tftp'
	AND i.type = 3 AND i.code IN (0, 1, 9, 10, 13) AND i.q_dst = t.server_ip AND i.q_src_port = t.client_port
	AND i.q_dst_port = t.server_port
	AND NOT EXISTS (SELECT 1 FROM boot_transfer ob JOIN transfer o USING (transfer_id)
		WHERE ob.boot_id = b.boot_id AND o.status <> 'no-reply')
GROUP BY b.boot_id
