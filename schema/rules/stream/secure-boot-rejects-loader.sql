-- id: secure-boot-rejects-loader
-- title: The boot stops after the same few megabytes each time: the Windows loader was most likely refused
-- phase: stream
-- kind: failure
-- scope: boot
-- needs: long_enough target_all
-- summary: every attempt stops after {bytes}, far before the others' {peers}
-- explain: {mac} logs in and reads, and each of {attempts} attempts ends after the same {bytes}. Others of its kind read about {peers} before the
--   streaming driver takes over. So little is read in the first seconds: the Windows boot loader.
--   With Secure Boot, the bootstrap refuses a loader that is signed by an authority which the firmware does not know
--   ("LoadImage error: Access Denied"; documented by Citrix for loaders signed with Windows UEFI CA 2023). That it is so here is inferred.
--   In Citrix's phases this is single read: the boot loader works with one request at a time.
-- against: Ruled out: network and server, for all reads were answered. Only the console proves the reason.
-- check: Look at the console right after the logon. Did it begin with a new vDisk version? Boot the version before.
-- remedy: Update the Secure Boot database of the virtual machine (Windows UEFI CA 2023), or go back to the vDisk version before.
-- when: failed boot_stream
-- source: Citrix CTX696455, CTX696473; pvs.md 2.5, F26
SELECT b.boot_id, b.mac, 0.65 AS confidence, byte_count(p.single_bytes) AS bytes, byte_count(p.peer_single_bytes) AS peers,
	p.same_volume + 1 AS attempts,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT be.event_id FROM boot_event be JOIN event e USING (event_id)
		WHERE be.boot_id = b.boot_id AND +e.kind GLOB 'pvs-*' AND be.ns >= p.stream_ns ORDER BY be.ns DESC LIMIT 12)) AS evidence
FROM boot b JOIN boot_stream p USING (boot_id)
WHERE b.outcome = 'failed' AND b.phase_reached = 'stream' AND p.retries = 0 AND p.same_volume > 0 AND b.client_kind = 'uefi'
	AND p.single_bytes < 0.4 * p.peer_single_bytes
