-- id: dhcp-hops-exceeded
-- title: The DISCOVER is handed from relay to relay until its hop limit
-- phase: dhcp
-- kind: failure
-- scope: boot
-- needs: reply_visible
-- refines: dhcp-no-offer
-- summary: one DISCOVER passed {hops} relays and was then dropped
-- explain: The DISCOVERs of {mac} are relayed again and again: copies of the same message carry a hop count from {low} up to {hops} ({copies}
--   copies). Relays drop a request at their limit (4 by default, 10 or 16 in some products), so none reached a
--   server that answers. Relays that point at each other, or at a broadcast address in another relay's network, do that.
-- against: Ruled out: copies made by a mirror port, which keep the hop count.
-- check: Follow the helper addresses: {path}. Which of them is no server?
-- remedy: Let every helper address name a DHCP server itself.
-- when: starved
-- source: RFC 1542 section 4.1.1; netboot.md 1.1, 6.1
SELECT k.boot_id, k.mac, h.hops, h.low, h.copies, h.path, 0.92 AS confidence,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id) WHERE be.boot_id = k.boot_id AND +e.kind = 'dhcp-discover'
		ORDER BY be.ns LIMIT 24)) AS evidence
FROM ask k JOIN exchange x USING (exchange_id)
JOIN (SELECT be.boot_id, max(d.hops) AS hops, min(d.hops) AS low, count(*) AS copies, group_concat(DISTINCT e.dst_ip) AS path
	FROM boot_event be JOIN event e USING (event_id) JOIN dhcp d USING (event_id)
	WHERE e.kind = 'dhcp-discover' AND d.giaddr IS NOT NULL GROUP BY be.boot_id) h ON h.boot_id = k.boot_id
WHERE k.starved AND h.hops >= 4 AND h.hops - h.low >= 3
