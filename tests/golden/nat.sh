#!/bin/sh
# A NAT or a load balancer between two taps: one message is one, whatever its addresses; and where it cannot be told whose
# it is, it is left apart and said so.
[ "$PVSLEUTH_TESTS" = short ] && exit 77 # a long one
src=${srcdir:-$(dirname "$0")/../..}
program=${PVSLEUTH:-./pvsleuth}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0
fixtures=$src/fixtures/rules/nat

. "$src/tests/golden/told.sh"

play() { # NAME [FIXTURE]: the script, or standard input
	[ -n "$2" ] && cp "$fixtures/$2.boot" "$work/$1.boot" || cat >"$work/$1.boot"
	./tests/lib/boot2pcap "$work/$1.boot" -o "$work/$1" >/dev/null || exit 99
	"$program" ingest -q -c "$work/$1.case" "$work/$1".*.pcap >/dev/null 2>&1
}

# What was found against what boot2pcap did: it forwards in 40 us, and keeps the IP identification unless told otherwise.
cat >"$work/true.py" <<'TRUE'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
same_id, taps = sys.argv[2] == "keeps", int(sys.argv[3])
wrong = []
rows = db.execute("""SELECT c.message_id, count(*), count(DISTINCT c.capture_id), count(DISTINCT e.ip_id), count(DISTINCT w.content),
    max(c.after_ns), max(c.clock_uncertainty_ns), count(c.rewritten) FROM copies c JOIN event e USING (event_id) LEFT JOIN twin w USING (event_id)
    WHERE e.kind GLOB 'tftp-*' OR e.kind GLOB 'tsb-*' OR e.kind GLOB 'pvs-*' GROUP BY 1""").fetchall()
for message, n, captures, ids, contents, after, unsure, rewritten in rows:
    if n != taps or captures != taps or contents != 1 or (same_id and ids != 1) or after > 40000 * taps + 2 * unsure or not rewritten:
        wrong.append((message, n, captures, ids, contents, after, rewritten))
alone = db.execute("""SELECT count(*) FROM event e WHERE (e.kind GLOB 'tftp-*' OR e.kind GLOB 'tsb-*' OR e.kind GLOB 'pvs-*')
    AND NOT EXISTS (SELECT 1 FROM copies c WHERE c.event_id = e.event_id)""").fetchone()[0]
print("%d messages at %d taps, %d frames at one alone" % (len(rows), taps, alone), *wrong[:5])
sys.exit(not rows or bool(wrong) or alone > 0)
TRUE

truly() { # NAME keeps|renumbers TAPS
	said=$(python3 "$work/true.py" "$work/$1.case" "$2" "$3")
	verdict $? "$1: $said"
}

# true offset and drift are known: what to add to a tap's times is the opposite of its error
clock() { # NAME TAP SECONDS PPM
	python3 - "$work/$1.case" "$2" "$3" "$4" <<'CLOCK'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
def of(tap):
    return db.execute("SELECT clock_offset_ns, clock_drift_ppb FROM captures WHERE path LIKE ?", ("%." + tap + ".pcap",)).fetchone()
mine, client = of(sys.argv[2]), of("client")
offset = (mine[0] - client[0]) / 1e9 + float(sys.argv[3])
drift = (mine[1] - client[1]) / 1e3 + float(sys.argv[4])
print("offset %+.6f s, drift %+.3f ppm off" % (offset, drift))
sys.exit(abs(offset) > 0.005 or abs(drift) > 0.5)
CLOCK
	verdict $? "$1: the clock of $2 is $3 s and $4 ppm ahead"
}

boots() { # NAME COUNT
	"$program" list "$work/$1.case" boots --all --csv | tail -n +2 >"$work/boots"
	[ "$(wc -l <"$work/boots")" -eq "$2" ]
	verdict $? "$1: boots: $2" "$work/boots"
}

sql() { # NAME STATEMENT
	python3 -c 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone()[0])' "$work/$1.case" "$2"
}

one() { # NAME FIXTURE keeps|renumbers TAPS
	play "$1" "$2"
	boots "$1" 1
	truly "$1" "$3" "$4"
	[ "$(sql "$1" "SELECT count(*) FROM losses")" = 0 ] && [ "$(sql "$1" "SELECT count(*) FROM translations WHERE far_id IS NULL")" = 0 ]
	verdict $? "$1: nothing is lost, nothing open"
	[ "$(sql "$1" "SELECT count(*) - count(DISTINCT (ns / 100000) || kind || info) FROM timeline WHERE kind GLOB 'tftp-*'")" = 0 ] &&
		[ "$(sql "$1" "SELECT count(*) FROM transfers")" = "$(sql "$1" "SELECT count(DISTINCT first_ns / 10000000) FROM transfers")" ]
	verdict $? "$1: each message and each transfer counts once"
}

one snat miss-snat-in-front-of-clients keeps 2
clock snat server 37.2 40
one vip miss-vip-in-front-of-servers keeps 2
clock vip server -37.2 40
one both miss-proxy-both-ways renumbers 2
clock both server 37.2 40
one tsb miss-tsb-behind-snat keeps 2
one three miss-three-taps-two-translations keeps 3
clock three middle 3600.25 -25
clock three server 37.2 40

# --- what is shown --------------------------------------------------------------------------------------------------
[ "$(sql snat "SELECT count(*) FROM copies WHERE rewritten GLOB 'source 10.1.0.50:[0-9]* -> 192.0.2.9:41022'")" -gt 0 ]
verdict $? "copies say what was rewritten"
frame=$(sql three "SELECT capture_id || '/' || frame FROM copies WHERE dst_ip = '10.9.0.20' LIMIT 1")
"$program" show "$work/three.case" "frame:$frame" | tr -s '\n ' ' ' >"$work/shown"
grep -q 'rewritten on the way: source 10.1.0.50:[0-9]* -> 192.0.2.9:[0-9]* frame' "$work/shown" &&
	grep -q 'rewritten on the way: destination 192.0.2.100:69 -> 10.9.0.20:69' "$work/shown"
