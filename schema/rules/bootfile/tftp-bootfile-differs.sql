-- id: tftp-bootfile-differs
-- title: Two servers give different files under the same name
-- phase: bootfile
-- kind: degraded
-- scope: boot
-- summary: "{file}" of {server} is not the same as that of {other}
-- explain: {mac} loaded "{file}" from {server}: {bytes} bytes{version}. In the same captures {other} gave a file of the same name with
--   {other_bytes} bytes{other_version}; the contents differ. Targets boot with one or the other, depending on which server they reach.
-- against: Ruled out: a damaged or broken off transfer (both came whole, and each was compared over all of its bytes).
-- check: Compare date, size and version of "{file}" on both servers. With PVS the file is written by "Configure Bootstrap" on each
--   server: its list of login servers is part of it, so different lists make different files.
-- remedy: Configure the bootstrap on both servers with the same list and the same version.
-- when: contents
-- source: netboot.md 6.3; pvs.md F35
WITH
-- each content that a server gave under a name, once: storms load the same file thousands of times
image AS MATERIALIZED (
	SELECT server_ip, lower(file) AS name, protocol, content_xxh3, min(first_ns) AS first_ns, bytes, version, request_event, last_event
	FROM transfer WHERE content_xxh3 IS NOT NULL GROUP BY server_ip, lower(file), protocol, content_xxh3),
shown AS MATERIALIZED (SELECT content_xxh3, count(*) AS n FROM transfer WHERE content_xxh3 IS NOT NULL GROUP BY content_xxh3),
odd AS MATERIALIZED (
	-- of two, the file that fewer transfers show is the odd one; of equals, the later
	SELECT i.server_ip, i.name, i.protocol, i.content_xxh3, ni.n < no.n AS fewer, o.server_ip AS other, o.bytes, o.version,
		o.first_ns, o.request_event, o.last_event
	FROM image i JOIN image o ON o.server_ip <> i.server_ip AND o.name = i.name AND o.protocol = i.protocol
		AND o.content_xxh3 <> i.content_xxh3
	JOIN shown ni ON ni.content_xxh3 = i.content_xxh3 JOIN shown no ON no.content_xxh3 = o.content_xxh3 WHERE ni.n <= no.n)
SELECT b.boot_id, b.mac, 0.9 AS confidence, t.server_ip AS server, t.file, o.other, t.bytes, o.bytes AS other_bytes,
	coalesce(', version ' || t.version, '') AS version, coalesce(', version ' || o.version, '') AS other_version,
	(SELECT json_group_array(json_object('event', event_id, 'role', role)) FROM (
		SELECT DISTINCT value AS event_id, 'for' AS role FROM json_each(json_array(t.request_event, t.last_event)) WHERE value IS NOT NULL
		UNION SELECT DISTINCT value, 'for' FROM json_each(json_array(o.request_event, o.last_event)) WHERE value IS NOT NULL)) AS evidence
FROM odd o CROSS JOIN transfer t ON t.server_ip = o.server_ip AND lower(t.file) = o.name AND t.protocol = o.protocol
	AND t.content_xxh3 = o.content_xxh3 AND (o.fewer OR t.first_ns > o.first_ns)
JOIN boot_transfer bt USING (transfer_id) JOIN boot b USING (boot_id)
GROUP BY b.boot_id
