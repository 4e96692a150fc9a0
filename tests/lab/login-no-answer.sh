#!/bin/bash
# Three targets fetch their second stage and log in: one server's stream service is down behind a
# firewall, one's is down without a firewall (ICMP 3/3), one works.
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
lab_begin "${1:-}" dhcpd

BEFORE=8192x2
AFTER=512,4096x3
POLLS=10

lab_switch core
lab_switch access
lab_uplink access core
lab_namespace dhcp
lab_plug core p-dhcp dhcp eth0 00:50:56:b8:00:05 10.20.80.5/24
lab_neighbour core 10.20.80.99/24 10.20.80.1
lab_second_stage "$LAB_WORK/tsbbdm.bin" 5700
for server in 11 12 13; do
	lab_namespace "pvs$server"
	lab_plug core "p-pvs$server" "pvs$server" eth0 "00:50:56:b8:01:$server" "10.20.80.$server/24"
	lab_run "pvs$server" tsb.log "$LAB_WORK/tsb-server" "$LAB_WORK/tsbbdm.bin"
done
lab_in pvs11 ip rule add ipproto icmp blackhole
lab_run pvs13 pvs.log "$LAB_WORK/pvs-server" 6910 6911 "$BEFORE,$AFTER"

cat >"$LAB_WORK/dhcpd.conf" <<CONF
authoritative;
default-lease-time 3600;
subnet 10.20.80.0 netmask 255.255.255.0 {
	range 10.20.80.100 10.20.80.199;
	option routers 10.20.80.1;
}
CONF
: >"$LAB_WORK/dhcpd.leases"
lab_run_stamped dhcp dhcpd.log dhcpd -4 -d -f --no-pid -cf "$LAB_WORK/dhcpd.conf" \
	-lf "$LAB_WORK/dhcpd.leases" eth0
sleep 1
lab_capture access uplink target-port.pcap

boot() {
	local name=$1 server=$2 address
	address=$(lab_lease "$name" -n 5)
	sleep 0.5
	lab_in "$name" "$LAB_WORK/tsb-client" "$server"
	sleep 1
	lab_in "$name" "$LAB_WORK/pvs-target" -s "$server" -o "$address" -b "$BEFORE" -w "$AFTER" \
		-n 1 -t "$POLLS" || true
}

machines=()
for last in 1 2 3; do
	lab_namespace "target$last"
	lab_plug access "p-target$last" "target$last" eth0 "00:50:56:b8:0a:8$last"
	boot "target$last" "10.20.80.1$last" &
	machines+=($!)
	LAB_PIDS+=($!)
	sleep 1
done
for machine in "${machines[@]}"; do
	wait "$machine"
done
sleep 12
lab_capture_stop

lab_dhcpd_witness dhcpd.log
lab_publish target-port.pcap dhcpd.log
lab_truth <<TRUTH
00:50:56:b8:0a:81	1	failed	bdm-iso	login-no-answer	polls 10.20.80.11 ten times; service down, ICMP filtered
00:50:56:b8:0a:82	1	failed	bdm-iso	login-port-unreachable	polls 10.20.80.12 ten times; ICMP 3/3 each time
00:50:56:b8:0a:83	1	booted	bdm-iso	-	10.20.80.13 works
TRUTH
