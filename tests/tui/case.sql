-- A morning at one site: ten boots of nine targets and one ordinary DHCP client, from two captures.
-- Loaded into an empty case (tests/tui/make_case.c) for the tests of whatever shows a case.
-- Who speaks is in `host`, what is said in `say`; the rest follows from them.

CREATE TEMP TABLE host (name TEXT PRIMARY KEY, mac TEXT, ip TEXT);
INSERT INTO host VALUES
	('all', 'ff:ff:ff:ff:ff:ff', '255.255.255.255'),
	('relay', '00:00:5e:00:01:1e', '10.20.30.1'),
	('dhcp1', '00:50:56:01:00:11', '10.20.0.11'),
	('dhcp2', '00:50:56:01:00:12', '10.20.0.12'),
	('pxe', '00:50:56:01:00:20', '10.20.0.20'),
	('pvs1', '00:50:56:01:00:21', '10.20.0.21'),
	('pvs2', '00:50:56:01:00:22', '10.20.0.22'),
	('t1', '00:50:56:b8:0a:01', NULL), ('T1', '00:50:56:b8:0a:01', '10.20.30.101'),
	('t2', '00:50:56:b8:0a:02', NULL), ('T2', '00:50:56:b8:0a:02', '10.20.30.102'),
	('t3', '00:50:56:b8:0a:03', NULL), ('T3', '00:50:56:b8:0a:03', '10.20.30.103'),
	('t4', '00:50:56:b8:0a:04', NULL), ('T4', '00:50:56:b8:0a:04', '10.20.30.104'),
	('t5', '00:50:56:b8:0a:05', NULL), ('T5', '00:50:56:b8:0a:05', '10.20.30.105'),
	('t6', '00:50:56:b8:0a:06', NULL), ('T6', '00:50:56:b8:0a:06', '10.20.30.106'),
	('t7', '00:50:56:b8:0a:07', NULL), ('T7', '00:50:56:b8:0a:07', '10.20.30.107'),
	('t8', '00:15:5d:14:1e:08', NULL), ('T8', '00:15:5d:14:1e:08', '10.20.30.108'),
	('t9', '00:50:56:b8:0a:09', NULL), ('T9', '00:50:56:b8:0a:09', '10.20.30.109'),
	('t10', '52:54:00:aa:bb:cc', NULL), ('T10', '52:54:00:aa:bb:cc', '10.20.30.240');

-- boot, milliseconds since it began, phase, kind, from, to, what
CREATE TEMP TABLE say (id INTEGER PRIMARY KEY, boot INTEGER, ms INTEGER, phase TEXT, kind TEXT,
	src TEXT, dst TEXT, info TEXT);
