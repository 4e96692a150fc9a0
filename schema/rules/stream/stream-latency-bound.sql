-- id: stream-latency-bound
-- title: The distance to the provisioning server makes the boot slow
-- phase: stream
-- kind: degraded
-- scope: boot
-- needs: target_tx target_rx
-- summary: each read waits {service} for {server}, always the same: distance
-- explain: {mac} read {bytes} in {reads} single reads, {rate} each second. Each waited {service} for the first byte (95 of 100 no longer than
--   {p95}, none less than {least}). So constant a time is that of the way, not of a disk. {tftp_text}
--   One read is outstanding at a time in this phase (single read; observed), so the rate is 32 KB for each round trip at best.
-- against: Ruled out: loss ({repeats} repeats), a slow target, storage (its times vary).
-- check: Ping {server} from the target's VLAN: the round trip should be near {least}.
--   A capture on {server} at the same time shows how much of the wait is the way: there the answers should begin at once.
-- remedy: Put a provisioning server next to these targets, or let the login choose one there (site, subnet affinity).
-- when: slow_reads
-- source: pvs.md 6.1, F62
SELECT b.boot_id, b.mac,
	-- how long the boot file took for a block is not recorded, so it may be the server that takes its time
	CASE WHEN t.rtt IS NULL AND b.open_start THEN 'cannot-tell' ELSE 'yes' END AS verdict, CASE WHEN t.rtt BETWEEN p.single_service_p50 / 2 AND p.single_service_p50 * 3 / 2 THEN 0.92 ELSE 0.75 END AS confidence,
	b.stream_server AS server, byte_count(p.single_bytes) AS bytes, p.single_reads AS reads,
	byte_count(CAST(p.single_bytes * 1000000000.0 / max(p.single_busy_ns, 1) AS INTEGER)) AS rate, duration(p.single_service_p50) AS service,
	duration(p.single_service_p95) AS p95, duration(p.single_service_min) AS least, p.single_repeats AS repeats,
	CASE WHEN t.rtt BETWEEN p.single_service_p50 / 2 AND p.single_service_p50 * 3 / 2
		THEN 'The boot file came with the same round trip, ' || duration(t.rtt) || ' for each block.' ELSE '' END AS tftp_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind IN ('pvs-request', 'pvs-data') AND be.ns >= p.stream_ns ORDER BY be.ns LIMIT 12)) AS evidence
FROM boot b JOIN (SELECT *, single_service_sum + single_transfer_sum + single_turn_sum AS cycle FROM boot_stream) p USING (boot_id)
LEFT JOIN (SELECT bt.boot_id, max((t.last_ns - t.first_ns) / t.blocks) AS rtt FROM boot_transfer bt JOIN transfer t USING (transfer_id)
	WHERE t.status = 'complete' AND t.blocks > 10 AND coalesce(t.windowsize, 1) = 1 GROUP BY bt.boot_id) t USING (boot_id)
WHERE p.single_reads >= 50 AND p.single_overlaps * 10 < p.single_reads AND p.single_repeats * 50 <= p.single_reads
	AND p.single_service_min >= 5000000 AND p.single_service_min * 10 >= p.single_service_p50 * 7
	AND p.single_service_p95 * 2 <= p.single_service_p50 * 3 AND p.single_service_sum * 10 >= p.cycle * 6
	AND (t.rtt IS NULL OR t.rtt >= p.single_service_p50 / 3)
