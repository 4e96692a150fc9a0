-- id: pxe-http-boot-failed
-- title: The boot file was not delivered by HTTP
-- phase: bootfile
-- kind: failure
-- scope: boot
-- needs: target_rx long_enough
-- summary: {gist}
-- explain: {mac} booted by HTTP{how} and was told to fetch "{url}". {story} No boot file was delivered in this boot.
-- against: {against_text}
-- check: {check_text}
-- remedy: {remedy_text}
-- when: failed http
-- source: UEFI specification 2.8 section 24.7 (HTTP boot); netboot.md 1.3, 6.3
WITH h AS (
	SELECT be.boot_id, e.event_id, e.kind, e.ns, e.src_ip, e.dst_ip, e.src_port, e.dst_port,
		(SELECT i.info FROM info i WHERE i.info_id = e.info_id) AS info
	FROM boot_event be JOIN event e USING (event_id) WHERE e.kind LIKE 'http-%'),
-- the last word of the server, else the attempt to connect
last AS (
	SELECT boot_id, kind, info, src_ip AS server, src_port AS port, event_id,
		row_number() OVER (PARTITION BY boot_id ORDER BY ns DESC, event_id DESC) AS place
	FROM h WHERE kind IN ('http-error', 'http-refused', 'http-tls-alert')),
asks AS (
	SELECT boot_id, count(*) AS n, max(dst_ip) AS server, max(dst_port) AS port,
		(SELECT i.info FROM h i WHERE i.boot_id = h.boot_id AND i.kind = 'http-request' ORDER BY i.ns DESC LIMIT 1) AS request
	FROM h WHERE kind IN ('http-connect', 'http-request') GROUP BY boot_id)
SELECT b.boot_id, b.mac, CASE b.path WHEN 'uefi-http' THEN ' (option 60 "HTTPClient")' ELSE ' (DHCP named an address, not a file)' END AS how,
	coalesce(b.boot_file, 'an address that DHCP gave') AS url,
	CASE WHEN l.kind IS NOT NULL THEN 0.95 ELSE 0.8 END AS confidence,
	CASE l.kind WHEN 'http-error' THEN l.server || ' answers "' || substr(l.info, 13) || '" for the boot file'
		WHEN 'http-refused' THEN l.server || ' refuses TCP port ' || l.port
		WHEN 'http-tls-alert' THEN 'TLS with ' || l.server || ' fails'
		ELSE a.server || ' does not answer on TCP port ' || a.port END AS gist,
	CASE l.kind WHEN 'http-error' THEN coalesce('Its request, "' || substr(a.request, 14) || '", was', 'It was') || ' answered by '
			|| l.server || ' with "' || substr(l.info, 13) || '".'
		WHEN 'http-refused' THEN l.server || ' answered the connection with a reset: nothing listens on TCP port ' || l.port || '.'
		WHEN 'http-tls-alert' THEN l.server || ' broke the TLS handshake off with an alert.'
		ELSE 'It tried to connect to ' || a.server || ', TCP port ' || a.port || ', ' || a.n || ' times, and was sent nothing.' END AS story,
	CASE l.kind WHEN 'http-error' THEN 'Ruled out: a path that is blocked, and a service that is down (it answers).'
		WHEN 'http-refused' THEN 'Ruled out: a path that loses packets (the refusal arrives). A firewall may send resets in the server''s name.'
		WHEN 'http-tls-alert' THEN 'Ruled out: a path that is blocked. Not visible: which of the two did not accept the other''s certificate or versions.'
		ELSE 'A filter on the way looks the same from here as a server that is down.' END AS against_text,
	CASE l.kind WHEN 'http-error' THEN 'Open the same address in a browser, and look into the log of the web server at ' || clock(b.start_ns) || '.'
		WHEN 'http-tls-alert' THEN 'Look at the certificate authorities that the client trusts, and at the server''s certificate.'
		ELSE 'On ' || coalesce(l.server, a.server) || ', see whether the web server runs, and on which port. A capture there shows whether the connection arrives.'
		END AS check_text,
	CASE l.kind WHEN 'http-error' THEN 'Correct the address in DHCP option 67, or put the file where it points.'
		WHEN 'http-tls-alert' THEN CASE b.path WHEN 'uefi-http' THEN 'Enrol the authority of the server''s certificate in the firmware.'
			ELSE 'Build the client with the authority of the server''s certificate (TRUST=).' END
		ELSE 'Start the web server, open its port, or correct the address in DHCP option 67.' END AS remedy_text,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'for')) FROM (
		SELECT event_id FROM h WHERE h.boot_id = b.boot_id ORDER BY (h.kind IN ('http-error', 'http-refused', 'http-tls-alert')) DESC, h.ns LIMIT 16))
		AS evidence
FROM boot b JOIN asks a USING (boot_id) LEFT JOIN last l ON l.boot_id = b.boot_id AND l.place = 1
WHERE b.outcome = 'failed' AND b.phase_reached = 'bootfile'
	AND NOT EXISTS (SELECT 1 FROM h WHERE h.boot_id = b.boot_id AND h.kind = 'http-file')
	AND (l.kind IS NOT NULL OR NOT EXISTS (SELECT 1 FROM h WHERE h.boot_id = b.boot_id AND h.kind = 'http-found'))
