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
-- ICMP that quotes its requests: the first ones are kept
refused AS (
	SELECT p.boot_id, i.code, e.src_ip AS reporter, i.q_dst_port AS port, count(*) AS n, min(i.event_id) AS event_id
	FROM boot_stream p JOIN boot_event be USING (boot_id) JOIN icmp i USING (event_id) JOIN event e USING (event_id)
	WHERE p.stall_ns IS NOT NULL AND i.type = 3 AND i.code IN (0, 1, 3, 9, 10, 13) AND i.q_dst = p.stall_server AND be.ns >= p.stall_ns
		AND i.q_dst_port BETWEEN 6890 AND 6930 GROUP BY p.boot_id HAVING count(DISTINCT i.code) = 1),
-- how it asked again, and what came of it
stood AS (
	SELECT p.*, duration(b.end_ns - p.stall_ns) AS span,
		(SELECT coalesce(sum(g.down_frames), 0) FROM boot_flow gf JOIN flow_spell g USING (flow_id) WHERE gf.boot_id = b.boot_id AND gf.main
			AND g.kind = 'retry' AND g.start_ns >= p.stall_ns) AS sent,
		(SELECT coalesce(sum(g.partial), 0) FROM boot_flow gf JOIN flow_spell g USING (flow_id) WHERE gf.boot_id = b.boot_id AND gf.main
			AND g.kind = 'retry' AND g.start_ns >= p.stall_ns) AS partial,
		coalesce(duration((SELECT g.every_max_ns FROM boot_flow gf JOIN flow_spell g USING (flow_id) WHERE gf.boot_id = b.boot_id AND gf.main
			AND g.kind = 'retry' AND g.every_max_ns > 0 ORDER BY g.end_ns DESC LIMIT 1)),
			duration((b.end_ns - p.stall_ns) / max(p.retries, 1))) AS every,
		i.code, i.reporter, i.port, i.n AS reports, i.event_id AS report
	FROM boot b JOIN boot_stream p USING (boot_id) LEFT JOIN refused i USING (boot_id) WHERE b.outcome = 'failed' AND p.stall_ns IS NOT NULL)
