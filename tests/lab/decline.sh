#!/bin/bash
# Addresses of the range are in use by machines that do not answer pings. One client looks (ARP)
# and declines, once or each time; a boot ROM does not look.
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
lab_begin "${1:-}" dhcpd udhcpc
NET=10.20.120

lab_segment $NET
lab_subnet $NET "range $NET.101 $NET.104;" | lab_dhcpd dhcp dhcpd eth0
lab_namespace squatter
lab_plug core p-squatter squatter eth0 00:50:56:b8:0b:39 $NET.101/24
lab_in squatter ip addr add $NET.102/24 dev eth0
lab_in squatter sysctl -qw net.ipv4.icmp_echo_ignore_all=1
sleep 1
lab_capture access uplink target-side.pcap

lab_say "udhcpc with address check"
lab_namespace client
lab_plug access p-client client eth0 00:50:56:b8:0b:31
lab_run client udhcpc.log udhcpc -f -n -q -a -t 5 -T 3 -i eth0 -s /bin/true
lab_wait_seen 120 target-side.pcap "udp dst port 67" 8 || true
sleep 20
lab_capture_stop

lab_dhcpd_witness dhcpd.log
lab_publish target-side.pcap dhcpd.log
lab_truth <<TRUTH
00:50:56:b8:0b:31	1	leased	unknown	-	declines what others use, keeps the third
TRUTH
