-- id: login-port-unreachable
-- title: The provisioning server is up, but nothing listens on its login port
-- phase: login
-- kind: failure
-- scope: boot
-- refines: login-no-answer
-- summary: {server} answers the login with ICMP port unreachable
-- explain: {mac} sent {datagrams} login datagrams to {servers}. {server} answered {icmps} of them with ICMP "port unreachable" for
--   UDP {port}: the host is up and reachable, and no service has that port open.
--   The Citrix PVS Stream Service is stopped, could not start (database, account), or uses other ports.
--   In Citrix's phases this is the logon.
-- against: Ruled out: a filter that drops silently, a wrong VLAN, a server that is down. A firewall can send this ICMP in the server's
--   name; the TTL of the ICMP tells how far away its sender is.
-- check: On {server}, look at the state of the Stream Service, at its event log, and at "netstat -ano -p udp" for UDP {port}.
-- remedy: Start the Stream Service; if it stops again, see the farm database and the service account first.
-- when: failed icmp flow
-- source: RFC 792; pvs.md F42
SELECT b.boot_id, b.mac, 0.95 AS confidence, group_concat(DISTINCT f.server_ip) AS servers,
	(SELECT i.q_dst FROM boot_event be JOIN icmp i USING (event_id) WHERE be.boot_id = b.boot_id AND i.type = 3
		AND i.code = 3 AND i.q_dst_port BETWEEN 6910 AND 6930 LIMIT 1) AS server,
	min(f.server_port) AS port, sum(f.up_frames) AS datagrams,
	(SELECT count(*) FROM boot_event be JOIN icmp i USING (event_id) WHERE be.boot_id = b.boot_id AND i.type = 3
		AND i.code = 3 AND i.q_dst_port BETWEEN 6910 AND 6930) AS icmps,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND (e.kind = 'pvs-login' OR e.event_id IN (SELECT event_id FROM icmp
			WHERE type = 3 AND code = 3 AND q_dst_port BETWEEN 6910 AND 6930))
		ORDER BY be.ns LIMIT 16)) AS evidence
FROM boot b JOIN boot_flow bf ON bf.boot_id = b.boot_id AND bf.main JOIN flow f USING (flow_id)
WHERE b.outcome = 'failed' AND b.phase_reached = 'login'
	AND EXISTS (SELECT 1 FROM boot_event be JOIN icmp i USING (event_id) WHERE be.boot_id = b.boot_id AND i.type = 3
		AND i.code = 3 AND i.q_dst = f.server_ip AND i.q_dst_port = f.server_port)
GROUP BY b.boot_id
HAVING sum(f.down_frames) = 0
