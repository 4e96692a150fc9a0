#!/bin/sh
# Several captures, one story: in whatever order they come, with what the user says of them, and what a further
# capture changes.
[ "$PVSLEUTH_TESTS" = short ] && exit 77 # a long one
src=${srcdir:-$(dirname "$0")/../..}
program=${PVSLEUTH:-./pvsleuth}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0

play() { # NAME, script on standard input
	cat >"$work/$1.boot"
	./tests/lib/boot2pcap "$work/$1.boot" -o "$work/$1" >/dev/null || exit 99
}

. "$src/tests/golden/told.sh"

# What is said of the captures, too, and each boot in full.
told_in_full() { # CASE
	told "$1" captures
	for boot in $("$program" list "$1" boots --all --csv | tail -n +2 | cut -d, -f1); do
		"$program" show --json "$1" "boot:$boot"
	done | unnumbered
}

sql() { # CASE STATEMENTS: the first column of the last one's first row
	python3 -c '
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
for one in sys.argv[2].split(";"):
    row = db.execute(one).fetchone()
db.commit()
print(row[0] if row else "")' "$1" "$2"
}

place() { # CASE FILE COLUMN
	"$program" list "$1" captures --jsonl | grep "$2" | sed 's/": /":/g' | grep -o "\"$3\":[^,}]*" | cut -d: -f2
}

# --- three taps with three clocks, one of them hours off; the server's tap begins late ----------------------------
play three <<'BOOT'
title A healthy boot behind a relay, and one that fails
capture client at tgt
capture relay at gw clock +3600.25s -25ppm
capture server at dhcp1 clock -37.2s 40ppm from 3
target tgt   mac 00:50:56:b8:0a:02 ip 10.1.0.50 kind uefi on clients
target bad   mac 00:50:56:b8:0a:03 ip 10.1.0.51 kind intel on clients
relay  gw    on clients ip 10.1.0.1 mac 00:00:0c:aa:01:01 leg servers ip 10.9.0.1 mac 00:00:0c:aa:09:01
server dhcp1 ip 10.9.0.11 on servers
server pvs   ip 10.9.0.20 on servers
replies dhcp1 lease=8h mask=255.255.255.0 router=10.1.0.1 siaddr=pvs file=ARDBP32.BIN
@0     tgt discover
+0.001 gw relay dhcp1
+0.003 dhcp1 offer tgt
+0.001 gw relay tgt
+4     tgt request
+0.001 gw relay dhcp1
+0.002 dhcp1 ack tgt
+0.001 gw relay tgt
+0.05  tgt tftp-transfer pvs file=ARDBP32.BIN size=32000 blksize=1456 tsize
+0.05  tgt login pvs
+0.02  tgt stream pvs reads=20
+3     tgt stream pvs reads=5
@20    bad discover
+0.001 gw relay dhcp1
+8     bad discover
+0.001 gw relay dhcp1
+16    bad discover
+0.001 gw relay dhcp1
until 150
BOOT

n=0
for order in "client relay server" "client server relay" "relay client server" "relay server client" \
	"server client relay" "server relay client"; do
	n=$((n + 1))
	set --
	for tap in $order; do
		set -- "$@" "$work/three.$tap.pcap"
		"$program" ingest -q -c "$work/single$n" "$work/three.$tap.pcap" >/dev/null 2>&1
	done
	"$program" ingest -q -c "$work/at-once$n" "$@" >/dev/null 2>&1
	told_in_full "$work/at-once$n" >"$work/at-once$n.told"
	told_in_full "$work/single$n" >"$work/single$n.told"
	[ -s "$work/at-once1.told" ] && cmp -s "$work/at-once1.told" "$work/at-once$n.told"
	verdict $? "named in the order $order"
	diff "$work/at-once1.told" "$work/single$n.told" >"$work/diff"
	verdict $? "read one after the other: $order" "$work/diff"
done

# true offset and drift are known: what to add to a tap's times is the opposite of its error
near() { # VALUE WANTED WITHIN
	[ -n "$1" ] && [ $(($1 - $2)) -le "$3" ] && [ $(($2 - $1)) -le "$3" ]
}
client=$(place "$work/single1" client.pcap clock_offset_ns)
relay=$(($(place "$work/single1" relay.pcap clock_offset_ns) - client))
server=$(($(place "$work/single1" server.pcap clock_offset_ns) - client))
near "$relay" -3600250000000 3000000
verdict $? "the relay's clock is an hour ahead: $relay ns"
near "$server" 37200000000 3000000
verdict $? "the server's clock is 37.2 s behind: $server ns"

