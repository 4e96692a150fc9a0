-- id: handover-jumbo-mismatch
-- title: After the handover the server sends jumbo frames, and they do not reach this target
-- phase: handover
-- kind: failure
-- scope: boot
-- refines: handover-blocked
-- needs: target_rx long_enough
-- summary: nothing over {largest} bytes arrives after the handover; {peers} other target(s) get jumbo datagrams from {server}
-- explain: {mac} read {bytes} before the handover, in datagrams of up to {before} bytes. Then the streaming driver (bnistack) took over, and small
--   answers went on: nothing larger than {largest} bytes came. Requests for more stayed unanswered, {retries} of them over {span}. {icmp_text}
--   The same server sends {peers} other target(s) datagrams of more than 1472 bytes after their handover: it is set to jumbo frames.
--   Before the handover the firmware's driver reads with the usual frames only (observed), so the boot comes up to the Windows logo.
--   That jumbo frames are lost on the way here is inferred.
-- against: Ruled out: a server that is down, for it answers what is small. Not visible here: at which switch or host the large frames end.
-- check: From the host of this target, "ping -f -l 8972 {server}" must be answered. Compare the MTU of its virtual switch and uplink with those of the
--   targets that boot.
--   A capture at the port of the target's host, and one on {server}, show where the large frames end.
-- remedy: Let every switch, uplink and virtual switch between {server} and this target carry the same jumbo size. Or set the server's MTU back to 1506,
--   with the I/O burst size that belongs to it.
-- when: failed boot_stream
-- source: pvs.md 2.6, F73
SELECT b.boot_id, b.mac, CASE WHEN i.n > 0 THEN 0.92 ELSE 0.8 END AS confidence, p.stall_server AS server, byte_count(p.single_bytes) AS bytes,
	p.single_max_payload AS before, p.multi_max_payload AS largest, p.retries, duration(b.end_ns - p.stall_asked_ns) AS span,
	p.jumbo_peers AS peers, CASE WHEN i.n > 0 THEN i.router || ' says why: ICMP "fragmentation needed", MTU ' || i.mtu || '.' ELSE '' END AS icmp_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND (e.kind GLOB 'pvs-*' OR e.kind = 'icmp-unreachable') AND be.ns >= p.handover_ns ORDER BY be.ns DESC LIMIT 24)) AS evidence
FROM boot b JOIN boot_stream p USING (boot_id)
LEFT JOIN (SELECT be.boot_id, count(DISTINCT be.event_id) AS n, max(c.mtu) AS mtu, min(e.src_ip) AS router FROM boot_event be JOIN icmp c USING (event_id)
	JOIN event e USING (event_id) WHERE c.type = 3 AND c.code = 4 GROUP BY be.boot_id) i ON i.boot_id = b.boot_id
WHERE b.outcome = 'failed' AND p.handover_ns IS NOT NULL AND p.stall_ns IS NOT NULL AND p.retries >= 3 AND p.read_last_ns <= p.stall_ns
	AND p.single_max_payload >= 1464 AND p.multi_max_payload < 1464 AND p.jumbo_peers > 0
