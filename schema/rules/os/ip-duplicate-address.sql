-- id: ip-duplicate-address
-- title: Two machines use the target's address
-- phase: os
-- kind: failure
-- scope: boot
-- needs: target_tx
-- summary: {address} is claimed by {other} as well
-- explain: {mac} uses {address} since {since}. In ARP, {other} claims the same address ({times} times, first at {when}).
--   {probe_text}Traffic for the target then goes to whoever announced itself last, and the other one falls silent.
--   Windows that finds this during a network boot stops with bug check 0xBC, NETWORK_BOOT_DUPLICATE_ADDRESS.
-- against: Ruled out: virtual router and cluster addresses, hosts that answer ARP for many addresses (proxy ARP), and a lease
--   that had passed to the other machine before or after this boot.
-- check: Find {other} in the switch's MAC table and look where its address comes from. In a 0xBC dump, parameters 2 and 3 are that MAC.
-- remedy: Remove the static or stale address from {other}, or exclude {address} from the DHCP range.
-- source: RFC 5227 section 2.4; netboot.md 5, 6.5
WITH c AS (
	SELECT b.boot_id, b.mac, b.lease_ip, a.sha AS other, e.event_id, e.ns, a.form,
		k.ns AS acked
	FROM boot b
	JOIN (SELECT be.boot_id, min(be.ns) AS ns FROM boot_event be JOIN event ke USING (event_id)
		WHERE ke.kind = 'dhcp-ack' GROUP BY be.boot_id) k ON k.boot_id = b.boot_id
	JOIN arp a ON a.spa = b.lease_ip
	JOIN event e ON e.event_id = a.event_id
	WHERE a.sha <> b.mac AND b.outcome <> 'leased'
		AND e.ns BETWEEN k.ns - 2000000000 AND b.end_ns + 60000000000
		AND a.sha NOT LIKE '00:00:5e:00:01:%' AND a.sha NOT LIKE '00:00:0c:07:ac:%'
		AND a.sha NOT LIKE '00:00:0c:9f:f%' AND a.sha NOT LIKE '02:bf:%' AND a.sha NOT LIKE '03:bf:%'
		AND (SELECT count(DISTINCT p.spa) FROM arp p WHERE p.sha = a.sha) < 4
		AND NOT EXISTS (SELECT 1 FROM event le JOIN dhcp d USING (event_id)
			WHERE d.type = 'ack' AND d.yiaddr = b.lease_ip AND le.client = a.sha AND le.ns > k.ns
			AND le.ns <= e.ns))
SELECT boot_id, mac, lease_ip AS address, other, count(*) AS times, clock(min(ns)) AS "when", clock(acked) AS since,
	CASE WHEN count(*) > 1 OR sum(form = 'reply') > 0 THEN 0.92 ELSE 0.75 END AS confidence,
	CASE WHEN sum(form = 'reply') > 0 THEN 'It answers ARP for it. ' ELSE '' END AS probe_text,
	json_group_array(json_object('event', event_id, 'role', 'for')) AS evidence
FROM c GROUP BY boot_id, other
