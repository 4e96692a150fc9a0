-- id: server-hung
-- title: A provisioning server fell silent to all its targets at once
-- phase: stream
-- kind: failure
-- scope: boot
-- refines: stream-stalled
-- needs: target_rx long_enough
-- summary: {server} fell silent to {all} targets within 10 s, at {when}
-- explain: {mac} and {others} other target(s) streamed from {server}. All of them lost it within 10 s of {when}, and it served nobody in the
--   half minute after. Other servers went on serving: {others_alive} target(s) were well there.
--   So it is this server, not the targets and not the network they share.
--   Citrix knows this as hung Stream Service threads (event 11, "Detected one or more hung threads"): storage or database made them wait.
-- against: Ruled out: single targets, for all of them stopped together. A network card or switch port of this server alone would look the same.
-- check: Event log of {server} at {when}: StreamProcess events, disk and network events. Did the store (SMB, iSCSI) or the SQL server stall?
-- remedy: Restart the Stream Service on {server}. Then find what it waited for: storage latency, antivirus on the store, the farm database.
-- when: failed boot_stream
-- source: Citrix CTX233590; pvs.md F84
SELECT b.boot_id, b.mac, CASE WHEN p.others_alive > 0 THEN 0.93 ELSE 0.85 END AS confidence, p.stall_server AS server,
	p.peers_stalled AS others, p.peers_stalled + 1 AS "all", clock(p.stall_asked_ns) AS "when", p.others_alive,
	(SELECT json_group_array(json_object('event', event_id, 'role', role)) FROM (
		SELECT event_id, role FROM (SELECT be.event_id, 'for' AS role, be.ns FROM boot_event be JOIN event e USING (event_id)
			WHERE be.boot_id = b.boot_id AND +e.kind GLOB 'pvs-*' AND be.ns >= p.stall_ns - 1000000 ORDER BY be.ns LIMIT 16)
		UNION ALL SELECT event_id, 'context' FROM (SELECT be.event_id FROM boot_stream o JOIN boot_event be USING (boot_id)
			JOIN event e USING (event_id) WHERE o.stall_server = p.stall_server AND o.boot_id <> b.boot_id AND e.kind = 'pvs-request'
			AND be.ns BETWEEN p.stall_asked_ns - 10000000000 AND p.stall_asked_ns + 30000000000 ORDER BY be.ns LIMIT 16))) AS evidence
FROM boot b JOIN boot_stream p USING (boot_id)
WHERE b.outcome = 'failed' AND p.stall_ns IS NOT NULL AND p.retries >= 3 AND p.read_last_ns <= p.stall_ns
	AND p.stall_scope = 'server' AND p.peers_stalled >= 2
	AND NOT EXISTS (SELECT 1 FROM arp d JOIN event de USING (event_id) WHERE d.spa = b.lease_ip AND d.sha <> b.mac
		AND de.ns BETWEEN b.start_ns AND b.seen_until_ns)
