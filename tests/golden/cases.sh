#!/bin/sh
# Each case in fixtures/cases: all its captures into one case file; each boot's outcome, path and
# primary finding must be those of truth.tsv, and no boot may be there that truth.tsv does not
# know. The ledger of each capture sums to its frames.
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

for dir in "$src"/fixtures/cases/*/; do
	name=$(basename "$dir")
	case=$work/$name.pvsleuth
	./pvsleuth ingest -c "$case" $(ls "$dir"*.pcap "$dir"*.pcapng 2>/dev/null) >"$work/diff" 2>&1
	verdict $? "$name: ingest"
	tail -n +2 "$dir/truth.tsv" | cut -f1-5 | sort >"$work/want"
	boots "$case" | sort >"$work/got"
	diff -u "$work/want" "$work/got" >"$work/diff"
	verdict $? "$name: outcomes and causes"
	./pvsleuth doctor "$case" >"$work/diff" 2>&1
	verdict $? "$name: doctor"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
