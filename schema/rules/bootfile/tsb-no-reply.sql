-- id: tsb-no-reply
-- title: The two-stage boot service did not answer
-- phase: bootfile
-- kind: failure
-- scope: boot
-- needs: target_rx long_enough complete
-- summary: {servers} never answered {requests} two-stage boot requests
-- explain: {mac} booted from a Boot Device Manager image and asked {servers} for "{file}" on UDP {port}, {requests} times over {span}.
--   No block came back. {icmp_text} {lost}
--   (The protocol is not documented by Citrix; request and answer are known from observation.)
--   In Citrix's phases this is the bootstrap download. {company}
-- against: Not visible here: whether the request arrived. A request that arrives and stays unanswered and one that is
--   filtered look the same from this side{icmp_against}.
-- check: On {first_server}, see that the Citrix PVS Two-Stage Boot Service runs and that UDP {port} is bound.
--   Capture there to see whether the requests arrive.
-- remedy: Enable and start the Two-Stage Boot Service, open UDP 6969 (and 2071) to the servers, or build the boot image again if
--   {servers} is out of date.
-- when: failed transfer
-- source: Citrix communication ports (UDP 6969); pvs.md 2.3, 3.2, F37
SELECT b.boot_id, b.mac, coalesce((SELECT group_concat(l.words, ' ') FROM losses l WHERE l.boot_id = b.boot_id AND l.phase = 'bootfile'), '') AS lost, coalesce((SELECT words FROM company_words c WHERE c.boot_id = b.boot_id), '') AS company,
	CASE WHEN i.n > 0 THEN 0.95 ELSE 0.92 END AS confidence,
	group_concat(DISTINCT t.server_ip) AS servers, min(t.server_ip) AS first_server, min(t.file) AS file,
	min(t.server_port) AS port, sum(t.requests) AS requests, duration(max(t.last_ns) - min(t.first_ns)) AS span,
	CASE WHEN i.n > 0 THEN 'The host answered with ICMP port unreachable: it is up, but nothing listens there.' ELSE '' END AS icmp_text,
	CASE WHEN i.n > 0 THEN '; here ICMP shows that it arrived' ELSE '' END AS icmp_against,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND (e.kind = 'tsb-request' OR (e.kind = 'icmp-unreachable'
			AND e.event_id IN (SELECT event_id FROM icmp WHERE q_dst_port = 6969)))
		ORDER BY be.ns LIMIT 16)) AS evidence
FROM boot b JOIN boot_transfer bt USING (boot_id) JOIN transfer t USING (transfer_id)
LEFT JOIN (SELECT be.boot_id, count(*) AS n FROM boot_event be JOIN icmp USING (event_id)
	WHERE type = 3 AND q_dst_port = 6969 GROUP BY be.boot_id) i USING (boot_id)
WHERE b.outcome = 'failed' AND b.phase_reached = 'bootfile' AND t.protocol = 'tsb'
GROUP BY b.boot_id
HAVING sum(t.status <> 'no-reply') = 0 AND sum(t.requests) >= 3
