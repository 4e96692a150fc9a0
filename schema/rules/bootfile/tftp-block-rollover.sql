-- id: tftp-block-rollover
-- title: The transfer stopped where the block number starts again
-- phase: bootfile
-- kind: failure
-- scope: boot
-- needs: target_tx target_rx long_enough
-- refines: tftp-stalled
-- summary: "{file}" stopped at block {block}, where the 16-bit block number ends
-- explain: TFTP counts blocks with 16 bits. {server} sent "{file}" in blocks of {blksize} bytes and the transfer stopped at block {block}: the
--   largest number is {limit}. {wrap_text} With blocks of {blksize} bytes no more than {most} fit before that. The console says {console}.
-- against: A loss just at this block would look the same; it is not likely, and would not happen again at the same place.
-- check: Repeat the boot. If it stops at the same block again, it is this.
-- remedy: Raise the block size at the TFTP server (1456 carries 95 MB), or use a smaller file; update a server or client that counts with 15 bits.
-- when: failed transfer
-- source: RFC 1350; netboot.md 4.1, 6.4
SELECT b.boot_id, b.mac, 0.9 AS confidence, t.server_ip AS server, coalesce(t.file, '') AS file, t.blksize,
	t.last_block AS block, CASE WHEN t.last_block < 40000 THEN 32767 ELSE 65535 END AS limit_n,
	CASE WHEN t.last_block < 40000 THEN '32767 for one that takes them as signed' ELSE '65535' END AS "limit",
	byte_count(t.blksize * CASE WHEN t.last_block < 40000 THEN 32767 ELSE 65535 END) AS most,
	CASE WHEN t.wrap_to IS NOT NULL THEN 'Behind 65535 the server went on with ' || t.wrap_to || '; the target expects something else.' ELSE '' END AS wrap_text,
	CASE b.client_kind WHEN 'uefi' THEN '"PXE-E18: Server response timeout"' ELSE '"PXE-E35: TFTP read timeout"' END AS console,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT DISTINCT value AS event_id FROM json_each(json_array(t.request_event, t.reply_event, t.error_event, t.last_event))
		WHERE value IS NOT NULL)) AS evidence
FROM boot b JOIN boot_transfer bt USING (boot_id) JOIN transfer t USING (transfer_id)
WHERE b.outcome = 'failed' AND b.phase_reached = 'bootfile' AND t.protocol = 'tftp' AND t.status IN ('stalled', 'aborted', 'error')
	AND (t.last_block BETWEEN 65534 AND 65537 OR t.last_block BETWEEN 32766 AND 32769)
	AND (t.tsize IS NULL OR t.tsize > t.last_block * t.blksize)
	AND NOT EXISTS (SELECT 1 FROM boot_transfer gb JOIN transfer g USING (transfer_id) WHERE gb.boot_id = b.boot_id
		AND g.status = 'complete' AND g.first_ns > t.first_ns)
