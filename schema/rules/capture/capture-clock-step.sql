-- id: capture-clock-step
-- title: The clock of the capture went back
-- phase: capture
-- kind: note
-- scope: capture
-- summary: the time goes back {steps} times, by {back} before frame {frame}
-- explain: In {path}, frame {frame} was recorded {back} "before" the frame ahead of it on the same interface. Either the clock of
--   the capturing machine was set, or recordings were joined in the wrong order. Times across that frame cannot be compared; the
--   frames keep the order of the file there.
-- check: Look into the time service log of the capturing machine (chrony, w32time), or ask how the file was merged.
-- remedy: Merge recordings by time ("mergecap" without -a). Let the capturing machine keep its time before it captures.
-- when: clock_step
-- source: netboot.md 7 (out-of-order and backward timestamps)
WITH worst AS (
	SELECT capture_id, frame, before_ns - after_ns AS back_ns, count(*) OVER (PARTITION BY capture_id) AS steps,
		row_number() OVER (PARTITION BY capture_id ORDER BY before_ns - after_ns DESC, frame) AS rank
	FROM clock_step)
SELECT c.capture_id, c.path, 1.0 AS confidence, w.frame, w.steps, duration(w.back_ns) AS back,
	(SELECT json_group_array(json_object('event', event_id, 'role', 'context')) FROM (
		SELECT event_id, abs(e.frame - w.frame) AS away FROM event e WHERE e.capture_id = c.capture_id ORDER BY away, event_id LIMIT 2)) AS evidence
FROM capture c JOIN worst w USING (capture_id)
WHERE w.rank = 1