INSERT INTO say (boot, ms, phase, kind, src, dst, info) VALUES
	-- 1: a boot from the BDM ISO, load balanced to a peer that the relay does not know
	(1, 0, 'dhcp', 'dhcp-discover', 't1', 'all', 'DISCOVER xid 3903f326 secs 0'),
	(1, 1, 'dhcp', 'dhcp-discover', 'relay', 'dhcp1', 'DISCOVER xid 3903f326 secs 0 giaddr 10.20.30.1'),
	(1, 4004, 'dhcp', 'dhcp-discover', 't1', 'all', 'DISCOVER xid 3903f326 secs 0'),
	(1, 4005, 'dhcp', 'dhcp-discover', 'relay', 'dhcp1', 'DISCOVER xid 3903f326 secs 0 giaddr 10.20.30.1'),
	(1, 12011, 'dhcp', 'dhcp-discover', 't1', 'all', 'DISCOVER xid 3903f326 secs 0'),
	(1, 12012, 'dhcp', 'dhcp-discover', 'relay', 'dhcp1', 'DISCOVER xid 3903f326 secs 0 giaddr 10.20.30.1'),
	(1, 28020, 'dhcp', 'dhcp-discover', 't1', 'all', 'DISCOVER xid 3903f326 secs 0'),
	(1, 28021, 'dhcp', 'dhcp-discover', 'relay', 'dhcp1', 'DISCOVER xid 3903f326 secs 0 giaddr 10.20.30.1'),
	-- 2: the same again after a reset
	(2, 0, 'dhcp', 'dhcp-discover', 't1', 'all', 'DISCOVER xid 3903f327 secs 0'),
	(2, 1, 'dhcp', 'dhcp-discover', 'relay', 'dhcp1', 'DISCOVER xid 3903f327 secs 0 giaddr 10.20.30.1'),
	(2, 4003, 'dhcp', 'dhcp-discover', 't1', 'all', 'DISCOVER xid 3903f327 secs 0'),
	(2, 4004, 'dhcp', 'dhcp-discover', 'relay', 'dhcp1', 'DISCOVER xid 3903f327 secs 0 giaddr 10.20.30.1'),
	-- 3: a healthy boot by PXE
	(3, 0, 'dhcp', 'dhcp-discover', 't2', 'all', 'DISCOVER xid 56b80a02 secs 4'),
	(3, 1, 'dhcp', 'dhcp-discover', 'relay', 'dhcp1', 'DISCOVER xid 56b80a02 secs 4 giaddr 10.20.30.1'),
	(3, 4, 'dhcp', 'dhcp-offer', 'dhcp1', 'relay', 'OFFER 10.20.30.102 lease 8 h'),
	(3, 5, 'dhcp', 'dhcp-offer', 'relay', 'all', 'OFFER 10.20.30.102 from 10.20.0.11'),
	(3, 9, 'dhcp', 'pxe-offer', 'pxe', 'all', 'OFFER PXEClient, boot server 10.20.0.20'),
	(3, 2011, 'dhcp', 'dhcp-request', 't2', 'all', 'REQUEST 10.20.30.102 server 10.20.0.11'),
	(3, 2016, 'dhcp', 'dhcp-ack', 'relay', 'all', 'ACK 10.20.30.102'),
	(3, 2030, 'pxe', 'pxe-request', 'T2', 'pxe', 'REQUEST port 4011 item 0'),
	(3, 2032, 'pxe', 'pxe-ack', 'pxe', 'T2', 'ACK boot file ardbp32.bin'),
	(3, 2050, 'bootfile', 'tftp-rrq', 'T2', 'pvs1', 'RRQ ardbp32.bin octet tsize blksize 1456'),
	(3, 2052, 'bootfile', 'tftp-oack', 'pvs1', 'T2', 'OACK tsize 54272'),
	(3, 2053, 'bootfile', 'tftp-error', 'T2', 'pvs1', 'ERROR 0 after OACK: size probe'),
	(3, 2060, 'bootfile', 'tftp-rrq', 'T2', 'pvs1', 'RRQ ardbp32.bin octet blksize 1456'),
	(3, 2062, 'bootfile', 'tftp-data', 'pvs1', 'T2', 'DATA 1, 1456 bytes'),
	(3, 2131, 'bootfile', 'tftp-data', 'pvs1', 'T2', 'DATA 38, 400 bytes: complete'),
	(3, 2200, 'login', 'pvs-login', 'T2', 'pvs1', 'login'),
	(3, 2204, 'login', 'pvs-login-reply', 'pvs1', 'T2', 'login reply: stream from 10.20.0.22'),
	(3, 2300, 'stream', 'pvs-request', 'T2', 'pvs2', 'read, 48 bytes'),
	(3, 2301, 'stream', 'pvs-data', 'pvs2', 'T2', 'data, 1464 bytes'),
	(3, 2302, 'stream', 'pvs-data', 'pvs2', 'T2', 'data, 1464 bytes'),
	(3, 2303, 'stream', 'pvs-data', 'pvs2', 'T2', 'data, 1464 bytes'),
	(3, 2304, 'stream', 'pvs-data', 'pvs2', 'T2', 'data, 1464 bytes'),
	(3, 9800, 'handover', 'pvs-request', 'T2', 'pvs2', 'read, 48 bytes'),
	(3, 9801, 'handover', 'pvs-data', 'pvs2', 'T2', 'data, 1464 bytes'),
	(3, 14100, 'os', 'dhcp-request', 'T2', 'all', 'REQUEST init-reboot 10.20.30.102'),
	(3, 14103, 'os', 'dhcp-ack', 'relay', 'T2', 'ACK 10.20.30.102'),
	-- 4: the boot file is not there
	(4, 0, 'dhcp', 'dhcp-discover', 't3', 'all', 'DISCOVER xid 56b80a03 secs 4'),
	(4, 3, 'dhcp', 'dhcp-offer', 'relay', 'all', 'OFFER 10.20.30.103 from 10.20.0.11'),
	(4, 2009, 'dhcp', 'dhcp-request', 't3', 'all', 'REQUEST 10.20.30.103 server 10.20.0.11'),
	(4, 2014, 'dhcp', 'dhcp-ack', 'relay', 'all', 'ACK 10.20.30.103 file ardpb32.bin'),
	(4, 2050, 'bootfile', 'arp-request', 'T3', 'all', 'who has 10.20.30.1?'),
	(4, 2051, 'bootfile', 'arp-reply', 'relay', 't3', '10.20.30.1 is at 00:00:5e:00:01:1e'),
	(4, 2052, 'bootfile', 'tftp-rrq', 'T3', 'pvs1', 'RRQ ardpb32.bin octet tsize blksize 1456'),
	(4, 2054, 'bootfile', 'tftp-error', 'pvs1', 'T3', 'ERROR 1 File not found'),
	(4, 2060, 'bootfile', 'tftp-rrq', 'T3', 'pvs1', 'RRQ ardpb32.bin octet blksize 1456'),
	(4, 2062, 'bootfile', 'tftp-error', 'pvs1', 'T3', 'ERROR 1 File not found'),
	-- 5: a boot that had to wait for its offer
	(5, 0, 'dhcp', 'dhcp-discover', 't4', 'all', 'DISCOVER xid 56b80a04 secs 4'),
	(5, 4010, 'dhcp', 'dhcp-discover', 't4', 'all', 'DISCOVER xid 56b80a04 secs 8'),
	(5, 5300, 'dhcp', 'dhcp-offer', 'relay', 'all', 'OFFER 10.20.30.104 from 10.20.0.12'),
	(5, 5310, 'dhcp', 'dhcp-request', 't4', 'all', 'REQUEST 10.20.30.104 server 10.20.0.12'),
	(5, 5320, 'dhcp', 'dhcp-ack', 'relay', 'all', 'ACK 10.20.30.104'),
	(5, 5400, 'bootfile', 'tftp-rrq', 'T4', 'pvs1', 'RRQ ardbp32.bin octet blksize 1456'),
	(5, 5402, 'bootfile', 'tftp-data', 'pvs1', 'T4', 'DATA 1, 1456 bytes'),
	(5, 5700, 'login', 'pvs-login', 'T4', 'pvs1', 'login'),
	(5, 5703, 'login', 'pvs-login-reply', 'pvs1', 'T4', 'login reply: stream from 10.20.0.21'),
	(5, 5900, 'stream', 'pvs-request', 'T4', 'pvs1', 'read, 48 bytes'),
	(5, 5901, 'stream', 'pvs-data', 'pvs1', 'T4', 'data, 1464 bytes'),
	-- 6: the capture ends in the middle of it
	(6, 0, 'dhcp', 'dhcp-discover', 't5', 'all', 'DISCOVER xid 56b80a05 secs 4'),
	(6, 4, 'dhcp', 'dhcp-offer', 'relay', 'all', 'OFFER 10.20.30.105 from 10.20.0.11'),
	(6, 2010, 'dhcp', 'dhcp-request', 't5', 'all', 'REQUEST 10.20.30.105 server 10.20.0.11'),
	(6, 2014, 'dhcp', 'dhcp-ack', 'relay', 'all', 'ACK 10.20.30.105'),
	(6, 2050, 'bootfile', 'tftp-rrq', 'T5', 'pvs1', 'RRQ ardbp32.bin octet blksize 1456'),
	(6, 2052, 'bootfile', 'tftp-data', 'pvs1', 'T5', 'DATA 1, 1456 bytes'),
	-- 7: nobody answers the login
	(7, 0, 'dhcp', 'dhcp-discover', 't6', 'all', 'DISCOVER xid 00000001 secs 0'),
	(7, 3, 'dhcp', 'dhcp-offer', 'relay', 'all', 'OFFER 10.20.30.106 from 10.20.0.11'),
	(7, 6, 'dhcp', 'dhcp-request', 't6', 'all', 'REQUEST 10.20.30.106 server 10.20.0.11'),
	(7, 9, 'dhcp', 'dhcp-ack', 'relay', 'all', 'ACK 10.20.30.106'),
	(7, 100, 'login', 'pvs-login', 'T6', 'pvs1', 'login'),
	(7, 1100, 'login', 'pvs-login', 'T6', 'pvs1', 'login'),
	(7, 2100, 'login', 'pvs-login', 'T6', 'pvs1', 'login'),
	(7, 3101, 'login', 'pvs-login', 'T6', 'pvs2', 'login'),
	(7, 4101, 'login', 'pvs-login', 'T6', 'pvs2', 'login'),
	(7, 5101, 'login', 'pvs-login', 'T6', 'pvs2', 'login'),
	-- 8: a healthy boot
	(8, 0, 'dhcp', 'dhcp-discover', 't7', 'all', 'DISCOVER xid 56b80a07 secs 4'),
	(8, 4, 'dhcp', 'dhcp-offer', 'relay', 'all', 'OFFER 10.20.30.107 from 10.20.0.11'),
	(8, 2010, 'dhcp', 'dhcp-request', 't7', 'all', 'REQUEST 10.20.30.107 server 10.20.0.11'),
	(8, 2014, 'dhcp', 'dhcp-ack', 'relay', 'all', 'ACK 10.20.30.107'),
	(8, 2500, 'login', 'pvs-login', 'T7', 'pvs2', 'login'),
	(8, 2503, 'login', 'pvs-login-reply', 'pvs2', 'T7', 'login reply: stream from 10.20.0.22'),
	(8, 2600, 'stream', 'pvs-request', 'T7', 'pvs2', 'read, 48 bytes'),
	(8, 2601, 'stream', 'pvs-data', 'pvs2', 'T7', 'data, 1464 bytes'),
	-- 9: a name that is not ASCII; the address it kept belongs to another by now
	(9, 0, 'dhcp', 'dhcp-discover', 't8', 'all', 'DISCOVER xid 5d141e08 secs 4'),
	(9, 5, 'dhcp', 'dhcp-offer', 'relay', 'all', 'OFFER 10.20.30.108 from 10.20.0.12'),
	(9, 2010, 'dhcp', 'dhcp-request', 't8', 'all', 'REQUEST 10.20.30.108 server 10.20.0.12'),
	(9, 2014, 'dhcp', 'dhcp-ack', 'relay', 'all', 'ACK 10.20.30.108'),
	(9, 11000, 'os', 'dhcp-request', 'T8', 'all', 'REQUEST init-reboot 10.20.30.77'),
	(9, 11002, 'os', 'arp-announcement', 'T8', 'all', '10.20.30.77 is at 00:15:5d:14:1e:08'),
	(9, 11003, 'os', 'arp-reply', 'T9', 't8', '10.20.30.77 is at 00:50:56:b8:0a:09'),
	-- 10: a target that was healthy on its first try
	(10, 0, 'dhcp', 'dhcp-discover', 't9', 'all', 'DISCOVER xid 56b80a09 secs 4'),
	(10, 4, 'dhcp', 'dhcp-offer', 'relay', 'all', 'OFFER 10.20.30.109 from 10.20.0.11'),
	(10, 2010, 'dhcp', 'dhcp-request', 't9', 'all', 'REQUEST 10.20.30.109 server 10.20.0.11'),
	(10, 2014, 'dhcp', 'dhcp-ack', 'relay', 'all', 'ACK 10.20.30.109'),
	(10, 2600, 'stream', 'pvs-request', 'T9', 'pvs2', 'read, 48 bytes'),
	(10, 2601, 'stream', 'pvs-data', 'pvs2', 'T9', 'data, 1464 bytes'),
	-- 11: no boot at all
	(11, 0, 'dhcp', 'dhcp-discover', 't10', 'all', 'DISCOVER xid 1db2a3c4 secs 1'),
	(11, 3, 'dhcp', 'dhcp-ack', 'relay', 'all', 'ACK 10.20.30.240');

