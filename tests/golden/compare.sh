#!/bin/sh
# compare and stats on captures with real daemons: which healthy boot is chosen, where the two part,
# how many booted.
# Run by make check; by hand: srcdir=. tests/golden/compare.sh from the build folder.
top=$(cd "${srcdir:-.}" && pwd)
bin=$(pwd)/pvsleuth
cases=$top/fixtures/cases
work=$(mktemp -d "${TMPDIR:-/tmp}/pvsleuth-compare.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 99
export LC_ALL=C.UTF-8 NO_COLOR=1 COLUMNS=80
failed=0

# The output's lines as one, so that a phrase may be broken anywhere.
says()
{
	if tr '\n' ' ' <out | tr -s ' ' | grep -qF -- "$2"; then
		echo "ok - $1"
	else
		echo "not ok - $1: lacks \"$2\""
		sed 's|^|    |' out | head -20
		failed=1
	fi
}
fails()
{
	what=$1 want=$2
	shift 2
	"$@" >out 2>&1
	got=$?
	[ $got -eq "$want" ] && echo "ok - $what" && return
	echo "not ok - $what: exit status $got"
	failed=1
}

for name in bdm-iso-two-stage cached-lease-conflict failover-load-balance-to-peer healthy-legacy-pxe login-no-answer \
	proxydhcp-missing tftp-file-not-found; do
	"$bin" ingest -q -c a.pvsleuth "$cases/$name" >/dev/null 2>&1
done
boot_of() { # MAC, ORDER among its boots
	"$bin" list a.pvsleuth --target "$1" --csv | awk -F, -v n="$2" 'NR == n + 1 { print $1 }'
}

lost=$(boot_of 00:50:56:b8:0a:51 2)
"$bin" compare a.pvsleuth "boot:$lost" >out
says "a boot of the same target is the likest" "Boot $(boot_of 00:50:56:b8:0a:51 1) of 00:50:56:b8:0a:51 is the most alike of"
says "the reasons are given" "the same target, the same kind of client"
says "the missing PXE offer is where they part" "They part in PXE: boot $(boot_of 00:50:56:b8:0a:51 1) shows PXE offer after 2 ms, boot $lost none."

"$bin" compare a.pvsleuth "boot:$(boot_of 00:50:56:b8:0a:81 1)" "boot:$(boot_of 00:50:56:b8:0a:83 1)" >out
says "a field of a message" "in the two-stage boot request: \"Destination Address\" is 10.20.80.11"
says "how often it was asked" "after the PVS login (sent 10 times)"

"$bin" compare a.pvsleuth "boot:$(boot_of 00:50:56:b8:0a:71 1)" >out
says "an error only one of them got" "They part in the boot file phase after the TFTP read request"
"$bin" compare --json a.pvsleuth "boot:$lost" >out
says "as JSON" '"words": "They part in PXE'

fails "a boot that is not there" 5 "$bin" compare a.pvsleuth boot:999
says "is named" "there is no boot 999"
fails "what is no boot" 2 "$bin" compare a.pvsleuth 7
"$bin" ingest -q -c none.pvsleuth "$cases/tftp-file-not-found/target-port.pcap" >/dev/null
fails "nothing to compare with" 5 "$bin" compare none.pvsleuth boot:1
says "is said" "No other boot of this case booted"

"$bin" stats a.pvsleuth >out
says "how many booted" "all 27 13 14 48%"
says "by server" "10.40.1.1 15 8 7 53%"
"$bin" stats --by=server a.pvsleuth >out
says "phases by server" "10.20.80.13 bootfile 1 0"
"$bin" stats --json --by=hour a.pvsleuth >out
says "stats as JSON" '"group": "2026-11-21T10:00Z","boots": 10'
fails "groups that do not exist" 2 "$bin" stats --by=colour a.pvsleuth
exit $failed
