-- id: tsb-stalled
-- title: The two-stage boot download stopped half way
-- phase: bootfile
-- kind: failure
-- scope: boot
-- needs: target_tx long_enough
-- summary: "{file}" from {server} stopped after {blocks} blocks; {silent} fell silent
-- explain: {mac} booted from a Boot Device Manager image and fetched "{file}" from {server} on UDP 6969.
--   After {blocks} blocks ({bytes}) nothing new came. {repeats} datagrams were sent again, and the last word had {last_word}.
--   {silent_cap} did not go on for {quiet}. A block shorter than the first would have ended the transfer; none was seen.
--   (The protocol is not documented by Citrix; request, data and acknowledgement are known from observation.)
--   In Citrix's phases this is the bootstrap download.
-- against: Ruled out: the Two-Stage Boot Service is up, it sent {blocks} blocks. Not visible here: which of the two lost a datagram,
--   unless both ends are captured.
-- check: Capture on {server} at the same time. A datagram that leaves one side and does not reach the other is lost on the way.
--   Look at the resend interval: 5 s on both sides is the defect that hotfix CPVS61E011 removed (Provisioning Services 6.1 and older).
-- remedy: Repair the loss between target and {server} (duplex, uplink, virtual switch). Update Provisioning Services 6.1 and older.
-- when: failed transfer
-- source: CPVS61E011; pvs.md 2.3, 3.2, F38
SELECT b.boot_id, b.mac, 0.92 AS confidence, t.server_ip AS server, t.file, t.blocks, byte_count(t.bytes) AS bytes, t.repeats,
	CASE t.stall_side WHEN 'client' THEN 'the target' ELSE 'the server' END AS silent,
	CASE t.stall_side WHEN 'client' THEN 'The target' ELSE 'The server' END AS silent_cap,
	CASE t.stall_side WHEN 'client' THEN 'the server' ELSE 'the target' END AS last_word,
	duration(b.seen_until_ns - b.end_ns) AS quiet,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind IN ('tsb-request', 'tsb-data', 'tsb-ack') ORDER BY be.ns DESC LIMIT 16)) AS evidence
FROM boot b JOIN boot_transfer bt USING (boot_id) JOIN transfer t USING (transfer_id)
WHERE b.outcome = 'failed' AND b.phase_reached = 'bootfile' AND t.protocol = 'tsb' AND t.status = 'stalled' AND t.blocks > 0
	AND NOT EXISTS (SELECT 1 FROM boot_transfer o JOIN transfer c USING (transfer_id)
		WHERE o.boot_id = b.boot_id AND c.protocol = 'tsb' AND c.status = 'complete')
	-- nothing began at the target: no answer reached it (tsb-no-reply)
	AND NOT EXISTS (SELECT 1 FROM boot_transfer_seen ob JOIN transfer o USING (transfer_id)
		JOIN tap p ON p.boot_id = ob.boot_id AND p.capture_id = o.capture_id
		WHERE ob.boot_id = b.boot_id AND o.protocol = 'tsb' AND p.target_rx AND NOT p.deaf AND p.drops = 0
		GROUP BY o.capture_id HAVING sum(o.status <> 'no-reply') = 0 AND sum(o.requests) >= 3)
GROUP BY b.boot_id
HAVING t.last_ns = max(t.last_ns)
