/*
 * Where messages were lost: table loss. A tap saw them leave, and the next one on their way, which would have
 * recorded them, did not.
 *
 * A tap counts as missing something only where it would have had it: it recorded at that time, its clock is known, it
 * lost nothing itself, and it does record frames for that receiver. DHCP is kept whole, so each message is looked for.
 * Of transfers and conversations not every frame is kept; they are counted at each tap, and the counts compared. It is
 * counting over facts, so it is SQL.
 */
#include "boot/internal.h"

/* How far a tap is from the targets. */
#define RANK(v) "CASE " v ".vantage WHEN 'target-side' THEN 0 WHEN 'server-side' THEN 2 ELSE 1 END"

static const char drop[] =
	"DROP TABLE IF EXISTS temp.loss_tap; DROP TABLE IF EXISTS temp.loss_port; DROP TABLE IF EXISTS temp.loss_near;"
	"DROP TABLE IF EXISTS temp.loss_dhcp";

/* Captures that lost nothing themselves and whose clocks are known, with the time that they surely cover. */
static const char sql_taps[] =
	"CREATE TEMP TABLE loss_tap AS SELECT c.capture_id, c.first_ns + v.clock_uncertainty_ns + 1000000 AS from_ns,"
	" c.last_ns - v.clock_uncertainty_ns - " TAPS_NS_SQL " AS to_ns, v.vantage = 'target-side' AS near, " RANK("v") " AS rank"
	" FROM capture c JOIN vantage v USING (capture_id)"
	" WHERE v.clock_uncertainty_ns IS NOT NULL AND c.capture_id NOT IN (SELECT capture_id FROM lossy);"
	"CREATE UNIQUE INDEX temp.loss_tap_1 ON loss_tap(capture_id);"
	/* whose port they record, away from the targets: it is at one end of every unicast frame, or the relay whose both
	 * legs they have */
	"CREATE TEMP TABLE loss_port AS SELECT DISTINCT a.ip, a.capture_id, t.rank, t.from_ns, t.to_ns FROM temp.loss_tap t JOIN address a USING (capture_id)"
	" JOIN station st USING (capture_id, mac) JOIN vantage v USING (capture_id)"
	" JOIN (SELECT capture_id, sum(rx_unicast) AS all_rx FROM station GROUP BY 1) u USING (capture_id)"
	" WHERE NOT t.near AND st.tx_frames > st.tx_group AND st.rx_unicast > 0"
	"  AND (st.tx_frames - st.tx_group + st.rx_unicast >= u.all_rx OR (v.vantage = 'relay' AND a.ip IN (SELECT d.giaddr FROM dhcp d"
	"   JOIN event e USING (event_id) WHERE d.giaddr IS NOT NULL AND e.capture_id = t.capture_id)))"
	/* a router's MAC has the addresses of many */
	"  AND (v.vantage = 'relay' OR (SELECT count(*) FROM address o WHERE o.capture_id = a.capture_id AND o.mac = a.mac AND o.ip <> '0.0.0.0') <= 2);"
	"CREATE INDEX temp.loss_port_1 ON loss_port(ip);"
	/* and the ports of targets; own: all unicast is from it or to it, and from or to nobody else, so it is its port and no
	 * other end's */
	"CREATE TEMP TABLE loss_near AS SELECT p.boot_id, p.capture_id, p.target_rx, p.broadcast, t.from_ns, t.to_ns,"
	" p.target_rx AND (EXISTS (SELECT 1 FROM said x WHERE x.capture_id = p.capture_id AND x.vantage = 'target-side') OR (o.ends = 1 AND o.mac = b.mac)) AS own"
	" FROM tap p JOIN boot b USING (boot_id) JOIN temp.loss_tap t USING (capture_id) LEFT JOIN temp.only_port o USING (capture_id)"
	" WHERE t.near AND p.target_tx AND NOT p.deaf;"
	"CREATE INDEX temp.loss_near_1 ON loss_near(boot_id);";

/* Each message of DHCP, and the taps that would have had it next: the server or relay that it is for; the relay that
 * hears what a target broadcasts; the target's port. */
