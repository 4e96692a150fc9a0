#!/bin/bash
# Four machines boot from a boot device manager ISO behind a Linux router that hides them (masquerade) and stands for the
# server (DNAT). The second stage is answered from another port than was asked, which this NAT does not know as an answer:
# the router itself refuses it. Captured on both sides.
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
lab_begin "${1:-}" dhcpd nft
PVS=10.60.0.11
VIP=10.60.9.100

lab_switch servers
lab_switch clients
lab_namespace relay
lab_plug servers p-relay relay srv0 00:50:56:b8:04:01 10.60.0.1/24
lab_plug clients p-relay relay cli0 00:50:56:b8:05:01 10.60.1.1/24
lab_in relay sysctl -qw net.ipv4.ip_forward=1
lab_in relay nft -f - <<RULES
table ip lab {
	chain post {
		type nat hook postrouting priority 100;
		oif "srv0" masquerade random
	}
	chain pre {
		type nat hook prerouting priority -100;
		ip daddr $VIP dnat to $PVS
	}
}
RULES
lab_namespace pvs
lab_plug servers p-pvs pvs eth0 00:50:56:b8:04:0b "$PVS/24"
lab_in pvs ip route add default via 10.60.0.1
lab_namespace dhcp
lab_plug clients p-dhcp dhcp eth0 00:50:56:b8:05:05 10.60.1.5/24
lab_neighbour clients 10.60.1.99/24 10.60.1.2
lab_dhcpd dhcp dhcpd eth0 <<CONF
authoritative;
default-lease-time 3600;
ping-check false;
subnet 10.60.1.0 netmask 255.255.255.0 {
	option routers 10.60.1.1;
	range 10.60.1.100 10.60.1.199;
}
CONF
lab_second_stage "$LAB_WORK/tsbbdm.bin" 20100
lab_run pvs tsb.log "$LAB_WORK/tsb-server" "$LAB_WORK/tsbbdm.bin"
sleep 1
lab_capture clients br0 client.pcap
lab_capture pvs eth0 server.pcap

boot() { # NAME: asks for its second stage
	lab_lease "$1" -n 5 >/dev/null
	sleep 0.3
	lab_in "$1" "$LAB_WORK/tsb-client" $VIP 4 || true
}
boots=()
for i in 1 2 3 4; do
	lab_namespace "t$i"
	lab_plug clients "p-t$i" "t$i" eth0 "00:50:56:b8:0a:7$i"
done
for i in 1 2 3 4; do
	boot "t$i" &
	boots+=("$!")
	sleep 0.2
done
wait "${boots[@]}"
sleep 45
lab_capture_stop

lab_dhcpd_witness dhcpd.log
lab_publish client.pcap server.pcap dhcpd.log
for i in 1 2 3 4; do
	printf '00:50:56:b8:0a:7%s\t1\tfailed\tbdm-iso\ttsb-no-reply\tits requests reach the server under the address of the NAT\n' "$i"
done | lab_truth
