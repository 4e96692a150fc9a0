-- id: login-no-answer
-- title: No provisioning server answered the login
-- phase: login
-- kind: failure
-- scope: boot
-- needs: target_rx long_enough complete
-- summary: {datagrams} login datagrams to {servers}, no answer
-- explain: {mac} has its bootstrap and tries to log in: {datagrams} datagrams to {servers} over {span}, about every {interval}.
--   Nothing came back from any of them{icmp_text} {lost} Citrix calls this phase logon; the console says
--   "Login request timed out".
--   (Documented by Citrix: the login is asked for on UDP 6910, and the server then names address and port to go on with.) {company}
-- against: Not visible here: why. The content of the login is not public, and a refused login would still be an answer.
-- check: {look}
-- remedy: {mend}
-- when: failed flow
-- source: Citrix CTX235809; pvs.md 2.1, F41
WITH
-- reports of something that cannot be delivered, of which the snap length cut off what
blunt AS MATERIALIZED (
	SELECT i.event_id, e.ns, e.dst_ip, i.q_dst, i.q_src_port FROM icmp i CROSS JOIN event e USING (event_id)
	WHERE i.type = 3 AND coalesce(i.q_dst_port, 0) = 0 AND coalesce(i.q_protocol, 17) = 17 AND e.whole = 0),
near AS MATERIALIZED (
	SELECT bf.boot_id, count(DISTINCT u.event_id) AS n FROM boot b CROSS JOIN boot_flow bf USING (boot_id) CROSS JOIN flow c USING (flow_id)
	CROSS JOIN blunt u ON u.dst_ip = c.client_ip
	WHERE b.outcome = 'failed' AND b.phase_reached = 'login' AND u.ns BETWEEN c.first_ns AND c.last_ns + 5000000000
		AND coalesce(u.q_dst, c.server_ip) = c.server_ip AND coalesce(nullif(u.q_src_port, 0), c.client_port) = c.client_port
	GROUP BY bf.boot_id)
SELECT b.boot_id, b.mac, coalesce((SELECT group_concat(l.words, ' ') FROM losses l WHERE l.boot_id = b.boot_id AND l.phase = 'login'), '') AS lost,
	coalesce((SELECT l.look FROM losses l WHERE l.boot_id = b.boot_id AND l.phase = 'login' AND l.lost = l.sent ORDER BY l.lost DESC, l.left LIMIT 1),
		'On ' || min(f.server_ip)
		|| ', see that the Citrix PVS Stream Service runs and that UDP 6910 is bound. Capture there: if the datagrams arrive, the service ignores them; if not, a filter drops UDP 6910 to 6930. In the event log of '
		|| min(f.server_ip) || ', the database''s events 155 to 158 tell of a farm database that is offline.') AS look,
	coalesce((SELECT l.mend FROM losses l WHERE l.boot_id = b.boot_id AND l.phase = 'login' AND l.lost = l.sent ORDER BY l.lost DESC, l.left LIMIT 1),
		'Start the Stream Service, or open UDP 6910-6930 from the targets to the servers; correct the list of login servers in the bootstrap if '
		|| group_concat(DISTINCT f.server_ip) || ' is out of date.') AS mend,
	coalesce((SELECT words FROM company_words c WHERE c.boot_id = b.boot_id), '') AS company,
	CASE WHEN max(k.n) > 0 THEN 'cannot-tell' ELSE 'yes' END AS verdict,
	CASE WHEN max(k.n) > 0 THEN '. ICMP "unreachable" to the target is recorded in that time, but the snap length cut off what it is about: '
		|| 'it may well be the login.' ELSE ', and no ICMP either.' END AS icmp_text,
	0.92 AS confidence, group_concat(DISTINCT f.server_ip) AS servers,
	min(f.server_ip) AS first_server, sum(f.up_frames) AS datagrams,
	duration(max(f.last_ns) - min(f.first_ns)) AS span,
	duration((max(f.last_ns) - min(f.first_ns)) / max(sum(f.up_frames) - 1, 1)) AS interval,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind IN ('pvs-login', 'pvs-request') ORDER BY be.ns LIMIT 32)) AS evidence
FROM boot b JOIN boot_flow bf ON bf.boot_id = b.boot_id AND bf.main JOIN flow f USING (flow_id)
LEFT JOIN near k ON k.boot_id = b.boot_id
WHERE b.outcome = 'failed' AND b.phase_reached = 'login'
GROUP BY b.boot_id
HAVING sum(f.down_frames) = 0 AND sum(f.first_pieces) = 0 AND sum(f.up_frames) >= 3
	AND NOT EXISTS (SELECT 1 FROM boot_flow cf CROSS JOIN flow c USING (flow_id) CROSS JOIN icmp i
		JOIN event e ON e.event_id = i.event_id WHERE cf.boot_id = b.boot_id AND i.type = 3 AND i.q_dst = c.server_ip
		AND i.q_dst_port = c.server_port AND i.q_src = c.client_ip AND e.ns BETWEEN b.start_ns AND b.end_ns + 5000000000)