static const char sql_dhcp[] =
	"CREATE TEMP TABLE loss_dhcp(boot_id, event_id, message, ns, op, way, from_capture, to_capture, rank, lost);"
	"INSERT INTO temp.loss_dhcp SELECT be.boot_id, be.event_id, coalesce(c.message, be.event_id), be.ns, d.op, e.kind GLOB 'pxe-*',"
	" coalesce((SELECT y.capture_id FROM copy x JOIN event y USING (event_id) WHERE x.main = be.event_id ORDER BY x.seq DESC LIMIT 1),"
	"  e.capture_id), p.capture_id, 1, NOT EXISTS (SELECT 1 FROM copy x JOIN event y USING (event_id) WHERE x.main = be.event_id"
	"  AND y.capture_id = p.capture_id)"
	" FROM boot_event be JOIN event e USING (event_id) JOIN dhcp d USING (event_id) LEFT JOIN copy c USING (event_id)"
	" JOIN vantage v USING (capture_id) JOIN temp.loss_port p ON p.ip = e.dst_ip AND CASE d.op WHEN 1 THEN p.rank > " RANK("v") " ELSE p.rank < " RANK("v") " END"
	" WHERE e.l3_cast = 'unicast' AND be.ns BETWEEN p.from_ns AND p.to_ns;"
	"INSERT INTO temp.loss_dhcp SELECT be.boot_id, be.event_id, coalesce(c.message, be.event_id), be.ns, 1, 0, e.capture_id, p.capture_id, 1,"
	" NOT EXISTS (SELECT 1 FROM copy x JOIN event y USING (event_id) WHERE x.message = c.message"
	"  AND (y.capture_id = p.capture_id OR x.main <> be.event_id))"
	" FROM boot_event be JOIN event e USING (event_id) JOIN dhcp d USING (event_id) LEFT JOIN copy c USING (event_id)"
	" JOIN tap p ON p.boot_id = be.boot_id AND p.target_tx JOIN temp.loss_tap t ON t.capture_id = p.capture_id AND NOT t.near"
	" JOIN vantage v ON v.capture_id = p.capture_id AND v.vantage = 'relay' JOIN vantage w ON w.capture_id = e.capture_id"
	" WHERE d.op = 1 AND d.giaddr IS NULL AND e.l2_cast = 'broadcast' AND w.vantage = 'target-side' AND be.ns BETWEEN t.from_ns AND t.to_ns;"
	"INSERT INTO temp.loss_dhcp SELECT be.boot_id, be.event_id, coalesce(c.message, be.event_id), be.ns, 2, e.kind GLOB 'pxe-*',"
	" coalesce((SELECT y.capture_id FROM copy x JOIN event y USING (event_id) WHERE x.message = c.message"
	"  AND y.capture_id <> n.capture_id ORDER BY x.seq DESC LIMIT 1), e.capture_id), n.capture_id, 2,"
	" NOT EXISTS (SELECT 1 FROM copy x JOIN event y USING (event_id) WHERE x.message = c.message AND y.capture_id = n.capture_id)"
	" FROM boot_event be JOIN event e USING (event_id) JOIN dhcp d USING (event_id) LEFT JOIN copy c USING (event_id)"
	" JOIN temp.loss_near n ON n.boot_id = be.boot_id"
	" WHERE d.op = 2 AND e.capture_id <> n.capture_id AND (n.own OR (n.broadcast AND (e.l2_cast = 'broadcast' OR d.b_flag)))"
	" AND be.ns BETWEEN n.from_ns AND n.to_ns;";

