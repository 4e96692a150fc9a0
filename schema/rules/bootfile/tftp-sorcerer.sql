-- id: tftp-sorcerer
-- title: Each block of the boot file travels twice
-- phase: bootfile
-- kind: degraded
-- scope: boot
-- summary: {repeats} of {blocks} blocks of "{file}" were sent and acknowledged twice
-- explain: While {mac} loaded "{file}" from {server}, {repeats} blocks came twice and were acknowledged twice, with no silence between. One packet was
--   late at some time; since then each side answers each copy with a copy of its own ("sorcerer's apprentice", RFC 1123 section 4.2.3.1).
--   The transfer takes twice the packets until it ends.
-- against: Ruled out: copies that a mirror made (those have the same IP id and come within microseconds), and loss (no silence).
-- check: See the version of the TFTP server on {server}.
-- remedy: Update the TFTP server: it must not send a block again because an old acknowledgement came again.
-- when: resent
-- source: RFC 1123 section 4.2.3.1; netboot.md 4.1, 6.4
SELECT b.boot_id, b.mac, 0.75 AS confidence, t.server_ip AS server, coalesce(t.file, '') AS file, t.blocks, min(t.repeats_data, t.repeats_ack) AS repeats,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT e.event_id FROM event e WHERE e.capture_id = t.capture_id AND e.client = t.client AND t.client_port IN (e.src_port, e.dst_port)
			AND e.kind IN ('tftp-data', 'tftp-ack') AND (SELECT i.info FROM info i WHERE i.info_id = e.info_id) LIKE '%again%' ORDER BY e.ns LIMIT 12)) AS evidence
FROM boot b JOIN boot_transfer bt USING (boot_id) JOIN transfer t USING (transfer_id)
WHERE t.protocol = 'tftp' AND min(t.repeats_data, t.repeats_ack) >= 10 AND min(t.repeats_data, t.repeats_ack) > 0.5 * (t.blocks - 10)
	AND t.resend_data_ns > 1000000 AND t.resend_data_ns < 500000000
GROUP BY b.boot_id
