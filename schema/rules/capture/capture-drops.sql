-- id: capture-drops
-- title: The capture lost packets while it was recorded
-- phase: capture
-- kind: note
-- scope: capture
-- when: drops
-- summary: {summary_text}
-- explain: {told_text}{blocks_text}{reads_text}What is missing was lost inside the capturing machine or before it, not on the network: a packet
--   that is not here may well have been sent.
-- against: {against_text}
-- check: Compare with a second capture point, or with retransmissions of the peers.
-- remedy: Capture again with a filter ("udp or arp or icmp"), a larger buffer (tcpdump -B 65536), and without writing to a slow disk. A mirror
--   port that gets more than it can send loses packets, too, and nobody counts them.
-- source: pcapng draft 4.6 (interface statistics), 4.3 (epb_dropcount); RFC 1350 section 2; netboot.md 7 (drops)
SELECT c.capture_id, c.path, CASE WHEN y.told THEN 1.0 ELSE 0.9 END AS confidence,
	CASE WHEN y.told THEN y.told || ' packets were dropped while capturing, ' || printf('%.1f', 100.0 * y.told / (c.frames + y.told)) || ' % of what came'
		ELSE 'frames that were sent and received are not in this capture: of ' || CASE WHEN y.reads = 0 THEN '' WHEN y.reads = 1 THEN '1 read'
			ELSE y.reads || ' reads' END || CASE WHEN y.reads AND y.blocks THEN ', and ' ELSE '' END
			|| CASE WHEN y.blocks = 0 THEN '' WHEN y.blocks = 1 THEN '1 block of a file' ELSE y.blocks || ' blocks of files' END END AS summary_text,
	CASE WHEN y.told THEN 'The capturing program of ' || c.path || ' reports ' || y.told || ' packets dropped on '
		|| (SELECT group_concat(CASE i.name WHEN '' THEN 'interface ' || i.iface ELSE i.name END, ', ') FROM interface i
			WHERE i.capture_id = c.capture_id AND coalesce(i.drops_if, 0) + coalesce(i.drops_os, 0) > 0)
		|| ', against ' || c.frames || ' frames kept. ' ELSE '' END AS told_text,
	CASE WHEN y.blocks THEN 'Of files that were transferred by TFTP, ' || y.blocks || ' block' || CASE y.blocks WHEN 1 THEN ' is' ELSE 's are' END
		|| ' not in ' || c.path || ', though acknowledged, or followed by the next one, which a server sends only then. ' ELSE '' END AS blocks_text,
	CASE WHEN y.reads THEN 'Of ' || y.reads || ' reads of a disk a part of the answer is missing in ' || c.path
		|| ', and the target did not ask again, as one does that lacks something. ' ELSE '' END AS reads_text,
	CASE WHEN y.told THEN 'The counters say how many were dropped, not which.'
		ELSE 'How many others are missing cannot be counted: most messages have no number.' END AS against_text,
	CASE WHEN y.event_id THEN json_array(json_object('event', y.event_id, 'role', 'context')) ELSE json_array() END AS evidence
FROM lossy y JOIN capture c USING (capture_id)
