#!/bin/bash
# Two machines boot from a boot device manager ISO: DHCP, second stage from UDP 6969, login,
# stream. One finds the two-stage service, one asks a server on which it doesn't run.
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
lab_begin "${1:-}" dhcpd dumpcap

GOOD_MAC=00:50:56:b8:0a:61
BAD_MAC=00:50:56:b8:0a:62
BEFORE=32768x2,8192x2
AFTER=512,4096x4,8192,16384

lab_switch core
lab_switch access
lab_uplink access core
lab_namespace dhcp
lab_plug core p-dhcp dhcp eth0 00:50:56:b8:00:05 10.20.60.5/24
lab_namespace pvs
lab_plug core p-pvs pvs eth0 00:50:56:b8:00:0b 10.20.60.11/24
lab_namespace old
lab_plug core p-old old eth0 00:50:56:b8:00:0c 10.20.60.12/24
# The old server drops what it doesn't serve, as a host firewall does.
lab_in old ip rule add ipproto icmp blackhole
lab_neighbour core 10.20.60.99/24 10.20.60.1

lab_second_stage "$LAB_WORK/tsbbdm.bin" 20100
cat >"$LAB_WORK/dhcpd.conf" <<CONF
authoritative;
default-lease-time 3600;
subnet 10.20.60.0 netmask 255.255.255.0 {
	range 10.20.60.100 10.20.60.199;
	option routers 10.20.60.1;
}
CONF
: >"$LAB_WORK/dhcpd.leases"
lab_run_stamped dhcp dhcpd.log dhcpd -4 -d -f --no-pid -cf "$LAB_WORK/dhcpd.conf" \
	-lf "$LAB_WORK/dhcpd.leases" eth0
lab_run pvs tsb.log "$LAB_WORK/tsb-server" "$LAB_WORK/tsbbdm.bin"
lab_run pvs pvs.log "$LAB_WORK/pvs-server" 6910 6911 "$BEFORE,$AFTER"
sleep 1
lab_capture_pcapng access target-port.pcapng uplink

lab_namespace bad
lab_plug access p-bad bad eth0 "$BAD_MAC"
(
	lab_lease bad -n 5 >/dev/null
	lab_in bad "$LAB_WORK/tsb-client" 10.20.60.12 8 || true
) &
bad=$!
LAB_PIDS+=("$bad")
lab_namespace good
lab_plug access p-good good eth0 "$GOOD_MAC"
address=$(lab_lease good -n 5)
sleep 0.5
lab_in good "$LAB_WORK/tsb-client" 10.20.60.11
sleep 1
lab_in good "$LAB_WORK/pvs-target" -s 10.20.60.11 -o "$address" -b "$BEFORE" -w "$AFTER" -g 3200
lab_in good "$LAB_WORK/dhcp-client" -i eth0 -r "$address" -c "MSFT 5.0" -C -h TARGET61 >/dev/null
lab_in good "$LAB_WORK/pvs-target" -s 10.20.60.11 -o "$address" -k "$BEFORE,$AFTER" -n 1
wait "$bad"
sleep 12
lab_capture_stop

lab_dhcpd_witness dhcpd.log
lab_publish target-port.pcapng dhcpd.log
lab_truth <<TRUTH
$GOOD_MAC	1	booted	bdm-iso	-	second stage, login, stream, handover
$BAD_MAC	1	failed	bdm-iso	tsb-no-reply	asks 10.20.60.12, where no two-stage service runs
TRUTH
