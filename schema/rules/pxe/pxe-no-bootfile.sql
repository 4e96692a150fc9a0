-- id: pxe-no-bootfile
-- title: The target got an address but no boot file name
-- phase: pxe
-- kind: failure
-- scope: boot
-- needs: reply_visible options long_enough
-- refines: dhcp-offer-not-selected
-- summary: address {lease} from {server}, but nobody named a boot file
-- explain: {server} gave {mac} the address {lease}. Neither its offer nor its acknowledgement named a boot file (option 67 or the
--   file field), there was no boot server list (option 43), and no proxyDHCP service spoke up.
--   The target asked for no file. Its console says {console}.
-- against: Ruled out: a boot file hidden by option overload (the fields were read as the client reads them).
-- check: See how targets of this VLAN are meant to find their boot file: options 66/67 in the scope (per architecture),
--   or the Citrix PXE service. Compare with a target that works.
-- remedy: Set next server and boot file for this architecture ({arch}), or bring the PXE service back.
-- when: failed
-- source: PXE 2.1; RFC 2132 section 9.5; netboot.md 6.3
SELECT b.boot_id, b.mac, 0.93 AS confidence, coalesce(b.lease_ip, '') AS lease, coalesce(b.dhcp_server, '') AS server,
	CASE b.client_kind WHEN 'ipxe' THEN '"Nothing to boot: No such file or directory" (ipxe.org/2d03e1)'
		WHEN 'uefi' THEN '"PXE-E53" or "PXE-E16"' ELSE '"PXE-E53: No boot filename received"' END AS console,
	coalesce((SELECT 'architecture ' || d.arch FROM boot_event be JOIN dhcp d USING (event_id)
		WHERE be.boot_id = b.boot_id AND d.op = 1 AND d.arch IS NOT NULL LIMIT 1), 'architecture not told') AS arch,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind IN ('dhcp-offer', 'dhcp-ack') ORDER BY be.ns LIMIT 8)) AS evidence
FROM boot b
WHERE b.outcome = 'failed' AND b.phase_reached = 'pxe' AND b.boot_file IS NULL
	AND NOT EXISTS (SELECT 1 FROM boot_event be JOIN event e USING (event_id) WHERE be.boot_id = b.boot_id
		AND +e.kind IN ('pxe-offer', 'pxe-request', 'pxe-ack'))
	AND NOT EXISTS (SELECT 1 FROM boot_event be JOIN dhcp d USING (event_id) WHERE be.boot_id = b.boot_id
		AND d.op = 2 AND d.vendor_class LIKE 'PXEClient%')
