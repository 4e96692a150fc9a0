-- Derived tables: dropped and rebuilt by every analysis; nothing here is a source of truth.
DROP TABLE IF EXISTS evidence_row;
DROP TABLE IF EXISTS finding;
DROP TABLE IF EXISTS sight;
DROP TABLE IF EXISTS tap;
DROP TABLE IF EXISTS loss;
DROP TABLE IF EXISTS ask;
DROP TABLE IF EXISTS exchange;
DROP TABLE IF EXISTS offer;
DROP TABLE IF EXISTS boot_transfer;
DROP TABLE IF EXISTS boot_transfer_seen;
DROP VIEW IF EXISTS company_words;
DROP VIEW IF EXISTS refusal;
DROP TABLE IF EXISTS company_said;
DROP TABLE IF EXISTS lossy;
DROP TABLE IF EXISTS company;
DROP TABLE IF EXISTS boot_stream;
DROP TABLE IF EXISTS boot_flow;
DROP VIEW IF EXISTS boot_event_seen;
DROP TABLE IF EXISTS boot_event;
DROP TABLE IF EXISTS copy;
DROP TABLE IF EXISTS translation;
DROP TABLE IF EXISTS elsewhere;
DROP TABLE IF EXISTS step;
DROP TABLE IF EXISTS boot;
DROP TABLE IF EXISTS server;
DROP TABLE IF EXISTS target;
DROP TABLE IF EXISTS vantage;
DROP TABLE IF EXISTS site_rule;
DROP TABLE IF EXISTS analysis;

CREATE TABLE analysis (
	version      TEXT NOT NULL,       -- of pvsleuth
	rules        INTEGER NOT NULL,
	rules_digest TEXT NOT NULL
) STRICT;

-- Rules that are not built in, as they were applied.
CREATE TABLE site_rule (
	rule         TEXT PRIMARY KEY,
	file         TEXT NOT NULL,
	text         TEXT NOT NULL
) STRICT;

-- Where a capture was taken and what its clock said, as far as the packets tell.
CREATE TABLE vantage (
	capture_id   INTEGER PRIMARY KEY,
	vantage      TEXT NOT NULL,       -- target-side server-side relay several unknown
	reasons      TEXT NOT NULL,
	name         TEXT,                -- what the user calls the place
	label        TEXT NOT NULL DEFAULT '', -- that, or the name of the file: for texts
	clock_offset_ns INTEGER NOT NULL, -- to add to its times to get the case's; at clock_base_ns
	clock_uncertainty_ns INTEGER,     -- NULL: it shares no message with the others
	clock_drift_ppb INTEGER NOT NULL DEFAULT 0, -- and this much per time from clock_base_ns on
	clock_base_ns INTEGER NOT NULL DEFAULT 0,
	clock_said   INTEGER NOT NULL DEFAULT 0,    -- 1: the offset was given by the user
	clock_pairs  INTEGER NOT NULL DEFAULT 0,    -- messages seen at both it and the capture it was compared with
	clock_note   TEXT NOT NULL DEFAULT '',
	clock_group  INTEGER NOT NULL DEFAULT 0,    -- the clocks of captures with the same number are tied to one another
	place        INTEGER NOT NULL DEFAULT 0     -- among the captures, by what is in them: the order of ingest means nothing
) STRICT;

-- Captures whose times can be compared: those of one clock, a capture with itself too.
DROP VIEW IF EXISTS tied;
CREATE VIEW tied AS SELECT a.capture_id AS one, b.capture_id AS other FROM vantage a JOIN vantage b USING (clock_group);

-- An event on the case's one clock: `event` with the capture's offset and drift taken out of its time.
DROP VIEW IF EXISTS moment;
CREATE VIEW moment AS
SELECT e.event_id, e.capture_id, e.frame, e.iface, e.linktype,
	e.ns + coalesce(v.clock_offset_ns + (e.ns - v.clock_base_ns) / 1000000 * v.clock_drift_ppb / 1000, 0) AS ns,
	e.kind, e.client, e.src_mac, e.dst_mac, e.vlan, e.src_ip, e.dst_ip, e.src_port, e.dst_port, e.ttl, e.ip_id,
	e.l2_cast, e.l3_cast, e.whole, e.malformed, e.odd,
	(SELECT i.info FROM info i WHERE i.info_id = e.info_id) AS info, e.comment, e.wirelen,
	CASE WHEN e.run_id IS NULL THEN e.raw ELSE (SELECT CAST(substr(e.raw, 1, r.at) || r.bytes || substr(e.raw, r.at + 1) AS BLOB)
		FROM run r WHERE r.run_id = e.run_id) END AS raw,
	e.ns AS captured_ns
