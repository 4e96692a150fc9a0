-- id: tftp-dead-server
-- title: The target was sent to a TFTP server that is not there
-- phase: bootfile
-- kind: failure
-- scope: boot
-- needs: target_rx long_enough
-- refines: tftp-no-response
-- summary: {server} is silent in every way; other targets load their boot file from {good}
-- explain: {mac} asked {server} for "{file}" {requests} times. Not one packet of {server} is in these captures: no TFTP, no ICMP, no ARP.
--   Other boots ({others}) loaded their boot file from {good} in the same captures, so TFTP works here, only not at {server}. {name_text}
--   A list of TFTP servers (DNS round robin, several scopes, several PXE services) with a dead entry hits some targets
--   and spares the others. The console says {console}.
-- against: A filter that drops everything from {server} would look the same; nothing else of {server} was seen that could tell.
-- check: See whether {server} is up ("ping", and a TFTP client from another host), and where the address comes from: next server
--   (siaddr), option 66, the name it is resolved from.
-- remedy: Take {server} out of the list, or bring it back.
-- when: failed transfer
-- source: netboot.md 6.4; pvs.md F34
WITH
-- which servers each boot asked; what others loaded, once for each such set
asked AS MATERIALIZED (
	SELECT boot_id, group_concat(server_ip, ' ') AS servers FROM (
		SELECT DISTINCT b.boot_id, t.server_ip FROM boot b JOIN boot_transfer USING (boot_id) JOIN transfer t USING (transfer_id)
		WHERE b.outcome = 'failed' AND b.phase_reached = 'bootfile' ORDER BY 1, 2)
	GROUP BY boot_id HAVING count(*) = count(server_ip)),
good AS MATERIALIZED (
	SELECT k.servers, group_concat(DISTINCT o.server_ip) AS good, count(DISTINCT ob.boot_id) AS others, min(o.request_event) AS event_id
	FROM (SELECT DISTINCT servers FROM asked) k
	JOIN transfer o ON instr(' ' || k.servers || ' ', ' ' || o.server_ip || ' ') = 0 JOIN boot_transfer ob USING (transfer_id)
	WHERE o.status = 'complete' AND o.protocol = 'tftp'
	GROUP BY k.servers)
SELECT b.boot_id, b.mac, 0.85 AS confidence, t.server_ip AS server, coalesce(t.file, '') AS file, sum(t.requests) AS requests,
	g.good, g.others,
	CASE WHEN b.file_source IS NOT NULL THEN 'The address came from ' || b.file_source || '.' ELSE '' END AS name_text,
	CASE b.client_kind WHEN 'uefi' THEN '"PXE-E18: Server response timeout"'
		WHEN 'ipxe' THEN '"Connection timed out" (ipxe.org/4c)' ELSE '"PXE-E32: TFTP open timeout"' END AS console,
	(SELECT json_group_array(json_object('event', event_id, 'role', role)) FROM (
		SELECT be.event_id, 'for' AS role, be.ns FROM boot_event be JOIN event e USING (event_id)
			WHERE be.boot_id = b.boot_id AND +e.kind = 'tftp-rrq'
		UNION ALL SELECT g.event_id, 'context', 0 WHERE g.event_id IS NOT NULL ORDER BY 2 DESC, 3 LIMIT 13)) AS evidence
FROM boot b JOIN boot_transfer bt USING (boot_id) JOIN transfer t USING (transfer_id)
JOIN asked a USING (boot_id) JOIN good g USING (servers)
WHERE b.outcome = 'failed' AND b.phase_reached = 'bootfile' AND t.protocol = 'tftp'
	AND NOT EXISTS (SELECT 1 FROM address a WHERE a.ip = t.server_ip)
	AND NOT EXISTS (SELECT 1 FROM event e WHERE e.src_ip = t.server_ip)
	AND NOT EXISTS (SELECT 1 FROM boot_event be JOIN icmp i USING (event_id) WHERE be.boot_id = b.boot_id AND i.type = 3
		AND i.q_dst = t.server_ip)
GROUP BY b.boot_id
HAVING sum(t.status <> 'no-reply') = 0 AND sum(t.requests) >= 3
