#!/bin/sh
# Compares what the browser shows in a real terminal (tmux) with the texts in screens/. A screen is
# looked at until it is as wanted, or for TIMEOUT seconds. UPDATE=1 writes the texts instead.
# BROWSE is the program, called with a case file; by default the one for tests. Then the attributes:
# colour never says anything alone, and the themes differ where they mean something.
[ "$PVSLEUTH_TESTS" = short ] && exit 77 # a long one
set -u
srcdir=${srcdir:-.}
here=$srcdir/tests/tui
BROWSE=${BROWSE:-./tests/tui/browse_case}
TIMEOUT=${TIMEOUT:-10}
command -v tmux >/dev/null 2>&1 || { echo "tmux is missing"; exit 77; }
LC_ALL=C.UTF-8 locale charmap 2>/dev/null | grep -q UTF-8 || { echo "no UTF-8 locale"; exit 77; }

tmp=$(mktemp -d) || exit 99
unset TMUX NO_COLOR
# mux GROUP ...: a terminal of its own for each group of screens, so that they go at the same time.
mux()
{
	socket=$tmp/$1
	shift
	LC_ALL=C.UTF-8 tmux -u -S "$socket" -f /dev/null "$@" 2>/dev/null
}
end()
{
	for socket in "$tmp"/*; do
		[ -S "$socket" ] && mux "${socket##*/}" kill-server
	done
	rm -rf "$tmp"
}
trap end EXIT
trap 'exit 130' INT TERM
./tests/tui/make_case "$tmp/morning.pvsleuth" "$here/case.sql" || exit 1

# shows GROUP: the terminal of the group as text in $tmp/GROUP.got
shows()
{
	mux "$1" capture-pane -p -t s >"$tmp/$1.got"
}
# wait_for GROUP PATTERN: until it is on the screen.
wait_for()
{
	n=0
	while [ $n -lt $((TIMEOUT * 40)) ]; do
		shows "$1"
		grep -q -e "$2" "$tmp/$1.got" && return 0
		n=$((n + 1))
		sleep 0.025
	done
	return 1
}
# looks_like GROUP FILE: until the screen reads like it.
looks_like()
{
	n=0
	while [ $n -lt $((TIMEOUT * 40)) ]; do
		shows "$1"
		cmp -s "$tmp/$1.got" "$2" && return 0
		n=$((n + 1))
		sleep 0.025
	done
	return 1
}
# one GROUP SIZE LOCALE NAME KEYS...: one screen.
one()
{
	group=$1 size=$2 lang=$3 want=$here/screens/$1/$4.txt name=$4
	shift 4
	mux "$group" kill-session -t s
	mux "$group" new-session -d -s s -x "${size%x*}" -y "${size#*x}" \
		"LC_ALL=$lang exec $BROWSE $tmp/morning.pvsleuth"
	wait_for "$group" ' of 10'
	[ $# -eq 0 ] || mux "$group" send-keys -t s "$@"
	if [ -n "${UPDATE:-}" ]; then
		sleep 0.7
		shows "$group"
		mkdir -p "${want%/*}"
		cp "$tmp/$group.got" "$want"
	elif looks_like "$group" "$want"; then
		echo "ok - $group $name"
	else
		echo "not ok - $group $name"
		diff -u "$want" "$tmp/$group.got"
		: >"$tmp/failed"
	fi
}
# all SIZE LOCALE SUFFIX: every screen of that size.
all()
{
	mux "$1$3" new-session -d -s keep "sleep 600"
	while read -r name sizes keys; do
		case $name in '' | '#'*) continue ;; esac
		case $sizes in all | "$1") ;; *) continue ;; esac
		# shellcheck disable=SC2086 # keys are words
		one "$1$3" "$1" "$2" "$name" $keys
	done <"$here/screens.list"
	mux "$1$3" kill-server
}

[ -z "${UPDATE:-}" ] || rm -rf "$here/screens"
for size in 60x15 80x24 120x40 200x50; do
	all $size C.UTF-8 "" >"$tmp/$size.out" &
	all $size C -c >"$tmp/$size-c.out" &
	wait
