-- id: tftp-stalled
-- title: The download of the boot file stopped halfway
-- phase: bootfile
-- kind: failure
-- scope: boot
-- needs: target_tx target_rx long_enough
-- summary: "{file}" from {server} stopped at block {block}
-- explain: {server} was sending "{file}" to {mac}. It stopped at block {block}, after {bytes}{of_text}. {side_text}
--   The console says {console}.
-- against: {against_text} {size_text}
-- check: {look}
-- remedy: {mend}
-- when: failed transfer
-- source: RFC 1350 section 7; netboot.md 4.3, 6.4; pvs.md F32
WITH
-- ICMP that refuses packets of a transfer, with who sent those; what refuses the server's after the target gave up says nothing
refused AS (
	SELECT bt.boot_id, t.transfer_id, i.code, i.q_src = t.client_ip AS upwards, e.src_ip AS reporter, i.q_dst_port AS port, count(*) AS n,
		min(i.event_id) AS event_id
	FROM boot b JOIN boot_transfer bt USING (boot_id) JOIN transfer t USING (transfer_id) JOIN boot_event be ON be.boot_id = b.boot_id
		JOIN icmp i USING (event_id) JOIN event e USING (event_id)
	WHERE b.outcome = 'failed' AND b.phase_reached = 'bootfile' AND t.status = 'stalled' AND i.type = 3 AND i.code IN (3, 9, 10, 13)
		AND ((i.q_src = t.client_ip AND i.q_src_port = t.client_port AND i.q_dst_port = t.reply_port)
			OR (i.q_dst = t.client_ip AND i.q_dst_port = t.client_port AND i.q_src_port = t.reply_port AND t.repeats_ack = 0))
	GROUP BY bt.boot_id, t.transfer_id HAVING count(DISTINCT i.q_src || i.code) = 1)
