-- id: tftp-file-not-found
-- title: The boot server does not have the boot file
-- phase: bootfile
-- kind: failure
-- scope: boot
-- needs: target_tx long_enough
-- summary: {server} has no file "{file}"
-- explain: {server} answered the request for "{file}" with TFTP error {code}, "{message}". {name_text}
--   No later request of this boot succeeded. {console_text}
-- against: {list_text} Ruled out: a server that is down (it answered).
-- check: List the directory on {server} and compare letter by letter: case, path separators and trailing bytes count.
-- remedy: Correct the boot file name, or put the file where the name points.
-- when: stopped transfer
-- source: RFC 1350 section 5; netboot.md 6.4
SELECT b.boot_id, CASE WHEN r.loaded IS NULL THEN 0.95 ELSE 0.75 END AS confidence, t.server_ip AS server, t.file, coalesce(t.error_text, '') AS message, t.error_code AS code,
	CASE WHEN r.loaded IS NOT NULL THEN 'The program "' || r.loaded || '", which was loaded before, asked for it.'
		WHEN b.file_source IS NOT NULL THEN 'The name came from ' || b.file_source || '.' ELSE '' END AS name_text,
	CASE WHEN r.loaded IS NULL THEN 'The console says ' || CASE b.client_kind WHEN 'uefi' THEN '"PXE-E23: Client received TFTP error from server"'
		WHEN 'ipxe' THEN '"No such file or directory" (ipxe.org/2d0c61)'
		ELSE CASE t.error_code WHEN 1 THEN '"PXE-E3B: TFTP Error - File Not found" or "PXE-T01"'
			ELSE '"PXE-E36: Error received from TFTP server" or "PXE-T00"' END END || '.'
		ELSE 'What the console says is up to the program that asked.' END AS console_text,
	CASE WHEN r.loaded IS NULL THEN 'Ruled out: a boot program that tries a list of names (none of them succeeded).'
		ELSE 'Not ruled out: that the program could do without this file, and stopped for another reason.' END AS list_text,
	json_array(json_object('event', t.request_event, 'role', 'for'),
		json_object('event', t.error_event, 'role', 'for')) AS evidence
FROM boot b JOIN refusal r USING (boot_id) JOIN transfer t USING (transfer_id)
WHERE b.outcome IN ('failed', 'incomplete') AND b.phase_reached = 'bootfile'
	AND t.status = 'error' AND t.error_from = 'server'
	AND (t.error_code = 1 OR (t.error_code = 0 AND (t.error_text LIKE '%not found%' OR t.error_text LIKE '%no such file%')))
	-- a program that another loader loaded may try a list of names, and do without
	AND (r.loaded IS NULL OR b.outcome = 'failed')
