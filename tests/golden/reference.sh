#!/bin/sh
# The fast path (own walk, frames as they stand in the file where that is their order, sure datagrams without their
# becoming packets, hashing beside it) and the plain one (--reference: libpcap, a copy of each frame) give the same case file, byte for byte: of whole captures, of cut and
# damaged ones, and of one that goes through many of the reader's blocks.
[ "$PVSLEUTH_TESTS" = short ] && exit 77 # a long one
src=${srcdir:-.}
bin=${PVSLEUTH:-./pvsleuth}
boot2pcap=./tests/lib/boot2pcap
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0

# But for the two counters of changes in the header: a capture whose frames turn out not to be in order is begun twice.
same() {
	[ "$(cmp -l "$1" "$2" 2>&1 | awk '!($1 >= 25 && $1 <= 28) && !($1 >= 93 && $1 <= 96)' | wc -l)" = 0 ]
}

compare() { # what, capture
	"$bin" ingest -q -c "$work/fast.pvsleuth" "$2" >"$work/fast.out" 2>&1
	fast=$?
	"$bin" ingest -q --reference -c "$work/slow.pvsleuth" "$2" >"$work/slow.out" 2>&1
	slow=$?
	sed 's/slow\.pvsleuth/fast.pvsleuth/g' "$work/slow.out" >"$work/slow.said"
	if [ $fast = $slow ] && [ -s "$work/fast.pvsleuth" ] && same "$work/fast.pvsleuth" "$work/slow.pvsleuth" &&
		cmp -s "$work/fast.out" "$work/slow.said"; then
		echo "ok - $1"
	else
		echo "not ok - $1 (status $fast and $slow)"
		diff "$work/fast.out" "$work/slow.said"
		failed=1
	fi
	rm -f "$work"/fast.* "$work"/slow.*
}

for f in "$src"/fixtures/cases/*/*.pcap "$src"/fixtures/cases/*/*.pcapng; do
	compare "$(basename "$(dirname "$f")")/$(basename "$f")" "$f"
done

"$boot2pcap" "$src/fixtures/rules/healthy/legacy-pxe-options-66-67.boot" -o "$work/one.pcap" >/dev/null || exit 99
size=$(wc -c <"$work/one.pcap")
head -c $((size - 7)) "$work/one.pcap" >"$work/cut.pcap"
compare "cut in a record's bytes" "$work/cut.pcap"
head -c $((24 + 16 + 60)) "$work/one.pcap" >"$work/cut.pcap"
compare "cut in the first record" "$work/cut.pcap"
# the length of what follows the second record is a lie
{ cat "$work/one.pcap"; printf '\1\2\3\4\5\6\7\10\377\377\377\177\377\377\377\177'; cat "$work/one.pcap"; } >"$work/lie.pcap"
compare "a length that lies" "$work/lie.pcap"
gzip -c "$work/one.pcap" >"$work/one.pcap.gz"
compare "in gzip" "$work/one.pcap.gz"

# sixty megabytes: targets at the same time, so that frames wait for their order across blocks
cat >"$work/storm.boot" <<'BOOT'
title A storm
capture all
fleet t count 12 mac 00:50:56:10:00:01 ip 10.1.0.10 kind uefi
server dhcp mac 00:50:56:aa:00:01 ip 10.0.0.10
server pvs  mac 00:50:56:aa:00:02 ip 10.0.0.20
replies dhcp lease=8h mask=255.0.0.0 router=10.0.0.1 siaddr=pvs bootfile="pvsnbpx64.efi" rlp11=10.0.0.20
@0 each t every 20ms {
+0     t dora dhcp
+0.01  t tftp-transfer pvs file=pvsnbpx64.efi size=400000 blksize=1468 windowsize=4
+0.05  t login pvs
+0.02  t stream pvs reads=60 service=2ms
+3.5   t login pvs lport=6905 pairs=4
+0.02  t stream pvs lport=6905 reads=60 service=2ms mixed overlap=3
}
until 60
BOOT
"$boot2pcap" "$work/storm.boot" -o "$work/storm.pcap" >/dev/null || exit 99
compare "a storm" "$work/storm.pcap"
# each second record before the one in front of it, from the middle on: it begins in order
python3 - "$work/storm.pcap" "$work/swapped.pcap" <<'PYTHON'
import struct, sys
data = open(sys.argv[1], "rb").read()
order, at, records = sys.byteorder == "little" and "<" or ">", 24, []
while at < len(data):
    end = at + 16 + struct.unpack(order + "I", data[at + 8:at + 12])[0]
    records.append(data[at:end])
    at = end
for i in range(len(records) // 2, len(records) - 1, 2):
    records[i:i + 2] = records[i + 1], records[i]
open(sys.argv[2], "wb").write(data[:24] + b"".join(records))
PYTHON
compare "a storm in disorder" "$work/swapped.pcap"

# scenarios of the rules: a sample, FULL=1 takes all; and one in which a conversation was known by an address in memory that
# the next one had, too
every=40
[ -n "$FULL" ] && every=1
for f in "$src"/fixtures/rules/pvs-flows/miss-next-boot-same-ports.boot \
	$(ls "$src"/fixtures/rules/*/*.boot | awk "NR % $every == 0"); do
	rm -f "$work"/scenario*
	"$boot2pcap" "$f" -o "$work/scenario" >/dev/null || exit 99
	for c in "$work"/scenario*; do
		compare "$(basename "$(dirname "$f")")/$(basename "$f" .boot) ${c##*scenario}" "$c"
	done
done
exit $failed
