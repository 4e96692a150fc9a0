#!/usr/bin/env python3
"""Makes case.sql, the hand-made case that the report is tested with: python3 case.py > case.sql

A morning at one site: fourteen boots, six of them failed, two captures that see it from both ends and
one that could not be read, and names that try to break out of the page.
"""
import calendar
import socket
import struct

EPOCH = calendar.timegm((2026, 11, 21, 8, 0, 0))
SCRIPT = "<script>alert(1)</script>"
LONG = "boot/" + "very-long-directory-name/" * 8 + "ARDBP32.BIN\" onload=\"alert(2)"
RTL = "VDI-\\u{202e}gpj.exe"
DHCP_A, RELAY, PVS1, PVS2 = "10.20.0.11", "10.20.7.1", "10.20.0.21", "10.20.0.22"
SRV = {DHCP_A: "00:15:5d:0a:00:11", RELAY: "00:00:0c:07:ac:07", PVS1: "00:15:5d:0a:00:21",
       PVS2: "00:15:5d:0a:00:22", "10.20.7.5": "3c:52:82:10:44:05"}
BCAST = "ff:ff:ff:ff:ff:ff"
out = []
state = {"event": 0, "frame": {1: 40, 2: 900}, "finding": 0, "target": 0, "boot": 0}


def ns(t):
    return EPOCH * 10**9 + round(t * 10**9)


def lit(v):
    if v is None:
        return "NULL"
    if isinstance(v, bytes):
        return "x'" + v.hex() + "'"
    return str(v) if isinstance(v, (int, float)) else "'" + v.replace("'", "''") + "'"


def row(table, **cols):
    out.append("INSERT INTO %s (%s) VALUES (%s);" % (table, ", ".join(cols), ", ".join(map(lit, cols.values()))))


def mac(s):
    return bytes.fromhex(s.replace(":", ""))