# what was measured is on the case's clock as well as the frames: within the boot that it is of, offset and drift apart
for view in "transfers first_ns last_ns" "conversations first_ns last_ns" "gaps from_ns to_ns" "rates start_ns start_ns" \
	"spells start_ns end_ns"; do
	set -- $view
	[ "$(sql "$work/single1" "SELECT count(*) > 0 AND sum(x.$2 NOT BETWEEN b.start_ns AND b.seen_until_ns
		OR x.$3 NOT BETWEEN b.start_ns AND b.seen_until_ns) = 0 FROM $1 x JOIN boots b USING (boot_id)")" = 1 ]
	verdict $? "$1 are on the clock of the case"
done
[ "$(sql "$work/single1" "SELECT count(*) > 0 AND sum(a.first_ns < c.case_first_ns OR a.last_ns > c.case_last_ns) = 0 AND
	max(a.first_ns) - min(a.first_ns) < 200000000000 FROM addresses a JOIN captures c USING (capture_id)")" = 1 ]
verdict $? "addresses are on the clock of the case"

# one message at three taps: once on each leg, and its way from tap to tap
"$program" show "$work/single1" boot:1 | tr -s '\n ' ' ' >"$work/shown"
grep -q 'seen at three.client.pcap 4, three.relay.pcap 7 ' "$work/shown"
verdict $? "each message stands once and names its taps" "$work/shown"
[ "$(sql "$work/single1" "SELECT count(*) - count(DISTINCT kind || src || dst || info || (ns / 200000000)) FROM timeline
	WHERE boot_id = 1 AND kind GLOB 'dhcp-*'")" = 0 ]
verdict $? "no message of DHCP stands twice"
[ "$(sql "$work/single1" "SELECT group_concat(tap || ' ' || frame, ', ') FROM (SELECT * FROM copies WHERE message_id =
	(SELECT message_id FROM timeline WHERE boot_id = 1 AND kind = 'dhcp-request' LIMIT 1) ORDER BY seq)")" = \
	"three.client.pcap 4, three.relay.pcap 7, three.relay.pcap 8, three.server.pcap 1" ]
verdict $? "the REQUEST from the client through the relay to the server"
[ "$(sql "$work/single1" "SELECT group_concat(tap || ' ' || frame, ', ') FROM (SELECT * FROM copies WHERE message_id =
	(SELECT message_id FROM timeline WHERE boot_id = 1 AND kind = 'dhcp-ack' LIMIT 1) ORDER BY seq)")" = \
	"three.server.pcap 2, three.relay.pcap 9, three.relay.pcap 10, three.client.pcap 5" ]
verdict $? "the ACK from the server through the relay to the client"
capture=$(sql "$work/single1" "SELECT capture_id FROM captures WHERE path GLOB '*server*'")
"$program" show "$work/single1" "frame:$capture/1" | grep -q '^This message on its way'
verdict $? "a frame shows the way of its message"

