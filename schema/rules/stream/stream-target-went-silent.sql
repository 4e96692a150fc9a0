-- id: stream-target-went-silent
-- title: The target stopped asking in the middle of its first reads
-- phase: stream
-- kind: failure
-- scope: boot
-- needs: long_enough target_all complete
-- summary: the target fell silent after {bytes} though {server} had answered everything
-- explain: {mac} read {bytes} from {server}, one request at a time. The last answer was complete; then the target asked no more.
--   Nothing follows for {quiet}: no request, no second login by the streaming driver. {arp_text}{volume_text}
--   In Citrix's phases this is single read: the boot loader and its drivers still use the firmware's network driver (observed). {company}
-- against: Not ruled out: a machine with a second network card may go on through that one, under another MAC address.
--   Ruled out: a server or path that does not answer, for nothing was left unanswered. Not visible here: what the target's screen said.
-- check: Look at the console of the target. Try the bootstrap option "Interrupt Safe Mode", and a newer firmware of the network card.
-- remedy: Update the network card's boot firmware, or boot with another one. If the console shows a Windows stop code, go by that.
-- when: failed boot_stream
-- source: pvs.md 2.6, F79
SELECT b.boot_id, b.mac, coalesce((SELECT words FROM company_words c WHERE c.boot_id = b.boot_id), '') AS company,
	-- how much it had read before the capture began is not known: it may have been all that it reads before the handover
	CASE WHEN b.open_start THEN 'cannot-tell' ELSE 'yes' END AS verdict,
	CASE WHEN b.open_start THEN 0.5 WHEN a.n > 0 THEN 0.88 ELSE 0.8 END AS confidence, b.stream_server AS server,
	byte_count(p.single_bytes) AS bytes,
	duration(CASE WHEN b.seen_until_ns > b.end_ns THEN b.seen_until_ns - b.end_ns ELSE 0 END) AS quiet,
	CASE WHEN a.n > 0 THEN 'Nor does it answer ARP any more (' || a.n || ' questions). ' ELSE '' END AS arp_text,
	CASE WHEN p.peer_single_bytes IS NULL THEN '' ELSE 'Others of its kind go over to the streaming driver after about '
		|| byte_count(p.peer_single_bytes) || '. ' END AS volume_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind GLOB 'pvs-*' AND be.ns >= p.stream_ns ORDER BY be.ns DESC LIMIT 12)) AS evidence
FROM boot b JOIN boot_stream p USING (boot_id)
LEFT JOIN (SELECT o.boot_id, count(*) AS n FROM boot o JOIN boot_stream q USING (boot_id) JOIN arp x ON x.tpa = o.lease_ip AND x.form = 'request'
	JOIN event xe ON xe.event_id = x.event_id AND xe.ns BETWEEN q.read_last_ns AND o.seen_until_ns
		AND xe.event_id NOT IN (SELECT event_id FROM copy WHERE main <> event_id)
	WHERE o.outcome = 'failed' AND x.sha <> o.mac AND NOT EXISTS (SELECT 1 FROM arp r CROSS JOIN event re USING (event_id) WHERE r.sha = o.mac
		AND re.ns BETWEEN q.read_last_ns + 1000000000 AND o.seen_until_ns)
	GROUP BY o.boot_id) a ON a.boot_id = b.boot_id
WHERE b.outcome = 'failed' AND b.phase_reached = 'stream' AND p.retries = 0 AND p.retry_ns IS NULL AND p.single_reads > 2
	AND p.same_volume = 0 AND (p.peer_single_bytes IS NULL OR p.single_bytes < 0.8 * p.peer_single_bytes)
	AND p.single_repeats < p.single_reads
	-- it asks on in the same conversation, in another file of the recording
	AND NOT EXISTS (SELECT 1 FROM boot_flow lf JOIN flow l USING (flow_id) JOIN boot_flow rf ON rf.boot_id = lf.boot_id
		JOIN flow r ON r.flow_id = rf.flow_id AND r.capture_id <> l.capture_id AND r.client_port = l.client_port
			AND r.server_ip = l.server_ip AND r.server_port = l.server_port AND r.reads > 0 AND r.last_down_ns < l.first_ns
		WHERE lf.boot_id = b.boot_id AND l.down_frames = 0)
	AND NOT EXISTS (SELECT 1 FROM arp d JOIN event de USING (event_id) WHERE d.spa = b.lease_ip AND d.sha <> b.mac
		AND de.ns BETWEEN b.start_ns AND b.seen_until_ns)