INSERT INTO capture VALUES
	(1, 'site-a/core-mirror.pcapng', '8f2c1c1d0d4bb1f1b6c8b4b3f6f1d7f0a3b2c1d4e5f60718293a4b5c6d7e8f90', 'a1',
		'pcapng', 'zst', 1843221, 2411009312, 611220411, 1772438100000000000, 1772439300000000000,
		'complete', ''),
	(2, 'site-a/pvs1-nic.pcap', '17aa0c9be2d34f51c0ffee00112233445566778899aabbccddeeff0011223344', 'a2',
		'pcap', '', 40211, 51220340, 51863740, 1772438880000000000, 1772438884500000000, 'cut',
		'the file ends in the middle of frame 40212');
INSERT INTO interface VALUES (1, 0, 1, 'Ethernet', 262144, 'mirror0', '', '', 1843221, 0, 0),
	(2, 0, 1, 'Ethernet', 65535, '', '', '', 40211, NULL, NULL);
INSERT INTO ledger_entry VALUES
	(1, 'fact', 'DHCP', 61, 22448), (1, 'fact', 'TFTP', 12, 1044), (1, 'fact', 'ARP', 4, 240),
	(1, 'measured', 'PVS streaming', 1722040, 2378110400),
	(1, 'unrelated', 'TCP', 110301, 27990012), (1, 'unrelated', 'other UDP', 10642, 4771100),
	(1, 'duplicate', 'seen a moment before on the same interface', 144, 100012),
	(1, 'unreadable', 'cut inside the IP header', 17, 14056),
	(2, 'fact', 'TFTP', 2, 1558), (2, 'measured', 'TFTP data', 40101, 51200000),
	(2, 'unrelated', 'TCP', 108, 18782);

