#!/usr/bin/env python3
"""Each scenario with a worse capture of the same place beside each of its own: what is found with both is what is
found without it, or more certain. More evidence takes nothing away, and adds no failure. And each capture in two files,
as a ring buffer writes them: there is no other verdict.

usage: beside.py PVSLEUTH BOOT2PCAP [-m NAME[,NAME...]] [-n EVERY [-s SHIFT]] SCRIPT.boot...
Prints a line "ok - NAME: SCRIPT" or "not ok - NAME: SCRIPT" for each, with what is new and what is gone. -n N takes
every Nth pair of scenario and change, -s others. The worse captures are WORSE below; their clock is 37.2 s ahead
and gains 40 ppm, or else the same frames at the very same time would be overlapping files; ROTATED stands in the
place of the capture instead of beside it.

A script may say that it is about what a change brings: a comment "# not beside NAME NAME...".
"""
import os
import re
import sqlite3
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from mutants import Capture, Unfit, ETHERNET, allowed, arguments, make, machines, rules_of  # noqa: E402


def other_clock(frames, ahead=37_200_000_000):
    first = frames[0][0]
    return [(ns + ahead + (ns - first) * 40 // 10**6, wire, b) for ns, wire, b in frames]


def block(kind, body):
    body += bytes(-len(body) % 4)
    return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)


def write_with_drops(path, link, frames):
    """As pcapng, whose statistics say that packets were lost."""
    with open(path, "wb") as f:
        f.write(block(0x0a0d0d0a, struct.pack("<IHHq", 0x1a2b3c4d, 1, 0, -1)))
        f.write(block(1, struct.pack("<HHI", link, 0, 0) + b"\x09\0\x01\0\x09\0\0\0" + bytes(4)))
        for ns, wire, b in frames:
            f.write(block(6, struct.pack("<IIIII", 0, ns >> 32, ns & 0xffffffff, len(b), wire) + b))
        last = frames[-1][0]
        f.write(block(5, struct.pack("<III", 0, last >> 32, last & 0xffffffff) + struct.pack("<HHQ", 5, 8, 40) + bytes(4)))


def drops(capture, script):
    return capture.frames


def one_direction(capture, script):
    """Only what targets and other hosts send."""
    if capture.link != ETHERNET:
        raise Unfit
    servers = machines(script, "server|relay|router")
    if not servers:
        raise Unfit
    return [f for f in capture.frames if f[2][6:12] not in servers]


def other_direction(capture, script):
    """Only what servers, relays and routers send."""
    if capture.link != ETHERNET:
        raise Unfit
    servers = machines(script, "server|relay|router")
    return [f for f in capture.frames if f[2][6:12] in servers]


def late(capture, script):
    first, last = capture.frames[0][0], capture.frames[-1][0]
    return [f for f in capture.frames if f[0] - first >= (last - first) * 3 // 10]


def early(capture, script):
    first, last = capture.frames[0][0], capture.frames[-1][0]
    return [f for f in capture.frames if f[0] - first <= (last - first) * 6 // 10]


def cut(capture, script):
    return [(ns, wire, b[:96]) for ns, wire, b in capture.frames]


def lossy(capture, script):
    """It lost every third frame, and does not say so."""
    return [f for i, f in enumerate(capture.frames) if i % 3]


WORSE = {"drops": drops, "one-direction": one_direction, "other-direction": other_direction, "late": late, "early": early,
    "cut-at-96": cut}
ROTATED = {"rotated": 0, "rotated-overlap": 8}
NAMES = list(WORSE) + list(ROTATED)


# --- judging --------------------------------------------------------------------------------------------------------

def found(pvsleuth, case, captures):
    """(rule, mac): verdict of failures and degraded boots, and (outcome, mac) of boots."""
    done = subprocess.run([pvsleuth, "ingest", "-q", "-c", case] + captures, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True)
    if done.returncode not in (0, 3):
        return {("status %d: %s" % (done.returncode, done.stdout), "-"): "yes"}
    db = sqlite3.connect(case)
    rows = {(rule, mac): verdict for rule, mac, verdict in
        db.execute("SELECT rule, mac, verdict FROM findings WHERE kind <> 'note' ORDER BY verdict")}
    rows.update({(outcome, mac): "yes" for outcome, mac in
        db.execute("SELECT outcome, mac FROM boots WHERE outcome IN ('failed', 'booted')")})
    db.close()
    for name in (case, case + "-wal", case + "-shm"):
        if os.path.exists(name):
            os.unlink(name)
    return rows


def worse_beside(captures, name, text):
    """The captures, and for each its worse one, behind it or before it."""
    out = []
    for path in captures:
        capture = Capture(path)
        frames = WORSE[name](capture, text) if len(capture.frames) > 1 else []
        if len(frames) < 2:
            out.append(path)
            continue
        bad = path + ".worse"
        if name == "drops":
            write_with_drops(bad, capture.link, other_clock(frames))
        else:
            capture.path = bad
            # frames of which little was kept do not tie two clocks that are far apart
            capture.write(other_clock(frames, 3_000_000) if name == "cut-at-96" else other_clock(frames))
        out += [path, bad] if len(out) % 2 else [bad, path]
    if len(out) == len(captures):
        raise Unfit
    return out


def rotated(captures, overlap):
    """Each capture as two files, the second of which may begin with the last frames of the first."""
    out = []
    for path in captures:
        capture = Capture(path)
        half = len(capture.frames) // 2
        if half < overlap + 2 or capture.frames[half][0] - capture.frames[half - 1][0] > 14 * 10**9:
            out.append(path)
            continue
        for n, part in enumerate((capture.frames[:half], capture.frames[half - overlap:])):
            capture.path = "%s.%d" % (path, n)
            capture.write(part)
            out.append(capture.path)
    if len(out) == len(captures):
        raise Unfit
    return out


def compare(before, after, parents, split):
    """What is said with both and was not; and what was certain and is so no more. A special case stands for the
    general one; what was doubtful may turn out to be something else. Of what is split in two, less may be known: the
    general case, or nothing."""
    sure = {row for row, verdict in before.items() if verdict == "yes"}
    still = {row for row, verdict in after.items() if verdict == "yes"}
    doubtful = {mac for (_, mac), verdict in before.items() if verdict == "cannot-tell"}
    known = allowed(set(before), parents) if split else set(before)
    new = {row for row in after if row not in known and row[1] not in doubtful}
    gone = set() if split else sure - allowed(still, parents)
    special = {row for row in new if not split and allowed({row}, parents) & sure}
    return new - special, gone


class Bench:
    def __init__(self, pvsleuth, boot2pcap, work):
        self.pvsleuth, self.boot2pcap, self.work = pvsleuth, boot2pcap, work
        here = os.path.dirname(os.path.abspath(__file__))
        self.parents = rules_of(os.path.join(here, "..", "..", "schema", "rules"))

    def found(self, captures):
        return found(self.pvsleuth, os.path.join(self.work, "case"), captures)

    def try_one(self, name, text, captures, before):
        if name in ROTATED:
            files = rotated(captures, ROTATED[name])
        else:
            files = worse_beside(captures, name, text)
        try:
            return compare(before, self.found(files), self.parents, name in ROTATED)
        finally:
            for path in set(files) - set(captures):
                os.unlink(path)


def main():
    pvsleuth, boot2pcap, names, every, shift, args = arguments(NAMES)
    failed = 0
    with tempfile.TemporaryDirectory() as work:
        bench = Bench(pvsleuth, boot2pcap, work)
        for number, script in enumerate(sorted(args)):
            mine = [name for i, name in enumerate(names) if (i + number * len(names) + shift) % every == 0]
            with open(script) as f:
                text = f.read()
            but = re.search(r"^# not beside (.*)", text, re.M)
            mine = [name for name in mine if not but or name not in but.group(1).split()]
            if not mine:
                continue
            short = "/".join(script.split("/")[-2:])
            captures = make(boot2pcap, script, os.path.join(work, "s"))
            before = bench.found(captures)
            for name in mine:
                try:
                    new, gone = bench.try_one(name, text, captures, before)
                except Unfit:
                    continue
                print("%sok - %s beside: %s" % ("not " if new or gone else "", name, short))
                for what, rows in (("new", new), ("gone or less certain", gone)):
                    for row in sorted(rows, key=str):
                        print("    %s: %s of %s" % (what, row[0], row[1]))
                failed += bool(new or gone)
                sys.stdout.flush()
            for path in captures:
                os.unlink(path)
    sys.exit(1 if failed else 0)


main()
