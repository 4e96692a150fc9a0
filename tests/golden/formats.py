#!/usr/bin/env python3
"""One capture in every disguise that the field knows: containers, byte orders, time units, link
layers, tunnels, compressions, archives. Each must give what the plain capture gives.

usage: formats.py CAPTURE.pcap FOLDER
Writes FOLDER/<name> for each disguise and prints lines "<name>\t<what it keeps>": "all" (it is to give
what plain.pcap gives), "ip" (what plain-ip.pcap gives: it carries nothing else), "untimed" (a
container without times: the frames are all there), "less" (cut by a snap length: fewer failures
are found, and none that plain.pcap has not).
"""
import gzip
import io
import lzma
import os
import shutil
import struct
import subprocess
import sys
import tarfile
import zipfile

ETHERNET, NULL, PPP_HDLC, RAW, SLL, LOOP, RADIOTAP, NFLOG, SLL2, PPP, IPV4, WLAN = \
    1, 0, 50, 101, 113, 108, 127, 239, 276, 9, 228, 105


def read_pcap(path):
    with open(path, "rb") as f:
        data = f.read()
    assert data[:4] == b"\xd4\xc3\xb2\xa1", "formats.py wants a little endian pcap with microseconds"
    frames, at = [], 24
    while at < len(data):
        sec, usec, cap, wire = struct.unpack_from("<IIII", data, at)
        frames.append(((sec * 10**6 + usec) * 1000, data[at + 16:at + 16 + cap]))
        at += 16 + cap
    return frames


# --- containers ------------------------------------------------------------------------------------