CREATE TEMP TABLE start (boot INTEGER PRIMARY KEY, capture INTEGER, ns INTEGER);
INSERT INTO start VALUES (1, 1, 1772438400250000000), (2, 1, 1772438475100000000),
	(3, 1, 1772438412000000000), (4, 1, 1772438520700000000), (5, 1, 1772438601000000000),
	(6, 2, 1772438880200000000), (7, 1, 1772438702000000000), (8, 1, 1772438733500000000),
	(9, 1, 1772438790000000000), (10, 1, 1772438150000000000), (11, 1, 1772438200000000000);

-- One frame of each kind, so that there is something to decode: Ethernet, IPv4, UDP and what follows.
CREATE TEMP TABLE sample (kind TEXT PRIMARY KEY, raw BLOB);
INSERT INTO sample VALUES
	('dhcp-discover', CAST(X'ffffffffffff005056b80a01080045000128000100004011798600000000ffffffff' ||
		X'0044004301140000010106003903f3260000000000000000000000000000000000000000005056b80a01' ||
		zeroblob(202) || X'63825363350101371801020305060b0c0d0f1011122b363c438081828384858687' ||
		X'390204ec3c20505845436c69656e743a417263683a30303030303a554e44493a303032303031ff' AS BLOB)),
	('tftp-rrq', X'0050560100210050' || X'56b80a03080045000040000100004011b9ff0a141e670a140015'),
	('tftp-error', X'005056b80a030050560100210800450000350001000040110000' ||
		X'0a1400150a141e6704d107d20021000000050001' || X'46696c65206e6f7420666f756e642e00');
