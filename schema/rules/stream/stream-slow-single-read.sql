-- id: stream-slow-single-read
-- title: Single reads are slow on the target's side of the wire
-- phase: stream
-- kind: degraded
-- scope: boot
-- needs: target_tx target_rx
-- summary: {cycle} for each single read; {share}% of it after the server had begun to answer
-- explain: {mac} read {bytes} in {reads} single reads before the streaming driver took over, in {busy}. One read took {cycle} on average:
--   {service} until the server began to answer, {transfer} for the answer itself, {turn} until the target asked again.
--   A few milliseconds in all are usual (observed). Here the time goes by after the server has done its part. {after_text}
--   In this phase the firmware's network driver works with one request at a time. {company}
-- against: Ruled out: slow storage or a busy server (it begins to answer within {service}); loss ({repeats} repeats); distance.
-- check: Compare targets on other hosts, and UEFI with BIOS. Is the Boot Device Manager image as new as the server? An older one boots slowly up
--   to this point (documented by Citrix).
--   A capture on the server at the same time shows whether the answers leave it as slowly.
-- remedy: Move BIOS targets to UEFI. On VMware, disable NetQueue for the host's network card (Citrix CTX139498). Build the BDM image again after
--   an update of the servers.
-- when: slow_reads
-- source: Citrix CTX139498, CTX692942, CTX233881; pvs.md 6.1, F60, F61
SELECT b.boot_id, b.mac, coalesce((SELECT words FROM company_words c WHERE c.boot_id = b.boot_id), '') AS company,
	0.85 AS confidence, byte_count(p.single_bytes) AS bytes, p.single_reads AS reads,
	duration(p.single_busy_ns) AS busy, duration(cycle / p.single_reads) AS cycle, duration(p.single_service_sum / p.single_reads) AS service,
	duration(p.single_transfer_sum / p.single_reads) AS transfer, duration(p.single_turn_sum / p.single_reads) AS turn,
	100 * (p.single_transfer_sum + p.single_turn_sum) / cycle AS share, p.single_repeats AS repeats,
	CASE WHEN p.multi_reads > 20 THEN 'After the handover the same target was fast: '
		|| byte_count(CAST(p.multi_bytes * 1000000000.0 / max(p.multi_busy_ns, 1) AS INTEGER)) || ' each second.' ELSE '' END AS after_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind IN ('pvs-request', 'pvs-data') AND be.ns >= p.stream_ns ORDER BY be.ns LIMIT 12)) AS evidence
FROM boot b JOIN (SELECT *, single_service_sum + single_transfer_sum + single_turn_sum AS cycle FROM boot_stream) p USING (boot_id)
WHERE p.single_reads >= 50 AND p.single_overlaps * 10 < p.single_reads AND p.single_repeats * 50 <= p.single_reads
	AND p.cycle / p.single_reads >= 20000000 AND (p.single_transfer_sum + p.single_turn_sum) * 10 >= p.cycle * 6
