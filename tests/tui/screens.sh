#!/bin/sh
# Compares what the browser shows in a real terminal (tmux) with the texts in screens/. A screen is
# looked at until it is as wanted, or for TIMEOUT seconds. UPDATE=1 writes the texts instead.
# BROWSE is the program, called with a case file; by default the one for tests.
set -u
srcdir=${srcdir:-.}
here=$srcdir/tests/tui
BROWSE=${BROWSE:-./tests/tui/browse_case}
TIMEOUT=${TIMEOUT:-10}
command -v tmux >/dev/null 2>&1 || { echo "tmux is missing"; exit 77; }
LC_ALL=C.UTF-8 locale charmap 2>/dev/null | grep -q UTF-8 || { echo "no UTF-8 locale"; exit 77; }

tmp=$(mktemp -d) || exit 99
socket=$tmp/tmux
unset TMUX NO_COLOR
mux() { LC_ALL=C.UTF-8 tmux -u -S "$socket" -f /dev/null "$@" 2>/dev/null; }
trap 'mux kill-server; rm -rf "$tmp"' EXIT INT TERM
mux new-session -d -s keep "sleep 600" || { echo "tmux does not start"; exit 77; }
./tests/tui/make_case "$tmp/morning.pvsleuth" "$here/case.sql" || exit 1

# Shows $1 columns x lines in locale $2 until the screen reads like file $3.
look() {
	tries=$((TIMEOUT * 10))
	while [ $tries -gt 0 ]; do
		mux capture-pane -p -t s >"$tmp/got"
		cmp -s "$tmp/got" "$3" && return 0
		tries=$((tries - 1))
		sleep 0.1
	done
	return 1
}

failed=0
while read -r name size lang keys; do
	case $name in '' | '#'*) continue ;; esac
	want=$here/screens/$name.txt
	mux new-session -d -s s -x "${size%x*}" -y "${size#*x}" \
		"LC_ALL=$lang exec $BROWSE $tmp/morning.pvsleuth"
	# The first screen has to be there before the first key
	n=0
	while [ $n -lt 100 ] && ! mux capture-pane -p -t s | grep -q ' of 10'; do
		n=$((n + 1))
		sleep 0.05
	done
	# shellcheck disable=SC2086 # keys are words
	[ -z "$keys" ] || mux send-keys -t s $keys
	if [ -n "${UPDATE:-}" ]; then
		sleep 0.7
		mux capture-pane -p -t s >"$want"
	elif ! look "$size" "$lang" "$want"; then
		echo "FAIL $name"
		diff -u "$want" "$tmp/got"
		failed=1
	fi
	mux kill-session -t s
done <"$here/screens.list"

# Resizing redraws; leaving restores the terminal and ends with success.
mux new-session -d -s s -x 80 -y 24 "LC_ALL=C.UTF-8 $BROWSE $tmp/morning.pvsleuth; echo status \$?; sleep 60"
n=0
while [ $n -lt 100 ] && ! mux capture-pane -p -t s | grep -q ' of 10'; do
	n=$((n + 1))
	sleep 0.05
done
mux resize-window -t s -x 60 -y 15
if [ -z "${UPDATE:-}" ] && ! look - - "$here/screens/boots-60.txt"; then
	echo "FAIL resize"
	diff -u "$here/screens/boots-60.txt" "$tmp/got"
	failed=1
fi
mux send-keys -t s C-c
n=0
while [ $n -lt 100 ] && ! mux capture-pane -p -t s | grep -q '^status 0$'; do
	n=$((n + 1))
	sleep 0.1
done
[ $n -lt 100 ] || { echo "FAIL leaving"; failed=1; }
exit $failed