UPDATE sample SET raw = X'00505601002100' || X'5056b80a0308004500004c000100004011f9400a141e670a140015' ||
	X'07d20045003800000001' || X'61726470623332' || X'2e62696e006f63746574007473697a65003000626c6b73697a65003134353600'
	WHERE kind = 'tftp-rrq';
UPDATE sample SET raw = CAST(raw AS BLOB);

INSERT INTO info SELECT id, info FROM say;
INSERT INTO event
SELECT say.id, start.capture, say.id * 17 + 1025, 0, 1, start.ns + say.ms * 1000000, say.kind,
	coalesce(t.mac, CASE WHEN s.name LIKE 't%' OR s.name GLOB 'T*' THEN s.mac END), 0, s.mac, d.mac, NULL, s.ip,
	d.ip, NULL, NULL, 64, say.id, 1 + (d.name = 'all'), 1 + (d.name = 'all'), 1, 0, '', say.id,
	CASE WHEN say.id = 3 THEN 'the second try; nothing came back to either' END,
	length(coalesce(sample.raw, X'')) + 60 * (sample.raw IS NULL), NULL,
	coalesce(sample.raw, CAST(X'00505601002100505600000008004500002c' || zeroblob(42) AS BLOB))
FROM say JOIN start USING (boot) JOIN host s ON s.name = say.src JOIN host d ON d.name = say.dst
	LEFT JOIN host t ON t.name = 't' || CASE say.boot WHEN 1 THEN '1' WHEN 2 THEN '1' ELSE say.boot - 1 END
	LEFT JOIN sample USING (kind);

-- --- derived ---------------------------------------------------------------------------------

INSERT INTO analysis VALUES ('0.1.0', 5, 'fixture');
INSERT INTO vantage (capture_id, vantage, reasons, label, clock_offset_ns, clock_uncertainty_ns) VALUES
	(1, 'relay', 'relayed copies and both broadcasts and answers are seen', 'core-mirror.pcapng', 0, 0),
	(2, 'server-side', 'only frames from and to 10.20.0.21 are seen', 'pvs1-nic.pcap', -1204000, 90000);
INSERT INTO target VALUES
	(1, '00:50:56:b8:0a:01', 'VMware', 'ctx-prod-01', '564d1234-5678-90ab-cdef-00112233aabb', 'citrix-bootstrap'),
	(2, '00:50:56:b8:0a:02', 'VMware', 'ctx-prod-02', NULL, 'intel-rom'),
	(3, '00:50:56:b8:0a:03', 'VMware', 'ctx-prod-03', NULL, 'intel-rom'),
	(4, '00:50:56:b8:0a:04', 'VMware', 'ctx-prod-04', NULL, 'intel-rom'),
	(5, '00:50:56:b8:0a:05', 'VMware', NULL, NULL, 'intel-rom'),
	(6, '00:50:56:b8:0a:06', 'VMware', 'ctx-prod-06', NULL, 'citrix-bootstrap'),
	(7, '00:50:56:b8:0a:07', 'VMware', 'ctx-prod-07-with-a-name-that-is-long', NULL, 'intel-rom'),
	(8, '00:15:5d:14:1e:08', 'Microsoft Hyper-V', '端末-８', NULL, 'windows'),
	(9, '00:50:56:b8:0a:09', 'VMware', 'ctx-prod-09', NULL, 'intel-rom'),
	(10, '52:54:00:aa:bb:cc', NULL, 'printer', NULL, 'dhclient');
