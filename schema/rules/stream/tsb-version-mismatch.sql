-- id: tsb-version-mismatch
-- title: The boot image seems to be of another version than the server's bootstrap
-- phase: stream
-- kind: degraded
-- scope: boot
-- needs: target_tx target_rx
-- summary: slow only until the handover: {cycle} for each single read, {after} afterwards; {sign_short}
-- explain: {mac} booted from a Boot Device Manager image and fetched "{file}"{version} from {server}. Up to the handover (single read) each read
--   took {cycle}; from the handover on (BNIStack/MIO) the same target read at {after}. {sign}
--   Citrix documents this picture for a boot image that was built with another version than the servers run: 5 to 20 minutes to the logon
--   screen, then normal speed. That it is so here is inferred, for the image itself is not on the wire.
-- against: Ruled out: loss ({repeats} repeats), a slow network or server in general, for after the handover the same way is fast.
--   Not ruled out: a slow network driver in the firmware of this host.
-- check: Compare the date of the boot image (BOOT.ISO, USB) with that of the last upgrade of the servers. Is "{file}" the same on all servers?
-- remedy: Build the boot image again with the Boot Device Manager of the servers' version, and attach it to the targets.
-- when: transfer slow_reads
-- source: Citrix CTX233881; pvs.md 2.3, F39
WITH speed AS (
	SELECT b.boot_id, b.mac, b.path, b.stream_server,
		(p.single_service_sum + p.single_transfer_sum + p.single_turn_sum) / p.single_reads AS cycle,
		p.single_bytes * 1e9 / max(p.single_busy_ns, 1) AS before, p.multi_bytes * 1e9 / max(p.multi_busy_ns, 1) AS after,
		p.multi_reads, p.single_repeats
	FROM boot b JOIN boot_stream p USING (boot_id) WHERE p.single_reads >= 50 AND p.single_repeats * 50 <= p.single_reads),
here AS (
	SELECT s.*, t.server_ip AS server, t.file, t.version, t.transfer_id, t.request_event, t.last_event FROM speed s JOIN boot_transfer bt USING (boot_id)
	JOIN transfer t USING (transfer_id) WHERE t.protocol = 'tsb' AND t.status = 'complete' AND s.path = 'bdm-iso'
		AND s.cycle >= 20000000 AND s.multi_reads >= 20 AND s.after >= 5 * s.before),
other AS (
	SELECT h.boot_id, min(o.server_ip) AS ip, min(o.version) AS version, min(o.request_event) AS request_event, min(o.last_event) AS last_event
	FROM here h JOIN transfer o ON o.server_ip <> h.server AND o.version IS NOT NULL AND o.version <> h.version GROUP BY h.boot_id),
fast AS (
	SELECT h.boot_id, count(DISTINCT s.mac) AS n, min(s.path) AS path FROM here h JOIN speed s ON s.mac <> h.mac AND s.path NOT IN ('bdm-iso', 'unknown')
		AND s.stream_server = h.stream_server AND s.cycle * 4 <= h.cycle GROUP BY h.boot_id)
SELECT h.boot_id, h.mac, CASE WHEN o.ip IS NOT NULL AND f.n > 0 THEN 0.92 WHEN o.ip IS NOT NULL THEN 0.85 ELSE 0.65 END AS confidence,
	h.server, h.file, coalesce(', version ' || h.version || ',', '') AS version, duration(h.cycle) AS cycle,
	byte_count(CAST(h.after AS INTEGER)) || ' each second' AS after, h.single_repeats AS repeats,
	CASE WHEN o.ip IS NOT NULL THEN h.server || ' gives version ' || h.version || ', ' || o.ip || ' gives ' || o.version
		ELSE 'targets that boot another way are fast' END AS sign_short,
	coalesce(o.ip || ' gave a bootstrap of version ' || o.version || ': the servers are not of one version, and one image cannot fit both. ', '')
		|| coalesce(f.n || ' target(s) that boot another way (' || f.path || ') were fast at the same server before their handover.', '') AS sign,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT value AS event_id FROM json_each(json_array(h.request_event, h.last_event, o.request_event, o.last_event)) WHERE value IS NOT NULL
		UNION SELECT event_id FROM (SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
			WHERE be.boot_id = h.boot_id AND +e.kind IN ('pvs-request', 'pvs-data') ORDER BY be.ns LIMIT 8))) AS evidence
FROM here h LEFT JOIN other o USING (boot_id) LEFT JOIN fast f USING (boot_id)
WHERE o.ip IS NOT NULL OR f.n > 0
GROUP BY h.boot_id
