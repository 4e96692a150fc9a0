-- id: tftp-no-option-support
-- title: The TFTP server knows no options, and the firmware needs them
-- phase: bootfile
-- kind: failure
-- scope: boot
-- needs: target_tx long_enough
-- summary: {server} ignores the TFTP options: the firmware cannot learn the size of "{file}"
-- explain: {mac} asked {server} for the size of "{file}" (option tsize). The server sent the first block at once instead of an option
--   acknowledgement: it does not know TFTP options (RFC 2347). UEFI firmware asks for the size first and stops when it is not told.
--   {end_text} The console says {console}.
-- against: Ruled out: a missing file (its first block came), and loss.
-- check: Ask the server with another client and option tsize; see its version.
-- remedy: Use a TFTP server that knows RFC 2347 to 2349 (the Citrix PVS TFTP Service does), or give the size by DHCP option 13.
-- when: failed transfer
-- source: RFC 2347; EDK2 PxeBcMtftp; netboot.md 3.3, 6.4
SELECT b.boot_id, b.mac, 0.9 AS confidence, t.server_ip AS server, t.file,
	CASE WHEN t.status = 'aborted' THEN 'The target ended it with TFTP error ' || t.error_code || ', "' || coalesce(t.error_text, '') || '".'
		ELSE 'The target did not acknowledge the block.' END AS end_text,
	'"PXE-E99: Unexpected network error" or "PXE-E53"' AS console,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT DISTINCT value AS event_id FROM json_each(json_array(t.request_event, t.reply_event, t.error_event))
		WHERE value IS NOT NULL)) AS evidence
FROM boot b JOIN boot_transfer bt USING (boot_id) JOIN transfer t USING (transfer_id)
WHERE b.outcome = 'failed' AND b.phase_reached = 'bootfile' AND b.client_kind = 'uefi' AND t.protocol = 'tftp'
	AND t.asked_tsize = 1 AND t.first_reply = 'data' AND t.blocks <= 1 AND t.acks <= 1 AND t.status IN ('aborted', 'stalled')
	AND t.transfer_id = (SELECT max(f.transfer_id) FROM boot_transfer fb JOIN transfer f USING (transfer_id) WHERE fb.boot_id = b.boot_id
		AND f.capture_id = t.capture_id)
