-- id: tftp-file-not-found
-- title: The boot server does not have the boot file
-- phase: bootfile
-- kind: failure
-- scope: boot
-- needs: target_tx long_enough
-- summary: {server} has no file "{file}"
-- explain: {server} answered the request for "{file}" with TFTP error 1, "{message}". {name_text}
--   No later request of this boot succeeded. The console says {console}.
-- against: Ruled out: a boot program that tries a list of names (none of them succeeded), and a server that is down (it answered).
-- check: List the directory on {server} and compare letter by letter: case, path separators and trailing bytes count.
-- remedy: Correct the boot file name, or put the file where the name points.
-- when: stopped transfer
-- source: RFC 1350 section 5; netboot.md 6.4
SELECT b.boot_id, 0.95 AS confidence, t.server_ip AS server, t.file, coalesce(t.error_text, '') AS message,
	CASE WHEN b.file_source IS NOT NULL THEN 'The name came from ' || b.file_source || '.' ELSE '' END AS name_text,
	CASE b.client_kind WHEN 'uefi' THEN '"PXE-E23: Client received TFTP error from server"'
		WHEN 'ipxe' THEN '"No such file or directory" (ipxe.org/2d0c61)'
		ELSE '"PXE-E3B: TFTP Error - File Not found" or "PXE-T01"' END AS console,
	json_array(json_object('event', t.request_event, 'role', 'for'),
		json_object('event', t.error_event, 'role', 'for')) AS evidence
FROM boot b JOIN boot_transfer bt USING (boot_id) JOIN transfer t USING (transfer_id)
WHERE b.outcome IN ('failed', 'incomplete') AND b.phase_reached = 'bootfile'
	AND t.status = 'error' AND t.error_from = 'server'
	AND (t.error_code = 1 OR (t.error_code = 0 AND (t.error_text LIKE '%not found%' OR t.error_text LIKE '%no such file%')))
	AND t.transfer_id = (SELECT f.transfer_id FROM boot_transfer fb JOIN transfer f USING (transfer_id)
		WHERE fb.boot_id = b.boot_id AND f.status = 'error' ORDER BY f.first_ns LIMIT 1)
	AND NOT EXISTS (SELECT 1 FROM boot_transfer gb JOIN transfer g USING (transfer_id)
		WHERE gb.boot_id = b.boot_id AND g.status IN ('complete', 'open') AND g.blocks > 0)
