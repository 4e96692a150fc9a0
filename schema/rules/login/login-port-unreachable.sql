-- id: login-port-unreachable
-- title: ICMP refuses the login: nothing listens on its port, or a filter forbids it
-- phase: login
-- kind: failure
-- scope: boot
-- refines: login-no-answer
-- summary: {gist}
-- explain: {mac} sent {datagrams} login datagrams to {servers}, UDP {port}. {sender} answered {icmps} of them with ICMP "{reason}". {meaning}
--   In Citrix's phases this is the logon.
-- against: {against_text}
-- check: {look}
-- remedy: {mend}
-- when: failed icmp flow
-- source: RFC 792; RFC 1812 section 5.2.7.1; pvs.md F42
WITH
-- ICMP that quotes a login datagram; where the snap length cut its port off, by the target's own port
said AS MATERIALIZED (
	SELECT b.boot_id, i.event_id, i.code <> 3 AS forbidden, i.code, i.q_src AS client_ip, i.q_src_port AS client_port, i.q_dst AS server_ip,
		i.q_dst_port AS server_port, e.src_ip AS sender
	FROM boot b CROSS JOIN boot_event be USING (boot_id) CROSS JOIN icmp i USING (event_id) CROSS JOIN event e USING (event_id)
	WHERE b.outcome = 'failed' AND b.phase_reached = 'login' AND i.type = 3 AND i.code IN (3, 9, 10, 13) AND i.q_dst IS NOT NULL
		AND coalesce(i.q_protocol, 17) = 17),
refused AS (
	SELECT s.*, f.flow_id, f.server_ip AS ip, f.server_port AS port, f.up_frames
	FROM said s JOIN boot_flow bf ON bf.boot_id = s.boot_id AND bf.main JOIN flow f ON f.flow_id = bf.flow_id
	WHERE f.server_ip = s.server_ip AND f.down_frames = 0 AND (f.server_port = s.server_port
		OR (coalesce(s.server_port, 0) = 0 AND f.client_ip = s.client_ip AND f.client_port = s.client_port))),
-- what is closed says more than what is forbidden
whole AS (
	SELECT boot_id, min(forbidden) AS forbidden FROM refused GROUP BY boot_id),
r AS MATERIALIZED (
	SELECT r.* FROM refused r JOIN whole w USING (boot_id) WHERE r.forbidden = w.forbidden),
n AS (
	SELECT boot_id, forbidden, min(code) AS code, count(DISTINCT event_id) AS icmps, group_concat(DISTINCT ip) AS servers, min(ip) AS server,
		min(port) AS port, coalesce(min(sender), 'A router') AS sender, min(coalesce(sender = ip, 0)) AS itself
	FROM r GROUP BY boot_id)
SELECT b.boot_id, b.mac, CASE n.forbidden WHEN 0 THEN 0.95 ELSE 0.92 END AS confidence, n.servers, n.server, n.port, n.icmps, n.sender,
	(SELECT sum(up_frames) FROM (SELECT DISTINCT r.flow_id, r.up_frames FROM r WHERE r.boot_id = b.boot_id)) AS datagrams,
	CASE n.forbidden WHEN 0 THEN n.server || ' answers the login with ICMP port unreachable'
		ELSE n.sender || ' forbids the login to ' || n.servers || ' by ICMP' END AS gist,
	CASE n.code WHEN 3 THEN 'port unreachable' WHEN 9 THEN 'network administratively prohibited' WHEN 10 THEN 'host administratively prohibited'
		ELSE 'communication administratively prohibited' END AS reason,
	CASE n.forbidden WHEN 0 THEN 'The host is up and reachable, and no service has that port open. The Citrix PVS Stream Service is stopped, could not start '
			|| '(database, account), or uses other ports.'
		WHEN n.itself THEN 'A filter rule forbids it, and it is one of the server''s own firewall, or of one that speaks in its name.'
		ELSE 'A filter rule there forbids it: the datagrams do not get through to the server.' END AS meaning,
	CASE n.forbidden WHEN 0 THEN 'Ruled out: a filter that drops silently, a wrong VLAN, a server that is down. A firewall can send this ICMP in the server''s '
			|| 'name; the TTL of the ICMP tells how far away its sender is.'
		ELSE 'Ruled out: a filter that drops silently, and a closed port, for both look different. Not visible: whether the Stream Service runs.' END AS against_text,
	CASE n.forbidden WHEN 0 THEN 'On ' || n.server || ', look at the state of the Stream Service, at its event log, and at "netstat -ano -p udp" for UDP ' || n.port || '.'
		ELSE 'On ' || n.sender || ', look for the rule that meets UDP ' || n.port || ' from this target to ' || n.servers || ', and at its log.' END AS look,
	CASE n.forbidden WHEN 0 THEN 'Start the Stream Service; if it stops again, see the farm database and the service account first.'
		ELSE 'Open UDP 6910-6930 from the targets to ' || n.servers || ' on ' || n.sender || '.' END AS mend,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND (be.event_id IN (SELECT r.event_id FROM r WHERE r.boot_id = b.boot_id)
			OR (+e.kind GLOB 'pvs-*' AND EXISTS (SELECT 1 FROM r WHERE r.boot_id = b.boot_id AND r.ip = e.dst_ip AND r.port = e.dst_port)))
		ORDER BY be.ns LIMIT 16)) AS evidence
FROM n JOIN boot b USING (boot_id)
