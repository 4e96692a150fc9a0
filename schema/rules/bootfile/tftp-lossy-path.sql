-- id: tftp-lossy-path
-- title: Packets are lost while the boot file is loaded
-- phase: bootfile
-- kind: degraded
-- scope: boot
-- needs: complete
-- summary: {repeats} of {blocks} blocks of "{file}" had to be sent again
-- explain: {mac} loaded "{file}" from {server} completely, {bytes} in {span}. On the way {repeats_data} packets of the server and
--   {repeats_ack} acknowledgements were sent again, after silences of up to {gap}. That is {percent} % of the blocks.
--   A download that loses packets waits a second or more for each, and what loses TFTP packets will lose stream packets as well.
-- against: Ruled out: copies that a mirror made (the repeats come after a silence), and drops of the capture itself (none reported).
-- check: Look at error and drop counters of the ports between {server} and the target, at duplex, and at the load of virtual switches.
-- remedy: Repair the path. Measure again with a capture at both ends if the place is not clear.
-- when: resent
-- source: RFC 1350 section 7; netboot.md 6.4
SELECT b.boot_id, b.mac, t.capture_id AS seen_at, 0.75 AS confidence, t.server_ip AS server, coalesce(t.file, 'a file whose request was not captured') AS file,
	t.blocks, max(t.repeats_data, t.repeats_ack) AS repeats, t.repeats_data, t.repeats_ack, byte_count(t.bytes) AS bytes,
	duration(t.last_ns - t.first_ns) AS span, duration(t.max_gap_ns) AS gap,
	printf('%.1f', 100.0 * max(t.repeats_data, t.repeats_ack) / t.blocks) AS percent,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT e.event_id FROM boot_event_seen be JOIN event e USING (event_id) WHERE be.boot_id = b.boot_id
			AND e.capture_id = t.capture_id AND t.client_port IN (e.src_port, e.dst_port)
			AND e.kind IN ('tftp-data', 'tftp-ack', 'tftp-oack') ORDER BY (SELECT i.info FROM info i WHERE i.info_id = e.info_id) LIKE '%again%' DESC, e.ns LIMIT 12)) AS evidence
FROM boot b JOIN boot_transfer bt USING (boot_id) JOIN transfer t USING (transfer_id)
WHERE t.protocol = 'tftp' AND t.status = 'complete' AND t.blocks > 0
	AND max(t.repeats_data, t.repeats_ack) >= 3 AND max(t.repeats_data, t.repeats_ack) > 0.02 * t.blocks
	AND t.max_gap_ns >= 200000000
	-- each block twice and no silence: that is another fault
	AND NOT (min(t.repeats_data, t.repeats_ack) >= 10 AND min(t.repeats_data, t.repeats_ack) > 0.5 * t.blocks)
GROUP BY b.boot_id
