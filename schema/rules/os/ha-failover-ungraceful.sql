-- id: ha-failover-ungraceful
-- title: The target lost its provisioning server and went over to another
-- phase: os
-- kind: degraded
-- scope: boot
-- needs: target_rx
-- summary: {from} fell silent; the target stood still for {still} until {to} took over
-- explain: {mac} streamed from {from}. From {when} on its requests stayed unanswered, {retries} of them, first about {first_gap} apart, later up to {last_gap}.
--   Then it logged in at {to} and went on reading there. For {still} the user saw a frozen system.
--   The streaming driver waits 5 s for an answer, doubles that to 10 s, and gives up after 10 tries: 50 s as a rule, 95 s at worst
--   (documented by Citrix).
--   {scope_text}{more}
--   In Citrix's phases this is BNIStack/MIO: Windows' streaming driver is at work.
-- against: Ruled out: load balancing, which changes the server before the first read and without a silence.
-- check: What happened to {from} at {when}: host, network card, Stream Service? Did other targets of it do the same?
--   Event log of {from} at {when}: StreamProcess event 11, network card and disk events. A capture on {to} shows the login arrive.
-- remedy: Repair {from}. To shorten the freeze, lower the retry limit of the streaming driver (IosRetryLimit, IosPacketTimeoutms), with care.
-- when: failover
-- source: Citrix CTX119223; pvs.md 0.6, F80
SELECT b.boot_id, b.mac, 0.92 AS confidence, p.stall_server AS "from", clock(p.stall_ns) AS "when", p.failover_ns - p.stall_ns AS ns,
	duration(p.failover_ns - p.stall_ns) AS still, coalesce(p.failover_to, b.stream_server) AS "to", sum(s.up_frames) AS retries,
	coalesce(duration(min(s.every_min_ns)), 'one') AS first_gap, coalesce(duration(max(s.every_max_ns)), 'one') AS last_gap,
	CASE WHEN p.failovers > 1 THEN 'It had to change its server ' || p.failovers || ' times in these captures; this is the first time. ' ELSE '' END AS more,
	CASE p.stall_scope WHEN 'target' THEN 'Other targets stayed with ' || p.stall_server || ': look at the way of this one.'
		WHEN 'server' THEN p.peers_stalled || ' other target(s) lost it at the same moment: it is the server.'
		WHEN 'segment' THEN 'Targets of other servers stood still too: it is the network between.' ELSE '' END AS scope_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind GLOB 'pvs-*' AND be.ns BETWEEN p.stall_ns - 1000000 AND p.failover_ns + 1000000000
		ORDER BY be.ns LIMIT 32)) AS evidence
FROM boot b JOIN boot_stream p USING (boot_id) JOIN boot_flow bf ON bf.boot_id = b.boot_id AND bf.main
JOIN flow_spell s ON s.flow_id = bf.flow_id AND s.kind = 'retry'
WHERE p.failover_ns IS NOT NULL AND p.stall_ns IS NOT NULL AND p.failover_ns - p.stall_ns >= 10000000000
	AND p.read_last_ns > p.failover_ns AND p.stall_server <> coalesce(p.failover_to, b.stream_server)
GROUP BY b.boot_id
