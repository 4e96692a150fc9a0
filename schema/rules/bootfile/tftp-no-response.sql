-- id: tftp-no-response
-- title: The TFTP server did not answer
-- phase: bootfile
-- kind: failure
-- scope: boot
-- needs: target_rx long_enough unfiltered complete
-- summary: {server} never answered {requests} requests for "{file}"
-- explain: {mac} asked {server} for "{file}" {requests} times over {span}. Nothing came back: no data, no TFTP error, no ICMP. {lost}
--   The console says {console}.
--   {name_text}
-- against: {against_text}
-- check: {look}
-- remedy: {mend}
-- when: failed transfer
-- source: RFC 1350 section 4; netboot.md 6.4
SELECT b.boot_id, b.mac, 0.92 AS confidence, coalesce((SELECT group_concat(l.words, ' ') FROM losses l WHERE l.boot_id = b.boot_id AND l.phase = 'bootfile'), '') AS lost,
	coalesce((SELECT l.look FROM losses l WHERE l.boot_id = b.boot_id AND l.phase = 'bootfile' AND l.lost = l.sent ORDER BY l.lost DESC, l.left LIMIT 1),
		'Capture on ' || t.server_ip
		|| '. If the request arrives and an answer leaves, a filter in between drops the answer''s port; if the request arrives and nothing leaves, look at the TFTP service.') AS look,
	coalesce((SELECT l.mend FROM losses l WHERE l.boot_id = b.boot_id AND l.phase = 'bootfile' AND l.lost = l.sent ORDER BY l.lost DESC, l.left LIMIT 1),
		'Start the TFTP service on ' || t.server_ip || ', or allow UDP from ' || t.server_ip || ' (any port) to the targets.') AS mend,
	CASE WHEN EXISTS (SELECT 1 FROM losses l WHERE l.boot_id = b.boot_id AND l.phase = 'bootfile' AND l.lost = l.sent) THEN 'Not visible here: what dropped them.'
		ELSE 'Not visible here: which of the three it is. The request was lost, the server stayed silent, or its answer was filtered. TFTP answers come from a new port, not from port 69, so a filter that allows port 69 only drops them.' END AS against_text,
	-- who asks for another file has had an answer to the first, so answers are not recorded
	CASE WHEN count(DISTINCT t.file) > 1 THEN 'cannot-tell' ELSE 'yes' END AS verdict, t.server_ip AS server, t.file, sum(t.requests) AS requests,
	duration(max(t.last_ns) - min(t.first_ns)) AS span,
	CASE b.client_kind WHEN 'uefi' THEN '"PXE-E18: Server response timeout"'
		WHEN 'ipxe' THEN '"Connection timed out" (ipxe.org/4c)' ELSE '"PXE-E32: TFTP open timeout"' END AS console,
	CASE WHEN b.file_source IS NOT NULL THEN 'The name came from ' || b.file_source || '.' ELSE '' END AS name_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind = 'tftp-rrq' ORDER BY be.ns LIMIT 12)) AS evidence
FROM boot b JOIN boot_transfer bt USING (boot_id) JOIN transfer t USING (transfer_id)
WHERE b.outcome = 'failed' AND b.phase_reached = 'bootfile' AND t.protocol = 'tftp'
GROUP BY b.boot_id
HAVING sum(t.status <> 'no-reply') = 0 AND sum(t.requests) >= 3
	AND NOT EXISTS (SELECT 1 FROM icmp i JOIN event q ON q.event_id = i.quotes_event
		WHERE q.client = b.mac AND i.type = 3 AND +q.kind = 'tftp-rrq' AND q.ns BETWEEN b.start_ns AND b.end_ns)
