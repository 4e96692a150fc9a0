-- id: tftp-slow-server
-- title: The TFTP server takes long for each block
-- phase: bootfile
-- kind: degraded
-- scope: boot
-- summary: {server} needs {median} for a typical block of "{file}"
-- explain: {mac} loaded "{file}" from {server}: {bytes} in {span}. Half of the {turns} answers took longer than {median}; the fastest took
--   {fastest}. So the path itself is fast, and the time is spent at the server. {load_text}
--   The target answers within {client} and waits for the rest.
-- against: Ruled out: a long path (the fastest answer shows what the path alone takes), a slow target, and loss ({repeats} repetitions).
-- check: On {server}, look at processor, disk and antivirus while targets boot, and at how many boot at once.
-- remedy: Exclude the TFTP directory from antivirus scans, relieve the server, or spread the targets over several TFTP servers. A larger window
--   (RFC 7440) helps where server and firmware know it.
-- when: slow_transfer
-- source: RFC 1350; netboot.md 4.3, 6.4
SELECT b.boot_id, b.mac, 0.75 AS confidence, t.server_ip AS server, coalesce(t.file, 'a file whose request was not captured') AS file,
	t.turns, byte_count(t.bytes) AS bytes, duration(t.last_ns - t.first_ns) AS span, duration(t.service_median_ns) AS median,
	duration(t.service_min_ns) AS fastest, coalesce(duration(t.client_median_ns), 'no time worth telling') AS client,
	t.repeats_data + t.repeats_ack AS repeats,
	CASE WHEN o.n > 0 THEN o.n || ' other transfers from this server ran at the same time.' ELSE 'No other transfer from this server ran at the same time here.' END AS load_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT DISTINCT value AS event_id FROM json_each(json_array(t.request_event, t.reply_event, t.last_event))
		WHERE value IS NOT NULL)) AS evidence
FROM boot b JOIN boot_transfer bt USING (boot_id) JOIN transfer t USING (transfer_id)
JOIN (SELECT x.transfer_id, (SELECT count(*) FROM transfer y WHERE y.server_ip = x.server_ip AND y.capture_id = x.capture_id
	AND y.transfer_id <> x.transfer_id AND y.blocks > 1 AND y.first_ns < x.last_ns AND y.last_ns > x.first_ns) AS n
	FROM transfer x) o USING (transfer_id)
WHERE t.protocol = 'tftp' AND t.status IN ('complete', 'open') AND t.turns >= 20
	AND ((t.service_median_ns >= 10 * t.service_min_ns AND t.service_median_ns >= 20000000)
		OR (t.service_median_ns > 200000000 AND t.service_median_ns >= 3 * t.service_min_ns))
GROUP BY b.boot_id
