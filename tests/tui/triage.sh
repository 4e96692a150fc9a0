#!/bin/sh
# A whole triage with the real program in a terminal (tmux), from the start to evidence in a file; a
# case that grows meanwhile; and what goes wrong with cases and terminals.
[ "$PVSLEUTH_TESTS" = short ] && exit 77 # a long one
set -u
srcdir=$(cd "${srcdir:-.}" && pwd)
PVSLEUTH=${PVSLEUTH:-$(pwd)/pvsleuth}
cases=$srcdir/fixtures/cases
TIMEOUT=${TIMEOUT:-10}
command -v tmux >/dev/null 2>&1 || { echo "tmux is missing"; exit 77; }
LC_ALL=C.UTF-8 locale charmap 2>/dev/null | grep -q UTF-8 || { echo "no UTF-8 locale"; exit 77; }
tmp=$(mktemp -d) || exit 99
unset TMUX NO_COLOR
export XDG_STATE_HOME="$tmp/state" LC_ALL=C.UTF-8
mux() { tmux -u -S "$tmp/tmux" -f /dev/null "$@" 2>/dev/null; }
trap 'mux kill-server; rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM
cd "$tmp" || exit 99
failed=0

wait_for()
{
	n=0
	while [ $n -lt $((TIMEOUT * 40)) ]; do
		mux capture-pane -p -t s >got
		grep -q -e "$1" got && return 0
		n=$((n + 1))
		sleep 0.025
	done
	return 1
}
verdict()
{
	if [ "$1" -eq 0 ]; then
		echo "ok - $2"
	else
		echo "not ok - $2"
		sed 's/^/    /' got
		failed=1
	fi
}
# sees WHAT PATTERN
sees()
{
	wait_for "$2"
	verdict $? "$1"
}
keys() { mux send-keys -t s "$@"; }
browse() { # CASE OPTION...
	mux kill-session -t s
	mux new-session -d -s s -x 80 -y 24 "$PVSLEUTH browse $*; echo status \$?; exec sleep 60"
}
mux new-session -d -s keep "sleep 600" || { echo "tmux does not start"; exit 77; }
mux set-option -s set-clipboard on

