-- id: tftp-concurrent-limit
-- title: The TFTP server serves only so many at a time
-- phase: bootfile
-- kind: degraded
-- scope: boot
-- needs: target_rx
-- summary: {server} served {k} at a time; this one waited {waited} for its turn
-- explain: {mac} asked {server} for "{file}" {requests} times and was answered after {waited}. All that time {k} other transfers were
--   running, and {server} never had more than {k} at once in these captures, though {waiters} clients asked for more. Each was answered
--   when one of the others had ended. That is how a limit of parallel transfers looks.
-- against: Ruled out: a lost request (each of the waiting clients repeated it, and all were answered only after a transfer had ended). A server that
--   is busy to its limit, without a setting that says so, looks the same.
-- check: Look for the greatest number of sessions or threads in the TFTP service's settings, and at its load when many targets start.
-- remedy: Raise the limit, let a second server share the load, or start the targets a few at a time.
-- when: asked_again
-- source: netboot.md 6.4
WITH
-- servers of which several clients asked again and waited
q AS MATERIALIZED (
	SELECT t.server_ip, t.capture_id FROM transfer t JOIN event r ON r.event_id = t.reply_event
	WHERE t.protocol = 'tftp' AND NOT t.probe AND t.requests >= 2 AND r.ns - t.first_ns >= 2000000000
	GROUP BY 1, 2 HAVING count(DISTINCT t.client) >= 2),
s AS MATERIALIZED (
	SELECT bt.boot_id, t.transfer_id, t.capture_id, t.client, t.server_ip, t.file, t.requests, t.first_ns, t.last_ns, t.request_event, t.reply_event,
		r.ns AS reply_ns
	FROM q JOIN transfer t USING (server_ip, capture_id) JOIN boot_transfer bt USING (transfer_id) JOIN event r ON r.event_id = t.reply_event
	WHERE t.protocol = 'tftp' AND NOT t.probe),
-- those that were being served at the moment when this one asked, and when it was answered
w AS (
	SELECT s.*, (SELECT count(DISTINCT o.client) FROM s o WHERE o.server_ip = s.server_ip AND o.capture_id = s.capture_id AND o.client <> s.client
			AND o.reply_ns < s.first_ns AND o.last_ns > s.first_ns) AS k,
		(SELECT count(DISTINCT o.client) FROM s o WHERE o.server_ip = s.server_ip AND o.capture_id = s.capture_id AND o.client <> s.client
			AND o.reply_ns < s.reply_ns AND o.last_ns > s.reply_ns) AS others
	FROM s),
g AS (
	SELECT server_ip, capture_id, count(DISTINCT CASE WHEN requests >= 2 AND reply_ns - first_ns >= 2000000000 THEN client END) AS waiters,
		min(CASE WHEN requests >= 2 AND reply_ns - first_ns >= 2000000000 THEN k END) AS k_min,
		max(CASE WHEN requests >= 2 AND reply_ns - first_ns >= 2000000000 THEN k END) AS k_max, max(others + 1) AS most
	FROM w GROUP BY server_ip, capture_id)
SELECT w.boot_id, w.client AS mac, w.server_ip AS server, w.file, w.requests, duration(w.reply_ns - w.first_ns) AS waited, w.k, g.waiters,
	0.65 AS confidence,
	json_array(json_object('event', w.request_event, 'role', 'for'), json_object('event', w.reply_event, 'role', 'for')) AS evidence
FROM w JOIN g USING (server_ip, capture_id)
WHERE w.requests >= 2 AND w.reply_ns - w.first_ns >= 2000000000 AND g.waiters >= 2
	-- always the same number, of two at least, and never more
	AND g.k_min = g.k_max AND g.k_max >= 2 AND g.most <= g.k_max AND w.others < w.k
