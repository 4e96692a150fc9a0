-- id: login-boot-menu-wait
-- title: The target waited {idle} after the login, as it does at a boot menu
-- phase: login
-- kind: note
-- scope: boot
-- needs: target_all
-- summary: {idle} of silence between login and first read, nothing repeated
-- explain: {mac} logged in at {server}. Then neither side sent anything for {idle}, and the target repeated nothing: it did not wait for
--   an answer. A device with several vDisks or versions, or one in maintenance mode, shows a menu at this point and waits for a key (observed).
--   In Citrix's phases the logon is done and single read has not begun.
-- against: A server that is slow to answer looks different: the target would repeat its request.
-- check: Look at the console.
-- remedy: None is needed. To skip the menu, assign one vDisk version to the device, or set its type to production.
-- when: boot_stream
-- source: pvs.md F52
SELECT b.boot_id, b.mac, 0.9 AS confidence, b.login_server AS server,
	duration(CASE WHEN p.stream_ns IS NULL THEN b.seen_until_ns - b.end_ns ELSE p.login_idle_ns END) AS idle,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'context')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind GLOB 'pvs-*' ORDER BY be.ns LIMIT 24)) AS evidence
FROM boot b JOIN boot_stream p USING (boot_id)
WHERE p.login_pairs > 0 AND p.single_unanswered = 0 AND p.retry_ns IS NULL
	AND ((p.stream_ns IS NOT NULL AND p.login_idle_ns >= 10000000000 AND p.login_tries = p.login_pairs)
	OR (b.outcome = 'incomplete' AND b.phase_reached = 'login' AND b.seen_until_ns - b.end_ns >= 20000000000))
	-- a login that is asked for again and again is refused, not waited with
	AND NOT EXISTS (SELECT 1 FROM boot_flow bf CROSS JOIN flow_spell s USING (flow_id) WHERE bf.boot_id = b.boot_id AND s.kind IN ('login', 'poll')
		AND s.count >= 3 AND s.every_min_ns >= 1000000000 AND s.every_max_ns <= 15000000000)
	-- at the login server's own port it looks the same while the target goes on elsewhere: somebody else's unicast has to be recorded
	AND EXISTS (SELECT 1 FROM tap t CROSS JOIN station o ON o.capture_id = t.capture_id WHERE t.boot_id = b.boot_id AND t.target_all
		AND o.mac <> b.mac AND o.mac IS NOT (SELECT mac FROM server WHERE ip = b.login_server) AND (o.rx_unicast > 0 OR o.tx_frames > o.tx_group))