SELECT b.boot_id, b.mac, CASE WHEN r.code IS NULL THEN 0.8 ELSE 0.9 END AS confidence, t.server_ip AS server, coalesce(t.file, 'a file whose request was not captured') AS file,
	max(t.last_block, coalesce(t.last_ack, 0), 1) AS block, byte_count(t.bytes) AS bytes,
	coalesce(' of ' || byte_count(t.tsize), '') AS of_text,
	CASE t.status WHEN 'error' THEN 'Ruled out: loss on the way (the server said itself that it stops).'
		ELSE 'Ruled out: a refusal (no TFTP error before the silence) and a service that never answered.' END AS against_text,
	CASE WHEN t.status = 'error' THEN 'The server ended it with error ' || t.error_code || ': "' || coalesce(t.error_text, '') || '".'
		WHEN t.blocks = 0 AND t.repeats_data > 0 THEN 'No block was sent: the server repeated its option acknowledgement ' || t.repeats_data
			|| ' times, so what the target sends to its port ' || t.reply_port || ' does not arrive, or is refused.'
		WHEN t.repeats_ack > 0 AND t.repeats_data = 0 THEN 'The target repeated its acknowledgement ' || t.repeats_ack
			|| ' times and got nothing: the server fell silent, or its blocks are lost before this capture point.'
		WHEN t.repeats_data > 0 AND t.repeats_ack = 0 THEN 'The server repeated the block ' || t.repeats_data
			|| ' times and no acknowledgement came: the target fell silent, the block does not reach it, or its acknowledgement is lost.'
		WHEN t.repeats_data > 0 THEN 'Both sides repeated themselves (' || t.repeats_data || ' blocks, ' || t.repeats_ack
			|| ' acknowledgements): they do not hear each other.'
		WHEN t.stall_side = 'server' THEN 'The last packet was the target''s: it was the server''s turn.'
		ELSE 'The last packet was the server''s: it was the target''s turn.' END
		|| CASE WHEN r.code IS NULL THEN '' ELSE ' ' || r.reporter || ' says why: ICMP "' || CASE r.code WHEN 3 THEN 'port unreachable' ELSE 'administratively prohibited' END
			|| '", ' || CASE WHEN r.n = 1 THEN 'once' WHEN r.n < 12 THEN r.n || ' times' ELSE 'at least ' || r.n || ' times' END || ', for what goes to port ' || r.port
			|| CASE WHEN r.code <> 3 THEN ': a filter rule forbids it.' WHEN r.upwards THEN ': the server has ended this transfer, or the service itself.'
				ELSE ': the target has ended this transfer by itself.' END END AS side_text,
	CASE WHEN (t.blocks = 1 OR (t.blocks = 0 AND t.repeats_data = 0)) AND t.blksize > 1024 AND t.tsize IS NOT 0 THEN 'The first full block already fails, while small packets pass: think of the packet size (blksize '
		|| t.blksize || ').' ELSE '' END AS size_text,
	CASE WHEN t.status = 'error' THEN 'Look at the log of the TFTP service, and whether the file can be read there to its end.'
		ELSE 'Capture at both ends at the same time: that shows where the packet is lost.' || CASE
			WHEN (t.blocks = 1 OR (t.blocks = 0 AND t.repeats_data = 0)) AND t.blksize > 1024 AND t.tsize IS NOT 0
			THEN ' Try with a block size of 1024 or less.' ELSE '' END END AS look,
	CASE WHEN t.status = 'error' THEN 'Mend what the server complains of, and start the target again.'
		WHEN r.code <> 3 THEN 'Remove the filter rule that ' || r.reporter || ' enforces: TFTP answers, and is answered, at any UDP port above 1023.'
		WHEN r.upwards THEN 'Find out in the log of the TFTP service on ' || t.server_ip || ' why it ended, and whether the service was restarted.'
		WHEN r.code = 3 THEN 'See on the target''s console why it stopped loading.'
		WHEN t.blocks = 0 AND t.repeats_data > 0 THEN 'Let the targets'' datagrams to the ports through from which the TFTP server answers (any UDP port above 1023).'
		ELSE 'If the same block fails each time, lower the block size of the TFTP server and look at the MTU; if it is another block each time, '
			|| 'look for loss on the path (duplex, cabling, overloaded virtual switch).' END AS mend,
	CASE WHEN r.code = 3 AND NOT r.upwards THEN 'why' ELSE CASE b.client_kind WHEN 'uefi' THEN '"PXE-E18: Server response timeout"'
		WHEN 'ipxe' THEN '"Connection timed out" (ipxe.org/4c)' ELSE '"PXE-E35: TFTP read timeout"' END END AS console,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT e.event_id, e.ns FROM boot_event_seen be JOIN event e USING (event_id) WHERE be.boot_id = b.boot_id
			AND (+e.kind LIKE 'tftp-%' OR e.event_id = r.event_id) AND e.capture_id IN (t.capture_id, (SELECT l.capture_id FROM event l WHERE l.event_id = t.last_event)) AND e.ns >= t.first_ns AND (e.event_id <= t.last_event OR e.event_id = r.event_id)
			AND (e.src_port = t.client_port OR e.dst_port = t.client_port OR e.event_id = r.event_id)
		ORDER BY +e.kind LIKE 'tftp-%', e.ns DESC LIMIT 16)) AS evidence
FROM boot b JOIN boot_transfer bt USING (boot_id) JOIN transfer t USING (transfer_id)
LEFT JOIN refused r ON r.boot_id = b.boot_id AND r.transfer_id = t.transfer_id
WHERE b.outcome = 'failed' AND b.phase_reached = 'bootfile' AND t.protocol = 'tftp'
	AND (t.status = 'stalled' OR (t.status = 'error' AND t.error_from = 'server' AND t.blocks > 0) OR (t.status = 'aborted' AND t.error_code IN (0, 8) AND t.repeats_ack >= 3))
	AND (t.acks > 0 OR t.blocks >= 2)
	-- an empty file is tftp-truncated's
	AND NOT (t.blocks = 1 AND t.bytes = 0)
	AND t.transfer_id = (SELECT f.transfer_id FROM boot_transfer fb JOIN transfer f USING (transfer_id) WHERE fb.boot_id = b.boot_id
		AND f.acks > 0 ORDER BY f.last_ns DESC, f.repeats_data + f.repeats_ack DESC LIMIT 1)
	AND NOT EXISTS (SELECT 1 FROM boot_transfer gb JOIN transfer g USING (transfer_id) WHERE gb.boot_id = b.boot_id
		AND g.status = 'complete' AND g.last_ns >= t.last_ns)
