#!/bin/sh
# Each case in fixtures/cases: all its captures into one case file; each boot's outcome, path and
# primary finding must be those of truth.tsv, and no boot may be there that truth.tsv does not
# know. The ledger of each capture sums to its frames.
# findings.tsv has every failure and degraded finding of the case: whatever else fires is a failure of
# this test. MATRIX=1 prints them, rule by case.
# truth-A+B.tsv says what the captures A and B alone show: the same columns, then how sure the cause
# is and which rules cannot tell from there; each of those must say which capture would settle it.
src=${srcdir:-$(dirname "$0")/../..}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

verdict() { # STATUS NAME
	if [ "$1" -eq 0 ]; then
		passed=$((passed + 1))
		echo "ok - $2"
	else
		failed=$((failed + 1))
		echo "not ok - $2"
		sed 's/^/    /' "$work/diff"
	fi
}

# The columns mac, attempt, outcome, path, primary_rule of each boot.
boots() { # CASE
	./pvsleuth list "$1" boots --all --jsonl | sed '
		s/": /":/g
		s/.*"mac":"\([^"]*\)".*"attempt":\([0-9]*\).*"path":"\([^"]*\)","outcome":"\([^"]*\)".*"primary_rule":\(null\|"[^"]*"\).*/\1\t\2\t\4\t\3\t\5/
		s/"//g
		s/null$/-/'
}

# The value of a column of a line of JSON; "-" for none.
text='
	function text(name,	at) {
		if (!match($0, "\"" name "\": ?(\"[^\"]*\"|null|[0-9]+)"))
			return "-"
		at = substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3)
		gsub(/^ *"?|"$/, "", at)
		return at == "null" ? "-" : at
	}'

# mac, attempt, rule, verdict of each finding that is no note.
fired() { # CASE
	{
		./pvsleuth list "$1" boots --all --jsonl
		./pvsleuth list "$1" findings --all --jsonl
	} | awk "$text"'
		!/"finding_id":/ { who[text("boot_id")] = text("mac") "\t" text("attempt"); next }
		text("kind") != "note" { print who[text("boot_id")] "\t" text("rule") "\t" text("verdict") }' | sort -u
}

# What boots() says, how sure, and the rules that cannot tell: "-" for nothing.
strength() { # CASE
	{
		./pvsleuth list "$1" findings --all --jsonl
		./pvsleuth list "$1" boots --all --jsonl
	} | awk "$text"'
		/"finding_id":/ {
			if (text("verdict") != "cannot-tell")
				next
			open[text("boot_id")] = open[text("boot_id")] "," text("rule")
			if ($0 !~ /"check": ?"[^"]*[Cc]apture/)
				print text("rule") " does not say which capture would settle it"
			next
		}
		{
			left = substr(open[text("boot_id")], 2)
			printf "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", text("mac"), text("attempt"), text("outcome"),
				text("path"), text("primary_rule"), text("confidence"), left == "" ? "-" : left
		}'
}

for dir in "$src"/fixtures/cases/*/; do
	name=$(basename "$dir")
	case=$work/$name.pvsleuth
	./pvsleuth ingest -c "$case" $(ls "$dir"*.pcap "$dir"*.pcapng 2>/dev/null) >"$work/diff" 2>&1
	verdict $? "$name: ingest"
	tail -n +2 "$dir/truth.tsv" | cut -f1-5 | sort >"$work/want"
	boots "$case" | sort >"$work/got"
	diff -u "$work/want" "$work/got" >"$work/diff"
	verdict $? "$name: outcomes and causes"
	tail -n +2 "$dir/findings.tsv" >"$work/want"
	fired "$case" >"$work/got"
	[ -z "$MATRIX" ] || awk -F'\t' -v name="$name" '{ printf "    %-32s %-12s %s %s/%s\n", $3, $4, name, $1, $2 }' "$work/got"
	diff -u "$work/want" "$work/got" >"$work/diff"
	verdict $? "$name: these findings and no others"
	./pvsleuth doctor "$case" >"$work/diff" 2>&1
	verdict $? "$name: doctor"
	for truth in "$dir"truth-*.tsv; do
		[ -e "$truth" ] || continue
		set=$(basename "$truth" .tsv)
		set=${set#truth-}
		files=$(echo "$set" | tr + '\n' | while read -r one; do ls "$dir$one".pcap*; done)
		case=$work/$name-$set.pvsleuth
		./pvsleuth ingest -c "$case" $files >"$work/diff" 2>&1
		tail -n +2 "$truth" | cut -f1-7 | sort >"$work/want"
		strength "$case" | sort >"$work/got"
		diff -u "$work/want" "$work/got" >"$work/diff"
		verdict $? "$name: from $set alone"
	done
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