INSERT INTO server (server_id, ip, mac, roles) VALUES
	(1, '10.20.30.1', '00:00:5e:00:01:1e', 'relay'), (2, '10.20.0.11', '00:00:5e:00:01:1e', 'dhcp'),
	(3, '10.20.0.12', '00:00:5e:00:01:1e', 'dhcp'), (4, '10.20.0.20', '00:00:5e:00:01:1e', 'proxydhcp'),
	(5, '10.20.0.21', '00:00:5e:00:01:1e', 'tftp login stream'),
	(6, '10.20.0.22', '00:00:5e:00:01:1e', 'login stream');

INSERT INTO boot (boot_id, target_id, mac, attempt, start_ns, end_ns, path, outcome, phase_reached,
	client_kind, patience_ns, seen_until_ns, open_start, lease_ip, dhcp_server, relay, boot_server,
	boot_file, file_source, login_server, stream_server, stream_bytes, uses_pxe, long_enough,
	primary_rule, confidence, summary)
SELECT s.boot, b.target, t.mac, b.attempt, s.ns, s.ns + (SELECT max(ms) FROM say WHERE boot = s.boot) * 1000000,
	b.path, b.outcome, b.phase, t.firmware, 32000000000, c.last_ns, 0, b.ip, b.dhcp, '10.20.30.1', b.server,
	b.file, NULL, b.login, b.stream, b.bytes, b.path = 'pxe', b.outcome = 'failed', b.rule, b.sure, b.summary
FROM start s JOIN capture c ON c.capture_id = s.capture JOIN (
	SELECT 1 AS id, 1 AS target, 1 AS attempt, 'bdm-iso' AS path, 'failed' AS outcome, 'dhcp' AS phase,
		NULL AS ip, NULL AS dhcp, NULL AS server, NULL AS file, NULL AS login, NULL AS stream, 0 AS bytes,
		'dhcp-lb-to-peer-single-helper' AS rule, 'high' AS sure,
		'No answer to 4 DISCOVER messages in 28 s.' AS summary
	UNION ALL SELECT 2, 1, 2, 'bdm-iso', 'failed', 'dhcp', NULL, NULL, NULL, NULL, NULL, NULL, 0,
		'dhcp-lb-to-peer-single-helper', 'high', 'No answer to 2 DISCOVER messages in 4 s.'
	UNION ALL SELECT 3, 2, 1, 'proxydhcp', 'booted', 'os', '10.20.30.102', '10.20.0.11', '10.20.0.21',
		'ardbp32.bin', '10.20.0.21', '10.20.0.22', 1412000000, NULL, NULL, 'Booted in 14 s.'
	UNION ALL SELECT 4, 3, 1, 'pxe', 'failed', 'bootfile', '10.20.30.103', '10.20.0.11', '10.20.0.21',
		'ardpb32.bin', NULL, NULL, 0, 'tftp-file-not-found', 'high',
		'10.20.0.21 does not have the boot file ardpb32.bin.'
	UNION ALL SELECT 5, 4, 1, 'pxe', 'booted', 'stream', '10.20.30.104', '10.20.0.12', '10.20.0.21',
		'ardbp32.bin', '10.20.0.21', '10.20.0.21', 812000000, NULL, NULL,
		'Booted; the offer came after 5.3 s.'
	UNION ALL SELECT 6, 5, 1, 'pxe', 'incomplete', 'bootfile', '10.20.30.105', '10.20.0.11', '10.20.0.21',
		'ardbp32.bin', NULL, NULL, 0, NULL, NULL, 'The capture ends while the boot file is transferred.'
	UNION ALL SELECT 7, 6, 1, 'bdm-partition', 'failed', 'login', '10.20.30.106', '10.20.0.11', NULL, NULL,
		'10.20.0.21', NULL, 0, 'login-no-answer', 'medium',
		'Neither 10.20.0.21 nor 10.20.0.22 answered the login.'
	UNION ALL SELECT 8, 7, 1, 'pxe', 'booted', 'stream', '10.20.30.107', '10.20.0.11', NULL, NULL,
		'10.20.0.22', '10.20.0.22', 907000000, NULL, NULL, 'Booted in 2.6 s.'
	UNION ALL SELECT 9, 8, 1, 'pxe', 'failed', 'os', '10.20.30.108', '10.20.0.12', NULL, NULL, NULL,
		'10.20.0.21', 700000000, 'dhcp-cached-lease-conflict', 'high',
		'Windows took 10.20.30.77, which 00:50:56:b8:0a:09 uses.'
	UNION ALL SELECT 10, 9, 1, 'pxe', 'booted', 'stream', '10.20.30.109', '10.20.0.11', NULL, NULL, NULL,
		'10.20.0.22', 903000000, NULL, NULL, 'Booted in 2.6 s.'
	UNION ALL SELECT 11, 10, 1, 'unknown', 'leased', 'dhcp', '10.20.30.240', '10.20.0.11', NULL, NULL, NULL,
		NULL, 0, NULL, NULL, 'An ordinary DHCP client.') b ON b.id = s.boot
	JOIN target t ON t.target_id = b.target;