def pcap(frames, order="<", magic=0xa1b2c3d4, link=ETHERNET, snaplen=262144, tail=b"", extra=0, over=0):
    unit = 1 if magic == 0xa1b23c4d else 1000
    out = [struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, snaplen, link)]
    for ns, b in frames:
        b += tail
        kept = b[:snaplen or None] # 0: whatever the header says, all of it
        out.append(struct.pack(order + "IIII", ns // 10**9, ns % 10**9 // unit, len(kept), len(b) - over))
        out.append(bytes(extra) + kept)
    return b"".join(out)


def block(order, kind, body):
    body += bytes(-len(body) % 4)
    return struct.pack(order + "II", kind, len(body) + 12) + body + struct.pack(order + "I", len(body) + 12)


def option(order, code, value):
    return struct.pack(order + "HH", code, len(value)) + value + bytes(-len(value) % 4)


def section(order="<", length=-1):
    return block(order, 0x0a0d0d0a, struct.pack(order + "IHHq", 0x1a2b3c4d, 1, 0, length))


def interface(order="<", link=ETHERNET, snaplen=0, options=b""):
    return block(order, 1, struct.pack(order + "HHI", link, 0, snaplen) + options)


def enhanced(order, iface, ticks, b, options=b""):
    body = struct.pack(order + "IIIII", iface, ticks >> 32, ticks & 0xffffffff, len(b), len(b))
    return block(order, 6, body + b + bytes(-len(b) % 4) + options)


def pcapng(frames, order="<", link=ETHERNET, resolution=None, per_second=10**6, offset=0, between=b""):
    options = b""
    if resolution is not None:
        options += option(order, 9, bytes([resolution]))
    if offset:
        options += option(order, 14, struct.pack(order + "q", offset))
    out = [section(order), interface(order, link, 0, options + (option(order, 0, b"") if options else b""))]
    for ns, b in frames:
        ticks = (ns - offset * 10**9) * per_second // 10**9
        out += [enhanced(order, 0, ticks, b), between]
    return b"".join(out)


def several_sections(frames):
    third = len(frames) // 3
    return pcapng(frames[:third]) + pcapng(frames[third:2 * third], ">") + pcapng(frames[2 * third:])


def mixed_interfaces(frames):
    out = [section(), interface(), interface("<", SLL, 0, option("<", 9, b"\x09") + option("<", 0, b"")),
        interface("<", RAW, 0, option("<", 9, b"\x8a") + option("<", 0, b""))]
    for i, (ns, b) in enumerate(frames):
        if i % 2 and b[12:14] == b"\x08\x00":
            out.append(enhanced("<", 1, ns, sll(b)))
        else:
            out.append(enhanced("<", 0, ns // 1000, b))
    return b"".join(out)


def obsolete_blocks(frames):
    out = [section(), interface()]
    for ns, b in frames:
        us = ns // 1000
        out.append(block("<", 2, struct.pack("<HHIIII", 0, 0xffff, us >> 32, us & 0xffffffff, len(b), len(b)) + b))
    return b"".join(out)


def simple_blocks(frames):
    return section() + interface() + b"".join(block("<", 3, struct.pack("<I", len(b)) + b) for _, b in frames)


UNKNOWN = block("<", 0xbad0beef, b"who knows") + \
    block("<", 10, struct.pack("<II", 0x544c534b, 11) + b"CLIENT_RAND") + block("<", 4, struct.pack("<HH", 0, 0))


# --- link layers ----------------------------------------------------------------------------------

def each(frames, change):
    return [(ns, change(b)) for ns, b in frames]


def only_ip(frames):
    return [(ns, b) for ns, b in frames if b[12:14] == b"\x08\x00"]


def sll(b):
    return struct.pack(">HHH", 0 if b[0] & 1 == 0 else 1, 1, 6) + b[6:12] + b"\0\0" + b[12:]


def sll2(b):
    return b[12:14] + struct.pack(">HIHBB", 0, 3, 1, 1 if b[0] & 1 else 0, 6) + b[6:12] + b"\0\0" + b[14:]


def tag(kind, vlan):
    return lambda b: b[:12] + struct.pack(">HH", kind, vlan) + b[12:]


def mpls(b):
    return b[:12] + b"\x88\x47" + struct.pack(">II", 100 << 12 | 64, 200 << 12 | 1 << 8 | 64) + b[14:]


def pppoe(b):
    return b[:12] + b"\x88\x64" + struct.pack(">BBHHH", 0x11, 0, 7, len(b) - 14 + 2, 0x0021) + b[14:]


def snap_802_3(b):
    return b[:12] + struct.pack(">H", len(b) - 14 + 8) + b"\xaa\xaa\x03\0\0\0" + b[12:]


def wlan(b):
    """To the distribution system: receiver, transmitter, destination."""
    return b"\x08\x01\0\0" + b"\x02\0\0\0\0\1" + b[6:12] + b[:6] + b"\x10\0" + b"\xaa\xaa\x03\0\0\0" + b[12:]


def radiotap(b):
    return struct.pack("<BBHI", 0, 0, 8, 0) + wlan(b)


def nflog(b):
    def tlv(kind, value):
        return struct.pack("<HH", len(value) + 4, kind) + value + bytes(-len(value) % 4)
    return struct.pack(">BBH", 2, 0, 0) + tlv(1, struct.pack(">HBB", 0x0800, 3, 0)) + tlv(9, b[14:])


# --- tunnels --------------------------------------------------------------------------------------

def checksum(b):
    total = sum(struct.unpack(">%dH" % (len(b) // 2), b))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def in_ip(protocol, payload):
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 77, 0, 64, protocol, 0,
        bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2]))
    head = head[:10] + struct.pack(">H", checksum(head)) + head[12:]
    return b"\x02\0\0\0\0\x0a\x02\0\0\0\0\x0b\x08\0" + head + payload


def in_udp(port, payload):
    return in_ip(17, struct.pack(">HHHH", 50000, port, 8 + len(payload), 0) + payload)


def erspan3(b):
    return in_ip(47, struct.pack(">HHI", 0x1000, 0x22eb, 9) + struct.pack(">IIHH", 0x20000005, 7, 0, 0) + b)


TUNNELS = {
    "gre-teb": lambda b: in_ip(47, b"\0\0\x65\x58" + b),
    "gre-key-seq": lambda b: in_ip(47, b"\x30\0\x65\x58" + bytes(8) + b),
    "gre-checksum": lambda b: in_ip(47, b"\x80\0\x65\x58" + bytes(4) + b),
    "erspan1": lambda b: in_ip(47, b"\0\0\x88\xbe" + b),
    "erspan2": lambda b: in_ip(47, b"\x10\0\x88\xbe" + bytes(4) + b"\x10\x05\0\x05\0\0\0\0" + b),
    "erspan3": erspan3,
    "vxlan-4789": lambda b: in_udp(4789, b"\x08\0\0\0\0\0\x2a\0" + b),
    "vxlan-8472": lambda b: in_udp(8472, b"\x08\0\0\0\0\0\x2a\0" + b),
    "geneve": lambda b: in_udp(6081, b"\0\0\x65\x58\0\0\x2a\0" + b),
    "geneve-options": lambda b: in_udp(6081, b"\x02\0\x65\x58\0\0\x2a\0" + bytes(8) + b),
    "tzsp": lambda b: in_udp(37008, b"\x01\0\0\x01\x01" + b),
    "vxlan-in-gre": lambda b: in_ip(47, b"\0\0\x65\x58" + in_udp(4789, b"\x08\0\0\0\0\0\x2a\0" + b)),
}
IP_TUNNELS = {
    "ipip": lambda b: in_ip(4, b[14:]),
    "gre-ip": lambda b: in_ip(47, b"\0\0\x08\0" + b[14:]),
    "gtp-u": lambda b: in_udp(2152, struct.pack(">BBHI", 0x30, 0xff, len(b) - 14, 42) + b[14:]),
}


# --- archives -------------------------------------------------------------------------------------

def lz4(data):
    return subprocess.run(["lz4", "-c"], input=data, stdout=subprocess.PIPE, check=True).stdout


def zstd(data):
    return subprocess.run(["zstd", "-q", "-c"], input=data, stdout=subprocess.PIPE, check=True).stdout


def zipped(data):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("readme.txt", "nothing here")
        z.writestr("site/trace.pcap", data)
    return out.getvalue()


def tarred(data, mode):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as t:
        member = tarfile.TarInfo("site/trace.pcap")
        member.size = len(data)
        t.addfile(member, io.BytesIO(data))
    return out.getvalue()


def disguises(frames):
    plain = pcap(frames)
    ip = only_ip(frames)
    yield "plain.pcap", "all", plain
    yield "plain-ip.pcap", "ip", pcap(ip)
    yield "big-endian.pcap", "all", pcap(frames, ">")
    yield "ns.pcap", "all", pcap(frames, "<", 0xa1b23c4d)
    yield "ns-big-endian.pcap", "all", pcap(frames, ">", 0xa1b23c4d)
    yield "modified.pcap", "all", modified(frames)
    yield "snaplen-0.pcap", "all", pcap(frames, snaplen=0)
    yield "snaplen-absurd.pcap", "all", pcap(frames, snaplen=0xffffffff)
    yield "fcs.pcap", "all", pcap(frames, link=ETHERNET | 0x24000000, tail=b"\1\2\3\4")
    yield "caplen-over-wire.pcap", "all", pcap(frames, over=2)
    yield "plain.pcapng", "all", pcapng(frames)
    yield "big-endian.pcapng", "all", pcapng(frames, ">")
    yield "milliseconds.pcapng", "all", pcapng(frames, resolution=3, per_second=10**3)
    yield "nanoseconds.pcapng", "all", pcapng(frames, resolution=9, per_second=10**9)
    yield "picoseconds.pcapng", "all", pcapng(frames, resolution=10, per_second=10**10)
    yield "two-to-the-20.pcapng", "all", pcapng(frames, resolution=0x94, per_second=2**20)
    yield "offset.pcapng", "all", pcapng(frames, offset=1_600_000_000)
    yield "sections.pcapng", "all", several_sections(frames)
    yield "interfaces.pcapng", "all", mixed_interfaces(frames)
    yield "obsolete.pcapng", "all", obsolete_blocks(frames)
    yield "simple.pcapng", "untimed", simple_blocks(frames)
    yield "unknown-blocks.pcapng", "all", pcapng(frames, between=UNKNOWN)
    yield "gzip", "all", gzip.compress(plain, mtime=0)
    half = len(plain) // 2
    yield "gzip-members", "all", gzip.compress(plain[:half], mtime=0) + gzip.compress(plain[half:], mtime=0)
    yield "xz", "all", lzma.compress(plain)
    for name, pack in (("lz4", lz4), ("zstd", zstd)):
        if shutil.which(name):
            yield name, "all", pack(plain)
    yield "a.zip", "all", zipped(plain)
    yield "a.tar", "all", tarred(plain, "w")
    yield "a.tar.gz", "all", tarred(plain, "w:gz")
    yield "a.tar.xz", "all", tarred(plain, "w:xz")
    yield "vlan", "all", pcap(each(frames, tag(0x8100, 0x6064)))
    yield "priority-tag", "all", pcap(each(frames, tag(0x8100, 0xe000)))
    yield "qinq", "all", pcap(each(each(frames, tag(0x8100, 100)), tag(0x88a8, 200)))
    yield "qinq-9100", "all", pcap(each(each(frames, tag(0x8100, 100)), tag(0x9100, 200)))
    yield "802.3-snap", "all", pcap(each(frames, snap_802_3))
    yield "mpls", "ip", pcap(each(ip, mpls))
    yield "pppoe", "ip", pcap(each(ip, pppoe))
    yield "sll", "all", pcap(each(frames, sll), link=SLL)
    yield "sll2", "all", pcap(each(frames, sll2), link=SLL2)
    yield "raw", "ip", pcap(each(ip, lambda b: b[14:]), link=RAW)
    yield "raw-12", "ip", pcap(each(ip, lambda b: b[14:]), link=12)
    yield "ipv4", "ip", pcap(each(ip, lambda b: b[14:]), link=IPV4)
    yield "null", "ip", pcap(each(ip, lambda b: b"\2\0\0\0" + b[14:]), link=NULL)
    yield "null-swapped", "ip", pcap(each(ip, lambda b: b"\0\0\0\2" + b[14:]), link=NULL)
    yield "loop", "ip", pcap(each(ip, lambda b: b"\0\0\0\2" + b[14:]), link=LOOP)
    yield "ppp", "ip", pcap(each(ip, lambda b: b"\xff\x03\0\x21" + b[14:]), link=PPP)
    yield "ppp-hdlc", "ip", pcap(each(ip, lambda b: b"\xff\x03\0\x21" + b[14:]), link=PPP_HDLC)
    yield "nflog", "ip", pcap(each(ip, nflog), link=NFLOG)
    yield "wlan", "all", pcap(each(frames, wlan), link=WLAN)
    yield "radiotap", "all", pcap(each(frames, radiotap), link=RADIOTAP)
    for snaplen in (54, 60, 64, 68, 80, 96, 128, 192, 300, 400):
        yield "snaplen-%d.pcap" % snaplen, "less", pcap(frames, snaplen=snaplen)
    for name, wrap in TUNNELS.items():
        yield name, "all", pcap(each(frames, wrap))
    for name, wrap in IP_TUNNELS.items():
        yield name, "ip", pcap(each(ip, wrap))


def modified(frames):
    """Kuznetzov's: 24 octets a record header."""
    out = [struct.pack("<IHHiIII", 0xa1b2cd34, 2, 4, 0, 0, 262144, ETHERNET)]
    for ns, b in frames:
        out.append(struct.pack("<IIIIIHBB", ns // 10**9, ns % 10**9 // 1000, len(b), len(b), 2, 0x0800, 0, 0) + b)
    return b"".join(out)


def main():
    frames = read_pcap(sys.argv[1])
    for name, keeps, data in disguises(frames):
        with open(os.path.join(sys.argv[2], name), "wb") as f:
            f.write(data)
        print(name, keeps, sep="\t")


if __name__ == "__main__":
    main()
