#!/bin/sh
# Anonymised cases and redacted reports: every output is searched for every original token; verdicts, times
# and numbers stay; checksums in the frames are right; the same key gives the same bytes.
[ "$PVSLEUTH_TESTS" = short ] && exit 77 # a long one
src=${srcdir:-$(dirname "$0")/../..}
command -v python3 >/dev/null || { echo "redact.sh: no python3 here, skipped"; exit 77; }
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
check="python3 $src/tests/redact/check.py"
failed=0
SOURCE_DATE_EPOCH=1795255200
export SOURCE_DATE_EPOCH

verdict() { # STATUS NAME
	if [ "$1" -eq 0 ]; then
		echo "ok - $2"
	else
		failed=$((failed + 1))
		echo "not ok - $2"
		head -20 "$work/log"
	fi
}

# All that can be made of a case, into a folder.
everything() { # CASE FOLDER
	mkdir -p "$2"
	"$PVSLEUTH" report -q "$1" -o "$2/page.html" &&
		"$PVSLEUTH" export -q "$1" -f json -o "$2/case.json" &&
		"$PVSLEUTH" export -q "$1" -f jsonl -o "$2/case.jsonl" &&
		"$PVSLEUTH" export -q "$1" -f csv -o "$2/csv" &&
		"$PVSLEUTH" export -q "$1" -f wireshark-profile -o "$2/profile" || return 1
	for what in boots findings captures servers targets; do
		"$PVSLEUTH" list "$1" $what --all >"$2/list-$what.txt" || return 1
	done
	for n in $("$PVSLEUTH" list "$1" boots --all --jsonl | sed 's/.*"boot_id": *\([0-9]*\).*/\1/' | head -3); do
		"$PVSLEUTH" show "$1" "boot:$n" >"$2/boot-$n.txt" || return 1
		"$PVSLEUTH" extract -q --limit 0 "$1" "boot:$n" -o "$2/boot-$n.pcapng" || return 1
	done
}

# For each frame of the captures listed in a file, whether its checksums are good; one file of them all, because
# tshark takes long to start.
checksums() { # LIST
	xargs -d '\n' mergecap -a -w "$work/all.pcapng" <"$1" 2>/dev/null &&
		tshark -r "$work/all.pcapng" -o ip.check_checksum:TRUE -o udp.check_checksum:TRUE -T fields -e ip.checksum.status \
			-e udp.checksum.status -e icmp.checksum.status 2>/dev/null
}

head -c 32 "$src/HACKING.md" >"$work/key"
head -c 32 "$src/README.md" >"$work/other-key"
mkdir "$work/case"
./tests/report/make_report "$src/tests/report/case.sql" case "$work/case/hostile.pvsleuth" &&
	$check plant "$work/case/hostile.pvsleuth" || exit 99
# Cases of each kind of frame and text; all of them would take minutes and show no more.
for name in bdm-iso-two-stage cached-lease-conflict failover-load-balance-to-peer healthy-legacy-pxe login-no-answer \
	proxydhcp-missing tftp-file-not-found vlan-trunk; do
	dir=$src/fixtures/cases/$name/
	"$PVSLEUTH" ingest -q -c "$work/case/$(basename "$dir").pvsleuth" $(ls "$dir"*.pcap "$dir"*.pcapng 2>/dev/null) >/dev/null ||
		exit 99
done
for case in "$work"/case/*.pvsleuth; do
	name=$(basename "$case" .pvsleuth)
	everything "$case" "$work/plain-$name" >"$work/log" 2>&1 || { cat "$work/log"; exit 99; }
	for level in names standard full; do
		case $level-$name in # of the weaker levels some cases are enough
		names-hostile | standard-hostile | standard-proxydhcp-missing | full-*) ;;
		*) continue ;;
		esac
		out=$work/$name-$level
		mkdir -p "$out"
		rm -f "$work/legend"
		"$PVSLEUTH" anonymize -q "$case" -o "$out/case.anon" --level $level --key "$work/key" \
			--legend "$work/legend" >"$work/log" 2>&1
		verdict $? "$name, $level: anonymize"
		everything "$out/case.anon" "$out" >"$work/log" 2>&1
		verdict $? "$name, $level: all that can be made of it"
		"$PVSLEUTH" report -q "$case" --redact=$level --key "$work/key" -o "$out/redacted.html" >"$work/log" 2>&1 &&
			cmp "$out/redacted.html" "$out/page.html" >>"$work/log" 2>&1
		verdict $? "$name, $level: report --redact is the report of the anonymised case"
		# shellcheck disable=SC2046 # a list
		$check tokens "$case" $level $(find "$out" -type f) >"$work/log" 2>&1
		verdict $? "$name, $level: no original token in any of $(find "$out" -type f | wc -l) files"
		$check same "$case" "$out/case.anon" >"$work/log" 2>&1
		verdict $? "$name, $level: ids, verdicts, times and numbers are the same"
		[ "$name" = hostile ] || for capture in "$work/plain-$name"/*.pcapng; do # its frames are no packets
			echo "$capture" >>"$work/plain.list"
			echo "$out/${capture##*/}" >>"$work/out.list"
		done
	done
	$check subnets "$work/legend" >"$work/log" 2>&1
	verdict $? "$name: subnets are kept"
	[ "$(stat -c %a "$work/legend" "$work/$name-full/case.anon" | sort -u)" = 600 ]
	verdict $? "$name: others can read neither case nor legend"
