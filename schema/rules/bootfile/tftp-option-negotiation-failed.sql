-- id: tftp-option-negotiation-failed
-- title: Target and TFTP server could not agree on the transfer options
-- phase: bootfile
-- kind: failure
-- scope: boot
-- needs: target_tx long_enough
-- summary: {side} refused the TFTP options for "{file}"
-- explain: {mac} asked {server} for "{file}" with {asked}. {what}
--   Without an agreement no block is sent. The console says {console}.
-- against: Ruled out: the size probe of PXE firmware (request for the size, OACK, error 0 or 8 by the target, and at once a new
--   request for the same file). Here no request followed that got on.
-- check: Compare request and option acknowledgement (OACK): a server may only acknowledge what was asked for, blksize and windowsize
--   not larger, timeout unchanged (RFC 2347 to 2349, RFC 7440).
-- remedy: Turn off the option in question at the TFTP server on {server} (blksize, windowsize or timeout), or update the server.
-- when: stopped transfer
-- source: RFC 2347; EDK2 Mtftp4; netboot.md 4.2, 6.4
SELECT b.boot_id, b.mac, t.server_ip AS server, t.file,
	CASE WHEN t.error_from = 'client' AND t.oack_fault IS NULL THEN 0.85 ELSE 0.93 END AS confidence,
	CASE t.error_from WHEN 'server' THEN t.server_ip ELSE 'the target' END AS side,
	CASE WHEN t.asked_blksize IS NULL AND t.asked_windowsize IS NULL AND t.asked_tsize = 0 THEN 'no option'
		ELSE ltrim(CASE WHEN t.asked_tsize THEN ', tsize' ELSE '' END || coalesce(', blksize ' || t.asked_blksize, '')
			|| coalesce(', windowsize ' || t.asked_windowsize, ''), ', ') END AS asked,
	CASE WHEN t.error_from = 'server' THEN 'The server answered with TFTP error ' || t.error_code || ', "'
			|| coalesce(t.error_text, '') || '": it refuses the options themselves.'
		ELSE 'The server acknowledged' || coalesce(' ' || t.oack_fault, ' them')
			|| ', and the target answered with TFTP error ' || t.error_code || ', "' || coalesce(t.error_text, '')
			|| '": it does not accept this acknowledgement.' END AS what,
	CASE b.client_kind WHEN 'uefi' THEN '"PXE-E23: Client received TFTP error from server" or "PXE-E99"'
		WHEN 'ipxe' THEN '"Operation not supported" or "Connection reset" (ipxe.org)'
		ELSE '"PXE-E36: Error received from TFTP server"' END AS console,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT DISTINCT value AS event_id FROM json_each(json_array(t.request_event, t.reply_event, t.error_event))
		WHERE value IS NOT NULL)) AS evidence
FROM boot b JOIN boot_transfer bt USING (boot_id) JOIN transfer t USING (transfer_id)
WHERE b.outcome IN ('failed', 'incomplete') AND b.phase_reached = 'bootfile' AND t.protocol = 'tftp' AND t.blocks = 0
	AND ((t.status = 'error' AND t.error_from = 'server' AND t.error_code = 8)
		OR (t.status = 'aborted' AND t.first_reply = 'oack' AND (t.error_code = 4
			OR (t.oack_fault IS NOT NULL AND t.error_code IN (0, 8)))))
	AND t.transfer_id = (SELECT max(f.transfer_id) FROM boot_transfer fb JOIN transfer f USING (transfer_id)
		WHERE fb.boot_id = b.boot_id AND f.capture_id = t.capture_id AND f.blocks = 0 AND f.status IN ('error', 'aborted')
		AND (f.error_code = 4 OR f.error_code = 8 OR f.oack_fault IS NOT NULL))
	AND NOT EXISTS (SELECT 1 FROM boot_transfer gb JOIN transfer g USING (transfer_id)
		WHERE gb.boot_id = b.boot_id AND (g.blocks > 0 OR (g.first_ns > t.first_ns AND g.file = t.file
			AND g.status <> t.status)))
