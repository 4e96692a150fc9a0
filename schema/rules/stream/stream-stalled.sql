-- id: stream-stalled
-- title: The stream stopped in the middle: the target asks again in vain
-- phase: stream
-- kind: failure
-- scope: boot
-- needs: target_rx long_enough
-- summary: {summary_text}
-- explain: {mac} had read {bytes} from {server}. {vain_text} {lost}
--   {scope_text}
--   {relogin}The target itself is alive, for it goes on asking.
--   (Its streaming driver waits 5 s for an answer and doubles that to 10 s, as documented by Citrix.) {company}
-- against: Ruled out: a target that crashed. {against_text}
-- check: Look at the event log and the Stream Service of {server} at {when}, and at the storage of its vDisk store.
--   Capture on {server}: do the requests arrive?
--   Events to look for: StreamProcess 11 (threads that hang), and the database's 155 to 158 (offline).
-- remedy: {remedy_text}
-- when: failed boot_stream
-- source: Citrix CTX119223, CTX222944; pvs.md 3.3, F65, F84
WITH
-- how it asked again, and what came of it
stood AS (
	SELECT p.*, duration(b.end_ns - p.stall_ns) AS span,
		(SELECT coalesce(sum(g.down_frames), 0) FROM boot_flow gf JOIN flow_spell g USING (flow_id) WHERE gf.boot_id = b.boot_id
			AND g.kind = 'retry' AND g.start_ns >= p.stall_ns) AS sent,
		coalesce(duration((SELECT g.every_max_ns FROM boot_flow gf JOIN flow_spell g USING (flow_id) WHERE gf.boot_id = b.boot_id AND gf.main
			AND g.kind = 'retry' AND g.every_max_ns > 0 ORDER BY g.end_ns DESC LIMIT 1)),
			duration((b.end_ns - p.stall_ns) / max(p.retries, 1))) AS every
	FROM boot b JOIN boot_stream p USING (boot_id) WHERE b.outcome = 'failed' AND p.stall_ns IS NOT NULL)
SELECT b.boot_id, b.mac, coalesce((SELECT group_concat(l.words, ' ') FROM losses l WHERE l.boot_id = b.boot_id AND l.phase IN ('login', 'stream')), '') AS lost, coalesce((SELECT words FROM company_words c WHERE c.boot_id = b.boot_id), '') AS company,
	CASE WHEN p.stall_scope IS NULL THEN 0.88 ELSE 0.92 END AS confidence, p.stall_server AS server,
	clock(p.stall_ns) AS "when", byte_count(b.stream_bytes) AS bytes,
	CASE WHEN p.sent > 0 THEN 'from ' || clock(p.stall_ns) || ' on the target asks for the same again: ' || p.retries || ' requests, and what '
			|| p.stall_server || ' answers is never enough'
		ELSE p.stall_server || ' answered last at ' || clock(p.stall_ns) || '; ' || p.retries || ' requests after that stayed unanswered' END AS summary_text,
	CASE WHEN p.sent > 0 THEN 'The last read that it got whole was at ' || clock(p.stall_ns) || '. After it the target asks for the same again and again: '
			|| p.retries || ' requests over ' || p.span || ', about every ' || p.every || '. ' || p.stall_server || ' does answer (' || p.sent
			|| ' datagrams), but something of each answer is missing, or does not get as far as the target''s driver.'
		ELSE 'The last answer came at ' || clock(p.stall_ns) || '. After it nothing came back: ' || p.retries || ' requests in vain over '
			|| p.span || ', about every ' || p.every || '.' END AS vain_text,
	CASE WHEN p.sent > 0 THEN 'Ruled out: a server that hangs, for it sends. Not visible here: which datagram of an answer the target lacks.'
		ELSE 'The wire here cannot tell a server that hangs from a path that broke in one direction.' END AS against_text,
	CASE p.stall_scope WHEN 'target' THEN 'In the same half minute the same server served ' || p.peers_alive
			|| ' other target(s): the fault is this target''s, or on its way.'
		WHEN 'server' THEN p.peers_stalled || ' other target(s) of this server stood still within the same 10 s, and it served nobody: the fault is the server''s.'
		WHEN 'segment' THEN p.peers_stalled + p.others_stalled || ' other target(s), of several servers, stood still within the same 10 s: the fault is in the network between.'
		ELSE 'No other target was streaming from this server at that moment, so nothing tells whether the server or the path is at fault.' END AS scope_text,
	CASE WHEN p.failover_ns IS NOT NULL THEN 'It tried to log in again at ' || clock(p.failover_ns) || ', without getting further. '
		ELSE '' END AS relogin,
	CASE p.stall_scope WHEN 'target' THEN 'Look at the switch port, the host and the VLAN of this target.'
		WHEN 'server' THEN 'Restart the Stream Service if it hangs, and look for what its storage or database did at that time.'
		WHEN 'segment' THEN 'Look at switches and links that these servers and targets share.'
		ELSE CASE WHEN p.sent > 0 THEN 'Start with the path: what drops some datagrams and not others (size, fragments, a filter, a faulty link). Then '
			ELSE 'Start with ' END || 'the server''s event log; the Stream Service, its storage and its database are the usual suspects.' END AS remedy_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind GLOB 'pvs-*' AND be.ns >= p.stall_ns - 1000000 ORDER BY be.ns LIMIT 24)) AS evidence
FROM boot b JOIN stood p USING (boot_id)
WHERE b.outcome = 'failed' AND p.stall_ns IS NOT NULL AND p.retries >= 3 AND p.read_last_ns <= p.stall_ns AND p.single_reads + p.multi_reads > 2
	AND NOT (p.jumbo_peers > 0 AND p.single_max_payload >= 1464)
	AND NOT EXISTS (SELECT 1 FROM arp d JOIN event de USING (event_id) WHERE d.spa = b.lease_ip AND d.sha <> b.mac
		AND de.ns BETWEEN b.start_ns AND b.seen_until_ns)
