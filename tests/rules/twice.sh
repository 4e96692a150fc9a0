#!/bin/sh
# Each script of fixtures/rules with a second capture at each of its capture points, made by a machine whose clock
# is 37.2 s ahead and gains 40 ppm: what is expected is the same, and so is every number in the findings' words.
# Nothing may be counted twice, and no rule may compare times of two clocks. Every fifth script; FULL=1 takes all of them.
[ "$PVSLEUTH_TESTS" = short ] && exit 77 # a long one
src=${srcdir:-$(dirname "$0")/../..}
src=$(cd "$src" && pwd)
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
clock="clock +37.2s 40ppm"

# Of captures with a clock of their own, the script is about that; and check_fixture takes eight captures.
twice() { # SCRIPT
	awk -v clock="$clock" '
		/^title / { title = NR }
		/^capture / { captures++; if (/ clock /) own = 1 }
		{ line[NR] = $0 }
		END {
			if (own || captures > 4)
				exit
			for (i = 1; i <= NR; i++) {
				print line[i]
				if (!captures && i == title)
					print "capture all\ncapture all2 " clock
				if (line[i] ~ /^capture /) {
					sub(/[ \t]*#.*/, "", line[i])
					sub(/^capture [^ ]+/, "&2", line[i])
					print line[i] " " clock
				}
			}
		}' "$1"
}

ls "$src"/fixtures/rules/*/*.boot | awk -v full="$FULL" 'full || NR % 5 == 1' | while read -r script; do
	name=$(basename "$(dirname "$script")")+$(basename "$script")
	twice "$script" >"$work/$name"
	# two recordings that cannot be tied say everything twice; of many ICMP messages each capture keeps others
	n=$((n + 1))
	case $name in *+miss-two-recordings.boot | *+hit-icmp-host-unreachable.boot) continue ;; esac
	[ -z "$FULL" ] && [ $((n % 4)) -ne 0 ] || cp "$script" "$work/$name.once"
done
find "$work" -name '*.boot' -empty -delete

# What is said of boots, without the names of captures and the last digits of times. Of two recordings of one boot
# that cannot be tied nothing can be said once.
cat >"$work/told" <<'TOLD'
mkdir "$2"
./tests/lib/boot2pcap "$1" -o "$2/x" >/dev/null 2>&1
./pvsleuth ingest -q -c "$2/case" "$2"/x*.pcap* >/dev/null 2>&1 && echo read >"$2.told"
{ ./pvsleuth list "$2/case" findings --jsonl | grep -v '"scope": *"capture"'; ./pvsleuth list "$2/case" boots --all --jsonl; } |
	grep -oE '"(rule|mac|verdict|summary|explanation|against|outcome)": *"([^"\\]|\\.)*"' |
	sed -E 's/[^ "(]*\.pcap(ng)?/X/g; s/X(, X)+/X/g; s/([0-9]{2}:[0-9]{2}:[0-9]{2})\.[0-9]+/\1/g' >>"$2.told"
rm -rf "$2"
TOLD

cat >"$work/one" <<'ONE'
if ./tests/lib/check_fixture ./pvsleuth ./tests/lib/boot2pcap "$2" >"$2.said" 2>&1 &&
	{ [ ! -e "$2.once" ] || { sh "$1/told" "$2.once" "$2.a" && sh "$1/told" "$2" "$2.b" &&
		[ -s "$2.a.told" ] && diff "$2.a.told" "$2.b.told" >"$2.said"; }; }; then
	echo "ok - twice: $(basename "$2" .boot)" >"$2.verdict"
else
	{ echo "not ok - twice: $(basename "$2" .boot)"; sed 's/^/    /' "$2.said"; } >"$2.verdict"
fi
ONE
ls "$work"/*.boot | xargs -P "$(nproc)" -I NAME sh "$work/one" "$work" NAME
cat "$work"/*.verdict
! grep -q '^not ok' "$work"/*.verdict
