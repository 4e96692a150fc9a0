#!/bin/sh
# The command line: exit statuses, which stream says what, forms of output, names of cases.
# Run by make check; by hand: srcdir=. tests/golden/cli.sh from the build folder.
top=$(cd "${srcdir:-.}" && pwd)
bin=$(pwd)/pvsleuth
cases=$top/fixtures/cases
work=$(mktemp -d "${TMPDIR:-/tmp}/pvsleuth-cli.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
cd "$work" || exit 99
unset COLUMNS CLICOLOR_FORCE
export LC_ALL=C.UTF-8 NO_COLOR=1
failed=0

# check NAME STATUS COMMAND...: runs it, keeps out and err.
check() {
	name=$1 want=$2
	shift 2
	"$@" >out 2>err </dev/null
	got=$?
	[ "$got" -eq "$want" ] && return
	echo "FAIL: $name: exit status $got, not $want"
	sed 's/^/    /' out err
	failed=1
}
# has FILE TEXT: the last command's output holds it.
has() {
	grep -qF -- "$2" "$1" && return
	echo "FAIL: $name: $1 lacks \"$2\""
	sed 's/^/    /' "$1"
	failed=1
}
lacks() {
	grep -qF -- "$2" "$1" || return
	echo "FAIL: $name: $1 has \"$2\""
	sed 's/^/    /' "$1"
	failed=1
}
empty() {
	[ -s "$1" ] || return
	echo "FAIL: $name: $1 is not empty"
	sed 's/^/    /' "$1"
	failed=1
}
absent() {
	[ -e "$1" ] || return
	echo "FAIL: $name: $1 was left behind"
	failed=1
}
narrow() {
	awk -v name="$name" 'length > 80 { print "FAIL: " name ": wider than 80: " $0; bad = 1 } END { exit bad }' out ||
		failed=1
}

good=$cases/healthy-legacy-pxe/target-port.pcap
bad=$cases/login-no-answer/target-port.pcap

# --- usage ---
check "no argument" 2 "$bin"
empty out; has err "--help"
check "help" 0 "$bin" --help
empty err; has out "Exit status:"; narrow
check "version" 0 "$bin" --version
empty err; has out "pvsleuth "
check "unknown command" 2 "$bin" frobnicate
empty out; has err "neither a command nor a file"
for c in $("$bin" --help | sed -n '/^Commands/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
	check "$c --help" 0 "$bin" "$c" --help
	has out "Usage: pvsleuth $c"; empty err; narrow
	check "$c with a wrong option" 2 "$bin" "$c" --no-such-option
	empty out; has err "$c --help"
done
check "list without a case" 2 "$bin" list
check "list of nonsense" 2 "$bin" list x.pvsleuth nonsense
check "show of nonsense needs a case" 5 "$bin" show x.pvsleuth boot:1
has err "no case file"
check "a wrong time" 2 "$bin" list x.pvsleuth --since yesterday
check "a wrong level" 2 "$bin" ingest --fail-on=terrible "$good"
absent target-port.pvsleuth

# --- quick look ---
check "quick look" 0 "$bin" "$good"
empty err; has out "1 boot of 1 target: 1 booted, 0 failed"; has out "target-port.pvsleuth"; narrow
[ "$(stat -c %a target-port.pvsleuth)" = 600 ] || { echo "FAIL: case is not 0600"; failed=1; }
cp target-port.pvsleuth before
check "the same again" 0 "$bin" "$good"
has err "already in the case, nothing changed"; has out "1 boot"
cmp -s before target-port.pvsleuth || { echo "FAIL: the case changed"; failed=1; }
check "another capture of that name" 0 "$bin" "$bad"
has out "target-port-2.pvsleuth"; has out "2 failed"
echo "my diary" >helper-port.pvsleuth
check "a foreign file of that name" 0 "$bin" "$cases/failover-load-balance-to-peer/helper-port.pcap"
has out "helper-port-2.pvsleuth"
grep -q diary helper-port.pvsleuth || { echo "FAIL: a foreign file was written over"; failed=1; }
cp "$good" "it's a capture.pcap"
check "a name to be quoted" 0 "$bin" -c "it's here.pvsleuth" "it's a capture.pcap"
has out "pvsleuth browse 'it'\\''s here.pvsleuth'"
check "standard input" 0 sh -c "cat '$good' | '$bin' -c in.pvsleuth -"
has out "1 booted"
check "a folder" 0 "$bin" "$cases/proxydhcp-missing"
has out "proxydhcp-missing.pvsleuth"; has out "2 captures"; has err "left out"

# --- what cannot be read ---
echo "not a capture, whatever its name says" >text.pcap
head -c 40000 "$good" >cut.pcap
check "nothing readable" 4 "$bin" text.pcap
empty out; has err "text.pcap"; absent text.pvsleuth
check "no such file" 4 "$bin" nowhere.pcap
absent nowhere.pvsleuth
check "one of two readable" 3 "$bin" -c two.pvsleuth text.pcap "$good"
has out "1 booted"; has err "text.pcap"
check "cut" 3 "$bin" cut.pcap
has out "cut"
check "not a case" 5 "$bin" list text.pcap
has err "not a pvsleuth case"
check "into what is no case" 5 "$bin" ingest -c text.pcap "$good"
has err "not a pvsleuth case"

# --- --fail-on ---
check "fail-on, failed" 1 "$bin" ingest -c f1.pvsleuth --fail-on=failure "$bad"
check "fail-on, booted" 0 "$bin" ingest -c f2.pvsleuth --fail-on=failure "$good"
check "analyze" 0 "$bin" analyze f1.pvsleuth
has out "2 failed"
check "analyze, fail-on" 1 "$bin" analyze --fail-on=note f1.pvsleuth

# --- list ---
check "ingest all" 0 "$bin" ingest -q -c all.pvsleuth "$cases"
empty err
for what in boots targets servers captures; do
	check "list $what" 0 "$bin" list all.pvsleuth $what
	empty err
	[ $what = captures ] || narrow # a path is not broken
	check "list $what as JSON" 0 "$bin" list all.pvsleuth $what --json
	has out '"'
	check "list $what as CSV" 0 "$bin" list all.pvsleuth $what --csv
	head -1 out | grep -q "$(printf 'id,.*\r$')" || { echo "FAIL: $name: no names"; failed=1; }
done
check "list failed" 0 "$bin" list all.pvsleuth --failed --jsonl
n=$(wc -l <out)
[ "$n" -gt 0 ] && [ "$(grep -c '"outcome": "failed"' out)" = "$n" ] || { echo "FAIL: $name"; failed=1; }
check "list one target" 0 "$bin" list all.pvsleuth --target 00-50-56-B8-0A-81 --csv
[ "$(wc -l <out)" = 2 ] || { echo "FAIL: $name: not one row"; failed=1; }
check "list since the future" 0 "$bin" list all.pvsleuth --since 2100-01-01
empty out; has err "no boots"
# Boots 1 and 2 of it begin at 10:55:23 and 10:55:24 and last 47 s: a boot is of the moment it begins.
for what in boots findings targets; do
	check "$what since the second boot began" 0 "$bin" list f1.pvsleuth $what --since=2026-11-21T10:55:24 --all --csv
	[ "$(grep -c 00:50:56:b8:0a out)" = "$(grep -c '00:50:56:b8:0a:8[23]' out)" ] && [ "$(wc -l <out)" -gt 1 ] ||
		{ echo "FAIL: $name: boots that had begun before"; cat out; failed=1; }
	check "$what since both had" 0 "$bin" list f1.pvsleuth $what --since=2026-11-21T10:55:50 --csv
	lacks out 00:50:56:b8:0a
done
check "report of boots since both began" 0 "$bin" report f1.pvsleuth --since=2026-11-21T10:55:50 -o -
has out "none that this page was asked for"
check "captures since both began" 0 "$bin" list f1.pvsleuth captures --since=2026-11-21T10:55:50
has out "target-port.pcap"
check "list until the past" 0 "$bin" list all.pvsleuth --until 2000-01-01T00:00:00+01:00 --json
has out "[]"
for f in phase=login rule=login-no-answer target=00:50:56:b8:0a:81 server=10.20.80.5; do
	check "captures, --$f" 2 "$bin" list f1.pvsleuth captures --$f
	empty out; has err "captures takes no --${f%%=*}; these do: boots"
done
for f in phase=login rule=login-no-answer target=00:50:56:b8:0a:81 since=2026-11-21 until=2026-11-21; do
	check "servers, --$f" 2 "$bin" list f1.pvsleuth servers --$f
	empty out; has err "servers takes no --${f%%=*}; these do: boots"
done
check "servers, what they take" 0 "$bin" list f1.pvsleuth servers --all --failed --server=10.20.80.11
has out 10.20.80.11; lacks out 10.20.80.12
check "captures, what they take" 0 "$bin" list f1.pvsleuth captures --all --failed --since=2026-11-21 --until=2026-11-22
has err "no captures"
for what in boots targets findings; do
	check "$what take all filters" 0 "$bin" list f1.pvsleuth $what --failed --phase=login --rule=login-no-answer --all \
		--target=10.20.80.100 --server=10.20.80.5 --since=2026-11-21 --until=2026-11-22
	[ "$(wc -l <out)" -gt 1 ] || { echo "FAIL: $name: nothing"; failed=1; }
done
check "options after operands, and colour" 0 "$bin" list all.pvsleuth --failed --color=always
has out "$(printf '\033[1;31mfailed')"

# --- show ---
check "show a boot" 0 "$bin" show f1.pvsleuth boot:1
empty err; has out "Boot 1 of 00:50:56:b8:0a:81"; has out "Steps"; has out "login"; narrow
check "show a finding" 0 "$bin" show f1.pvsleuth finding:1
grep -A1 '^  Evidence$' out | grep -q '^    frame:1/' || { echo "FAIL: $name: the evidence has no heading"; cat out; failed=1; }
check "show a boot as JSON" 0 "$bin" show f1.pvsleuth boot:1 --json
has out '"steps"'; has out '"timeline"'
check "show a target" 0 "$bin" show f1.pvsleuth 00:50:56:b8:0a:81
has out "Target 00:50:56:b8:0a:81"; narrow
check "show a frame" 0 "$bin" show f1.pvsleuth frame:1/1
has out "000000  "; narrow
check "show a frame as JSON" 0 "$bin" show f1.pvsleuth frame:1/1 --json
has out '"raw"'
check "show what is not there" 5 "$bin" show f1.pvsleuth boot:999
has err "there is no boot:999"
check "show a frame that was not kept" 5 "$bin" show f1.pvsleuth frame:1/20
empty out; has err "only control frames are kept"; has err "login-no-answer/target-port.pcap"; lacks err "there is no"
check "show a frame behind the end" 5 "$bin" show f1.pvsleuth frame:1/222
has err "capture 1 has no frame 222"; has err "holds 221"; lacks err "kept"
check "show a frame of no capture" 5 "$bin" show f1.pvsleuth frame:9/1 --json
empty out; has err "there is no frame:9/1"
check "show an address" 0 "$bin" show f1.pvsleuth 10.20.80.100
has out "Who used it"; has out "00:50:56:b8:0a:81"; narrow
check "show an address as JSON" 0 "$bin" show f1.pvsleuth 10.20.80.100 --json
has out '"addresses"'; has out '"boots"'
check "show a machine that is no target" 0 "$bin" show f1.pvsleuth 00:50:56:b8:00:05
has out "10.20.80.5"
# The parameters of a bug check 0xBC: the address, and the other machine's MAC.
check "show by a dump's address" 0 "$bin" show f1.pvsleuth 0x6450140a
has out "Read as 10.20.80.100, 100.80.20.10"; has out "00:50:56:b8:0a:81"; narrow
check "show by a 64-bit dump's address, other order" 0 "$bin" show f1.pvsleuth 0x0a14506400000000
has out "00:50:56:b8:0a:81"
check "show by all three numbers" 0 "$bin" show f1.pvsleuth 0x6650140a,0x005056b8,0x0a810000
has out "10.20.80.102"; has out "00:50:56:b8:0a:81"
check "show numbers that are not there" 5 "$bin" show f1.pvsleuth 0xdeadbeef
has err "there is no 0xdeadbeef"
check "list by a dump's address" 0 "$bin" list f1.pvsleuth --target=0x6450140a
has out "00:50:56:b8:0a:81"; lacks out "00:50:56:b8:0a:82"
check "list by the halves of a MAC, other order" 0 "$bin" list f1.pvsleuth --target=0xb8565000,0x0000820a
has out "00:50:56:b8:0a:82"; lacks out "00:50:56:b8:0a:81"
check "list by address" 0 "$bin" list f1.pvsleuth findings --target=10.20.80.101
has out "login-port-unreachable"; lacks out "login-no-answer"
check "show nonsense" 2 "$bin" show f1.pvsleuth boots

# --- what leaves the case ---
check "report" 0 "$bin" report f1.pvsleuth -o r.html
[ "$(stat -c %a r.html)" = 600 ] || { echo "FAIL: report is not 0600"; failed=1; }
check "report again" 5 "$bin" report f1.pvsleuth -o r.html
has err "--force"
check "report by force" 0 "$bin" report f1.pvsleuth --force -o r.html
check "report to standard output" 0 env SOURCE_DATE_EPOCH=1 "$bin" report f1.pvsleuth -o -
has out "<!DOCTYPE html>"; empty err; cp out first
check "the same bytes again" 0 env SOURCE_DATE_EPOCH=1 "$bin" report f1.pvsleuth -o -
cmp -s first out || { echo "FAIL: $name"; failed=1; }
check "report of some boots" 0 env SOURCE_DATE_EPOCH=1 "$bin" report f1.pvsleuth --phase=login --until=2100-01-01 -o -
has out "Only some boots: those that got as far as login, those that began before 2100-01-01"
# A rule, a MAC and a server that can be, and no boot has: that is the answer, not that there are no boots.
for f in --rule=dhcp-no-offer --phase=pxe --target=00:00:00:00:00:01 --server=10.9.9.9 --until=2000-01-01; do
	check "report of no boots, $f" 0 "$bin" report f1.pvsleuth $f -o -
	has out '<p class="verdict">The case holds boots, but none that this page was asked for.'
	lacks out "no network boot"
	check "list of no boots, $f" 0 "$bin" list f1.pvsleuth $f
	empty out; has err "no boots match what was asked"
done
# What cannot be is wrong usage.
impossible() { # OPTION TEXT COMMAND...
	option=$1 says=$2
	shift 2
	check "impossible: $1 $option" 2 "$bin" "$@" "$option"
	empty out; has err "$says"
}
for c in "list f1.pvsleuth" "list f1.pvsleuth findings" "report f1.pvsleuth -o -"; do
	impossible --phase=logon "link, dhcp, pxe, bootfile, login, stream, handover or os" $c
	impossible --rule=no-such-rule '"pvsleuth rules list" names them' $c
	impossible --server=10.20.80 "a server is named by one, like 10.1.2.3" $c
	impossible --server=boot-a "a server is named by one, like 10.1.2.3" $c
	for who in 00:50:56:b8:0a 00:50:56:b8:0a:8g 00-50-56-b8-0a-811 10.20.80.300 10.20.80 0xyz ""; do
		impossible "--target=$who" "like 00:50:56:b8:0a:81" $c
	done
done
impossible --phase=any "there is no phase" list f1.pvsleuth
check "a phase of findings only" 0 "$bin" list f1.pvsleuth findings --phase=any
for n in 0 -1 999 finding:999 finding: 1x; do
	impossible "--finding=$n" "finding" report f1.pvsleuth -o -
done
has err "named by its number"
impossible --finding=999 "go up to" report f1.pvsleuth -o -
check "a name that no target has" 0 "$bin" list f1.pvsleuth --target=cafe-beef.example
has err "no boots match"
check "report since nonsense" 2 "$bin" report f1.pvsleuth --since=yesterday -o -
check "report without a name" 2 "$bin" report f1.pvsleuth
check "extract" 0 "$bin" extract f1.pvsleuth boot:1 -o e.pcapng
check "what was extracted reads" 0 "$bin" e.pcapng
has out "login-no-answer, high confidence"
check "extract to standard output" 0 "$bin" extract f1.pvsleuth boot:1 -o -
cmp -s out e.pcapng || { echo "FAIL: $name: not the same capture"; failed=1; }
absent ./-; lacks err "is written"
check "extract, bare" 0 "$bin" extract f1.pvsleuth boot:1 --bare -o b.pcapng
check "what was extracted bare reads" 0 "$bin" b.pcapng
has out "1 boot of 1 target"
check "extract nonsense" 2 "$bin" extract f1.pvsleuth x -o e2.pcapng
absent e2.pcapng

# --- a full disk (but for the 32 KB that SQLite shares): which file, and why ---
full() { # NAME TEXT COMMAND...
	full_name=$1 says=$2
	shift 2
	check "$full_name" 5 sh -c 'trap "" XFSZ; ulimit -f 64; exec "$@"' - "$bin" "$@"
	has err "$says"
	absent full.out
}
full "report on a full disk" "full.out: the report could not be written: File too large" report f1.pvsleuth -o full.out
full "JSON on a full disk" "full.out: the JSON could not be written: File too large" export all.pvsleuth -f json -o full.out
full "CSV on a full disk" "full.out: the CSV could not be written: File too large" export all.pvsleuth -f csv -t timeline -o full.out
full "extract on a full disk" "full.out cannot be written: File too large" extract f1.pvsleuth boot:1 -o full.out
for f in full.out.*; do absent "$f"; done
if [ -c /dev/full ]; then
	check "a report to a full disk by redirection" 5 sh -c '"$1" report f1.pvsleuth -o - >/dev/full' - "$bin"
	has err "No space left on device"
	check "an extract to a full disk by redirection" 5 sh -c '"$1" extract f1.pvsleuth boot:1 -o - >/dev/full' - "$bin"
	has err "No space left on device"
fi

# --- no output replaces the case, whatever the options and however its name is spelt ---
cp f1.pvsleuth kept
mkdir sub && ln -s ../f1.pvsleuth sub/soft && ln f1.pvsleuth hard
spared() { # NAME STATUS TEXT COMMAND...
	what=$1 status=$2 says=$3
	shift 3
	check "$what" "$status" "$bin" "$@"
	empty out; has err "$says"
	cmp -s kept f1.pvsleuth || { echo "FAIL: $what: the case changed"; cp kept f1.pvsleuth; failed=1; }
}
for to in f1.pvsleuth ./sub/../f1.pvsleuth sub/soft hard f1.pvsleuth-wal sub/../f1.pvsleuth-shm f1.pvsleuth-progress; do
	own="belongs to the case f1.pvsleuth"
	spared "report onto $to" 2 "$own" report f1.pvsleuth -f -o "$to"
	spared "extract onto $to" 2 "$own" extract f1.pvsleuth boot:1 -f -o "$to"
	spared "export onto $to" 2 "$own" export f1.pvsleuth -f json --force -o "$to"
	spared "anonymize onto $to" 2 "$own" anonymize f1.pvsleuth -f -o "$to"
	spared "legend onto $to" 2 "$own" anonymize f1.pvsleuth -f -o pseudo.pvsleuth --legend="$to"
	spared "report's legend onto $to" 2 "$own" report f1.pvsleuth -f -o pseudo.html --redact --legend="$to"
done
spared "a case by another's name" 2 "belongs to the case sub/soft" report sub/soft -f -o f1.pvsleuth-wal
absent pseudo.pvsleuth; absent pseudo.html; absent f1.pvsleuth-wal
echo mine >legend
spared "a legend that exists" 5 "legend exists; --force" anonymize f1.pvsleuth -o pseudo.pvsleuth --legend=legend
spared "a report's legend that exists" 5 "legend exists; --force" report f1.pvsleuth -o pseudo.html --redact --legend=legend
grep -q mine legend || { echo "FAIL: a legend was written over"; failed=1; }
spared "output and legend are one" 2 "two things" anonymize f1.pvsleuth -o pseudo.pvsleuth --legend=sub/../pseudo.pvsleuth
spared "key and legend are one" 2 "two things" report f1.pvsleuth -f -o pseudo.html --redact --key=legend --legend=legend
absent pseudo.pvsleuth; absent pseudo.html
check "a legend by force" 0 "$bin" anonymize f1.pvsleuth -f -o pseudo.pvsleuth --legend=legend
lacks legend mine
check "a profile" 0 "$bin" export f1.pvsleuth -f wireshark-profile -o profile
check "a profile that exists" 5 "$bin" export f1.pvsleuth -f wireshark-profile -o profile
has err "--force"
check "a profile by force" 0 "$bin" export f1.pvsleuth -f wireshark-profile --force -o profile
rm sub/soft hard && rmdir sub

# --- archives: each member is a capture of its own ---
mkdir arc && cp "$good" arc/one.pcap && cp "$bad" arc/two.pcap && echo no capture >arc/readme.txt
tar -C arc -czf arc.tgz two.pcap readme.txt one.pcap
check "a compressed tar" 0 "$bin" ingest -c arc.pvsleuth arc.tgz
has out "2 captures"; has err "1 file that is no capture was left out"
check "its members" 0 "$bin" list arc.pvsleuth captures --csv
has out "arc.tgz!/one.pcap"
check "the same again" 0 "$bin" ingest -c arc.pvsleuth arc.tgz
has err "already in the case"
if command -v zip >/dev/null; then
	(cd arc && zip -q ../arc.zip one.pcap && zip -q ../nest.zip two.pcap ../arc.zip)
	check "a zip in a zip" 0 "$bin" ingest -c nest.pvsleuth nest.zip
	has out "2 captures"
	head -c 3000 arc.zip >cut.zip
	check "a cut zip beside a good file" 3 "$bin" ingest -c cutzip.pvsleuth "$good" cut.zip
	has err "cut.zip cannot be unpacked"; has out "1 capture"
fi
check "no size" 2 "$bin" ingest --max-size=0 -c x.pvsleuth "$good"
ls "${TMPDIR:-/tmp}"/pvsleuth-?????? >/dev/null 2>&1 && { echo "FAIL: copies were left behind"; failed=1; }

# --- the order of naming makes no difference ---
dump() { "$bin" list "$1" boots --all --jsonl; "$bin" list "$1" findings --jsonl; "$bin" list "$1" captures --jsonl; }
"$bin" ingest -q -c o1.pvsleuth "$good" "$bad" >/dev/null && dump o1.pvsleuth >o1
"$bin" ingest -q -c o2.pvsleuth "$bad" "$good" >/dev/null && dump o2.pvsleuth >o2
cmp -s o1 o2 || { echo "FAIL: the order of files makes a difference"; diff o1 o2; failed=1; }

# --- a capture that is added: those before it are not read again, and may be gone ---
cp "$good" gone.pcap
check "the first" 0 "$bin" ingest -q -c add.pvsleuth gone.pcap
rm gone.pcap
check "one more" 0 "$bin" ingest -c add.pvsleuth "$bad"
has out "2 captures"
empty err
dump add.pvsleuth | grep -v '"path"' | sed 's/gone/target-port/g' >o3
dump o1.pvsleuth | grep -v '"path"' >o4
cmp -s o3 o4 || { echo "FAIL: added later, it makes a difference"; diff o3 o4; failed=1; }

# --- interrupted: a capture is in the case whole or not at all ---
name=interrupted
mkfifo pipe
"$bin" -c i.pvsleuth "$good" pipe >out 2>err &
pid=$!
(sleep 60; : <pipe) & # if it died at once, the line below would wait for a reader for ever
waker=$!
exec 3>pipe
kill $waker
kill -TERM $pid
tries=0 # never wait for ever
while kill -0 $pid 2>/dev/null && [ $tries -lt 600 ]; do sleep 0.1; tries=$((tries + 1)); done
[ $tries -lt 600 ] || kill -KILL $pid
wait $pid
got=$?
exec 3>&-
[ $got -eq 130 ] || { echo "FAIL: $name: exit status $got"; failed=1; }
has err "interrupted; i.pvsleuth holds"; has err 'run "pvsleuth analyze i.pvsleuth"'
check "what was read before" 0 "$bin" list i.pvsleuth captures --csv
[ "$(wc -l <out)" = 2 ] || { echo "FAIL: $name: not one capture"; failed=1; }

# --- until the case is analysed, nothing is said of boots ---
unanalysed() { # CASE COMMAND...
	case=$1
	shift
	check "not analysed: $*" 5 "$bin" "$@"
	empty out; has err "not analysed yet"; has err "pvsleuth analyze $case"
}
every_reader() {
	for what in "" boots targets servers findings; do unanalysed "$1" list "$1" $what; done
	unanalysed "$1" show "$1" boot:1
	unanalysed "$1" report "$1" -o i.html
	unanalysed "$1" extract "$1" boot:1 -o i.pcapng
	unanalysed "$1" export "$1" -f json
	unanalysed "$1" anonymize "$1" -o i2.pvsleuth
	unanalysed "$1" stats "$1"
	unanalysed "$1" compare "$1" boot:1 boot:2
	[ -n "$browser" ] && unanalysed "$1" browse "$1"
	absent i.html; absent i.pcapng; absent i2.pvsleuth
}
browser=
"$bin" browse f1.pvsleuth 2>&1 </dev/null | grep -q "without the browser" || browser=yes
every_reader i.pvsleuth
check "not analysed: frames" 0 "$bin" show i.pvsleuth frame:1/1
check "not analysed: doctor" 5 "$bin" doctor i.pvsleuth
has out "not analysed yet"
check "analyzed then" 0 "$bin" analyze i.pvsleuth
check "what it holds" 0 "$bin" list i.pvsleuth --csv
[ "$(wc -l <out)" = 2 ] || { echo "FAIL: $name: not one boot"; failed=1; }
# The same disk full in the middle of analysing one more: the first analysis is no answer any more.
name="disk full"
cp "$bad" more.pcap
n=0
while [ $n -lt 40 ]; do # as much room as lets the capture in, and its analysis not
	rm -f full.pvsleuth*
	cp i.pvsleuth full.pvsleuth
	n=$((n + 1))
	(trap '' XFSZ; ulimit -f $((n * 48)); "$bin" -c full.pvsleuth more.pcap) >out 2>err
	got=$?
	[ $got -eq 5 ] && grep -q "not analysed yet" err && break
done
[ $got -eq 5 ] || { echo "FAIL: $name: exit status $got"; failed=1; }
has err "not analysed yet"; has err "pvsleuth analyze full.pvsleuth"
every_reader full.pvsleuth
check "the same capture again" 0 "$bin" -c full.pvsleuth more.pcap
has err "already in the case"; has out "3 boots"

# --- doctor, rules ---
check "doctor" 0 "$bin" doctor all.pvsleuth
has out "the file is whole"; has out "the ledger accounts for 255 of 255 frames"
check "rules list" 0 "$bin" rules list
check "rules check of no rule" 5 "$bin" rules check text.pcap
[ "$failed" = 0 ] && echo "all of them"
exit "$failed"
