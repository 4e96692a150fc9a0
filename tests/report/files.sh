#!/bin/sh
# What the report writes, as files: safe, valid, the same every time, whole or not at all.
set -eu
src=${srcdir:-.}/tests/report
make=./tests/report/make_report
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

fail() {
	echo "files.sh: $*" >&2
	exit 1
}

$make "$src/case.sql" html "$dir/a.html"
$make "$src/case.sql" html "$dir/b.html"
cmp "$dir/a.html" "$dir/b.html" || fail "the same case gave two different pages"
[ "$(stat -c %a "$dir/a.html")" = 600 ] || fail "others can read the report"
[ "$(find "$dir" -type f | wc -l)" = 2 ] || fail "a temporary file was left"

# Nothing of the case is markup; nothing is loaded, run or styled from outside the hashed sheet.
for bad in '<script' '<img' '<b>' ' style=' ' onload="' ' onerror="' 'http://www.w3.org/1999' 'url(' '@import'; do
	! grep -qF -e "$bad" "$dir/a.html" || fail "found $bad in the page"
done
grep -qF '&lt;script&gt;alert(1)&lt;/script&gt;' "$dir/a.html" || fail "the hostile name is missing"
grep -qF 'VDI-\u{202e}gpj.exe' "$dir/a.html" || fail "the escaped override is missing"

# The policy names exactly this stylesheet.
if command -v openssl >/dev/null; then
	hash=$(sed -n '/<style>/,/<\/style>/p' "$dir/a.html" | sed '1s/.*<style>//; $d' |
		openssl dgst -sha256 -binary | openssl base64)
	grep -qF "sha256-$hash&#39;" "$dir/a.html" || fail "the style's hash is not sha256-$hash"
fi
if command -v tidy >/dev/null; then
	tidy -e -q "$dir/a.html" >"$dir/tidy" 2>&1 || { cat "$dir/tidy"; fail "tidy complains"; }
fi

# Every drawing says what it shows, and stands beside a table.
[ "$(grep -c '^<svg' "$dir/a.html")" = "$(grep -c '^<desc>' "$dir/a.html")" ] || fail "a drawing has no description"

# An empty case is a page too.
: >"$dir/empty.sql"
$make "$dir/empty.sql" html "$dir/empty.html"
grep -q 'The captures show no network boot' "$dir/empty.html" || fail "the empty case has no answer"
if command -v tidy >/dev/null; then
	tidy -e -q "$dir/empty.html" || fail "tidy complains of the empty case"
fi

# A full disk leaves the old report, and no rubbish.
cp "$dir/a.html" "$dir/old.html"
if (trap '' XFSZ; ulimit -f 20; $make "$src/case.sql" html "$dir/old.html" 2>"$dir/err"); then
	fail "a full disk was not noticed"
fi
cmp "$dir/a.html" "$dir/old.html" || fail "a full disk destroyed the old report"
grep -q "old.html: the report could not be written: File too large" "$dir/err" || fail "a full disk was told so: $(cat "$dir/err")"
! ls "$dir"/old.html.?* 2>/dev/null || fail "a temporary file was left"

# JSON that others read; CSV that no spreadsheet runs.
$make "$src/case.sql" json "$dir/case.json"
if command -v python3 >/dev/null; then
	python3 - "$dir/case.json" <<'PY'
import json, sys
c = json.load(open(sys.argv[1], encoding="utf-8"))
assert c["schema_version"] == 1 and c["generated"] == "2026-11-21T10:00:00Z"
assert len(c["boots"]) == 15 and len(c["captures"]) == 3
assert any(t["hostname"] == "<script>alert(1)</script>" for t in c["targets"])
assert sum(l["frames"] for l in c["captures"][0]["ledger"]) == c["captures"][0]["frames"]
assert all(f["evidence"] for f in c["findings"] if f["scope"] == "boot")
PY
fi
for view in captures ledger targets servers boots steps timeline findings evidence notes; do
	$make "$src/case.sql" csv $view "$dir/$view.csv"
	[ "$(wc -l <"$dir/$view.csv")" -gt 1 ] || fail "$view.csv is empty"
done
grep -q "\"'=cmd|' /C calc'!A0\"" "$dir/notes.csv" || fail "a formula went into notes.csv"
! $make "$src/case.sql" csv sqlite_master "$dir/x.csv" 2>/dev/null || fail "an unknown table was exported"

# Evidence that Wireshark reads.
$make "$src/case.sql" extract finding:3 "$dir/f.pcapng" bare
$make "$src/case.sql" extract boot:1 "$dir/b.pcapng" bare
for what in finding:999 boot: boot:-1 frame:1 finding:3x; do
	! $make "$src/case.sql" extract $what "$dir/x.pcapng" 2>/dev/null || fail "extracted $what"
	[ ! -e "$dir/x.pcapng" ] || fail "$what left a file"
done
if command -v tshark >/dev/null; then
	tshark -r "$dir/f.pcapng" -T fields -e frame.time_epoch -e frame.comment -e dhcp.hw.mac_addr >"$dir/f.txt" \
		2>"$dir/err" || fail "tshark: $(cat "$dir/err")"
	[ "$(wc -l <"$dir/f.txt")" = 4 ] || fail "finding:3 has 4 frames of evidence"
	grep -q '1795248244.412800000.*evidence for finding:3 (pxe-proxy-missing).*00:15:5d:20:11:03' "$dir/f.txt" ||
		fail "the comment is not what it should be"
	[ "$(tshark -r "$dir/b.pcapng" 2>/dev/null | wc -l)" = 8 ] || fail "boot:1 has 8 frames"
fi
