#!/bin/sh
# Scenarios as other captures of the same event (mutants.py): copied by a mirror, tagged in one direction or both, cut
# by a snap length, written out of order, at other addresses, as Linux cooked captures. No verdict may come that the first capture does not
# give. A sample; FULL=1 takes all of them, and CHANGES=NAME,NAME other changes, some of which are other events.
[ "$PVSLEUTH_TESTS" = short ] && exit 77 # a long one
src=${srcdir:-$(dirname "$0")/../..}
command -v python3 >/dev/null || { echo "mutants.sh: no python3 here, skipped"; exit 77; }
exec python3 "$src/tests/rules/mutants.py" "${PVSLEUTH:-./pvsleuth}" ./tests/lib/boot2pcap \
	-m "${CHANGES:-copies,tagged,tagged-one-way,out-of-order,other-addresses,cooked,cut-at-96,cut-at-128}" \
	-n "$([ -n "$FULL" ] && echo 1 || echo 90)" "$src"/fixtures/rules/*/*.boot