done

if command -v mergecap >/dev/null && command -v tshark >/dev/null; then
	checksums "$work/plain.list" >"$work/plain.sums"
	checksums "$work/out.list" >"$work/out.sums"
	[ "$(grep -c '[12]' "$work/plain.sums")" -gt 1000 ] && diff "$work/plain.sums" "$work/out.sums" >"$work/log" 2>&1
	verdict $? "checksums in the frames of $(wc -l <"$work/out.list") captures are as good as they were, frame by frame"
fi
$check columns "$work/case/hostile.pvsleuth" "$src/analyzer/redact/redact.c" >"$work/log" 2>&1
verdict $? "no column of text is forgotten"
case=$work/case/proxydhcp-missing.pvsleuth
for n in 1 2; do
	"$PVSLEUTH" anonymize -q "$case" -o "$work/again-$n" --key "$work/key" 2>"$work/log"
done
cmp "$work/again-1" "$work/again-2" >"$work/log" 2>&1
verdict $? "the same key gives the same bytes"
"$PVSLEUTH" anonymize -q "$case" -o "$work/again-3" --key "$work/other-key"
! cmp -s "$work/again-1" "$work/again-3"
verdict $? "another key gives other pseudonyms"
! "$PVSLEUTH" anonymize -q "$work/again-1" -o "$work/twice" 2>"$work/log" && [ ! -e "$work/twice" ]
verdict $? "an anonymised case is not anonymised again"
! "$PVSLEUTH" anonymize -q "$case" -o "$work/again-1" 2>"$work/log"
verdict $? "no file is written over without --force"
printf 'short' >"$work/short"
! "$PVSLEUTH" anonymize -q "$case" -o "$work/short-key" --key "$work/short" 2>"$work/log"
verdict $? "a short key is refused"
for case in "$work"/case/*.pvsleuth; do
	name=$(basename "$case" .pvsleuth)
	[ "$name" != hostile ] || continue
	"$PVSLEUTH" analyze -q "$work/$name-full/case.anon" >"$work/log" 2>&1 &&
		$check verdicts "$case" "$work/$name-full/case.anon" >"$work/log" 2>&1
	verdict $? "$name: analysing the anonymised facts again gives the same verdicts"
done

# The names of captures, and what the user calls a place, where it is said between which two a message was lost.
cp "$src/fixtures/cases/tftp-reply-blocked/server.pcap" "$work/lindau-core.pcap"
"$PVSLEUTH" ingest -q -c "$work/places.case" --vantage "client.pcap=Zollikon rack 4" "$work/lindau-core.pcap" \
	"$src/fixtures/cases/tftp-reply-blocked/client.pcap" >"$work/log" 2>&1
everything "$work/places.case" "$work/places-plain" >"$work/log" 2>&1
[ "$(grep -lE 'left lindau-core.pcap.* never reached Zollikon rack 4' "$work/places-plain"/*.html "$work/places-plain"/*.jsonl | wc -l)" -eq 2 ]
verdict $? "places are named in the report and the export"
for level in names full; do
	mkdir "$work/places-$level"
	"$PVSLEUTH" anonymize -q "$work/places.case" -o "$work/places-$level/case.anon" --level $level --key "$work/key" >"$work/log" 2>&1
	everything "$work/places-$level/case.anon" "$work/places-$level" >"$work/log" 2>&1
	! grep -rliE 'zollikon|lindau' "$work/places-$level" >"$work/log" && grep -q 'never reached' "$work/places-$level/page.html"
	verdict $? "places and captures have other names, $level"
done

# What a mirror sends through a tunnel is rewritten within it: the stored frames still tell the same story.
told() { "$PVSLEUTH" list "$1" boots --jsonl | sed 's/.*"outcome": *"\([^"]*\)".*"primary_rule": *\([^,]*\),.*/\1 \2/' | sort; }
for how in erspan geneve; do
	python3 "$src/tests/redact/wrap.py" "$src/fixtures/cases/tftp-file-not-found/target-port.pcap" "$work/$how.pcap" $how
	"$PVSLEUTH" ingest -q -c "$work/$how.case" "$work/$how.pcap" >"$work/log" 2>&1
	"$PVSLEUTH" anonymize -q "$work/$how.case" -o "$work/$how.anon" >"$work/log" 2>&1
	"$PVSLEUTH" extract -q "$work/$how.anon" boot:1 -o "$work/$how.pcapng" >"$work/log" 2>&1
	"$PVSLEUTH" ingest -q -c "$work/$how.again" "$work/$how.pcapng" >"$work/log" 2>&1
	told "$work/$how.case" >"$work/before"
	told "$work/$how.again" >"$work/after"
	[ -s "$work/before" ] && diff "$work/before" "$work/after" >"$work/log" 2>&1
	verdict $? "$how: frames in a tunnel are read again with the same verdict"
done
[ "$failed" -eq 0 ]
