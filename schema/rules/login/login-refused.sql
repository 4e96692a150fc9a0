-- id: login-refused
-- title: The provisioning server answers the login, but never lets the target in
-- phase: login
-- kind: failure
-- scope: boot
-- needs: long_enough target_all
-- summary: {servers} answered {pairs} login exchanges and granted nothing
-- explain: {mac} talked to {servers} for {span}: {tries} login datagrams, {pairs} exchanges answered. No read ever followed.
--   The server is up and it answers, but the login repeats instead of going on to a port for disk reads.
--   What the answer says is not public, so the wire cannot tell the reason; that it refuses is inferred from what does not follow. Known reasons are: the device is not in the farm's database
--   ("No entry found in database for device"), no vDisk is assigned, no server has that vDisk version, the server is busy.
--   In Citrix's phases this is the logon. {company}
-- against: Ruled out: a firewall on UDP 6910 and a stopped Stream Service, for answers arrive. Ruled out: a redirection to a server that is
--   silent, for the target turned to no other.
-- check: Read the text on the target's console. On {first_server}, look for {mac} in the console and in the Stream Service's log.
--   A capture on the server with TCP 1433 to the database shows how far the login came.
-- remedy: Add the device with the MAC {mac} to the farm, assign a vDisk that every server of the site can open, or raise the limit of booting
--   devices, as the console text says.
-- when: failed boot_stream
-- source: Citrix CTX235809; pvs.md 3.1, F44-F47
SELECT b.boot_id, b.mac, coalesce((SELECT words FROM company_words c WHERE c.boot_id = b.boot_id), '') AS company,
	0.88 AS confidence, group_concat(DISTINCT f.server_ip) AS servers, min(f.server_ip) AS first_server,
	p.login_pairs AS pairs, p.login_tries AS tries, duration(max(f.last_ns) - min(f.first_ns)) AS span,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind IN ('pvs-login', 'pvs-login-reply') ORDER BY be.ns LIMIT 24)) AS evidence
FROM boot b JOIN boot_stream p USING (boot_id) JOIN boot_flow bf ON bf.boot_id = b.boot_id AND bf.main JOIN flow f USING (flow_id)
WHERE b.outcome = 'failed' AND b.phase_reached = 'login' AND p.login_pairs >= 3
GROUP BY b.boot_id
HAVING sum(f.down_frames = 0) = 0 AND sum(CASE WHEN f.server_port = 6910 AND f.requests = f.up_frames THEN 0 ELSE f.requests END) < 3 AND max(f.last_ns) - min(f.first_ns) >= 15000000000
