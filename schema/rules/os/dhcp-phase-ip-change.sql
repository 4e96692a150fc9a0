-- id: dhcp-phase-ip-change
-- title: The operating system got another address than the boot
-- phase: os
-- kind: degraded
-- scope: boot
-- when: two_leases
-- needs: options
-- summary: booted with {old}, the system was given {new}
-- explain: The boot stage of {mac} got the address {old} from {old_server} and streams its disk with it. {after} later the operating system's own
--   DHCP client got {new} from {new_server}, while the first lease still ran. The disk stays tied to {old}; when the system
--   changes over, the connection to the provisioning server breaks, and the target freezes or reconnects.
--   What the two stages said of themselves, boot | system: option 61 {old_id} | {new_id}; vendor class {old_class} | {new_class}.
--   {why_text}
-- against: Ruled out: a second network card (the MAC address is the same), and a first lease that had run out.
-- check: Look at both leases of {mac} on the DHCP server, and whether its reservation is tied to the MAC address or to a client identifier.
-- remedy: {remedy_text}
-- source: RFC 2131 section 4.2; Citrix CTX135500; netboot.md 6.2; F08
WITH k AS (
	SELECT x.boot_id, x.exchange_id, x.who, x.client_id, d.yiaddr, coalesce(d.server_id, x.answer_from) AS server, d.lease_s, x.answer_ns, x.answer_event,
		x.first_event, (SELECT q.vendor_class FROM dhcp q WHERE q.event_id = x.first_event) AS class
	FROM exchange x JOIN boot_event be ON be.boot_id = x.boot_id AND be.phase IN ('dhcp', 'pxe') JOIN dhcp d ON d.event_id = be.event_id AND d.type = 'ack' AND d.yiaddr IS NOT NULL
	JOIN event e ON e.event_id = d.event_id AND e.kind = 'dhcp-ack' AND be.ns BETWEEN x.first_ns AND coalesce(x.last_answer_ns, x.last_ns)
	WHERE x.kind LIKE 'request-%' AND x.acks > 0 GROUP BY x.exchange_id)
SELECT b.boot_id, b.mac, p.yiaddr AS old, o.yiaddr AS new, p.server AS old_server, o.server AS new_server, duration(o.answer_ns - p.answer_ns) AS after,
	0.92 AS confidence, coalesce(p.client_id, 'none') AS old_id, coalesce(o.client_id, 'none') AS new_id,
	coalesce('"' || p.class || '"', 'none') AS old_class, coalesce('"' || o.class || '"', 'none') AS new_class,
	CASE WHEN p.server <> o.server THEN 'Two different servers gave them.'
		WHEN p.client_id IS NOT o.client_id THEN 'The server keeps leases by option 61, and so takes the two stages for two machines.'
		ELSE 'The two stages named themselves alike, so the choice is the server''s: a policy by vendor class, or a lost lease.' END AS why_text,
	CASE WHEN p.server <> o.server THEN 'Let one server, or a pair that shares its leases, serve this network.'
		WHEN p.client_id IS NOT o.client_id THEN 'Reserve the address by MAC address, or let the server ignore option 61 (ISC: "ignore-client-uids true", Kea: "match-client-id": false).'
		ELSE 'Remove the policy that gives boot clients another range than systems.' END AS remedy_text,
	json_array(json_object('event', p.answer_event, 'role', 'for'), json_object('event', o.first_event, 'role', 'for'),
		json_object('event', o.answer_event, 'role', 'for')) AS evidence
FROM boot b JOIN k p ON p.boot_id = b.boot_id AND p.who NOT IN ('windows', 'dhclient') AND p.yiaddr = b.lease_ip
JOIN k o ON o.boot_id = b.boot_id AND o.who IN ('windows', 'dhclient') AND o.yiaddr <> p.yiaddr AND o.answer_ns > p.answer_ns
WHERE b.stream_bytes > 0 AND (p.lease_s IS NULL OR o.answer_ns - p.answer_ns < p.lease_s * 1000000000)
GROUP BY b.boot_id
