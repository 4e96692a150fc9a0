-- id: login-io-port-blocked
-- title: The login port answers, the port for disk reads on the same server does not
-- phase: login
-- kind: failure
-- scope: boot
-- refines: login-redirect-unreachable
-- needs: target_rx long_enough
-- summary: {server} answers on UDP {login_port}, but not on UDP {port}
-- explain: {server} answered the login of {mac} on UDP {login_port}. Then the target went on to UDP {port} of the same server:
--   {datagrams} datagrams over {span}, no answer. {icmp_text}
--   The server grants a port between 6910 and 6930 for the disk reads (documented by Citrix). A rule that opens 6910 alone lets the login
--   through and blocks everything after it.
--   In Citrix's phases this is the logon.
-- against: Ruled out: routing, VLAN and the host itself, for the same host answers on another port.
--   Not visible here: whether the datagrams to UDP {port} arrive there.
-- check: Compare the firewall rules between target and {server}, and the Windows firewall on {server}, for UDP 6910-6930.
--   In the server's properties, tab Network, see which ports it really uses.
--   A capture on {server} shows whether the datagrams to UDP {port} arrive there.
-- remedy: Open UDP 6910-6930 (or the range configured) in both directions, and on the target's side UDP 6901, 6902 and 6905.
-- when: failed flow
-- source: Citrix CTX235809; Citrix communication ports; pvs.md 1, F50
SELECT b.boot_id, b.mac, 0.9 AS confidence, a.server_ip AS login_server, a.server_port AS login_port, s.server_ip AS server,
	s.server_port AS port, s.up_frames AS datagrams, duration(s.last_ns - s.first_ns) AS span,
	coalesce((SELECT 'ICMP from ' || e.src_ip || ' says why: ' || (SELECT i.info FROM info i WHERE i.info_id = e.info_id) || '.' FROM boot_event be JOIN icmp i USING (event_id)
		JOIN event e USING (event_id) WHERE be.boot_id = b.boot_id AND i.q_dst = s.server_ip AND i.q_dst_port = s.server_port LIMIT 1),
		'No ICMP either.') AS icmp_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id) WHERE be.boot_id = b.boot_id
			AND ((e.kind GLOB 'pvs-*' AND (e.dst_ip = s.server_ip AND e.dst_port = s.server_port))
			OR e.kind = 'pvs-login-reply') ORDER BY be.ns LIMIT 24)) AS evidence
FROM boot b JOIN boot_flow af ON af.boot_id = b.boot_id AND af.main JOIN flow a ON a.flow_id = af.flow_id
JOIN boot_flow sf ON sf.boot_id = b.boot_id AND sf.main JOIN flow s ON s.flow_id = sf.flow_id
WHERE b.outcome = 'failed' AND b.phase_reached = 'login' AND a.down_frames > 0 AND s.down_frames = 0 AND s.first_pieces = 0 AND s.up_frames >= 3
	AND s.first_ns >= a.first_down_ns AND a.last_up_ns <= s.first_ns + 1000000000
	AND s.server_ip = a.server_ip AND s.server_port <> a.server_port
	AND NOT EXISTS (SELECT 1 FROM boot_flow rf JOIN flow r USING (flow_id) WHERE rf.boot_id = b.boot_id AND r.reads > 0)
GROUP BY b.boot_id
HAVING a.last_down_ns = max(a.last_down_ns)
