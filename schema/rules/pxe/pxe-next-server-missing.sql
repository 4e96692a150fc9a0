-- id: pxe-next-server-missing
-- title: A boot file is named, but not the server that has it
-- phase: pxe
-- kind: failure
-- scope: boot
-- needs: target_tx options long_enough
-- summary: "{file}" without next server (siaddr): {what_short}
-- explain: {server} named the boot file "{file}" ({file_from}). Its next server field (siaddr) {siaddr_text}. {opt66_text}
--   {what} The console says {console}.
-- against: Ruled out: a missing boot file name. {against_text}
-- check: Look at the offer in the evidence: siaddr is a field of the header, not an option. In a Microsoft DHCP scope option 66 as an address
--   fills it; as a host name it does not help UEFI firmware.
-- remedy: Set the next server (siaddr; "next-server" in ISC dhcpd) to the address of the TFTP server{right_text}.
-- when: failed offer
-- source: RFC 2131 section 2; EDK2 PxeBcDhcp4BootInfo; netboot.md 3.4, 6.3; pvs.md F21
SELECT b.boot_id, b.mac, o.server, o.file, o.file_from,
	CASE WHEN d.siaddr IS NULL THEN 0.93 ELSE 0.8 END AS confidence,
	CASE WHEN d.siaddr IS NULL THEN 'is 0.0.0.0' ELSE 'is ' || d.siaddr || ', the DHCP server itself' END AS siaddr_text,
	CASE WHEN o.tftp_name IS NULL THEN 'Option 66 is not set either.'
		WHEN o.who LIKE 'uefi%' THEN 'Option 66 says "' || o.tftp_name || '": UEFI firmware built on EDK2 does not read option 66.'
		ELSE 'Option 66 says "' || o.tftp_name || '": many boot ROMs do not read option 66.' END AS opt66_text,
	CASE WHEN t.transfer_id IS NULL THEN 'the target asked nobody' ELSE 'the target asked ' || t.server_ip || ' in vain' END AS what_short,
	CASE WHEN t.transfer_id IS NULL THEN 'The target has a name and no address to ask, and sent no request.'
		ELSE 'For want of a next server the target asked ' || t.server_ip || CASE WHEN t.server_ip = o.server THEN ', the DHCP server,' ELSE '' END
			|| ' for the file, and did not get it.' END AS what,
	CASE WHEN t.transfer_id IS NULL THEN 'So is a TFTP server that is down (none was asked).'
		ELSE 'A TFTP service that is meant to run on ' || t.server_ip || ' and is down would look the same.' END AS against_text,
	CASE WHEN o.tftp_name IS NOT NULL THEN ': ' || o.tftp_name || ' if option 66 is right' ELSE '' END AS right_text,
	CASE o.who WHEN 'uefi' THEN '"PXE-E18: Server response timeout" or "PXE-E99"'
		WHEN 'ipxe' THEN '"Nothing to boot" or "No route to host" (ipxe.org)' ELSE '"PXE-E7B: Missing MTFTP server IP address" or "PXE-E32"' END AS console,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT o.event_id UNION SELECT be.event_id FROM boot_event be JOIN event e USING (event_id) WHERE be.boot_id = b.boot_id
			AND +e.kind = 'tftp-rrq' LIMIT 8)) AS evidence
FROM boot b JOIN offer o ON o.offer_id = (SELECT p.offer_id FROM offer p WHERE p.boot_id = b.boot_id AND p.file IS NOT NULL
	ORDER BY p.message = 'boot-server' DESC, p.message = 'proxy' DESC, p.message = 'ack' DESC, p.ns DESC LIMIT 1)
JOIN dhcp d ON d.event_id = o.event_id
LEFT JOIN (SELECT bt.boot_id, min(t.transfer_id) AS transfer_id, min(t.server_ip) AS server_ip, sum(t.blocks) AS blocks, sum(t.error_code IS NOT NULL
	AND t.error_from = 'server') AS errors FROM boot_transfer bt JOIN transfer t USING (transfer_id) GROUP BY bt.boot_id) t ON t.boot_id = b.boot_id
WHERE b.outcome = 'failed' AND b.phase_reached IN ('pxe', 'bootfile')
	AND o.file NOT LIKE '%://%'
	AND (o.who NOT IN ('ipxe', 'uefi-http') OR o.tftp_server IS NULL)
	AND ((d.siaddr IS NULL AND (t.transfer_id IS NULL OR (t.server_ip = o.server AND t.blocks = 0)))
		-- the DHCP server fills in its own address; option 66 names another
		OR (d.siaddr = o.server AND o.who = 'uefi' AND o.tftp_name IS NOT NULL AND o.tftp_name <> d.siaddr AND o.tftp_name NOT LIKE '%.in-addr.arpa'
			AND t.server_ip = d.siaddr AND t.blocks = 0 AND t.errors = 0))
	AND NOT (o.control IS NOT NULL AND o.control & 8 AND o.tftp_server IS NOT NULL AND o.tftp_from LIKE 'boot server%')
