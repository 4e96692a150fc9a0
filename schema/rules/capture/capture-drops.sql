-- id: capture-drops
-- title: The capture lost packets while it was recorded
-- phase: capture
-- kind: note
-- scope: capture
-- when: drops
-- summary: {drops} packets were dropped while capturing, {percent} % of what came
-- explain: The capturing program of {path} reports {drops} packets dropped on {interfaces}, against {frames} frames kept.
--   They were lost inside the capturing machine, not on the network. A packet that is missing here may well have been sent.
-- against: The counters say how many were dropped, not which.
-- check: Compare with a second capture point, or with retransmissions of the peers.
-- remedy: Capture again with a filter ("udp or arp or icmp"), a larger buffer (tcpdump -B 65536), and without writing to a slow disk.
-- source: pcapng draft 4.6 (interface statistics), 4.3 (epb_dropcount); netboot.md 7 (drops)
SELECT c.capture_id, c.path, 1.0 AS confidence, sum(coalesce(i.drops_if, 0) + coalesce(i.drops_os, 0)) AS drops, c.frames,
	printf('%.1f', 100.0 * sum(coalesce(i.drops_if, 0) + coalesce(i.drops_os, 0))
		/ (c.frames + sum(coalesce(i.drops_if, 0) + coalesce(i.drops_os, 0)))) AS percent,
	group_concat(CASE WHEN coalesce(i.drops_if, 0) + coalesce(i.drops_os, 0) > 0
		THEN CASE i.name WHEN '' THEN 'interface ' || i.iface ELSE i.name END END, ', ') AS interfaces,
	json_array() AS evidence
FROM capture c JOIN interface i USING (capture_id)
GROUP BY c.capture_id
HAVING sum(coalesce(i.drops_if, 0) + coalesce(i.drops_os, 0)) > 0
