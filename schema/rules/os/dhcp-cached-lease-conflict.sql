-- id: dhcp-cached-lease-conflict
-- title: Windows used a lease that was sealed into the image, and another machine has that address
-- phase: os
-- kind: failure
-- scope: boot
-- when: reboot not_booted
-- needs: target_tx
-- refines: ip-duplicate-address
-- summary: the image asks for {address} from its own memory; {other} has it
-- explain: {when_text} {mac} asked for {address} as an address it remembers (a REQUEST
--   without a server id, RFC 2131 INIT-REBOOT), not for {lease} of this boot. {answer_text}
--   {conflict_text} {same_text}
--   When an address conflict is found during a network boot, Windows stops with bug check 0xBC,
--   NETWORK_BOOT_DUPLICATE_ADDRESS: its parameter 1 is {address}, parameters 2 and 3 are the other machine's MAC address.
-- against: Ruled out: the address being the one that DHCP gave in this boot, and virtual router addresses.
--   Not visible here: the registry of the image. A static address on the other machine would conflict
--   as well, but would not explain that the image asks for it.
-- check: Compare parameters 1 to 3 of the bug check with {address} and {other}. In the image, look at DhcpIPAddress below
--   HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\Interfaces.
-- remedy: Open the master image, release its lease and clear the Dhcp* values, then seal it again. A DHCP server that
--   answers quickly (nearer, or both helpers) hides the fault but does not remove it.
-- source: RFC 2131 section 3.2; Microsoft bug check 0xBC; netboot.md 6.2 and section 0 (seed A)
WITH r AS (
	SELECT x.*, b.mac, b.lease_ip, b.start_ns AS boot_start, b.end_ns AS boot_end, b.stream_bytes > 0 AS streamed
	FROM exchange x JOIN boot b USING (boot_id)
	WHERE x.kind = 'request-reboot' AND b.outcome <> 'booted'
		AND (x.requested_ip IS NOT coalesce(b.lease_ip, '') OR b.stream_bytes = 0)
		AND (x.acks = 0 OR x.answer_ns - x.first_ns > 5000000000)),
-- somebody else claims that address in ARP near that time; virtual routers and answerers for many are no hosts
c AS (
	SELECT r.exchange_id, ae.event_id, ae.ns, a.sha AS other
	FROM r JOIN event re ON re.event_id = r.first_event JOIN arp a ON a.spa = r.requested_ip JOIN event ae ON ae.event_id = a.event_id
		AND EXISTS (SELECT 1 FROM tied WHERE one = re.capture_id AND other = ae.capture_id)
	WHERE a.sha <> r.mac AND ae.ns BETWEEN r.first_ns - 300000000000 AND r.boot_end + 60000000000
		AND a.sha NOT LIKE '00:00:5e:00:01:%' AND a.sha NOT LIKE '00:00:0c:07:ac:%'
		AND a.sha NOT LIKE '00:00:0c:9f:f%' AND a.sha NOT LIKE '02:bf:%' AND a.sha NOT LIKE '03:bf:%'
		AND (SELECT count(DISTINCT p.spa) FROM arp p WHERE p.sha = a.sha) < 4),
same AS (
	SELECT requested_ip, count(DISTINCT mac) AS n FROM r GROUP BY requested_ip)
SELECT r.boot_id, r.mac, r.requested_ip AS address, coalesce(r.lease_ip, 'the address') AS lease,
	CASE WHEN NOT r.streamed THEN 0.4 WHEN c.other IS NOT NULL THEN 0.95 ELSE 0.75 END AS confidence,
	CASE WHEN r.streamed THEN 'yes' ELSE 'cannot-tell' END AS verdict,
	CASE WHEN r.streamed THEN 'After streaming began, the operating system of' ELSE 'The operating system of' END AS when_text,
	coalesce(c.other, 'another target') AS other,
	CASE WHEN r.acks > 0 AND r.answer_ns - r.first_ns <= 5000000000 THEN 'A server acknowledged it.'
		WHEN r.answer_event IS NULL THEN 'No server answered that request in what was captured; Windows then keeps the address if the old gateway answers.'
		ELSE 'The answer came only after ' || duration(r.answer_ns - r.first_ns) || '.' END AS answer_text,
	CASE WHEN c.other IS NOT NULL THEN 'In ARP, ' || c.other || ' claims ' || r.requested_ip || ' at ' || clock(c.ns) || '.' ELSE '' END AS conflict_text,
	CASE WHEN same.n > 1 THEN same.n || ' targets asked for this same address: it comes from the image they share.' ELSE '' END AS same_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', role)) FROM (
		SELECT r.first_event AS event_id, 'for' AS role
		UNION SELECT c2.event_id, 'for' FROM c c2 WHERE c2.exchange_id = r.exchange_id
		UNION SELECT r.answer_event, 'context' WHERE r.answer_event IS NOT NULL
		LIMIT 12)) AS evidence
FROM r LEFT JOIN (SELECT exchange_id, min(ns) AS ns, other FROM c GROUP BY exchange_id) c USING (exchange_id)
JOIN same USING (requested_ip)
WHERE (r.streamed AND c.other IS NOT NULL)
	OR (NOT r.streamed AND same.n > 1 AND (r.answer_event IS NULL OR r.answer_ns - r.first_ns > 5000000000))
	OR (r.streamed AND same.n > 1 AND r.acks = 0 AND EXISTS (SELECT 1 FROM address u WHERE u.mac = r.mac AND u.ip = r.requested_ip))
