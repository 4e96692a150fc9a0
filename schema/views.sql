-- The public views, version 1. A view may gain columns, never lose or rename one within a version.
DROP VIEW IF EXISTS captures;
CREATE VIEW captures AS
SELECT c.capture_id, c.path, c.sha256, c.format, c.compression, c.frames, c.bytes, c.first_ns, c.last_ns,
	v.clock_offset_ns, v.clock_uncertainty_ns, v.vantage, c.status, c.note,
	v.reasons AS vantage_reasons, c.file_bytes, v.clock_drift_ppb, v.clock_pairs, v.clock_note,
	v.clock_said, v.name AS vantage_name,
	c.first_ns + coalesce(v.clock_offset_ns + (c.first_ns - v.clock_base_ns) / 1000000 * v.clock_drift_ppb / 1000, 0) AS case_first_ns,
	c.last_ns + coalesce(v.clock_offset_ns + (c.last_ns - v.clock_base_ns) / 1000000 * v.clock_drift_ppb / 1000, 0) AS case_last_ns,
	v.label AS tap, coalesce((SELECT sum(coalesce(i.drops_if, 0) + coalesce(i.drops_os, 0)) FROM interface i
		WHERE i.capture_id = c.capture_id), 0) AS drops
FROM capture c LEFT JOIN vantage v USING (capture_id);

DROP VIEW IF EXISTS ledger;
CREATE VIEW ledger AS
SELECT capture_id, bucket, reason, frames, bytes FROM ledger_entry;

DROP VIEW IF EXISTS targets;
CREATE VIEW targets AS
SELECT t.target_id, t.mac, t.vendor, t.hostname, t.uuid, t.firmware,
	coalesce(n.boots, 0) AS boots, coalesce(n.failed, 0) AS failed
FROM target t LEFT JOIN (SELECT target_id, sum(outcome <> 'leased') AS boots, sum(outcome = 'failed') AS failed
	FROM boot GROUP BY target_id) n USING (target_id);

DROP VIEW IF EXISTS servers;
CREATE VIEW servers AS
SELECT server_id, ip, mac, roles, boots, failed FROM server;

DROP VIEW IF EXISTS boots;
CREATE VIEW boots AS
SELECT b.boot_id, b.target_id, b.mac, b.attempt, b.start_ns, b.end_ns,
	strftime('%Y-%m-%dT%H:%M:%S', b.start_ns / 1000000000, 'unixepoch') || 'Z' AS start_time,
	b.path, b.outcome, b.phase_reached, b.lease_ip, b.dhcp_server, b.relay, b.boot_server, b.boot_file,
	b.login_server, b.stream_server, b.stream_bytes, b.primary_rule, b.confidence, b.summary,
	b.client_kind, b.open_start, t.hostname, t.vendor, b.seen_until_ns, b.file_source
FROM boot b LEFT JOIN target t USING (target_id);

DROP VIEW IF EXISTS steps;
CREATE VIEW steps AS
SELECT boot_id, phase, status, start_ns, end_ns, tries, peer, note, seq FROM step;

DROP VIEW IF EXISTS timeline;
CREATE VIEW timeline AS
SELECT be.boot_id, be.event_id, be.ns, be.phase, e.kind,
	coalesce(e.src_ip, nullif(e.src_mac, ''), e.client) AS src,
	coalesce(e.dst_ip, nullif(e.dst_mac, ''), CASE e.l2_cast WHEN 'broadcast' THEN 'ff:ff:ff:ff:ff:ff' ELSE 'not recorded' END) AS dst,
	(SELECT i.info FROM info i WHERE i.info_id = e.info_id) AS info, e.capture_id, e.frame, e.src_mac, e.dst_mac, e.src_port, e.dst_port,
	coalesce((SELECT c.message FROM copy c WHERE c.event_id = be.event_id), be.event_id) AS message_id,
	max(1, (SELECT count(*) FROM copy c WHERE c.main = be.event_id)) AS taps,
	-- where it was seen, in order of travel; the time between only as far as the clocks are known
	(SELECT group_concat(words, ', ') FROM (SELECT v.label || ' ' || x.frame || CASE
		WHEN c.ns - f.ns > v.clock_uncertainty_ns + u.clock_uncertainty_ns THEN printf(' (+%.3f ms)', (c.ns - f.ns) / 1e6) ELSE '' END AS words
		FROM copy c JOIN event x USING (event_id) JOIN vantage v USING (capture_id)
		JOIN copy f ON f.event_id = (SELECT o.event_id FROM copy o WHERE o.main = be.event_id ORDER BY o.seq LIMIT 1)
		JOIN event fx ON fx.event_id = f.event_id JOIN vantage u ON u.capture_id = fx.capture_id
		WHERE c.main = be.event_id AND (SELECT count(*) FROM copy n WHERE n.main = be.event_id) > 1 ORDER BY c.seq)) AS seen
