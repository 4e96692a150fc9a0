-- id: stream-fragment-drop
-- title: The stream is cut into IP fragments, and pieces of it are lost
-- phase: stream
-- kind: failure
-- scope: boot
-- needs: target_rx long_enough
-- summary: {lost} of {pieces} fragmented stream datagrams from {server} never became whole
-- explain: {server} sends the disk stream in IP fragments: {pieces} datagrams began, {lost} of them miss the rest.
--   {mac} asked for the same blocks {repeats} times again and did not get on.
--   A fragment carries no port number, so many firewalls and load balancers drop it.
--   In Citrix's phases this is the beginning of single read.
-- against: Ruled out: an MTU that drops without fragmenting (that would show as no large datagram at all). If this capture itself dropped frames,
--   the loss may be the capture's: see its drop counters.
-- check: Capture on the target's side and on {server}: do all fragments leave the server?
-- remedy: Set the MTU in the server's properties, tab Network, to what the whole path carries (1506 counts the Ethernet header), so that nothing
--   is fragmented. The I/O burst must then still fit into 32 datagrams.
-- when: failed boot_stream
-- source: RFC 791; pvs.md 0.4, F57
SELECT b.boot_id, b.mac, 0.9 AS confidence, f.server_ip AS server, sum(f.first_pieces) AS pieces,
	sum(f.first_pieces) - sum(f.fragmented) AS lost, sum(f.repeats) AS repeats,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind IN ('pvs-request', 'pvs-fragment', 'pvs-data')
			ORDER BY e.kind = 'pvs-fragment' DESC, be.ns LIMIT 24)) AS evidence
FROM boot b JOIN boot_stream p USING (boot_id) JOIN boot_flow bf ON bf.boot_id = b.boot_id AND bf.main JOIN flow f USING (flow_id)
WHERE b.outcome = 'failed' AND p.login_answer_ns IS NOT NULL AND p.handover_done_ns IS NULL
GROUP BY b.boot_id
HAVING sum(f.first_pieces) - sum(f.fragmented) >= 3 AND sum(f.repeats) >= 2
