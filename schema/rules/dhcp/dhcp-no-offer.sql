-- id: dhcp-no-offer
-- title: No DHCP server made an offer
-- phase: dhcp
-- kind: failure
-- scope: boot
-- needs: reply_visible long_enough complete
-- summary: no DHCP offer: {tries} DISCOVERs over {span}, none answered
-- explain: {mac} asked for an address {tries} times over {span} ({secs_text}, broadcast flag {b_text}).
--   No server offered one, and none refused. The target's console then says {console}.
--   {others} {lost}
-- check: Ask whether the DISCOVER arrives at the DHCP server. A capture on the server or on the relay decides
--   between "never arrived", "arrived and was ignored" and "answered, but the answer was lost".
-- remedy: Look in this order at: the relay (helper address) of the target's VLAN, the scope and its free addresses,
--   the DHCP service and its log at {first_time}.
-- when: failed
-- source: RFC 2131 section 4.4.1; netboot.md 6.1
WITH answered AS MATERIALIZED (
	SELECT DISTINCT b.mac FROM exchange x JOIN boot b USING (boot_id) WHERE x.kind = 'discover' AND x.offers > 0),
-- whom a capture shows the relays' copies go to; 1: it is known for PXE, TFTP or PVS, and is no DHCP server
carried AS MATERIALIZED (
	SELECT e.capture_id, min(sv.roles IS NOT NULL AND ' ' || sv.roles || ' ' NOT LIKE '% dhcp %') AS strangers
	FROM (SELECT DISTINCT e.capture_id, e.dst_ip FROM event e CROSS JOIN dhcp d USING (event_id)
		WHERE e.kind = 'dhcp-discover' AND e.l3_cast = 'unicast' AND d.giaddr IS NOT NULL) e
	LEFT JOIN server sv ON sv.ip = e.dst_ip GROUP BY e.capture_id)
SELECT b.boot_id, b.mac, coalesce((SELECT group_concat(l.words, ' ') FROM losses l WHERE l.boot_id = b.boot_id AND l.phase = 'dhcp'), '') AS lost, 0.95 AS confidence,
	-- at such a host's own port a DHCP server's answer would not have been recorded
	CASE WHEN x.copies_to <> '' AND NOT EXISTS (SELECT 1 FROM tap t LEFT JOIN carried c ON c.capture_id = t.capture_id
		WHERE t.boot_id = b.boot_id AND t.holds AND (t.target_tx OR t.client_side_reply OR t.server_side OR coalesce(c.strangers, 0) = 0))
		THEN 'cannot-tell' ELSE 'yes' END AS verdict, x.tries, duration(x.last_ns - x.first_ns) AS span,
	CASE WHEN x.secs = x.max_secs THEN 'secs ' || x.secs || ' in each'
		ELSE 'secs ' || x.secs || ' to ' || x.max_secs END AS secs_text,
	CASE x.b_flag WHEN 1 THEN 'set' ELSE 'not set' END AS b_text,
	CASE b.client_kind WHEN 'intel-rom' THEN '"PXE-E51: No DHCP or proxyDHCP offers were received"'
		WHEN 'uefi' THEN '"PXE-E18: Server response timeout" (firmware before 2018: E16)'
		WHEN 'ipxe' THEN '"No configuration methods succeeded" (ipxe.org/040ee1)'
		ELSE 'that DHCP gave no answer (a Citrix boot device: "DHCP maximum number of retries reached")'
		END AS console,
	CASE WHEN o.n > 0 THEN 'In the same captures ' || o.n || ' other clients were answered, so a DHCP server was alive.'
		ELSE 'No other client was answered in these captures either.' END AS others,
	clock(x.first_ns) AS first_time,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind IN ('dhcp-discover', 'dhcp-bootrequest')
		ORDER BY be.ns LIMIT 16)) AS evidence
FROM boot b
JOIN exchange x ON x.boot_id = b.boot_id AND x.kind = 'discover'
JOIN (SELECT b2.boot_id, (SELECT count(*) FROM answered) - (b2.mac IN (SELECT mac FROM answered)) AS n
	FROM boot b2) o ON o.boot_id = b.boot_id
WHERE b.outcome = 'failed' AND b.phase_reached = 'dhcp' AND x.tries >= 2
	AND x.exchange_id = (SELECT max(l.exchange_id) FROM exchange l WHERE l.boot_id = b.boot_id)
	AND NOT EXISTS (SELECT 1 FROM exchange a WHERE a.boot_id = b.boot_id
		AND a.offers + a.proxy_offers + a.acks + a.naks > 0)