# --- where messages were lost -------------------------------------------------------------------------------------
play between <<'BOOT'
title The TFTP answers leave the server, and never reach the relay
capture client at tgt
capture relay at gw clock +5s
capture server at pvs clock -37.2s 40ppm
target tgt   mac 00:50:56:b8:0a:02 ip 10.1.0.50 kind uefi on clients
relay  gw    on clients ip 10.1.0.1 mac 00:00:0c:aa:01:01 leg servers ip 10.9.0.1 mac 00:00:0c:aa:09:01
server dhcp1 ip 10.9.0.11 on servers
server pvs   ip 10.9.0.20 on servers
replies dhcp1 lease=8h mask=255.255.255.0 router=10.1.0.1 siaddr=pvs file=ARDBP32.BIN
@0     tgt dora dhcp1 via=gw
+0.05  tgt who-has gw
+0.0002 gw is-at tgt ip=10.1.0.1
+0.1   pvs who-has gw
+0.0002 gw is-at pvs ip=10.9.0.1
@6 repeat 5 every 4s {
	+0     tgt rrq pvs file=ARDBP32.BIN tsize=0 lport=2070
	+0.001 pvs oack tgt tsize=100 lost
}
until 150
BOOT
"$program" ingest -q -c "$work/lost" "$work"/between.*.pcap >/dev/null 2>&1
"$program" show "$work/lost" boot:1 | tr -s '\n ' ' ' >"$work/shown"
grep -q 'Lost on the way 5 of 5 TFTP answers left between.server.pcap, the last one at 08:00:2[0-9.]* UTC, and never reached between.relay.pcap' "$work/shown"
verdict $? "answers lost between server and relay, though the client's tap misses them, too" "$work/shown"
./tests/lib/boot2pcap "$src/fixtures/rules/tftp-no-response/hit-requests-lost-two-taps.boot" -o "$work/up" >/dev/null
"$program" ingest -q -c "$work/up.case" "$work"/up.*.pcap >/dev/null 2>&1
"$program" list "$work/up.case" findings --jsonl | grep -q '6 of 6 TFTP requests left up.client.pcap, the last one at [0-9:.]* UTC, and never reached up.server.pcap'
verdict $? "requests lost on the way to the server, in the words of the finding"
"$program" list "$work/up.case" findings --jsonl | grep -q 'Follow the TFTP requests from up.client.pcap to up.server.pcap' &&
	! "$program" list "$work/up.case" findings --jsonl | grep -q 'Start the TFTP service'
verdict $? "and the way between the two is to be looked at, not the service"
./tests/lib/boot2pcap "$src/fixtures/rules/healthy/uefi-pxe-relayed-two-taps.boot" -o "$work/well" >/dev/null
"$program" ingest -q -c "$work/well.case" "$work"/well.*.pcap* >/dev/null 2>&1
[ "$(sql "$work/well.case" 'SELECT count(*) FROM losses')" = 0 ]
verdict $? "nothing is lost of a healthy boot at two taps"

# page CASE: the report's text, in one line.
page() {
	"$program" report -q --force "$1" -o "$work/page.html" >/dev/null 2>&1
	sed '/<style>/,/<\/style>/d; s/<[^>]*>/ /g' "$work/page.html" | tr -s '\n ' ' '
}

page "$work/lost" >"$work/shown"
grep -q 'Where messages were lost .* 5 lost between between.* 5 of 5 TFTP answers, of 1 boot .* Lost on the way 5 of 5 TFTP answers left between.server' "$work/shown"
verdict $? "the report names the two captures, of the case and of the boot" "$work/shown"
! grep -q 'cannot be told\|Left out' "$work/shown"
verdict $? "and leaves none out" "$work/shown"
"$program" export -q -f jsonl "$work/lost" | grep '"table": *"losses"' | grep -q '"left": *"between.server.pcap", *"missing": *"between.relay.pcap"'
verdict $? "losses are exported"
page "$work/well.case" >"$work/shown"
grep -q 'Where messages were lost No message is known to have left one capture and to be missing at the next' "$work/shown"
verdict $? "of a healthy boot at two taps the report says that none is known" "$work/shown"
sql "$work/lost" "UPDATE interface SET drops_if = 3 WHERE capture_id = (SELECT capture_id FROM capture WHERE path LIKE '%relay.pcap')" >/dev/null
"$program" analyze -q "$work/lost" >/dev/null
"$program" show "$work/lost" boot:1 | tr -s '\n ' ' ' >"$work/seen"
page "$work/lost" >"$work/shown"
grep -q 'Left out, because their recorders lost frames themselves: between.relay.pcap' "$work/shown" && ! grep -q 'never reached between.relay' "$work/seen"
verdict $? "a capture with drops is left out, and named" "$work/shown"
"$program" ingest -q -c "$work/one" "$work/up.client.pcap" >/dev/null 2>&1
page "$work/one" >"$work/shown"
grep -q 'cannot be told from one capture' "$work/shown" && ! grep -q 'Where messages were lost' "$work/shown"
verdict $? "one capture cannot tell, and the report says so" "$work/shown"
! "$program" show "$work/one" boot:1 | grep 'Lost on the way' >"$work/seen"
verdict $? "show says nothing of it then" "$work/seen"
"$program" ingest -q -c "$work/strangers" "$work/up.client.pcap" "$work/between.server.pcap" >/dev/null 2>&1
page "$work/strangers" >"$work/shown"
grep -q 'these captures share no message, so their clocks cannot be compared' "$work/shown" && ! grep -q 'Where messages were lost' "$work/shown"
verdict $? "nor can two that share no message" "$work/shown"

