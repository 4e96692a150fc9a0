-- id: pxe-old-proxy-wins
-- title: Another PXE service was faster than the right one
-- phase: pxe
-- kind: failure
-- scope: boot
-- needs: target_tx long_enough
-- summary: the target followed {winner} ("{file}") instead of {meant} ("{meant_file}")
-- explain: Two sources told {mac} where to boot from. {meant_source} named "{meant_file}" on {meant}. {winner_source} named {winner_file}.
--   The target went to {winner}. {outcome_text} Firmware prefers a PXE service's offer to the boot file of a plain DHCP offer
--   (documented for EDK2 in its source), so a forgotten WDS, SCCM or PXE server wins over correct options 66 and 67.
--   {console}
-- against: {against_text}
-- check: Find the host {winner} (MAC {winner_mac}) and ask who runs a PXE service there, and whether it is meant for this segment.
-- remedy: Stop or delay the PXE service on {winner}, take it out of the relay's helper list, or move the targets to a VLAN of their own.
-- when: stopped transfer
-- source: EDK2 PxeBcParseDhcp4Packet; netboot.md 3.1, 6.3; pvs.md F19
WITH
went AS MATERIALIZED ( -- where the boot went first; a question for the size is not yet what became of it
	SELECT l.boot_id, t.server_ip, t.file, t.status, t.probe, t.request_event, t.transfer_id
	FROM (SELECT bt.boot_id, min(bt.transfer_id) AS transfer_id FROM boot_transfer bt GROUP BY bt.boot_id) l
	CROSS JOIN transfer a USING (transfer_id) CROSS JOIN transfer t
	WHERE t.transfer_id = CASE a.probe WHEN 0 THEN a.transfer_id ELSE coalesce((SELECT min(o.transfer_id) FROM boot_transfer ob
			CROSS JOIN transfer o USING (transfer_id) WHERE ob.boot_id = l.boot_id AND o.server_ip = a.server_ip AND o.protocol = 'tftp' AND NOT o.probe),
		a.transfer_id) END
		AND t.protocol = 'tftp'),
good AS ( -- servers whose boot file led on to a login
	SELECT DISTINCT t.server_ip FROM boot_transfer bt JOIN transfer t USING (transfer_id) JOIN boot b USING (boot_id)
	WHERE t.status = 'complete' AND b.phase_reached IN ('login', 'stream', 'handover', 'os'))
SELECT b.boot_id, b.mac, w.server_ip AS winner, w.file, m.tftp_server AS meant, coalesce(m.file, '') AS meant_file,
	CASE WHEN g.server_ip IS NOT NULL OR m.file LIKE '%ardbp32.bin' OR m.file LIKE '%pvsnbp%.efi' THEN 0.92 ELSE 0.7 END AS confidence,
	CASE m.message WHEN 'proxy' THEN 'The PXE service ' || m.server WHEN 'boot-server' THEN 'The boot server ' || m.server
		ELSE 'The DHCP server ' || m.server END AS meant_source,
	'The PXE service ' || p.server AS winner_source, CASE WHEN p.file IS NULL THEN 'no file yet' ELSE '"' || p.file || '"' END AS winner_file,
	CASE WHEN w.probe THEN 'It asked for the size of the file there, and not for the file.' ELSE CASE w.status WHEN 'complete' THEN 'It loaded that file, and nothing of a PVS boot followed.'
		WHEN 'error' THEN 'It did not get the file there.' ELSE 'It did not get the file there (' || w.status || ').' END END AS outcome_text,
	CASE WHEN w.status = 'complete' THEN 'The console shows the menu or the error of what ' || w.server_ip || ' sent.'
		ELSE 'The console shows the menu or the error of ' || w.server_ip || ': "PXE-E3B" or "PXE-T01" for a missing file.' END AS console,
	CASE WHEN g.server_ip IS NOT NULL THEN 'Ruled out: a change of servers on purpose (other targets boot from ' || m.tftp_server || ' in the same captures).'
		ELSE 'Not visible here: which of the two is meant for this target.' END AS against_text,
	coalesce((SELECT mac FROM address WHERE ip = w.server_ip LIMIT 1), 'not known') AS winner_mac,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT p.event_id UNION SELECT m.event_id UNION SELECT w.request_event)) AS evidence
FROM went w CROSS JOIN boot b USING (boot_id)
CROSS JOIN offer p ON p.offer_id = (SELECT min(q.offer_id) FROM offer q WHERE q.boot_id = b.boot_id AND q.message IN ('proxy', 'boot-server')
	AND w.server_ip IN (q.server, q.tftp_server))
CROSS JOIN offer m ON m.offer_id = (SELECT min(q.offer_id) FROM offer q WHERE q.boot_id = b.boot_id AND q.file IS NOT NULL AND q.tftp_server IS NOT NULL
	AND q.tftp_server <> w.server_ip AND q.server <> p.server AND q.file <> coalesce(w.file, '')
	AND q.tftp_server NOT IN (SELECT o.server_ip FROM boot_transfer ob JOIN transfer o USING (transfer_id)
		WHERE ob.boot_id = b.boot_id AND o.server_ip IS NOT NULL))
LEFT JOIN good g ON g.server_ip = m.tftp_server
WHERE b.outcome IN ('failed', 'incomplete') AND b.long_enough = 1 AND b.phase_reached IN ('pxe', 'bootfile')
	AND w.server_ip NOT IN (SELECT server_ip FROM good)
	AND w.file NOT LIKE '%ardbp32.bin' AND w.file NOT LIKE '%pvsnbp%.efi'
GROUP BY b.boot_id
