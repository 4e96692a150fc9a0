-- id: stream-mtu-blackhole
-- title: Large datagrams from the provisioning server do not get through
-- phase: stream
-- kind: failure
-- scope: boot
-- refines: stream-never-starts
-- needs: target_rx long_enough
-- summary: nothing larger than {largest} bytes from {server} reaches the target
-- explain: {mac} asked {server} for disk blocks {requests} times, {repeats} times the same one again. {proof}
--   A full datagram of the stream is 1464 bytes, an IP packet of 1492. A path with a smaller MTU drops it (VPN, VXLAN, double VLAN tags, cloud networks),
--   while everything small passes. {company}
-- against: Ruled out: a server that does not read the vDisk, for it sends. Ruled out: loss by chance, which would hit other datagrams each time.
-- check: From a machine next to the target: "ping -f -l 1464 {server}" (Windows) must be answered. Halve the size until it is.
-- remedy: Raise the MTU of the path to 1500 at least. Or lower the MTU in the server's properties, tab Network, and the I/O burst size with it:
--   a burst may have 32 datagrams at most (documented by Citrix).
-- source: RFC 1191; pvs.md 0.4, 3.3, F56
SELECT b.boot_id, b.mac, coalesce((SELECT words FROM company_words c WHERE c.boot_id = b.boot_id), '') AS company,
	CASE WHEN i.n > 0 THEN 0.95 ELSE 0.85 END AS confidence, f.server_ip AS server,
	sum(f.requests) AS requests, sum(f.repeats) AS repeats, coalesce(i.mtu - 28, max(f.max_payload)) AS largest,
	CASE WHEN i.n > 0 THEN i.router || ' says why: ICMP "fragmentation needed", MTU ' || i.mtu || ', ' || i.n || ' times.'
		ELSE 'Each time only the last, short datagram of the answer arrived (at most ' || max(f.max_payload)
			|| ' bytes), and none of the full ones before it.' END AS proof,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id) LEFT JOIN icmp c USING (event_id)
		WHERE be.boot_id = b.boot_id AND (e.kind IN ('pvs-request', 'pvs-login-reply', 'pvs-data') OR (c.type = 3 AND c.code = 4))
			AND be.ns >= p.login_answer_ns ORDER BY c.type IS NULL, e.kind = 'pvs-request' DESC, be.ns LIMIT 24)) AS evidence
FROM boot b JOIN boot_stream p USING (boot_id) JOIN boot_flow bf ON bf.boot_id = b.boot_id AND bf.main JOIN flow f USING (flow_id)
LEFT JOIN (SELECT be.boot_id, count(*) AS n, max(c.mtu) AS mtu, min(e.src_ip) AS router FROM boot_event be JOIN icmp c USING (event_id)
	JOIN event e USING (event_id) JOIN boot_flow xf ON xf.boot_id = be.boot_id JOIN flow x ON x.flow_id = xf.flow_id
		AND x.server_ip = c.q_src AND x.client_ip = c.q_dst AND x.server_port = c.q_src_port
	WHERE c.type = 3 AND c.code = 4 GROUP BY be.boot_id) i ON i.boot_id = b.boot_id
WHERE b.outcome = 'failed' AND p.login_answer_ns IS NOT NULL AND p.single_reads <= 2 AND p.multi_reads = 0 AND f.requests >= 3
	AND f.repeats >= 2 AND f.down_frames > 0 AND (i.n > 0 OR (p.single_partial >= 2 AND p.single_reads = 0 AND f.max_payload < 1464))
GROUP BY b.boot_id
HAVING sum(f.first_pieces) - sum(f.fragmented) < 3
