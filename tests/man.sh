#!/bin/sh
# The pages say what the program does: pvsleuth.1 against --help, pvsleuth-case.5 against the views,
# pvsleuth-rules.5 against the rule parser; and all of them are well-formed. README's two commands are
# there, CI runs the second, and HACKING knows all rooms.
#
# usage: tests/man.sh   (in make check: srcdir and PVSLEUTH are set)
set -u
srcdir=${srcdir:-.}
PVSLEUTH=${PVSLEUTH:-./pvsleuth}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0

# same WHAT PROGRAM-SIDE PAGE-SIDE: two sorted lists; what only one has is named.
same()
{
	missing=$(comm -23 "$2" "$3" | tr '\n' ' ')
	extra=$(comm -13 "$2" "$3" | tr '\n' ' ')
	if [ ! -s "$2" ]; then
		echo "not ok - $1: found nothing to compare"
		failed=1
	elif [ -n "$missing$extra" ]; then
		[ -z "$missing" ] || echo "the page lacks: $missing"
		[ -z "$extra" ] || echo "only the page has: $extra"
		echo "not ok - $1"
		failed=1
	else
		echo "ok - $1"
	fi
}
# The words of all ".It MACRO a , b" lines of a page, one a line.
items()
{
	awk -v macro="$1" '$1 == ".It" && $2 == macro { for (i = 3; i <= NF; i++) if ($i != "," && $i != macro) print $i }' "$2"
}
# One section of a page: from its heading (a line) to the next one.
section()
{
	awk -v title="$1" '/^\.S[hs] / { on = ($0 == title) } on' "$2"
}

well_formed()
{
	if ! command -v mandoc >/dev/null 2>&1; then
		echo "ok - well-formed pages # skip mandoc is not installed"
		return
	fi
	for page in pvsleuth.1 pvsleuth-case.5 pvsleuth-json.5 pvsleuth-rules.5; do
		if mandoc -T lint -W warning "$srcdir/man/$page" >"$work/lint" 2>&1; then
			echo "ok - $page is well-formed"
		else
			cat "$work/lint"
			echo "not ok - $page is well-formed"
			failed=1
		fi
	done
}

# "Usage: pvsleuth ingest [OPTION]... CAPTURE..." is a heading "ingest [OPTION]... CAPTURE...", and
# below it are the options of "pvsleuth ingest --help".
commands()
{
	page=$srcdir/man/pvsleuth.1
	"$PVSLEUTH" --help >"$work/help" || { echo "not ok - pvsleuth --help"; failed=1; return; }
	awk '/^Commands/ { on = 1; next } !NF { on = 0 } on { print $1 }' "$work/help" | sort >"$work/commands"
	: >"$work/usages"
	while read -r command; do
		"$PVSLEUTH" "$command" --help >"$work/help.$command" </dev/null
		usage=$(sed -n 's/^Usage: pvsleuth //p' "$work/help.$command")
		echo "$usage" >>"$work/usages"
		options "$work/help.$command" >"$work/got"
		{ section ".Ss $usage" "$page"; section '.Ss Options of every command' "$page"; } |
			documented >"$work/want"
		same "pvsleuth.1: options of $command" "$work/got" "$work/want"
	done <"$work/commands"
	sort "$work/usages" >"$work/got"
	sed -n '/^\.Sh COMMANDS/,/^\.Ss Options/s/^\.Ss //p' "$page" | grep -v '^Options' | sort >"$work/want"
	same "pvsleuth.1: usage of each command" "$work/got" "$work/want"

	awk '/^Exit status/ { on = 1; next } !NF { on = 0 } on { print $1 }' "$work/help" | sort >"$work/got"
	section '.Sh EXIT STATUS' "$page" | awk '$1 == ".It" { print $2 }' | sort >"$work/want"
	same "pvsleuth.1: exit statuses" "$work/got" "$work/want"
}
# "  -c, --case=CASE   the case" gives "-c --case=CASE".
options()
{
	sed -nE 's/^ +(-.), (--[^ ]+).*/\1 \2/p; t; s/^ +(--[^ ]+).*/\1/p' "$1" | sort
}
# ".It Fl c , Fl Fl case Ns = Ns Ar CASE" gives the same.
documented()
{
	sed -nE '/^\.It Fl/ { s/^\.It //; s/Fl Fl /--/g; s/ Ns = Ns Ar /=/; s/Fl (.) , /-\1 /; p; }' | sort
}

