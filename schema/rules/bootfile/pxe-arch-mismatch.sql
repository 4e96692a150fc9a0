-- id: pxe-arch-mismatch
-- title: The boot file is made for another kind of firmware
-- phase: bootfile
-- kind: failure
-- scope: boot
-- needs: target_tx long_enough
-- summary: {firmware} loaded "{file}", which is {image_text}
-- explain: {mac} is {firmware} (architecture {arch}). It loaded "{file}" from {server} completely{size_text}. {proof}
--   Nothing of a next phase followed. The network part succeeded; the firmware cannot run this program.
--   {name_text} The console says {console}.
-- against: Ruled out: a network fault (the file is complete). {against_text}
-- check: Compare with a target of the same firmware that boots. Look at the option 67 of this scope: one name for all architectures fits
--   only one of them.
-- remedy: Answer by architecture (option 93, or vendor class): ARDBP32.BIN for BIOS, pvsnbpx64.efi for UEFI x64; or let the PXE service choose.
-- when: stopped transfer
-- source: RFC 4578 section 2.1; UEFI specification 2.1.1; netboot.md 6.3; pvs.md F20
WITH
loaded AS ( -- the first whole file, with the architecture of the firmware that asked for it
	SELECT b.boot_id, t.*, (SELECT d.arch FROM boot_event be JOIN dhcp d USING (event_id) WHERE be.boot_id = b.boot_id
			AND d.op = 1 AND d.arch IS NOT NULL ORDER BY be.ns DESC LIMIT 1) AS arch,
		(SELECT max(d.ipxe) FROM boot_event be JOIN dhcp d USING (event_id) WHERE be.boot_id = b.boot_id AND d.op = 1) AS ipxe
	FROM boot b JOIN boot_transfer bt USING (boot_id) JOIN transfer t USING (transfer_id)
	WHERE b.outcome IN ('failed', 'incomplete') AND b.phase_reached = 'bootfile' AND b.long_enough = 1
		AND t.status = 'complete' AND t.protocol = 'tftp' AND t.file IS NOT NULL
		AND t.transfer_id = (SELECT min(f.transfer_id) FROM boot_transfer fb JOIN transfer f USING (transfer_id)
			WHERE fb.boot_id = b.boot_id AND f.status = 'complete')
		-- of what a capture holds the beginning of, another one may hold the end
		AND NOT EXISTS (SELECT 1 FROM boot_transfer fb JOIN transfer f USING (transfer_id) WHERE fb.boot_id = b.boot_id
			AND f.status = 'open' AND f.blocks > 0 AND f.first_ns < t.first_ns)
		-- a program that loads further files runs
		AND NOT EXISTS (SELECT 1 FROM boot_transfer fb JOIN transfer f USING (transfer_id) WHERE fb.boot_id = b.boot_id
			AND f.first_ns > t.last_ns)),
judged AS (
	SELECT l.*, CASE WHEN l.arch = 0 AND l.image LIKE 'efi-%' THEN 'image'
			WHEN l.arch IN (6, 7, 9, 10, 11) AND l.image = 'other' THEN 'image'
			WHEN l.arch IN (7, 9) AND l.image IN ('efi-ia32', 'efi-arm32', 'efi-arm64') AND l.arch = 7 THEN 'image'
			WHEN l.arch = 6 AND l.image IN ('efi-x64', 'efi-arm64') THEN 'image'
			WHEN l.arch = 11 AND l.image IN ('efi-x64', 'efi-ia32') THEN 'image'
			WHEN l.image IS NULL AND l.arch IN (6, 7, 9) AND l.file LIKE '%ardbp32.bin' THEN 'name'
			WHEN l.image IS NULL AND l.arch = 0 AND l.file LIKE '%.efi' THEN 'name' END AS by
	FROM loaded l WHERE l.ipxe = 0)
SELECT b.boot_id, b.mac, j.server_ip AS server, j.file, j.arch,
	CASE j.by WHEN 'image' THEN 0.93 ELSE 0.75 END AS confidence,
	CASE WHEN j.arch = 0 THEN 'BIOS firmware' WHEN j.arch = 6 THEN '32-bit UEFI firmware' WHEN j.arch IN (10, 11) THEN 'ARM UEFI firmware'
		ELSE 'UEFI firmware' END AS firmware,
	CASE WHEN j.image = 'other' THEN 'no EFI program' WHEN j.image IS NULL AND j.arch = 0 THEN 'by its name an EFI program'
		WHEN j.image IS NULL THEN 'by its name a BIOS program' WHEN j.image = 'efi-x64' THEN 'an EFI program for x64'
		WHEN j.image = 'efi-ia32' THEN 'an EFI program for 32-bit x86' ELSE 'an EFI program for ARM or another processor' END AS image_text,
	CASE j.by WHEN 'name' THEN 'The blocks'' contents were not captured; the name alone says so.'
		WHEN 'image' THEN CASE WHEN j.image = 'other' THEN 'Its first bytes are not "MZ": an EFI program begins so.'
			ELSE 'Its header is that of an EFI program (PE/COFF, ' || substr(j.image, 5) || ').' END END AS proof,
	', ' || byte_count(j.bytes) AS size_text,
	CASE WHEN j.image = 'other' OR j.arch = 0 THEN 'Secure Boot is no matter of this: the format itself is wrong.' ELSE '' END AS against_text,
	CASE WHEN b.file_source IS NOT NULL THEN 'The name came from ' || b.file_source || '.' ELSE '' END AS name_text,
	CASE WHEN j.arch = 0 THEN 'nothing, or "PXE-E79: NBP is too big to fit in free base memory", and hangs or goes to the next boot device'
		ELSE '"NBP file downloaded successfully" and then goes on to the next boot option' END AS console,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT DISTINCT value AS event_id FROM json_each(json_array(j.request_event, j.reply_event, j.last_event,
			(SELECT be.event_id FROM boot_event be JOIN dhcp d USING (event_id) WHERE be.boot_id = b.boot_id AND d.op = 1
			AND d.arch IS NOT NULL ORDER BY be.ns DESC LIMIT 1))) WHERE value IS NOT NULL)) AS evidence
FROM boot b JOIN judged j USING (boot_id)
WHERE j.by IS NOT NULL
