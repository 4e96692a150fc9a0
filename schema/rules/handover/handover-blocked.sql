-- id: handover-blocked
-- title: The streaming driver logs in, but does not get through
-- phase: handover
-- kind: failure
-- scope: boot
-- needs: target_rx long_enough target_all
-- summary: the second login ({tries} datagrams to {servers}) {ended}
-- explain: {mac} read {bytes} before the handover without trouble. {silence} later Windows' streaming driver (bnistack) logged in a second time, from UDP
--   {ports}: {tries} datagrams over {span} to {servers}. {how}
--   So the first part of the boot, which uses UDP {first_ports}, gets through, and this part does not. (That targets use UDP 6901, 6902 and 6905
--   is documented by Citrix; which of them when is observed here.) The boot stops at the Windows logo,
--   or with stop code 0x7B.
--   In Citrix's phases single read is done, and BNIStack/MIO does not begin. {company}
-- against: {server_text} Ruled out: a driver that does not start; it speaks.
-- check: Compare the rules on the way for UDP 6901, 6902 and 6905 of the target. In the image: the Windows firewall, antivirus and network filters that start
--   with the system. Capture on {first_server}: do these datagrams arrive, do answers leave?
--   Events of bnistack to look for on the target, once it is up: 3 (no network socket) and 7 (no answer to the version query).
-- remedy: Open UDP 6901, 6902 and 6905 of the targets from and to UDP 6910-6930 of the servers. Exclude the PVS drivers in the filter products of the image.
-- when: failed boot_stream
-- source: Citrix communication ports; pvs.md 1, F71, F72
WITH
blocked AS MATERIALIZED (
	SELECT b.boot_id, b.mac, b.clock_group, f.server_ip, min(p.handover_ns) AS from_ns, max(f.last_up_ns) AS until_ns
	FROM boot b CROSS JOIN boot_stream p USING (boot_id) CROSS JOIN boot_flow bf ON bf.boot_id = b.boot_id AND bf.main CROSS JOIN flow f USING (flow_id)
	WHERE b.outcome = 'failed' AND b.phase_reached = 'handover' AND p.handover_done_ns IS NULL AND f.last_ns >= p.handover_ns AND p.single_reads > 2
	GROUP BY b.boot_id, f.server_ip),
talk AS MATERIALIZED (
	SELECT b.mac, b.clock_group, b.phase_reached, f.server_ip, f.first_ns, f.up_frames, f.first_down_ns, f.last_down_ns
	FROM boot b CROSS JOIN boot_flow bf ON bf.boot_id = b.boot_id AND bf.main CROSS JOIN flow f USING (flow_id)
	WHERE EXISTS (SELECT 1 FROM blocked)),
-- first logins in vain, and answers of any kind, in slots of ten seconds
vain AS MATERIALIZED (
	SELECT clock_group, server_ip, first_ns / 10000000000 AS slot, count(DISTINCT mac) AS n, min(first_ns) AS first_ns
	FROM talk WHERE phase_reached = 'login' AND first_down_ns IS NULL AND up_frames >= 2 GROUP BY 1, 2, 3),
heard AS MATERIALIZED (
	SELECT clock_group, server_ip, last_down_ns / 10000000000 AS slot, max(last_down_ns) AS last_ns, min(first_down_ns) AS first_ns
	FROM talk WHERE last_down_ns IS NOT NULL GROUP BY 1, 2, 3),
-- the server is silent for others, too, and answers nobody from the second login on
mute AS MATERIALIZED (
	SELECT k.boot_id, k.server_ip, sum(v.n) AS n FROM blocked k JOIN vain v ON v.clock_group = k.clock_group AND v.server_ip = k.server_ip
		AND v.slot BETWEEN k.from_ns / 10000000000 - 3 AND k.until_ns / 10000000000
	WHERE NOT EXISTS (SELECT 1 FROM heard h WHERE h.clock_group = k.clock_group AND h.server_ip = k.server_ip AND h.last_ns > k.from_ns
		AND h.first_ns < k.until_ns)
	GROUP BY k.boot_id)
SELECT b.boot_id, b.mac, CASE WHEN m.n THEN 'cannot-tell' ELSE 'yes' END AS verdict,
	CASE WHEN m.n THEN 'Not ruled out: that ' || m.server_ip || ' fell silent at this moment. ' || m.n || CASE m.n WHEN 1 THEN ' other target''s first login'
			ELSE ' other targets'' first logins' END || ' to it stayed unanswered in the same time, and it answered nobody any more.'
		ELSE 'Ruled out: the Stream Service being down; it had served this target seconds before.' END AS server_text, coalesce((SELECT words FROM company_words c WHERE c.boot_id = b.boot_id), '') AS company,
	CASE WHEN m.n THEN 0.5 ELSE 0.9 END AS confidence, byte_count(p.single_bytes) AS bytes, duration(p.handover_silence_ns) AS silence,
	group_concat(DISTINCT f.client_port) AS ports, sum(f.up_frames) AS tries, group_concat(DISTINCT f.server_ip) AS servers,
	min(f.server_ip) AS first_server, duration(max(f.last_up_ns) - min(p.handover_ns)) AS span,
	CASE WHEN sum(f.down_frames) = 0 THEN 'stays unanswered' ELSE 'is answered, but nothing follows' END AS ended,
	CASE WHEN sum(f.down_frames) = 0 THEN 'Nothing came back.' ELSE 'Answers are recorded here, yet the target asks again: they may not reach its driver.' END AS how,
	(SELECT group_concat(DISTINCT g.client_port) FROM boot_flow gf JOIN flow g USING (flow_id) WHERE gf.boot_id = b.boot_id AND gf.main
		AND g.first_ns < p.handover_ns - 1000000) AS first_ports,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind GLOB 'pvs-*' AND be.ns >= p.handover_ns ORDER BY be.ns LIMIT 24)) AS evidence
FROM boot b JOIN boot_stream p USING (boot_id) JOIN boot_flow bf ON bf.boot_id = b.boot_id AND bf.main JOIN flow f USING (flow_id)
LEFT JOIN mute m ON m.boot_id = b.boot_id
WHERE b.outcome = 'failed' AND b.phase_reached = 'handover' AND p.handover_done_ns IS NULL AND f.last_ns >= p.handover_ns AND p.single_reads > 2
GROUP BY b.boot_id
HAVING sum(f.up_frames) >= 3