FROM boot_event be JOIN event e USING (event_id);

-- Each frame of a message that several captures hold, in order of travel.
DROP VIEW IF EXISTS copies;
CREATE VIEW copies AS
SELECT c.message AS message_id, c.seq, c.event_id, c.main AS main_id, e.capture_id, e.frame, c.ns,
	c.ns - (SELECT f.ns FROM copy f WHERE f.message = c.message ORDER BY f.seq LIMIT 1) AS after_ns, v.label AS tap, e.src_ip, e.dst_ip, e.ttl,
	v.clock_uncertainty_ns, e.src_port, e.dst_port,
	-- by a NAT or a load balancer since the frame before; a relay's own addresses are another leg
	(SELECT nullif(CASE WHEN p.src_ip <> e.src_ip OR p.src_port <> e.src_port THEN
			'source ' || p.src_ip || coalesce(':' || p.src_port, '') || ' -> ' || e.src_ip || coalesce(':' || e.src_port, '') ELSE '' END
		|| CASE WHEN (p.src_ip <> e.src_ip OR p.src_port <> e.src_port) AND (p.dst_ip <> e.dst_ip OR p.dst_port <> e.dst_port) THEN ', ' ELSE '' END
		|| CASE WHEN p.dst_ip <> e.dst_ip OR p.dst_port <> e.dst_port THEN
			'destination ' || p.dst_ip || coalesce(':' || p.dst_port, '') || ' -> ' || e.dst_ip || coalesce(':' || e.dst_port, '') ELSE '' END, '')
		FROM copy b JOIN event p USING (event_id) WHERE b.message = c.message AND b.seq = c.seq - 1
		AND NOT EXISTS (SELECT 1 FROM dhcp d WHERE d.event_id = c.event_id)) AS rewritten
FROM copy c JOIN event e USING (event_id) JOIN vantage v USING (capture_id);

-- Transfers and conversations of a boot that two taps show under different addresses, as each of them has them.
DROP VIEW IF EXISTS translations;
CREATE VIEW translations AS
SELECT b.boot_id, x.what, x.first_ns, x.near_capture, x.far_capture, n.label AS near, f.label AS far, x.near_id, x.far_id, x.candidates,
	a.client_ip AS near_client_ip, a.client_port AS near_client_port, a.server_ip AS near_server_ip, a.server_port AS near_server_port,
	z.client_ip AS far_client_ip, z.client_port AS far_client_port, z.server_ip AS far_server_ip, z.server_port AS far_server_port,
	-- 0: a third tap lies between the two
	NOT EXISTS (SELECT 1 FROM translation p JOIN translation q ON q.near_id = p.far_id AND q.what = p.what
		WHERE p.near_id = x.near_id AND p.what = x.what AND q.far_id = x.far_id) AS direct
FROM translation x JOIN vantage n ON n.capture_id = x.near_capture JOIN vantage f ON f.capture_id = x.far_capture
JOIN (SELECT boot_id, transfer_id AS id, 'transfer' AS what FROM boot_transfer_seen
	UNION ALL SELECT boot_id, flow_id, 'flow' FROM boot_flow) b ON b.id = x.near_id AND b.what = x.what
