-- Facts: what the captures hold. Written once by ingest, never changed afterwards.
-- Times are UTC nanoseconds as captured. MAC and IP addresses are text in their usual form; NULL
-- means absent, or not captured where options_complete (whole) is 0. Flags are 0 or 1. A CHECK says OR, not
-- IN: of three values or more SQLite makes a table, for each row anew.

CREATE TABLE capture (
	capture_id   INTEGER PRIMARY KEY,
	path         TEXT NOT NULL,
	sha256       TEXT,                -- of the file as it lies on disk
	xxh3         TEXT NOT NULL,       -- XXH3-128 of the same bytes: recognises a repeat quickly
	format       TEXT NOT NULL,
	compression  TEXT NOT NULL,
	frames       INTEGER NOT NULL,
	bytes        INTEGER NOT NULL,    -- captured bytes, all frames
	file_bytes   INTEGER NOT NULL,
	first_ns     INTEGER,
	last_ns      INTEGER,
	status       TEXT NOT NULL CHECK (status = 'complete' OR status = 'cut' OR status = 'refused'),
	note         TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX capture_xxh3 ON capture(xxh3);

CREATE TABLE interface (
	capture_id   INTEGER NOT NULL REFERENCES capture ON DELETE CASCADE,
	iface        INTEGER NOT NULL,
	linktype     INTEGER NOT NULL,
	link         TEXT NOT NULL,
	snaplen      INTEGER NOT NULL,    -- 0: no limit given
	name         TEXT NOT NULL,
	description  TEXT NOT NULL,
	filter       TEXT NOT NULL,
	frames       INTEGER NOT NULL,
	drops_if     INTEGER,             -- NULL: the capture does not say
	drops_os     INTEGER,
	PRIMARY KEY (capture_id, iface)
) STRICT, WITHOUT ROWID;

-- Each frame of each input ends in exactly one bucket.
CREATE TABLE ledger_entry (
	capture_id   INTEGER NOT NULL REFERENCES capture ON DELETE CASCADE,
	bucket       TEXT NOT NULL CHECK (bucket = 'fact' OR bucket = 'measured' OR bucket = 'unrelated' OR bucket = 'duplicate' OR bucket = 'unreadable'),
	reason       TEXT NOT NULL,
	frames       INTEGER NOT NULL,
	bytes        INTEGER NOT NULL,
	PRIMARY KEY (capture_id, bucket, reason)
) STRICT, WITHOUT ROWID;

-- Computed columns are ANY: SQLite computes those with a type whenever it checks a case that is opened.

-- The lines that events have for people. Many have the same one.
CREATE TABLE info (
	info_id      INTEGER PRIMARY KEY,
	info         TEXT NOT NULL
) STRICT;

-- Bytes that stand in many frames alike: the empty fields of a BOOTP message, a block of a file that all fetch. A frame
-- is the first `at` bytes of its event's raw, then these, then the rest of raw.
CREATE TABLE run (
	run_id       INTEGER PRIMARY KEY,
	at           INTEGER NOT NULL,
	bytes        BLOB NOT NULL
) STRICT;

-- One control frame. The tables below add what its protocol says; they share event_id.
CREATE TABLE event (
	event_id     INTEGER PRIMARY KEY,
	capture_id   INTEGER NOT NULL REFERENCES capture ON DELETE CASCADE,
	frame        INTEGER NOT NULL,    -- number in its file, as Wireshark counts
	iface        INTEGER NOT NULL,
	linktype     INTEGER NOT NULL,
	ns           INTEGER NOT NULL,
	kind         TEXT NOT NULL,       -- dhcp-discover tftp-rrq arp-reply ...: track.h lists them
	client       TEXT,                -- MAC of the boot client it is about, where the frame says so
	same_mac     INTEGER NOT NULL DEFAULT 0, -- 1: src_mac is client; 2: dst_mac is; 4: dst_mac is the broadcast address
	src_other    TEXT,                -- src_mac, where it is another
	dst_other    TEXT,
	src_mac      ANY AS (CASE WHEN same_mac & 1 THEN client ELSE src_other END),
	dst_mac      ANY AS (CASE WHEN same_mac & 6 THEN CASE WHEN same_mac & 2 THEN client ELSE 'ff:ff:ff:ff:ff:ff' END ELSE dst_other END),
	vlan         TEXT,                -- outermost first: "10" or "100.10"
	src_ip       TEXT,
	dst_ip       TEXT,
	src_port     INTEGER,
	dst_port     INTEGER,
	ttl          INTEGER,
	ip_id        INTEGER,
	l2           INTEGER,             -- 1 unicast, 2 broadcast, 3 multicast; NULL: not visible
	l3           INTEGER,
	l2_cast      ANY AS (CASE l2 WHEN 1 THEN 'unicast' WHEN 2 THEN 'broadcast' WHEN 3 THEN 'multicast' END),
	l3_cast      ANY AS (CASE l3 WHEN 1 THEN 'unicast' WHEN 2 THEN 'broadcast' WHEN 3 THEN 'multicast' END),
	whole        INTEGER NOT NULL,    -- 0: the capture did not keep all of it
	malformed    INTEGER NOT NULL,
	odd          TEXT NOT NULL,       -- oddities by name, separated by spaces
	info_id      INTEGER NOT NULL REFERENCES info, -- one line for people
	comment      TEXT,                -- pcapng packet comment
	wirelen      INTEGER NOT NULL,
	run_id       INTEGER REFERENCES run, -- what raw lacks of the frame as captured
	raw          BLOB NOT NULL
) STRICT;
CREATE INDEX event_client ON event(client, ns, kind);
CREATE INDEX event_kind ON event(kind, ns);
CREATE INDEX event_frame ON event(capture_id, frame);

-- One packet recorded more than once: the event is its first frame, these are the others.
CREATE TABLE event_copy (
	event_id     INTEGER NOT NULL REFERENCES event ON DELETE CASCADE,
	capture_id   INTEGER NOT NULL REFERENCES capture ON DELETE CASCADE,
	frame        INTEGER NOT NULL,
	ns           INTEGER NOT NULL,
	how          TEXT NOT NULL CHECK (how = 'mirror' OR how = 'routed' OR how = 'component' OR how = 'overlap'),
	PRIMARY KEY (event_id, capture_id, frame)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_copy_frame ON event_copy(capture_id, frame);

-- A clock that went back by more than a second, between two frames of one interface; the first of a capture.
CREATE TABLE clock_step (
	capture_id   INTEGER NOT NULL REFERENCES capture ON DELETE CASCADE,
	frame        INTEGER NOT NULL,    -- the first one behind it
	iface        INTEGER NOT NULL,
	before_ns    INTEGER NOT NULL,
	after_ns     INTEGER NOT NULL,
	PRIMARY KEY (capture_id, frame)
) STRICT, WITHOUT ROWID;

-- One IPv4 datagram of which some pieces never came; the first 1024 of a capture. `pieces` has the sums.
CREATE TABLE fragment (
	fragment_id  INTEGER PRIMARY KEY,
	capture_id   INTEGER NOT NULL REFERENCES capture ON DELETE CASCADE,
	src_ip       TEXT NOT NULL,
	dst_ip       TEXT NOT NULL,
	protocol     INTEGER NOT NULL,
	ip_id        INTEGER NOT NULL,
	src_port     INTEGER,             -- NULL: the first piece is among the missing ones, or no UDP or TCP
	dst_port     INTEGER,
	pieces       INTEGER NOT NULL,
	held_bytes   INTEGER NOT NULL,    -- of payload
	total_bytes  INTEGER,             -- NULL: the last piece never came
	has_first    INTEGER NOT NULL,
	has_last     INTEGER NOT NULL,
	missing      TEXT NOT NULL,       -- bytes, as "1480-2959, 4440 to the end"
	first_ns     INTEGER NOT NULL,
	last_ns      INTEGER NOT NULL,
	event_id     INTEGER              -- kind ip-fragment: its first piece, where that was kept
) STRICT;

CREATE TABLE dhcp (
	event_id     INTEGER PRIMARY KEY REFERENCES event ON DELETE CASCADE,
	op           INTEGER NOT NULL,    -- 1 request, 2 reply
	type         TEXT,                -- discover offer request decline ack nak release inform; NULL: no option 53
	hops         INTEGER NOT NULL,
	xid          INTEGER NOT NULL,
	secs         INTEGER NOT NULL,    -- as sent; what it means depends on the client
	b_flag       INTEGER NOT NULL,    -- BOOTP broadcast flag: neither L2 nor L3 unicast, see event.l2_cast, l3_cast
	ciaddr       TEXT,
	yiaddr       TEXT,
	siaddr       TEXT,
	giaddr       TEXT,
	chaddr       TEXT NOT NULL,
	sname        TEXT,
	file         TEXT,
	options_complete INTEGER NOT NULL, -- 0: cut by the snap length, absent options may have been there
	requested_ip TEXT,                -- option 50
	lease_s      INTEGER,             -- 51
	server_id    TEXT,                -- 54
	message      TEXT,                -- 56
	vendor_class TEXT,                -- 60
	client_id    TEXT,                -- 61, hex
	user_class   TEXT,                -- 77
	arch         INTEGER,             -- 93, else from 60
	uuid         TEXT,                -- 97
	hostname     TEXT,                -- 12
	mask         TEXT,                -- 1
	router       TEXT,                -- 3, the first
	tftp_name    TEXT,                -- 66
	bootfile     TEXT,                -- 67
	boot         TEXT,                -- the boot file a client would take: 67, else file
	pxe_control  INTEGER,             -- 43.6
	pxe_servers  TEXT,                -- 43.8, hex
	pxe_menu     TEXT,                -- 43.9, hex
	pxe_item     INTEGER,             -- 43.71 type
	pvs_servers  TEXT,                -- options 11 (addresses) and 17 (root path), as text
	agent        TEXT,                -- 82, hex
	ipxe         INTEGER NOT NULL,    -- option 175 or user class iPXE/gPXE
	params       TEXT,                -- 55, codes separated by commas
	options      TEXT NOT NULL,       -- those that no column above has whole: JSON object, code to hex
	bucket_id    INTEGER,             -- RFC 3074 bucket of option 61
	bucket_hw    INTEGER              -- RFC 3074 bucket of chaddr
) STRICT;
CREATE INDEX dhcp_relayed ON dhcp(event_id) WHERE giaddr IS NOT NULL;

-- What a message keeps on its way: the same value at two taps is the same message (or its repeat).
CREATE TABLE twin (
	event_id     INTEGER PRIMARY KEY REFERENCES event ON DELETE CASCADE,
	twin_key     INTEGER NOT NULL,
	upward       INTEGER,             -- 1: from the target's side, 0: towards it, NULL: cannot be said
	content      INTEGER              -- the same of its UDP payload alone, whatever addresses a NAT gave it; NULL: DHCP, no UDP
) STRICT;

CREATE TABLE arp (
	event_id     INTEGER PRIMARY KEY REFERENCES event ON DELETE CASCADE,
	form         TEXT NOT NULL CHECK (form = 'request' OR form = 'reply' OR form = 'probe' OR form = 'announcement' OR form = 'other'),
	sha          TEXT NOT NULL,
	spa          TEXT,
	tha          TEXT NOT NULL,
	tpa          TEXT
) STRICT;
CREATE INDEX arp_sha ON arp(sha);
CREATE INDEX arp_spa ON arp(spa, tha);
CREATE INDEX arp_tpa ON arp(tpa);

CREATE TABLE icmp (
	event_id     INTEGER PRIMARY KEY REFERENCES event ON DELETE CASCADE,
	type         INTEGER NOT NULL,
	code         INTEGER NOT NULL,
	mtu          INTEGER,
	q_src        TEXT,                -- the datagram that an error quotes
	q_dst        TEXT,
	q_protocol   INTEGER,
	q_src_port   INTEGER,
	q_dst_port   INTEGER,
	q_ip_id      INTEGER,
	quotes_event INTEGER              -- that datagram, when it was seen
) STRICT;
CREATE INDEX icmp_quoted ON icmp(q_src, q_dst);

-- What a switch port says of itself: spanning tree, 802.1X, link aggregation, LLDP, CDP. Kept by
-- transition: the first, each change, and a dozen of the same a minute.
CREATE TABLE l2 (
	event_id     INTEGER PRIMARY KEY REFERENCES event ON DELETE CASCADE,
	protocol     TEXT NOT NULL,       -- stp rstp pvst eapol lacp lldp cdp
	state        TEXT NOT NULL,       -- '' says nothing; bpdu: forwarding learning discarding topology-change;
	                                  -- eapol: identity-request request response success failure start logoff;
	                                  -- lacp: collecting waiting alone
	device       TEXT,                -- MAC of bridge, system or chassis
	port         INTEGER,
	vlan         INTEGER,             -- native VLAN (LLDP, CDP), or the one a PVST frame is for
	name         TEXT,                -- of the switch
	port_name    TEXT
) STRICT;

-- A stored procedure that a provisioning server called about a target (TCP 1433, in the clear).
CREATE TABLE sql_call (
	event_id     INTEGER PRIMARY KEY REFERENCES event ON DELETE CASCADE,
	answer_event INTEGER,             -- NULL: no answer was seen
	client       TEXT NOT NULL,       -- MAC of the target
	known_by     TEXT NOT NULL CHECK (known_by IN ('mac', 'connection')), -- the call names it; a call before it on this connection did
	procedure    TEXT NOT NULL,
	server_ip    TEXT NOT NULL,       -- who asked
	sql_ip       TEXT NOT NULL,
	asked_ns     INTEGER NOT NULL,
	answer_ns    INTEGER,
	rows         INTEGER,             -- of the first result: 1 some, 0 none; NULL: not known
	error        INTEGER,             -- number of the error that was answered
	port         INTEGER              -- @serverPortConnection, where the call has it
) STRICT;
CREATE INDEX sql_call_client ON sql_call(client, asked_ns);

-- One TFTP or two-stage boot transfer: from its (repeated) request to its end.
CREATE TABLE transfer (
	transfer_id  INTEGER PRIMARY KEY,
	capture_id   INTEGER NOT NULL REFERENCES capture ON DELETE CASCADE,
	protocol     TEXT NOT NULL CHECK (protocol IN ('tftp', 'tsb')),
	client       TEXT,                -- MAC
	client_ip    TEXT,
	client_port  INTEGER NOT NULL,
	server_ip    TEXT,                -- asked
	server_port  INTEGER NOT NULL,
	reply_ip     TEXT,                -- who answered; NULL: nobody
	reply_port   INTEGER,             -- the server's transfer id
	file         TEXT,                -- NULL: the request was not captured
	mode         TEXT,
	blksize      INTEGER,             -- in force (512 without an OACK)
	windowsize   INTEGER,
	tsize        INTEGER,             -- as the server said
	asked_tsize  INTEGER NOT NULL,    -- the request asked for the size
	first_ns     INTEGER NOT NULL,
	last_ns      INTEGER NOT NULL,
	client_last_ns INTEGER NOT NULL,  -- of the client's own frames
	requests     INTEGER NOT NULL,    -- how often the request was sent
	blocks       INTEGER NOT NULL,    -- different blocks seen
	bytes        INTEGER NOT NULL,    -- of file, as the blocks' lengths say
	last_block   INTEGER NOT NULL,
	repeats      INTEGER NOT NULL,    -- DATA and ACK sent again
	max_gap_ns   INTEGER NOT NULL,
	status       TEXT NOT NULL CHECK (status = 'no-reply' OR status = 'open' OR status = 'complete' OR status = 'error' OR status = 'aborted' OR status = 'stalled'),
	error_code   INTEGER,
	error_text   TEXT,
	error_from   TEXT CHECK (error_from IN ('client', 'server')),
	stall_side   TEXT CHECK (stall_side IN ('client', 'server')), -- who fell silent
	content_xxh3 TEXT,                -- of a transfer seen whole
	version      TEXT,                -- bootstrap version string found in it
	request_event INTEGER,
	reply_event  INTEGER,
	error_event  INTEGER,
	last_event   INTEGER,
	first_reply  TEXT CHECK (first_reply = 'oack' OR first_reply = 'data' OR first_reply = 'error'),
	asked_blksize INTEGER,
	asked_windowsize INTEGER,
	oack_fault   TEXT,                -- what the OACK grants that the request did not ask for
	probe        INTEGER NOT NULL,    -- asked for the size only: OACK, then the client's ERROR 0 or 8
	image        TEXT,                -- first block: efi-x64 efi-ia32 efi-arm64 efi-arm32 efi-other mz script other
	max_ip_bytes INTEGER NOT NULL,    -- longest DATA, as an IP datagram
	dont_fragment INTEGER,            -- DATA carried DF
	fragmented   INTEGER NOT NULL,    -- DATA that came whole in several IP fragments
	first_only   INTEGER NOT NULL,    -- DATA of which only the first fragment was seen
	acks         INTEGER NOT NULL,    -- ACK packets
	last_ack     INTEGER,             -- number in the last of them
	repeats_data INTEGER NOT NULL,    -- OACK and DATA sent again from the same port
	repeats_ack  INTEGER NOT NULL,
	resend_data_ns INTEGER,           -- shortest time between two sendings
	resend_ack_ns INTEGER,
	tids         INTEGER NOT NULL,    -- server ports that answered; a repeated request may open one more
	wrap_to      INTEGER,             -- block number that followed 65535: 0 or 1
	turns        INTEGER NOT NULL,    -- questions (request, ACK) with their answer
	service_min_ns INTEGER,           -- question to answer at this tap: path and server
	service_median_ns INTEGER,
	service_max_ns INTEGER,
	client_median_ns INTEGER          -- first DATA to ACK
) STRICT;
CREATE INDEX transfer_ends ON transfer(client_ip, client_port);

-- Datagrams in IP fragments, from one address to another.
CREATE TABLE pieces (
	capture_id   INTEGER NOT NULL REFERENCES capture ON DELETE CASCADE,
	src_ip       TEXT NOT NULL,
	dst_ip       TEXT NOT NULL,
	protocol     INTEGER NOT NULL,
	src_port     INTEGER,             -- of a first fragment; NULL: none was seen
	dst_port     INTEGER,
	complete     INTEGER NOT NULL,    -- datagrams
	incomplete   INTEGER NOT NULL,
	first_only   INTEGER NOT NULL,    -- of those, only the first fragment came
	headless     INTEGER NOT NULL,    -- of those, the first fragment did not come
	first_ns     INTEGER NOT NULL,
	last_ns      INTEGER NOT NULL,
	first_event  INTEGER,             -- an incomplete one, where it was kept
	PRIMARY KEY (capture_id, src_ip, dst_ip, protocol)
) STRICT, WITHOUT ROWID;

-- One PVS conversation (target address and port, server address and port), measured.
CREATE TABLE flow (
	flow_id      INTEGER PRIMARY KEY,
	capture_id   INTEGER NOT NULL REFERENCES capture ON DELETE CASCADE,
	role         TEXT NOT NULL CHECK (role = 'login' OR role = 'stream' OR role = 'other'),
	signs        TEXT NOT NULL,       -- why it is taken for PVS, by name, separated by spaces
	client       TEXT,                -- MAC of the target, where visible
	client_ip    TEXT NOT NULL,
	client_port  INTEGER NOT NULL,
	server_ip    TEXT NOT NULL,
	server_port  INTEGER NOT NULL,
	server_mac   TEXT,
	first_ns     INTEGER NOT NULL,
	last_ns      INTEGER NOT NULL,
	up_frames    INTEGER NOT NULL,    -- target to server
	up_bytes     INTEGER NOT NULL,    -- UDP payload
	down_frames  INTEGER NOT NULL,
	down_bytes   INTEGER NOT NULL,
	first_down_ns INTEGER,            -- NULL: the server never answered
	last_up_ns   INTEGER,
	last_down_ns INTEGER,
	reads        INTEGER NOT NULL,    -- 48-byte requests answered by a burst
	read_bytes   INTEGER NOT NULL,    -- sum of (payload - 56) over those bursts
	sector_reads INTEGER NOT NULL,    -- bursts whose sum is a multiple of 512: the self-check
	full_frames  INTEGER NOT NULL,    -- datagrams of 1464 bytes (or the largest size seen)
	max_payload  INTEGER NOT NULL,
	repeats      INTEGER NOT NULL,    -- identical request sent again
	unanswered   INTEGER NOT NULL,    -- requests without a datagram before the next one
	service_sum_ns INTEGER NOT NULL,  -- request to first datagram, summed over reads
	service_max_ns INTEGER NOT NULL,
	first_event  INTEGER,
	last_event   INTEGER,
	requests     INTEGER NOT NULL,    -- 48-byte datagrams of the target
	overlaps     INTEGER NOT NULL,    -- of those, sent before the one before was answered whole
	resent_bytes INTEGER NOT NULL,    -- read_bytes that came again after a repeated request
	copies       INTEGER NOT NULL,    -- datagrams that a mirror port recorded again, left out of all counts
	fragmented   INTEGER NOT NULL,    -- datagrams put together from IP fragments
	first_pieces INTEGER NOT NULL,    -- first fragments seen: more than fragmented means that pieces are missing
	reads_512    INTEGER NOT NULL,    -- reads by size, upper ends; larger ones are the rest of reads
	reads_4k     INTEGER NOT NULL,
	reads_16k    INTEGER NOT NULL,
	reads_32k    INTEGER NOT NULL
) STRICT;
CREATE INDEX flow_client ON flow(client, first_ns);
CREATE INDEX flow_ends ON flow(client_ip, server_ip, client_port);

CREATE TABLE flow_bin (
	flow_id      INTEGER NOT NULL REFERENCES flow ON DELETE CASCADE,
	start_ns     INTEGER NOT NULL,
	width_ns     INTEGER NOT NULL,
	up_bytes     INTEGER NOT NULL,
	down_bytes   INTEGER NOT NULL,
	reads        INTEGER NOT NULL,
	PRIMARY KEY (flow_id, start_ns)
) STRICT, WITHOUT ROWID;

-- Silence within a conversation, one second or longer.
CREATE TABLE flow_gap (
	flow_id      INTEGER NOT NULL REFERENCES flow ON DELETE CASCADE,
	from_ns      INTEGER NOT NULL,
	to_ns        INTEGER NOT NULL,
	waiting      TEXT NOT NULL CHECK (waiting IN ('server', 'client')), -- whose turn it was
	after        TEXT NOT NULL CHECK (after = 'repeat' OR after = 'request' OR after = 'login' OR after = 'server'), -- what ended it
	PRIMARY KEY (flow_id, from_ns)
) STRICT, WITHOUT ROWID;

-- Activity of a conversation between two silences of a second or more. Neighbours that are one poll, retry,
-- heartbeat or small exchange each are put together: count, and the time between them.
CREATE TABLE flow_spell (
	flow_id      INTEGER NOT NULL REFERENCES flow ON DELETE CASCADE,
	start_ns     INTEGER NOT NULL,
	end_ns       INTEGER NOT NULL,
	kind         TEXT NOT NULL CHECK (kind = 'login' OR kind = 'poll' OR kind = 'read' OR kind = 'retry' OR kind = 'heartbeat'),
	count        INTEGER NOT NULL,
	every_min_ns INTEGER NOT NULL,    -- 0: there is but one
	every_max_ns INTEGER NOT NULL,
	up_frames    INTEGER NOT NULL,
	down_frames  INTEGER NOT NULL,
	requests     INTEGER NOT NULL,
	logins       INTEGER NOT NULL,    -- small exchanges before the first read
	reads        INTEGER NOT NULL,
	read_bytes   INTEGER NOT NULL,
	sector_reads INTEGER NOT NULL,
	overlaps     INTEGER NOT NULL,
	partial      INTEGER NOT NULL,    -- answers that are no whole number of sectors: datagrams are missing
	repeats      INTEGER NOT NULL,
	unanswered   INTEGER NOT NULL,
	max_payload  INTEGER NOT NULL,
	service_min_ns INTEGER NOT NULL,  -- request to first datagram, of reads that do not overlap
	service_p50_ns INTEGER NOT NULL,
	service_p95_ns INTEGER NOT NULL,
	service_max_ns INTEGER NOT NULL,
	service_sum_ns INTEGER NOT NULL,
	transfer_sum_ns INTEGER NOT NULL, -- first to last datagram
	turn_sum_ns  INTEGER NOT NULL,    -- last datagram to the next request
	first_event  INTEGER,
	last_event   INTEGER,
	PRIMARY KEY (flow_id, start_ns)
) STRICT, WITHOUT ROWID;

-- What a capture saw of one station: the ground for saying that something was absent.
CREATE TABLE station (
	capture_id   INTEGER NOT NULL REFERENCES capture ON DELETE CASCADE,
	mac          TEXT NOT NULL,
	tx_frames    INTEGER NOT NULL,    -- sent by it
	tx_group     INTEGER NOT NULL,    -- of those, broadcasts and multicasts
	rx_unicast   INTEGER NOT NULL,    -- L2-unicast to it
	first_ns     INTEGER NOT NULL,
	last_ns      INTEGER NOT NULL,    -- of frames sent by it or to it
	first_rx_ns  INTEGER,
	last_rx_ns   INTEGER,
	PRIMARY KEY (capture_id, mac)
) STRICT, WITHOUT ROWID;
CREATE INDEX station_mac ON station(mac);
CREATE INDEX station_group ON station(capture_id) WHERE tx_group > 0;

-- Which IPv4 source addresses a MAC used (as Ethernet and IP source together, or in ARP).
CREATE TABLE address (
	capture_id   INTEGER NOT NULL REFERENCES capture ON DELETE CASCADE,
	mac          TEXT NOT NULL,
	ip           TEXT NOT NULL,
	via          TEXT NOT NULL CHECK (via IN ('ip', 'arp')),
	frames       INTEGER NOT NULL,
	first_ns     INTEGER NOT NULL,
	last_ns      INTEGER NOT NULL,
	PRIMARY KEY (capture_id, mac, ip, via)
) STRICT, WITHOUT ROWID;
CREATE INDEX address_ip ON address(ip);

-- TCP between two servers on a DHCP failover port: who is the peer of whom.
CREATE TABLE channel (
	capture_id   INTEGER NOT NULL REFERENCES capture ON DELETE CASCADE,
	low_ip       TEXT NOT NULL,       -- the two ends, the numerically lower first
	high_ip      TEXT NOT NULL,
	port         INTEGER NOT NULL,    -- 647, 847, 519 or 520
	frames       INTEGER NOT NULL,
	payload_bytes INTEGER NOT NULL,
	resets       INTEGER NOT NULL,
	first_ns     INTEGER NOT NULL,
	last_ns      INTEGER NOT NULL,
	PRIMARY KEY (capture_id, low_ip, high_ip, port)
) STRICT, WITHOUT ROWID;

-- People's words about a boot, a finding or a frame: kept when analysis runs again.
CREATE TABLE note (
	note_id      INTEGER PRIMARY KEY,
	about        TEXT NOT NULL,       -- boot:MAC@NS  finding:RULE@MAC@NS  frame:CAPTURE/N
	text         TEXT NOT NULL,
	written_ns   INTEGER NOT NULL
) STRICT;

-- What a person said of a capture: stronger than what the packets tell, and kept.
CREATE TABLE said (
	capture_id   INTEGER PRIMARY KEY REFERENCES capture ON DELETE CASCADE,
	offset_ns    INTEGER,             -- to add to its times; NULL: as estimated
	vantage      TEXT CHECK (vantage = 'target-side' OR vantage = 'relay' OR vantage = 'server-side' OR vantage = 'several'), -- NULL: as inferred
	name         TEXT                 -- of the place
) STRICT;

-- One row: names and addresses in this case are pseudonyms.
CREATE TABLE redaction (
	level        TEXT NOT NULL CHECK (level = 'names' OR level = 'standard' OR level = 'full'),
	version      TEXT NOT NULL        -- of pvsleuth
) STRICT;
