#!/bin/sh
# The manual names the keys of the browser as the table of keys has them. UPDATE=1 writes them there.
set -u
srcdir=${srcdir:-.}
page=$srcdir/man/pvsleuth.1
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
./tests/tui/browse_case --keys >"$tmp/want" || exit 1
awk '/^\.Sh KEYS OF THE BROWSER/ { on = 1 } /^\.S[hs] / && !/KEYS OF THE BROWSER/ { on = 0 }
	on && /^\.El/ { inside = 0 } on && inside; on && /^\.Bl/ { inside = 1 }' "$page" >"$tmp/got"
if [ -n "${UPDATE:-}" ]; then
	awk -v keys="$tmp/want" '/^\.Sh KEYS OF THE BROWSER/ { on = 1 }
		on && /^\.El/ { while ((getline line <keys) > 0) print line; on = inside = 0 }
		!(on && inside) { print } on && /^\.Bl/ { inside = 1 }' "$page" >"$tmp/page" &&
		cp "$tmp/page" "$page"
	exit
fi
if diff -u "$tmp/got" "$tmp/want"; then
	echo "ok - the manual has the keys of the browser"
else
	echo "not ok - the manual has other keys than the browser; UPDATE=1 tests/tui/keys.sh writes them"
	exit 1
fi
