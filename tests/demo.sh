#!/bin/sh
# pvsleuth's main job on a real capture, from nothing: installs what is missing, builds below build/,
# reads a capture into a case file, shows one finding in full and all verdicts, writes the HTML report.
#
# usage: tests/demo.sh [CAPTURE...]
set -eu
here=$PWD
cd "$(dirname "$0")/.."
case "${1-}" in
-*) sed -n 's/^# usage/usage/p' "$0" >&2; exit 2 ;;
esac
run()
{
	printf '\n$ %s\n' "$*"
	status=0
	"$@" || status=$?
}

echo "== What building needs"
tests/setup.sh build
echo
echo "== Building pvsleuth in build/ (the first time takes a minute; build/demo.log has the details)"
mkdir -p build
if ! tests/build.sh build >build/demo.log 2>&1; then
	tail -n 20 build/demo.log >&2
	echo "demo: building failed; all of it is in build/demo.log" >&2
	exit 1
fi
echo "build/pvsleuth is there."

finding=
if [ $# -eq 0 ]; then
	finding=finding:1
	example=fixtures/cases/failover-load-balance-to-peer
	set -- "$example"/*.pcap*
	echo
	echo "== The capture: $example (its README.md says how it was made)"
else
	cd "$here"
	for capture; do
		shift
		set -- "$@" "$(realpath "$capture")"
	done
	cd - >/dev/null
fi

rm -rf build/demo
mkdir build/demo
run build/pvsleuth ingest -c build/demo/case.pvsleuth "$@"
# 3: some input was incomplete; what was read holds
[ $status -eq 0 ] || [ $status -eq 3 ] || exit $status
[ -z "$finding" ] || run build/pvsleuth show build/demo/case.pvsleuth $finding
run build/pvsleuth list build/demo/case.pvsleuth boots
run build/pvsleuth report build/demo/case.pvsleuth -o build/demo/report.html
[ $status -eq 0 ] || [ $status -eq 3 ] || exit $status

cat <<END

Look closer in the terminal:  build/pvsleuth browse build/demo/case.pvsleuth
Open in any web browser:      file://$PWD/build/demo/report.html
Your own captures:            build/pvsleuth ingest -c my.pvsleuth CAPTURE...
END