JOIN (SELECT transfer_id AS id, 'transfer' AS what, client_ip, client_port, server_ip, server_port FROM transfer
	UNION ALL SELECT flow_id, 'flow', client_ip, client_port, server_ip, server_port FROM flow) a ON a.id = x.near_id AND a.what = x.what
LEFT JOIN (SELECT transfer_id AS id, 'transfer' AS what, client_ip, client_port, server_ip, server_port FROM transfer
	UNION ALL SELECT flow_id, 'flow', client_ip, client_port, server_ip, server_port FROM flow) z ON z.id = x.far_id AND z.what = x.what;

-- Where messages of a boot were lost: between which two capture points.
DROP VIEW IF EXISTS losses;
CREATE VIEW losses AS
SELECT l.boot_id, l.phase, l.what, CASE l.down WHEN 1 THEN 'to-target' ELSE 'from-target' END AS direction, l.n AS lost, l.of_n AS sent,
	f.label AS left, t.label AS missing, l.from_capture AS left_capture, l.to_capture AS missing_capture, l.first_ns, l.last_ns,
	CASE l.of_n WHEN 1 THEN 'The one ' || rtrim(l.what, 's') ELSE l.n || ' of ' || l.of_n || ' ' || l.what END || ' left ' || f.label
		|| CASE l.of_n WHEN 1 THEN ' at ' ELSE ', the last one at ' END || strftime('%H:%M:%S', l.last_ns / 1000000000, 'unixepoch')
		|| printf('.%03d UTC', l.last_ns / 1000000 % 1000) || CASE l.of_n WHEN 1 THEN ' and' ELSE ', and' END || ' never reached ' || t.label || '.' AS words,
	'Follow the ' || l.what || ' from ' || f.label || ' to ' || t.label || ': something between the two (a switch, a firewall,'
		|| ' an access list, a NAT or load balancer) drops them.' AS look,
	'Let the ' || l.what || ' pass between ' || f.label || ' and ' || t.label || '.' AS mend
FROM loss l JOIN vantage f ON f.capture_id = l.from_capture JOIN vantage t ON t.capture_id = l.to_capture;

-- The same in sentences: one for each way in which addresses were rewritten between two neighbouring taps, and one for
-- what cannot be told.
DROP VIEW IF EXISTS rewrites;
CREATE VIEW rewrites AS
SELECT boot_id, near_capture, far_capture, first_ns, transfers, flows, CASE WHEN sure THEN
	'From ' || near || ' to ' || far || ': ' || CASE
		WHEN near_client_ip <> far_client_ip THEN 'the target''s address ' || near_client_ip || ' becomes ' || far_client_ip
		WHEN ports THEN 'the target''s ports become others' ELSE '' END
	|| CASE WHEN (near_client_ip <> far_client_ip OR ports) AND near_server_ip <> far_server_ip THEN ', ' ELSE '' END
	|| CASE WHEN near_server_ip <> far_server_ip THEN 'the server''s address ' || near_server_ip || ' becomes ' || far_server_ip ELSE '' END
	|| ' (' || count_words || ').'
	ELSE upper(substr(count_words, 1, 1)) || substr(count_words, 2) || ' of ' || near || ' may be '
		|| CASE WHEN most = 1 THEN 'what ' || far || ' shows under another address: it cannot be told.'
		ELSE 'any of ' || least || CASE WHEN most > least THEN ' to ' || most ELSE '' END || ' that ' || far
			|| ' shows under other addresses: it cannot be told which.' END END AS words
