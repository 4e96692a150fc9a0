#!/bin/sh
# How long the report of 10 000 boots takes, and how large it is: at most 5 MB. Not part of make check.
# usage: from the build folder, after `make check`: srcdir=... tests/bench/report.sh
set -u
srcdir=${srcdir:-.}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
{
	sed 's/i < 100000)/i < 10000)/; s/i <= 20000/i <= 8000/; s/% 20000/% 8000/; s|/ 20000|/ 8000|' "$srcdir/tests/bench/tui.sql"
	cat "$srcdir/tests/bench/report.sql"
} >"$work/big.sql"
./tests/tui/make_case "$work/big.pvsleuth" "$work/big.sql" || exit 1
for i in 1 2 3; do
	start=$(date +%s%N)
	./pvsleuth report "$work/big.pvsleuth" --force -o "$work/big.html" 2>/dev/null || exit 1
	echo "report of 10 000 boots: $((($(date +%s%N) - start) / 1000000)) ms"
done
size=$(stat -c %s "$work/big.html")
echo "size: $size bytes"
[ -z "${KEEP:-}" ] || cp "$work/big.pvsleuth" "$work/big.html" "$KEEP"
[ "$size" -lt 5000000 ]
