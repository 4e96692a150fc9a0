-- id: ip-fragment-incomplete
-- title: Datagrams in fragments did not become whole
-- phase: any
-- kind: note
-- scope: capture
-- summary: {incomplete} of {total} fragmented datagrams from {src} to {dst} are incomplete
-- explain: In {path}, {src} sent {total} datagrams in IP fragments to {dst}{port_text}. {incomplete} of them lack a part: of {first_only}
--   only the first fragment is here, of {headless} the first one is missing. {pattern}
-- against: A capture that lost packets itself looks the same. {drops_text}
-- check: Only the first fragment of a datagram has port numbers: look for a filter between {src} and this capture point that passes packets by
--   port. Compare the MTU along the path.
-- remedy: Let fragments pass, or use smaller datagrams.
-- when: pieces
-- source: RFC 791; netboot.md 5, 6.5
SELECT p.capture_id, c.path, p.src_ip AS src, p.dst_ip AS dst, p.incomplete, p.incomplete + p.complete AS total, p.first_only, p.headless,
	CASE WHEN p.complete = 0 AND p.first_only = p.incomplete THEN 0.8 ELSE 0.65 END AS confidence,
	CASE WHEN p.dst_port IS NOT NULL THEN ' (UDP port ' || p.src_port || ' to ' || p.dst_port || ')' ELSE '' END AS port_text,
	CASE WHEN p.complete = 0 AND p.first_only = p.incomplete THEN 'It is always the later fragments that are missing: that points to a filter, not to chance.'
		WHEN p.complete > 0 THEN 'Others arrived whole: that points to loss, not to a filter.' ELSE '' END AS pattern,
	CASE WHEN EXISTS (SELECT 1 FROM interface i WHERE i.capture_id = p.capture_id AND coalesce(i.drops_if, 0) + coalesce(i.drops_os, 0) > 0)
		THEN 'This capture does report drops.' ELSE 'This capture reports no drops.' END AS drops_text,
	CASE WHEN p.first_event IS NULL THEN '[]' ELSE json_array(json_object('event', p.first_event, 'role', 'context')) END AS evidence
FROM pieces p JOIN capture c USING (capture_id)
WHERE p.incomplete > 0 AND p.protocol = 17
	-- of machines that boot, or serve boots; other hosts' fragments are their own business
	AND EXISTS (SELECT 1 FROM boot b WHERE b.outcome <> 'leased' AND b.lease_ip IN (p.src_ip, p.dst_ip))
