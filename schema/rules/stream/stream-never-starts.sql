-- id: stream-never-starts
-- title: The login is done, but no disk content ever arrives
-- phase: stream
-- kind: failure
-- scope: boot
-- needs: target_rx long_enough
-- summary: {requests} read requests to {server}, no disk content
-- explain: {mac} logged in ({pairs} exchanges answered) and asked {server}:{port} for disk blocks: {requests} requests of 48 bytes over {span},
--   {repeats} of them the same one again. {what_came} {lost}
--   So the server hears the target, and small datagrams pass in both directions.
--   (Size of requests and of data datagrams: observed; Citrix does not publish the protocol.)
--   In Citrix's phases the logon is done, and single read does not get going. {company}
-- against: Ruled out: a blocked port, for the server answers on it. Not ruled out: large datagrams that are lost on the way, or a server
--   that cannot open the vDisk.
-- check: Capture on {server}. If datagrams of 1464 bytes leave there, they are lost on the way: look at the path MTU.
--   If none leave, look at the Stream Service's log and at the store of the vDisk.
-- remedy: Depends on what the server's capture shows: repair the path (MTU at least 1492 for the IP packet), or the vDisk store.
-- when: failed boot_stream
-- source: pvs.md 3.2, 3.3, F55
SELECT b.boot_id, b.mac, coalesce((SELECT group_concat(l.words, ' ') FROM losses l WHERE l.boot_id = b.boot_id AND l.phase IN ('login', 'stream')), '') AS lost, coalesce((SELECT words FROM company_words c WHERE c.boot_id = b.boot_id), '') AS company,
	0.88 AS confidence, f.server_ip AS server, f.server_port AS port, sum(f.requests) AS requests,
	sum(f.repeats) AS repeats, p.login_pairs AS pairs, duration(max(f.last_up_ns) - min(f.first_ns)) AS span,
	CASE WHEN p.single_reads > 0 THEN 'This capture point sees the answers leave, up to ' || max(f.max_payload)
			|| ' bytes each; the target repeats the request all the same, so they do not reach it.'
		WHEN p.single_partial > 0 THEN 'Of each answer only the last, short datagram came (at most ' || max(f.max_payload) || ' bytes).'
		ELSE 'What came back was never larger than ' || max(f.max_payload) || ' bytes.' END AS what_came,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind IN ('pvs-request', 'pvs-login', 'pvs-login-reply', 'pvs-data')
			AND be.ns >= p.login_answer_ns ORDER BY e.kind = 'pvs-request' DESC, be.ns LIMIT 24)) AS evidence
FROM boot b JOIN boot_stream p USING (boot_id) JOIN boot_flow bf ON bf.boot_id = b.boot_id AND bf.main JOIN flow f USING (flow_id)
WHERE b.outcome = 'failed' AND p.login_answer_ns IS NOT NULL AND p.single_reads <= 2 AND p.multi_reads = 0 AND f.requests >= 3
	AND f.repeats >= 2 AND f.down_frames > 0 AND NOT (f.server_port = 6910 AND f.requests = f.up_frames)
	-- they are at the target's own port: content does arrive
	AND NOT (p.single_reads > 0 AND EXISTS (SELECT 1 FROM boot_flow zf JOIN flow z USING (flow_id) JOIN tap t
		ON t.boot_id = zf.boot_id AND t.capture_id = z.capture_id WHERE zf.boot_id = b.boot_id AND t.own AND z.server_ip = f.server_ip
			AND z.client_port = f.client_port AND z.down_frames * 10 >= 9 * f.down_frames AND z.reads > 0))
GROUP BY b.boot_id
HAVING sum(f.first_pieces) - sum(f.fragmented) < 3
