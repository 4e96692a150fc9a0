#!/usr/bin/env python3
"""What is left of an original case in what was made from its anonymised copy.

check.py tokens ORIGINAL LEVEL FILE...   complains of each original token found in a file
check.py same ORIGINAL OTHER             ids, verdicts, phases, counts and times are the same
check.py verdicts ORIGINAL OTHER         verdicts are the same after another analysis
check.py columns CASE REDACT.C           every column of text is dealt with
check.py subnets LEGEND                  addresses share as many leading bits as before
check.py plant CASE                      puts IPv6 addresses into it
"""
import ipaddress
import re
import sqlite3
import sys

KEPT = re.compile(r"^(ff:ff|0[13]:00|33:33|00:00:00:00:00:00|00:00:0c:07:ac|00:00:0c:9f|00:00:5e:00:01)")
COMMON = {"ardbp32.bin", "tsbbdm.bin", "pvsnbpx64.efi", "pvsnbpia32.efi", "octet", "default", "boot", "pvs", "image", "images", "wdsnbp.com"}


# What the program itself calls places: as the name of a capture these words say nothing of a site.
PLACES = {"target-port", "target-ports", "target-side", "server-port", "server-side", "relay", "client", "server", "target", "peer", "helper", "neighbour"}


IP6 = tuple(ipaddress.ip_address(i) for i in ("2001:db8:77:1::4a", "fe80::250:56ff:fe66:77", "2001:db8:77::"))


def column(db, sql):
    return {r[0] for r in db.execute(sql) if r[0]}


def safe_bytes(s):
    """The bytes behind text as tables hold it."""
    s = re.sub(r"\\u\{([0-9a-f]+)\}", lambda m: chr(int(m.group(1), 16)), s)
    return s.replace("\\\\", "\\").encode()


def macs(db):
    found = set()
    for t, c in (("event", "src_mac"), ("event", "dst_mac"), ("event", "client"), ("dhcp", "chaddr"), ("arp", "sha"),
                 ("arp", "tha"), ("station", "mac"), ("address", "mac"), ("target", "mac"), ("flow", "server_mac"),
                 ("server", "mac")):
        found |= column(db, "SELECT DISTINCT %s FROM %s" % (c, t))
    return {m for m in found if len(m) == 17 and not KEPT.match(m)}


def ips(db):
    found = set()
    for t, cs in (("event", "src_ip dst_ip"), ("dhcp", "ciaddr yiaddr siaddr giaddr requested_ip server_id router"),
                  ("arp", "spa tpa"), ("icmp", "q_src q_dst"), ("address", "ip"), ("server", "ip"),
                  ("flow", "client_ip server_ip"), ("boot", "lease_ip dhcp_server relay boot_server stream_server")):
        for c in cs.split():
            found |= column(db, "SELECT DISTINCT %s FROM %s" % (c, t))
    return {i for i in found if re.match(r"^\d+\.\d+\.\d+\.\d+$", i)
            and not re.match(r"^(0|127|22[4-9]|23\d|24\d|25\d|169\.254)\.", i)}


def names(db):
    found = set()
    for t, c in (("dhcp", "hostname"), ("dhcp", "sname"), ("dhcp", "file"), ("dhcp", "bootfile"), ("dhcp", "tftp_name"),
                 ("transfer", "file"), ("target", "hostname"), ("boot", "boot_file")):
        found |= column(db, "SELECT DISTINCT %s FROM %s" % (c, t))
    for path in column(db, "SELECT path FROM capture"):
        found.add(path)
        found.add(path.split("/")[-1].split(".")[0])
    found = {n for n in found if len(n) > 3 and n.lower() not in COMMON and not re.match(r"^[\d.]+$", n)}
    return {n for n in found if n.lower() not in PLACES}


