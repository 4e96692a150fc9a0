-- id: tftp-equal-timers
-- title: Server and target repeat at the same moment, and miss each other
-- phase: bootfile
-- kind: failure
-- scope: boot
-- needs: target_tx target_rx long_enough
-- refines: tftp-stalled
-- summary: after a lost packet both sides of "{file}" repeat every {server_every}
-- explain: A packet of "{file}" from {server} was lost at block {block}. Then the server repeated its block every {server_every}, and {mac} its
--   acknowledgement every {client_every}: with the same clock both speak at once, each answer crosses the other's repetition, and the transfer
--   ends. {version_text} The Citrix hotfix CPVS61E011 describes this of the PVS TFTP service up to 6.1, whose timers are both 5 s.
-- against: A path that lost everything from that moment on would look the same, if the packets are not seen to arrive.
-- check: See the version of the PVS server {server} and of the bootstrap file.
-- remedy: Install the hotfix or a later version; look for the loss that starts it.
-- when: failed transfer
-- source: Citrix CPVS61E011; pvs.md F31
SELECT b.boot_id, b.mac, CASE WHEN t.version GLOB '[1-6].*' THEN 0.85 ELSE 0.7 END AS confidence, t.server_ip AS server, coalesce(t.file, '') AS file,
	max(t.last_block, coalesce(t.last_ack, 0)) AS block, duration(t.resend_data_ns) AS server_every, duration(t.resend_ack_ns) AS client_every,
	CASE WHEN t.version IS NOT NULL THEN 'The bootstrap''s version is ' || t.version || '.' ELSE '' END AS version_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT e.event_id FROM boot_event_seen be JOIN event e USING (event_id) WHERE be.boot_id = b.boot_id AND e.capture_id = t.capture_id
			AND t.client_port IN (e.src_port, e.dst_port) AND (SELECT i.info FROM info i WHERE i.info_id = e.info_id) LIKE '%again%' ORDER BY e.ns LIMIT 12)) AS evidence
FROM boot b JOIN boot_transfer bt USING (boot_id) JOIN transfer t USING (transfer_id)
WHERE b.outcome = 'failed' AND b.phase_reached = 'bootfile' AND t.status IN ('stalled', 'aborted') AND t.blocks >= 2
	AND t.repeats_data >= 2 AND t.repeats_ack >= 2
	AND t.resend_data_ns BETWEEN 4500000000 AND 5500000000 AND abs(t.resend_data_ns - t.resend_ack_ns) < 300000000
	AND NOT EXISTS (SELECT 1 FROM boot_transfer gb JOIN transfer g USING (transfer_id) WHERE gb.boot_id = b.boot_id
		AND g.status = 'complete' AND g.last_ns >= t.last_ns)
