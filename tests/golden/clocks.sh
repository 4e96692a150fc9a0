#!/bin/sh
# Real captures of one boot at several taps, one of them falsified: a clock 37.2 s ahead that gains 40 ppm. The
# estimate against the truth, and the same verdicts as without it.
[ "$PVSLEUTH_TESTS" = short ] && exit 77 # a long one
src=${srcdir:-$(dirname "$0")/../..}
program=${PVSLEUTH:-./pvsleuth}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0

# What became of each boot and why.
told() { # CASE
	"$program" list "$1" boots --all --jsonl | sed 's/": /":/g' |
		grep -o '"mac":"[^"]*"\|"outcome":"[^"]*"\|"phase_reached":"[^"]*"\|"primary_rule":[^,]*\|"confidence":[^,]*\|"attempt":[0-9]*'
	"$program" list "$1" findings --jsonl | sed 's/": /":/g' | grep -o '"rule":"[^"]*"\|"verdict":"[^"]*"' | paste - - | sort
}

# CASE NAME: the clock of NAME, when its first frame was recorded, against the clock that it was compared with.
estimate() {
	python3 - "$1" "$2" <<'PYTHON'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
rows = {r[0]: r[1:] for r in db.execute("SELECT v.label, c.first_ns, v.clock_offset_ns, v.clock_base_ns, v.clock_drift_ppb,"
        " v.clock_uncertainty_ns, v.clock_pairs, c.last_ns FROM vantage v JOIN capture c USING (capture_id)")}
mine = rows.pop(sys.argv[2])
others = [r for r in rows.values() if r[4] is not None]
if mine[4] is None or not others:
    note = db.execute("SELECT clock_note FROM vantage WHERE label = ?", (sys.argv[2],)).fetchone()[0]
    print(note)
    sys.exit(0 if "too little with the others: 1 message looks" in note else 1)
first = mine[0] + mine[1] + (mine[0] - mine[2]) * mine[3] // 10**9
other = min(others, key=lambda r: abs(r[4]))
# the other's clock, at that time
theirs = other[1] + (first - other[1] - other[2]) * other[3] // 10**9
error = mine[1] + (mine[0] - mine[2]) * mine[3] // 10**9 - theirs + 37200000000
drift = mine[3] - other[3]
sure = mine[4] + other[4]
span = mine[6] - mine[0]
# where too little is shared to measure the drift, it stays in the offset
room = sure + 1000000 + (0 if drift else span * 40 // 10**6)
print("offset %+.6f s of -37.200000 s, drift %+.3f ppm of -40 ppm, uncertainty %.6f s" % (
    (error - 37200000000) / 1e9, drift / 1e3, sure / 1e9))
sys.exit(0 if abs(error) <= room and (not drift or abs(drift + 40000) < 4000) else 1)
PYTHON
}

for dir in "$src"/fixtures/cases/*/; do
	name=$(basename "$dir")
	[ "$name" != proxydhcp-missing ] || continue # two recordings of two boots
	set -- $(ls "$dir"*.pcap "$dir"*.pcapng 2>/dev/null)
	[ $# -gt 1 ] || continue
	"$program" ingest -q -c "$work/$name.true" "$@" >/dev/null 2>&1
	told "$work/$name.true" >"$work/true"
	for capture in "$dir"*.pcap; do
		tap=$(basename "$capture")
		rm -rf "$work/taps"
		mkdir "$work/taps"
		cp "$@" "$work/taps"
		python3 "$src/tests/golden/retime.py" "$capture" "$work/taps/$tap" 37.2 40
		"$program" ingest -q -c "$work/$name.$tap" "$work/taps" >/dev/null 2>&1
		said=$(estimate "$work/$name.$tap" "$tap" 2>&1)
		status=$?
		[ $status -eq 0 ] || failed=1
		echo "$([ $status -eq 0 ] || echo "not ")ok - $name, $tap: $said"
		told "$work/$name.$tap" >"$work/told"
		if [ -s "$work/told" ] && cmp -s "$work/true" "$work/told"; then
			echo "ok - $name, $tap: the same verdicts"
		else
			failed=1
			echo "not ok - $name, $tap: the same verdicts"
			diff "$work/true" "$work/told" | head -n 20 | sed 's/^/    /'
		fi
	done
done
[ $failed -eq 0 ]
