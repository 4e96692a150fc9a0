-- id: capture-undetermined
-- title: This capture cannot show why the target stopped
-- phase: capture
-- kind: note
-- scope: boot
-- when: stopped
-- summary: {question}
-- explain: {question} These captures cannot tell: {missing}.
-- check: {how}
-- remedy: Add that capture to this case ("pvsleuth ingest -c CASE FILE"); the verdicts are then made again.
-- source: netboot.md 6.0, 6.7
SELECT b.boot_id, 1.0 AS confidence,
	CASE WHEN b.outcome = 'incomplete' THEN 'How far did ' || b.mac || ' get?'
		WHEN b.phase_reached IN ('dhcp', 'pxe') THEN 'Was ' || b.mac || ' answered by a DHCP server, and was the answer lost?'
		WHEN b.phase_reached = 'bootfile' THEN 'Did ' || coalesce(b.boot_server, 'the boot server') || ' answer ' || b.mac || '?'
		ELSE 'Did ' || coalesce(b.login_server, 'the provisioning server') || ' answer ' || b.mac || '?' END AS question,
	CASE WHEN s.options = 0 THEN 'the snap length cut the DHCP options off'
		WHEN s.target_tx = 0 THEN 'no frame that the target itself sent was recorded here'
		ELSE 'no frame to this target was recorded at this capture point, so its absence means nothing' END AS missing,
	CASE WHEN s.options = 0 THEN 'Capture again with full packets (tcpdump -s 0, pktmon start --capture --pkt-size 0).'
		ELSE 'Capture at the target''s own switch port or virtual NIC in both directions, or on the server: "tcpdump -s 0 -w boot.pcap udp or arp or icmp".' END AS how,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'context')) FROM (
		SELECT be.event_id FROM boot_event be WHERE be.boot_id = b.boot_id ORDER BY be.ns DESC LIMIT 4)) AS evidence
FROM boot b JOIN sight s USING (boot_id)
WHERE (b.outcome = 'incomplete' AND (s.target_tx = 0 OR (b.phase_reached IN ('dhcp', 'pxe') AND s.options = 0))) OR b.outcome = 'failed' AND (
	(b.phase_reached = 'dhcp' AND s.reply_visible = 0 AND NOT EXISTS (SELECT 1 FROM exchange x
		WHERE x.boot_id = b.boot_id AND x.offers + x.naks + x.acks > 0))
	OR (b.phase_reached IN ('bootfile', 'login') AND s.target_rx = 0)
	OR (b.phase_reached IN ('dhcp', 'pxe') AND s.options = 0))
