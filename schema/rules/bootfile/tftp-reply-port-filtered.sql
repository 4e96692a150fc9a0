-- id: tftp-reply-port-filtered
-- title: The TFTP server answers, but its answers do not reach the target
-- phase: bootfile
-- kind: failure
-- scope: boot
-- needs: long_enough
-- refines: tftp-no-response
-- summary: {server} answers the request for "{file}", the target never hears it
-- explain: {mac} asked {server} for "{file}" {requests} times. {server} answered each time from a port of its own ({ports}), and sent
--   at least {answers} answers. The target acknowledged none of them and asked again. {proof} {lost}
--   A TFTP server answers from a new port (RFC 1350 section 4): a filter that lets only port 69 pass drops every answer.
--   The console says {console}.
-- against: {against_text} Ruled out: a stopped service and a missing file (the server answers), and large packets (the answers are small).
-- check: {look}
-- remedy: Allow UDP from {server}, any port, to the targets; or turn on TFTP inspection in the firewall; or let the TFTP server use a fixed
--   range of ports.
-- when: failed transfer
-- source: RFC 1350 section 4; Citrix CTX692885; netboot.md 6.4; pvs.md F30
WITH
-- what was seen where, one row per boot and capture
seen AS (
	SELECT b.boot_id, t.capture_id, min(t.first_ns) AS first_ns, min(t.server_ip) AS server, max(t.file) AS file, sum(t.requests) AS requests,
		sum(t.tids) AS tids, sum(t.tids + t.repeats_data) AS answers, min(t.reply_port) AS port1, max(t.reply_port) AS port2,
		min(t.client_port) AS cport1, max(t.client_port) AS cport2, min(t.client_ip) AS client_ip,
		sum(t.acks) AS acks, sum(t.status = 'no-reply') AS silent, count(*) AS n
	FROM boot b JOIN boot_transfer_seen bt USING (boot_id) JOIN transfer t USING (transfer_id)
	WHERE b.outcome = 'failed' AND b.phase_reached = 'bootfile' AND t.protocol = 'tftp'
	GROUP BY b.boot_id, t.capture_id),
refusal AS (
	SELECT i.event_id, i.q_src AS server, i.q_dst AS client_ip, i.q_dst_port AS cport, e.src_ip AS router, e.ns
	FROM icmp i JOIN event e USING (event_id) WHERE i.type = 3 AND i.code IN (9, 10, 13))
SELECT b.boot_id, b.mac, coalesce((SELECT group_concat(l.words, ' ') FROM losses l WHERE l.boot_id = b.boot_id AND l.phase = 'bootfile'), '') AS lost, s.server, coalesce(s.file, '') AS file, s.requests, s.answers,
	CASE WHEN s.port1 = s.port2 THEN 'first port ' || s.port1 ELSE 'ports ' || s.port1 || ' to ' || s.port2 END AS ports,
	CASE WHEN r.event_id IS NOT NULL THEN 0.95 WHEN far.capture_id IS NOT NULL THEN 0.93 ELSE 0.7 END AS confidence,
	CASE WHEN r.event_id IS NOT NULL THEN r.router || ' told the server with ICMP that this is administratively prohibited.'
		WHEN far.capture_id IS NOT NULL THEN 'They left ' || s.server || ' from ' || clock(s.first_ns) || ' on (' || sv.label || '); '
			|| fv.label || ', nearer to the target, holds the requests and not one of these answers.'
		ELSE '' END AS proof,
	CASE WHEN r.event_id IS NULL AND far.capture_id IS NULL THEN 'Not visible here: what the target''s own port sees. Behind this capture point '
		|| 'the answers are lost; that a filter does it is inferred, because every small answer is lost and every request passes.'
		ELSE '' END AS against_text,
	CASE WHEN r.event_id IS NULL AND far.capture_id IS NULL THEN 'Capture at the target''s port at the same time: if the answers are missing there, look at '
		|| 'each firewall and access list between the two capture points.'
		ELSE 'Look at the firewalls and access lists between the two capture points, for UDP from ' || s.server || ' to high ports.' END AS look,
	CASE b.client_kind WHEN 'uefi' THEN '"PXE-E18: Server response timeout"'
		WHEN 'ipxe' THEN '"Connection timed out" (ipxe.org/4c)' ELSE '"PXE-E32: TFTP open timeout"' END AS console,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id, be.ns FROM boot_event_seen be JOIN event e USING (event_id) WHERE be.boot_id = b.boot_id
			AND e.capture_id = s.capture_id AND e.kind IN ('tftp-rrq', 'tftp-oack', 'tftp-data', 'tftp-error')
		UNION SELECT r.event_id, r.ns WHERE r.event_id IS NOT NULL
		ORDER BY 2 LIMIT 20)) AS evidence
FROM boot b JOIN seen s USING (boot_id)
LEFT JOIN seen far ON far.boot_id = s.boot_id AND far.capture_id <> s.capture_id AND far.silent = far.n
	AND EXISTS (SELECT 1 FROM tied WHERE one = s.capture_id AND other = far.capture_id)
	-- and lost nothing itself
	AND NOT EXISTS (SELECT 1 FROM interface i WHERE i.capture_id = far.capture_id AND coalesce(i.drops_if, 0) + coalesce(i.drops_os, 0) > 0)
JOIN vantage sv ON sv.capture_id = s.capture_id LEFT JOIN vantage fv ON fv.capture_id = far.capture_id
LEFT JOIN refusal r ON r.server = s.server AND r.client_ip = s.client_ip AND r.cport BETWEEN s.cport1 AND s.cport2
	AND r.ns BETWEEN b.start_ns AND b.seen_until_ns
WHERE s.silent < s.n AND s.acks = 0 AND s.answers >= 2 AND (s.requests >= 2 OR s.answers >= 3)
	-- the answers are small ones, by the server that was asked; nobody gave up or refused
	AND NOT EXISTS (SELECT 1 FROM boot_transfer_seen ob JOIN transfer o USING (transfer_id) WHERE ob.boot_id = b.boot_id
		AND (o.blocks > 1 OR o.max_ip_bytes > 1000 OR o.reply_ip <> o.server_ip OR o.error_from = 'client' OR o.status = 'complete'
			OR o.acks > 0))
	-- one refused request, answered again and again, is a search for names
	AND EXISTS (SELECT 1 FROM boot_transfer_seen ob JOIN transfer o USING (transfer_id) WHERE ob.boot_id = b.boot_id
		AND o.tids + o.repeats_data >= 2 AND (o.status <> 'error' OR o.requests >= 2))
	-- they are at the target's own port: they arrive
	AND NOT EXISTS (SELECT 1 FROM seen z JOIN tap t USING (boot_id, capture_id) WHERE z.boot_id = s.boot_id AND z.silent < z.n AND t.own)
	AND NOT EXISTS (SELECT 1 FROM boot_event be JOIN icmp i USING (event_id) JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND i.type = 3 AND i.q_src = s.server AND i.q_dst = s.client_ip AND e.src_ip = s.client_ip)
GROUP BY b.boot_id