INSERT INTO boot_event SELECT say.boot, say.id, start.ns + say.ms * 1000000, say.phase
FROM say JOIN start USING (boot);

INSERT INTO step (boot_id, seq, phase, status, start_ns, end_ns, tries, peer, note)
SELECT boot, row_number() OVER (PARTITION BY boot ORDER BY min(ms)), phase, 'ok',
	(SELECT ns FROM start WHERE start.boot = say.boot) + min(ms) * 1000000,
	(SELECT ns FROM start WHERE start.boot = say.boot) + max(ms) * 1000000, 1, NULL, ''
FROM say WHERE boot < 11 GROUP BY boot, phase;
UPDATE step SET status = 'failed', tries = 4 WHERE (boot_id, phase) IN
	(VALUES (1, 'dhcp'), (2, 'dhcp'), (4, 'bootfile'), (7, 'login'), (9, 'os'));
UPDATE step SET status = 'slow' WHERE boot_id = 5 AND phase = 'dhcp';
INSERT INTO step SELECT boot_id, 9, 'bootfile', 'not-seen', NULL, NULL, 0, NULL, '' FROM boot
WHERE boot_id IN (1, 2);

INSERT INTO loss SELECT 7, 'login', 'login requests', 0, 1, 2, 3, 3, ns + 100000000, ns + 2100000000 FROM start WHERE boot = 7;
INSERT INTO finding VALUES
	(1, 'dhcp-lb-to-peer-single-helper', 'The relay asks one server, and that one leaves the answer to its peer',
		'dhcp', 'failure', 'boot', 1, '00:50:56:b8:0a:01', '10.20.0.11', NULL, 'yes', 0.95, 1,
		'4 DISCOVER messages went to 10.20.0.11 only, whose peer would have had to answer.',
		'The relay 10.20.30.1 sends DISCOVER messages to 10.20.0.11 only. This server answers the hash buckets '
		|| 'of others: in the same capture it answered 7 of 7 clients whose bucket is below 128, and none whose '
		|| 'bucket is above. The bucket of this target is 224, so its peer would answer, but the peer is never '
		|| 'asked. The target sends secs 0 in each try, so the server never steps in for its peer.',
		'A server that is switched off would look the same to this target; but 10.20.0.11 answered others '
		|| '12 s later.',
		'Look at the interface configuration of the relay for the DHCP helper addresses.',
		'Add the second DHCP server as a helper address on the relay 10.20.30.1, or turn load balancing off '
		|| 'on the failover pair.',
		'dhcp.hw.mac_addr == 00:50:56:b8:0a:01'),
	(2, 'dhcp-lb-to-peer-single-helper', 'The relay asks one server, and that one leaves the answer to its peer',
		'dhcp', 'failure', 'boot', 2, '00:50:56:b8:0a:01', '10.20.0.11', NULL, 'yes', 0.92, 1,
		'2 DISCOVER messages went to 10.20.0.11 only, whose peer would have had to answer.',
		'The relay 10.20.30.1 sends DISCOVER messages to 10.20.0.11 only. The bucket of this target is 224, so '
		|| 'its peer would answer, but the peer is never asked.', '', '',
		'Add the second DHCP server as a helper address on the relay 10.20.30.1.',
		'dhcp.hw.mac_addr == 00:50:56:b8:0a:01'),
	(3, 'tftp-file-not-found', 'The boot server does not have the boot file', 'bootfile', 'failure', 'boot', 4,
		'00:50:56:b8:0a:03', '10.20.0.21', NULL, 'yes', 0.95, 1,
		'10.20.0.21 does not have the boot file ardpb32.bin.',
		'10.20.0.21 answered the request for "ardpb32.bin" with TFTP error 1, "File not found". The name came '
		|| 'from the DHCP field file. No later request in this boot succeeded. Other targets asked the same '
		|| 'server for "ardbp32.bin" and got it.', '',
		'List the directory on 10.20.0.21 and compare letter by letter: case, path separators and trailing '
		|| 'bytes count.',
		'Correct the boot file name in the DHCP scope, or put the file where the name points.',
		'tftp && ip.addr == 10.20.30.103'),
	(4, 'login-no-answer', 'No PVS server answered the login', 'login', 'failure', 'boot', 7,
		'00:50:56:b8:0a:06', '10.20.0.21', NULL, 'cannot-tell', 0.7, 1,
		'Neither 10.20.0.21 nor 10.20.0.22 answered the login.',
		'The target sent 3 logins to each of 10.20.0.21 and 10.20.0.22 and no answer was captured.',
		'The capture was taken at the relay, so an answer that was lost between there and the target would '
		|| 'be seen, but one that took another way would not.',
		'Capture at a PVS server: tcpdump -i any -w pvs.pcap udp port 6910',
		'See whether the Stream Service runs on both servers and its port is open.',
		'udp.port == 6910 && ip.addr == 10.20.30.106'),
	(5, 'dhcp-cached-lease-conflict', 'Windows keeps using an address that is another''s by now', 'os', 'failure',
		'boot', 9, '00:15:5d:14:1e:08', NULL, NULL, 'yes', 0.9, 1,
		'Windows took 10.20.30.77, which 00:50:56:b8:0a:09 uses.',
		'The target booted with 10.20.30.108. The system in the image then asked for 10.20.30.77, a lease from '
		|| 'the time the image was made, and announced it. 00:50:56:b8:0a:09 answered that it uses this address.',
		'', '', 'Release the lease in the image before it is sealed.', 'arp || dhcp'),
	(6, 'dhcp-offer-late', 'The offer came late', 'dhcp', 'degraded', 'boot', 5, '00:50:56:b8:0a:04',
		'10.20.0.12', NULL, 'yes', 0.8, 0, 'The offer came after 5.3 s.',
		'The first DISCOVER was not answered; the offer came 5.3 s after it.', '', '',
		'See whether 10.20.0.12 checks addresses with a ping before it offers them.', 'dhcp'),
	(7, 'capture-cut', 'A capture ends in the middle of a frame', 'link', 'note', 'capture', NULL, NULL, NULL, 2,
		'yes', 0.99, 0, 'pvs1-nic.pcap ends in the middle of frame 40212.',
		'The file was copied while it was written, or the disk was full.', '', '', '', '');

