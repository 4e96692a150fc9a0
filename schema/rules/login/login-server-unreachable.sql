-- id: login-server-unreachable
-- title: The provisioning server cannot be reached at all
-- phase: login
-- kind: failure
-- scope: boot
-- refines: login-no-answer
-- needs: target_rx long_enough
-- summary: {server} is unreachable: {what}
-- explain: {mac} has its bootstrap and turns to {server} to log in. {how}
--   So no login datagram reaches a server, and the console ends with "Login request timed out".
--   In Citrix's phases this is the logon.
-- against: Ruled out: a Stream Service that is stopped; that host would still answer ARP, or send ICMP "port unreachable".
--   {role_note}
-- check: Ping {server} from a machine in the VLAN of the target. Compare {server} with the addresses of the provisioning servers today:
--   the list may hold a retired server, or a management address.
-- remedy: Bring the host or the route back, or correct the list of login servers (option 11 or 17, the bootstrap configuration,
--   or the boot image) and leave {server} out.
-- when: failed
-- source: RFC 826, RFC 792; pvs.md 3.3
WITH asked AS (
	SELECT b.boot_id, a.tpa AS server, count(*) AS n, min(be.ns) AS first_ns, max(be.ns) AS last_ns
	FROM boot b JOIN boot_event be USING (boot_id) JOIN arp a USING (event_id)
	WHERE a.sha = b.mac AND a.form = 'request' AND b.outcome = 'failed' AND b.phase_reached IN ('bootfile', 'login')
		AND be.ns >= coalesce((SELECT max(t.last_ns) FROM boot_transfer bt JOIN transfer t USING (transfer_id)
			WHERE bt.boot_id = b.boot_id AND t.status = 'complete' AND (t.protocol = 'tsb' OR lower(t.file) GLOB '*ardbp*'
				OR lower(t.file) GLOB '*pvsnbp*')), 9e18)
		AND NOT EXISTS (SELECT 1 FROM boot_event r JOIN arp ra USING (event_id) WHERE r.boot_id = b.boot_id AND ra.spa = a.tpa)
		AND NOT EXISTS (SELECT 1 FROM event r JOIN arp ra USING (event_id) WHERE ra.spa = a.tpa
			AND r.ns BETWEEN b.start_ns AND b.seen_until_ns)
	GROUP BY b.boot_id, a.tpa HAVING count(*) >= 3),
told AS (
	SELECT b.boot_id, i.q_dst AS server, count(DISTINCT be.event_id) AS n, i.code, min(e.src_ip) AS router
	FROM boot b JOIN boot_event be USING (boot_id) JOIN icmp i USING (event_id) JOIN event e USING (event_id)
	JOIN boot_flow bf ON bf.boot_id = b.boot_id JOIN flow f ON f.flow_id = bf.flow_id AND f.server_ip = i.q_dst AND f.server_port = i.q_dst_port
	WHERE i.type = 3 AND i.code IN (0, 1, 6, 7) AND b.outcome = 'failed' AND b.phase_reached = 'login'
	GROUP BY b.boot_id, i.q_dst)
SELECT b.boot_id, b.mac, coalesce(t.server, a.server) AS server,
	CASE WHEN t.server IS NOT NULL THEN 0.95
		WHEN EXISTS (SELECT 1 FROM boot_event be JOIN dhcp d USING (event_id) WHERE be.boot_id = b.boot_id
			AND instr(d.pvs_servers, a.server) > 0) THEN 0.93 ELSE 0.75 END AS confidence,
	CASE WHEN t.server IS NOT NULL THEN 'ICMP says so' ELSE a.n || ' ARP requests, no answer' END AS what,
	CASE WHEN t.server IS NOT NULL THEN t.router || ' answers with ICMP "' || CASE WHEN t.code IN (0, 6) THEN 'network' ELSE 'host' END
			|| ' unreachable", ' || t.n || ' times.'
		ELSE 'It asks by ARP who has ' || a.server || ', ' || a.n || ' times over ' || duration(a.last_ns - a.first_ns)
			|| '. Nobody answers: no such host is up in this VLAN.' END AS how,
	CASE WHEN t.server IS NULL AND NOT EXISTS (SELECT 1 FROM boot_event be JOIN dhcp d USING (event_id) WHERE be.boot_id = b.boot_id
			AND instr(d.pvs_servers, a.server) > 0)
		THEN 'That ' || a.server || ' is a login server, or the router to one, is inferred from the moment: right after the bootstrap.'
		ELSE '' END AS role_note,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be LEFT JOIN arp x USING (event_id) LEFT JOIN icmp i USING (event_id) LEFT JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND ((x.sha = b.mac AND x.tpa = a.server AND t.server IS NULL)
			OR (i.type = 3 AND i.q_dst = t.server) OR (e.kind = 'pvs-login' AND e.dst_ip = t.server))
		ORDER BY be.ns LIMIT 16)) AS evidence
FROM boot b LEFT JOIN asked a USING (boot_id) LEFT JOIN told t USING (boot_id)
WHERE coalesce(t.server, a.server) IS NOT NULL
	AND NOT EXISTS (SELECT 1 FROM boot_flow bf JOIN flow f USING (flow_id) WHERE bf.boot_id = b.boot_id AND f.down_frames > 0)
GROUP BY b.boot_id