# The schema as SQLite understands it.
views()
{
	if ! command -v sqlite3 >/dev/null 2>&1; then
		echo "ok - pvsleuth-case.5 # skip sqlite3 is not installed"
		return
	fi
	cat "$srcdir"/schema/facts/*.sql "$srcdir/schema/derived.sql" "$srcdir/schema/views.sql" |
		sqlite3 "$work/case" || { echo "not ok - the schema is SQL"; failed=1; return; }
	sqlite3 "$work/case" "SELECT m.name || '.' || c.name FROM sqlite_schema m, pragma_table_info(m.name) c
		WHERE m.type = 'view' AND m.name NOT IN ('moment', 'boot_event_seen', 'tied')" | sort >"$work/got"
	awk '/^\.S[hs] / { view = $2 } $1 == ".It" && $2 == "Va" && view ~ /^[a-z]/ {
		for (i = 3; i <= NF; i++) if ($i != "," && $i != "Va") print view "." $i }' \
		"$srcdir/man/pvsleuth-case.5" | sort >"$work/want"
	same "pvsleuth-case.5: columns of the public views" "$work/got" "$work/want"
}

rules()
{
	page=$srcdir/man/pvsleuth-rules.5
	grep -oE '\{"[a-z]+", offsetof' "$srcdir/analyzer/diagnose/parse.c" | cut -d'"' -f2 | sort >"$work/got"
	items Ic "$page" | sort >"$work/want"
	same "pvsleuth-rules.5: keys" "$work/got" "$work/want"
	sed -nE 's/^\t\{"([a-z_]+)".*/\1/p' "$srcdir/analyzer/diagnose/needs.c" | sort >"$work/got"
	items Cm "$page" | sort >"$work/want"
	same "pvsleuth-rules.5: needs" "$work/got" "$work/want"
	sed -nE 's/^\t\{"([a-z0-9_]+)", [0-9],.*/\1/p' "$srcdir/analyzer/store/functions.c" | sort >"$work/got"
	grep '^\.It Fn' "$page" | grep -oE 'Fn [a-z0-9_]+' | cut -d' ' -f2 | sort >"$work/want"
	same "pvsleuth-rules.5: functions" "$work/got" "$work/want"
}

readme()
{
	grep -oE '^    tests/[a-z]+\.sh$' "$srcdir/README.md" | tr -d ' ' | sort >"$work/got"
	printf '%s\n' tests/demo.sh tests/run.sh >"$work/want"
	same "README.md: its two commands" "$work/got" "$work/want"
	while read -r script; do
		[ -x "$srcdir/$script" ] && echo "ok - $script can be run" || { echo "not ok - $script can be run"; failed=1; }
	done <"$work/got"
	grep -oE 'exec tests/.*' "$srcdir/.ci/run" >"$work/got"
	echo 'exec tests/run.sh' >"$work/want"
	same ".ci/run runs README's test command" "$work/got" "$work/want"
	(cd "$srcdir" && ls -d analyzer/*/ tui/ schema/) | sed 's,/$,,' | sort >"$work/got"
	sed -nE 's/^\| `([a-z/]+)` \|.*/\1/p' "$srcdir/HACKING.md" | sort >"$work/want"
	same "HACKING.md: the rooms" "$work/got" "$work/want"
}

well_formed
readme
commands
views
rules
exit $failed
