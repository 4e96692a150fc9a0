#!/bin/sh
# The whole program over public captures that nobody of this project made: nothing crashes, the ledger
# accounts for every frame, DHCP and TFTP are told as the keys beside the captures tell them, and
# nobody is accused of a failure who did not fail.
#
# The captures are not part of the project: they are looked for in $PVSLEUTH_CAPTURES, else in
# ../shared/captures beside the sources; without them the test is skipped. FULL=1 gives each capture
# a case of its own, which takes minutes.
[ "$PVSLEUTH_TESTS" = short ] && exit 77 # a long one
src=${srcdir:-$(dirname "$0")/../..}
program=${PVSLEUTH:-./pvsleuth}
captures=${PVSLEUTH_CAPTURES:-$src/../shared/captures}
[ -r "$captures/index.tsv" ] || exit 77
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0

verdict() { # STATUS NAME FILE
	if [ "$1" -eq 0 ]; then
		echo "ok - $2"
	else
		failed=1
		echo "not ok - $2"
		head -n 20 "$3" | sed 's/^/    /'
	fi
}

# One case from the captures whose names are in the file LIST: crashes and broken ledgers go to "bad".
ingest() { # CASE LIST
	xargs -d '\n' "$program" ingest -q -c "$1" <"$2" >"$work/out" 2>&1
	status=$?
	# 0, 3 and 4 are said to be so by some captures; xargs gives 123 for all of them
	if [ $status -ne 0 ] && { [ $status -ne 123 ] || grep -q 'Sanitizer\|runtime error\|Assertion' "$work/out"; }; then
		{ echo "status $status of $(head -n 1 "$2")"; cat "$work/out"; } >>"$work/bad"
	fi
	[ -e "$1" ] || return 0
	"$program" doctor "$1" >"$work/out" 2>&1 || cat "$work/out" >>"$work/bad"
	"$program" list "$1" findings --jsonl 2>>"$work/bad" | sed 's/": /":/g' >>"$work/findings"
	"$program" list "$1" boots --all --jsonl 2>>"$work/bad" | sed 's/": /":/g' >>"$work/boots"
}

cut -f1 "$captures/index.tsv" | tail -n +2 | sed "s|^|$captures/|" >"$work/files"
: >"$work/bad"
split -l "$([ -n "$FULL" ] && echo 1 || echo 100)" -a 4 "$work/files" "$work/part."
for part in "$work"/part.*; do
	ingest "$part.pvsleuth" "$part"
done
[ ! -s "$work/bad" ]
verdict $? "$(wc -l <"$work/files") captures: read, and each frame accounted for" "$work/bad"

for case in "$work"/*.pvsleuth; do
	./tests/golden/compare_key "$case" "$captures"/keys/*.json
done >"$work/keys" 2>&1
grep -v ' 0 differences$' "$work/keys" >"$work/different"
[ ! -s "$work/different" ]
verdict $? "DHCP and TFTP as $(awk '{ n += $1 } / keys compared/ { k += $1 } END { print k }' "$work/keys") keys tell them" "$work/different"

# Ordinary clients, filtered answers, one direction, capture files put together: none of it is a failure.
grep '"kind":"\(failure\|degraded\)"' "$work/findings" | grep '"verdict":"yes"' >"$work/accused"
[ ! -s "$work/accused" ]
verdict $? "no failure is found where there was none" "$work/accused"

# The clients of these captures, as people see them: who was an ordinary client, who meant to boot.
# One of them asks four times for its boot file, and none of the files with it holds an answer.
in_vain=d0:50:99:4e:05:57
grep -v "$in_vain" "$work/boots" | grep -o '"outcome":"[a-z]*"' | sort | uniq -c >"$work/outcomes"
! grep -q '"failed"\|"booted"' "$work/outcomes"
verdict $? "no boot is said to have failed or to have worked" "$work/outcomes"
[ $failed -eq 0 ]
