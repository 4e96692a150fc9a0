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

# One script: its verdict into a file of its own, so that two at a time do not mix.
cat >"$work/one" <<'ONE'
out=$2/$(echo "$3" | tr / +)
if ./tests/lib/check_fixture ./pvsleuth ./tests/lib/boot2pcap "$1/fixtures/rules/$3.boot" >"$out.said" 2>&1; then
	echo "ok - $3" >"$out.verdict"
else
	{ echo "not ok - $3"; sed 's/^/    /' "$out.said"; } >"$out.verdict"
fi
ONE
xargs -P "$(nproc)" -I NAME sh "$work/one" "$src" "$work" NAME <"$work/all"
cat "$work"/*.verdict
[ -z "$MATRIX" ] || while read -r name; do
	./tests/lib/boot2pcap --expect "$src/fixtures/rules/$name.boot" |
		awk -F'\t' -v name="$name" '$1 == "finding" { printf "    %-32s %-12s %s\n", $2, $5, name }'
done <"$work/all"
failed=$(cat "$work"/*.verdict | grep -c '^not ok')
echo "$(($(wc -l <"$work/all") - failed)) passed, $failed failed"
[ "$failed" -eq 0 ]