INSERT INTO evidence_row
SELECT f.finding_id, row_number() OVER (PARTITION BY f.finding_id ORDER BY say.id), say.id, 'for'
FROM finding f JOIN say ON say.boot = f.boot_id
WHERE (f.rule LIKE 'dhcp-lb%' AND say.src = 't1') OR (f.rule = 'tftp-file-not-found' AND say.kind LIKE 'tftp%')
	OR (f.rule = 'login-no-answer' AND say.kind = 'pvs-login')
	OR (f.rule = 'dhcp-cached-lease-conflict' AND say.phase = 'os')
	OR (f.rule = 'dhcp-offer-late' AND say.kind IN ('dhcp-discover', 'dhcp-offer'));
INSERT INTO note VALUES (1, 'boot:00:50:56:b8:0a:01@1772438400250000000', 'the one that the customer called about',
	1772460000000000000);
UPDATE server SET boots = (SELECT count(*) FROM boot b WHERE b.outcome <> 'leased'
		AND server.ip IN (b.dhcp_server, b.relay, b.boot_server, b.login_server, b.stream_server)),
	failed = (SELECT count(*) FROM boot b WHERE b.outcome = 'failed'
		AND server.ip IN (b.dhcp_server, b.relay, b.boot_server, b.login_server, b.stream_server));
-- a rule as a site may have it: what the screen of a rule shows does not change with those built in
INSERT INTO site_rule VALUES ('login-no-answer', 'login-no-answer.sql', '-- id: login-no-answer
-- title: No PVS server answered the login
-- phase: login
-- kind: failure
-- scope: boot
-- needs: target_tx reply_visible
-- summary: {tries} logins without an answer
-- explain: {mac} asked {tries} times to be let in, and no server said anything.
--   The servers were asked one after the other.
-- against: A firewall between the target and the servers would look the same.
-- check: Ask the servers whether they run the Stream Service.
-- remedy: Start it.
-- filter: udp.port == 6910
-- source: the site
SELECT b.boot_id, b.mac, count(*) AS tries, 0.9 AS confidence,
	(SELECT json_group_array(json_object(''event'', be.event_id, ''role'', ''for'')) FROM boot_event be
		WHERE be.boot_id = b.boot_id) AS evidence
FROM boot b JOIN boot_event e USING (boot_id) WHERE b.outcome = ''failed'' AND e.phase = ''login'' GROUP BY b.boot_id
');
