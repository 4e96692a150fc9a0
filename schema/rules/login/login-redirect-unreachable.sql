-- id: login-redirect-unreachable
-- title: The login was answered, but the server it led to is silent
-- phase: login
-- kind: failure
-- scope: boot
-- needs: target_rx long_enough
-- summary: {login_server} sent the target on to {server}{port_text}, which never answered
-- explain: {login_server}:{login_port} answered the login of {mac}. {how}
--   That a login server names address and port to go on with is documented by Citrix (it chooses the least loaded server).
--   That this is what happened here is inferred from the order of the packets.
--   In Citrix's phases this is the logon.
-- against: Ruled out: a Stream Service that is down everywhere, for {login_server} answers. A change of server at this moment is load
--   balancing, not failover.
-- check: Is {server} an address that the target can reach? A server with several network cards may offer one that is not routed.
--   Try a ping, and see that UDP 6910-6930 is open from the target's VLAN to it.
--   A capture on {server} shows whether anything of {mac} arrives there.
-- remedy: Bind the Stream Service of that server to the streaming network only (server properties, Network), or open the way to {server},
--   UDP 6910-6930.
-- when: failed flow
-- source: Citrix CTX235809; pvs.md 2.1, F49
SELECT b.boot_id, b.mac, 0.9 AS confidence, a.server_ip AS login_server, a.server_port AS login_port, s.server_ip AS server,
	':' || s.server_port AS port_text, 'Right after that the target turned to ' || s.server_ip || ':' || s.server_port || ', where it had sent nothing before: '
		|| s.up_frames || ' datagrams over ' || duration(s.last_ns - s.first_ns) || ', no answer. ' ||
	coalesce((SELECT 'ICMP from ' || e.src_ip || ' says why: ' || (SELECT i.info FROM info i WHERE i.info_id = e.info_id) || '.' FROM boot_event be JOIN icmp i USING (event_id)
		JOIN event e USING (event_id) WHERE be.boot_id = b.boot_id AND i.q_dst = s.server_ip AND i.q_dst_port = s.server_port LIMIT 1),
		'No ICMP either.') AS how,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id) WHERE be.boot_id = b.boot_id
			AND ((e.kind GLOB 'pvs-*' AND (e.dst_ip = s.server_ip AND e.dst_port = s.server_port))
			OR e.kind = 'pvs-login-reply') ORDER BY be.ns LIMIT 24)) AS evidence
FROM boot b JOIN boot_flow af ON af.boot_id = b.boot_id AND af.main JOIN flow a ON a.flow_id = af.flow_id
JOIN boot_flow sf ON sf.boot_id = b.boot_id AND sf.main JOIN flow s ON s.flow_id = sf.flow_id
WHERE b.outcome = 'failed' AND b.phase_reached = 'login' AND a.down_frames > 0 AND s.down_frames = 0 AND s.first_pieces = 0 AND s.up_frames >= 3
	AND s.first_ns >= a.first_down_ns AND a.last_up_ns <= s.first_ns + 1000000000
	AND NOT EXISTS (SELECT 1 FROM boot_flow rf JOIN flow r USING (flow_id) WHERE rf.boot_id = b.boot_id AND r.reads > 0)
GROUP BY b.boot_id
HAVING a.last_down_ns = max(a.last_down_ns)
UNION ALL
SELECT boot_id, mac, 0.82, login_server, login_port, server, '', 'Then it asked by ARP who has ' || server || ', ' || n || ' times over '
	|| duration(last_ns - first_ns) || '. Nobody answered: no such host is up in its VLAN.', evidence
FROM (SELECT b.boot_id, b.mac, b.login_server, max(l.server_port) AS login_port, a.tpa AS server, count(DISTINCT be.event_id) AS n,
		min(be.ns) AS first_ns, max(be.ns) AS last_ns, json_group_array(DISTINCT json_object('event', be.event_id, 'role', 'for')) AS evidence
	FROM boot b JOIN boot_stream p USING (boot_id) JOIN boot_event be USING (boot_id) JOIN arp a USING (event_id)
	JOIN boot_flow lf ON lf.boot_id = b.boot_id JOIN flow l ON l.flow_id = lf.flow_id AND l.server_ip = b.login_server
	WHERE b.outcome = 'failed' AND b.phase_reached = 'login' AND a.sha = b.mac AND a.form = 'request' AND be.ns >= p.login_answer_ns
		AND NOT EXISTS (SELECT 1 FROM arp r WHERE r.spa = a.tpa)
		AND NOT EXISTS (SELECT 1 FROM boot_flow rf JOIN flow r USING (flow_id) WHERE rf.boot_id = b.boot_id
			AND (r.reads > 0 OR (rf.main AND r.down_frames = 0)))
	GROUP BY b.boot_id, a.tpa HAVING n >= 4)
GROUP BY boot_id
