#!/bin/sh
# A storm: 500 targets boot within two minutes at two servers, most of them well, some in each of ten kinds of trouble at
# once. Prints the confusion table (what a group of targets truly met by the primary finding) and fails when a
# target is in the wrong place; then once more as the files of a ring buffer. STORM=N plays N targets; READS=N reads each (20): larger captures for a benchmark,
# KEEP=FILE keeps the capture.
src=${srcdir:-$(dirname "$0")/../..}
src=$(cd "$src" && pwd)
command -v sqlite3 >/dev/null || exit 77
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
all=${STORM:-500}
reads=${READS:-20}
few=$((all / 100 + 2))
well=$((all - 10 * few))
passed=0
failed=0

fleet() { echo "fleet $1 count $2 kind ${4:-bdm} ip 10.$3.0.1 mac ${5:-00:50:56}:$(printf '%02x' "$3"):00:00"; }
tail_of() { # NAME LOGIN-PORT: from the handover on
	cat <<-END
		+3.5 $1 login pvs$2 lport=6905 pairs=4
		+0.02 $1 stream pvs$2 lport=6905 port=6915 reads=$reads mixed overlap=3
		+1 $1 heartbeat pvs$2 lport=6905 port=6915 x5 every 30s
	END
}

# Well: three ways to boot, login at one server and streaming from another. The rest: one trouble each.
{
	cat <<-END
		title A storm of $all targets
		capture all
		server dhcp mac 00:15:5d:aa:00:01 ip 10.99.0.10
		server pvs1 mac 00:15:5d:aa:00:02 ip 10.99.0.20
		server pvs2 mac 00:15:5d:aa:00:22 ip 10.99.0.21
		server dead mac 00:15:5d:aa:00:33 ip 10.99.0.22
		replies dhcp lease=8h mask=255.0.0.0 router=10.99.0.1
	END
	fleet iso $((well / 3)) 1
	fleet bios $((well / 3)) 2 intel
	fleet part $((well - 2 * (well / 3))) 3
	n=10
	fleet noans $few $n bdm 00:16:3e # of another maker than all others
	n=$((n + 1))
	for name in refus ioport redir mtu stall hblock silent tsbno lossy; do
		fleet $name $few $n
		n=$((n + 1))
	done
	every=$((120000 / (well / 3)))ms
	cat <<-END
		@0 each iso every $every {
			+0 iso dora dhcp
			+0.05 iso tsb-transfer pvs1 size=20000 rtt=1ms version=7.15.3.1
			+0.1 iso login pvs1 pairs=3
			+0.02 iso stream pvs2 port=6915 reads=$reads size=8192 service=4ms jitter=10ms gap=1ms
			$(tail_of iso 2)
		}
		@0.3 each bios every $every {
			+0 bios dora dhcp siaddr=pvs1 file=ARDBP32.BIN
			+0.02 bios tftp-transfer pvs1 file=ARDBP32.BIN size=20000 blksize=1456
			+0.1 bios login pvs2 pairs=6
			+0.02 bios stream pvs1 port=6915 reads=$reads size=32768 service=2ms jitter=2ms gap=1ms
			$(tail_of bios 1)
		}
		@0.6 each part every $every {
			+0 part dora dhcp
			+0.1 part login pvs1 pairs=5
			+0.02 part stream pvs1 port=6915 reads=$reads size=16384 service=1ms jitter=2ms gap=1ms
			$(tail_of part 1)
		}
		@20 each noans every 300ms {
			+0 noans dora dhcp
			+0.1 noans login-request dead x20 every 5s
		}
		@21 each refus every 300ms {
			+0 refus dora dhcp
			+0.1 repeat 20 every 5s {
				+0 refus login-request pvs1
				+0.004 pvs1 login-reply refus size=92
			}
		}
		@22 each ioport every 300ms {
			+0 ioport dora dhcp
			+0.1 ioport login pvs1 pairs=3
			+0.02 ioport read pvs1 port=6917 x20 every 5s
		}
		@23 each redir every 300ms {
			+0 redir dora dhcp
			+0.1 redir login pvs2 pairs=3
			+0.02 redir login-request dead x20 every 5s
		}
		@24 each mtu every 300ms {
			+0 mtu dora dhcp
			+0.1 mtu login pvs1
			+0.02 mtu stream pvs1 reads=1 lose-over=1200 again=20 rto=5s
		}
		@25 each stall every 300ms {
			+0 stall dora dhcp
			+0.1 stall login pvs2
			+0.02 stall stream pvs2 reads=60 size=8192
			+0.1 stall stall pvs2 x14 every 5s,10s
		}
		@26 each hblock every 300ms {
			+0 hblock dora dhcp
			+0.1 hblock login pvs1
			+0.02 hblock stream pvs1 reads=40 size=8192
			+3.5 hblock login-request pvs1 lport=6905 x20 every 5s
		}
		@27 each silent every 300ms {
			+0 silent dora dhcp
			+0.1 silent login pvs1
			+0.02 silent stream pvs1 reads=5 size=8192
		}
		@28 each tsbno every 300ms {
			+0 tsbno dora dhcp
			+0.1 tsbno tsb-request dead x20 every 5s
		}
		@29 each lossy every 300ms {
			+0 lossy dora dhcp
			+0.1 lossy login pvs1
			+0.02 lossy stream pvs1 port=6915 reads=200 size=8192 lose-every=5 rto=200ms
			$(tail_of lossy 1)
		}
		until 300
	END
} >"$work/storm.boot"