verdict $? "a frame shows the way of its message through both" "$work/shown"
"$program" show "$work/three.case" boot:1 | tr -s '\n ' ' ' >"$work/shown"
grep -q "the target's address 10.1.0.50 becomes 192.0.2.9 (2 file transfers and 4 PVS conversations)" "$work/shown" &&
	grep -q "the server's address 192.0.2.100 becomes 10.9.0.20 (2 file transfers" "$work/shown"
verdict $? "the boot says what is rewritten, and where" "$work/shown"
"$program" doctor "$work/vip.case" | tr -s '\n ' ' ' >"$work/shown"
grep -q 'seen from: server-side, .*a NAT or load balancer is between it and vip.client.pcap' "$work/shown"
verdict $? "the vantage names it as a reason" "$work/shown"

# --- in whatever order they come --------------------------------------------------------------------------------------
full() { # CASE
	told "$1" captures
	for boot in $("$program" list "$1" boots --all --csv | tail -n +2 | cut -d, -f1); do
		"$program" show --json "$1" "boot:$boot"
	done | unnumbered | sed 's/"\(near\|far\|left\|missing\)_capture":[0-9]*//g'
}
full "$work/three.case" >"$work/told"
n=0
for order in "client middle server" "server middle client" "middle client server" "server client middle"; do
	n=$((n + 1))
	for tap in $order; do
		"$program" ingest -q -c "$work/order$n.case" "$work/three.$tap.pcap" >/dev/null 2>&1
	done
	full "$work/order$n.case" >"$work/order$n.told"
	diff "$work/told" "$work/order$n.told" >"$work/diff"
	verdict $? "one after the other: $order" "$work/diff"
done

# --- where it cannot be told ---------------------------------------------------------------------------------------------
play open miss-two-clients-at-once
[ "$(sql open "SELECT count(*) || ' ' || min(candidates) || ' ' || max(candidates) FROM translations WHERE far_id IS NULL")" = "2 2 2" ]
verdict $? "two clients at once, numbered anew: each transfer may be any of two"
"$program" show "$work/open.case" boot:1 | tr -s '\n ' ' ' >"$work/shown"
grep -q '1 file transfer of open.client.pcap may be any of 2 that open.server.pcap shows under other addresses: it cannot be told which' "$work/shown"
verdict $? "the boot says so" "$work/shown"
[ "$(sql open "SELECT count(*) FROM losses")" = 0 ] && [ "$(sql open "SELECT count(*) FROM boots WHERE outcome = 'failed'")" = 0 ]
verdict $? "nothing of it counts as lost, or as a boot that failed"
[ "$(sql open "SELECT count(*) FROM translations WHERE what = 'flow' AND far_id IS NOT NULL")" = 8 ]
verdict $? "their logins are their own"
play numbers miss-two-clients-told-by-numbers
boots numbers 2
truly numbers keeps 2
play again miss-ports-given-again
boots again 2
truly again keeps 2
play step miss-another-one-in-step
[ "$(sql step "SELECT count(*) FROM copies c JOIN event e USING (event_id) WHERE e.kind = 'tftp-rrq'")" = 2 ]
verdict $? "requests in step with those that were lost are another's"

# --- many at once, in both ways -------------------------------------------------------------------------------------------
for device in "" proxy; do
	play "fleet$device" <<FLEET
title Clients behind a NAT in a boot storm
capture client on clients
capture server at pvs clock +37.2s 40ppm
fleet  t count 25 mac 00:50:56:b8:0a:02 ip 10.1.0.50 kind intel on clients
server dhcp1 ip 10.1.0.10 on clients
router fw    on clients ip 10.1.0.1 mac 00:00:0c:aa:01:01 leg servers ip 10.9.0.1 mac 00:00:0c:aa:09:01 snat 192.0.2.9 servers $device
server pvs   ip 10.9.0.20 on servers
replies dhcp1 lease=8h mask=255.255.255.0 router=10.1.0.1 siaddr=pvs file=ARDBP32.BIN
@0 each t every 40ms {
	+0    t dora dhcp1
	+0.05 t tftp-transfer pvs file=ARDBP32.BIN size=32000 blksize=1456 tsize lport=2070
	+0.05 t login pvs
	+0.02 t stream pvs reads=20
	+3.5  t login pvs lport=6905 pairs=4
	+0.02 t stream pvs lport=6905 reads=20 mixed overlap=3
	+30   t heartbeat pvs lport=6905
	+30   t heartbeat pvs lport=6905
}
until 75
FLEET
	boots "fleet$device" 25
	truly "fleet$device" "$([ -n "$device" ] && echo renumbers || echo keeps)" 2
done

# --- what is lost ------------------------------------------------------------------------------------------------------------
play answers hit-answers-lost-behind-nat
play requests hit-requests-lost-at-nat
[ "$(sql answers "SELECT group_concat(lost || ' of ' || sent || ' ' || what || ' ' || direction) FROM losses")" = "5 of 5 TFTP answers to-target" ]
verdict $? "answers that did not come through"
[ "$(sql requests "SELECT group_concat(lost || ' of ' || sent || ' ' || what || ' ' || direction) FROM losses")" = "6 of 6 TFTP requests from-target" ]
verdict $? "requests that did not come through"
[ $failed -eq 0 ]
