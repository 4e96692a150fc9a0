-- id: dhcp-unicast-discover-off-subnet
-- title: The target sends its DISCOVER to one server's address, which is not in its own network
-- phase: dhcp
-- kind: failure
-- scope: boot
-- needs: target_tx
-- refines: dhcp-no-offer
-- summary: DISCOVER sent to the IP address {server}, outside the target's network, from source {source}
-- explain: {mac} sent {tries} DISCOVERs over {span}. Three facts that are often mixed up: their IP destination is the unicast
--   address {server}, not 255.255.255.255; their Ethernet destination is {l2_text}; the broadcast flag inside is {b_text}.
--   {subnet_text} Their IP source is {source}, and no relay has marked them (giaddr 0). A router does not forward a packet with
--   source 0.0.0.0 (RFC 1812 section 5.3.7), a relay takes only broadcasts, and a server that got it could not tell
--   which network to choose an address from. So it goes unanswered.
-- against: Ruled out: the broadcast flag, which does not matter for this, and a copy of the DISCOVER that was forwarded
--   or answered in these captures.
-- check: See where the boot device was given the address {server}: the configuration of the boot device or the bootstrap file.
-- remedy: Let the boot device broadcast its DISCOVER (no fixed DHCP server), and make {server} a helper address of the VLAN.
-- when: starved
-- source: RFC 2131 section 4.4.4; RFC 1812 section 5.3.7; netboot.md 6.1 and section 0 (seed B)
WITH u AS (
	SELECT x.*, k.mac, k.segment, e.src_ip, e.dst_mac,
		-- the target's network, as a lease in this segment or the relay's address tells it
		(SELECT d2.mask FROM dhcp d2 JOIN boot_event b2 USING (event_id) JOIN ask k2 ON k2.boot_id = b2.boot_id
			WHERE k2.segment = k.segment AND d2.op = 2 AND d2.mask IS NOT NULL LIMIT 1) AS mask,
		(SELECT d2.yiaddr FROM dhcp d2 JOIN boot_event b2 USING (event_id) JOIN ask k2 ON k2.boot_id = b2.boot_id
			WHERE k2.segment = k.segment AND d2.op = 2 AND d2.yiaddr IS NOT NULL LIMIT 1) AS net
	FROM ask k JOIN exchange x USING (exchange_id) JOIN event e ON e.event_id = x.first_event
	JOIN dhcp d ON d.event_id = x.first_event
	WHERE k.starved AND x.l3_cast = 'unicast' AND d.giaddr IS NULL AND d.ciaddr IS NULL AND x.copies_to = '')
SELECT u.boot_id, u.mac, u.dst_ip AS server, coalesce(u.src_ip, '0.0.0.0') AS source, u.tries, duration(u.last_ns - u.first_ns) AS span,
	CASE WHEN ip_in_net(u.dst_ip, u.net, u.mask) = 0 THEN 0.93 ELSE 0.7 END AS confidence,
	CASE u.l2_cast WHEN 'broadcast' THEN 'broadcast' WHEN 'unicast' THEN 'unicast, to ' || u.dst_mac ELSE 'not visible' END AS l2_text,
	CASE u.b_flag WHEN 1 THEN 'set' ELSE 'not set' END AS b_text,
	CASE WHEN ip_in_net(u.dst_ip, u.net, u.mask) = 0 THEN 'Other clients of this segment have addresses such as ' || u.net || ' with mask '
			|| u.mask || ': ' || u.dst_ip || ' is in another network.'
		ELSE 'The frames go to a MAC address that claims other addresses than ' || u.dst_ip || ', as a router''s does.' END AS subnet_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = u.boot_id AND +e.kind = 'dhcp-discover' ORDER BY be.ns LIMIT 16)) AS evidence
FROM u
WHERE coalesce(u.src_ip, '0.0.0.0') = '0.0.0.0'
	AND (ip_in_net(u.dst_ip, u.net, u.mask) = 0
		OR (u.net IS NULL AND u.l2_cast = 'unicast' AND EXISTS (SELECT 1 FROM arp a WHERE a.sha = u.dst_mac AND a.spa <> u.dst_ip)
			AND NOT EXISTS (SELECT 1 FROM arp a WHERE a.sha = u.dst_mac AND a.spa = u.dst_ip)))
	-- not forwarded: nobody else sent it on
	AND NOT EXISTS (SELECT 1 FROM boot_event be JOIN event e USING (event_id) WHERE be.boot_id = u.boot_id
		AND +e.kind = 'dhcp-discover' AND e.src_mac <> u.mac)
