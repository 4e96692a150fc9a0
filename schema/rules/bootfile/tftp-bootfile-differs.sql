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
-- source: netboot.md 6.3; pvs.md F35
SELECT b.boot_id, b.mac, 0.9 AS confidence, t.server_ip AS server, t.file, o.server_ip AS other, t.bytes, o.bytes AS other_bytes,
	coalesce(', version ' || t.version, '') AS version, coalesce(', version ' || o.version, '') AS other_version,
	(SELECT json_group_array(json_object('event', event_id, 'role', role)) FROM (
		SELECT DISTINCT value AS event_id, 'for' AS role FROM json_each(json_array(t.request_event, t.last_event)) WHERE value IS NOT NULL
		UNION SELECT DISTINCT value, 'for' FROM json_each(json_array(o.request_event, o.last_event)) WHERE value IS NOT NULL)) AS evidence
FROM boot b JOIN boot_transfer bt USING (boot_id) JOIN transfer t USING (transfer_id)
JOIN transfer o ON o.server_ip <> t.server_ip AND lower(o.file) = lower(t.file) AND o.protocol = t.protocol
WHERE t.content_xxh3 IS NOT NULL AND o.content_xxh3 IS NOT NULL AND o.content_xxh3 <> t.content_xxh3
	-- of two, the file that fewer transfers show is the odd one; of equals, the later
	AND ((SELECT count(*) FROM transfer n WHERE n.content_xxh3 = t.content_xxh3) < (SELECT count(*) FROM transfer n WHERE n.content_xxh3 = o.content_xxh3)
		OR ((SELECT count(*) FROM transfer n WHERE n.content_xxh3 = t.content_xxh3) = (SELECT count(*) FROM transfer n WHERE n.content_xxh3 = o.content_xxh3)
			AND t.first_ns > o.first_ns))
GROUP BY b.boot_id
