-- id: uefi-login-list-wrong
-- title: DHCP sends the UEFI target to login servers that others do not use
-- phase: login
-- kind: failure
-- scope: boot
-- refines: login-no-answer
-- needs: target_rx long_enough
-- summary: none of {servers} (from DHCP) answers, while {other} serves other targets
-- explain: {mac} takes its login servers from DHCP: "{list}". It asked {servers}, {datagrams} datagrams, and nobody answered.
--   In the same captures {other} lets {others} other target(s) in. It is not in this list.
--   So the list is out of date, or names the wrong network card of the servers (inferred).
--   In Citrix's phases this is the logon.
-- against: Not visible here: whether {servers} are provisioning servers at all, or provisioning servers that are down.
-- check: Compare "{list}" in the DHCP scope with the streaming addresses of the servers in the console.
-- remedy: Correct DHCP option 11 (all streaming addresses), or option 17, in the scope of this target.
-- when: failed_login flow
-- source: Citrix, configure UEFI pre-boot environments; pvs.md 2.5, F24
WITH answered AS MATERIALIZED (
	SELECT DISTINCT b.mac, g.server_ip FROM boot b JOIN boot_flow gf USING (boot_id) JOIN flow g USING (flow_id) WHERE g.down_frames > 0)
SELECT b.boot_id, b.mac, 0.88 AS confidence, group_concat(DISTINCT f.server_ip) AS servers, sum(f.up_frames) AS datagrams, l.list,
	o.other, o.others,
	(SELECT json_group_array(json_object('event', event_id, 'role', role)) FROM (
		SELECT be.event_id, CASE WHEN e.kind = 'dhcp-ack' THEN 'context' ELSE 'for' END AS role FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind IN ('pvs-login', 'dhcp-ack') ORDER BY be.ns LIMIT 24)) AS evidence
FROM boot b JOIN boot_flow bf ON bf.boot_id = b.boot_id AND bf.main JOIN flow f USING (flow_id)
JOIN (SELECT be.boot_id, max(d.pvs_servers) AS list FROM boot_event be JOIN dhcp d USING (event_id)
	WHERE d.op = 2 AND d.pvs_servers <> '' GROUP BY be.boot_id) l ON l.boot_id = b.boot_id
-- servers that answer other targets
JOIN (SELECT s.mac, n.server_ip AS other, n.macs - (a.mac IS NOT NULL) AS others
	FROM (SELECT DISTINCT mac FROM boot WHERE outcome = 'failed' AND phase_reached = 'login' AND client_kind = 'uefi') s
	JOIN (SELECT server_ip, count(DISTINCT mac) AS macs FROM answered GROUP BY server_ip) n
	LEFT JOIN answered a ON a.mac = s.mac AND a.server_ip = n.server_ip) o
	ON o.mac = b.mac AND o.others > 0 AND instr(l.list, o.other) = 0
WHERE b.outcome = 'failed' AND b.phase_reached = 'login' AND b.client_kind = 'uefi'
GROUP BY b.boot_id
HAVING sum(f.down_frames) = 0 AND sum(f.up_frames) >= 3 AND sum(instr(l.list, f.server_ip) = 0) = 0
