#!/usr/bin/env python3
"""retime.py IN OUT SECONDS PPM: the same classic pcap file by a clock that is off by SECONDS at its first frame and
gains PPM. Nothing else changes, so the truth about the clock is known."""
import struct
import sys


def main(source, target, seconds, ppm):
    with open(source, "rb") as f:
        data = bytearray(f.read())
    magic = bytes(data[:4])
    forms = {b"\xd4\xc3\xb2\xa1": ("<", 1000), b"\xa1\xb2\xc3\xd4": (">", 1000),
             b"\x4d\x3c\xb2\xa1": ("<", 1), b"\xa1\xb2\x3c\x4d": (">", 1)}
    if magic not in forms:
        sys.exit("%s: no classic pcap file" % source)
    order, unit = forms[magic]
    shift, at, first = round(float(seconds) * 10**9), 24, None
    while at + 16 <= len(data):
        sec, part, length, _ = struct.unpack_from(order + "IIII", data, at)
        ns = sec * 10**9 + part * unit
        first = ns if first is None else first
        ns += shift + (ns - first) * int(float(ppm) * 1000) // 10**9
        struct.pack_into(order + "II", data, at, ns // 10**9, ns % 10**9 // unit)
        at += 16 + length
    with open(target, "wb") as f:
        f.write(data)


main(*sys.argv[1:])