/* A message is lost once: before the first tap that lacks it. What a later one has was not lost. */
static const char sql_dhcp_sum[] =
	"INSERT INTO loss SELECT boot_id, 'dhcp', CASE WHEN way THEN CASE op WHEN 1 THEN 'PXE requests' ELSE 'PXE answers' END"
	" WHEN op = 1 THEN 'DHCP requests' ELSE 'DHCP answers' END, op = 2, from_capture, to_capture, sum(lost), count(*), min(ns), max(ns) FROM ("
	" SELECT l.*, row_number() OVER (PARTITION BY boot_id, message, CASE op WHEN 1 THEN event_id END ORDER BY lost DESC, rank, ns DESC) AS k,"
	"  min(lost) OVER (PARTITION BY boot_id, message, CASE op WHEN 1 THEN event_id END, rank) AS never,"
	"  min(CASE rank WHEN 2 THEN lost ELSE 1 END) OVER (PARTITION BY boot_id, message) AS near_lost FROM temp.loss_dhcp l)"
	" WHERE k = 1 AND lost AND never AND (op = 1 OR near_lost) GROUP BY boot_id, way, op, from_capture, to_capture;"
	"UPDATE loss SET of_n = max(n, (SELECT count(DISTINCT CASE d.op WHEN 1 THEN d.event_id ELSE d.message END) FROM temp.loss_dhcp d"
	" WHERE d.boot_id = loss.boot_id AND (d.op = 2) = loss.down AND d.to_capture = loss.to_capture)) WHERE phase = 'dhcp';";

/* Answers that a tap saw of a transfer. */
#define ANSWERS(t) \
	"(CASE WHEN " t ".reply_ip IS NULL THEN 0 ELSE " t ".blocks + " t ".repeats_data + (" t ".first_reply IN ('oack', 'error'))" \
	" + max(" t ".tids - 1, 0) END)"

/* Tap n records what server f sends towards the target: unicast to it, or, behind a router, other frames of the server. A
 * mirror of several ports where the target itself asked for this has that, too. */
#define HEARS(what) \
	"CASE WHEN n.near OR EXISTS (SELECT 1 FROM temp.nat_member k WHERE k.what = " what " AND k.capture_id = n.capture_id AND k.depth = 0" \
	"  AND k.client = (SELECT mac FROM boot y WHERE y.boot_id = s.boot_id))" \
	" THEN EXISTS (SELECT 1 FROM tap p WHERE p.boot_id = s.boot_id AND p.capture_id = n.capture_id AND p.target_rx" \
	"  AND NOT p.deaf) ELSE EXISTS (SELECT 1 FROM address a WHERE a.ip = f.server_ip AND a.capture_id = n.capture_id) END"

/* What is for n's server would be at port p: unless p has several that may be n under another address. Behind a load
 * balancer the port's own address is another one, and only of what was found there it is known that it went there. */
#define ARRIVES(n, what) \
	"CASE WHEN p.ip = " n ".server_ip THEN NOT EXISTS (SELECT 1 FROM translation x WHERE x.near_id = " n "." what "_id AND x.what = '" what "'" \
	" AND x.far_capture = p.capture_id AND x.far_id IS NULL) ELSE EXISTS (SELECT 1 FROM translation x JOIN main." what " y ON y." what "_id = x.far_id" \
	" WHERE x.near_id = " n "." what "_id AND x.what = '" what "' AND x.far_capture = p.capture_id AND y.server_ip = p.ip) END"

#define SAME_TRANSFER(a, b) \
	a ".client_port = " b ".client_port AND " a ".client_ip = " b ".client_ip AND " a ".server_ip = " b ".server_ip" \
	" AND " a ".protocol = " b ".protocol AND abs(" a ".first_ns - " b ".first_ns) < 60000000000"

/* A request that is repeated after its answer begins a transfer anew where that answer was seen: f are pieces of n. */
#define REQUESTS \
	"max(max(f.requests), sum(CASE WHEN f.first_ns BETWEEN n.first_ns - 1000000000 AND n.last_ns + 1000000000 THEN f.requests ELSE 0 END))"

