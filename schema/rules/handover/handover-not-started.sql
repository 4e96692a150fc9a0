-- id: handover-not-started
-- title: Windows starts to load, but the streaming driver never takes over
-- phase: handover
-- kind: failure
-- scope: boot
-- needs: long_enough target_all complete
-- summary: {bytes} read as usual, then no second login: the streaming driver (bnistack) did not start
-- explain: {mac} read {bytes} from {server} in single reads, all answered. Then it should have logged in a second time, as the streaming driver does
--   after 3 to 4 s of silence (observed). It did not, and it asked for nothing more. {same_text}{peer_text}
--   Boot loader and drivers were loaded by then, so Windows itself stopped: the usual stop codes are 0x7B INACCESSIBLE_BOOT_DEVICE and 0xBB.
--   In Citrix's phases single read is done, and BNIStack/MIO does not begin. {company}
-- against: Not ruled out: a machine with a second network card may go on through that one, under another MAC address.
--   Ruled out: network and server; every request was answered. Ruled out: a blocked second login; none was sent.
-- check: Read the stop code on the console. Did the image or the virtual hardware change before it began (tools, network driver, hardware version, slot of
--   the card, a second card)?
--   Windows' event 7026 names bnistack when the driver failed to load.
-- remedy: Go back to the last vDisk version that booted. In the image, update network drivers only with reverse imaging, and remove ghost network cards.
-- when: failed boot_stream
-- source: Citrix CTX118263, CTX575084; pvs.md 2.6, F68, F69, F74, F77
SELECT b.boot_id, b.mac, coalesce((SELECT words FROM company_words c WHERE c.boot_id = b.boot_id), '') AS company,
	CASE WHEN p.same_volume > 0 THEN 0.92 ELSE 0.8 END AS confidence, b.stream_server AS server,
	byte_count(p.single_bytes) AS bytes,
	CASE WHEN p.same_volume > 0 THEN 'Each of ' || (p.same_volume + 1) || ' attempts ended after the same volume: the same thing stops it every time. ' ELSE '' END AS same_text,
	CASE WHEN p.peer_single_bytes IS NOT NULL THEN 'Targets that get through read about ' || byte_count(p.peer_single_bytes) || ' up to this point. ' ELSE '' END AS peer_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind GLOB 'pvs-*' AND be.ns >= p.stream_ns ORDER BY be.ns DESC LIMIT 12)) AS evidence
FROM boot b JOIN boot_stream p USING (boot_id)
WHERE b.outcome = 'failed' AND b.phase_reached = 'stream' AND p.retries = 0 AND p.retry_ns IS NULL AND p.single_reads > 2
	AND (p.same_volume > 0 OR p.single_bytes >= 0.8 * p.peer_single_bytes)
	AND NOT (p.same_volume > 0 AND (b.client_kind = 'uefi' OR (SELECT options FROM sight g WHERE g.boot_id = b.boot_id) = 0) AND p.single_bytes < coalesce(0.4 * p.peer_single_bytes, 0))
