#!/bin/sh
# What is extracted can be read again: by tshark, frame for frame with its comments, and by pvsleuth itself with
# the same verdict. Of streaming and of long transfers the case keeps the measure and few frames. The others are
# copied from the captures; where these are not at hand or are more than is wanted, the extract says so, and what a boot
# did there becomes "incomplete", never another cause and never a success.
# usage, from the build folder: srcdir=... tests/report/extract.sh
[ "$PVSLEUTH_TESTS" = short ] && exit 77 # a long one
src=${srcdir:-$(dirname "$0")/../..}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0

# The verdict on the boot of that machine which began nearest to that time.
verdict() { # CASE MAC START
	./pvsleuth list "$1" boots --all --target "$2" --jsonl | sed '
		s/": /":/g
		s/.*"start_ns":\([0-9]*\).*"outcome":"\([^"]*\)".*"primary_rule":\(null\|"[^"]*"\).*/\1 \2 \3/
		s/"//g; s/null$/-/' | sort -n | awk -v at="$3" '
		{ d = $1 - at; if (d < 0) d = -d; if (!n++ || d < best) { best = d; line = $2 " " $3 } } END { print line }'
}

say() { # STATUS NAME
	[ "$1" -eq 0 ] && echo "ok - $2" && return
	failed=1
	echo "not ok - $2"
	sed 's/^/    /' "$work/said"
}

# Reads CASE's boot N (its machine and start) again and compares. With $limit 0 only from the case.
again() { # NAME CASE N MAC START OUTCOME RULE
	: >"$work/said"
	rm -f "$work/again.pvsleuth"
	./pvsleuth extract "$2" "boot:$3" --force ${limit:+--limit "$limit"} -o "$work/x.pcapng" >"$work/wrote" 2>&1 &&
		./pvsleuth ingest -q -c "$work/again.pvsleuth" "$work/x.pcapng" >"$work/said" 2>&1
	say $? "$1: boot $3 is extracted and read again"
	got=$(verdict "$work/again.pvsleuth" "$4" "$5")
	echo "was $6 $7, now $got" >"$work/said"
	case $1/$got in
	*/"$6 $7") say 0 "$1: boot $3 has the same verdict" ;;
	poor/"incomplete -") grep -q 'only its measure' "$work/wrote"
		say $? "boot $3 cannot be told without the streaming, and that is said" ;;
	*) say 1 "$1: boot $3 has the same verdict" ;;
	esac
}

# Wireshark's programs read each of the files in "read", named CASE.BOOT: every frame has a comment that says what it is
# there for, and some that boot. All files as one, end to end, because tshark takes long to start.
shark() {
	command -v tshark >/dev/null && command -v mergecap >/dev/null && command -v capinfos >/dev/null || return 0
	# capinfos: the file's name, a comma, how many frames
	capinfos -T -r -m -c "$work/read"/*.pcapng 2>"$work/said" | tr -d '"' >"$work/counts" &&
		mergecap -a -w "$work/all.pcapng" "$work/read"/*.pcapng 2>"$work/said" &&
		tshark -r "$work/all.pcapng" -T fields -e frame.comment >"$work/frames" 2>"$work/said"
	read_all=$?
	awk -F, -v frames="$work/frames" '
		{
			file = $1
			sub(/.*\//, "", file)
			sub(/\.pcapng$/, "", file)
			boot = file
			sub(/.*\./, "", boot)
			named = odd = 0
			for (i = 0; i < $2; i++) {
				if ((getline line < frames) <= 0 || line !~ /^pvsleuth: /)
					odd++
				named += index(line, "pvsleuth: boot:" boot ": ") == 1
			}
			print file, ($2 > 0 && !odd && named ? 0 : 1)
		}
		END { print "all, and nothing else", ((getline line < frames) > 0 ? 1 : 0) }' "$work/counts" >"$work/shark"
	[ $read_all -eq 0 ] && [ "$(wc -l <"$work/shark")" -eq "$(($(ls "$work/read" | wc -l) + 1))" ]
	say $? "tshark reads as many extracts as were written"
	while read -r line; do
		say "${line##* }" "tshark reads ${line% *}"
	done <"$work/shark"
}

# Name, machine, start, outcome and cause of each boot of a case.
boots() { # CASE
	./pvsleuth list "$1" boots --jsonl | sed 's/": /":/g
		s/.*"boot_id":\([0-9]*\).*"mac":"\([^"]*\)".*"start_ns":\([0-9]*\).*"outcome":"\([^"]*\)".*"primary_rule":\(null\|"[^"]*"\).*/\1 \2 \3 \4 \5/
		s/"//g; s/null$/-/'
}