# --- what the user says ---------------------------------------------------------------------------------------------
"$program" ingest -q -c "$work/said" --offset three.relay.pcap=-3600.5 --vantage "three.server.pcap=Rack 4, port 7" \
	--vantage three.server.pcap=span "$work"/three.*.pcap >/dev/null 2>&1
[ "$(place "$work/said" relay.pcap clock_offset_ns)" = -3600500000000 ] && [ "$(place "$work/said" relay.pcap clock_said)" = 1 ]
verdict $? "--offset wins over the estimate"
"$program" analyze -q "$work/said" >/dev/null
[ "$(place "$work/said" relay.pcap clock_offset_ns)" = -3600500000000 ]
verdict $? "and is kept when the case is analysed again"
"$program" doctor "$work/said" | tr -s '\n ' ' ' >"$work/doctor"
grep -q 'clock: -3600.500000 s as given by the user; [0-9]* messages seen at both it and the reference would give -3600.2' "$work/doctor"
verdict $? "doctor says so, and what the messages say" "$work/doctor"
grep -q 'seen from: Rack 4, port 7, several, as given by the user; the packets say server-side: ' "$work/doctor"
verdict $? "--vantage names a place and says what it is" "$work/doctor"
"$program" analyze -q --offset 2=auto --offset 1=auto --offset 3=auto --vantage three.server.pcap=auto "$work/said" >/dev/null
told_in_full "$work/said" >"$work/told"
diff "$work/single1.told" "$work/told" >"$work/diff"
verdict $? "FILE=auto takes both back" "$work/diff"
"$program" analyze -q --offset nowhere.pcap=1 "$work/said" >"$work/out" 2>&1
[ $? -eq 2 ] && grep -q 'holds no capture "nowhere.pcap"' "$work/out"
verdict $? "a capture that is not there" "$work/out"
for wrong in three.relay.pcap three.relay.pcap= three.relay.pcap=soon =5 three.relay.pcap=1e3 three.relay.pcap=99999999999; do
	"$program" analyze -q --offset "$wrong" "$work/said" >"$work/out" 2>&1
	[ $? -eq 2 ] && grep -q 'takes FILE=SECONDS' "$work/out"
	verdict $? "--offset $wrong" "$work/out"
done

# --- a further capture ----------------------------------------------------------------------------------------------
"$program" ingest -q -c "$work/grow" "$work/three.server.pcap" >/dev/null 2>&1
sql "$work/grow" "INSERT INTO note SELECT NULL, 'boot:' || mac || '@' || start_ns, 'on ' || mac, 1 FROM boot;
	INSERT INTO note SELECT NULL, 'finding:' || rule || '@' || b.mac || '@' || b.start_ns, 'because', 2
		FROM finding f JOIN boot b USING (boot_id) LIMIT 1"
[ "$(sql "$work/grow" 'SELECT count(*) FROM note')" -ge 2 ]
verdict $? "notes are written"
"$program" ingest -q -c "$work/grow" "$work/three.relay.pcap" "$work/three.client.pcap" >"$work/out" 2>&1
[ "$(sql "$work/grow" "SELECT count(*) FROM note n WHERE EXISTS (SELECT 1 FROM boot b
	WHERE n.about IN ('boot:' || b.mac || '@' || b.start_ns) OR n.about LIKE 'finding:%@' || b.mac || '@' || b.start_ns)")" = \
	"$(sql "$work/grow" 'SELECT count(*) FROM note')" ]
verdict $? "each note is at a boot still" "$work/out"
[ "$(sql "$work/grow" "SELECT count(*) FROM note WHERE about LIKE 'boot:' || substr(text, 4) || '@%'")" -ge 1 ]
verdict $? "at the one that it was written on" "$work/out"

