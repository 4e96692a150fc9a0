#!/bin/sh
# The page on paper, A4 and Letter: of the size that was asked for, nothing beyond the margins, no heading and no head
# of a table at the foot of a page, no chart higher than a page, heads of tables repeated. Leaves the PDFs in
# $REPORT_PICTURES when set.
# usage, from the build folder: srcdir=... tests/report/paper.sh
case $PVSLEUTH_TESTS in short | again) exit 77 ;; esac # a long one, and the page is the same from every build
src=${srcdir:-$(dirname "$0")/../..}
for tool in python3 pdftotext; do
	command -v "$tool" >/dev/null || { echo "paper.sh: no $tool here, skipped"; exit 77; }
done
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || {
	echo "paper.sh: no Chromium here, skipped"
	exit 77
}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0

say() { # STATUS NAME
	[ "$1" -eq 0 ] && echo "ok - $2" && return
	failed=1
	echo "not ok - $2"
	cat "$work/said"
}

./tests/report/make_report "$src/tests/report/case.sql" html "$work/case.html" || exit 99
: >"$work/empty.sql"
./tests/report/make_report "$work/empty.sql" html "$work/empty.html" || exit 99
for name in failover-load-balance-to-peer login-no-answer cached-lease-conflict; do
	./pvsleuth ingest -q -c "$work/$name.pvsleuth" "$src/fixtures/cases/$name" >/dev/null 2>&1
	SOURCE_DATE_EPOCH=1795000000 ./pvsleuth report -q "$work/$name.pvsleuth" -o "$work/$name.html" 2>/dev/null || exit 99
done
# The judge can tell: without the rules for paper there is something to complain of.
sed '/http-equiv/d; s/break-[a-z]*: avoid[^;]*;//g; s/@media screen and (max/@media (max/' "$work/case.html" >"$work/poor.html"

pages="empty failover-load-balance-to-peer login-no-answer cached-lease-conflict case"
timeout 600 python3 "$src/tests/report/paper.py" "$chromium" "$work" $pages poor >"$work/said" 2>&1
say $? "they are printed"
for name in $pages; do
	cp "$work/$name.said" "$work/said"
	! grep -q '^fault' "$work/said" && [ "$(grep -c ' pages$' "$work/said")" = 2 ]
	say $? "$name on A4 and Letter"
	[ -z "$REPORT_PICTURES" ] || cp "$work/$name-a4.pdf" "$work/$name-letter.pdf" "$REPORT_PICTURES"
done
# Evidence of the case runs over pages.
for paper in a4 letter; do
	[ "$(pdftotext -layout "$work/case-$paper.pdf" - | grep -c 'Capture/frame')" -gt 4 ]
	say $? "heads of tables are repeated on $paper"
done
grep -q '^fault' "$work/poor.said"
say $? "a poor page is found to be poor"
exit "$failed"