SELECT b.boot_id, b.mac, coalesce((SELECT group_concat(l.words, ' ') FROM losses l WHERE l.boot_id = b.boot_id AND l.phase IN ('login', 'stream')), '') AS lost, coalesce((SELECT words FROM company_words c WHERE c.boot_id = b.boot_id), '') AS company,
	CASE WHEN p.code IS NOT NULL THEN 0.95 WHEN p.stall_scope IS NULL THEN 0.88 ELSE 0.92 END AS confidence, p.stall_server AS server,
	clock(p.stall_ns) AS "when", byte_count(b.stream_bytes) AS bytes,
	CASE WHEN p.sent > 0 THEN 'from ' || clock(p.stall_ns) || ' on the target asks for the same again: ' || p.retries || ' requests, and what '
			|| p.stall_server || ' answers is never enough'
		ELSE p.stall_server || ' answered last at ' || clock(p.stall_ns) || '; ' || p.retries || ' requests after that stayed unanswered'
			|| CASE WHEN p.code = 3 THEN ': ICMP port unreachable' WHEN p.code > 3 THEN ': ICMP prohibited' WHEN p.code < 3 THEN ': ICMP unreachable' ELSE '' END
		END AS summary_text,
	CASE WHEN p.sent > 0 THEN 'The last read that it got whole was at ' || clock(p.stall_ns) || '. After it the target asks for the same again and again: '
			|| p.retries || ' requests over ' || p.span || ', about every ' || p.every || '. ' || p.stall_server || ' does answer (' || p.sent
			|| ' datagrams), but ' || CASE WHEN p.partial > 0 THEN 'something of each answer is missing, or does not get as far as the target''s driver.'
				ELSE 'the target does not get it: each answer is whole at this capture point, so it is lost behind it, or in the target.' END
		ELSE 'The last answer came at ' || clock(p.stall_ns) || '. After it ' || CASE WHEN p.code IS NULL THEN 'nothing' ELSE 'no data' END
			|| ' came back: ' || p.retries || ' requests in vain over ' || p.span || ', about every ' || p.every || '.' END
		|| CASE WHEN p.code IS NULL THEN '' ELSE ' ' || p.reporter || ' says why: ICMP "' || CASE p.code WHEN 3 THEN 'port unreachable' WHEN 0 THEN 'network unreachable'
			WHEN 1 THEN 'host unreachable' ELSE 'administratively prohibited' END || '", ' || CASE WHEN p.reports = 1 THEN 'once' ELSE 'at least ' || p.reports || ' times' END
			|| ': ' || CASE WHEN p.code = 3 THEN 'nothing listens on UDP port ' || p.port || ' of ' || p.stall_server || ' any more.'
			WHEN p.code > 3 THEN 'a filter rule forbids what went through before.' ELSE 'there is no way to ' || p.stall_server || ' any more.' END END AS vain_text,
	CASE WHEN p.sent > 0 THEN 'Ruled out: a server that hangs, for it sends. Not visible here: what the target lacks of an answer.'
		WHEN p.code IS NOT NULL THEN 'Ruled out: packets that get lost silently (the report arrives).'
			|| CASE p.code WHEN 3 THEN ' A firewall may send such reports in the server''s name.' ELSE '' END
		ELSE 'The wire here cannot tell a server that hangs from a path that broke in one direction.' END AS against_text,
	CASE WHEN p.code IS NOT NULL AND p.stall_scope IS NULL THEN '' ELSE CASE p.stall_scope WHEN 'target' THEN 'In the same half minute the same server served ' || p.peers_alive
			|| ' other target(s): the fault is this target''s, or on its way.'
		WHEN 'server' THEN p.peers_stalled || ' other target(s) of this server stood still within the same 10 s, and it served nobody: the fault is the server''s.'
		WHEN 'segment' THEN p.peers_stalled + p.others_stalled || ' other target(s), of several servers, stood still within the same 10 s: the fault is in the network between.'
		ELSE 'No other target was streaming from this server at that moment, so nothing tells whether the server or the path is at fault.' END END AS scope_text,
	CASE WHEN p.failover_ns IS NOT NULL THEN 'It tried to log in again at ' || clock(p.failover_ns) || ', without getting further. '
		ELSE '' END AS relogin,
	CASE WHEN p.code = 3 THEN 'Start the Citrix PVS Stream Service on ' || p.stall_server || ' and find out in its event log why it ended at that moment.'
		WHEN p.code > 3 THEN 'Remove the filter rule that ' || p.reporter || ' enforces (UDP port ' || p.port || ' of ' || p.stall_server || ').'
		WHEN p.code < 3 THEN 'Look at ' || p.reporter || ', which lost the way to ' || p.stall_server || '.'
		ELSE CASE p.stall_scope WHEN 'target' THEN 'Look at the switch port, the host and the VLAN of this target.'
		WHEN 'server' THEN 'Restart the Stream Service if it hangs, and look for what its storage or database did at that time.'
		WHEN 'segment' THEN 'Look at switches and links that these servers and targets share.'
		ELSE CASE WHEN p.sent > 0 THEN 'Start with the path: what drops some datagrams and not others (size, fragments, a filter, a faulty link). Then '
			ELSE 'Start with ' END || 'the server''s event log; the Stream Service, its storage and its database are the usual suspects.' END END AS remedy_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND (+e.kind GLOB 'pvs-*' OR be.event_id = p.report) AND be.ns >= p.stall_ns - 1000000
			ORDER BY +e.kind GLOB 'pvs-*', be.ns LIMIT 24)) AS evidence
FROM boot b JOIN stood p USING (boot_id)
WHERE b.outcome = 'failed' AND p.stall_ns IS NOT NULL AND p.retries >= 3 AND p.read_last_ns <= p.stall_ns AND p.single_reads + p.multi_reads > 2
	AND NOT (p.jumbo_peers > 0 AND p.single_max_payload >= 1464)
	AND NOT EXISTS (SELECT 1 FROM arp d JOIN event de USING (event_id) WHERE d.spa = b.lease_ip AND d.sha <> b.mac
		AND de.ns BETWEEN b.start_ns AND b.seen_until_ns)