FROM (SELECT *, CASE WHEN transfers = 1 THEN '1 file transfer' WHEN transfers THEN transfers || ' file transfers' ELSE '' END
	|| CASE WHEN transfers AND flows THEN ' and ' ELSE '' END
	|| CASE WHEN flows = 1 THEN '1 PVS conversation' WHEN flows THEN flows || ' PVS conversations' ELSE '' END AS count_words
	FROM (SELECT boot_id, near_capture, far_capture, near, far, min(first_ns) AS first_ns, far_id IS NOT NULL AS sure,
		near_client_ip, far_client_ip, near_server_ip, far_server_ip, max(near_client_port <> far_client_port) AS ports,
		count(DISTINCT CASE what WHEN 'transfer' THEN near_id END) AS transfers, count(DISTINCT CASE what WHEN 'flow' THEN near_id END) AS flows,
		min(candidates) AS least, max(candidates) AS most
		FROM translations WHERE direct
		GROUP BY boot_id, near_capture, far_capture, far_id IS NULL, CASE WHEN far_id IS NOT NULL THEN near_client_ip || far_client_ip || near_server_ip || far_server_ip END));

DROP VIEW IF EXISTS twins;
CREATE VIEW twins AS SELECT event_id, twin_key FROM twin;

DROP VIEW IF EXISTS findings;
CREATE VIEW findings AS
SELECT finding_id, rule, title, phase, kind, scope, boot_id, mac, server_ip, capture_id, verdict,
	CASE WHEN score >= 0.9 THEN 'high' WHEN score >= 0.6 THEN 'medium' ELSE 'low' END AS confidence,
	is_primary, summary, explanation, against, check_next AS "check", remedy, filter, score
FROM finding;

DROP VIEW IF EXISTS evidence;
CREATE VIEW evidence AS
SELECT r.finding_id, r.event_id, r.role, e.capture_id, e.frame, e.ns, e.info, r.seq, e.kind,
	coalesce(c.main, r.event_id) AS main_id
FROM evidence_row r JOIN moment e USING (event_id) LEFT JOIN copy c USING (event_id);

DROP VIEW IF EXISTS notes;
CREATE VIEW notes AS
SELECT note_id, about, text, written_ns FROM note;

-- Not part of the contract's list, but public too: what was measured of transfers and conversations,
-- what could be seen of each boot, what was applied, and a frame in full. Times are on the case's one clock, but those of
-- `captures` and `frames` that say otherwise: facts keep the times of their captures, so offset and drift are taken out here.
DROP VIEW IF EXISTS transfers;
CREATE VIEW transfers AS
SELECT bt.boot_id, t.transfer_id, t.capture_id, t.protocol, t.client_ip, t.client_port, t.server_ip, t.server_port,
	t.reply_ip, t.reply_port, t.file, t.blksize, t.windowsize, t.tsize,
	t.first_ns + coalesce(v.clock_offset_ns + (t.first_ns - v.clock_base_ns) / 1000000 * v.clock_drift_ppb / 1000, 0) AS first_ns,
	t.last_ns + coalesce(v.clock_offset_ns + (t.last_ns - v.clock_base_ns) / 1000000 * v.clock_drift_ppb / 1000, 0) AS last_ns,
	t.requests, t.blocks, t.bytes, t.repeats, t.max_gap_ns, t.status, t.error_code, t.error_text, t.version
FROM boot_transfer bt JOIN transfer t USING (transfer_id) LEFT JOIN vantage v USING (capture_id);

DROP VIEW IF EXISTS conversations;
CREATE VIEW conversations AS
SELECT bf.boot_id, f.flow_id, f.capture_id, f.role, f.signs, f.client_ip, f.client_port, f.server_ip, f.server_port,
	f.first_ns + coalesce(v.clock_offset_ns + (f.first_ns - v.clock_base_ns) / 1000000 * v.clock_drift_ppb / 1000, 0) AS first_ns,
	f.last_ns + coalesce(v.clock_offset_ns + (f.last_ns - v.clock_base_ns) / 1000000 * v.clock_drift_ppb / 1000, 0) AS last_ns,
	f.up_frames, f.up_bytes, f.down_frames, f.down_bytes,
	f.first_down_ns + coalesce(v.clock_offset_ns + (f.first_down_ns - v.clock_base_ns) / 1000000 * v.clock_drift_ppb / 1000, 0) AS first_down_ns,
	f.reads, f.read_bytes, f.repeats, f.unanswered, f.service_sum_ns, f.service_max_ns, bf.main
