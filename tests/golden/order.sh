#!/bin/sh
# The same captures in another order, and twice analysed, give the same boots and findings: nothing may
# hang on which file came first. Ids may differ, and nothing else.
[ "$PVSLEUTH_TESTS" = short ] && exit 77 # a long one
src=${srcdir:-$(dirname "$0")/../..}
program=${PVSLEUTH:-./pvsleuth}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0

. "$src/tests/golden/told.sh"

same() { # NAME A B
	if cmp -s "$2" "$3"; then
		echo "ok - $1"
	else
		failed=1
		echo "not ok - $1"
		diff "$2" "$3" | cut -c1-400 | head -n 20 | sed 's/^/    /'
	fi
}

for dir in "$src"/fixtures/cases/*/; do
	name=$(basename "$dir")
	set -- $(ls "$dir"*.pcap "$dir"*.pcapng 2>/dev/null)
	[ $# -gt 1 ] || continue
	"$program" ingest -q -c "$work/$name.a" "$@" >/dev/null 2>&1
	# in one command the program chooses the order itself
	for capture in "$@"; do
		"$program" ingest -q -c "$work/$name.b" "$capture" >/dev/null 2>&1
	done
	for capture in $(printf '%s\n' "$@" | sort -r); do
		"$program" ingest -q -c "$work/$name.c" "$capture" >/dev/null 2>&1
	done
	told "$work/$name.a" >"$work/a"
	told "$work/$name.b" >"$work/b"
	told "$work/$name.c" >"$work/c"
	[ -s "$work/a" ] || { echo "not ok - $name: nothing was told"; failed=1; }
	same "$name: one capture after the other" "$work/a" "$work/b"
	same "$name: and in the other order" "$work/a" "$work/c"
	"$program" analyze -q "$work/$name.a" >/dev/null 2>&1
	told "$work/$name.a" >"$work/again"
	same "$name: analysed again" "$work/a" "$work/again"
done
[ $failed -eq 0 ]