def patterns(db, level):
    """(what, bytes that occur in it, pattern)"""
    for n in names(db):
        for form in {n.encode(), safe_bytes(n), n.encode("utf-16-le"), n.encode().hex().encode()}:
            yield n, form, re.compile(rb"(?<![0-9A-Za-z])" + re.escape(form) + rb"(?![0-9A-Za-z])", re.I)
    for u in column(db, "SELECT DISTINCT uuid FROM dhcp UNION SELECT uuid FROM target"):
        plain = bytes.fromhex(u.replace("-", ""))
        if len(set(plain)) == 1:  # none
            continue
        wire = plain[3::-1] + plain[5:3:-1] + plain[7:5:-1] + plain[8:]
        for form in (u.encode(), plain, wire, wire.hex().encode()):
            yield u, form, re.compile(re.escape(form), re.I)
    if level == "names":
        return
    for m in macs(db):
        raw = bytes.fromhex(m.replace(":", ""))
        for form in (m.encode(), m.replace(":", "-").encode(), raw.hex().encode(), raw):
            yield m, form, re.compile(re.escape(form), re.I if form != raw else 0)
        yield "...%s" % m[9:], m[9:].encode(), re.compile(rb"\xe2\x80\xa6" + m[9:].encode())
    for i in IP6:
        for form in (str(i).encode(), i.exploded.encode(), i.packed, i.packed.hex().encode()):
            yield str(i), form, re.compile(re.escape(form), re.I if form != i.packed else 0)
    for i in ips(db):
        yield i, i.encode(), re.compile(rb"(?<![0-9.])" + re.escape(i.encode()) + rb"(?![0-9]|\.[0-9])")


def plain_text(data):
    """What a page says, without the places where a line may break."""
    return re.sub(rb"<wbr>", b"", data)


def tokens(original, level, files):
    db = sqlite3.connect("file:%s?mode=ro" % original, uri=True)
    wanted, bad = list(patterns(db, level)), 0
    for f in files:
        with open(f, "rb") as handle:
            data = handle.read()
        if f.endswith(".html"):
            data += plain_text(data)
        low = data.lower()
        for what, form, pattern in wanted:
            hit = form.lower() in low and pattern.search(data)
            if hit:
                bad += 1
                print("    %s: %s: ...%r..." % (f, what, data[max(0, hit.start() - 30):hit.end() + 30]))
    if level != "names":
        bad += frames(db, files)
    print("    %d tokens in %d files" % (len({w for w, _, _ in wanted}), len(files)))
    return bad


def frames(db, files):
    """Addresses in frames, as four bytes."""
    bad, known = 0, {bytes(int(x) for x in i.split(".")): i for i in ips(db)}
    for f in files:
        if not f.endswith(".anon"):
            continue
        other = sqlite3.connect("file:%s?mode=ro" % f, uri=True)
        for kind, raw in other.execute("SELECT kind, raw FROM frames"):
            for at in range(14, len(raw) - 3):
                if raw[at:at + 4] in known:
                    bad += 1
                    print("    %s: %s in a frame, %s at %d" % (f, known[raw[at:at + 4]], kind, at))
    return bad


# Columns of text that cannot name anybody: words of ours, numbers, what is kept knowingly; run is emptied.
HARMLESS = """
capture.format capture.compression capture.status interface.link ledger_entry.bucket ledger_entry.reason event.kind
event.vlan event.l2_cast event.l3_cast event.odd run.bytes event_copy.how fragment.missing dhcp.type dhcp.vendor_class dhcp.mask
dhcp.params arp.form l2.protocol l2.state transfer.protocol transfer.mode transfer.status transfer.error_from
transfer.stall_side transfer.content_xxh3 transfer.version transfer.first_reply transfer.oack_fault transfer.image
sql_call.known_by sql_call.procedure flow.role flow.signs flow_gap.waiting flow_gap.after flow_spell.kind address.via redaction.level redaction.version
analysis.version analysis.rules_digest vantage.vantage said.vantage target.firmware server.roles boot.path boot.outcome
boot.phase_reached boot.client_kind boot.primary_rule boot.confidence boot_event.phase boot_stream.stall_scope company.by_what
step.phase step.status exchange.kind exchange.l2_cast exchange.l3_cast exchange.who exchange.secs_list offer.message
offer.who offer.class offer.fault_code finding.rule site_rule.rule finding.phase finding.kind finding.scope finding.verdict
evidence_row.role translation.what loss.phase loss.what
""".split()


