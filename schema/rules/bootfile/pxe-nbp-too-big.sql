-- id: pxe-nbp-too-big
-- title: The boot file is too large for this firmware
-- phase: bootfile
-- kind: failure
-- scope: boot
-- needs: target_tx long_enough
-- summary: "{file}" has {size}; a BIOS boot ROM has about 500 kB for it
-- explain: {mac} is a BIOS boot ROM. It asked {server} for "{file}", which has {size}, and {end_text}. A boot ROM loads its program into the
--   free base memory below 640 kB: about 500 kB are left (inferred; the exact amount is on the console).
--   The console says {console}.
-- against: Not visible here: how much memory was free. {against_text}
-- check: Compare with the boot file of a BIOS target that works; ARDBP32.BIN is far smaller than 100 kB.
-- remedy: Name the boot file meant for BIOS, or let this target boot by UEFI.
-- when: stopped transfer
-- source: PXE 2.1 section 3.2.3; netboot.md 3.3, 6.3
SELECT b.boot_id, b.mac, CASE t.error_code WHEN 3 THEN 0.85 ELSE 0.8 END AS confidence, t.server_ip AS server, t.file,
	byte_count(coalesce(t.tsize, t.bytes)) AS size,
	'ended the transfer with TFTP error ' || t.error_code || ', "' || coalesce(t.error_text, '') || '", without asking again' AS end_text,
	CASE t.error_code WHEN 3 THEN 'Error 3 ("allocation exceeded") says that it did not suffice.' ELSE 'A key pressed at the console ends a transfer in the same way.' END AS against_text,
	'"PXE-E79: NBP is too big to fit in free base memory" or "PXE-E05"' AS console,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT DISTINCT value AS event_id FROM json_each(json_array(t.request_event, t.reply_event, t.error_event))
		WHERE value IS NOT NULL)) AS evidence
FROM boot b JOIN boot_transfer bt USING (boot_id) JOIN transfer t USING (transfer_id)
WHERE b.outcome IN ('failed', 'incomplete') AND b.long_enough = 1 AND b.phase_reached = 'bootfile' AND b.client_kind = 'intel-rom'
	AND t.protocol = 'tftp' AND t.status = 'aborted' AND t.error_code IN (0, 3, 8) AND coalesce(t.tsize, t.bytes) > 512000 AND t.repeats_ack < 3
	AND NOT EXISTS (SELECT 1 FROM boot_transfer gb JOIN transfer g USING (transfer_id) WHERE gb.boot_id = b.boot_id
		AND g.transfer_id <> t.transfer_id AND (g.first_ns >= t.first_ns OR g.status = 'complete'))