# --- the triage ---
"$PVSLEUTH" ingest -q -c a.pvsleuth "$cases/login-no-answer/target-port.pcap" \
	"$cases/proxydhcp-missing"/*.pcap >/dev/null 2>&1
browse a.pvsleuth
sees "failed boots on top" '^✗ failed'
keys F
sees "only the failed ones" '\[outcome failed\]'
keys -l '/answered the login'
keys Enter
sees "searching finds the login" 'about every 5.0 s'
keys Enter
sees "the ladder with its finding" 'failed in login'
keys End
sees "silence is said to be the server's" "silence, the server's turn"
keys Enter
sees "the frame" 'frame [0-9]* of'
keys Escape
keys =
sees "compared with the healthy boot most like it" 'against'
sees "where they part, in words" 'part in login after the PVS login'
keys Escape
keys a
sees "asked for a note" 'note on boot'
keys -l 'both servers were down'
keys Enter
sees "the note is there" 'noted'
keys Tab
keys End
sees "and shown with the finding" 'both servers were down'
keys Tab
keys e
sees "asked where to" 'write the evidence of boot'
keys Enter
sees "the evidence is written, with what the case only measured" 'is written to boot-[0-9]*.pcapng; [0-9]'
keys e Enter
sees "nothing is written over" 'exists already'
keys r
keys Enter
sees "a report" 'is written to report.html'
keys y
sees "what there is to copy" 'Wireshark filter'
keys Enter
n=0
while [ $n -lt 100 ] && ! mux show-buffer | grep -q 'eth.addr\|ip.addr'; do n=$((n + 1)); sleep 0.025; done
mux show-buffer >got
grep -q 'ip.addr' got
verdict $? "the filter is on the clipboard"
keys p
sees "plain text" 'Enter goes back'
keys Enter
sees "and back" 'Esc back'
keys v
sees "the rule" 'title: No provisioning server'
keys t
keys -l 1/2
keys Enter
sees "a frame by its number" 'frame 2 of'
keys Escape
keys 7
sees "all notes" 'both servers were down'
keys 6
sees "the statistics" 'p95'
keys 1 F o
sees "boots under their findings" '─ ✗ No provisioning server answered the login'
keys ] r C-u
keys -l some.html
keys Enter
sees "a report of the list as it is filtered" 'the report on [0-9]* boots is written to some.html'
grep -q 'Only some boots: outcome failed' some.html
verdict $? "which says what it is about"
keys o
keys 1 c j Enter
sees "a column hidden" '\[ \] at (UTC)'
keys q q
sees "left" '^status 0$'
"$PVSLEUTH" ingest -q -c e.pvsleuth boot-*.pcapng >got 2>&1
verdict $? "the evidence reads as a capture"
grep -q 'both servers were down' report.html
verdict $? "the note is in the report"
browse a.pvsleuth
wait_for ' of '
! grep -q 'at (UTC)' got
verdict $? "the columns were remembered"
browse a.pvsleuth --no-state
sees "and are not without state" 'at (UTC)'

browse a.pvsleuth --no-state --tz=+05:30
sees "times in the zone asked for" 'pvsleuth .*+05:30$'
keys Enter
sees "of a boot, too" '[0-9T:-]*+05:30 '
keys C-c
browse a.pvsleuth --tz=Nowhere/Land
sees "a zone that there is not" 'is no time zone'

# --- a rule of the site ---
mkdir site
cat >site/x.sql <<END
-- id: site-desk
-- title: Call the site's own desk
-- phase: login
-- kind: note
-- scope: boot
-- summary: a boot of {mac}
-- explain: Whatever stops {mac}, this site wants to be called.
-- against: Nothing.
-- check: Nothing.
-- remedy: Call 2222.
-- source: this site
SELECT boot_id, mac, 0.5 AS confidence, NULL AS evidence FROM boot WHERE outcome = 'failed'
END
"$PVSLEUTH" ingest -q -c s.pvsleuth "$cases/login-no-answer/target-port.pcap" >/dev/null 2>&1
"$PVSLEUTH" analyze -q --rules site s.pvsleuth >/dev/null 2>&1
rm -r site
browse s.pvsleuth --no-state
wait_for ' of '
keys 2 / d e s k Enter v
sees "a rule of the site goes with the case" 'site rule site-desk'
wait_for 'remedy: Call 2222'
verdict $? "with its text"
keys C-c

# --- a case that grows ---
browse a.pvsleuth --no-state
wait_for ' of '
"$PVSLEUTH" ingest -q -c a.pvsleuth "$cases/tftp-file-not-found/target-port.pcap" >/dev/null 2>&1
sees "a new capture appears" 'live: [0-9]* captures'
sees "and its failed boot" 'The boot server does not'
(
	exec 9>a.pvsleuth-progress
	flock 9
	printf 'reading 2 of 3: b.pcap, 40 %%' >&9
	wait_for 'reading 2 of 3: b.pcap, 40 %'
)
wait_for 'live: '
verdict $? "progress of whoever fills the case, until he is gone"
rm a.pvsleuth
sees "a case that went away is said" 'gone: the case file'
keys j Enter
sleep 0.2
keys C-c
sees "and can be left" '^status 0$'

# --- signals ---
"$PVSLEUTH" ingest -q -c a.pvsleuth "$cases/login-no-answer/target-port.pcap" >/dev/null 2>&1
mux kill-session -t s
mux new-session -d -s s -x 80 -y 24 "bash --norc -i"
keys -l "$PVSLEUTH browse a.pvsleuth; echo status \$?"
keys Enter
sees "begun from a shell" ' of 3'
keys C-z
sees "stopped" 'Stopped'
keys -l fg
keys Enter
sees "continued" ' of 3'
running() { pgrep -P "$(mux display-message -p -t s '#{pane_pid}')" -x pvsleuth; }
kill -TSTP "$(running)"
sees "stopped from outside" 'Stopped.*Stopped\|Stopped'
keys -l fg
keys Enter
wait_for ' of 3'
n=0
while [ $n -lt 60 ]; do
	kill -WINCH "$(running)"
	mux resize-window -t s -x $((60 + n)) -y $((15 + n % 20))
	keys j k
	n=$((n + 1))
done
mux resize-window -t s -x 80 -y 24
sees "a storm of signals and keys" '^Enter open .* of 3$'
kill -TERM "$(running)"
sees "asked to end, it ends" '^status'
keys -l 'echo ty''ped'
keys Enter
sees "and the terminal is as before" '^typed'

# --- cases that are none ---
refused()
{
	browse "$2"
	wait_for '^status 5$' && tr '\n' ' ' <got | grep -q "$3"
	verdict $? "$1"
}
refused "no such case" none.pvsleuth 'there is no case file'
: >empty.pvsleuth
refused "an empty file" empty.pvsleuth 'is empty'
echo "this is not a database, but it is long enough to look like something" >text.pvsleuth
refused "another file" text.pvsleuth 'is not a pvsleuth case'
"$PVSLEUTH" ingest -q -c n.pvsleuth "$cases/login-no-answer/target-port.pcap" >/dev/null 2>&1
# user_version lies at byte 60 of the first page
printf '\0\0\377\377' | dd of=n.pvsleuth bs=1 seek=60 conv=notrunc 2>/dev/null
refused "a newer case" n.pvsleuth 'newer'
cp a.pvsleuth d.pvsleuth
dd if=/dev/urandom of=d.pvsleuth bs=8192 seek=2 count=30 conv=notrunc 2>/dev/null
refused "a damaged case" d.pvsleuth 'damaged'
cp a.pvsleuth d.pvsleuth
browse d.pvsleuth
wait_for ' of 3'
dd if=/dev/urandom of=d.pvsleuth bs=8192 seek=1 count=60 conv=notrunc 2>/dev/null
keys 2 3 5 1 Enter 6
sleep 0.3
keys C-c
sees "damaged while it is browsed, it can be left" '^status 0$'
if command -v sqlite3 >/dev/null 2>&1; then
	cp a.pvsleuth l.pvsleuth
	mkfifo hold
	sqlite3 l.pvsleuth <hold >locked 2>&1 &
	exec 8>hold
	echo "PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; SELECT 'held';" >&8
	n=0
	while ! grep -q held locked && [ $n -lt 200 ]; do n=$((n + 1)); sleep 0.025; done
	refused "a locked case" l.pvsleuth 'in use by another program'
	exec 8>&-
	wait
fi
browse a.pvsleuth '>file'
sees "no terminal" '^status 5$'
for term in vt100 linux screen xterm; do
	mux kill-session -t s
	mux new-session -d -s s -x 80 -y 24 "TERM=$term LC_ALL=C $PVSLEUTH browse a.pvsleuth; echo status \$?; exec sleep 60"
	keys Enter
	sees "TERM=$term" 'X failed in login'
	keys C-c
	wait_for '^status 0$'
done
mux kill-session -t s
mux new-session -d -s s -x 80 -y 24 "TERM=dumb $PVSLEUTH browse a.pvsleuth; echo status \$?; exec sleep 60"
sees "a terminal that cannot" 'cannot move its cursor'
mux kill-session -t s
mux new-session -d -s s -x 50 -y 10 "$PVSLEUTH browse a.pvsleuth; echo status \$?; exec sleep 60"
sees "one that is too small" 'browsing needs at'
browse a.pvsleuth --theme=pink
sees "a theme that there is not" 'dark, light, safe, mono'
mkdir ro && cp a.pvsleuth ro/ && chmod 500 ro && chmod 400 ro/a.pvsleuth
browse ro/a.pvsleuth
sees "a case that may only be read" ' of 3'
keys C-c
sees "is left as any" '^status 0$'
chmod 700 ro
browse a.pvsleuth
wait_for ' of 3'
cp a.pvsleuth other.pvsleuth
mv other.pvsleuth a.pvsleuth
sees "another case under its name" 'gone: another file'
keys C-c
if [ -e l.pvsleuth ]; then
	browse l.pvsleuth
	wait_for ' of 3'
	rm -f hold
	mkfifo hold
	sqlite3 l.pvsleuth <hold >locked 2>&1 &
	exec 8>hold
	echo "BEGIN IMMEDIATE; SELECT 'held';" >&8
	n=0
	while ! grep -q held locked && [ $n -lt 200 ]; do n=$((n + 1)); sleep 0.025; done
	keys a
	keys -l 'not to be lost'
	keys Enter
	sees "a note while the case is written to is not lost" 'not written, Enter tries again: not to be lost'
	exec 8>&-
	wait
	keys Enter
	sees "and written afterwards" 'noted'
	keys C-c
fi
exit $failed
