#!/bin/sh
# Each script of fixtures/rules with a second capture at each of its capture points, made by a machine whose clock
# is 37.2 s ahead and gains 40 ppm: what is expected is the same. Nothing may be counted twice, and no rule may
# compare times of two clocks. Every fifth script; FULL=1 takes all of them.
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
	[ -s "$work/$name" ] || rm "$work/$name"
done

cat >"$work/one" <<'ONE'
if ./tests/lib/check_fixture ./pvsleuth ./tests/lib/boot2pcap "$2" >"$2.said" 2>&1; then
	echo "ok - twice: $(basename "$2" .boot)" >"$2.verdict"
else
	{ echo "not ok - twice: $(basename "$2" .boot)"; sed 's/^/    /' "$2.said"; } >"$2.verdict"
fi
ONE
ls "$work"/*.boot | xargs -P "$(nproc)" -I NAME sh "$work/one" "$work" NAME
cat "$work"/*.verdict
! grep -q '^not ok' "$work"/*.verdict