./tests/lib/boot2pcap "$work/storm.boot" -o "$work/storm" >/dev/null || exit 2
./pvsleuth ingest -c "$work/case.pvsleuth" "$work"/storm*.pcap >/dev/null 2>&1
[ -z "$KEEP" ] || cp "$work"/storm*.pcap "$KEEP"

# What each group should have met: its primary finding, or how it ended.
cat >"$work/want" <<END
01	booted	$((well / 3))
02	booted	$((well / 3))
03	booted	$((well - 2 * (well / 3)))
0a	login-no-answer	$few
0b	login-refused	$few
0c	login-io-port-blocked	$few
0d	login-redirect-unreachable	$few
0e	stream-mtu-blackhole	$few
0f	stream-stalled	$few
10	handover-blocked	$few
11	stream-target-went-silent	$few
12	tsb-no-reply	$few
13	booted	$few
END
sqlite3 -separator '	' "$work/case.pvsleuth" "SELECT substr(mac, 10, 2), coalesce(primary_rule, outcome), count(*)
	FROM boot WHERE outcome <> 'leased' GROUP BY 1, 2 ORDER BY 1, 2" >"$work/got"

check() { # WHAT WANT GOT
	if [ "$2" = "$3" ]; then
		passed=$((passed + 1))
		echo "ok - $1"
	else
		failed=$((failed + 1))
		echo "not ok - $1"
		echo "    want $2, got $3"
	fi
}
ask() { sqlite3 "$work/case.pvsleuth" "$1"; }

echo "    truth by primary finding, $all targets, $(ask "SELECT sum(frames) FROM capture") frames:"
awk -F'\t' '{ printf "    %s  %-28s %d\n", $1, $2, $3 }' "$work/got"
check "every target is where it belongs" "$(cat "$work/want")" "$(cat "$work/got")"
check "those with loss are told of it, nobody else" "13 $few" "$(ask "SELECT substr(mac, 10, 2), count(DISTINCT mac) FROM finding
	WHERE rule = 'stream-loss' GROUP BY 1" | tr '|' ' ')"
check "the other findings of those that are well" "" "$(ask "SELECT rule, count(*) FROM finding WHERE kind <> 'note'
	AND substr(mac, 10, 2) IN ('01', '02', '03') GROUP BY 1")"
check "what the silent ones share is said, of them alone" "login-no-answer $few" "$(ask "SELECT rule, count(*) FROM finding
	WHERE explanation LIKE '%Only targets with a network card of%all $few of them, and none of the%' GROUP BY 1" | tr '|' ' ')"

# The same from a ring buffer: a file for each ten seconds.
awk '$0 == "capture all" { for (at = 0; at < 300; at += 10) printf "capture f%03d from %d until %d\n", at, at, at + 10; next } { print }' \
	"$work/storm.boot" >"$work/ring.boot"
./tests/lib/boot2pcap "$work/ring.boot" -o "$work/ring" >/dev/null || exit 2
./pvsleuth ingest -c "$work/ring.pvsleuth" "$work"/ring.*.pcap >/dev/null 2>&1
check "and in the files of a ring buffer" "$(cat "$work/want")" "$(sqlite3 -separator '	' "$work/ring.pvsleuth" "SELECT substr(mac, 10, 2),
	coalesce(primary_rule, outcome), count(*) FROM boot WHERE outcome <> 'leased' GROUP BY 1, 2 ORDER BY 1, 2")"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
