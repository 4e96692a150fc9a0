-- A big case: 100 000 boots of 20 000 targets, a million events, a finding for each third boot.
CREATE TEMP TABLE n AS WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 100000)
	SELECT i FROM c;
INSERT INTO capture VALUES (1, 'storm.pcapng', 'aa', 'b1', 'pcapng', '', 90000000, 90000000000, 90000000000,
	1772438400000000000, 1772488400000000000, 'complete', '');
INSERT INTO target SELECT i, printf('00:50:56:%02x:%02x:%02x', i / 65536, i / 256 % 256, i % 256), 'VMware',
	'host-' || i, NULL, 'intel-rom' FROM n WHERE i <= 20000;
INSERT INTO server (server_id, ip, mac, roles) SELECT i, '10.0.0.' || i, NULL, 'dhcp tftp login stream' FROM n WHERE i <= 8;
INSERT INTO boot (boot_id, target_id, mac, attempt, start_ns, end_ns, path, outcome, phase_reached, client_kind,
	patience_ns, seen_until_ns, open_start, lease_ip, dhcp_server, boot_server, login_server, stream_server,
	stream_bytes, uses_pxe, long_enough, primary_rule, confidence, summary)
SELECT i, t.target_id, t.mac, 1 + i / 20000, 1772438400000000000 + i * 450000000, 1772438420000000000 + i * 450000000,
	'pxe', CASE WHEN i % 3 = 0 THEN 'failed' ELSE 'booted' END, CASE WHEN i % 3 = 0 THEN 'dhcp' ELSE 'os' END,
	'intel-rom', 32000000000, 1772488400000000000, 0, '10.' || (i / 65536) || '.' || (i / 256 % 256) || '.' || (i % 256),
	'10.0.0.' || (1 + i % 8), '10.0.0.' || (1 + i % 8), '10.0.0.' || (1 + i % 8), '10.0.0.' || (1 + i % 8), 100000000, 1,
	1, CASE WHEN i % 3 = 0 THEN 'rule-' || (i % 40) END, 'high', 'Booted or not, number ' || i
FROM n JOIN target t ON t.target_id = 1 + i % 20000;
INSERT INTO info VALUES (1, 'DISCOVER');
INSERT INTO event SELECT b.boot_id * 10 + k.i, 1, b.boot_id * 10 + k.i, 0, 1, b.start_ns + k.i * 1000000, 'dhcp-discover',
	b.mac, 5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 64, k.i, NULL, NULL, 1, 0, '', 1, NULL,
	60, NULL, zeroblob(60) FROM boot b JOIN n k ON k.i <= 10;
INSERT INTO boot_event SELECT event_id / 10 - (event_id % 10 = 0), event_id, ns, 'dhcp' FROM event;
INSERT INTO step SELECT boot_id, 1, 'dhcp', CASE outcome WHEN 'failed' THEN 'failed' ELSE 'ok' END, start_ns,
	start_ns + (1 + boot_id % 977) * 1000000, 1, dhcp_server, '' FROM boot;
INSERT INTO finding SELECT boot_id, primary_rule, 'A cause of number ' || primary_rule, 'dhcp', 'failure', 'boot',
	boot_id, mac, dhcp_server, NULL, 'yes', 0.95, 1, 'said', 'explained', '', '', '', '' FROM boot
	WHERE primary_rule IS NOT NULL;
UPDATE server SET boots = (SELECT count(*) FROM boot WHERE dhcp_server = ip), failed = (SELECT count(*) FROM boot WHERE outcome = 'failed' AND dhcp_server = ip);
