-- id: ip-duplicate-address
-- title: Two machines use the target's address
-- phase: os
-- kind: failure
-- scope: boot
-- when: claimed
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
WITH
-- where many machines have one address, each of them is told of the first ones
claim AS MATERIALIZED (
	SELECT spa, sha, row_number() OVER (PARTITION BY spa ORDER BY min(event_id)) AS k FROM arp
	WHERE sha NOT IN (SELECT sha FROM arp WHERE sha IS NOT NULL GROUP BY sha HAVING count(DISTINCT spa) >= 4) GROUP BY spa, sha),
c AS MATERIALIZED (
	SELECT b.boot_id, b.mac, b.lease_ip, a.sha AS other, e.event_id, e.ns, a.form,
		k.ns AS acked
	FROM boot b
	JOIN (SELECT be.boot_id, min(be.ns) AS ns, ke.capture_id FROM boot_event be JOIN event ke USING (event_id)
		WHERE ke.kind = 'dhcp-ack' GROUP BY be.boot_id) k ON k.boot_id = b.boot_id
	CROSS JOIN claim l ON l.spa = b.lease_ip AND l.k <= 8
	CROSS JOIN arp a ON a.sha = l.sha AND +a.spa = l.spa
	JOIN event e ON e.event_id = a.event_id AND EXISTS (SELECT 1 FROM tied WHERE one = k.capture_id AND other = e.capture_id)
	WHERE a.sha <> b.mac AND b.outcome <> 'leased' AND a.event_id NOT IN (SELECT event_id FROM copy WHERE main <> event_id)
		-- on a trunk, the same address in another VLAN is another network's
		AND (e.vlan IS NULL OR NOT EXISTS (SELECT 1 FROM boot_event_seen o JOIN event q USING (event_id) WHERE o.boot_id = b.boot_id
				AND q.capture_id = e.capture_id)
			OR EXISTS (SELECT 1 FROM boot_event_seen o JOIN event q USING (event_id) WHERE o.boot_id = b.boot_id
				AND q.capture_id = e.capture_id AND q.vlan IS e.vlan))
		AND e.ns BETWEEN k.ns - 2000000000 AND b.end_ns + 60000000000
		AND a.sha NOT LIKE '00:00:5e:00:01:%' AND a.sha NOT LIKE '00:00:0c:07:ac:%'
		AND a.sha NOT LIKE '00:00:0c:9f:f%' AND a.sha NOT LIKE '02:bf:%' AND a.sha NOT LIKE '03:bf:%'
		AND NOT EXISTS (SELECT 1 FROM event le INDEXED BY event_client CROSS JOIN dhcp d USING (event_id)
			WHERE d.type = 'ack' AND d.yiaddr = b.lease_ip AND le.client = a.sha AND le.ns > k.ns
			AND le.ns <= e.ns)),
g AS MATERIALIZED (SELECT boot_id, mac, lease_ip, other, acked, count(*) AS n, min(ns) AS first_ns, max(ns) AS last_ns, sum(form = 'reply') AS replies
	FROM c GROUP BY boot_id, other)
SELECT c.boot_id, c.mac, c.lease_ip AS address, c.other, c.n AS times, clock(c.first_ns) AS "when",
	clock(c.acked) AS since,
	CASE WHEN c.n > 1 OR c.replies > 0 OR own.n > 0 THEN 0.92 ELSE 0.75 END AS confidence,
	CASE WHEN own.n > 0 THEN 'The target had just probed for the address, and this was the answer. '
		WHEN c.replies > 0 THEN 'It answers ARP for it. ' ELSE '' END AS probe_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT ae.event_id, ae.ns FROM arp a3 JOIN event ae USING (event_id)
			WHERE a3.sha = c.other AND +a3.spa = c.lease_ip AND ae.ns BETWEEN c.first_ns AND c.last_ns
			AND a3.event_id NOT IN (SELECT event_id FROM copy WHERE main <> event_id)
		UNION SELECT ae.event_id, ae.ns FROM arp a2 JOIN event ae USING (event_id)
			WHERE a2.sha = c.mac AND (+a2.spa = c.lease_ip OR (a2.form = 'probe' AND a2.tpa = c.lease_ip))
			AND ae.ns BETWEEN c.acked AND c.last_ns + 10000000000
		ORDER BY 2 LIMIT 16)) AS evidence
FROM g c LEFT JOIN (SELECT c3.boot_id, c3.other, count(*) AS n FROM c c3 JOIN arp p ON p.sha = c3.mac AND p.form = 'probe'
		AND p.tpa = c3.lease_ip JOIN event pe ON pe.event_id = p.event_id
		AND pe.ns BETWEEN c3.ns - 2000000000 AND c3.ns GROUP BY c3.boot_id, c3.other) own
	ON own.boot_id = c.boot_id AND own.other = c.other
