#!/usr/bin/env python3
"""wrap.py IN.pcap OUT.pcap erspan|geneve: each frame as a mirror port would send it on, in a tunnel."""
import struct
import sys


def checksum(b):
    s = sum(struct.unpack("!%dH" % (len(b) // 2), b))
    while s >> 16:
        s = (s & 0xffff) + (s >> 16)
    return s ^ 0xffff


def wrapped(frame, how, n):
    if how == "erspan":
        inner, protocol = struct.pack("!HHIII", 0x1000, 0x88be, n, 0x10000001, 0) + frame, 47
    else:
        tunnel = struct.pack("!BBHI", 1, 0, 0x6558, 7 << 8) + b"\x01\x02\x03\x00" + frame
        inner, protocol = struct.pack("!HHHH", 50000, 6081, 8 + len(tunnel), 0) + tunnel, 17
    h = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(inner), n & 0xffff, 0, 64, protocol, 0, bytes([10, 99, 0, 1]),
                    bytes([10, 99, 0, 2]))
    h = h[:10] + struct.pack("!H", checksum(h)) + h[12:]
    return bytes.fromhex("02aabbccdd02" "02aabbccdd01" "0800") + h + inner


def main():
    data, how = open(sys.argv[1], "rb").read(), sys.argv[3]
    order = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    out, at, n = [data[:16] + struct.pack(order + "I", 262144) + data[20:24]], 24, 0
    while at + 16 <= len(data):
        sec, frac, cap, wire = struct.unpack(order + "IIII", data[at:at + 16])
        frame, n = wrapped(data[at + 16:at + 16 + cap], how, n), n + 1
        out.append(struct.pack(order + "IIII", sec, frac, len(frame), wire + len(frame) - cap) + frame)
        at += 16 + cap
    open(sys.argv[2], "wb").write(b"".join(out))


main()