# --- where each capture was taken, and why ---------------------------------------------------------------------------
./tests/lib/boot2pcap "$src/fixtures/rules/taps/miss-switch-names-its-port.boot" -o "$work/lldp" >/dev/null
"$program" ingest -q -c "$work/lldp" "$work"/lldp.*.pcap >/dev/null 2>&1
"$program" doctor "$work/lldp" | tr -s '\n ' ' ' >"$work/doctor"
grep -q 'LLDP names port Gi1/0/12 of access-7' "$work/doctor"
verdict $? "the switch port that LLDP names" "$work/doctor"
./tests/lib/boot2pcap "$src/fixtures/rules/taps/miss-cdp-names-the-port.boot" -o "$work/cdp" >/dev/null
"$program" ingest -q -c "$work/cdp" "$work"/cdp.*.pcap >/dev/null 2>&1
"$program" doctor "$work/cdp" | tr -s '\n ' ' ' >"$work/seen"
grep -q 'CDP names port GigabitEthernet1/0/31 of access-8.example.com' "$work/seen"
verdict $? "the switch port that CDP names" "$work/seen"
[ "$(sql "$work/cdp" 'SELECT vlan FROM l2')" = 210 ]
verdict $? "and its native VLAN"
grep -q 'DHCP requests are seen as the client sent them; answers of servers have passed 1 router (TTL)' "$work/doctor"
verdict $? "the routers that TTLs count" "$work/doctor"
grep -q 'seen from: relay, [^;]*; relayed by 10.1.0.1, hop count 1' "$work/doctor"
verdict $? "the relay and its hop count" "$work/doctor"

# --- what cannot be tied ----------------------------------------------------------------------------------------------
./tests/lib/boot2pcap "$src/fixtures/rules/taps/miss-two-boots-of-one-rom.boot" -o "$work/rom" >/dev/null
"$program" ingest -q -c "$work/rom" "$work"/rom.*.pcap >/dev/null 2>&1
"$program" doctor "$work/rom" | tr -s '\n ' ' ' >"$work/doctor"
[ "$(grep -o 'clock: shares too little with the others: [0-9]* messages look the same, [^,]* apart' "$work/doctor" | wc -l)" -eq 2 ]
verdict $? "two boots of one ROM share too little" "$work/doctor"
play apart <<'BOOT'
title Two sites
capture one at a
capture two at b
target a mac 00:50:56:b8:0a:02 ip 10.1.0.50 kind uefi on here
server s mac 00:50:56:aa:00:01 ip 10.1.0.10 on here
target b mac 00:50:56:b8:0b:02 ip 10.2.0.50 kind uefi on there
server t mac 00:50:56:ab:00:01 ip 10.2.0.10 on there
replies s lease=8h
replies t lease=8h
@0 a dora s
@9 b dora t
until 90
BOOT
"$program" ingest -q -c "$work/apart" "$work"/apart.*.pcap >/dev/null 2>&1
"$program" doctor "$work/apart" | tr -s '\n ' ' ' >"$work/doctor"
[ "$(grep -o 'clock: shares no message with the other captures' "$work/doctor" | wc -l)" -eq 2 ]
verdict $? "captures that share nothing say so" "$work/doctor"

# --- clocks that nothing ties ------------------------------------------------------------------------------------------
./tests/lib/boot2pcap "$src/fixtures/rules/dhcp-no-relay/cannot-tell-clocks-not-tied.boot" -o "$work/untied" >/dev/null
surely() { # CASE RULE: its verdict
	"$program" list "$1" findings --jsonl | sed 's/": /":/g' | grep "\"rule\":\"$2\"" | grep -o '"verdict":"[^"]*"' | cut -d'"' -f4
}
for order in "client server" "server client"; do
	set -- $order
	rm -f "$work/untied.case"
	"$program" ingest -q -c "$work/untied.case" "$work/untied.$1.pcap" "$work/untied.$2.pcap" >/dev/null 2>&1
	[ "$(surely "$work/untied.case" dhcp-no-relay)" = cannot-tell ]
	verdict $? "what two untied captures would say together cannot be told: $order"
done
"$program" list "$work/untied.case" findings --jsonl >"$work/out"
grep -q 'the clocks of untied.client.pcap and untied.server.pcap are not tied by any message.*say --offset untied.server.pcap=SECONDS' "$work/out"
verdict $? "and names what to say" "$work/out"
"$program" analyze -q --offset untied.server.pcap=0 --offset untied.client.pcap=0 "$work/untied.case" >/dev/null 2>&1
[ "$(surely "$work/untied.case" dhcp-no-relay)" = yes ]
verdict $? "--offset of both ties them: now it is certain"
"$program" analyze -q --offset untied.client.pcap=auto "$work/untied.case" >/dev/null 2>&1
[ "$(surely "$work/untied.case" dhcp-no-relay)" = yes ]
verdict $? "and so does that of one of two"