static const char sql_transfers[] =
	/* requests: at the target's tap, and not at the server's port */
	"INSERT INTO loss SELECT boot_id, 'bootfile', what, 0, capture_id, to_capture, sum(sent - got), sum(sent), min(first_ns), max(last_ns) FROM ("
	" SELECT s.boot_id, CASE n.protocol WHEN 'tsb' THEN 'two-stage boot requests' ELSE 'TFTP requests' END AS what, n.capture_id,"
	"  p.capture_id AS to_capture, n.requests AS sent, n.first_ns, n.last_ns, coalesce((SELECT " REQUESTS " FROM boot_transfer_seen o"
	"   JOIN transfer f USING (transfer_id) WHERE o.boot_id = s.boot_id AND f.capture_id = p.capture_id AND " SAME_TRANSFER("f", "n") "), 0) AS got"
	"  FROM boot_transfer_seen s JOIN transfer n USING (transfer_id) JOIN vantage v ON v.capture_id = n.capture_id AND v.vantage = 'target-side'"
	"  JOIN temp.loss_port p ON " ARRIVES("n", "transfer") " WHERE n.first_ns >= p.from_ns AND n.last_ns <= p.to_ns)"
	" WHERE sent > got GROUP BY boot_id, what, capture_id, to_capture;"
	/* answers: at a tap away from the target, and not at the target's, which has the request */
	"INSERT INTO loss SELECT boot_id, 'bootfile', what, 1, capture_id, to_capture, sum(sent - got), sum(sent), min(first_ns), max(last_ns) FROM ("
	" SELECT s.boot_id, CASE f.protocol WHEN 'tsb' THEN 'two-stage boot answers' ELSE 'TFTP answers' END AS what, f.capture_id,"
	"  n.capture_id AS to_capture, " ANSWERS("f") " AS sent, f.first_ns, f.last_ns, (SELECT max(" ANSWERS("o") ") FROM boot_transfer_seen x"
	"   JOIN transfer o USING (transfer_id) WHERE x.boot_id = s.boot_id AND o.capture_id = n.capture_id AND o.requests > 0"
	"   AND " SAME_TRANSFER("o", "f") ") AS got"
	"  FROM boot_transfer_seen s JOIN transfer f USING (transfer_id) JOIN vantage v ON v.capture_id = f.capture_id AND v.vantage <> 'target-side'"
	"  AND v.clock_uncertainty_ns IS NOT NULL JOIN temp.loss_tap n ON n.rank < " RANK("v") " AND " HEARS("0")
	"  WHERE f.first_ns >= n.from_ns AND f.last_ns <= n.to_ns)"
	" WHERE sent > got GROUP BY boot_id, what, capture_id, to_capture;";

/* Behind a NAT a conversation may be in pieces. */
#define UP_FRAMES \
	"CASE WHEN max(f.flow_id IN (SELECT id FROM temp.nat_member WHERE what = 1)) THEN sum(f.up_frames) ELSE max(f.up_frames) END"

#define SAME_FLOW(a, b) \
	a ".client_ip = " b ".client_ip AND " a ".client_port = " b ".client_port AND " a ".server_ip = " b ".server_ip" \
	" AND " a ".server_port = " b ".server_port AND " a ".first_ns <= " b ".last_ns + 5000000000 AND " a ".last_ns >= " b ".first_ns - 5000000000"

/* What is no stream until an answer comes is known by the ports that Citrix documents: where the other tap does not
 * know a conversation at all, only those are missed. */
