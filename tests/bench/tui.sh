#!/bin/sh
# How fast the browser is on a big case (100 000 boots, a million events), as ratios to reading all
# boots once. Not part of make check.
# usage: from the build folder, after `make check`: srcdir=... tests/bench/tui.sh [CASE]
set -u
srcdir=${srcdir:-.}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
case=${1:-$work/big.pvsleuth}
[ -e "$case" ] || ./tests/tui/make_case "$case" "$srcdir/tests/bench/tui.sql" || exit 1
./tests/tui/bench_tui "$case"