done
cat "$tmp"/*.out
[ -z "${UPDATE:-}" ] || exit 0

# --- resizing and leaving ---
verdict()
{
	if [ "$1" -eq 0 ]; then
		echo "ok - $2"
	else
		echo "not ok - $2"
		cat "$tmp/${3:-single}.got"
		: >"$tmp/failed"
	fi
}
mux single new-session -d -s s -x 80 -y 24 \
	"LC_ALL=C.UTF-8 $BROWSE $tmp/morning.pvsleuth; echo status \$?; stty -a | tr ' ;' '\n\n' | grep -x -e -\\\\?echo; sleep 60"
wait_for single ' of 10'
for size in 61x16 200x50 70x15 59x10 300x60 80x24 120x40 60x15; do
	mux single resize-window -t s -x "${size%x*}" -y "${size#*x}"
done
looks_like single "$here/screens/60x15/boots.txt"
verdict $? "a storm of resizing ends with the right screen"
mux single resize-window -t s -x 50 -y 10
wait_for single 'too small: 60x15'
verdict $? "too small is one sentence"
mux single send-keys -t s C-c
wait_for single '^status 0$' && wait_for single '^echo$'
verdict $? "leaving restores the terminal"
mux single kill-server

# --- attributes: on a terminal of its own, because the one that was told to end may still be there ---
# begins THEME ENVIRONMENT: the browser anew.
begins()
{
	mux looks kill-session -t s
	mux looks new-session -d -s s -x 80 -y 24 \
		"$(echo "$2" | tr -d -) TERM=screen-256color LC_ALL=C.UTF-8 exec $BROWSE --theme $1 $tmp/morning.pvsleuth"
	wait_for looks ' of 10'
}
# The attributes before ... the cross of the third failed boot (not the one under the cursor); the second
# mark of evidence on a ladder (the first is under the cursor); what was searched for.
before_failed()
{
	sed -n '5s/✗ failed.*//p'
}
before_evidence()
{
	grep '●' | sed -n '2s/●.*//p'
}
before_match()
{
	sed -n 's/0a:09.*//p' | tail -1 | tr '\033' '^' | sed 's/.* \(\^.*\)/\1/'
}
# stands_out BEFORE BOLD WANTED UNWANTED WHAT: until the attributes are as wanted; the terminal draws in pieces.
stands_out()
{
	n=0 said=1
	while [ $said -ne 0 ] && [ $n -lt $((TIMEOUT * 40)) ]; do
		has=$(mux looks capture-pane -e -p -t s | "$1" | tr '\033' '^')
		said=0
		printf '%s' "$has" | grep -q "$2" || said=1
		case $has in *"$3"*) ;; *) said=1 ;; esac
		case $has in *"$4"*) said=1 ;; esac
		n=$((n + 1))
		[ $said -eq 0 ] || sleep 0.025
	done
	echo "attributes: $has" >"$tmp/looks.got"
	verdict $said "$5" looks
}
mux looks new-session -d -s keep "sleep 600"
while read -r theme env want unwanted; do
	begins "$theme" "$env"
	stands_out before_failed 1m "$want" "$unwanted" "a failed boot stands out in $theme $env"
done <<-END
	dark - [31m [33m
	light - [31m [33m
	safe - [33m [31m
	mono - 1m [31m
	dark NO_COLOR=1 1m [31m
END
while read -r theme env want; do
	begins "$theme" "$env"
	mux looks send-keys -t s j Enter
	wait_for looks 'message [0-9]* of'
	stands_out before_evidence 1m "$want" none "evidence stands out in $theme $env"
	mux looks send-keys -t s Escape G / 0 a : 0 9
	wait_for looks '^/0a:09'
	stands_out before_match '[17]m' '' none "what was searched for stands out in $theme $env"
done <<-END
	dark - [31m
	safe - [33m
	mono - [39m
	light NO_COLOR=1 [39m
END
mux looks kill-server
[ ! -e "$tmp/failed" ]
