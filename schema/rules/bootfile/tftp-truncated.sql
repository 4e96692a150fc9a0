-- id: tftp-truncated
-- title: The boot file ended before its announced size
-- phase: bootfile
-- kind: failure
-- scope: boot
-- needs: target_tx long_enough
-- summary: {summary_text}
-- explain: {announced_text}The transfer ended in order after {bytes_n} bytes. {zero_text}
--   Nothing of a next phase followed. The console says {console}.
-- against: Ruled out: loss (each block was acknowledged up to a last, short one), and a transfer mode that changes the length (the mode is octet).
-- check: Compare the size of the file on {server} with that on another server. See whether it was being copied or replicated at {time}.
-- remedy: Put a whole copy of the file on {server}.
-- when: stopped transfer
-- source: RFC 1350 section 6; RFC 2349; netboot.md 6.4
SELECT b.boot_id, b.mac, 0.9 AS confidence, t.server_ip AS server, t.file, byte_count(t.bytes) AS bytes, byte_count(t.tsize) AS tsize,
	t.bytes AS bytes_n, t.tsize AS tsize_n, clock(t.last_ns) AS time,
	CASE WHEN t.bytes = 0 THEN '"' || coalesce(t.file, '') || '" on ' || t.server_ip || ' is empty'
		ELSE '"' || coalesce(t.file, '') || '": ' || byte_count(t.bytes) || ' came, ' || byte_count(t.tsize) || ' were announced' END AS summary_text,
	CASE WHEN t.tsize IS NULL THEN '' ELSE t.server_ip || ' announced "' || coalesce(t.file, '') || '" with ' || t.tsize || ' bytes. ' END AS announced_text,
	CASE WHEN t.bytes = 0 THEN 'The file is empty.' ELSE '' END AS zero_text,
	CASE b.client_kind WHEN 'uefi' THEN '"PXE-E99" or "NBP file downloaded successfully" and no more' ELSE 'a checksum error, or nothing' END AS console,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT DISTINCT value AS event_id FROM json_each(json_array(t.request_event, t.reply_event, t.last_event))
		WHERE value IS NOT NULL)) AS evidence
FROM boot b JOIN boot_transfer bt USING (boot_id) JOIN transfer t USING (transfer_id)
WHERE b.outcome IN ('failed', 'incomplete') AND b.long_enough = 1 AND b.phase_reached = 'bootfile' AND t.protocol = 'tftp'
	AND lower(coalesce(t.mode, 'octet')) = 'octet' AND t.blocks = t.last_block
	-- where nothing is in it, some firmware does not even acknowledge that
	AND ((t.status = 'complete' AND t.bytes < t.tsize) OR (t.status IN ('complete', 'stalled', 'open') AND t.blocks = 1 AND t.bytes = 0))
	AND EXISTS (SELECT 1 FROM tap s WHERE s.boot_id = b.boot_id AND s.capture_id = t.capture_id AND s.complete = 1)
	AND NOT EXISTS (SELECT 1 FROM boot_transfer gb JOIN transfer g USING (transfer_id) WHERE gb.boot_id = b.boot_id
		AND g.first_ns > t.last_ns)
