-- id: tftp-access-violation
-- title: The boot server refused access to the boot file
-- phase: bootfile
-- kind: failure
-- scope: boot
-- needs: target_tx long_enough
-- summary: {server} refuses access to "{file}"
-- explain: {server} answered the request for "{file}" with TFTP error {code}, "{message}". {name_text}
--   The file may well exist: the server is not allowed to give it, or the name leads out of its root directory.
--   No later request of this boot succeeded. The console says {console}.
-- against: Ruled out: a server that is down, and a filter on the way (the refusal arrived). A missing file would be TFTP error 1.
-- check: On {server}, see which directory the TFTP service serves, whether it takes absolute names, and who may read the file.
--   An antivirus program that holds the file has the same effect (documented by Citrix for the bootstrap file).
-- remedy: Give the TFTP service's account read access to "{file}", or name the file relative to the TFTP root.
-- when: stopped transfer
-- source: RFC 1350 section 5; netboot.md 6.4; pvs.md F29
SELECT b.boot_id, CASE t.error_code WHEN 2 THEN 0.95 ELSE 0.85 END AS confidence, t.server_ip AS server, t.file,
	t.error_code AS code, coalesce(t.error_text, '') AS message,
	CASE WHEN b.file_source IS NOT NULL THEN 'The name came from ' || b.file_source || '.' ELSE '' END AS name_text,
	CASE b.client_kind WHEN 'uefi' THEN '"PXE-E23: Client received TFTP error from server"'
		WHEN 'ipxe' THEN CASE t.error_code WHEN 2 THEN '"Permission denied" (ipxe.org/02...)'
			ELSE '"Operation not supported" (ipxe.org/3c...), for this server sends error 0 instead of 2' END
		ELSE CASE t.error_code WHEN 2 THEN '"PXE-E3C: TFTP Error - Access Violation" or "PXE-T02"'
			ELSE '"PXE-E36: Error received from TFTP server" or "PXE-T00"' END END AS console,
	json_array(json_object('event', t.request_event, 'role', 'for'),
		json_object('event', t.error_event, 'role', 'for')) AS evidence
FROM boot b JOIN boot_transfer bt USING (boot_id) JOIN transfer t USING (transfer_id)
WHERE b.outcome IN ('failed', 'incomplete') AND b.phase_reached = 'bootfile'
	AND t.protocol = 'tftp' AND t.status = 'error' AND t.error_from = 'server'
	AND (t.error_code = 2 OR (t.error_code = 0 AND (t.error_text LIKE '%permission%' OR t.error_text LIKE '%denied%'
		OR t.error_text LIKE '%access%')))
	AND t.transfer_id = (SELECT f.transfer_id FROM boot_transfer fb JOIN transfer f USING (transfer_id)
		WHERE fb.boot_id = b.boot_id AND f.status = 'error' ORDER BY f.first_ns LIMIT 1)
	AND NOT EXISTS (SELECT 1 FROM boot_transfer gb JOIN transfer g USING (transfer_id)
		WHERE gb.boot_id = b.boot_id AND g.status IN ('complete', 'open') AND g.blocks > 0)
