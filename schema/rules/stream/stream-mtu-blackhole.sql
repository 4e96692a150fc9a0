-- id: stream-mtu-blackhole
-- title: Large datagrams from the provisioning server do not get through
-- phase: stream
-- kind: failure
-- scope: boot
-- refines: stream-never-starts
-- needs: target_rx long_enough complete
-- summary: nothing larger than {largest} bytes from {server} reaches the target
-- explain: {mac} asked {server} for disk blocks {requests} times, {repeats} times the same one again. {proof}
--   A full datagram of the stream is 1464 bytes, an IP packet of 1492 (observed). A path with a smaller MTU drops it (VPN, VXLAN, double VLAN tags, cloud networks),
--   while everything small passes.
--   In Citrix's phases the logon is done, and single read does not get going. {company}
-- against: Ruled out: a server that does not read the vDisk, for it sends. Ruled out: loss by chance, which would hit other datagrams each time.
-- check: From a machine next to the target: "ping -f -l 1464 {server}" (Windows) must be answered. Halve the size until it is.
--   A capture on {server} shows IP packets of 1492 bytes leave.
-- remedy: Raise the MTU of the path to 1500 at least. Or lower the MTU in the server's properties, tab Network, and the I/O burst size with it:
--   a burst may have 32 datagrams at most (documented by Citrix).
-- when: failed boot_stream
-- source: RFC 1191; pvs.md 0.4, 3.3, F56
SELECT b.boot_id, b.mac, f.capture_id AS seen_at, coalesce((SELECT words FROM company_words c WHERE c.boot_id = b.boot_id), '') AS company,
	CASE WHEN i.n > 0 OR w.n > 0 THEN 0.95 ELSE 0.85 END AS confidence, f.server_ip AS server,
	sum(f.requests) AS requests, sum(f.repeats) AS repeats, coalesce(i.mtu - 28, max(f.max_payload)) AS largest,
	CASE WHEN i.n > 0 THEN i.router || ' says why: ICMP "fragmentation needed", MTU ' || i.mtu || ', ' || i.n || ' times.'
		WHEN w.n > 0 THEN w.tap || ' holds ' || w.n || ' datagrams of up to ' || w.largest || ' bytes that left ' || f.server_ip
			|| ', the first at ' || clock(w.first_ns) || '. At the target''s port (' || coalesce(t.name, 'the other capture')
			|| ') none above ' || max(f.max_payload) || ' bytes arrived.'
		ELSE 'Each time only the last, short datagram of the answer arrived (at most ' || max(f.max_payload)
			|| ' bytes), and none of the full ones before it.' END AS proof,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id) LEFT JOIN icmp c USING (event_id)
		WHERE be.boot_id = b.boot_id AND (e.kind IN ('pvs-request', 'pvs-login-reply', 'pvs-data') OR (c.type = 3 AND c.code = 4))
			AND be.ns >= p.login_answer_ns ORDER BY c.type IS NULL, e.kind = 'pvs-request' DESC, be.ns LIMIT 24)) AS evidence
FROM boot b JOIN boot_stream p USING (boot_id) JOIN boot_flow bf ON bf.boot_id = b.boot_id AND bf.main JOIN flow f USING (flow_id)
LEFT JOIN (SELECT be.boot_id, count(DISTINCT be.event_id) AS n, max(c.mtu) AS mtu, min(e.src_ip) AS router FROM boot_event be JOIN icmp c USING (event_id)
	JOIN event e USING (event_id) JOIN boot_flow xf ON xf.boot_id = be.boot_id JOIN flow x ON x.flow_id = xf.flow_id
		AND x.server_ip = c.q_src AND x.client_ip = c.q_dst AND x.server_port = c.q_src_port
	WHERE c.type = 3 AND c.code = 4 GROUP BY be.boot_id) i ON i.boot_id = b.boot_id
LEFT JOIN tap t ON t.boot_id = b.boot_id AND t.capture_id = f.capture_id
-- the same conversation at another tap: what left the server
LEFT JOIN (SELECT wf.boot_id, s.server_ip, s.server_port, s.client_port, max(s.max_payload) AS largest, min(s.first_down_ns) AS first_ns,
		v.label AS tap,
		max(s.down_frames - m.down_frames) AS n
	FROM boot_flow wf JOIN flow s USING (flow_id) JOIN vantage v USING (capture_id)
	JOIN boot_flow mf ON mf.boot_id = wf.boot_id AND mf.main JOIN flow m ON m.flow_id = mf.flow_id AND m.server_ip = s.server_ip
		AND m.server_port = s.server_port AND m.client_port = s.client_port AND m.max_payload < s.max_payload
		AND EXISTS (SELECT 1 FROM tied WHERE one = m.capture_id AND other = s.capture_id)
	WHERE NOT wf.main GROUP BY wf.boot_id, s.server_ip, s.server_port, s.client_port) w
	ON w.boot_id = b.boot_id AND w.server_ip = f.server_ip AND w.server_port = f.server_port AND w.client_port = f.client_port
WHERE b.outcome = 'failed' AND p.login_answer_ns IS NOT NULL AND p.single_reads <= 2 AND p.multi_reads = 0 AND f.requests >= 3
	AND f.repeats >= 2 AND f.down_frames > 0 AND (i.n > 0 OR (w.n >= 2 AND p.single_reads = 0 AND f.max_payload < 1464) OR (p.single_partial >= 2 AND p.single_reads = 0 AND f.max_payload < 1464))
	-- at a tap nearer to the server no full datagram leaves either: nothing is lost for its size
	AND (i.n > 0 OR w.n >= 2 OR NOT EXISTS (SELECT 1 FROM boot_flow sf JOIN flow s USING (flow_id) JOIN vantage sv USING (capture_id)
		WHERE (s.server_mac <> f.server_mac OR sv.vantage = 'server-side') AND sf.boot_id = b.boot_id AND NOT sf.main AND s.server_ip = f.server_ip AND s.server_port = f.server_port
		AND s.client_port = f.client_port))
GROUP BY b.boot_id
HAVING sum(f.first_pieces) - sum(f.fragmented) < 3
