-- id: stream-server-think-time
-- title: The provisioning server takes long to begin each answer
-- phase: stream
-- kind: degraded
-- scope: boot
-- needs: target_tx target_rx
-- summary: {server} begins to answer after {service} on average, at worst {worst}
-- explain: {mac} read {bytes} in {reads} single reads. From the request to the first byte of the answer {server} took {service} on average:
--   half within {p50}, 95 of 100 within {p95}, the longest {worst}. Once begun, an answer came within {transfer}.
--   So the path is fast, and the time goes by inside the server (inferred): its storage, its processor, or antivirus on the vDisk store. {peer_text}
-- against: Ruled out: loss ({repeats} repeats); distance, for the quickest answer began after {least}.
-- check: On {server}, look at the latency of the disk or share with the vDisk store at that time, and at the processor.
--   Is the store excluded from antivirus?
--   Event log of {server}: StreamProcess event 11 tells of threads that hang. A capture on {server} shows its traffic to the store (SMB, iSCSI) and to the
--   database at that time.
-- remedy: Exclude the vDisk store from antivirus (Citrix's list), give the server memory for its file cache, repair slow storage.
-- when: slow_reads
-- source: Citrix CTX222944, CTX233590; pvs.md F65
SELECT b.boot_id, b.mac, CASE WHEN o.n > 0 THEN 0.9 ELSE 0.8 END AS confidence, b.stream_server AS server, byte_count(p.single_bytes) AS bytes,
	p.single_reads AS reads, duration(p.single_service_sum / p.single_reads) AS service, duration(p.single_service_p50) AS p50,
	duration(p.single_service_p95) AS p95, duration(p.single_service_max) AS worst, duration(p.single_service_min) AS least,
	duration(p.single_transfer_sum / p.single_reads) AS transfer, p.single_repeats AS repeats,
	CASE WHEN o.n > 0 THEN o.n || ' other target(s) of this server had to wait as long.' ELSE '' END AS peer_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind IN ('pvs-request', 'pvs-data') AND be.ns >= p.stream_ns ORDER BY be.ns LIMIT 12)) AS evidence
FROM boot b JOIN (SELECT *, single_service_sum + single_transfer_sum + single_turn_sum AS cycle FROM boot_stream) p USING (boot_id)
LEFT JOIN (SELECT bt.boot_id, max((t.last_ns - t.first_ns) / t.blocks) AS rtt FROM boot_transfer bt JOIN transfer t USING (transfer_id)
	WHERE t.status = 'complete' AND t.blocks > 10 AND coalesce(t.windowsize, 1) = 1 GROUP BY bt.boot_id) t USING (boot_id)
LEFT JOIN (SELECT x.boot_id, count(*) AS n FROM boot x JOIN boot_stream r ON r.boot_id = x.boot_id AND r.single_reads >= 50
		AND r.single_service_sum / r.single_reads >= 20000000 JOIN boot y ON y.mac <> x.mac AND y.stream_server = x.stream_server
	JOIN boot_stream q ON q.boot_id = y.boot_id AND q.single_reads >= 20 AND q.single_service_sum / q.single_reads >= 20000000
	GROUP BY x.boot_id) o USING (boot_id)
WHERE p.single_reads >= 50 AND p.single_overlaps * 10 < p.single_reads AND p.single_repeats * 50 <= p.single_reads
	AND p.single_service_sum / p.single_reads >= 20000000 AND p.single_service_sum * 10 >= p.cycle * 6
	AND (p.single_service_p95 * 2 > p.single_service_p50 * 3 OR t.rtt < p.single_service_p50 / 3)
