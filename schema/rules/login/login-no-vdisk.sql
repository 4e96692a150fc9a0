-- id: login-no-vdisk
-- title: The farm's database has no vDisk for this target
-- phase: login
-- kind: failure
-- scope: boot
-- refines: login-refused
-- needs: target_tx long_enough
-- summary: the database knows {mac}, but {procedure} found no vDisk version for it
-- explain: {mac} reached {server} and its login was answered, {pairs} times. The database {sql} knows the device: {known} found it.
--   Then {server} called {procedure} on the same connection, and the answer had no row. No call followed that would have given the target
--   a server to stream from. In Citrix's phases this is the logon. The console says that no vDisk was found or assigned, or goes on to the
--   local disk. (The procedures' names are observed, not documented. That the second call is about this target is inferred from its
--   connection.)
-- against: Ruled out: an unknown device, network, Stream Service. Not visible here: whether no vDisk is assigned, the device is disabled, or its
--   class does not match a vDisk's.
-- check: In the console, look at the device {mac}: the vDisks assigned to it, "boot from", its type, and whether a version is released for that type.
-- remedy: Assign a vDisk to the device (or its collection), or promote a version that the device's type may use.
-- when: failed sql_call boot_stream
-- source: Citrix CTX235809; pvs.md 2.1, 3.3, F45; [MS-TDS]
SELECT b.boot_id, b.mac, 0.85 AS confidence, q.server_ip AS server, q.sql_ip AS sql, q.procedure, k.procedure AS known, p.login_pairs AS pairs,
	(SELECT json_group_array(json_object('event', event_id, 'role', role)) FROM (
		SELECT be.event_id, CASE WHEN e.kind GLOB 'sql-*' THEN 'for' ELSE 'context' END AS role FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind IN ('sql-call', 'sql-answer', 'pvs-login', 'pvs-login-reply')
			ORDER BY e.kind GLOB 'sql-*' DESC, be.ns LIMIT 24)) AS evidence
FROM boot b JOIN boot_stream p USING (boot_id) JOIN boot_event qe USING (boot_id) JOIN sql_call q USING (event_id)
JOIN boot_event ke ON ke.boot_id = b.boot_id JOIN sql_call k ON k.event_id = ke.event_id
WHERE b.outcome = 'failed' AND b.phase_reached = 'login' AND p.login_answer_ns IS NOT NULL
	AND k.known_by = 'mac' AND k.rows = 1 AND lower(k.procedure) GLOB '*devicebymac*'
	AND q.server_ip = k.server_ip AND q.rows = 0 AND lower(q.procedure) GLOB '*diskversion*' AND qe.ns >= ke.ns
	AND NOT EXISTS (SELECT 1 FROM boot_event oe JOIN sql_call o USING (event_id) WHERE oe.boot_id = b.boot_id
		AND ((lower(o.procedure) GLOB '*diskversion*' AND o.rows = 1) OR lower(o.procedure) GLOB '*adddevicestatus*'))
GROUP BY b.boot_id
