#!/bin/bash
# Two VLANs with the same addresses, seen on the trunk between the switches. In one the boot file
# is there, in the other it is not; the same names and numbers must not be mixed up.
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
lab_begin "${1:-}" dhcpd in.tftpd qemu-system-x86_64
NET=10.20.190
GOOD_MAC=00:50:56:b8:0b:c1
BAD_MAC=00:50:56:b8:0b:c2
BEFORE=4096,2048
AFTER=512,4096

# trunk_line NAME VLAN ACCESS TRUNK: all of the switch ACCESS is one VLAN of the switch TRUNK.
trunk_line() { lab_wire "$1" -t "$2" -- "$3" uplink "$4" "v$2"; }

lab_switch near
lab_switch far
lab_uplink near far
for vlan in 10 20; do
	lab_switch core$vlan
	lab_switch access$vlan
	trunk_line up$vlan $vlan access$vlan near
	trunk_line down$vlan $vlan core$vlan far
	lab_namespace dhcp$vlan
	lab_plug core$vlan p-dhcp dhcp$vlan eth0 00:50:56:b8:$vlan:05 $NET.5/24
	lab_namespace pvs$vlan
	lab_plug core$vlan p-pvs pvs$vlan eth0 00:50:56:b8:$vlan:0b $NET.11/24
	lab_subnet $NET "ping-check false;" "next-server $NET.11;" 'filename "ARDBP32.BIN";' \
		"range $NET.100 $NET.199;" | lab_dhcpd dhcp$vlan dhcpd$vlan eth0
	mkdir "$LAB_WORK/tftp$vlan"
	lab_run pvs$vlan tftpd.log in.tftpd -L -4 -s -a 0.0.0.0:69 "$LAB_WORK/tftp$vlan"
	lab_run pvs$vlan pvs.log "$LAB_WORK/pvs-server" 6910 6911 "$BEFORE,$AFTER"
done
lab_boot_program "$LAB_WORK/tftp10/ARDBP32.BIN" 4100
sleep 1
lab_capture near uplink trunk.pcap

lab_qemu access10 tap0 $GOOD_MAC qemu10.log
good=$LAB_LAST
lab_qemu access20 tap0 $BAD_MAC qemu20.log
bad=$LAB_LAST
lab_wait_seen 120 trunk.pcap "vlan 10 and udp[8:2] = 4 and udp[10:2] = 3" || lab_fail "no transfer"
lab_wait_seen 60 trunk.pcap "vlan 20 and udp[8:2] = 5" || lab_fail "no TFTP error"
sleep 2
lab_qemu_stop access10 "$good" tap0
lab_become access10 target $GOOD_MAC "$(lab_leased "$LAB_WORK/dhcpd10.log" $GOOD_MAC)" $NET.11 "$BEFORE" "$AFTER"
sleep 5
lab_qemu_stop access20 "$bad" tap0
lab_capture_stop

for vlan in 10 20; do
	lab_dhcpd_witness dhcpd$vlan.log
done
lab_publish trunk.pcap dhcpd10.log dhcpd20.log
lab_truth <<TRUTH
$GOOD_MAC	1	booted	pxe	-	VLAN 10
$BAD_MAC	1	failed	pxe	tftp-file-not-found	VLAN 20, with the same addresses
TRUTH
