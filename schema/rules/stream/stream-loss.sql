-- id: stream-loss
-- title: The stream loses datagrams
-- phase: stream
-- kind: degraded
-- scope: boot
-- needs: target_tx target_rx
-- summary: {reads} reads took {repeats} repeated requests ({percent}% of all)
-- explain: {mac} asked {repeats} times for blocks that it had asked for before, in {reads} reads; {partial} answers came with datagrams missing.
--   The boot got on, but each repeat costs the wait before it, and {again} came twice.
--   Citrix counts up to about 100 retries of a target as acceptable; hundreds are a sign of trouble (practice of consultants).
-- against: Ruled out: frames that the mirror port recorded twice; they are left out. If this capture itself dropped frames, answers look incomplete,
--   but the repeated requests are the target's own.
-- check: Capture on {server} as well: an answer that is whole there and not here is lost between. Look at the counters of switch ports, virtual switches and QoS
--   classes on the way.
--   The status tray of the target counts the same retries.
-- remedy: Repair the lossy link (duplex, cable, uplink), or give the stream a class that is not dropped.
-- when: rereads
-- source: Citrix CTX222944; pvs.md F63, F88
SELECT b.boot_id, b.mac, CASE WHEN n.repeats >= 100 THEN 0.92 ELSE 0.7 END AS confidence, b.stream_server AS server, n.repeats, n.reads,
	n.partial, round(100.0 * n.repeats / (n.reads + n.repeats), 1) AS percent,
	byte_count((SELECT sum(f.resent_bytes) FROM boot_flow bf JOIN flow f USING (flow_id) WHERE bf.boot_id = b.boot_id AND bf.main)) AS again,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind = 'pvs-request' AND (SELECT i.info FROM info i WHERE i.info_id = e.info_id) GLOB '*repeated' ORDER BY be.ns LIMIT 16)) AS evidence
FROM boot b JOIN (SELECT boot_id, single_repeats + multi_repeats - retries AS repeats, single_reads + multi_reads AS reads,
	single_partial + multi_partial AS partial FROM boot_stream) n USING (boot_id)
WHERE n.reads >= 100 AND n.repeats >= 20 AND n.repeats * 50 >= n.reads