FROM boot_flow bf JOIN flow f USING (flow_id) LEFT JOIN vantage v USING (capture_id);

DROP VIEW IF EXISTS gaps;
CREATE VIEW gaps AS
SELECT bf.boot_id, g.flow_id,
	g.from_ns + coalesce(v.clock_offset_ns + (g.from_ns - v.clock_base_ns) / 1000000 * v.clock_drift_ppb / 1000, 0) AS from_ns,
	g.to_ns + coalesce(v.clock_offset_ns + (g.to_ns - v.clock_base_ns) / 1000000 * v.clock_drift_ppb / 1000, 0) AS to_ns, g.waiting
FROM boot_flow bf JOIN flow_gap g USING (flow_id) JOIN flow f USING (flow_id) LEFT JOIN vantage v USING (capture_id)
WHERE bf.main;

DROP VIEW IF EXISTS rates;
CREATE VIEW rates AS
SELECT bf.boot_id, n.flow_id,
	n.start_ns + coalesce(v.clock_offset_ns + (n.start_ns - v.clock_base_ns) / 1000000 * v.clock_drift_ppb / 1000, 0) AS start_ns,
	n.width_ns, n.up_bytes, n.down_bytes, n.reads
FROM boot_flow bf JOIN flow_bin n USING (flow_id) JOIN flow f USING (flow_id) LEFT JOIN vantage v USING (capture_id)
WHERE bf.main;

DROP VIEW IF EXISTS addresses;
CREATE VIEW addresses AS
SELECT a.capture_id, a.mac, a.ip, a.via, a.frames,
	a.first_ns + coalesce(v.clock_offset_ns + (a.first_ns - v.clock_base_ns) / 1000000 * v.clock_drift_ppb / 1000, 0) AS first_ns,
	a.last_ns + coalesce(v.clock_offset_ns + (a.last_ns - v.clock_base_ns) / 1000000 * v.clock_drift_ppb / 1000, 0) AS last_ns
FROM address a LEFT JOIN vantage v USING (capture_id);

-- What PVS did in a boot, in sum: reading before the handover (single_) and after it (multi_), what stayed
-- unanswered, and what other targets did at that moment.
DROP VIEW IF EXISTS streams;
CREATE VIEW streams AS
SELECT t.boot_id, t.login_ns, t.login_answer_ns, t.login_tries, t.login_pairs, t.login_idle_ns, t.stream_ns,
	t.read_last_ns, t.handover_ns, t.handover_done_ns, t.handover_silence_ns, t.os_ns, t.stall_ns,
	t.stall_asked_ns, t.stall_server, t.retries, t.retry_ns, t.failover_ns,
	t.failovers, t.failover_to, t.single_reads, t.single_bytes,
	t.single_sectors, t.single_overlaps, t.single_partial, t.single_repeats, t.single_unanswered,
	t.single_max_payload, t.single_busy_ns, t.single_service_min AS single_service_min_ns,
	t.single_service_p50 AS single_service_p50_ns, t.single_service_p95 AS single_service_p95_ns,
	t.single_service_max AS single_service_max_ns, t.single_service_sum AS single_service_sum_ns,
	t.single_transfer_sum AS single_transfer_sum_ns, t.single_turn_sum AS single_turn_sum_ns, t.multi_reads,
	t.multi_bytes, t.multi_sectors, t.multi_overlaps, t.multi_partial, t.multi_repeats, t.multi_unanswered,
	t.multi_max_payload, t.multi_busy_ns, t.same_volume, t.peer_single_bytes, t.peers_alive, t.peers_stalled,
	t.others_alive, t.others_stalled, t.jumbo_peers, t.stall_scope
FROM boot_stream t;

