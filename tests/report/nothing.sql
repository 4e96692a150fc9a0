-- A case without a boot: what its captures held instead.
INSERT INTO capture (capture_id, path, sha256, xxh3, format, compression, frames, bytes, file_bytes, first_ns, last_ns, status, note)
VALUES (1, 'office.pcapng', 'aa', 'bb', 'pcapng', 'none', 51200, 9000000, 9100000, 1795248000000000000, 1795248600000000000,
	'complete', '');
INSERT INTO ledger_entry VALUES (1, 'unrelated', 'TCP', 50000, 8900000), (1, 'unrelated', 'IPv6', 1100, 90000),
	(1, 'fact', 'DHCP', 100, 10000);
