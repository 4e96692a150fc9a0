#!/bin/sh
# boot2pcap-errors.sh BOOT2PCAP: a mistake in a script is told with its line and, where one is
# near, the word that was meant.  Each case is a line of script and the message it must get.
set -u
boot2pcap=${1:?usage: boot2pcap-errors.sh BOOT2PCAP}
dir=$(mktemp -d) || exit 2
trap 'rm -rf "$dir"' EXIT
failed=0

check() {
	printf 'target tgt ip 10.1.0.1\nserver pvs ip 10.1.0.2\n%s\n' "$1" >"$dir/x.boot"
	got=$(cd "$dir" && "$boot2pcap" --check x.boot x.boot 2>&1)
	if [ $? -ne 2 ] || [ "$got" != "$2" ]; then
		printf 'script:   %s\nexpected: %s\ngot:      %s\n' "$1" "$2" "$got"
		failed=1
	fi
}

case $boot2pcap in
/*) ;;
*) boot2pcap=$PWD/$boot2pcap ;;
esac
check 'tgt discover sesc=4' \
	"x.boot:3: unknown field 'sesc' for discover (did you mean 'secs'?)"
check 'tgt dicsover' "x.boot:3: unknown verb 'dicsover' (did you mean 'discover'?)"
check 'tgte discover' "x.boot:3: no host 'tgte' is declared (did you mean 'tgt'?)"
check 'router r vip 10.1.0.9 pvsx' "x.boot:3: no host 'pvsx' is declared"
check 'server r snat 10.1.0.9 lan' "x.boot:3: unknown word 'snat' (known: mac ip on vlan kind leg)"
check 'router r snat 10.1.0.9 lan ports 999' "x.boot:3: 999 is more than 256"
check 'capture x snaplem 3' "x.boot:3: unknown word 'snaplem' (did you mean 'snaplen'?)"
check 'tgt discover xid=zz' "x.boot:3: 'zz' is not a number"
check 'tgt discover opt43=xyz' \
	'x.boot:3: opt43=xyz: expected hexadecimal bytes (text goes in quotes)'
check 'pvs offer tgt' \
	'x.boot:3: no request of tgt has reached pvs: is a relay line missing?'
check 'pvs unreachable port quoting=nix' 'x.boot:3: quoting=nix: no such packet so far'
check 'tgt rrq file=a' 'x.boot:3: rrq: with whom? name a host'
check 'tgt discover x4' "x.boot:3: expected 'every DURATION' after x4"
check 'tgt login pvs seen=b' 'x.boot:3: seen=b: no such capture'
check '+1y tgt discover' "x.boot:3: '1y': unknown unit 'y' (ns us ms s min h d)"
check 'repeat 3 every 1s {' "x.boot:4: a block is never closed with '}'"
check 'expect boot tgt outcome=dead' \
	'x.boot:3: outcome=dead: expected one of booted failed incomplete leased'
exit $failed
