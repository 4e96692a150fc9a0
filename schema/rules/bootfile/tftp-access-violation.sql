-- id: tftp-access-violation
-- title: The boot server refuses to give the boot file
-- phase: bootfile
-- kind: failure
-- scope: boot
-- needs: target_tx long_enough
-- summary: {server} refuses {summary_text}
-- explain: {server} answered the request for "{file}" with TFTP error {code}, "{message}". {name_text}
--   {why_text}
--   No later request of this boot succeeded. {console_text}
-- against: Ruled out: a server that is down, and a filter on the way (the refusal arrived). A missing file would be TFTP error 1. {list_text}
-- check: {check_text}
-- remedy: {remedy_text}
-- when: stopped transfer
-- source: RFC 1350 section 5; netboot.md 6.4; pvs.md F29
WITH
refused AS (
	SELECT t.*, t.error_code = 2 OR t.message LIKE '%permission%' OR t.message LIKE '%denied%' OR t.message LIKE '%access%' AS denied
	FROM (SELECT *, coalesce(error_text, '') AS message FROM transfer) t
	WHERE t.protocol = 'tftp' AND t.status = 'error' AND t.error_from = 'server' AND t.blocks = 0
		-- the others have findings of their own
		AND t.error_code NOT IN (1, 8) AND NOT (t.error_code = 0 AND (t.message LIKE '%not found%' OR t.message LIKE '%no such file%')))
SELECT b.boot_id, CASE WHEN NOT t.denied THEN 0.8 WHEN t.error_code = 2 THEN 0.95 ELSE 0.85 END - CASE WHEN r.loaded IS NULL THEN 0 ELSE 0.2 END AS confidence,
	t.server_ip AS server, t.file, t.error_code AS code, t.message,
	CASE WHEN t.denied THEN 'access to "' || t.file || '"' ELSE '"' || t.file || '": TFTP error ' || t.error_code || ', "' || t.message || '"' END AS summary_text,
	CASE WHEN r.loaded IS NOT NULL THEN 'The program "' || r.loaded || '", which was loaded before, asked for it.'
		WHEN b.file_source IS NOT NULL THEN 'The name came from ' || b.file_source || '.' ELSE '' END AS name_text,
	CASE WHEN t.denied THEN 'The file may well exist: the server is not allowed to give it, or the name leads out of its root directory.'
		WHEN t.error_code = 4 AND (t.asked_tsize OR t.asked_blksize OR t.asked_windowsize)
			THEN 'The request had options (RFC 2347), which a server that knows none ignores; this one may refuse them so.'
		WHEN t.error_code = 0 THEN 'TFTP has no number for it: the words are all that says why.'
		ELSE 'That is no usual answer to a read request.' END AS why_text,
	CASE WHEN t.denied THEN 'On ' || t.server_ip || ', see which directory the TFTP service serves, whether it takes absolute names, and who may read the file.'
			|| ' An antivirus program that holds the file has the same effect (documented by Citrix for the bootstrap file).'
		ELSE 'On ' || t.server_ip || ', read what the TFTP service logged at ' || clock(t.last_ns) || '.' END AS check_text,
	CASE WHEN t.denied THEN 'Give the TFTP service''s account read access to "' || t.file || '", or name the file relative to the TFTP root.'
		ELSE 'Mend what the server''s own words or its log name.' END AS remedy_text,
	CASE WHEN r.loaded IS NULL THEN '' ELSE 'Not ruled out: that the program could do without this file, and stopped for another reason.' END AS list_text,
	CASE WHEN r.loaded IS NOT NULL THEN 'What the console says is up to the program that asked.'
		ELSE 'The console says ' || CASE b.client_kind WHEN 'uefi' THEN '"PXE-E23: Client received TFTP error from server"'
		WHEN 'ipxe' THEN CASE t.error_code WHEN 2 THEN '"Permission denied" (ipxe.org/02...)'
			WHEN 0 THEN '"Operation not supported" (ipxe.org/3c...), as with each error 0' ELSE '"Operation not supported" (ipxe.org/3c...)' END
		ELSE CASE WHEN t.error_code IN (2, 4) THEN '"PXE-E3C: TFTP Error - Access Violation" or "PXE-T0' || t.error_code || '"'
			ELSE '"PXE-E36: Error received from TFTP server" or "PXE-T0' || t.error_code || '"' END END || '.' END AS console_text,
	json_array(json_object('event', t.request_event, 'role', 'for'),
		json_object('event', t.error_event, 'role', 'for')) AS evidence
FROM boot b JOIN refusal r USING (boot_id) JOIN refused t USING (transfer_id)
WHERE b.outcome IN ('failed', 'incomplete') AND b.phase_reached = 'bootfile'
	-- a program that another loader loaded may try a list of names, and do without
	AND (r.loaded IS NULL OR b.outcome = 'failed')