def checksum(b):
    s = sum(struct.unpack("!%dH" % (len(b) // 2), b))
    while s >> 16:
        s = (s & 0xffff) + (s >> 16)
    return s ^ 0xffff


def ip(src, dst, proto, payload):
    h = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 7, 0, 64, proto, 0, socket.inet_aton(src),
                    socket.inet_aton(dst))
    return h[:10] + struct.pack("!H", checksum(h)) + h[12:] + payload


def udp(sport, dport, payload):
    return struct.pack("!HHHH", sport, dport, 8 + len(payload), 0) + payload


def eth(src, dst, etype, payload):
    return (mac(dst) + mac(src) + struct.pack("!H", etype) + payload).ljust(60, b"\0")


def dhcp(op, chaddr, xid, secs, flags, options, yiaddr="0.0.0.0", giaddr="0.0.0.0", siaddr="0.0.0.0"):
    return struct.pack("!BBBBIHH4s4s4s4s16s192xI", op, 1, 6, 0, xid, secs, flags, bytes(4),
                       socket.inet_aton(yiaddr), socket.inet_aton(siaddr), socket.inet_aton(giaddr), mac(chaddr),
                       0x63825363) + b"".join(bytes([c, len(v)]) + v for c, v in options) + b"\xff"


def event(cap, t, kind, src, dst, info, frame, client, ports=(None, None), macs=None):
    state["event"] += 1
    state["frame"][cap] += 7
    e = state["event"]
    row("info", info_id=e, info=info)
    row("event", event_id=e, capture_id=cap, frame=state["frame"][cap], iface=0, linktype=1, ns=ns(t), kind=kind,
        client=client, src_other=macs[0], dst_other=macs[1], src_ip=src, dst_ip=dst, src_port=ports[0],
        dst_port=ports[1], whole=1, malformed=0, odd="", info_id=e, wirelen=len(frame), raw=frame)
    return e


class Boot:
    """One boot of one target; says things in the order in which they happened."""

    def __init__(self, m, host=None, ip_=None, xid=0x5a000000):
        self.m, self.host, self.ip, self.xid, self.ev, self.st = m, host, ip_, xid, [], []
        state["boot"] += 1
        self.id = state["boot"]

    def add(self, phase, t, *args, **kw):
        e = event(kw.pop("cap", 1), t, *args, client=self.m, **kw)
        self.ev.append((e, ns(t), phase))
        return e

    def dhcp(self, t, kind, src="0.0.0.0", dst="255.255.255.255", secs=0, text="", opts=(), yiaddr="0.0.0.0",
             giaddr="0.0.0.0", siaddr="0.0.0.0", cap=1, phase="dhcp", flags=0):
        types = {"dhcp-discover": 1, "dhcp-offer": 2, "dhcp-request": 3, "dhcp-ack": 5, "dhcp-nak": 6,
                 "dhcp-decline": 4, "pxe-offer": 2, "pxe-request": 3, "pxe-ack": 5}
        op = 1 if kind in ("dhcp-discover", "dhcp-request", "dhcp-decline", "pxe-request") else 2
        pay = dhcp(op, self.m, self.xid, secs, flags, [(53, bytes([types[kind]]))] + list(opts), yiaddr, giaddr,
                   siaddr)
        sp, dp = (68, 67) if op == 1 else (67, 68)
        if giaddr != "0.0.0.0":
            sp = dp = 67
        sm = SRV.get(src, self.m)
        dm = BCAST if dst == "255.255.255.255" else SRV.get(dst, self.m)
        name = kind.split("-")[1].capitalize()
        info = "DHCP %s xid 0x%08x secs %d%s" % (name, self.xid, secs, ", " + text if text else "")
        return self.add(phase, t, kind, src, dst, info, eth(sm, dm, 0x800, ip(src, dst, 17, udp(sp, dp, pay))),
                        ports=(sp, dp), macs=(sm, dm), cap=cap)

    def udp(self, phase, t, kind, src, dst, sp, dp, payload, info, cap=1):
        sm, dm = SRV.get(src, self.m), SRV.get(dst, self.m)
        return self.add(phase, t, kind, src, dst, info, eth(sm, dm, 0x800, ip(src, dst, 17, udp(sp, dp, payload))),
                        ports=(sp, dp), macs=(sm, dm), cap=cap)

    def step(self, phase, status, start=None, end=None, tries=1, peer=None, note=""):
        self.st.append(dict(phase=phase, status=status, start_ns=None if start is None else ns(start),
                            end_ns=None if end is None else ns(end), tries=tries, peer=peer, note=note))

    def dora(self, t, server=DHCP_A, file="ARDBP32.BIN", next_=PVS1, arch=0):
        o = [(60, b"PXEClient:Arch:%05d:UNDI:002001" % arch), (93, struct.pack("!H", arch))]
        b = [(66, next_.encode()), (67, file.encode())] if file else []
        srv = [(54, socket.inet_aton(server)), (51, struct.pack("!I", 86400))]
        self.dhcp(t, "dhcp-discover", secs=4, opts=o, text="PXEClient")
        self.dhcp(t + .0112, "dhcp-offer", server, self.ip, opts=srv + b, yiaddr=self.ip, siaddr=next_,
                  text="%s from %s" % (self.ip, server))
        self.dhcp(t + .0931, "dhcp-request", secs=4, opts=o + [(54, socket.inet_aton(server))],
                  text="asks for " + self.ip)
        self.dhcp(t + .1043, "dhcp-ack", server, self.ip, opts=srv + b, yiaddr=self.ip, siaddr=next_,
                  text="%s for 1 day" % self.ip)
        self.step("dhcp", "ok", t, t + .1043, peer=server, note="address " + self.ip)

    def tftp(self, t, server=PVS1, file="ARDBP32.BIN"):
        self.udp("bootfile", t, "tftp-rrq", self.ip, server, 2070, 69, b"\0\1" + file.encode() + b"\0octet\0",
                 "TFTP read \"%s\" octet" % file)
        self.udp("bootfile", t + .002, "tftp-data", server, self.ip, 49160, 2070, b"\0\3\0\1" + bytes(512),
                 "TFTP DATA block 1")
        self.udp("bootfile", t + .9, "tftp-ack", self.ip, server, 2070, 49160, b"\0\4\1\x9a",
                 "TFTP ACK block 410, the last")
        self.step("pxe", "skipped", note="the boot file came with the lease")
        self.step("bootfile", "ok", t, t + .9, peer=server, note="209 664 bytes of %s" % file)

    def pvs(self, t, login=PVS1, stream=PVS2, until=46.0):
        self.udp("login", t, "pvs-login", self.ip, login, 6901, 6910, b"\7" * 64, "PVS login request")
        self.udp("login", t + .02, "pvs-login-reply", login, self.ip, 6910, 6901, b"\7" * 40, "PVS login reply")
        self.step("login", "ok", t, t + .02, peer=login, note="sent on to " + stream)
        self.udp("stream", t + .3, "pvs-request", self.ip, stream, 6901, 6914, b"\1" * 48, "PVS read")
        self.udp("stream", t + .301, "pvs-data", stream, self.ip, 6914, 6901, b"\2" * 200, "PVS data, burst of 23")
        self.step("stream", "ok", t + .3, t + 14, peer=stream, note="118.4 MB")
        self.udp("handover", t + 17.6, "pvs-login", self.ip, stream, 6905, 6914, b"\7" * 64, "PVS login of bnistack")
        self.udp("handover", t + 17.61, "pvs-login-reply", stream, self.ip, 6914, 6905, b"\7" * 40, "PVS login reply")
        self.step("handover", "ok", t + 17.6, t + 17.61, peer=stream, note="after 3.6 s of silence, as usual")
        self.step("os", "ok", t + 17.61, until, peer=stream, note="streams steadily to the end of the capture")

    def close(self, start, end, outcome, phase, path="pxe", summary="", rule=None, confidence=None, attempt=1,
              relay=None, kind="intel-rom", vendor="VMware", firmware="intel-rom", boot_server=None, file=None,
              login=None, stream=None, sbytes=0, server=DHCP_A, open_start=0, target=None):
        if target is None:
            state["target"] += 1
            target = state["target"]
            row("target", target_id=target, mac=self.m, vendor=vendor, hostname=self.host, uuid=None,
                firmware=firmware)
        self.target = target
        row("boot", boot_id=self.id, target_id=target, mac=self.m, attempt=attempt, start_ns=ns(start), end_ns=ns(end),
            path=path, outcome=outcome, phase_reached=phase, client_kind=kind, patience_ns=60 * 10**9,
            seen_until_ns=ns(1200), open_start=open_start, lease_ip=self.ip, dhcp_server=server, relay=relay,
            boot_server=boot_server, boot_file=file, file_source=None, login_server=login, stream_server=stream,
            stream_bytes=sbytes, uses_pxe=1, long_enough=int(outcome != "incomplete"), primary_rule=rule,
            confidence=confidence, summary=summary)
        for e, when, ph in self.ev:
            row("boot_event", boot_id=self.id, event_id=e, ns=when, phase=ph)
        for i, s in enumerate(self.st):
            row("step", boot_id=self.id, seq=i + 1, **s)
        return self

    def finding(self, rule, title, phase, score, explanation, evidence, against="", check="", remedy="", filter_="",
                kind="failure", verdict="yes", primary=1, server=None):
        state["finding"] += 1
        f = state["finding"]
        row("finding", finding_id=f, rule=rule, title=title, phase=phase, kind=kind, scope="boot", boot_id=self.id,
            mac=self.m, server_ip=server, capture_id=None, verdict=verdict, score=score, is_primary=primary,
            summary=title + ".", explanation=explanation, against=against, check_next=check, remedy=remedy,
            filter=filter_)
        for i, (e, role) in enumerate(evidence):
            row("evidence_row", finding_id=f, seq=i + 1, event_id=e, role=role)


def captures():
    row("capture", capture_id=1, path="lindau/floor7-target-vlan207.pcapng", sha256="9f2b" * 16, xxh3="a1" * 16,
        format="pcapng", compression="none", frames=184220, bytes=151338112, file_bytes=157211648, first_ns=ns(-30),
        last_ns=ns(1200), status="complete", note="")
    row("capture", capture_id=2, path="lindau/dhcp-a \"%s\".pcap.gz" % SCRIPT, sha256="07c3" * 16, xxh3="b2" * 16,
        format="pcap", compression="gzip", frames=9312, bytes=3211040, file_bytes=1102930, first_ns=ns(-12),
        last_ns=ns(760.25), status="cut",
        note="The file ends in the middle of frame 9313; everything before it was read.")
    row("capture", capture_id=3, path="lindau/pvs01-NetTrace.etl", sha256="e5d1" * 16, xxh3="c3" * 16,
        format="etl", compression="none", frames=0, bytes=0, file_bytes=26214400, first_ns=None, last_ns=None,
        status="refused", note="A Windows event trace. Convert it on Windows: etl2pcapng pvs01-NetTrace.etl pvs01.pcapng")
    for c, v, why, off, unc in (
            (1, "target-side", "Unicast to 13 targets was seen; sent with a TTL that no router has touched.", 0, 0),
            (2, "server-side", "All traffic of 10.20.0.11 in both directions was seen.", 412300000, 1800000)):
        row("vantage", capture_id=c, vantage=v, reasons=why, clock_offset_ns=off, clock_uncertainty_ns=unc,
            label=("floor7-target-vlan207.pcapng", "dhcp-a \"%s\".pcap.gz" % SCRIPT)[c - 1])
    for c, b, why, n, size in (
            (1, "fact", "control frame", 612, 301200), (1, "measured", "PVS streaming", 171004, 149802113),
            (1, "unrelated", "other protocols", 12301, 1201299), (1, "duplicate", "seen at two ports", 291, 32100),
            (1, "unreadable", "IP header cut by the snap length", 12, 1400), (2, "fact", "control frame", 1204, 640120),
            (2, "unrelated", "other protocols", 8108, 2570920)):
        row("ledger_entry", capture_id=c, bucket=b, reason=why, frames=n, bytes=size)
    row("interface", capture_id=1, iface=0, linktype=1, link="Ethernet", snaplen=65535, name="eth0", description="",
        filter="", frames=184220, drops_if=0, drops_os=0)
    for i, (a, roles) in enumerate(((DHCP_A, "dhcp"), (RELAY, "relay"), (PVS1, "proxydhcp tftp login stream"),
                                    (PVS2, "login stream"), ("10.20.7.5", "dhcp"))):
        row("server", server_id=i + 1, ip=a, mac=SRV[a], roles=roles)
    row("analysis", version="0.1.0", rules=58, rules_digest="4d7a" * 16)


LB = dict(
    rule="dhcp-lb-to-peer-single-helper",
    title="The only DHCP server that hears this machine leaves it to its failover peer",
    phase="dhcp", score=.93, server=DHCP_A,
    remedy="Add the failover peer of 10.20.0.11 as a second helper address on relay 10.20.7.1. Until that is done, "
    "boot these machines by PXE instead of the ISO: the PXE ROM sends seconds 4 and is always answered.",
    check="Look in the log of 10.20.0.11 for \"load balance to peer\" beside this MAC address.\n"
    "Compare with a working boot: its first DISCOVER has seconds above 3.",
    filter_="dhcp.hw.mac_addr == {m} && dhcp.option.dhcp == 1")


def lb(start, m, host, bucket, tries):
    b = Boot(m, host, xid=0x3c11a000 + bucket)
    ev, t = [], start
    for i in range(tries):
        ev.append((b.dhcp(t, "dhcp-discover", text="no B flag"), "for"))
        ev.append((b.dhcp(t + .0004, "dhcp-discover", RELAY, DHCP_A, giaddr=RELAY, cap=2, text="relayed"), "for"))
        t += (4, 8, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16)[i]
    b.step("dhcp", "failed", start, t, tries, note="%d questions, no answer" % tries)
    b.close(start, t, "failed", "dhcp", "bdm-iso", "Asked %d times for an address and was never answered." % tries,
            LB["rule"], "high", relay=RELAY, server=None, kind="citrix-bootstrap", firmware="citrix-bootstrap")
    kw = dict(LB)
    kw["filter_"] = kw["filter_"].format(m=m)
    b.finding(explanation="%s asked %d times. Every question reached 10.20.0.11, the server's own capture shows it. "
              "The server answered 9 other machines in the same minutes, but never this one. Its hash bucket is %d, "
              "and all machines with buckets from 128 to 255 went unanswered: that is how a failover pair divides "
              "its clients. The seconds field stayed at 0, so the server never took over." % (m, tries, bucket),
              evidence=ev[:6] + ev[-1:],
              against="The peer itself was not captured. That it is alive is assumed, because the split is exact.", **kw)
    return b


def failed_boots():
    lb(63.12, "00:50:56:aa:01:07", "VDI-007", 203, 4)
    lb(71.48, "00:50:56:aa:01:0b", SCRIPT, 141, 12)
    proxy_missing()
    duplicate()
    not_found()
    unexplained()


def proxy_missing():
    t, m = 244.0, "00:15:5d:20:11:03"
    b = Boot(m, "VDI-031", "10.20.7.131", 0x9b3e0071)
    o = [(60, b"PXEClient:Arch:00000:UNDI:002001"), (93, b"\0\0")]
    srv = [(54, socket.inet_aton(DHCP_A)), (51, struct.pack("!I", 86400))]
    ev = [(b.dhcp(t, "dhcp-discover", secs=4, opts=o, text="PXEClient", flags=0x8000), "for")]
    copy = b.dhcp(t + .0005, "dhcp-discover", RELAY, PVS1, secs=4, opts=o, giaddr=RELAY, text="relayed", cap=2)
    ev.append((copy, "for"))
    b.dhcp(t + .0119, "dhcp-offer", DHCP_A, "255.255.255.255", opts=srv, yiaddr=b.ip, text=b.ip + ", no boot file")
    quote = ip(RELAY, PVS1, 17, udp(67, 67, bytes(8)))
    icmp = struct.pack("!BBHI", 3, 3, 0, 0) + quote
    icmp = icmp[:2] + struct.pack("!H", checksum(icmp)) + icmp[4:]
    ev.append((b.add("pxe", t + .0009, "icmp-unreachable", PVS1, RELAY,
                     "ICMP port unreachable: 10.20.0.21 has nothing on UDP 67", eth(SRV[PVS1], SRV[RELAY], 0x800,
                     ip(PVS1, RELAY, 1, icmp)), macs=(SRV[PVS1], SRV[RELAY]), cap=2), "for"))
    for i, d in enumerate((4, 12, 28)):
        b.dhcp(t + d, "dhcp-discover", secs=4 + d, opts=o, text="PXEClient", flags=0x8000)
        last = b.dhcp(t + d + .0109, "dhcp-offer", DHCP_A, "255.255.255.255", opts=srv, yiaddr=b.ip,
                      text=b.ip + ", no boot file")
    ev.append((last, "context"))
    b.step("dhcp", "ok", t, t + .0119, 1, DHCP_A, "offered " + b.ip)
    b.step("pxe", "failed", t + .0005, t + 60, 4, PVS1, "no boot server answered: PXE-E53 on the screen")
    b.close(t, t + 60, "failed", "pxe", "proxydhcp", "Got an address offered four times, but nobody named a boot file.",
            "pxe-proxy-missing", "high", relay=RELAY, vendor="Microsoft")
    b.finding("pxe-proxy-missing", "The PXE service on 10.20.0.21 runs but does not listen on UDP port 67", "pxe", .96,
              "The DHCP server offered an address without a boot file, as it should where a PXE service names the file. "
              "The relay did send a copy of the question to 10.20.0.21. That host refused it: ICMP port unreachable, "
              "0.4 ms later. The client then shows PXE-E53.", ev,
              against="Nothing. The same host answered TFTP in the same minute, so the host itself is up.",
              check="On 10.20.0.21: netstat -abno -p udp | findstr :67", server=PVS1,
              remedy="Restart the service \"Citrix PVS PXE Service\" on 10.20.0.21 and see that it binds UDP 67. "
              "If it lost the race against the network at start-up, set it to delayed start.",
              filter_="dhcp.hw.mac_addr == %s || (icmp.type == 3 && ip.src == 10.20.0.21)" % m)
    second = Boot(m, "VDI-031", "10.20.7.131", 0x9b3e0099)
    second.dora(430)
    second.tftp(430.4)
    second.pvs(432, until=470)
    second.close(430, 470, "booted", "os", summary="Booted in 19.6 s after the service was restarted.", attempt=2,
                 boot_server=PVS1, file="ARDBP32.BIN", login=PVS1, stream=PVS2, sbytes=118400000, target=b.target)


def duplicate():
    t, m, other = 391.25, "00:15:5d:20:11:44", "00:15:5d:20:11:45"
    b = Boot(m, "VDI-044", "10.20.7.144", 0x771200aa)
    b.dora(t)
    b.tftp(t + .4)
    b.pvs(t + 2, until=t + 31)
    b.st[-1] = dict(b.st[-1], status="failed", note="stopped 0.3 s after another machine announced the same address")
    ask = b.dhcp(t + 26.1, "dhcp-request", text="MSFT 5.0, asks again for cached 10.20.7.99", phase="os",
                 opts=[(50, socket.inet_aton("10.20.7.99"))])
    arp = struct.pack("!HHBBH6s4s6s4s", 1, 0x800, 6, 4, 2, mac(other), socket.inet_aton("10.20.7.99"), mac(other),
                      socket.inet_aton("10.20.7.99"))
    probe = b.add("os", t + 28.2, "arp-announcement", None, None, "ARP 10.20.7.99 is at " + m,
                  eth(m, BCAST, 0x806, arp.replace(mac(other), mac(m))), macs=(m, BCAST))
    clash = b.add("os", t + 28.9, "arp-announcement", None, None, "ARP 10.20.7.99 is at " + other,
                  eth(other, BCAST, 0x806, arp), macs=(other, BCAST))
    nak = b.dhcp(t + 38.4, "dhcp-nak", DHCP_A, "255.255.255.255", text="wrong network", phase="os")
    b.close(t, t + 41, "failed", "os", summary="Streamed 118.4 MB, then stopped when its address was claimed twice.",
            rule="dhcp-cached-lease-conflict", confidence="medium", vendor="Microsoft", boot_server=PVS1,
            file="ARDBP32.BIN", login=PVS1, stream=PVS2, sbytes=118400000)
    b.finding("dhcp-cached-lease-conflict", "Two machines use the address that was cached in the shared image", "os", .78,
              "Windows asked for 10.20.7.99, the lease of the machine on which the image was sealed. The server's "
              "answer took 12.3 s. Before it came, two machines announced the same address. Windows stops with "
              "0x000000BC NETWORK_BOOT_DUPLICATE_ADDRESS.",
              [(ask, "for"), (probe, "for"), (clash, "for"), (nak, "against")],
              against="The server did refuse the cached address in the end (NAK). A quicker answer would have avoided the stop.",
              check="On the screen: stop code 0x000000BC, first parameter 0x6307140A (10.20.7.99).",
              remedy="Clear the cached lease before sealing the image: stop the DHCP client, empty DhcpIPAddress below "
              "Tcpip\\\\Parameters\\\\Interfaces, shut down.",
              filter_="arp.src.proto_ipv4 == 10.20.7.99 || dhcp.hw.mac_addr == %s" % m, server=DHCP_A)
    b.finding("dhcp-offer-late", "The DHCP server answers Windows late", "os", .7, "12.3 s from REQUEST to NAK; the "
              "median of this server is 11 ms.", [(ask, "for"), (nak, "for")], kind="degraded", primary=0)


def not_found():
    t, m = 502.0, "00:50:56:aa:02:19"
    b = Boot(m, RTL, "10.20.7.119", 0x66aa0d01)
    b.dora(t, file=LONG)
    rrq = b.udp("bootfile", t + .31, "tftp-rrq", b.ip, PVS1, 2071, 69, b"\0\1" + LONG.encode() + b"\0octet\0",
                "TFTP read \"%s\" octet" % LONG)
    e = b.udp("bootfile", t + .312, "tftp-error", PVS1, b.ip, 69, 2071, b"\0\5\0\1File <b>not</b> found\0",
              "TFTP error 1: File <b>not</b> found")
    b.step("pxe", "skipped", note="the boot file came with the lease")
    b.step("bootfile", "failed", t + .31, t + .312, 1, PVS1, "error 1: File <b>not</b> found")
    b.close(t, t + 1.2, "failed", "bootfile", summary="The boot server does not have the boot file.",
            rule="tftp-file-not-found", confidence="high", boot_server=PVS1, file=LONG)
    b.finding("tftp-file-not-found", "The boot server does not have the boot file", "bootfile", .95,
              "10.20.0.21 answered the request for \"%s\" with TFTP error 1, \"File <b>not</b> found\"." % LONG,
              [(rrq, "for"), (e, "for")], against="", server=PVS1,
              check="List the directory on 10.20.0.21 and compare letter by letter.",
              remedy="Correct option 67 in the scope of 10.20.7.0/24, or put the file where the name points.",
              filter_="tftp.error.code == 1 && ip.src == 10.20.0.21")


def losses(late, well):
    row("loss", boot_id=late, phase="dhcp", what="DHCP answers", down=1, from_capture=2, to_capture=1, n=3, of_n=4,
        first_ns=ns(391.25 + 26.4), last_ns=ns(391.25 + 34.2))
    row("loss", boot_id=late, phase="bootfile", what="TFTP requests", down=0, from_capture=1, to_capture=2, n=1, of_n=1,
        first_ns=ns(391.25 + .4), last_ns=ns(391.25 + .4))
    row("loss", boot_id=well, phase="dhcp", what="DHCP answers", down=1, from_capture=2, to_capture=1, n=1, of_n=3,
        first_ns=ns(430.1), last_ns=ns(430.1))


def unexplained():
    t, m = 840.5, "00:15:5d:20:11:60"
    b = Boot(m, "VDI-060", "10.20.7.160", 0x2200bb01)
    b.dora(t)
    b.tftp(t + .4)
    b.udp("login", t + 2, "pvs-login", b.ip, PVS1, 6901, 6910, b"\7" * 64, "PVS login request")
    last = b.udp("login", t + 7, "pvs-login", b.ip, PVS1, 6901, 6910, b"\7" * 64, "PVS login request")
    b.step("login", "failed", t + 2, t + 32, 2, PVS1, "asked twice, no answer seen")
    b.close(t, t + 60, "failed", "login", summary="Asked 10.20.0.21 to log in and was not answered, as far as was captured.",
            vendor="Microsoft", boot_server=PVS1, file="ARDBP32.BIN", login=PVS1)
    b.finding("login-no-answer", "The login server does not answer", "login", .4,
              "Two login requests went to 10.20.0.21. No answer was seen.", [(last, "for")], verdict="cannot-tell",
              primary=0, server=PVS1,
              check="The capture at the server ends at 08:12:40Z, before this boot. Capture on 10.20.0.21 itself: "
              "dumpcap -i Ethernet0 -f \"udp portrange 6910-6930\" -w pvs01.pcapng",
              filter_="udp.port == 6910 && eth.addr == %s" % m)


def other_boots():
    for i in range(6):
        m, t = "00:15:5d:20:12:%02x" % (16 + i), 20.5 + 31 * i
        b = Boot(m, "VDI-%03d" % (101 + i), "10.20.7.%d" % (201 + i), 0x11000000 + i)
        b.dora(t)
        b.tftp(t + .4)
        b.pvs(t + 2, PVS1, (PVS1, PVS2)[i % 2], until=t + 40)
        b.close(t, t + 40, "booted", "os", summary="Booted in 19.6 s.", vendor="Microsoft", boot_server=PVS1,
                file="ARDBP32.BIN", login=PVS1, stream=(PVS1, PVS2)[i % 2], sbytes=118400000 + 1000 * i)
    b = Boot("00:15:5d:20:12:30", "VDI-110", "10.20.7.230", 0x11000030)
    b.dora(1192)
    b.close(1192, 1200, "incomplete", "dhcp", summary="The capture ends 8 s after it began.", vendor="Microsoft")
    b = Boot("3c:52:82:77:00:10", "printer-7", "10.20.7.40", 0x11000031)
    b.close(300, 300.2, "leased", "dhcp", "unknown", "Renewed its address.", kind="dhclient", firmware="dhclient",
            vendor="HP", server="10.20.7.5")


def main():
    captures()
    failed_boots()
    other_boots()
    losses(5, 4)
    row("finding", finding_id=90, rule="capture-cut", title="A capture ends in the middle of a frame", phase="link",
        kind="note", scope="capture", boot_id=None, mac=None, server_ip=None, capture_id=2, verdict="yes", score=1.0,
        is_primary=0, summary="The server-side capture ends at 08:12:40Z.",
        explanation="What happened at the DHCP server after 08:12:40Z was not captured.", against="",
        check_next="Take the capture again and stop it before copying the file.", remedy="", filter="")
    row("note", note_id=1, about="boot:00:15:5d:20:11:03@%d" % ns(244),
        text="Customer restarted the PXE service at 08:07. <b>Confirmed by phone.</b>", written_ns=ns(9000))
    row("note", note_id=2, about="frame:1/47", text="=cmd|' /C calc'!A0", written_ns=ns(9001))
    print("-- Made by tests/report/case.py; do not edit.\nBEGIN;")
    print("\n".join(out))
    print("""UPDATE server SET boots = (SELECT count(*) FROM boot b WHERE b.outcome <> 'leased'
		AND server.ip IN (b.dhcp_server, b.relay, b.boot_server, b.login_server, b.stream_server)),
	failed = (SELECT count(*) FROM boot b WHERE b.outcome = 'failed'
		AND server.ip IN (b.dhcp_server, b.relay, b.boot_server, b.login_server, b.stream_server));""")
    print("COMMIT;")


main()
