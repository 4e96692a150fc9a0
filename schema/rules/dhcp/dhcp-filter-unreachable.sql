-- id: dhcp-filter-unreachable
-- title: A router or firewall says that the DHCP server cannot be reached
-- phase: dhcp
-- kind: failure
-- scope: boot
-- refines: dhcp-no-offer
-- summary: {reporter} cannot pass DHCP on to {server}: {meaning}
-- explain: {mac} asked {tries} times over {span} without an answer. {times} ICMP message{plural} from {reporter} quote{sing} the
--   request on its way to {server}: type 3 code {code}, {meaning}. So the request got as far as {reporter} and no further.
-- against: Ruled out: the server itself refusing (that would be code 3 from its own address), and an answer from any other
--   DHCP server in this boot.
-- check: {check_text}
-- remedy: {remedy_text}
-- when: failed icmp
-- source: RFC 792; RFC 1812 section 5.2.7.1; netboot.md 5, 6.1
WITH last AS (
	SELECT x.* , b.mac FROM exchange x JOIN boot b USING (boot_id)
	WHERE b.outcome = 'failed' AND b.phase_reached = 'dhcp' AND x.answer_event IS NULL
		AND x.kind IN ('discover', 'request-selecting', 'request-reboot')
		AND x.exchange_id = (SELECT max(l.exchange_id) FROM exchange l WHERE l.boot_id = b.boot_id)),
c AS (
	SELECT k.boot_id, k.mac, k.tries, k.first_ns, k.last_ns, ie.src_ip AS reporter, i.q_dst AS server, i.code, i.event_id,
		i.quotes_event, ie.ns
	FROM last k
	JOIN event ie ON ie.kind = 'icmp-unreachable' AND ie.ns BETWEEN k.first_ns - 60000000000 AND k.last_ns + 60000000000
	JOIN icmp i ON i.event_id = ie.event_id AND i.type = 3 AND i.code IN (0, 1, 9, 10, 13) AND i.q_dst_port = 67
	JOIN event ke ON ke.event_id = k.first_event JOIN tied t ON t.one = ke.capture_id AND t.other = ie.capture_id
	WHERE i.event_id NOT IN (SELECT event_id FROM copy WHERE main <> event_id)
		AND (k.dst_ip = i.q_dst OR instr(' ' || k.copies_to || ' ', ' ' || i.q_dst || ' ') > 0
		OR EXISTS (SELECT 1 FROM boot_event_seen be WHERE be.boot_id = k.boot_id AND be.event_id = i.quotes_event))),
n AS (
	SELECT boot_id, (SELECT count(DISTINCT e.dst_ip) FROM boot_event be JOIN event e USING (event_id) JOIN dhcp d USING (event_id)
			JOIN server sv ON sv.ip = e.dst_ip AND ' ' || sv.roles || ' ' LIKE '% dhcp %'
			WHERE be.boot_id = c.boot_id AND d.op = 1 AND e.l3_cast = 'unicast'
			AND e.dst_ip NOT IN (SELECT server FROM c c2 WHERE c2.boot_id = c.boot_id)) AS other_dhcp
	FROM c GROUP BY boot_id)
SELECT c.boot_id, c.mac, c.reporter, c.server, c.tries, duration(c.last_ns - c.first_ns) AS span, c.code,
	count(DISTINCT c.event_id) AS times, CASE count(DISTINCT c.event_id) WHEN 1 THEN '' ELSE 's' END AS plural,
	CASE count(DISTINCT c.event_id) WHEN 1 THEN 's' ELSE '' END AS sing,
	CASE WHEN n.other_dhcp > 0 THEN 0.5 ELSE 0.93 END AS confidence,
	CASE WHEN n.other_dhcp > 0 THEN 'cannot-tell' ELSE 'yes' END AS verdict,
	CASE c.code WHEN 0 THEN 'network unreachable (no route)' WHEN 1 THEN 'host unreachable (the last router gets no ARP answer, the machine is off or elsewhere)'
		WHEN 9 THEN 'network administratively prohibited' WHEN 10 THEN 'host administratively prohibited'
		ELSE 'communication administratively prohibited (an access list)' END AS meaning,
	CASE WHEN c.code IN (9, 10, 13) THEN 'Look in the access lists of ' || c.reporter || ' for UDP 67 from the relay to ' || c.server || ', and for the way back.'
		WHEN c.code = 1 THEN 'See whether ' || c.server || ' is on and has that address: ping it and look into the ARP table of ' || c.reporter || '.'
		ELSE 'Look in the routing table of ' || c.reporter || ' for ' || c.server || ' (the relay''s VRF, if it has several).' END AS check_text,
	CASE WHEN c.code IN (9, 10, 13) THEN 'Permit UDP 67 to 67 between the relay and the DHCP server in both directions.'
		WHEN c.code = 1 THEN 'Start the server, or correct the helper address if it points to a machine that is gone.'
		ELSE 'Correct the route or the helper address.' END AS remedy_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT DISTINCT event_id FROM (SELECT c3.event_id, c3.ns FROM c c3 WHERE c3.boot_id = c.boot_id
		UNION SELECT c3.quotes_event, c3.ns - 1 FROM c c3 WHERE c3.boot_id = c.boot_id AND c3.quotes_event IS NOT NULL
		UNION SELECT be.event_id, be.ns FROM boot_event be JOIN event e USING (event_id)
			WHERE be.boot_id = c.boot_id AND +e.kind IN ('dhcp-discover', 'dhcp-request') ORDER BY 2) LIMIT 24)) AS evidence
FROM c JOIN n USING (boot_id) GROUP BY c.boot_id
