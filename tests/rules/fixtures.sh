#!/bin/sh
# Every script in fixtures/rules through the whole program, on all processors. What fires where it is
# not expected is a failure like what does not fire where it is. MATRIX=1 prints rule by fixture.
# usage: fixtures.sh [FOLDER...]   (folders of fixtures/rules; all of them by default)
[ "$PVSLEUTH_TESTS" = short ] && exit 77 # a long one
src=${srcdir:-$(dirname "$0")/../..}
src=$(cd "$src" && pwd)
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

[ $# -gt 0 ] || set -- $(cd "$src/fixtures/rules" && ls -d -- */)
for folder; do
	ls "$src/fixtures/rules/${folder%/}"/*.boot 2>/dev/null
done | sed "s|^$src/fixtures/rules/||; s|\.boot$||" >"$work/all"

# Some scripts for each process, which says what became of each.
sed "s|.*|$src/fixtures/rules/&.boot|" "$work/all" |
	xargs -r -d '\n' -P "$(nproc)" -n 8 ./tests/lib/check_fixture ./pvsleuth ./tests/lib/boot2pcap --each >>"$work/verdicts" 2>&1
awk '/^(not )?ok - / { name = $0; sub(/^(not )?ok - /, "", name); n = 0 } { printf "%s\t%04d\t%s\n", name, n++, $0 }' "$work/verdicts" |
	LC_ALL=C sort -t "$(printf '\t')" -k1,2 | cut -f3-
[ -z "$MATRIX" ] || while read -r name; do
	./tests/lib/boot2pcap --expect "$src/fixtures/rules/$name.boot" |
		awk -F'\t' -v name="$name" '$1 == "finding" { printf "    %-32s %-12s %s\n", $2, $5, name }'
done <"$work/all"
failed=$(grep -c '^not ok' "$work/verdicts")
passed=$(grep -c '^ok' "$work/verdicts")
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ] && [ "$passed" -eq "$(wc -l <"$work/all")" ]
