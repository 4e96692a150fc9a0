#!/bin/sh
# What the program measures of streaming against what the scenario truly did: reads, bytes and repeats to
# the last one, the silence of the handover to the millisecond, the server's time for single reads to a thousandth. MEASURED=1 prints both sides.
src=${srcdir:-$(dirname "$0")/../..}
src=$(cd "$src" && pwd)
command -v sqlite3 >/dev/null || exit 77
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# mac, reads, bytes, repeats, silence in ms, service time in ns; summed over a target's boots
measured() {
	sqlite3 -separator '	' "$1" "SELECT b.mac, sum(single_reads + multi_reads), sum(single_bytes + multi_bytes),
		sum(single_repeats + multi_repeats), coalesce(min(handover_silence_ns), 0) / 1000000, sum(single_service_sum)
		FROM boot_stream JOIN boot b USING (boot_id) GROUP BY b.mac HAVING sum(single_reads + multi_reads) > 0 ORDER BY b.mac"
}

truth() {
	./tests/lib/boot2pcap --truth "$1" | awk -F'\t' '{ printf "%s\t%s\t%s\t%s\t%d\t%s\n", $1, $2, $3, $4, $6 / 1000000, $5 }' | sort
}

for name in healthy/bdm-iso-two-stage healthy/uefi-pxe-option-11 stream-loss/hit-hundreds stream-loss/hit-some \
	stream-loss/miss-mirror-copies stream-loss/miss-offload-giants stream-latency-bound/hit-wan \
	stream-server-think-time/hit-storage-slow stream-slow-single-read/hit-answers-trickle \
	pvs-flows/miss-snap-length-96 pvs-flows/miss-two-taps fleets/miss-storm; do
	script=$src/fixtures/rules/$name.boot
	rm -rf "$work"/*
	./tests/lib/boot2pcap "$script" -o "$work/c" >/dev/null
	./pvsleuth ingest -c "$work/case.pvsleuth" "$work"/c* >/dev/null 2>&1
	truth "$script" >"$work/want"
	measured "$work/case.pvsleuth" >"$work/got"
	[ -z "$MEASURED" ] || paste "$work/want" "$work/got" | head -3
	if paste "$work/want" "$work/got" | awk -F'\t' '
		$1 != $7 || $2 != $8 || $3 != $9 || $4 != $10 || $5 != $11 || ($6 - $12) ^ 2 > ($6 / 1000) ^ 2 { bad = 1 }
		END { exit bad || !NR }'; then
		passed=$((passed + 1))
		echo "ok - $name"
	else
		failed=$((failed + 1))
		echo "not ok - $name"
		diff "$work/want" "$work/got" | head -10 | sed 's/^/    /'
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