def columns(case, source):
    """Each column of text or bytes is either rewritten or known to be harmless."""
    with open(source, encoding="utf-8") as f:
        dealt = {"%s.%s" % m for m in re.findall(r'\{"(\w+)", "(\w+)", ', f.read())} | set(HARMLESS)
    db, bad = sqlite3.connect("file:%s?mode=ro" % case, uri=True), 0
    for (table,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"):
        for column_row in db.execute("PRAGMA table_info(%s)" % table):
            name = "%s.%s" % (table, column_row[1])
            if column_row[2] in ("TEXT", "BLOB") and name not in dealt:
                bad += 1
                print("    %s: neither rewritten by analyzer/redact/redact.c nor listed as harmless here" % name)
    return bad


def differing(a, b, queries):
    """Says which queries have other rows in another case; how many."""
    bad = 0
    for sql in queries:
        rows = [sorted(sqlite3.connect("file:%s?mode=ro" % f, uri=True).execute(sql).fetchall(), key=repr)
                for f in (a, b)]
        if rows[0] != rows[1]:
            bad += 1
            print("    differs: %s" % sql)
    return bad


def same(a, b):
    return differing(a, b, (
        "SELECT boot_id, attempt, start_ns, end_ns, path, outcome, phase_reached, primary_rule, confidence FROM boot",
        "SELECT boot_id, seq, phase, status, start_ns, end_ns, tries FROM step",
        "SELECT finding_id, rule, verdict, score, is_primary, boot_id FROM finding",
        "SELECT finding_id, seq, event_id, role FROM evidence_row",
        "SELECT event_id, kind, ns, length(raw), wirelen FROM frames",
        "SELECT capture_id, bucket, reason, frames FROM ledger_entry",
        "SELECT event_id, bucket_id, bucket_hw, xid, secs FROM dhcp"))


def verdicts(a, b):
    """As same, after another analysis: clocks are then measured again, to within a microsecond."""
    return differing(a, b, (
        "SELECT boot_id, attempt, path, outcome, phase_reached, primary_rule, confidence FROM boot",
        "SELECT boot_id, seq, phase, status, tries FROM step",
        "SELECT rule, verdict, is_primary, boot_id FROM finding"))


def plant(case):
    """Puts IPv6 addresses where a capture or a person may leave one: text, and a frame."""
    db = sqlite3.connect(case)
    udp = bytes.fromhex("0222022300080000")
    frame = bytes.fromhex("005056010203" "005056040506" "86dd" "60000000000811ff") + bytes(IP6[0].packed) + \
        bytes(IP6[1].packed) + udp
    db.execute("UPDATE event SET raw = ?, run_id = NULL, wirelen = ? WHERE event_id = 1", (frame, len(frame)))
    db.execute("UPDATE event SET comment = ?", ("seen from [%s]:546" % IP6[0],))
    db.execute("UPDATE info SET info = info || ?", (" of %s" % IP6[1],))
    db.execute("UPDATE note SET text = ?", ("ask the owner of %s, not of %s" % IP6[:2],))
    db.execute("UPDATE interface SET filter = ?", ("host %s or net %s/48" % (IP6[0], IP6[2]),))
    db.execute("UPDATE finding SET filter = ?", ("ipv6.addr == %s" % IP6[0],))
    # the page it was written for has a capture that nothing is known of; an analysis leaves none like that
    db.execute("INSERT INTO vantage(capture_id, vantage, reasons, clock_offset_ns) SELECT capture_id, 'unknown', '', 0"
               " FROM capture WHERE capture_id NOT IN (SELECT capture_id FROM vantage)")
    db.commit()
    return 0


def subnets(legend):
    def bits(ip):
        return sum(int(x) << s for x, s in zip(ip.split("."), (24, 16, 8, 0)))

    def shared(x, y):
        return 32 - (x ^ y).bit_length()
    pairs = []
    with open(legend, encoding="utf-8") as f:
        for line in f:
            kind, original, other = line.rstrip("\n").split("\t")
            if kind == "ip":
                pairs.append((bits(original), bits(other)))
    bad = 0
    for i, (a, x) in enumerate(pairs):
        for b, y in pairs[:i]:
            if shared(a, b) != shared(x, y):
                bad += 1
                print("    %x %x became %x %x" % (a, b, x, y))
    return bad


def main():
    what, rest = sys.argv[1], sys.argv[2:]
    if what == "tokens":
        return tokens(rest[0], rest[1], rest[2:])
    return {"same": same, "verdicts": verdicts, "subnets": subnets, "columns": columns, "plant": plant}[what](*rest)


sys.exit(1 if main() else 0)
