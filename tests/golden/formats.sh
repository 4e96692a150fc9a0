#!/bin/sh
# A failed boot in every disguise: container, byte order, unit of time, link layer, tunnel, compression,
# archive. Each gives the boots and the findings of the plain capture, and a ledger that sums up. FULL=1
# takes two more captures.
[ "$PVSLEUTH_TESTS" = short ] && exit 77 # a long one
src=${srcdir:-$(dirname "$0")/../..}
program=${PVSLEUTH:-./pvsleuth}
command -v python3 >/dev/null || { echo "formats.sh: no python3 here, skipped"; exit 77; }
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0

# What the capture NAME says, without what depends on its form: sizes, frame numbers, MACs that a form
# does not carry.
said() { # NAME
	rm -f "$work"/case*
	{
		"$program" ingest -q -c "$work/case" "$work/in/$1" >"$work/out" 2>&1 || echo "status $?: $(cat "$work/out")"
		"$program" list "$work/case" boots --all --csv 2>&1 | cut -d, -f3,4,8-16
		"$program" list "$work/case" findings --csv 2>&1 | cut -d, -f2-5
		"$program" doctor "$work/case" >"$work/doctor" 2>&1
		grep -E -o 'accounts for [0-9]+ of [0-9]+ frames' "$work/doctor"
	} >"$work/said.$1"
}

# Who failed in which phase, by the case that "said" has left.
accused() { # NAME
	"$program" list "$work/case" findings --all --jsonl | sed 's/": /":/g' | grep '"verdict":"yes"' |
		grep '"kind":"\(failure\|degraded\)"' | grep -o '"\(phase\|mac\)":"[^"]*"' | paste - - | sort >"$work/accused.$1"
}

captures="proxydhcp-missing/legacy-two-attempts failover-load-balance-to-peer/helper-port"
[ -z "$FULL" ] || captures="$captures tftp-file-not-found/target-port login-no-answer/target-port"
for capture in $captures; do
	rm -rf "$work/in"
	mkdir "$work/in"
	python3 "$src/tests/golden/formats.py" "$src/fixtures/cases/$capture.pcap" "$work/in" >"$work/list" || exit 99
	said plain.pcap
	accused plain.pcap
	said plain-ip.pcap
	while read -r name keeps; do
		said "$name"
		case $keeps in
		all) like=plain.pcap ;;
		ip) like=plain-ip.pcap ;;
		less) # what is accused is accused in the whole capture too; nobody is called malformed
			accused "$name"
			if comm -23 "$work/accused.$name" "$work/accused.plain.pcap" | grep . >"$work/diff" ||
				grep -i malformed "$work/doctor" >"$work/diff"; then
				failed=1
				echo "not ok - $capture as $name: more than the whole capture says"
				sed 's/^/    /' "$work/diff"
			else
				echo "ok - $capture as $name"
			fi
			continue
			;;
		untimed) # no boots without times; each frame is still accounted for
			grep accounts "$work/said.$name" >"$work/said" && mv "$work/said" "$work/said.$name"
			grep accounts "$work/said.plain.pcap" >"$work/said.frames"
			like=frames
			;;
		esac
		if diff "$work/said.$like" "$work/said.$name" >"$work/diff"; then
			echo "ok - $capture as $name"
		else
			failed=1
			echo "not ok - $capture as $name"
			head -n 8 "$work/diff" | sed 's/^/    /'
		fi
	done <"$work/list"
done
[ $failed -eq 0 ]
