-- id: tftp-reply-other-address
-- title: The TFTP answer comes from another address than was asked
-- phase: bootfile
-- kind: failure
-- scope: boot
-- needs: target_tx long_enough
-- refines: tftp-no-response
-- summary: asked {server}, answered by {other}: the target does not accept it
-- explain: {mac} asked {server} for "{file}". The answer came from {other}. A client takes answers only from the address that it
--   asked (RFC 1350 section 4; the port may be new, the address may not). {reaction}
--   The console says {console}.
-- against: Ruled out: a stopped service and a filter (an answer is here, and it acknowledges nothing). A target that accepts such an answer
--   would have sent an acknowledgement.
-- check: See whether {server} is a load balancer's address or a second address of {other} (several network cards, NLB, direct server
--   return).
-- remedy: Name {other} itself as TFTP server; or let the load balancer translate the answers (TFTP service type, not plain UDP); or bind
--   the TFTP service to {server}.
-- when: stopped transfer
-- source: RFC 1350 section 4; netboot.md 6.4; pvs.md F33
SELECT b.boot_id, b.mac, 0.93 AS confidence, t.server_ip AS server, t.reply_ip AS other, coalesce(t.file, '') AS file,
	CASE WHEN i.event_id IS NOT NULL THEN 'The target refused it with ICMP port unreachable.'
		WHEN t.error_from = 'client' THEN 'The target refused it with TFTP error ' || t.error_code || '.'
		ELSE 'The target did not acknowledge it and asked ' || t.requests || ' times in all.' END AS reaction,
	CASE b.client_kind WHEN 'uefi' THEN '"PXE-E18: Server response timeout"'
		WHEN 'ipxe' THEN '"Connection timed out" (ipxe.org/4c)' ELSE '"PXE-E32: TFTP open timeout" or "PXE-E35"' END AS console,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT t.request_event AS event_id UNION SELECT t.reply_event WHERE t.reply_event IS NOT NULL
		UNION SELECT i.event_id WHERE i.event_id IS NOT NULL UNION SELECT t.error_event WHERE t.error_event IS NOT NULL)) AS evidence
FROM boot b JOIN boot_transfer bt USING (boot_id) JOIN transfer t USING (transfer_id)
LEFT JOIN (SELECT min(i.event_id) AS event_id, i.q_src, i.q_dst, i.q_dst_port FROM icmp i WHERE i.type = 3 AND i.code = 3
	GROUP BY i.q_src, i.q_dst, i.q_dst_port) i
	ON i.q_src = t.reply_ip AND i.q_dst = t.client_ip AND i.q_dst_port = t.client_port
WHERE b.outcome IN ('failed', 'incomplete') AND b.phase_reached = 'bootfile' AND t.protocol = 'tftp' AND t.file IS NOT NULL
	AND t.reply_ip <> t.server_ip AND t.acks = 0 AND t.first_reply <> 'error'
	AND NOT EXISTS (SELECT 1 FROM boot_transfer gb JOIN transfer g USING (transfer_id)
		WHERE gb.boot_id = b.boot_id AND (g.acks > 0 OR g.status = 'complete'))
GROUP BY b.boot_id
