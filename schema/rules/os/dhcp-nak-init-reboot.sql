-- id: dhcp-nak-init-reboot
-- title: The system remembered an address that the server does not grant
-- phase: os
-- kind: note
-- scope: boot
-- when: reboot nak
-- needs: options
-- summary: the system asked for its remembered address {address}, was refused, and got {new_address}
-- explain: When its system started, {mac} asked for {address}, an address it remembers (a REQUEST without a server id, RFC 2131
--   INIT-REBOOT). {server} refused it{reason}, and {after} later gave it {new_address}. That is how DHCP should work, and no fault by
--   itself. {same_text}
-- against: Ruled out: two servers that contradict each other over the same REQUEST, and two machines with one address.
-- check: Where the refused address is the same on many targets, look at the master image: DhcpIPAddress below
--   HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\Interfaces.
-- remedy: Before the master image is sealed, release its lease and clear the Dhcp* values. It saves each start a round, and the
--   risk of an address conflict when the DHCP server is slow (bug check 0xBC).
-- source: RFC 2131 section 3.2; netboot.md 6.2, 6.6
SELECT b.boot_id, b.mac, x.requested_ip AS address, x.nak_from AS server, n.yiaddr AS new_address, 0.95 AS confidence,
	duration(n.ns - e.ns) AS after,
	coalesce((SELECT ' ("' || d.message || '")' FROM dhcp d WHERE d.event_id = x.nak_event AND d.message IS NOT NULL), '') AS reason,
	CASE WHEN same.n > 1 THEN same.n || ' targets asked for this same address: it comes from the image they share.' ELSE '' END AS same_text,
	json_array(json_object('event', x.first_event, 'role', 'for'), json_object('event', x.nak_event, 'role', 'for'),
		json_object('event', n.event_id, 'role', 'context')) AS evidence
FROM boot b JOIN exchange x ON x.boot_id = b.boot_id AND x.kind = 'request-reboot' AND x.naks > 0 AND x.acks = 0
JOIN event e ON e.event_id = x.nak_event
JOIN (SELECT be.boot_id, be.event_id, be.ns, d.yiaddr FROM boot_event be JOIN event k USING (event_id) JOIN dhcp d USING (event_id)
	WHERE k.kind = 'dhcp-ack' AND d.yiaddr IS NOT NULL) n
	ON n.boot_id = b.boot_id AND n.ns > e.ns AND n.yiaddr <> x.requested_ip
JOIN (SELECT requested_ip, count(DISTINCT b2.mac) AS n FROM exchange x2 JOIN boot b2 USING (boot_id) WHERE x2.kind = 'request-reboot'
	GROUP BY requested_ip) same ON same.requested_ip = x.requested_ip
GROUP BY x.exchange_id HAVING n.ns = min(n.ns)