FROM event e LEFT JOIN vantage v USING (capture_id);

CREATE TABLE target (
	target_id    INTEGER PRIMARY KEY,
	mac          TEXT NOT NULL UNIQUE,
	vendor       TEXT,
	hostname     TEXT,
	uuid         TEXT,
	firmware     TEXT                 -- intel-rom ipxe uefi uefi-http citrix-bootstrap windows dhclient other
) STRICT;

CREATE TABLE server (
	server_id    INTEGER PRIMARY KEY,
	ip           TEXT NOT NULL UNIQUE,
	mac          TEXT,                -- the MAC its packets came with (a router's when it is far)
	roles        TEXT NOT NULL,       -- dhcp relay proxydhcp tftp tsb login stream, separated by spaces
	boots        INTEGER NOT NULL DEFAULT 0, -- that it took part in
	failed       INTEGER NOT NULL DEFAULT 0  -- of those
) STRICT;

CREATE TABLE boot (
	boot_id      INTEGER PRIMARY KEY,
	target_id    INTEGER NOT NULL,
	mac          TEXT NOT NULL,
	attempt      INTEGER NOT NULL,    -- of this target, from 1
	start_ns     INTEGER NOT NULL,
	end_ns       INTEGER NOT NULL,
	path         TEXT NOT NULL,
	outcome      TEXT NOT NULL CHECK (outcome = 'booted' OR outcome = 'failed' OR outcome = 'incomplete' OR outcome = 'leased'),
	phase_reached TEXT NOT NULL,
	client_kind  TEXT NOT NULL,       -- who sent the first DHCP message: as target.firmware
	patience_ns  INTEGER NOT NULL,    -- how long such a client waits before it gives up
	seen_until_ns INTEGER NOT NULL,   -- the captures go on to here
	open_start   INTEGER NOT NULL,    -- 1: the beginning was not captured
	lease_ip     TEXT,
	dhcp_server  TEXT,
	relay        TEXT,
	boot_server  TEXT,
	boot_file    TEXT,
	file_source  TEXT,                -- where the boot file name came from, in words
	login_server TEXT,
	stream_server TEXT,
	stream_bytes INTEGER NOT NULL,
	uses_pxe     INTEGER NOT NULL,    -- a PXE or HTTP client asked, or a boot file was fetched
	long_enough  INTEGER NOT NULL,    -- the captures show that it stopped
	clock_group  INTEGER NOT NULL DEFAULT 0, -- of its captures: times of boots of another group cannot be compared with its own
	decided_ns   INTEGER NOT NULL DEFAULT 0, -- a capture that goes on to here shows it; 0: none does
	primary_rule TEXT,
	confidence   TEXT CHECK (confidence = 'high' OR confidence = 'medium' OR confidence = 'low'),
	summary      TEXT NOT NULL
) STRICT;
CREATE INDEX boot_mac ON boot(mac, start_ns);
CREATE INDEX boot_target ON boot(target_id, outcome);
-- The orders of the browser's list: failed ones first, then the latest; by finding; by time.
CREATE INDEX boot_start ON boot(start_ns);
CREATE INDEX boot_cause ON boot(outcome, primary_rule, -start_ns, boot_id, target_id);
CREATE INDEX boot_order ON boot(CASE outcome WHEN 'failed' THEN 0 WHEN 'incomplete' THEN 1 ELSE 2 END, -start_ns,
	boot_id);

-- Each frame of a message that several captures hold, in order of travel. On each leg of its way (a relay sends a message
-- on under its own address) one of them counts. Nothing is here of what one capture alone holds.
CREATE TABLE copy (
	event_id     INTEGER PRIMARY KEY,
	message      INTEGER NOT NULL,    -- the event that stands for the message: the one that counts of its first leg
	main         INTEGER NOT NULL,    -- the event that counts of this leg
	seq          INTEGER NOT NULL,    -- from 1, in order of travel
	ns           INTEGER NOT NULL     -- clock corrected
) STRICT;
CREATE INDEX copy_message ON copy(message, seq);
CREATE INDEX copy_main ON copy(main);
CREATE INDEX copy_again ON copy(event_id) WHERE main <> event_id;

-- A transfer or conversation that two taps show under different addresses: a NAT or a load balancer is between them.
CREATE TABLE translation (
	what         TEXT NOT NULL CHECK (what IN ('transfer', 'flow')),
	near_capture INTEGER NOT NULL,    -- the tap on the target's side
	far_capture  INTEGER NOT NULL,
	near_id      INTEGER NOT NULL,    -- transfer_id, flow_id
	far_id       INTEGER,             -- NULL: it may be any of several
	candidates   INTEGER NOT NULL,    -- so many; 1 with far_id: it is that one
	first_ns     INTEGER NOT NULL     -- clock corrected
) STRICT;
CREATE INDEX translation_near ON translation(near_id, what);
CREATE INDEX translation_far ON translation(far_id, what);

-- What a display filter for the target's own addresses misses of a boot: its frames behind a NAT.
CREATE TABLE elsewhere (
	boot_id      INTEGER PRIMARY KEY,
	filter       TEXT NOT NULL        -- to append
) STRICT;

-- What belongs to a boot, each message once on each leg of its way.
CREATE TABLE boot_event (
	boot_id      INTEGER NOT NULL,
	event_id     INTEGER NOT NULL,
	ns           INTEGER NOT NULL,    -- clock corrected
	phase        TEXT NOT NULL,
	PRIMARY KEY (boot_id, event_id)
) STRICT, WITHOUT ROWID;
-- boot_event_event, on event_id: made when all boots are there (boot/build.c)

-- The same at each capture that holds it.
CREATE VIEW boot_event_seen AS
SELECT boot_id, event_id, ns, phase, event_id AS main FROM boot_event
UNION ALL SELECT be.boot_id, c.event_id, c.ns, be.phase, c.main FROM copy c JOIN boot_event be ON be.event_id = c.main
	WHERE c.event_id <> c.main;

CREATE TABLE boot_transfer (
	boot_id      INTEGER NOT NULL,
	transfer_id  INTEGER NOT NULL,
	PRIMARY KEY (boot_id, transfer_id)
) STRICT, WITHOUT ROWID;

-- The same, and as other captures saw them, with less in it.
CREATE TABLE boot_transfer_seen (
	boot_id      INTEGER NOT NULL,
	transfer_id  INTEGER NOT NULL,
	PRIMARY KEY (boot_id, transfer_id)
) STRICT, WITHOUT ROWID;

-- The first request of a boot that ended in an error after the last file that it got (`loaded`, NULL: none).
CREATE VIEW refusal AS
WITH loaded AS MATERIALIZED (
	SELECT bt.boot_id, coalesce(t.file, 'not captured') AS file, max(t.first_ns) AS last_ns FROM boot_transfer bt JOIN transfer t USING (transfer_id)
	WHERE t.status IN ('complete', 'open') AND t.blocks > 0 GROUP BY bt.boot_id)
SELECT boot_id, transfer_id, loaded FROM (
	SELECT bt.boot_id, t.transfer_id, l.file AS loaded, min(t.first_ns) FROM boot_transfer bt JOIN transfer t USING (transfer_id)
	LEFT JOIN loaded l ON l.boot_id = bt.boot_id
	WHERE t.status = 'error' AND (l.boot_id IS NULL OR t.first_ns > l.last_ns) GROUP BY bt.boot_id);

CREATE TABLE boot_flow (
	boot_id      INTEGER NOT NULL,
	flow_id      INTEGER NOT NULL,
	main         INTEGER NOT NULL,    -- 0: another capture holds the same conversation, and more of it
	PRIMARY KEY (boot_id, flow_id)
) STRICT, WITHOUT ROWID;

-- What PVS did in a boot, measured: single_ is reading before the handover, multi_ after it.
CREATE TABLE boot_stream (
	boot_id      INTEGER PRIMARY KEY,
	login_ns     INTEGER,
	login_answer_ns INTEGER,
	login_tries  INTEGER NOT NULL,    -- login datagrams before the first read
	login_pairs  INTEGER NOT NULL,    -- of those, answered
	login_idle_ns INTEGER NOT NULL,   -- longest silence of the target after an answered login
	stream_ns    INTEGER,
	read_last_ns INTEGER,             -- the end of the last reading
	handover_ns  INTEGER,             -- the second login, or the change of pattern after a silence
	handover_done_ns INTEGER,         -- the first read after it
	os_ns        INTEGER,
	stall_ns     INTEGER,             -- the last answer before requests stayed unanswered
	stall_asked_ns INTEGER,           -- the first of those requests
	stall_server TEXT,
	retries      INTEGER NOT NULL,    -- requests in vain after stall_ns
	retry_ns     INTEGER,             -- the first of them
	failover_ns  INTEGER,             -- a new login after requests in vain
	failovers    INTEGER NOT NULL,    -- how often it went over to another server and read on there
	failover_to  TEXT,                -- the first of these servers
	handover_silence_ns INTEGER,      -- between the last single read and handover_ns
	single_reads INTEGER NOT NULL, single_bytes INTEGER NOT NULL, single_sectors INTEGER NOT NULL,
	single_overlaps INTEGER NOT NULL, single_partial INTEGER NOT NULL, single_repeats INTEGER NOT NULL,
	single_unanswered INTEGER NOT NULL, single_max_payload INTEGER NOT NULL, single_busy_ns INTEGER NOT NULL,
	single_service_min INTEGER NOT NULL, single_service_p50 INTEGER NOT NULL, single_service_p95 INTEGER NOT NULL,
	single_service_max INTEGER NOT NULL, single_service_sum INTEGER NOT NULL,
	single_transfer_sum INTEGER NOT NULL, single_turn_sum INTEGER NOT NULL,
	multi_reads INTEGER NOT NULL, multi_bytes INTEGER NOT NULL, multi_sectors INTEGER NOT NULL,
	multi_overlaps INTEGER NOT NULL, multi_partial INTEGER NOT NULL, multi_repeats INTEGER NOT NULL,
	multi_unanswered INTEGER NOT NULL, multi_max_payload INTEGER NOT NULL, multi_busy_ns INTEGER NOT NULL,
	multi_service_min INTEGER NOT NULL, multi_service_p50 INTEGER NOT NULL, multi_service_p95 INTEGER NOT NULL,
	multi_service_max INTEGER NOT NULL, multi_service_sum INTEGER NOT NULL,
	multi_transfer_sum INTEGER NOT NULL, multi_turn_sum INTEGER NOT NULL,
	-- against other boots
	same_volume  INTEGER NOT NULL DEFAULT 0, -- other attempts of this target that ended after the same volume
	peer_single_bytes INTEGER,        -- median volume before the handover, of other targets that got through it
	peers_alive  INTEGER NOT NULL DEFAULT 0, -- other targets that this server still served after stall_asked_ns
	peers_stalled INTEGER NOT NULL DEFAULT 0, -- other targets of this server that stalled within 10 s
	others_alive INTEGER NOT NULL DEFAULT 0, -- the same, of other servers' targets
	others_stalled INTEGER NOT NULL DEFAULT 0,
	jumbo_peers  INTEGER NOT NULL DEFAULT 0, -- other targets to which its stream server sends datagrams over 1472 bytes after the handover
	stall_scope  TEXT                 -- target server segment; NULL: nobody to compare with, or no stall
) STRICT;

-- Targets with the same trouble as a boot (failed in the same phase, or slow single reads), by what they share.
CREATE TABLE company (
	boot_id      INTEGER NOT NULL,
	by_what      TEXT NOT NULL CHECK (by_what = 'maker' OR by_what = 'relay' OR by_what = 'vlan' OR by_what = 'switch port'),
	value        TEXT NOT NULL,
	bad          INTEGER NOT NULL,    -- targets of this group with the same trouble, this one with them
	well         INTEGER NOT NULL,    -- of this group, without it
	others_bad   INTEGER NOT NULL,    -- of other groups, with it
	others_well  INTEGER NOT NULL,
	PRIMARY KEY (boot_id, by_what)
) STRICT, WITHOUT ROWID;

-- What is worth saying of it, where one group has the trouble whole and nobody else has it.
CREATE TABLE company_said (
	boot_id      INTEGER PRIMARY KEY,
	words        TEXT NOT NULL
) STRICT;
CREATE VIEW company_words AS SELECT boot_id, words FROM company_said;

CREATE TABLE step (
	boot_id      INTEGER NOT NULL,
	seq          INTEGER NOT NULL,
	phase        TEXT NOT NULL,
	status       TEXT NOT NULL CHECK (status = 'ok' OR status = 'slow' OR status = 'retried' OR status = 'failed' OR status = 'skipped' OR status = 'not-seen'),
	start_ns     INTEGER,
	end_ns       INTEGER,
	tries        INTEGER NOT NULL,
	peer         TEXT,
	note         TEXT NOT NULL,
	PRIMARY KEY (boot_id, seq)
) STRICT, WITHOUT ROWID;

-- One DHCP question of a client with everything that answered it.
CREATE TABLE exchange (
	exchange_id  INTEGER PRIMARY KEY,
	boot_id      INTEGER NOT NULL,
	kind         TEXT NOT NULL,       -- discover request-selecting request-reboot request-renew request-rebind pxe-request inform decline;
	                                  -- untold: the snap length cut the message types off
	xid          INTEGER NOT NULL,
	secs         INTEGER NOT NULL,    -- of the first try
	max_secs     INTEGER NOT NULL,
	tries        INTEGER NOT NULL,
	first_ns     INTEGER NOT NULL,
	last_ns      INTEGER NOT NULL,    -- of the last try
	first_event  INTEGER NOT NULL,
	last_event   INTEGER NOT NULL,
	b_flag       INTEGER NOT NULL,
	l2_cast      TEXT,
	l3_cast      TEXT,
	asked        TEXT,                -- destination, or requested address's server (option 54)
	requested_ip TEXT,
	client_id    TEXT,
	bucket       INTEGER,             -- of option 61 when sent, else of chaddr
	copies_to    TEXT NOT NULL,       -- addresses that relayed copies went to, separated by spaces
	offers       INTEGER NOT NULL,    -- answers with an address
	proxy_offers INTEGER NOT NULL,    -- offers of boot information only (yiaddr 0, PXEClient)
	acks         INTEGER NOT NULL,
	naks         INTEGER NOT NULL,
	answer_event INTEGER,             -- the first answer
	answer_ns    INTEGER,
	answer_from  TEXT,
	who          TEXT NOT NULL,       -- the kind of client that asked, as boot.client_kind
	secs_list    TEXT NOT NULL,       -- of each try, in order: "0, 4, 12"
	dst_ip       TEXT,                -- IP destination of the first try
	bucket_hw    INTEGER,             -- of chaddr alone
	answered_try INTEGER NOT NULL,    -- tries sent when the first answer came; 0: never answered
	answered_secs INTEGER,            -- secs of that try
	skipped_secs INTEGER,             -- the greatest secs of the tries before it, which got no answer
	answers_up   INTEGER NOT NULL,    -- answers seen on their way from a server to the relay
	answers_down INTEGER NOT NULL,    -- answers seen on their way to the client
	delay_low_ns INTEGER,             -- an answer took at least this long
	delay_paired_ns INTEGER,          -- as many answers as tries: the shortest wait, taken in order
	nak_event    INTEGER,             -- the first NAK
	nak_from     TEXT,
	last_answer_ns INTEGER
) STRICT;
CREATE INDEX exchange_boot ON exchange(boot_id, first_ns);

-- Each DISCOVER question seen from the servers' side: from which segment, to which server, in vain or not.
CREATE TABLE ask (
	exchange_id  INTEGER PRIMARY KEY,
	boot_id      INTEGER NOT NULL,
	mac          TEXT NOT NULL,
	segment      TEXT NOT NULL,       -- the relay's address, of it or of its neighbours; else "vlan N"; else ''
	server       TEXT,                -- the only server it went to, where the captures show that
	waited_secs  INTEGER NOT NULL,    -- greatest secs, with swapped bytes put right
	swapped      INTEGER NOT NULL,    -- secs looks byte-swapped
	starved      INTEGER NOT NULL     -- it ended a boot that failed in DHCP without any answer
) STRICT;
CREATE INDEX ask_boot ON ask(boot_id);
CREATE INDEX ask_segment ON ask(segment);

-- What each answer with boot information, or without, means to the client that got it.
CREATE TABLE offer (
	offer_id     INTEGER PRIMARY KEY,
	boot_id      INTEGER NOT NULL,
	event_id     INTEGER NOT NULL,
	ns           INTEGER NOT NULL,
	message      TEXT NOT NULL CHECK (message = 'offer' OR message = 'proxy' OR message = 'ack' OR message = 'boot-server'),
	server       TEXT NOT NULL,       -- option 54, else the source
	who          TEXT NOT NULL,       -- the kind of client it was read as
	class        TEXT NOT NULL,       -- EDK2's: dhcp-only dhcp-pxe10 dhcp-binl proxy-pxe10 proxy-binl wfm11a bootp
	rank         INTEGER,             -- EDK2's preference, 1 first; NULL: it selects no such offer
	file         TEXT,
	file_from    TEXT,                -- in words
	tftp_server  TEXT,                -- that this kind of client would ask
	tftp_from    TEXT,
	tftp_name    TEXT,                -- option 66, whether the client looks at it or not
	control      INTEGER,             -- discovery control, 43.6
	menu_local   INTEGER NOT NULL,    -- the first item of its boot menu is "boot from disk" (type 0)
	prompt_s     INTEGER,             -- seconds until the first item is taken, 43.10; 255: never by itself
	fault        TEXT,                -- what is wrong with its option 43, in words
	fault_code   TEXT                 -- what a ROM says to that: PXE-E74 ...
) STRICT;
CREATE INDEX offer_boot ON offer(boot_id);

-- Captures that lost frames: what is not in them may well have been sent.
CREATE TABLE lossy (
	capture_id   INTEGER PRIMARY KEY,
	told         INTEGER NOT NULL,    -- packets that it says were dropped
	blocks       INTEGER NOT NULL,    -- of files, that it does not have though the next one was sent or they were acknowledged
	reads        INTEGER NOT NULL,    -- of the disk, of whose answers something is missing though the target did not ask again
	event_id     INTEGER              -- the first frame of such a transfer or conversation
) STRICT;

-- What one capture could see of a boot: the ground for each absence (rules: `needs`). Files that a recording went on
-- in are one capture point (`reel`), and have the same flags here.
CREATE TABLE tap (
	boot_id      INTEGER NOT NULL,
	capture_id   INTEGER NOT NULL,
	reel         INTEGER NOT NULL,    -- the first capture of that recording
	name         TEXT NOT NULL,       -- of the place, else of the file
	first_ns     INTEGER NOT NULL,    -- recorded from here to
	last_ns      INTEGER NOT NULL,
	drops        INTEGER NOT NULL,    -- packets that the capture lost
	tied         INTEGER NOT NULL,    -- its clock is known against the other captures'
	deaf         INTEGER NOT NULL,    -- 1: it recorded the target during answers of DHCP that other taps hold, and holds none of them
	holds        INTEGER NOT NULL,    -- 1: something of the boot is in it
	own          INTEGER NOT NULL,    -- 1: the target's own port: it, and nobody else, is at one end of every unicast frame
	two_way      INTEGER NOT NULL,    -- 1: unicast to the target, or frames of a server or relay are in it: not only what hosts send
	-- what it shows
	target_tx    INTEGER NOT NULL,    -- frames sent by the target itself are recorded
	target_rx    INTEGER NOT NULL,    -- L2-unicast to it is recorded
	broadcast    INTEGER NOT NULL,    -- broadcasts of other stations of its segment are recorded
	server_side  INTEGER NOT NULL,    -- a server's own port: both directions of it
	relay_server_side INTEGER NOT NULL, -- the relay's leg towards the servers
	reply_visible INTEGER NOT NULL,   -- an answer of DHCP or PXE to it would have been recorded
	client_side_reply INTEGER NOT NULL, -- an answer to it on its own segment would have been recorded
	asked_server INTEGER NOT NULL,    -- both directions of each server that its DISCOVERs came to; of some at another tap as good
	target_all   INTEGER NOT NULL,    -- what the target sends to anybody is recorded, not only what passes one other port
	-- and how well
	options      INTEGER NOT NULL,    -- DHCP options were captured, not cut by the snap length
	complete     INTEGER NOT NULL,    -- the capture lost nothing
	long_enough  INTEGER NOT NULL,    -- from the beginning of the phase that the boot ended in until that was decided
	unfiltered   INTEGER NOT NULL,    -- frames of other protocols are recorded too
	PRIMARY KEY (boot_id, capture_id)
) STRICT, WITHOUT ROWID;

-- The same of all captures together: whether any shows it.
CREATE TABLE sight (
	boot_id      INTEGER PRIMARY KEY,
	target_tx    INTEGER NOT NULL,
	target_rx    INTEGER NOT NULL,
	broadcast    INTEGER NOT NULL,
	server_side  INTEGER NOT NULL,
	relay_server_side INTEGER NOT NULL,
	options      INTEGER NOT NULL,
	complete     INTEGER NOT NULL,
	long_enough  INTEGER NOT NULL,    -- the captures show that it stopped
	reply_visible INTEGER NOT NULL,
	client_side_reply INTEGER NOT NULL,
	asked_server INTEGER NOT NULL,
	unfiltered   INTEGER NOT NULL,
	target_all   INTEGER NOT NULL
) STRICT;

-- What one tap saw leave, and the next one on the way, which would have recorded it, did not.
CREATE TABLE loss (
	boot_id      INTEGER NOT NULL,
	phase        TEXT NOT NULL,
	what         TEXT NOT NULL,       -- "TFTP answers"
	down         INTEGER NOT NULL,    -- 1: on the way to the target
	from_capture INTEGER NOT NULL,    -- the last tap that saw it
	to_capture   INTEGER NOT NULL,    -- the first one that did not
	n            INTEGER NOT NULL,    -- how many were lost
	of_n         INTEGER NOT NULL,    -- of how many
	first_ns     INTEGER NOT NULL,    -- of what was sent
	last_ns      INTEGER NOT NULL
) STRICT;
CREATE INDEX loss_boot ON loss(boot_id);

CREATE TABLE finding (
	finding_id   INTEGER PRIMARY KEY,
	rule         TEXT NOT NULL,
	title        TEXT NOT NULL,
	phase        TEXT NOT NULL,
	kind         TEXT NOT NULL CHECK (kind = 'failure' OR kind = 'degraded' OR kind = 'note'),
	scope        TEXT NOT NULL CHECK (scope = 'boot' OR scope = 'target' OR scope = 'server' OR scope = 'segment' OR scope = 'capture'),
	boot_id      INTEGER,
	mac          TEXT,
	server_ip    TEXT,
	capture_id   INTEGER,
	verdict      TEXT NOT NULL CHECK (verdict IN ('yes', 'cannot-tell')),
	score        REAL NOT NULL,
	is_primary   INTEGER NOT NULL,
	summary      TEXT NOT NULL,
	explanation  TEXT NOT NULL,
	against      TEXT NOT NULL,
	check_next   TEXT NOT NULL,
	remedy       TEXT NOT NULL,
	filter       TEXT NOT NULL
) STRICT;
CREATE INDEX finding_boot ON finding(boot_id);
CREATE INDEX finding_rule ON finding(rule);

CREATE TABLE evidence_row (
	finding_id   INTEGER NOT NULL,
	seq          INTEGER NOT NULL,
	event_id     INTEGER NOT NULL,
	role         TEXT NOT NULL CHECK (role = 'for' OR role = 'against' OR role = 'context'),
	PRIMARY KEY (finding_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_event ON evidence_row(event_id);
