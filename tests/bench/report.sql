-- After tui.sql: what a report shows of its boots. Steps to the end, evidence, questions with their answers, what
-- could be seen, texts of the usual length.
INSERT INTO step SELECT b.boot_id, p.seq, p.phase, 'ok', b.start_ns + p.seq * 1000000000, b.start_ns + p.seq * 1000000000
	+ (1 + b.boot_id * p.seq % 7919) * 1000000, 1, b.login_server, ''
	FROM boot b JOIN (SELECT 2 AS seq, 'bootfile' AS phase UNION SELECT 3, 'login' UNION SELECT 4, 'stream' UNION SELECT 5, 'handover') p
	WHERE b.outcome = 'booted';
INSERT INTO evidence_row SELECT boot_id, event_id % 10, event_id, 'for' FROM boot_event JOIN boot USING (boot_id)
	WHERE outcome = 'failed';
UPDATE finding SET explanation = replace(hex(zeroblob(30)), '00', 'The server answered others, but not this machine. '),
	against = 'Ruled out: an answer lost on its way back, since answers to others are recorded here.',
	check_next = 'Look in the log of ' || server_ip || ' for this machine.', remedy = 'Add the other server to the helper addresses.',
	filter = 'dhcp.hw.mac_addr == ' || mac;
INSERT INTO sight (boot_id, target_all, target_tx, target_rx, broadcast, server_side, relay_server_side, options, complete, long_enough,
	reply_visible, client_side_reply, asked_server, unfiltered) SELECT boot_id, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 0, 1 FROM boot;
INSERT INTO ledger_entry VALUES (1, 'fact', 'DHCP', 1000000, 400000000), (1, 'measured', 'PVS', 89000000, 89600000000);
INSERT INTO analysis VALUES ('0.1.0', 100, 'aa');
-- An analysis knows all captures.
INSERT INTO vantage(capture_id, vantage, reasons, clock_offset_ns)
	SELECT capture_id, 'unknown', '', 0 FROM capture WHERE capture_id NOT IN (SELECT capture_id FROM vantage);
