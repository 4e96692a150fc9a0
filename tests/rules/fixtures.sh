#!/bin/sh
# Every script in fixtures/rules through the whole program. What fires where it is not expected is
# a failure like what does not fire where it is. MATRIX=1 prints rule by fixture.
# usage: fixtures.sh [FOLDER...]   (folders of fixtures/rules; all of them by default)
src=${srcdir:-$(dirname "$0")/../..}
src=$(cd "$src" && pwd)
passed=0
failed=0
out=$(mktemp) || exit 2
trap 'rm -f "$out"' EXIT

[ $# -gt 0 ] || set -- $(cd "$src/fixtures/rules" && ls -d -- */)
for folder; do
	for script in "$src/fixtures/rules/${folder%/}"/*.boot; do
		[ -e "$script" ] || continue
		name=${folder%/}/$(basename "$script" .boot)
		if ./tests/lib/check_fixture ./pvsleuth ./tests/lib/boot2pcap "$script" >"$out" 2>&1; then
			passed=$((passed + 1))
			echo "ok - $name"
		else
			failed=$((failed + 1))
			echo "not ok - $name"
			sed 's/^/    /' "$out"
		fi
		[ -z "$MATRIX" ] || ./tests/lib/boot2pcap --expect "$script" |
			awk -F'\t' -v name="$name" '$1 == "finding" { printf "    %-32s %-12s %s\n", $2, $5, name }'
	done
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
