-- id: tftp-fragment-loss
-- title: Fragments of the boot file's blocks are lost
-- phase: bootfile
-- kind: failure
-- scope: boot
-- needs: long_enough
-- refines: tftp-stalled
-- summary: blocks of {ip_bytes} bytes travel in IP fragments, and do not arrive whole
-- explain: {server} sends "{file}" in blocks of {blksize} bytes. Such a block does not fit one Ethernet frame: it travels in IP fragments.
--   {proof} Without the whole datagram there is no acknowledgement, and the transfer stops at block {block}.
--   Small packets pass: the request was answered. The console says {console}.
-- against: {against_text}
-- check: Look for a firewall or a tunnel between {server} and the target that drops fragments: only the first fragment has port
--   numbers. Boot firmware often cannot put fragments together either (observed).
-- remedy: Limit the block size at the TFTP server to 1428 bytes or less (1456 is what boot ROMs ask for on plain Ethernet), or let
--   fragments pass.
-- when: failed transfer
-- source: RFC 791; RFC 792 (time exceeded, code 1); netboot.md 4.4, 6.4
WITH lost AS (
	SELECT b.boot_id, t.*, (SELECT sum(p.incomplete) FROM pieces p WHERE p.capture_id = t.capture_id AND p.src_ip = t.reply_ip
		AND p.dst_ip = t.client_ip AND p.protocol = 17) AS pieces_lost,
		(SELECT min(i.event_id) FROM icmp i JOIN event e USING (event_id) WHERE i.type = 11 AND i.code = 1 AND i.q_src = t.reply_ip
			AND i.q_dst = t.client_ip AND e.ns BETWEEN b.start_ns AND b.seen_until_ns) AS exceeded
	FROM boot b JOIN boot_transfer bt USING (boot_id) JOIN transfer t USING (transfer_id)
	WHERE b.outcome = 'failed' AND b.phase_reached = 'bootfile' AND t.protocol = 'tftp' AND t.status <> 'complete'
		AND t.acks + t.requests > 0 AND t.reply_ip IS NOT NULL)
SELECT b.boot_id, b.mac, l.server_ip AS server, coalesce(l.file, '') AS file, l.blksize, l.blksize + 32 AS ip_bytes,
	max(l.blocks, 1) AS block,
	CASE WHEN l.exceeded IS NOT NULL THEN 0.95 WHEN l.first_only > 0 OR l.pieces_lost > 0 THEN 0.9 ELSE 0.75 END AS confidence,
	CASE WHEN l.exceeded IS NOT NULL THEN 'The target reported with ICMP "fragment reassembly time exceeded" that the rest never came.'
		WHEN l.first_only > 0 OR l.pieces_lost > 0 THEN 'Of ' || max(l.first_only, coalesce(l.pieces_lost, 0))
			|| ' such datagrams only a part was recorded here.'
		ELSE 'Here they pass whole, ' || l.repeats_data || ' times, and are not acknowledged.' END AS proof,
	CASE WHEN l.first_only > 0 OR l.pieces_lost > 0 OR l.exceeded IS NOT NULL THEN 'Ruled out: a capture that cannot see fragments (first fragments are in it).'
		ELSE 'Not visible here: whether the target receives all fragments. That they are lost behind this capture point, or cannot be put together, is inferred.' END AS against_text,
	CASE b.client_kind WHEN 'uefi' THEN '"PXE-E18: Server response timeout"'
		WHEN 'ipxe' THEN '"Connection timed out" (ipxe.org/4c)' ELSE '"PXE-E35: TFTP read timeout" or "PXE-E32"' END AS console,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT e.event_id, e.ns, (e.event_id = l.exceeded) * 2 + (e.kind = 'ip-fragment') AS weight FROM event e WHERE e.capture_id = l.capture_id AND e.ns BETWEEN l.first_ns AND b.seen_until_ns
			AND (e.event_id = l.exceeded OR (e.kind = 'ip-fragment' AND e.src_ip = l.reply_ip AND e.dst_ip = l.client_ip)
			OR (e.kind IN ('tftp-rrq', 'tftp-oack', 'tftp-data', 'tftp-ack') AND l.client_port IN (e.src_port, e.dst_port)))
		ORDER BY weight DESC, e.ns LIMIT 16)) AS evidence
FROM boot b JOIN lost l USING (boot_id)
WHERE (l.exceeded IS NOT NULL OR l.first_only > 0 OR l.pieces_lost > 0 OR (l.fragmented > 0 AND l.repeats_data >= 2))
	AND l.blksize + 32 > 1280
	AND NOT EXISTS (SELECT 1 FROM boot_transfer gb JOIN transfer g USING (transfer_id) WHERE gb.boot_id = b.boot_id
		AND g.status = 'complete' AND g.last_ns >= l.first_ns)
GROUP BY b.boot_id
HAVING max(CASE WHEN l.exceeded IS NOT NULL THEN 3 WHEN l.first_only > 0 OR l.pieces_lost > 0 THEN 2 ELSE 1 END)