mkdir "$work/read"
for dir in "$src"/fixtures/cases/*/; do
	name=$(basename "$dir")
	./pvsleuth ingest -q -c "$work/$name.pvsleuth" "$dir" >/dev/null 2>&1
	boots "$work/$name.pvsleuth" >"$work/boots"
	all=$((${all:-0} + $(wc -l <"$work/boots")))
	while read -r n mac start outcome rule; do
		again "$name" "$work/$name.pvsleuth" "$n" "$mac" "$start" "$outcome" "$rule"
		cp "$work/x.pcapng" "$work/read/$name.$n.pcapng"
	done <"$work/boots"
done
shark

[ "${all:-0}" -gt 20 ] || { echo "not ok - the cases have boots"; failed=1; }
# Makes $work/s.pvsleuth of a scenario, and the list of its first boots.
play() { # SCRIPT
	file=$src/fixtures/rules/$1.boot
	[ -e "$file" ] || file=$(ls "$src/fixtures/rules/${1%/*}"/hit-*.boot | head -1)
	rm -rf "$work/out" "$work/s.pvsleuth"
	mkdir "$work/out"
	./tests/lib/boot2pcap "$file" -o "$work/out/s" >/dev/null &&
		./pvsleuth ingest -q -c "$work/s.pvsleuth" "$work/out" >/dev/null 2>&1
	boots "$work/s.pvsleuth" | head -4 >"$work/boots"
	[ -s "$work/boots" ] || { echo "not ok - $1 has boots"; failed=1; }
}

# Several captures in one extract stay several: what one of them does not show counts.
for script in dhcp-no-relay/hit-no-helper dhcp-stp-blocked/hit-two-taps; do
	play "$script"
	while read -r n mac start outcome rule; do
		again "$script" "$work/s.pvsleuth" "$n" "$mac" "$start" "$outcome" "$rule"
	done <"$work/boots"
done
./pvsleuth ingest -c "$work/again.pvsleuth" "$work/x.pcapng" 2>"$work/said" >/dev/null
grep -q 'already in the case' "$work/said" && ./pvsleuth doctor "$work/again.pvsleuth" >"$work/said" 2>&1
say $? "an extract of several captures is known again, and its ledger is whole"

for script in stream-stalled/hit-alone server-hung/hit-four-targets handover-not-started/hit-as-much-as-others; do
	play "$script"
	while read -r n mac start outcome rule; do
		again "$script" "$work/s.pvsleuth" "$n" "$mac" "$start" "$outcome" "$rule"
		limit=0
		again poor "$work/s.pvsleuth" "$n" "$mac" "$start" "$outcome" "$rule"
		limit=
	done <"$work/boots"
done

# An extract without the streaming is one whatever its clock is said to be.
play server-hung/hit-four-targets
read -r n mac start outcome rule <"$work/boots"
limit=0
again poor "$work/s.pvsleuth" "$n" "$mac" "$start" "$outcome" "$rule"
was=$(verdict "$work/again.pvsleuth" "$mac" "$start")
rm "$work/again.pvsleuth"
./pvsleuth ingest -q -c "$work/again.pvsleuth" "$work/x.pcapng" --offset x.pcapng=+3600 >/dev/null 2>"$work/said"
got=$(verdict "$work/again.pvsleuth" "$mac" $((start + 3600000000000)))
echo "was $was, now $got" >>"$work/said"
[ "$was" = "$got" ]
say $? "with a corrected clock the verdict on an extract is the same"

# A capture that is not what it was is not read.
limit=
for f in "$work"/out/*; do
	printf 'x' >>"$f"
done
again poor "$work/s.pvsleuth" "$n" "$mac" "$start" "$outcome" "$rule"
grep -q 'is not at hand as it was read' "$work/wrote" && [ "$(verdict "$work/again.pvsleuth" "$mac" "$start")" = "incomplete -" ]
say $? "a capture that changed since is not read"

# The bare evidence of a finding is only that.
case=$work/tftp-file-not-found.pvsleuth
n=$(./pvsleuth list "$case" findings --jsonl | sed -n 's/.*"finding_id": *\([0-9]*\).*"rule": *"tftp-file-not-found".*/\1/p' | head -1)
./pvsleuth extract "$case" "finding:$n" --bare --force -o "$work/x.pcapng" >"$work/said" 2>&1
say $? "bare evidence is extracted"
if command -v tshark >/dev/null; then
	tshark -r "$work/x.pcapng" -T fields -e frame.comment >"$work/frames" 2>"$work/said"
	[ -s "$work/frames" ] && ! grep -v "^pvsleuth: .* finding:$n (tftp-file-not-found)" "$work/frames" >"$work/said"
	say $? "bare evidence holds nothing else"
fi
exit "$failed"
