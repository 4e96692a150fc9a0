-- id: dhcp-nak-fight
-- title: One DHCP server offers an address, another one refuses it
-- phase: dhcp
-- kind: failure
-- scope: boot
-- needs: options
-- summary: {server} gives {address}, {other} refuses it
-- explain: {mac} chose the offer of {server} ({address}) and said so in its REQUEST. {other}, which it had not chosen, answered the
--   same REQUEST with a refusal (DHCPNAK){reason}. {ack_text} Two servers that both hold themselves responsible for this
--   network have different data; which of them wins is a matter of milliseconds, so the boot fails now and then.
-- against: Ruled out: a refusal by the chosen server itself, and the refusal of a remembered address. A server that was not
--   chosen has to keep silent (RFC 2131 section 3.1, step 4).
-- check: Find {other}: is it a DHCP server of this site at all, and does it have a scope for this network? Compare the two scopes.
-- remedy: Let one server, or one failover pair, be responsible for the network. Take {other} away from the segment or from the helper
--   list, or make it not authoritative for this network.
-- when: failed
-- source: RFC 2131 sections 3.1 and 4.3.2; netboot.md 5, 6.2; F06
SELECT b.boot_id, b.mac, x.asked AS server, x.nak_from AS other, x.requested_ip AS address, 0.92 AS confidence,
	coalesce((SELECT ', saying "' || d.message || '"' FROM dhcp d WHERE d.event_id = x.nak_event AND d.message IS NOT NULL), '') AS reason,
	CASE WHEN x.acks > 0 THEN x.asked || ' acknowledged it ' || CASE WHEN a.ns < e.ns THEN 'before' ELSE 'after' END || ' that.'
		ELSE 'No acknowledgement of ' || x.asked || ' is seen.' END AS ack_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e2 USING (event_id)
		WHERE be.boot_id = b.boot_id AND e2.kind IN ('dhcp-offer', 'dhcp-request', 'dhcp-nak', 'dhcp-ack') ORDER BY be.ns LIMIT 24)) AS evidence
FROM boot b JOIN exchange x ON x.boot_id = b.boot_id AND x.kind = 'request-selecting'
JOIN event e ON e.event_id = x.nak_event
LEFT JOIN (SELECT be.boot_id, min(be.ns) AS ns FROM boot_event be JOIN event k USING (event_id) WHERE k.kind = 'dhcp-ack'
	GROUP BY be.boot_id) a ON a.boot_id = b.boot_id
WHERE b.outcome = 'failed' AND b.phase_reached IN ('dhcp', 'pxe') AND x.nak_from IS NOT NULL AND x.asked IS NOT NULL
	AND x.nak_from <> x.asked AND x.nak_from <> coalesce(b.relay, '')
	AND x.exchange_id = (SELECT max(l.exchange_id) FROM exchange l WHERE l.boot_id = b.boot_id AND l.kind = 'request-selecting')
	-- the second attempt did not settle it
	AND NOT EXISTS (SELECT 1 FROM exchange l WHERE l.boot_id = b.boot_id AND l.exchange_id > x.exchange_id AND l.acks > 0)
