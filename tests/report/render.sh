#!/bin/sh
# The page in a real browser: desktop, phone, dark, printed. Leaves pictures in $REPORT_PICTURES when set.
case $PVSLEUTH_TESTS in short | again) exit 77 ;; esac # a long one, and the page is the same from every build
set -eu
src=${srcdir:-.}/tests/report
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || {
	echo "render.sh: no Chromium here, skipped"
	exit 77
}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
pictures=${REPORT_PICTURES:-$dir}

fail() {
	echo "render.sh: $*" >&2
	exit 1
}

# browse NAME PAGE SWITCH...: what the browser prints goes to NAME.out, its log to NAME.log
browse() {
	name=$1
	page=$2
	shift 2
	timeout 120 "$chromium" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
		--disable-background-networking --disable-component-update --disable-sync --hide-scrollbars \
		--allow-file-access-from-files --enable-logging=stderr --v=0 --user-data-dir="$dir/profile" "$@" \
		"file://$dir/$page" >"$dir/$name.out" 2>"$dir/$name.log" || fail "Chromium failed: $(tail -3 "$dir/$name.log")"
	! grep 'CONSOLE' "$dir/$name.log" || fail "$name: the console is not silent"
}

./tests/report/make_report "$src/case.sql" html "$dir/report.html"
cp "$src/probe.html" "$dir/probe.html"

browse dom report.html --dump-dom
for text in '6 of 14 boots failed' 'leaves it to its failover peer' 'Cause not determined' \
	'&lt;script&gt;alert(1)&lt;/script&gt;' 'Cannot be told from these captures' '16.0 s of silence' \
	'×6 the same 2 messages' 'stopped in DHCP' 'Seconds elapsed' 'all accounted for' 'cut short' 'Boots over time' 'Where each frame went' 'How long its phases took' \
	'Compared with a boot that worked' 'How long each phase takes' 'By firmware' 'Boots that met a server' 'time, UTC'; do
	sed 's/<[^>]*>//g' "$dir/dom.out" | grep -qF -e "$text" || fail "the page lacks: $text"
done
[ "$(grep -c '<article class="boot' "$dir/dom.out")" = 6 ] || fail "six boots failed"
! grep -qi '<script' "$dir/dom.out" || fail "a script came to life"

# scheme 0: dark, 1: light
for view in desktop:1280:2000:1 phone:360:2400:1 dark:1280:2000:0; do
	IFS=: read -r name width height scheme <<-END
		$view
	END
	look="--window-size=$width,$height --blink-settings=preferredColorScheme=$scheme"
	# shellcheck disable=SC2086 # two switches
	browse "$name" "probe.html?$width" $look --dump-dom
	result=$(sed -n 's/.*<pre id="result">\([^<]*\).*/\1/p' "$dir/$name.out")
	echo "$name: $result"
	case $result in
	"width $width overflow 0 contrast good"*) ;;
	*) fail "$name: $result" ;;
	esac
	[ -n "${REPORT_PICTURES:-}" ] || continue # nobody would look at it
	# shellcheck disable=SC2086
	browse "$name" "probe.html?$width" $look --screenshot="$pictures/$name.png"
	[ -s "$pictures/$name.png" ] || fail "no picture of $name"
done

browse print report.html --no-pdf-header-footer --print-to-pdf="$pictures/print.pdf"
[ -s "$pictures/print.pdf" ] || fail "nothing was printed"
if command -v pdftotext >/dev/null; then
	pdftotext -layout "$pictures/print.pdf" "$dir/print.txt"
	grep -q '6 of 14 boots failed' "$dir/print.txt" || fail "the printed page lacks the answer"
	grep -q 'stopped in PXE' "$dir/print.txt" || fail "the printed page lacks a ladder"
	[ "$(grep -c 'Capture/frame' "$dir/print.txt")" -gt 4 ] || fail "table heads are not repeated"
fi
