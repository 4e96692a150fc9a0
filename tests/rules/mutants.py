#!/usr/bin/env python3
"""Each scenario once more as another capture of the same event, or of less of it: what is found there with
certainty was found in the whole one too. A verdict may become weaker, never another.

usage: mutants.py PVSLEUTH BOOT2PCAP [-m NAME[,NAME...]] [-n EVERY [-s SHIFT]] SCRIPT.boot...
Prints a line "ok - NAME: SCRIPT" or "not ok - NAME: SCRIPT" for each, with what is new. -n N takes every Nth pair of
scenario and change, other ones of each script, and -s those beside them. The changes are FRAMES and TEXTS below.

A script may say that it is about what a change takes away: a comment "# not as NAME NAME...".
"""
import os
import re
import sqlite3
import struct
import subprocess
import sys
import tempfile

ETHERNET = 1


# --- captures: files of one interface, as lists of (ns, length on the wire, bytes) --------------------------------

class Capture:
    def __init__(self, path):
        self.path = path
        with open(path, "rb") as f:
            data = f.read()
        if data[:4] == b"\x0a\x0d\x0d\x0a":
            self.read_pcapng(data)
        else:
            self.read_pcap(data)

    def read_pcap(self, data):
        magic = struct.unpack_from("<I", data)[0]
        self.unit = 1 if magic == 0xa1b23c4d else 1000
        self.snap, self.link = struct.unpack_from("<II", data, 16)
        self.frames, at = [], 24
        while at < len(data):
            sec, part, cap, wire = struct.unpack_from("<IIII", data, at)
            self.frames.append((sec * 10**9 + part * self.unit, wire, data[at + 16:at + 16 + cap]))
            at += 16 + cap

    def read_pcapng(self, data):
        self.frames, self.unit, self.snap, at = [], 1, 262144, 0
        self.ticks = 1000
        while at < len(data):
            kind, size = struct.unpack_from("<II", data, at)
            if kind == 1:
                self.link = struct.unpack_from("<H", data, at + 8)[0]
                if b"\x09\0\x01\0\x09" in data[at + 16:at + size]:
                    self.ticks = 1
            elif kind == 6:
                high, low, cap, wire = struct.unpack_from("<IIII", data, at + 12)
                self.frames.append(((high << 32 | low) * self.ticks, wire, data[at + 28:at + 28 + cap]))
            elif kind == 5:
                raise Unfit("says how many frames were lost")
            at += size

    def write(self, frames):
        with open(self.path, "wb") as f:
            f.write(struct.pack("<IHHiIII", 0xa1b23c4d, 2, 4, 0, 0, 262144, self.link))
            for ns, wire, b in frames:
                f.write(struct.pack("<IIII", ns // 10**9, ns % 10**9, len(b), wire) + b)


class Unfit(Exception):
    """This change says nothing about this capture."""


# --- changes: of the frames of a capture, or of the text of the scenario -----------------------------------------------

def scaled(factor):
    def change(capture, script):
        first = capture.frames[0][0]
        return [(first + int((ns - first) * factor), wire, b) for ns, wire, b in capture.frames]
    return change


def copies(capture, script):
    """A mirror of two ports: each frame twice."""
    return [one for ns, wire, b in capture.frames for one in ((ns, wire, b), (ns + 3000, wire, b))]


def cut_at(size):
    def change(capture, script):
        return [(ns, wire, b[:size]) for ns, wire, b in capture.frames]
    return change


def tag(b):
    return b[:12] + b"\x81\0\0\x2a" + b[12:]


def only_ethernet(capture):
    if capture.link != ETHERNET or any(b[12:14] == b"\x81\0" for _, _, b in capture.frames):
        raise Unfit


def tagged(capture, script):
    only_ethernet(capture)
    return [(ns, wire + 4, tag(b)) for ns, wire, b in capture.frames]


def tagged_one_way(capture, script):
    """As at the port of a server: what comes in has a tag, what goes out has none."""
    only_ethernet(capture)
    servers = machines(script, "server")
    return [(ns, wire, b) if b[6:12] in servers else (ns, wire + 4, tag(b)) for ns, wire, b in capture.frames]


def machines(script, kinds):
    """The MACs that a script gives to machines of these kinds."""
    return {bytes.fromhex(m.group(1).replace(":", "")) for m in
        re.finditer(r"^(?:%s)\s+\S+.*?\bmac\s+([0-9a-f:]{17})" % kinds, script, re.M)}


def one_direction(capture, script):
    """What servers, relays and routers send is missing, as in a filter or a mirror of one direction."""
    if capture.link != ETHERNET:
        raise Unfit
    servers = machines(script, "server|relay|router")
    if not servers or "relay" in script or "router " in script:
        raise Unfit # their other legs have MACs that the script does not name
    return [f for f in capture.frames if f[2][6:12] not in servers]


def no_beginning(capture, script):
    return capture.frames[len(capture.frames) * 2 // 5:]


def no_end(capture, script):
    return capture.frames[:len(capture.frames) * 3 // 5]


def nearly_no_end(capture, script):
    return capture.frames[:len(capture.frames) * 9 // 10]


def lost_by_the_tap(capture, script):
    """Three frames of a hundred, by no rule that a protocol has."""
    return [f for n, f in enumerate(capture.frames) if n * 2654435761 % 2**32 >= 2**32 * 3 // 100 or n == 0]


def out_of_order(capture, script):
    """Written in batches, one processor after the other."""
    frames, out = capture.frames, []
    while frames:
        batch = [f for f in frames[:16] if f[0] - frames[0][0] < 50 * 10**6]
        out += batch[1::2] + batch[0::2]
        frames = frames[len(batch):]
    return out


def neighbour(n):
    return b"\x02\xaa\0\0\0" + bytes([n])


def ip_udp(source, target, sport, dport, payload):
    udp = struct.pack(">HHHH", sport, dport, 8 + len(payload), 0) + payload
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 1, 0, 128, 17, 0, source, target)
    total = sum(struct.unpack(">10H", head))
    total = (total & 0xffff) + (total >> 16)
    return head[:10] + struct.pack(">H", ~(total + (total >> 16)) & 0xffff) + head[12:] + udp


def chatter(ns, n):
    """One frame of the neighbourhood: names, spanning tree, IPv6, conversations of others."""
    a, b = bytes([172, 31, 9, 1 + n % 5]), bytes([172, 31, 9, 10 + n % 7])
    kinds = (
        b"\xff" * 6 + neighbour(n % 5) + b"\x08\0" + ip_udp(a, b"\xff" * 4, 137, 137, bytes(50)),
        b"\x01\x80\xc2\0\0\0" + neighbour(99) + b"\0\x26\x42\x42\x03" + bytes(35),
        b"\x33\x33\0\0\0\1" + neighbour(n % 5) + b"\x86\xdd\x60\0\0\0\0\x08\x3a\xff" + bytes(32) + b"\x86" + bytes(7),
        neighbour(20) + neighbour(n % 5) + b"\x08\0" + ip_udp(a, b, 50000 + n % 100, 443, bytes(1100)),
        neighbour(n % 5) + neighbour(20) + b"\x08\0" + ip_udp(b, a, 6910, 6905, bytes(300)),
        b"\xff" * 6 + neighbour(n % 5) + b"\x08\x06\0\1\x08\0\6\4\0\1" + neighbour(n % 5) + a + bytes(6) + b,
    )
    frame = kinds[n % len(kinds)]
    return ns, len(frame), frame


def neighbours(capture, script):
    if capture.link != ETHERNET:
        raise Unfit
    first, last = capture.frames[0][0], capture.frames[-1][0]
    step = max((last - first) // 400, 10**7)
    more = [chatter(ns, n) for n, ns in enumerate(range(first + 1, last, step))]
    return sorted(capture.frames + more, key=lambda f: f[0])


def other_addresses(text):
    """Another site: other networks and makers. Where a hash of the MAC decides, it stays."""
    text = re.sub(r"\b10\.(?=\d+\.\d+\.\d+)", "11.", text)
    if "dhcp-lb" not in text and "bucket" not in text:
        text = text.replace("00:50:56:", "00:0c:29:").replace("00:15:5d:", "d4:5d:64:")
    return text


def cooked(text):
    """Captures of hosts as "-i any" makes them: of MACs, the sender's only."""
    if not re.search(r"^capture .* at ", text, re.M):
        raise Unfit
    return re.sub(r"^(capture (?!.*linktype).*? at \S+)", r"\1 linktype sll2", text, flags=re.M)


FRAMES = {
    "slower": scaled(3),                # everything takes three times as long
    "faster": scaled(0.5),
    "copies": copies,
    "cut-at-128": cut_at(128),
    "cut-at-96": cut_at(96),
    "tagged": tagged,
    "tagged-one-way": tagged_one_way,
    "one-direction": one_direction,
    "no-beginning": no_beginning,
    "no-end": no_end,
    "nearly-no-end": nearly_no_end,
    "lost-by-the-tap": lost_by_the_tap,
    "out-of-order": out_of_order,
    "neighbours": neighbours,
}
TEXTS = {"other-addresses": other_addresses, "cooked": cooked}
# What ended before the end went well until then.
EARLY = {"no-end", "nearly-no-end", "faster"}


# --- judging --------------------------------------------------------------------------------------------------------

def make(boot2pcap, script, out):
    said = subprocess.run([boot2pcap, script, "-o", out], stdout=subprocess.PIPE, check=True, text=True).stdout
    return [line.split("\t")[1] for line in said.splitlines()]


def found(pvsleuth, case, captures):
    """What is certain: (rule, mac) of failures and degraded boots, and (outcome, mac) of boots that failed or booted."""
    done = subprocess.run([pvsleuth, "ingest", "-q", "-c", case] + captures, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True)
    if done.returncode not in (0, 3):
        return {("status %d: %s" % (done.returncode, done.stdout), "-")}
    db = sqlite3.connect(case)
    rows = set(db.execute("SELECT rule, mac FROM findings WHERE kind <> 'note' AND verdict = 'yes'"))
    rows |= set(db.execute("SELECT outcome, mac FROM boots WHERE outcome IN ('failed', 'booted')"))
    db.close()
    for name in (case, case + "-wal", case + "-shm"):
        if os.path.exists(name):
            os.unlink(name)
    return rows


def rules_of(folder):
    """id: what it refines, from the rule files."""
    parents = {}
    for path, _, names in os.walk(folder):
        for name in names:
            if name.endswith(".sql"):
                with open(os.path.join(path, name)) as f:
                    m = re.search(r"^-- refines: (\S+)", f.read(), re.M)
                parents[name[:-4]] = m.group(1) if m else None
    return parents


def allowed(before, parents):
    """What was found, and what it is a special case of: that is weaker."""
    ok = set()
    for rule, mac in before:
        while rule:
            ok.add((rule, mac))
            rule = parents.get(rule)
    return ok


class Bench:
    def __init__(self, pvsleuth, boot2pcap, work):
        self.pvsleuth, self.boot2pcap, self.work = pvsleuth, boot2pcap, work
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "schema", "rules")
        self.parents = rules_of(source)

    def of_text(self, text, change=None):
        """The captures of a scenario, and what is found in them."""
        script = os.path.join(self.work, "s.boot")
        with open(script, "w") as f:
            f.write(text)
        captures = make(self.boot2pcap, script, os.path.join(self.work, "s"))
        try:
            if change:
                for path in captures:
                    capture = Capture(path)
                    if len(capture.frames) < 2:
                        raise Unfit
                    capture.write(change(capture, text))
            return found(self.pvsleuth, os.path.join(self.work, "case"), captures)
        finally:
            for path in captures:
                os.unlink(path)

    def try_one(self, name, text):
        """What is certain of the changed capture alone."""
        if name in TEXTS:
            text = TEXTS[name](text)
            got = self.of_text(text)
            strip = lambda rows: {(rule, mac and mac[9:]) for rule, mac in rows}
            return strip(got), strip
        return self.of_text(text, FRAMES[name]), lambda rows: rows


def arguments(names):
    """PVSLEUTH BOOT2PCAP [-m NAME,...] [-n EVERY] [-s SHIFT] SCRIPT..., with names where -m gives none."""
    args, every, shift = sys.argv[1:], 1, 0
    pvsleuth, boot2pcap = args[:2]
    args = args[2:]
    while args and args[0] in ("-m", "-n", "-s"):
        if args[0] == "-m":
            names = args[1].split(",")
        elif args[0] == "-s":
            shift = int(args[1])
        else:
            every = int(args[1])
        args = args[2:]
    return pvsleuth, boot2pcap, names, every, shift, args


def main():
    pvsleuth, boot2pcap, names, every, shift, args = arguments(list(FRAMES) + list(TEXTS))
    failed = 0
    with tempfile.TemporaryDirectory() as work:
        bench = Bench(pvsleuth, boot2pcap, work)
        for number, script in enumerate(sorted(args)):
            mine = [name for i, name in enumerate(names) if (i + number + shift) % every == 0]
            with open(script) as f:
                text = f.read()
            but = re.search(r"^# not as (.*)", text, re.M)
            mine = [name for name in mine if not but or name not in but.group(1).split()]
            if not mine:
                continue
            before = bench.of_text(text)
            short = "/".join(script.split("/")[-2:])
            for name in mine:
                try:
                    got, form = bench.try_one(name, text)
                except Unfit:
                    continue
                new = got - form(allowed(before, bench.parents))
                if name in EARLY:
                    new = {row for row in new if row[0] != "booted"}
                print("%sok - %s: %s" % ("not " if new else "", name, short))
                for row in sorted(new, key=str):
                    print("    new: %s of %s; before: %s" % (row[0], row[1],
                        ", ".join(sorted({r for r, _ in before})) or "nothing"))
                failed += bool(new)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
