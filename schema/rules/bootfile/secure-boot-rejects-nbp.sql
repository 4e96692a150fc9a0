-- id: secure-boot-rejects-nbp
-- title: The bootstrap arrived whole, but the firmware did not start it
-- phase: bootfile
-- kind: failure
-- scope: boot
-- needs: options long_enough target_all
-- summary: "{file}" loaded whole, then no login though DHCP names servers
-- explain: {mac} loaded "{file}" from {server}: {bytes}, last block acknowledged. DHCP names login servers ({list}).
--   Yet the bootstrap never asked one of them, nor looked for it by ARP. So it was most likely not started (inferred).
--   With Secure Boot this is what a firmware does that lacks the certificate which signed the bootstrap (Microsoft UEFI CA 2011 or 2023).
--   The console shows "Access Denied" or "Security violation" and goes on to the next boot device.
--   In Citrix's phases the bootstrap download is done and the logon does not begin.
-- against: Only the console proves it: the wire shows that nothing followed, not why. A bootstrap of another architecture, or a damaged one,
--   would end the same way.
-- check: Look at the console of this target right after the download. Switch Secure Boot off for one try: if it then logs in, this is the cause.
-- remedy: Update the firmware's Secure Boot database, or on Hyper-V choose the template "Microsoft UEFI Certificate Authority".
--   Update the bootstrap on the boot server to one that is signed with the certificate the firmware has.
-- when: failed transfer
-- source: Citrix, Secure Boot certificate expiration; pvs.md 2.5, F25
SELECT b.boot_id, b.mac, 0.65 AS confidence, t.file, t.server_ip AS server, byte_count(t.bytes) AS bytes,
	(SELECT d.pvs_servers FROM boot_event be JOIN dhcp d USING (event_id) WHERE be.boot_id = b.boot_id AND d.pvs_servers <> '' LIMIT 1) AS list,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id) WHERE be.boot_id = b.boot_id
			AND (e.kind = 'dhcp-ack' OR e.event_id IN (t.request_event, t.last_event)) ORDER BY be.ns)) AS evidence
FROM boot b JOIN boot_transfer bt USING (boot_id) JOIN transfer t USING (transfer_id)
WHERE b.outcome = 'failed' AND b.phase_reached = 'bootfile' AND b.client_kind = 'uefi'
	AND t.status = 'complete' AND t.bytes >= coalesce(t.tsize, (SELECT max(z.tsize) FROM transfer z WHERE z.file = t.file
		AND z.server_ip = t.server_ip), 0) AND lower(t.file) GLOB '*pvsnbp*.efi'
	AND EXISTS (SELECT 1 FROM boot_event be JOIN dhcp d USING (event_id) WHERE be.boot_id = b.boot_id AND d.op = 2 AND d.pvs_servers <> '')
	AND NOT EXISTS (SELECT 1 FROM boot_flow bf WHERE bf.boot_id = b.boot_id)
	AND NOT EXISTS (SELECT 1 FROM boot_event be JOIN arp a USING (event_id) WHERE be.boot_id = b.boot_id AND a.sha = b.mac
		AND a.form = 'request' AND be.ns > t.last_ns)
GROUP BY b.boot_id
