-- id: dhcp-reply-lost-after-relay
-- title: The offer reached the relay, but not the target's network
-- phase: dhcp
-- kind: failure
-- scope: boot
-- needs: client_side_reply long_enough complete
-- refines: dhcp-no-offer
-- summary: {server} offered {address} to relay {relay}; the target never got it
-- explain: {server} answered the DISCOVERs of {mac}: {up} offer{plural} of {address} went to the relay {relay} (UDP 67).
--   The last one was on its way to the relay at {when} ({far}).
--   Behind the relay, in the target's own VLAN, not one of them appears{near}, and the target goes on asking ({tries} DISCOVERs
--   over {span}, no REQUEST). The answers are lost in the relay or between it and the VLAN.
-- against: Ruled out: a server that does not answer, and answers that merely could not have been recorded
--   (the target's side of the relay is captured; the broadcast flag is {b_text}).
-- check: Is {relay} an address of the relay itself, and is it the one of the target's VLAN? Look for DHCP snooping that does not
--   trust the port towards the servers, and for counters of dropped replies on the relay.
-- remedy: Let the relay use its address in the target's VLAN (source interface, VRF), and trust the uplink for DHCP snooping.
-- when: failed_dhcp
-- source: RFC 1542 section 4.1.2; netboot.md 6.2
SELECT b.boot_id, b.mac, x.answer_from AS server, b.relay, o.address, x.answers_up AS up,
	CASE x.answers_up WHEN 1 THEN '' ELSE 's' END AS plural, x.tries, duration(x.last_ns - x.first_ns) AS span,
	clock(o.ns) AS "when", o.label AS far,
	-- what both sides of the relay are compared by: the best capture of the target's side, and the one that has the offer
	coalesce((SELECT t.capture_id FROM tap t JOIN tied d ON d.one = t.capture_id AND d.other = o.capture_id WHERE t.boot_id = b.boot_id AND t.holds
		AND t.client_side_reply ORDER BY t.complete AND t.long_enough DESC, t.first_ns, t.name LIMIT 1),
		(SELECT t.capture_id FROM tap t WHERE t.boot_id = b.boot_id AND t.holds AND t.client_side_reply ORDER BY t.first_ns, t.name LIMIT 1)) AS seen_at,
	o.capture_id AS compared_with,
	coalesce((SELECT ' (' || group_concat(t.name, ', ') || ')' FROM tap t WHERE t.boot_id = b.boot_id AND t.target_tx
		AND t.first_ns <= o.ns AND t.last_ns >= o.ns), '') AS near,
	CASE x.b_flag WHEN 1 THEN 'set' ELSE 'not set' END AS b_text, 0.92 AS confidence,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind IN ('dhcp-discover', 'dhcp-offer') ORDER BY be.ns LIMIT 24)) AS evidence
FROM boot b JOIN exchange x ON x.boot_id = b.boot_id AND x.kind = 'discover'
JOIN (SELECT be.boot_id, d.yiaddr AS address, max(be.ns) AS ns, v.label AS label, e.capture_id AS capture_id FROM boot_event be
	JOIN dhcp d USING (event_id) JOIN event e USING (event_id) JOIN vantage v USING (capture_id)
	WHERE d.op = 2 AND d.yiaddr IS NOT NULL AND e.dst_port = 67 GROUP BY be.boot_id) o ON o.boot_id = b.boot_id
WHERE b.outcome = 'failed' AND b.phase_reached = 'dhcp'
	AND x.answers_up > 0 AND x.answers_down = 0 AND x.offers > 0 AND x.last_ns > x.answer_ns
	AND NOT EXISTS (SELECT 1 FROM exchange r WHERE r.boot_id = b.boot_id AND (r.kind LIKE 'request-%' OR r.answers_down > 0))
