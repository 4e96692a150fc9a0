-- id: tftp-client-abort
-- title: The target itself broke the download off
-- phase: bootfile
-- kind: failure
-- scope: boot
-- needs: target_tx long_enough
-- summary: the target ended the transfer of "{file}" with TFTP error {code}
-- explain: {server} was sending "{file}" to {mac}{progress}. The target then sent TFTP error {code}, "{message}", and did not ask for
--   the file again. {meaning} Nothing of a next phase followed.
-- against: Ruled out: the size probe of PXE firmware (it asks again at once), a stall (the target was not waiting for the server), and
--   an error by the server. Not visible here: why the target refused; that is on its console only.
-- check: Read the target's console at {time}. Compare the file's size with what the firmware can load, and try the file with a target
--   that works.
-- remedy: Give this target the boot file meant for its firmware. If somebody pressed a key at the console, nothing is to be done.
-- when: stopped transfer
-- source: RFC 1350 section 5; netboot.md 4.2, 6.4
SELECT b.boot_id, b.mac, 0.75 AS confidence, t.server_ip AS server, coalesce(t.file, '') AS file, t.error_code AS code,
	coalesce(t.error_text, '') AS message, clock(t.last_ns) AS time,
	CASE WHEN t.blocks > 0 THEN ' (' || byte_count(t.bytes) || coalesce(' of ' || byte_count(t.tsize), '') || ' in ' || t.blocks
		|| ' blocks)' ELSE coalesce(' (its size, ' || byte_count(t.tsize) || ', was told)', '') END AS progress,
	CASE t.error_code WHEN 3 THEN 'Error 3 means "disk full or allocation exceeded": the target has no room for it.'
		WHEN 4 THEN 'Error 4 means that the target did not accept what the server sent.'
		ELSE 'Firmware sends this when the user cancels, or when it will not load the file.' END AS meaning,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT DISTINCT value AS event_id FROM json_each(json_array(t.request_event, t.reply_event, t.error_event))
		WHERE value IS NOT NULL)) AS evidence
FROM boot b JOIN boot_transfer bt USING (boot_id) JOIN transfer t USING (transfer_id)
WHERE b.outcome IN ('failed', 'incomplete') AND b.phase_reached = 'bootfile' AND t.protocol = 'tftp'
	AND t.status = 'aborted' AND t.error_from = 'client' AND t.error_code IN (0, 3, 4, 8)
	-- a disagreement about options is another matter, and so is giving up after waiting
	AND NOT (t.blocks = 0 AND (t.error_code = 4 OR t.oack_fault IS NOT NULL))
	-- so is a server without options, to firmware that needs them; where the options of DHCP were cut off, it may be that
	AND NOT ((b.client_kind = 'uefi' OR (SELECT options FROM sight g WHERE g.boot_id = b.boot_id) = 0) AND t.asked_tsize = 1 AND t.first_reply = 'data' AND t.blocks <= 1)
	AND t.repeats_ack < 3
	AND NOT EXISTS (SELECT 1 FROM boot_transfer gb JOIN transfer g USING (transfer_id) WHERE gb.boot_id = b.boot_id
		AND g.transfer_id <> t.transfer_id AND (g.first_ns >= t.first_ns OR g.status = 'complete')
		AND (coalesce(g.file, '') = coalesce(t.file, '') OR g.blocks > 0 OR g.status IN ('error', 'no-reply')))
	AND t.transfer_id = (SELECT min(f.transfer_id) FROM boot_transfer fb JOIN transfer f USING (transfer_id)
		WHERE fb.boot_id = b.boot_id AND f.status = 'aborted' AND f.first_ns >= t.first_ns)
