-- id: pxe-bootserver-silent
-- title: No boot server of the PXE menu answered (PXE-E78)
-- phase: pxe
-- kind: failure
-- scope: boot
-- needs: target_rx long_enough
-- summary: {tries} boot server requests for type {item}, none answered
-- explain: {server} gave {mac} a list or menu of boot servers (option 43). The target asked for a boot server of type {item} at {asked}, {tries}
--   times over {span}. {answer_text} The console says {console}.
-- against: Ruled out: DHCP and the PXE service itself (their answers are here). Not visible here: multicast requests that a switch does not pass on.
-- check: See whether a boot server of type {item} runs, and at which address. Compare with the boot server list (43.8) in the evidence.
-- remedy: Start the boot server, correct the list, or use unicast discovery (43.6 and 43.8) instead of multicast and broadcast.
-- when: failed
-- source: PXE 2.1 section 2.2.5; netboot.md 3.1, 6.3
SELECT b.boot_id, b.mac, 0.88 AS confidence, d.pxe_item AS item, e.dst_ip AS asked, x.tries, duration(x.last_ns - x.first_ns) AS span,
	coalesce((SELECT o.server FROM offer o WHERE o.boot_id = b.boot_id AND o.class LIKE '%pxe10' LIMIT 1), 'The PXE service') AS server,
	CASE WHEN x.acks = 0 THEN 'No answer came.' ELSE 'The answers were for another type.' END AS answer_text,
	CASE WHEN x.who LIKE 'uefi%' THEN '"PXE-E16" or "PXE-E18"' ELSE '"PXE-E78: Could not locate boot server"' END AS console,
	(SELECT json_group_array(json_object('event', event_id, 'role', role)) FROM (
		SELECT be.event_id, 'for' AS role, be.ns FROM boot_event be JOIN dhcp q USING (event_id) WHERE be.boot_id = b.boot_id
			AND q.op = 1 AND q.pxe_item IS NOT NULL
		UNION SELECT o.event_id, 'context', o.ns FROM offer o WHERE o.boot_id = b.boot_id AND o.class LIKE '%pxe10'
		ORDER BY 2 DESC, 3 LIMIT 12)) AS evidence
FROM boot b JOIN exchange x ON x.boot_id = b.boot_id AND x.kind = 'pxe-request'
JOIN event e ON e.event_id = x.first_event JOIN dhcp d ON d.event_id = x.first_event
WHERE b.outcome = 'failed' AND b.phase_reached IN ('dhcp', 'pxe') AND d.pxe_item IS NOT NULL AND x.tries >= 3
	AND NOT EXISTS (SELECT 1 FROM boot_event be JOIN dhcp a USING (event_id) WHERE be.boot_id = b.boot_id AND a.op = 2
		AND (a.pxe_item = d.pxe_item OR (a.pxe_item IS NULL AND be.event_id IN (SELECT event_id FROM event WHERE kind = 'pxe-ack'))))
	AND NOT EXISTS (SELECT 1 FROM boot_transfer t WHERE t.boot_id = b.boot_id)