static const char sql_flows[] =
	"INSERT INTO loss SELECT boot_id, phase, what, 0, capture_id, to_capture, sum(sent - got), sum(sent), min(first_ns), max(last_ns) FROM ("
	" SELECT s.boot_id, n.role AS phase, CASE n.role WHEN 'login' THEN 'login requests' ELSE 'stream requests' END AS what, n.capture_id,"
	"  p.capture_id AS to_capture, n.up_frames AS sent, n.first_ns, coalesce(n.last_up_ns, n.last_ns) AS last_ns, coalesce((SELECT " UP_FRAMES
	"   FROM flow f WHERE f.capture_id = p.capture_id AND " SAME_FLOW("f", "n") "), CASE WHEN n.server_port BETWEEN 6890 AND 6930 THEN 0 END) AS got"
	"  FROM boot_flow s JOIN flow n USING (flow_id) JOIN vantage v ON v.capture_id = n.capture_id AND v.vantage = 'target-side'"
	"  JOIN temp.loss_port p ON " ARRIVES("n", "flow") " WHERE n.role <> 'other' AND n.first_ns >= p.from_ns AND n.last_ns <= p.to_ns)"
	" WHERE sent > got GROUP BY boot_id, phase, capture_id, to_capture;"
	"INSERT INTO loss SELECT boot_id, phase, what, 1, capture_id, to_capture, sum(sent - got), sum(sent), min(first_ns), max(last_ns) FROM ("
	" SELECT s.boot_id, f.role AS phase, CASE f.role WHEN 'login' THEN 'login answers' ELSE 'stream datagrams' END AS what, f.capture_id,"
	"  n.capture_id AS to_capture, f.down_frames AS sent, coalesce(f.first_down_ns, f.first_ns) AS first_ns, coalesce(f.last_down_ns, f.last_ns) AS last_ns,"
	"  (SELECT max(o.down_frames) FROM flow o WHERE o.capture_id = n.capture_id AND " SAME_FLOW("o", "f") ") AS got"
	"  FROM boot_flow s JOIN flow f USING (flow_id) JOIN vantage v ON v.capture_id = f.capture_id AND v.vantage <> 'target-side'"
	"  AND v.clock_uncertainty_ns IS NOT NULL JOIN temp.loss_tap n ON n.rank < " RANK("v") " AND " HEARS("1")
	"  WHERE f.role <> 'other' AND f.first_ns >= n.from_ns AND f.last_ns <= n.to_ns)"
	" WHERE sent > got GROUP BY boot_id, phase, capture_id, to_capture;";

/* ARP and ICMP to the target: of a few of them each one is kept. */
static const char sql_events[] =
	"INSERT INTO loss SELECT boot_id, phase, what, 1, capture_id, to_capture, sum(lost), count(*), min(ns), max(ns) FROM ("
	" SELECT be.boot_id, be.phase, CASE WHEN e.kind GLOB 'arp-*' THEN 'ARP answers' ELSE 'ICMP messages' END AS what, e.capture_id,"
	"  n.capture_id AS to_capture, be.ns, count(*) OVER (PARTITION BY be.boot_id, e.kind, e.src_mac, e.capture_id) AS many,"
	"  NOT EXISTS (SELECT 1 FROM copy x JOIN event y USING (event_id) WHERE x.main = be.event_id AND y.capture_id = n.capture_id) AS lost"
	"  FROM boot_event be JOIN event e USING (event_id) JOIN boot b ON b.boot_id = be.boot_id JOIN temp.loss_near n ON n.boot_id = be.boot_id AND n.own"
	"  JOIN vantage v ON v.capture_id = e.capture_id AND v.vantage <> 'target-side' AND v.clock_uncertainty_ns IS NOT NULL"
	"  WHERE e.kind IN ('arp-reply', 'icmp-unreachable', 'icmp-time-exceeded') AND e.src_mac <> b.mac AND (e.dst_mac = b.mac OR e.dst_ip = b.lease_ip)"
	"  AND be.ns BETWEEN n.from_ns AND n.to_ns) WHERE many <= 8"
	" GROUP BY boot_id, phase, what, capture_id, to_capture HAVING sum(lost) > 0;";

/* Of several taps: the two that are next to each other. */
static const char sql_between[] =
	"DELETE FROM loss WHERE rowid NOT IN (SELECT id FROM (SELECT l.rowid AS id, row_number() OVER (PARTITION BY l.boot_id, l.what, l.down,"
	"  CASE l.phase WHEN 'dhcp' THEN l.rowid END ORDER BY abs(" RANK("f") " - " RANK("t") "), l.n DESC, f.place, t.place) AS k"
	" FROM loss l JOIN vantage f ON f.capture_id = l.from_capture JOIN vantage t ON t.capture_id = l.to_capture) WHERE k = 1)";

int losses_write(struct store *s, struct err *err)
{
	static const char *const sql[] = {drop, sql_taps, sql_dhcp, sql_dhcp_sum, sql_transfers, sql_flows, sql_events, sql_between, drop};
	size_t i;

	if (store_int(s, "SELECT count(*) FROM vantage WHERE clock_uncertainty_ns IS NOT NULL", NULL, 0, 0) < 2)
		return 0;
	for (i = 0; i < sizeof(sql) / sizeof(sql[0]); i++)
		if (store_script(s, sql[i], err) < 0)
			return -1;
	return 0;
}
