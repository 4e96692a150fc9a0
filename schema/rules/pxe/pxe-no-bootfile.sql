-- id: pxe-no-bootfile
-- title: The target got an address but no boot file name
-- phase: pxe
-- kind: failure
-- scope: boot
-- needs: reply_visible options long_enough
-- refines: dhcp-offer-not-selected
-- summary: address {lease} from {server}, but nobody named a boot file
-- explain: {server} gave {mac} the address {lease}. Neither its offer nor its acknowledgement named a boot file (option 67 or the
--   file field), there was no boot server list (option 43), and {proxy_text}
--   The target asked for no file. Its console says {console}.
-- against: Ruled out: a boot file hidden by option overload (the fields were read as the client reads them).
-- check: See how targets of this VLAN are meant to find their boot file: options 66/67 in the scope (per architecture),
--   or the Citrix PXE service. Compare with a target that works.
-- remedy: {mend}
-- when: failed
-- source: PXE 2.1; RFC 2132 section 9.5; netboot.md 6.3
WITH
-- services that speak PXE, and what they said
proxy AS (
	SELECT be.boot_id, min(coalesce(d.server_id, e.src_ip)) AS server, count(*) AS n FROM boot b JOIN boot_event be USING (boot_id)
		JOIN dhcp d USING (event_id) JOIN event e USING (event_id)
	WHERE b.outcome = 'failed' AND b.phase_reached = 'pxe' AND b.boot_file IS NULL AND d.op = 2
		AND (+e.kind IN ('pxe-offer', 'pxe-ack') OR d.vendor_class LIKE 'PXEClient%') GROUP BY be.boot_id),
arch AS (
	SELECT be.boot_id, min(d.arch) AS arch FROM boot b JOIN boot_event be USING (boot_id) JOIN dhcp d USING (event_id)
	WHERE b.outcome = 'failed' AND b.phase_reached = 'pxe' AND d.op = 1 AND d.arch IS NOT NULL GROUP BY be.boot_id)
SELECT b.boot_id, b.mac, 0.93 AS confidence, coalesce(b.lease_ip, '') AS lease, coalesce(b.dhcp_server, '') AS server,
	CASE b.client_kind WHEN 'ipxe' THEN '"Nothing to boot: No such file or directory" (ipxe.org/2d03e1)'
		WHEN 'uefi' THEN '"PXE-E53" or "PXE-E16"' ELSE '"PXE-E53: No boot filename received"' END AS console,
	CASE WHEN p.server IS NULL THEN 'no proxyDHCP service spoke up.'
		ELSE 'the PXE service of ' || p.server || ', which answered ' || p.n || CASE p.n WHEN 1 THEN ' time' ELSE ' times' END
			|| ', named none either: it has none for this kind of client.' END AS proxy_text,
	CASE WHEN p.server IS NULL THEN 'Set next server and boot file for this architecture (' || coalesce('architecture ' || a.arch, 'architecture not told')
			|| '), or bring the PXE service back.'
		ELSE 'Give the PXE service of ' || p.server || ' a boot file for this architecture (' || coalesce('architecture ' || a.arch, 'architecture not told')
			|| '), or name one in DHCP.' END AS mend,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind IN ('dhcp-offer', 'dhcp-ack', 'pxe-offer', 'pxe-ack') ORDER BY be.ns LIMIT 8)) AS evidence
FROM boot b LEFT JOIN proxy p USING (boot_id) LEFT JOIN arch a USING (boot_id)
WHERE b.outcome = 'failed' AND b.phase_reached = 'pxe' AND b.boot_file IS NULL
	-- nor a list of servers or a menu to ask by
	AND NOT EXISTS (SELECT 1 FROM boot_event be JOIN dhcp d USING (event_id) WHERE be.boot_id = b.boot_id
		AND d.op = 2 AND (d.pxe_servers IS NOT NULL OR d.pxe_menu IS NOT NULL))
	-- a service that speaks PXE may name it when it is asked on port 4011: it was, and has answered
	AND (p.server IS NULL OR EXISTS (SELECT 1 FROM exchange x WHERE x.boot_id = b.boot_id AND x.kind = 'pxe-request' AND x.acks > 0))
