-- id: tsb-no-reply
-- title: No answer of the two-stage boot service reached the target
-- phase: bootfile
-- kind: failure
-- scope: boot
-- needs: target_rx long_enough complete
-- summary: {said}
-- explain: {mac} booted from a Boot Device Manager image and asked {servers} for "{file}" on UDP {port}, {requests} times over {span}.
--   No block reached it. {icmp_text} {lost}
--   (The protocol is not documented by Citrix; request and answer are known from observation.)
--   In Citrix's phases this is the bootstrap download. {company}
-- against: {against_text}
-- check: {look}
-- remedy: {mend}
-- when: failed transfer
-- source: Citrix communication ports (UDP 6969); pvs.md 2.3, 3.2, F37
WITH
-- the tap that records what is sent to the target, and has the requests without any answer
near AS (
	SELECT ob.boot_id, o.capture_id, min(v.place) AS place FROM boot_transfer_seen ob JOIN transfer o USING (transfer_id)
	JOIN tap p ON p.boot_id = ob.boot_id AND p.capture_id = o.capture_id JOIN vantage v ON v.capture_id = o.capture_id
	WHERE o.protocol = 'tsb' AND p.target_rx AND NOT p.deaf AND p.drops = 0
	GROUP BY ob.boot_id, o.capture_id HAVING sum(o.status <> 'no-reply') = 0),
asked AS (
	SELECT bt.boot_id, t.*, NULL AS sent_by FROM boot_transfer bt JOIN transfer t USING (transfer_id)
	WHERE t.protocol = 'tsb' AND NOT EXISTS (SELECT 1 FROM near n WHERE n.boot_id = bt.boot_id)
	UNION ALL SELECT s.boot_id, t.*, (SELECT min(v.label) FROM boot_transfer_seen o JOIN transfer f USING (transfer_id)
		JOIN vantage v USING (capture_id) WHERE o.boot_id = s.boot_id AND f.protocol = 'tsb' AND f.blocks > 0)
	FROM boot_transfer_seen s JOIN transfer t USING (transfer_id)
	WHERE t.protocol = 'tsb' AND t.capture_id = (SELECT n.capture_id FROM near n WHERE n.boot_id = s.boot_id ORDER BY n.place LIMIT 1))
SELECT b.boot_id, b.mac, coalesce((SELECT group_concat(l.words, ' ') FROM losses l WHERE l.boot_id = b.boot_id AND l.phase = 'bootfile'), '') AS lost,
	coalesce((SELECT l.look FROM losses l WHERE l.boot_id = b.boot_id AND l.phase = 'bootfile' AND l.lost = l.sent ORDER BY l.lost DESC, l.left LIMIT 1),
		'On ' || min(t.server_ip) || ', see that the Citrix PVS Two-Stage Boot Service runs and that UDP ' || min(t.server_port)
		|| ' is bound. Capture there to see whether the requests arrive.') AS look,
	coalesce((SELECT l.mend FROM losses l WHERE l.boot_id = b.boot_id AND l.phase = 'bootfile' AND l.lost = l.sent ORDER BY l.lost DESC, l.left LIMIT 1),
		'Enable and start the Two-Stage Boot Service, open UDP 6969 (and 2071) to the servers, or build the boot image again if '
		|| group_concat(DISTINCT t.server_ip) || ' is out of date.') AS mend,
	coalesce((SELECT words FROM company_words c WHERE c.boot_id = b.boot_id), '') AS company,
	CASE WHEN i.n > 0 THEN 0.95 ELSE 0.92 END AS confidence,
	CASE WHEN t.sent_by IS NULL THEN group_concat(DISTINCT t.server_ip) || ' never answered ' || sum(t.requests) || ' two-stage boot requests'
		ELSE 'no answer of ' || group_concat(DISTINCT t.server_ip) || ' to ' || sum(t.requests) || ' two-stage boot requests reached the target' END AS said,
	CASE WHEN t.sent_by IS NULL THEN 'Not visible here: whether the request arrived. A request that arrives and stays unanswered and one that is'
		|| ' filtered look the same from this side' || CASE WHEN i.n > 0 THEN '; here ICMP shows that it arrived' ELSE '' END || '.'
		ELSE 'Ruled out: a stopped service, for answers of it are seen on their way (' || t.sent_by || ').' END AS against_text,
	group_concat(DISTINCT t.server_ip) AS servers, min(t.server_ip) AS first_server, min(t.file) AS file,
	min(t.server_port) AS port, sum(t.requests) AS requests, duration(max(t.last_ns) - min(t.first_ns)) AS span,
	CASE WHEN i.n > 0 THEN 'The host answered with ICMP port unreachable: it is up, but nothing listens there.' ELSE '' END AS icmp_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND (e.kind = 'tsb-request' OR (e.kind = 'icmp-unreachable'
			AND e.event_id IN (SELECT event_id FROM icmp WHERE q_dst_port = 6969)))
		ORDER BY be.ns LIMIT 16)) AS evidence
FROM boot b JOIN asked t USING (boot_id)
LEFT JOIN (SELECT be.boot_id, count(*) AS n FROM boot_event be JOIN icmp USING (event_id)
	WHERE type = 3 AND q_dst_port = 6969 GROUP BY be.boot_id) i USING (boot_id)
WHERE b.outcome = 'failed' AND b.phase_reached = 'bootfile'
GROUP BY b.boot_id
HAVING sum(t.status <> 'no-reply') = 0 AND sum(t.requests) >= 3
