-- id: dhcp-nak-loop
-- title: The server refuses the very address that it offered
-- phase: dhcp
-- kind: failure
-- scope: boot
-- needs: options
-- summary: {server} offers {address} and then refuses it ({naks} NAK{plural})
-- explain: {mac} asked {server} for {address}, which {server} had just offered, and {server} answered with a refusal (DHCPNAK) {naks}
--   time{plural}{reason}. {loop_text} {client_text}
-- against: Ruled out: another server's refusal (the NAK carries the server id of the one that made the offer), and the harmless
--   refusal of a remembered address when a system starts.
-- check: Look into the log of {server} at {first_time} for the reason: a reservation that belongs to somebody else, an
--   address outside the scope, a lease that its failover peer holds.
-- remedy: Remove the contradiction on {server}: the duplicate or stale reservation or lease of {address}.
-- when: failed
-- source: RFC 2131 sections 3.1 and 4.3.2; netboot.md 6.2; F06
SELECT b.boot_id, b.mac, x.asked AS server, x.requested_ip AS address, x.naks, CASE x.naks WHEN 1 THEN '' ELSE 's' END AS plural,
	0.93 AS confidence, clock(x.first_ns) AS first_time,
	coalesce((SELECT ', saying "' || d.message || '"' FROM dhcp d WHERE d.event_id = x.nak_event AND d.message IS NOT NULL), '') AS reason,
	CASE WHEN x.tries > 1 OR n.rounds > 1 THEN 'REQUEST and refusal repeat: ' || x.tries || ' REQUESTs in this round, ' || n.rounds
		|| ' round' || CASE n.rounds WHEN 1 THEN '' ELSE 's' END || ' in this boot.' ELSE '' END AS loop_text,
	CASE b.client_kind WHEN 'uefi' THEN 'UEFI firmware gives up at the first refusal ("PXE-E07: Network device error").'
		WHEN 'ipxe' THEN 'iPXE may pass over refusals, repeat its REQUEST and then say "No more network devices".'
		ELSE 'The target then starts again with a DISCOVER, or gives up.' END AS client_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind IN ('dhcp-offer', 'dhcp-request', 'dhcp-nak') ORDER BY be.ns DESC LIMIT 24)) AS evidence
FROM boot b JOIN exchange x ON x.boot_id = b.boot_id AND x.kind = 'request-selecting'
JOIN (SELECT boot_id, count(*) AS rounds FROM exchange WHERE kind = 'request-selecting' AND naks > 0 GROUP BY boot_id) n
	ON n.boot_id = b.boot_id
WHERE b.outcome = 'failed' AND b.phase_reached = 'dhcp' AND x.naks > 0 AND x.acks = 0 AND x.nak_from = x.asked
	AND x.exchange_id = (SELECT max(l.exchange_id) FROM exchange l WHERE l.boot_id = b.boot_id AND l.kind = 'request-selecting')
