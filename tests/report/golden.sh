#!/bin/sh
# The page of fixed cases, line by line, against what was last looked at and found good. Of the head only what
# does not change with every line of the style sheet.
# usage, from the build folder: srcdir=... tests/report/golden.sh; UPDATE=1 writes them anew: look at the difference
src=${srcdir:-$(dirname "$0")/../..}/tests/report
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0

cat "$src/case.sql" "$src/more.sql" >"$work/case.sql"
cp "$src/nothing.sql" "$work/nothing.sql"
: >"$work/empty.sql"
for name in case nothing empty; do
	./tests/report/make_report "$work/$name.sql" html "$work/$name.full" || exit 99
	sed '/<style>/,/<\/style>/d; /http-equiv/d' "$work/$name.full" >"$work/$name.html"
	if [ -n "${UPDATE:-}" ]; then
		cp "$work/$name.html" "$src/golden/$name.html"
	elif diff -u "$src/golden/$name.html" "$work/$name.html" >"$work/diff"; then
		echo "ok - the page of case $name"
	else
		echo "not ok - the page of case $name"
		head -40 "$work/diff"
		failed=1
	fi
done
exit "$failed"
