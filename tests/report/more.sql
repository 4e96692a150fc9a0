-- After case.sql, for the pages that are kept: questions with their hash buckets and answers, and a stream.
INSERT INTO exchange (boot_id, kind, xid, secs, max_secs, tries, first_ns, last_ns, first_event, last_event, b_flag, bucket,
	copies_to, offers, proxy_offers, acks, naks, answer_ns, answer_from, who, secs_list, answered_try, answers_up, answers_down)
SELECT boot_id, 'discover', boot_id, 0, CASE WHEN boot_id % 5 = 0 THEN 8 ELSE 0 END, CASE outcome WHEN 'failed' THEN 4 ELSE 1 END,
	start_ns, start_ns, 1, 1, 0, CASE WHEN primary_rule LIKE '%-lb-%' THEN 128 + boot_id * 31 ELSE boot_id * 9 % 128 END,
	'', primary_rule IS NOT 'dhcp-lb-to-peer-single-helper', 0, 0, 0,
	CASE WHEN primary_rule IS NOT 'dhcp-lb-to-peer-single-helper' THEN start_ns + boot_id * 1370000 END,
	CASE WHEN primary_rule IS NOT 'dhcp-lb-to-peer-single-helper' THEN '10.20.0.11' END, 'intel-rom', '0', 1, 0, 0
	FROM boot WHERE outcome <> 'leased';
INSERT INTO flow (flow_id, capture_id, role, signs, client, client_ip, client_port, server_ip, server_port, first_ns, last_ns,
	up_frames, up_bytes, down_frames, down_bytes, first_down_ns, reads, read_bytes, sector_reads, full_frames, max_payload, repeats,
	unanswered, service_sum_ns, service_max_ns, requests, overlaps, resent_bytes, copies, fragmented, first_pieces, reads_512,
	reads_4k, reads_16k, reads_32k)
SELECT boot_id, 1, 'stream', 'server-port', mac, lease_ip, 6901, '10.20.0.22', 6914, start_ns, end_ns, 100, 4800, 900, 900000, start_ns,
	90, 900000, 90, 800, 1464, boot_id % 2, 0, 0, 0, 90, 0, 0, 0, 0, 0, 0, 0, 0, 90 FROM boot WHERE boot_id IN (5, 8, 9);
INSERT INTO boot_flow SELECT flow_id, flow_id, 1 FROM flow;
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 14)
INSERT INTO flow_bin SELECT flow_id, first_ns + (5 + i) * 1000000000, 1000000000, 4800, (1 + (i * 7 + flow_id) % 13) * 700000, 90
	FROM flow JOIN n;
INSERT INTO flow_gap VALUES (5, 1795248411250000000, 1795248414850000000, 'client', 'login');
INSERT INTO sight (boot_id, target_tx, target_rx, broadcast, server_side, relay_server_side, options, complete, long_enough,
	reply_visible, client_side_reply, asked_server, unfiltered)
SELECT boot_id, 1, boot_id % 2, 1, 0, 1, 1, 1, 1, 1, 1, 0, 1 FROM boot;
