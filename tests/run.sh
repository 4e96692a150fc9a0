#!/bin/sh
# All tests, from nothing: installs what is missing, builds pvsleuth in several ways below build-test/,
# runs the tests and ends with one line, "N passed, N failed" (and "N skipped" when some were).
#
# Each test of the suite counts once, from the first build; each further build counts as one. The long scripts
# run in the first two, with gcc and with its sanitizers.
#
# usage: tests/run.sh [quick]
#   quick: the first build and its tests only
set -u
cd "$(dirname "$0")/.." || exit 1
quick=${1-}
case "$quick" in
'' | quick) ;;
*) sed -n 's/^# usage/usage/p' "$0" >&2; exit 2 ;;
esac

passed=0 failed=0 skipped=0 ended=
finish()
{
	[ -n "$ended" ] || failed=$((failed + 1))
	if [ "$skipped" -gt 0 ]; then
		echo "$passed passed, $failed failed, $skipped skipped"
	else
		echo "$passed passed, $failed failed"
	fi
	[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ] && exit 0
	exit 1
}
trap finish EXIT
trap 'echo "Interrupted."; exit 1' INT TERM
exec 2>&1 # the closing line stays the last

say()
{
	printf '\n== %s\n' "$*"
}
# What went wrong, from the end of a log that may be long.
show_end()
{
	echo "The end of $1:"
	grep -vE '^make(\[[0-9]+\])?: (Entering|Leaving)|^PASS: |^ok - |^  (CC|CCLD|AR|GEN) ' "$1" | tail -n 40 | sed 's/^/  | /'
}

# check NAME [SWITCH...]: builds in build-test/NAME and runs the suite there. Leaves the counts in
# n_passed n_failed n_skipped; 1 when it could not be built.
check()
{
	name=$1
	shift
	dir=build-test/$name
	log=$dir.log
	n_passed=0 n_failed=0 n_skipped=0
	begun=$(date +%s)
	mkdir -p build-test
	if ! tests/build.sh "$dir" "$@" >"$log" 2>&1; then
		echo "It does not build."
		show_end "$log"
		return 1
	fi
	warnings=$(grep -cE '\.[chl]:[0-9]+:[0-9]+: warning: ' "$log")
	[ "$warnings" -eq 0 ] || echo "The compiler warned $warnings times: $log"
	find "$dir" -name '*.trs' -exec rm -f {} +
	# a test that hangs is a failure, not an evening
	# one more at a time than there are processors: some tests wait for a terminal or a browser
	timeout -k 10 1500 make -C "$dir" --no-print-directory -k -j"$(($(nproc) + 1))" check >>"$log" 2>&1
	status=$?
	[ $status -ne 124 ] || echo "Stopped after 25 minutes: a test hangs."
	results=$(find "$dir/tests" -name '*.trs' | sort)
	if [ -z "$results" ]; then
		echo "The test programs do not build."
		show_end "$log"
		return 1
	fi
	# shellcheck disable=SC2086 # $results: file names of our own making, here and below
	awk -f tests/count.awk $results >"$dir.count"
	read -r n_passed n_failed n_skipped <"$dir.count"
	echo "$n_passed passed, $n_failed failed, $n_skipped skipped; $(($(date +%s) - begun)) s with building."
	sed '1d; s/^/  /' "$dir.count"
	if [ "$n_failed" -gt 0 ]; then
		# shellcheck disable=SC2013,SC2086
		for trs in $(grep -lE '^:test-result: (FAIL|ERROR|XPASS)' $results); do
			show_end "${trs%.trs}.log"
		done
	fi
	if [ $status -eq 124 ] || { [ "$n_failed" -eq 0 ] && [ $status -ne 0 ]; }; then
		[ $status -eq 124 ] || echo "make check failed although no test did."
		show_end "$log"
		return 1
	fi
	return 0
}
# One further way to build: one point for all of it.
further()
{
	if check "$@" && [ "$n_failed" -eq 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
	fi
}

say "What the tests need"
tests/setup.sh test || exit 1

say "The suite: gcc, warnings are errors"
if check gcc --enable-werror; then
	passed=$n_passed failed=$n_failed skipped=$n_skipped
else
	failed=1
fi
[ "$quick" = quick ] && ended=yes && exit

say "Again with AddressSanitizer and UndefinedBehaviorSanitizer"
PVSLEUTH_TESTS=again
export PVSLEUTH_TESTS
further sanitize --enable-sanitizers
PVSLEUTH_TESTS=short
say "Again with clang, its sanitizers and the fuzz targets; warnings are errors"
further clang --enable-werror --enable-fuzzer CC=clang-14
say "Again without the browser"
further headless --enable-werror --without-tui

say "The release archive builds, passes and installs on its own (make distcheck, with clang)"
if make -C build-test/gcc --no-print-directory -j"$(nproc)" distcheck \
	DISTCHECK_CONFIGURE_FLAGS=CC=clang-14 >build-test/distcheck.log 2>&1; then
	echo "It does."
	passed=$((passed + 1))
else
	echo "It does not."
	show_end build-test/distcheck.log
	failed=$((failed + 1))
fi
echo
ended=yes