DROP VIEW IF EXISTS spells;
CREATE VIEW spells AS
SELECT bf.boot_id, s.flow_id,
	s.start_ns + coalesce(v.clock_offset_ns + (s.start_ns - v.clock_base_ns) / 1000000 * v.clock_drift_ppb / 1000, 0) AS start_ns,
	s.end_ns + coalesce(v.clock_offset_ns + (s.end_ns - v.clock_base_ns) / 1000000 * v.clock_drift_ppb / 1000, 0) AS end_ns,
	s.kind, s.count, s.every_min_ns, s.every_max_ns, s.up_frames, s.down_frames, s.requests, s.logins, s.reads, s.read_bytes, s.sector_reads, s.overlaps, s.partial, s.repeats,
	s.unanswered, s.max_payload, s.service_min_ns, s.service_p50_ns, s.service_p95_ns, s.service_max_ns,
	s.service_sum_ns, s.transfer_sum_ns, s.turn_sum_ns
FROM boot_flow bf JOIN flow_spell s USING (flow_id) JOIN flow f USING (flow_id) LEFT JOIN vantage v USING (capture_id)
WHERE bf.main;

DROP VIEW IF EXISTS sqlcalls;
CREATE VIEW sqlcalls AS
SELECT be.boot_id, q.event_id, q.answer_event, q.client AS mac, q.known_by, q.procedure, q.server_ip, q.sql_ip, be.ns AS asked_ns,
	q.answer_ns - q.asked_ns AS took_ns, q.rows, q.error, q.port
FROM sql_call q LEFT JOIN boot_event be USING (event_id);

DROP VIEW IF EXISTS exchanges;
CREATE VIEW exchanges AS
SELECT boot_id, exchange_id, kind, xid, secs, max_secs, tries, first_ns, last_ns, b_flag, l2_cast, l3_cast, asked,
	requested_ip, client_id, bucket, copies_to, offers, proxy_offers, acks, naks, answer_ns, answer_from, who,
	first_event, answer_event
FROM exchange;

DROP VIEW IF EXISTS sights;
CREATE VIEW sights AS
SELECT boot_id, target_tx, target_rx, broadcast, server_side, relay_server_side, options, complete, long_enough,
	reply_visible, unfiltered, target_all
FROM sight;

-- How long each phase took that a boot went through or failed in. The subnet is the /24 of the address it
-- got, else of its relay.
DROP VIEW IF EXISTS durations;
CREATE VIEW durations AS
SELECT s.boot_id, s.seq, s.phase, s.status, s.tries, s.peer, s.start_ns, s.end_ns - s.start_ns AS took_ns, b.mac,
	b.outcome, b.client_kind AS firmware,
	rtrim(coalesce(b.lease_ip, b.relay), '0123456789') || '0/24' AS subnet,
	strftime('%Y-%m-%dT%H:00Z', b.start_ns / 1000000000, 'unixepoch') AS hour, b.relay
FROM step s JOIN boot b USING (boot_id)
WHERE b.outcome <> 'leased' AND s.status NOT IN ('skipped', 'not-seen');

DROP VIEW IF EXISTS analyses;
CREATE VIEW analyses AS SELECT version, rules, rules_digest FROM analysis;

DROP VIEW IF EXISTS site_rules;
CREATE VIEW site_rules AS SELECT rule, file, text FROM site_rule;

DROP VIEW IF EXISTS redactions;
CREATE VIEW redactions AS SELECT level, version FROM redaction;

DROP VIEW IF EXISTS frames;
CREATE VIEW frames AS
SELECT e.event_id, e.capture_id, e.frame, e.captured_ns AS ns, e.kind, e.linktype, e.wirelen, e.raw, e.info, e.comment,
	e.src_mac, e.dst_mac, e.vlan, e.src_ip, e.dst_ip, e.src_port, e.dst_port, e.whole, e.malformed, e.odd,
	e.iface, e.client, e.ns AS case_ns
FROM moment e;

DROP VIEW IF EXISTS interfaces;
CREATE VIEW interfaces AS
SELECT capture_id, iface, linktype, link, snaplen, name, description, filter, frames, drops_if, drops_os
FROM interface;
