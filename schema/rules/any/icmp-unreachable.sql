-- id: icmp-unreachable
-- title: ICMP reported a packet of this boot as undeliverable
-- phase: any
-- kind: note
-- scope: boot
-- summary: {reporter} reports {reason} for {what} ({count})
-- explain: {reporter} sent ICMP "{reason}" {count}, quoting {what} from {q_src} to {q_dst}{port_text}, the first at {time}.
--   {meaning}
-- check: {look}
-- remedy: None by itself: read it together with the finding of the phase in which it came.
-- when: icmp
-- source: RFC 792; RFC 1812; netboot.md 5, 6.5
SELECT b.boot_id, 0.95 AS confidence, coalesce(e.src_ip, 'A router') AS reporter, CASE WHEN count(*) = 1 THEN 'once' WHEN count(*) < 12 THEN count(*) || ' times' ELSE 'at least ' || count(*) || ' times' END AS count, i.q_src, i.q_dst,
	CASE WHEN i.q_dst_port IS NOT NULL THEN ' port ' || i.q_dst_port ELSE '' END AS port_text, clock(min(be.ns)) AS time,
	CASE i.type WHEN 11 THEN CASE i.code WHEN 1 THEN 'fragment reassembly time exceeded' ELSE 'time to live exceeded' END
		ELSE CASE i.code WHEN 0 THEN 'network unreachable' WHEN 1 THEN 'host unreachable' WHEN 2 THEN 'protocol unreachable'
			WHEN 3 THEN 'port unreachable' WHEN 4 THEN 'fragmentation needed' WHEN 9 THEN 'network administratively prohibited'
			WHEN 10 THEN 'host administratively prohibited' WHEN 13 THEN 'communication administratively prohibited'
			ELSE 'destination unreachable, code ' || i.code END END AS reason,
	CASE i.q_dst_port WHEN 67 THEN 'a DHCP request' WHEN 68 THEN 'a DHCP answer' WHEN 69 THEN 'a TFTP request' WHEN 4011 THEN 'a PXE request'
		WHEN 6969 THEN 'a two-stage boot request' ELSE CASE WHEN i.q_dst_port BETWEEN 6910 AND 6930 THEN 'a PVS datagram' ELSE 'a datagram' END END AS what,
	CASE WHEN i.type = 11 AND i.code = 1 THEN 'Fragments of it were lost on the way.' WHEN i.type = 11 THEN 'It went in a circle, or too far.'
		WHEN i.code = 3 THEN 'The host is up, and nothing listens on that port.' WHEN i.code = 4 THEN 'It is too large for a link on the path.'
		WHEN i.code IN (9, 10, 13) THEN 'A filter rule forbids it.' ELSE 'There is no way to that host.' END AS meaning,
	CASE WHEN i.type = 3 AND i.code = 3 THEN 'See whether the service on ' || i.q_dst || ' runs and is bound to that address.'
		ELSE 'Look at ' || coalesce(e.src_ip, 'the router') || ', which sent the report.' END AS look,
	json_array(json_object('event', min(i.event_id), 'role', 'context'),
		json_object('event', coalesce(min(i.quotes_event), min(i.event_id)), 'role', 'context')) AS evidence
FROM boot b JOIN boot_event be USING (boot_id) JOIN icmp i USING (event_id) JOIN event e USING (event_id)
WHERE (i.type = 3 OR i.type = 11) AND i.q_protocol = 17 AND b.outcome <> 'leased'
	AND (i.quotes_event IS NOT NULL OR i.q_dst_port IN (67, 69, 4011, 6969) OR i.q_dst_port BETWEEN 6890 AND 6930)
	-- firmware that refuses late packets of a transfer it has ended is no news
	AND NOT (i.type = 3 AND i.code = 3 AND i.q_dst = b.lease_ip)
GROUP BY b.boot_id, i.type, i.code, i.q_dst, i.q_dst_port
