-- id: login-device-unknown
-- title: The farm's database does not know this target
-- phase: login
-- kind: failure
-- scope: boot
-- refines: login-refused
-- needs: target_tx long_enough
-- summary: {server} asked the database for {mac}: no such device
-- explain: {mac} reached {server} and its login was answered, {pairs} times. {server} then called {procedure} at the database {sql} with this
--   MAC address, {asked} time(s), and the answer had no row. No call about it went further.
--   So the target is in no device collection of the farm that {server} belongs to. In Citrix's phases this is the logon; the console says
--   "No entry found in database for device". (The procedure's name is observed, not documented. That an empty answer means an unknown device
--   is inferred.)
-- against: Ruled out: network and Stream Service, for the server answers the target and asks its database about it.
--   Not ruled out: the device may be known in another farm, if PXE or DHCP led the target to the wrong one.
-- check: Search for {mac} in the Provisioning console, in all collections and sites. Was the network card replaced, or the machine cloned?
--   Is {server} a server of the farm that was meant?
-- remedy: Add the device with the MAC address {mac}, or correct the address of the existing one. To accept new machines by themselves, use auto-add.
-- when: failed sql_call boot_stream
-- source: Citrix CTX235809; pvs.md 2.1, 3.3, F44; [MS-TDS]
SELECT b.boot_id, b.mac, 0.93 AS confidence, q.server_ip AS server, q.sql_ip AS sql, q.procedure, count(*) AS asked, p.login_pairs AS pairs,
	(SELECT json_group_array(json_object('event', event_id, 'role', role)) FROM (
		SELECT be.event_id, CASE WHEN e.kind GLOB 'sql-*' THEN 'for' ELSE 'context' END AS role FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind IN ('sql-call', 'sql-answer', 'pvs-login', 'pvs-login-reply')
			ORDER BY e.kind GLOB 'sql-*' DESC, be.ns LIMIT 24)) AS evidence
FROM boot b JOIN boot_stream p USING (boot_id) JOIN boot_event qe USING (boot_id) JOIN sql_call q USING (event_id)
WHERE b.outcome = 'failed' AND b.phase_reached = 'login' AND p.login_answer_ns IS NOT NULL
	AND q.known_by = 'mac' AND q.rows = 0 AND lower(q.procedure) GLOB '*devicebymac*'
	AND NOT EXISTS (SELECT 1 FROM boot_event oe JOIN sql_call o USING (event_id) WHERE oe.boot_id = b.boot_id
		AND (o.rows = 1 OR lower(o.procedure) NOT GLOB '*devicebymac*'))
GROUP BY b.boot_id
