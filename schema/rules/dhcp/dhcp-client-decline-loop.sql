-- id: dhcp-client-decline-loop
-- title: The client declines every address it is given
-- phase: dhcp
-- kind: failure
-- scope: boot
-- when: decline
-- needs: target_tx
-- summary: {n} addresses declined; {who_text}
-- explain: {mac} was given {addresses} one after the other by {server}, looked whether somebody uses it (ARP), and declined each
--   ({n} DHCPDECLINE over {span}). {claim_text}
--   Each declined address is marked bad by the server and is lost to the range for a while.
-- against: Ruled out: one single declined address, after which the next one was kept. {not_text}
-- check: Find the MAC address that answers in the switches. Where a switch answers for everybody, it is device tracking or proxy ARP.
-- remedy: Remove the static or stale addresses, or exclude them from the range. For device tracking, let the switch probe with source
--   0.0.0.0 delayed ("ip device tracking probe delay 10"), and switch proxy ARP off in the VLAN.
-- source: RFC 2131 section 3.1 step 5; RFC 5227; netboot.md 6.2
WITH k AS (
	SELECT be.boot_id, e.event_id, e.capture_id, be.ns, e.client, d.requested_ip, d.server_id, d.xid
	FROM boot_event be JOIN event e USING (event_id) JOIN dhcp d USING (event_id)
	WHERE e.kind = 'dhcp-decline' AND d.giaddr IS NULL GROUP BY be.boot_id, d.xid, d.requested_ip, be.ns / 1000000000),
c AS (
	SELECT k.boot_id, a.sha, a.spa, max(ae.event_id) AS event_id, max(ae.ns) AS ns,
		(SELECT count(DISTINCT p.spa) FROM arp p WHERE p.sha = a.sha) AS answers_for
	FROM k JOIN arp a ON a.spa = k.requested_ip AND a.sha <> k.client JOIN event ae ON ae.event_id = a.event_id
		AND ae.ns BETWEEN k.ns - 15000000000 AND k.ns AND EXISTS (SELECT 1 FROM tied WHERE one = k.capture_id AND other = ae.capture_id) GROUP BY k.boot_id, a.sha, a.spa),
l AS (SELECT be.boot_id, max(be.ns) AS ack_ns FROM boot_event be JOIN event e USING (event_id) WHERE e.kind = 'dhcp-ack' GROUP BY be.boot_id)
SELECT k.boot_id, k.client AS mac, count(*) AS n, group_concat(DISTINCT k.requested_ip) AS addresses, coalesce(min(k.server_id), 'the server') AS server,
	duration(max(k.ns) - min(k.ns)) AS span,
	CASE WHEN EXISTS (SELECT 1 FROM c WHERE c.boot_id = k.boot_id) THEN 0.95 ELSE 0.8 END AS confidence,
	coalesce((SELECT c.sha || ' claims them' FROM c WHERE c.boot_id = k.boot_id GROUP BY c.sha ORDER BY count(*) DESC LIMIT 1),
		'who else uses them is not seen') AS who_text,
	coalesce((SELECT 'In ARP, ' || c.sha || ' answered for ' || group_concat(DISTINCT c.spa) || CASE WHEN max(c.answers_for) > 3
			THEN '; it answers for ' || max(c.answers_for) || ' addresses, as proxy ARP or a switch''s device tracking does.' ELSE '.' END
		FROM c WHERE c.boot_id = k.boot_id GROUP BY c.sha ORDER BY count(*) DESC LIMIT 1),
		'The answer that made it decline is not recorded here.') AS claim_text,
	CASE WHEN EXISTS (SELECT 1 FROM c WHERE c.boot_id = k.boot_id) THEN 'So is the client itself answering on a second adapter, by its MAC address.'
		ELSE 'Not visible: who uses the addresses.' END AS not_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT k2.event_id, k2.ns FROM k k2 WHERE k2.boot_id = k.boot_id
		UNION SELECT c.event_id, c.ns FROM c WHERE c.boot_id = k.boot_id ORDER BY 2 LIMIT 24)) AS evidence
FROM k JOIN boot b USING (boot_id) LEFT JOIN l USING (boot_id)
-- the last word was a DECLINE
GROUP BY k.boot_id HAVING count(*) >= 2 AND (max(l.ack_ns) IS NULL OR max(l.ack_ns) <= max(k.ns))
