-- id: capture-truncated-options
-- title: The snap length cut the DHCP options off
-- phase: capture
-- kind: note
-- scope: capture
-- when: cut
-- summary: {cut} of {messages} DHCP messages were not captured whole
-- explain: In {path}, {cut} of {messages} DHCP messages end before their options do: the capture kept too few bytes of
--   each frame. Addresses, xid, secs and the broadcast flag are known; message types, boot file names and vendor classes are not.
-- check: See which program captured and its snap length (pktmon keeps 128 bytes by default).
-- remedy: Capture again with full packets (tcpdump -s 0, pktmon start --capture --pkt-size 0).
-- source: netboot.md 7 (snaplen truncation)
SELECT c.capture_id, c.path, 1.0 AS confidence, sum(d.options_complete = 0) AS cut, count(*) AS messages,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'context')) FROM (
		SELECT e2.event_id FROM event e2 JOIN dhcp d2 USING (event_id)
		WHERE e2.capture_id = c.capture_id AND d2.options_complete = 0 ORDER BY e2.ns LIMIT 3)) AS evidence
FROM capture c JOIN event e USING (capture_id) JOIN dhcp d USING (event_id)
GROUP BY c.capture_id HAVING sum(d.options_complete = 0) > 0
