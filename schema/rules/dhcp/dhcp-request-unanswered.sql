-- id: dhcp-request-unanswered
-- title: The target asked for the address it was offered, and nobody confirmed it
-- phase: dhcp
-- kind: failure
-- scope: boot
-- needs: client_side_reply long_enough complete
-- summary: {tries} REQUESTs for {address} to {server}, no answer
-- explain: {server} offered {address} to {mac}, and the target took it: {tries} REQUESTs over {span} name {server} as the chosen
--   server. Neither an acknowledgement nor a refusal came back. {where_text}
--   {console}
-- against: Ruled out: an answer that could not have been recorded on the target's side, and a REQUEST repeated merely because the
--   answer was slow. Other servers that hear the REQUEST are right to keep silent: it is not meant for them.
-- check: {check_text}
-- remedy: {remedy_text}
-- when: failed
-- source: RFC 2131 sections 3.1 and 4.3.2; netboot.md 6.2
SELECT b.boot_id, b.mac, x.tries, x.asked AS server, x.requested_ip AS address, duration(x.last_ns - x.first_ns) AS span,
	CASE WHEN x.acks > 0 OR w.way = 'not sent to it' THEN 0.93 ELSE 0.9 END AS confidence,
	CASE WHEN x.acks > 0 THEN 'Behind the relay ' || b.relay || ' the acknowledgement of ' || x.answer_from
			|| ' is recorded; it never appears in the target''s VLAN, so it was lost in between.'
		WHEN w.way = 'not sent to it' THEN 'The relay''s copies of the REQUEST went to ' || x.copies_to || ', not to ' || x.asked
			|| ': the offer had come another way than the REQUEST went.'
		WHEN w.way = 'sent to it' THEN 'The relay passed the REQUEST on to ' || x.asked || ', which kept silent. A server that no longer '
			|| 'knows the lease, or whose failover peer owns it ("lease owned by peer"), does that.'
		ELSE 'Whether the REQUEST arrived at ' || x.asked || ' cannot be seen from this capture point.' END AS where_text,
	CASE b.client_kind WHEN 'ipxe' THEN 'iPXE tries for 15.75 s and then gives up (connection timed out, ipxe.org/4c...).'
		WHEN 'uefi' THEN 'The console then says "PXE-E18: Server response timeout".'
		WHEN 'intel-rom' THEN 'The console then says "PXE-E51: No DHCP or proxyDHCP offers were received".' ELSE '' END AS console,
	CASE WHEN x.acks > 0 THEN 'Look at the relay and at DHCP snooping between it and the target: who drops the acknowledgement?'
		WHEN w.way = 'not sent to it' THEN 'Compare the helper addresses of the VLAN with ' || x.asked || '.'
		ELSE 'Look into the log of ' || x.asked || ' at ' || clock(x.first_ns) || ' for this MAC address. A capture on it decides whether '
			|| 'the REQUEST arrives.' END AS check_text,
	CASE WHEN x.acks > 0 THEN 'Repair the way from the relay to the target.'
		WHEN w.way = 'not sent to it' THEN 'Add ' || x.asked || ' to the helper addresses, or remove the relay that leads to it alone.'
		ELSE 'Bring the lease databases of the servers of this network together (failover state, restart of the service).' END AS remedy_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind IN ('dhcp-offer', 'dhcp-request', 'dhcp-ack') ORDER BY be.ns LIMIT 24)) AS evidence
FROM boot b JOIN exchange x ON x.boot_id = b.boot_id AND x.kind = 'request-selecting'
JOIN (SELECT exchange_id, CASE WHEN copies_to = '' THEN '' WHEN instr(' ' || copies_to || ' ', ' ' || asked || ' ') > 0 THEN 'sent to it'
	ELSE 'not sent to it' END AS way FROM exchange) w USING (exchange_id)
WHERE b.outcome = 'failed' AND b.phase_reached IN ('dhcp', 'pxe') AND x.tries >= 2 AND x.naks = 0 AND x.answers_down = 0
	AND (x.acks = 0 OR x.answers_up > 0) AND x.asked IS NOT NULL
	AND x.exchange_id = (SELECT max(l.exchange_id) FROM exchange l WHERE l.boot_id = b.boot_id AND l.kind <> 'discover')
	AND NOT EXISTS (SELECT 1 FROM exchange a WHERE a.boot_id = b.boot_id AND a.acks > 0 AND a.answers_down > 0)
