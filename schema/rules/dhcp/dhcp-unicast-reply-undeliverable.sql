-- id: dhcp-unicast-reply-undeliverable
-- title: Offers are sent to the target's MAC address, and do not get there
-- phase: dhcp
-- kind: failure
-- scope: boot
-- needs: long_enough
-- refines: dhcp-no-offer
-- summary: {offers} unicast offers of {server}, none of them reached the target
-- explain: {mac} does not set the broadcast flag in its DISCOVERs: so {server} answers by Ethernet unicast to {mac} and IP unicast to an address
--   that the target does not have yet ({address}). {offers} such offers are recorded. The target took none and asked {tries}
--   times over {span}. {where_text} {flag_text}
-- against: Ruled out: a missing answer. A firmware that receives offers and finds no boot information in them does not count here.
--   {not_text}
-- check: Capture at the target's own port or virtual NIC. Look at port security, private VLAN, and a virtual switch that knows
--   another MAC address for this machine.
-- remedy: Remove that filter. As a way around, let the relay or server answer by broadcast (ISC: "always-broadcast on").
-- when: failed
-- source: RFC 2131 section 4.1; RFC 1542 section 4.1.2; netboot.md 1.2, 6.2; F04
WITH f AS (
	SELECT x.*, b.mac, b.client_kind,
		(SELECT min(d.yiaddr) FROM boot_event be JOIN dhcp d USING (event_id) WHERE be.boot_id = b.boot_id AND d.op = 2) AS address,
		-- a capture at the target's own port: its frames, unicast to it, and no offer
		(SELECT t.name FROM tap t WHERE t.boot_id = b.boot_id AND t.holds AND t.target_rx AND t.target_all AND t.complete AND t.long_enough
			AND EXISTS (SELECT 1 FROM tied d JOIN event e ON e.event_id = x.answer_event WHERE d.one = e.capture_id AND d.other = t.capture_id)
			AND NOT EXISTS (SELECT 1 FROM event e JOIN boot_event_seen be USING (event_id) JOIN tap o ON o.boot_id = be.boot_id
				AND o.capture_id = e.capture_id WHERE be.boot_id = b.boot_id AND o.reel = t.reel AND +e.kind = 'dhcp-offer')
			ORDER BY t.name LIMIT 1) AS port,
		(SELECT min(g.first_event) FROM exchange g JOIN boot gb USING (boot_id) JOIN exchange r ON r.boot_id = g.boot_id
			AND r.kind = 'request-selecting' WHERE gb.mac = b.mac AND g.kind = 'discover' AND g.b_flag = 1 AND g.offers > 0) AS with_flag
	FROM boot b JOIN exchange x ON x.boot_id = b.boot_id AND x.kind = 'discover'
	WHERE b.outcome = 'failed' AND b.phase_reached = 'dhcp' AND x.b_flag = 0 AND x.offers > 0 AND x.answers_down > 0
		AND x.tries >= 2 AND x.last_ns > x.answer_ns
		AND x.exchange_id = (SELECT max(l.exchange_id) FROM exchange l WHERE l.boot_id = b.boot_id)
		AND NOT EXISTS (SELECT 1 FROM exchange r WHERE r.boot_id = b.boot_id AND r.kind LIKE 'request-%')
		AND EXISTS (SELECT 1 FROM boot_event be JOIN event e USING (event_id) WHERE be.boot_id = b.boot_id
			AND +e.kind = 'dhcp-offer' AND e.l3_cast = 'unicast' AND coalesce(e.dst_mac, b.mac) = b.mac)
		-- they are at the target's own port: they arrive
		AND NOT EXISTS (SELECT 1 FROM boot_event_seen be JOIN event e USING (event_id) JOIN tap t ON t.boot_id = be.boot_id
			AND t.capture_id = e.capture_id WHERE be.boot_id = b.boot_id AND +e.kind = 'dhcp-offer' AND coalesce(e.dst_mac, b.mac) = b.mac AND t.own)
		-- a network boot firmware may leave an offer without boot information
		AND (b.client_kind NOT IN ('intel-rom', 'uefi', 'uefi-http', 'ipxe') OR EXISTS (SELECT 1 FROM boot_event be JOIN dhcp d USING (event_id)
			WHERE be.boot_id = b.boot_id AND d.op = 2 AND d.boot IS NOT NULL)))
SELECT f.boot_id, f.mac, f.answer_from AS server, f.offers, f.address, f.tries, duration(f.last_ns - f.first_ns) AS span,
	CASE WHEN f.port IS NOT NULL THEN 0.92 WHEN f.with_flag IS NOT NULL THEN 0.8 ELSE 0.45 END AS confidence,
	CASE WHEN f.port IS NOT NULL OR f.with_flag IS NOT NULL THEN 'yes' ELSE 'cannot-tell' END AS verdict,
	CASE WHEN f.port IS NOT NULL THEN 'In the capture at the target''s port (' || f.port || ') not one of them appears, though other unicast frames to it do.'
		ELSE '' END AS where_text,
	CASE WHEN f.with_flag IS NOT NULL THEN 'The same machine did take an offer when it had set the broadcast flag.' ELSE '' END AS flag_text,
	CASE WHEN f.port IS NULL AND f.with_flag IS NULL THEN 'Whether they arrived and were ignored cannot be seen from this capture point.' ELSE '' END AS not_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = f.boot_id AND +e.kind IN ('dhcp-discover', 'dhcp-offer') ORDER BY be.ns LIMIT 16)) AS evidence
FROM f