# --- one of two taps cuts its frames -------------------------------------------------------------------------------------
play cut <<'BOOT'
title A relayed boot, recorded whole at the target and with 200 bytes a frame at the relay
capture whole at tgt
capture short at gw snaplen 200
target tgt   mac 00:50:56:b8:0a:02 ip 10.1.0.50 kind uefi on clients
relay  gw    on clients ip 10.1.0.1 mac 00:00:0c:aa:01:01 leg servers ip 10.9.0.1 mac 00:00:0c:aa:09:01
server dhcp1 ip 10.9.0.11 on servers
server pvs   ip 10.9.0.20 on servers
replies dhcp1 lease=8h mask=255.255.255.0 router=10.1.0.1 siaddr=pvs file=ARDBP32.BIN
@0     tgt dora dhcp1 via=gw
+0.05  tgt tftp-transfer pvs file=ARDBP32.BIN size=32000 blksize=1456 tsize
+0.2   tgt login pvs
+0.02  tgt stream pvs reads=4
until 60
BOOT
for order in "whole short" "short whole"; do
	set -- $order
	rm -f "$work/cut.case"
	"$program" ingest -q -c "$work/cut.case" "$work/cut.$1.pcap" "$work/cut.$2.pcap" >/dev/null 2>&1
	[ "$(sql "$work/cut.case" "SELECT group_concat(kind || ' ' || replace(rtrim(seen, '0123456789'), '.pcap', ''), ' / ')
		FROM timeline WHERE kind IN ('dhcp-discover', 'dhcp-offer')")" = \
		"dhcp-discover cut.whole 1, cut.short  / dhcp-offer cut.short 4, cut.whole " ]
	verdict $? "a frame that one tap cut is that of the other, and went the right way: $order"
done

# --- files of one recording ---------------------------------------------------------------------------------------------
play ring <<'BOOT'
title A target asks in vain; its recording goes on in a second file, in which nothing of it is
capture one at tgt until 29
capture two at tgt from 29
target tgt mac 00:50:56:b8:0a:02 ip 10.1.0.50 kind uefi
host   nb  mac 00:50:56:30:00:77 ip 10.1.0.77
@0.3 nb who-has 10.1.0.1 x24 every 5s
@0 tgt discover x4 every 4s,8s,16s
until 120
BOOT
for order in "one two" "two one"; do
	set -- $order
	rm -f "$work/ring.case"
	"$program" ingest -q -c "$work/ring.case" "$work/ring.$1.pcap" "$work/ring.$2.pcap" >/dev/null 2>&1
	[ "$(surely "$work/ring.case" dhcp-no-offer)" = yes ]
	verdict $? "two files of a ring buffer are one recording: $order"
done
"$program" ingest -q -c "$work/half.case" "$work/ring.one.pcap" >/dev/null 2>&1
[ -z "$(surely "$work/half.case" dhcp-no-offer)" ]
verdict $? "the first of them alone ends too early"

# --- verdicts before and after the second tap -------------------------------------------------------------------------
./tests/lib/boot2pcap "$src/fixtures/rules/dhcp-lb-peer-silent/hit-peer-tap.boot" -o "$work/lb" >/dev/null
./tests/lib/boot2pcap "$src/fixtures/rules/dhcp-lb-peer-silent/miss-client-tap-only.boot" -o "$work/lb" >/dev/null
"$program" ingest -q -c "$work/lb.case" "$work"/lb.pcap "$work"/lb.client.pcap >"$work/before" 2>&1
"$program" ingest -q -c "$work/lb.case" "$work"/lb.relay.pcap "$work"/lb.peer.pcap >"$work/after" 2>&1
grep -q '^10 verdicts became certain:$' "$work/after" && grep -q 'now certain: 10.9.0.11 leaves bucket' "$work/after"
verdict $? "10 verdicts became certain, and which" "$work/after"
[ $failed -eq 0 ]
