#!/bin/sh
# Each scenario with a worse capture of the same place beside each of its own (beside.py): one that lost packets, has one
# direction only, begins late, ends early, is cut short; or two files of a ring buffer in its place. What is found must
# stay, and nothing else come. Not behind address translation, of which only two captures are brought together. A sample;
# FULL=1 takes all of them, CHANGES=NAME,NAME some of the changes.
[ "$PVSLEUTH_TESTS" = short ] && exit 77 # a long one
src=${srcdir:-$(dirname "$0")/../..}
command -v python3 >/dev/null || { echo "beside.sh: no python3 here, skipped"; exit 77; }
exec python3 "$src/tests/rules/beside.py" "${PVSLEUTH:-./pvsleuth}" ./tests/lib/boot2pcap ${CHANGES:+-m "$CHANGES"} \
	-n "$([ -n "$FULL" ] && echo 1 || echo 97)" $(ls "$src"/fixtures/rules/*/*.boot | grep -v /nat/)
