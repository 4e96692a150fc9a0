#!/bin/sh
# The layer test: each room of analyzer/ and tui/ stands only on the rooms that HACKING.md allows it.
# The rules themselves are in layers.awk. Before it trusts them, it plants violations in a copy and
# sees each one found, and sees sound code pass.
#
# usage: tests/layers.sh [SOURCE]
set -u
source=${1:-${srcdir:-.}}
rules=$(cd "$(dirname "$0")" && pwd)/layers.awk
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0

ok()
{
	echo "ok - $*"
}
not_ok()
{
	echo "not ok - $*"
	failed=1
}
# found WHAT FILE PATTERN: reads the text of FILE; the rules must complain about it as PATTERN says.
found()
{
	mkdir -p "$work/$(dirname "$2")"
	cat >"$work/$2"
	said=$(cd "$work" && awk -f "$rules" "$2")
	if [ $? -eq 1 ] && echo "$said" | grep -qE "^$2:[0-9]+: .*$3"; then
		ok "caught: $1"
	else
		not_ok "not caught: $1: ${said:-nothing said}"
	fi
	rm "$work/$2"
}
# A function of so many lines.
function_of()
{
	echo '/* . */'
	echo 'int f(void)'
	echo '{'
	i=1
	while [ $i -le "$1" ]; do
		echo '	;'
		i=$((i + 1))
	done
	echo '}'
}

include()
{
	printf '/* . */\n#include %s\n' "$1"
}
include '"store/store.h"' | found 'a decoder that knows the store' analyzer/proto/x.c 'proto must not include store'
include '"proto/dhcp.h"' | found 'a view that knows packets' tui/x.c 'tui must not include proto'
include '"track/track.h"' | found 'a decoder that looks up' analyzer/proto/x.h 'must not include track'
include '"store/inside.h"' | found 'a report behind the contract' analyzer/report/x.c 'report must not include store/inside'
include '"model/fact.h"' | found 'the ground floor looking up' analyzer/base/x.h 'libc alone'
include '"cli/cmd.h"' | found 'a library that knows the command line' analyzer/boot/x.c 'must not include cli'
include '"../store/store.h"' | found 'climbing out of the folder' analyzer/track/x.c 'climbs'
include '<pcap/pcap.h>' | found 'libpcap outside capture' analyzer/track/x.c 'only capture may'
include '<sqlite3.h>' | found 'SQLite outside store' analyzer/boot/x.c 'only store may'
include '<curses.h>' | found 'curses outside tui' analyzer/cli/x.c 'only tui may'
include '<openssl/evp.h>' | found 'OpenSSL in a view' tui/x.c '<openssl/evp.h>'
include '<sys/socket.h>' | found 'a socket' analyzer/cli/x.c 'not on the list'
include '<jansson.h>' | found 'a library nobody knows' analyzer/report/x.c 'not on the list'
printf '/* . */\nvoid f(void)\n{\n\tprintf("x");\n}\n' |
	found 'printing below cli' analyzer/boot/x.c 'printf'
printf '/* . */\nvoid f(void)\n{\n\tfputs("x", stderr);\n}\n' |
	found 'complaining below cli' analyzer/store/x.c 'stderr'
printf '/* . */\nvoid f(void)\n{\n\tif (1)\n\t\texit(1);\n}\n' |
	found 'exiting below cli' analyzer/capture/x.c 'exit'
printf '/* . */\nlong f(void)\n{\n\treturn time(0);\n}\n' |
	found 'reading the clock' analyzer/report/x.c 'time'
printf '/* . */\nvoid f(char *a)\n{\n\tstrcpy(a, "x");\n}\n' |
	found 'strcpy' analyzer/cli/x.c 'never: strcpy'
printf '/* . */\nvoid f(void)\n{\n#ifdef X\n#endif\n}\n' |
	found '#ifdef in a function' tui/x.c 'conditional'
printf '/* . */\nint x; // y\n' | found 'a // comment' tui/x.c '//'
printf 'int x;\n' | found 'no opening comment' tui/x.c 'opening comment'
printf '/* . */\nint x;\n' | found 'no include guard' tui/x.h 'guard'
printf '/* . */\n' | found 'a room nobody knows' analyzer/attic/x.c 'no such room'
function_of 101 | found 'a function of 101 lines' analyzer/proto/x.c '101 lines'
{ echo '/* . */'; yes 'int x;' | head -n 600; } | found 'a file of 601 lines' analyzer/proto/x.c '601 lines'

# Sound code, with every look-alike of a violation.
mkdir -p "$work/analyzer/report"
{
	function_of 100
	cat <<-'END'
	#include "base/txt.h"
	#include "store/store.h"
	#include "html.h"
	#include <openssl/evp.h>
	#include <stdio.h>
	/* printf("x"); exit(1); // stderr */
	static const char *const text[] = {"printf(", "/* exit(1)", "// no", "it's stderr\"", "'"};
	int quote = '"';
	static const int table[] = {
		1,
	};
	int html_printf(int n);
	int run_time(struct x *x)
	{
		fprintf(x->file, "see https://example.net/"); /* a stream it was given */
		return x->exit(1) + x->time(2) + html_printf(stderr_of(x));
	}
	END
} >"$work/analyzer/report/x.c"
if said=$(cd "$work" && awk -f "$rules" analyzer/report/x.c); then
	ok "sound code passes"
else
	not_ok "sound code does not pass: $said"
fi

# And now the house itself, a room at a time.
cd "$source" || exit 99
rooms=0
for room in analyzer/* tui; do
	[ -d "$room" ] || continue
	files=$(find "$room" -name '*.[ch]' | sort)
	[ -n "$files" ] || continue
	rooms=$((rooms + 1))
	# shellcheck disable=SC2086 # our own file names have no blanks
	if said=$(awk -f "$rules" $files); then
		ok "$room keeps the rules"
	else
		echo "$said"
		not_ok "$room breaks the rules"
	fi
done
[ $rooms -gt 0 ] || not_ok "no sources below $source"
exit $failed
