#!/bin/sh
# How fast everything is, as one table. Ratios are medians of paired runs; times mean nothing on another
# machine. Run by `make bench`; never part of make check.
#
#   BENCH_MB=1000     size of the captures      BENCH_BOOTS=10000  boots to analyse
#   BENCH_RUNS=5      pairs for each row        BENCH_DIR          where to put it all (else $TMPDIR)
set -u
srcdir=${srcdir:-.}
here=$srcdir/tests/bench
mb=${BENCH_MB:-1000}
boots=${BENCH_BOOTS:-10000}
runs=${BENCH_RUNS:-5}
bin=${PVSLEUTH:-./pvsleuth}
tool=./tests/bench
boot2pcap=./tests/lib/boot2pcap
work=$(mktemp -d "${BENCH_DIR:-${TMPDIR:-/tmp}}/pvsleuth-bench-XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

# pairs calls this: a case made anew each time.
cat >"$work/ingest" <<'SH'
rm -f "$2" "$2-wal" "$2-shm"
exec "$0" ingest -q -c "$2" $3 "$1"
SH
ingest() { # CAPTURE OPTIONS... : arguments for pairs
	capture=$1
	shift
	echo "sh $work/go $capture $work/x.pvsleuth $*"
}
sed "s|\"\$0\"|'$bin'|" "$work/ingest" >"$work/go"

line() { # NAME AGAINST OUTPUT-OF-PAIRS
	echo "$3" | awk -F'\t' -v name="$1" -v against="$2" '{ printf "%-44s %-26s %6s  %5s..%-6s %6s %7s %6s\n",
		name, against, $1, $2, $3, $4, $5, $7 }'
}
row() { # NAME AGAINST COMMAND... -- OTHER...
	name=$1 against=$2
	shift 2
	line "$name" "$against" "$($tool/pairs "$runs" "$@")"
}
size_of() {
	wc -c <"$1"
}

printf '%-44s %-26s %6s  %-13s %6s %7s %6s\n' what against ratio spread cpu seconds MB
"$boot2pcap" "$here/storm.boot" -o "$work/storm.pcap" >/dev/null || exit 1
"$tool/stretch" "$work/storm.pcap" "$work/full.pcap" "$mb" || exit 1
count="$tool/count"
row "ingest, $mb MB of pcap, --no-hash" "libpcap counting" $(ingest "$work/full.pcap" --no-hash) -- "$count" "$work/full.pcap"
kept=$(size_of "$work/x.pvsleuth")
row "ingest, the same" "sha256 alone" $(ingest "$work/full.pcap") -- openssl dgst -sha256 "$work/full.pcap"
row "the same again: already in the case" "libpcap counting" "$bin" ingest -q -c "$work/x.pvsleuth" "$work/full.pcap" -- \
	"$count" "$work/full.pcap"
row "ingest --reference --no-hash" "libpcap counting" $(ingest "$work/full.pcap" --no-hash --reference) -- "$count" "$work/full.pcap"
"$tool/stretch" "$work/storm.pcap" "$work/full.pcapng" "$mb" || exit 1
row "ingest, pcapng, --no-hash" "the same as pcap" $(ingest "$work/full.pcapng" --no-hash) -- \
	$(ingest "$work/full.pcap" --no-hash)
rm "$work/full.pcapng"
"$tool/stretch" "$work/storm.pcap" "$work/part.pcap" $((mb / 4)) || exit 1
gzip -1 -c "$work/part.pcap" >"$work/part.pcap.gz"
gunzip=gzip
command -v igzip >/dev/null && gunzip=igzip
row "ingest, gzip, --no-hash" "$gunzip -dc" $(ingest "$work/part.pcap.gz" --no-hash) -- $gunzip -dc "$work/part.pcap.gz"
if command -v zstd >/dev/null; then
	zstd -q -1 -c "$work/part.pcap" >"$work/part.pcap.zst"
	row "ingest, zstd, --no-hash" "zstd -dc" $(ingest "$work/part.pcap.zst" --no-hash) -- zstd -dc "$work/part.pcap.zst"
fi
if command -v tshark >/dev/null; then
	"$tool/stretch" "$work/storm.pcap" "$work/small.pcap" 100 || exit 1
	runs=1 row "tshark -T fields (DHCP, TFTP, UDP), 100 MB" "ingest of it" tshark -r "$work/small.pcap" -T fields -e dhcp.type \
		-e dhcp.id -e tftp.opcode -e udp.srcport -e udp.length -- $(ingest "$work/small.pcap" --no-hash)
fi
rm -f "$work"/part.* "$work"/full.*
"$tool/stretch" "$work/storm.pcap" "$work/long.pcap" $((4 * mb)) || exit 1
runs=3 row "ingest, $((4 * mb)) MB of pcap, --no-hash" "libpcap counting" $(ingest "$work/long.pcap" --no-hash) -- "$count" "$work/long.pcap"
rm -f "$work/long.pcap"
"$tool/stretch" "$work/storm.pcap" "$work/cut.pcap" "$mb" 96 || exit 1
row "ingest, $mb MB cut at 96 bytes, --no-hash" "libpcap counting" $(ingest "$work/cut.pcap" --no-hash) -- "$count" "$work/cut.pcap"
rm -f "$work/cut.pcap"
"$tool/stretch" --flood "$work/flood.pcap" 1000000 || exit 1
runs=1 row "ingest, a flood of a million clients" "libpcap counting" $(ingest "$work/flood.pcap" --no-hash) -- "$count" "$work/flood.pcap"
rm -f "$work/flood.pcap"

for n in $((boots / 4)) "$boots"; do
	bad=$((n / 10))
	{
		echo "title many boots"
		echo "capture all"
		echo "fleet ok count $((n - bad)) mac 00:50:56:10:00:01 ip 10.1.0.10 kind uefi"
		echo "fleet bad count $bad mac 00:50:57:20:00:01 ip 10.200.0.10 kind intel"
		cat "$here/fleet.boot"
		echo "until $((n + 300))"
	} >"$work/fleet.boot"
	"$boot2pcap" "$work/fleet.boot" -o "$work/fleet.pcap" >/dev/null || exit 1
	"$bin" ingest -q --no-hash -c "$work/many.pvsleuth" "$work/fleet.pcap" >/dev/null
	rm "$work/fleet.pcap"
	runs=3 row "analyze, $n boots" "-" "$bin" analyze "$work/many.pvsleuth"
	[ "$n" = "$boots" ] || rm "$work/many.pvsleuth"
done
runs=1 row "report, $boots boots" "-" "$bin" report -o "$work/report.html" "$work/many.pvsleuth"
echo
echo "case: $((kept / 200)) bytes a boot of the storm ($(echo "$kept $mb" | awk '{ printf "%.2f", $1 / $2 / 1e4 }') % of the capture)," \
	"$(($(size_of "$work/many.pvsleuth") / boots)) bytes a boot of the many"
rm -f "$work/many.pvsleuth"
if [ -x ./tests/tui/bench_tui ]; then
	echo
	echo "screens of the browser, 100 000 boots:"
	srcdir=$srcdir sh "$here/tui.sh"
fi
