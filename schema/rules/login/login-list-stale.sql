-- id: login-list-stale
-- title: The login list starts with servers that do not answer
-- phase: login
-- kind: degraded
-- scope: boot
-- needs: target_rx
-- summary: {silent} of {asked} login servers were silent; the login took {delay} longer
-- explain: {mac} asked {silent_list} to log in, {datagrams} datagrams, and got no login answer{icmp}. Then {answered} answered, {delay} after the first try.
--   The bootstrap asks the servers of its list in order, 5 s each (order documented by Citrix, time observed in answer files).
--   Each boot pays for each dead server in the list.
--   In Citrix's phases this is the logon.
-- against: Ruled out: a single lost datagram (the server that was silent is another than the one that answered); a redirection (nobody had
--   answered before). Not visible here: whether {first_silent} is retired, or down for the moment.
-- check: Does {first_silent} still exist? Is it a provisioning server, and is this its streaming address?
-- remedy: In the console, "Configure Bootstrap", "Read Servers from Database"; or build the boot image again; or correct DHCP option 11.
-- when: slow_login
-- source: Citrix, configuring the bootstrap file; pvs.md 2.1, F43
SELECT b.boot_id, b.mac, 0.9 AS confidence, count(DISTINCT s.server_ip) AS silent,
	count(DISTINCT s.server_ip) + 1 AS asked, group_concat(DISTINCT s.server_ip) AS silent_list,
	CASE WHEN EXISTS (SELECT 1 FROM boot_event ie JOIN icmp i USING (event_id) WHERE ie.boot_id = b.boot_id AND i.type = 3
		AND i.q_dst_port BETWEEN 6910 AND 6930) THEN ' (ICMP "unreachable" instead)' ELSE '' END AS icmp, min(s.server_ip) AS first_silent,
	sum(s.up_frames) AS datagrams, a.server_ip AS answered, duration(p.login_answer_ns - p.login_ns) AS delay,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind IN ('pvs-login', 'pvs-login-reply') AND be.ns <= p.login_answer_ns
		ORDER BY be.ns LIMIT 16)) AS evidence
FROM boot b JOIN boot_stream p USING (boot_id)
JOIN boot_flow bf ON bf.boot_id = b.boot_id AND bf.main JOIN flow s ON s.flow_id = bf.flow_id
JOIN boot_flow af ON af.boot_id = b.boot_id AND af.main JOIN flow a ON a.flow_id = af.flow_id
WHERE p.login_answer_ns IS NOT NULL AND p.login_answer_ns - p.login_ns >= 4000000000
	AND s.down_frames = 0 AND s.first_ns < a.first_down_ns AND a.first_down_ns IS NOT NULL AND a.server_ip <> s.server_ip
	AND a.first_down_ns = (SELECT min(m.first_down_ns) FROM boot_flow mf JOIN flow m USING (flow_id) WHERE mf.boot_id = b.boot_id AND mf.main)
	AND NOT EXISTS (SELECT 1 FROM boot_flow of JOIN flow o USING (flow_id) WHERE of.boot_id = b.boot_id AND o.server_ip = s.server_ip
		AND o.down_frames > 0)
GROUP BY b.boot_id
