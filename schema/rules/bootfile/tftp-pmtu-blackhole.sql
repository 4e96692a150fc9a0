-- id: tftp-pmtu-blackhole
-- title: Full blocks of the boot file are too large for the path
-- phase: bootfile
-- kind: failure
-- scope: boot
-- needs: long_enough
-- refines: tftp-stalled
-- summary: blocks of {ip_bytes} bytes vanish between {server} and the target
-- explain: {server} sends "{file}" in blocks of {blksize} bytes, IP datagrams of {ip_bytes} bytes. {df_text}
--   The first full block was sent {times} times and never acknowledged, while the small packets pass in both directions:
--   request, option acknowledgement and acknowledgement 0. {proof}
--   A tunnel with a smaller MTU on the path does this. The console says {console}.
-- against: {against_text}
-- check: From {server}, "ping -f -l {ping} <address of the target network>" and smaller sizes show the largest packet that passes.
--   Look for VXLAN, GRE or IPsec between the two.
-- remedy: Let ICMP "fragmentation needed" pass to {server}, raise the MTU of the tunnel, or lower the block size of the TFTP server.
-- when: failed transfer
-- source: RFC 1191; RFC 2923; netboot.md 4.4, 6.4
SELECT b.boot_id, b.mac, t.server_ip AS server, coalesce(t.file, '') AS file, t.blksize, t.max_ip_bytes AS ip_bytes,
	CASE t.dont_fragment WHEN 1 THEN 'They forbid fragmentation (DF).'
		ELSE 'Routers may fragment them (no DF), so something below IP has the smaller limit: a switch, a tunnel, a virtual network.' END AS df_text,
	t.max_ip_bytes - 28 AS ping, t.repeats_data + 1 AS times,
	CASE WHEN i.event_id IS NOT NULL THEN 0.95 WHEN far.transfer_id IS NOT NULL THEN CASE t.dont_fragment WHEN 1 THEN 0.9 ELSE 0.8 END ELSE 0.75 END AS confidence,
	CASE WHEN i.event_id IS NOT NULL THEN i.router || ' reported with ICMP that fragmentation is needed'
			|| CASE WHEN i.mtu > 0 THEN ' (MTU ' || i.mtu || ')' ELSE '' END || ', and the server went on with the same size.'
		WHEN far.transfer_id IS NOT NULL THEN 'The other capture, nearer to the target, holds the small packets and not one of these blocks.'
		ELSE '' END AS proof,
	CASE WHEN i.event_id IS NOT NULL THEN 'Ruled out: loss by chance (a router names the size as the reason).'
		WHEN far.transfer_id IS NOT NULL THEN 'A filter that looks into the blocks would do the same; that is rare.'
		ELSE 'Not visible here: what arrives at the target. A target that stops by itself after its first acknowledgement would look the same; '
			|| 'a capture at its port decides.' END AS against_text,
	CASE b.client_kind WHEN 'uefi' THEN '"PXE-E18: Server response timeout"'
		WHEN 'ipxe' THEN '"Connection timed out" (ipxe.org/4c)' ELSE '"PXE-E35: TFTP read timeout" or "PXE-E32"' END AS console,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT e.event_id, e.ns, e.event_id = i.event_id AS weight FROM event e WHERE e.ns BETWEEN t.first_ns AND b.seen_until_ns AND (e.event_id = i.event_id
			OR (e.capture_id = t.capture_id AND e.kind IN ('tftp-rrq', 'tftp-oack', 'tftp-data', 'tftp-ack')
			AND t.client_ip IN (e.src_ip, e.dst_ip) AND t.client_port IN (e.src_port, e.dst_port)))
		ORDER BY weight DESC, e.ns LIMIT 16)) AS evidence
FROM boot b JOIN boot_transfer bt USING (boot_id) JOIN transfer t USING (transfer_id)
LEFT JOIN (SELECT min(i.event_id) AS event_id, i.q_src, i.q_dst, i.q_dst_port, max(i.mtu) AS mtu, min(e.src_ip) AS router
	FROM icmp i JOIN event e USING (event_id) WHERE i.type = 3 AND i.code = 4 GROUP BY i.q_src, i.q_dst, i.q_dst_port) i
	ON i.q_src = t.reply_ip AND i.q_dst = t.client_ip AND i.q_dst_port = t.client_port
LEFT JOIN (SELECT fb.boot_id, f.transfer_id, f.capture_id FROM boot_transfer_seen fb JOIN transfer f USING (transfer_id)
	WHERE f.blocks = 0 AND f.first_reply = 'oack' AND f.acks > 0 AND f.fragmented = 0) far
	ON far.boot_id = b.boot_id AND far.capture_id <> t.capture_id
WHERE b.outcome = 'failed' AND b.phase_reached = 'bootfile' AND t.protocol = 'tftp' AND t.status IN ('stalled', 'aborted')
	-- without DF, only where the other side shows that neither the blocks nor pieces of them arrive
	AND (t.dont_fragment = 1 OR far.transfer_id IS NOT NULL) AND t.fragmented = 0 AND t.max_ip_bytes > 1280 AND t.repeats_data >= 2
	AND t.first_reply = 'oack' AND t.acks > 0 AND t.blocks <= max(coalesce(t.windowsize, 1), 1) AND coalesce(t.last_ack, 0) = 0
	AND NOT EXISTS (SELECT 1 FROM boot_transfer gb JOIN transfer g USING (transfer_id) WHERE gb.boot_id = b.boot_id
		AND g.status = 'complete')
GROUP BY b.boot_id
