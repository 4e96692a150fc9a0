#!/bin/bash
# One frame in ten is lost between target and server. Both firmwares repeat, and both boot.
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
lab_begin "${1:-}" dhcpd in.tftpd qemu-system-x86_64
NET=10.20.180
ROM_MAC=00:50:56:b8:0b:b1
UEFI_MAC=00:50:56:b8:0b:b2
BEFORE=4096,2048
AFTER=512,4096
BYTES=49200
LAST=35

lab_switch core
lab_switch access
lab_wire line -l 10 -d 1 -- access uplink core to-access
lab_namespace dhcp
lab_plug core p-dhcp dhcp eth0 00:50:56:b8:00:05 $NET.5/24
lab_namespace pvs
lab_plug core p-pvs pvs eth0 00:50:56:b8:00:0b $NET.11/24
lab_neighbour access $NET.99/24 $NET.1
lab_subnet $NET "ping-check false;" "next-server $NET.11;" 'filename "ARDBP32.BIN";' \
	"range $NET.100 $NET.199;" | lab_dhcpd dhcp dhcpd eth0
lab_serves pvs ARDBP32.BIN "$BEFORE,$AFTER" $BYTES
sleep 1
lab_capture access uplink client.pcap
lab_capture pvs eth0 server.pcap

boot() {
	local kind=$1 mac=$2 last=$3 qemu
	if [ "$kind" = uefi ]; then lab_ovmf access tap-$kind "$mac" qemu-$kind.log
	else lab_qemu access tap-$kind "$mac" qemu-$kind.log; fi
	qemu=$LAB_LAST
	lab_wait_fetched 240 client.pcap "$mac" "$last" || lab_fail "$kind did not fetch its boot program"
	lab_qemu_stop access "$qemu" tap-$kind
	lab_become access "$kind" "$mac" "$(lab_leased "$LAB_WORK/dhcpd.log" "$mac")" $NET.11 "$BEFORE" "$AFTER"
}
boot rom $ROM_MAC $LAST
boot uefi $UEFI_MAC 34
lab_capture_stop

lab_dhcpd_witness dhcpd.log
lab_publish client.pcap server.pcap dhcpd.log
lab_truth <<TRUTH
$ROM_MAC	1	booted	pxe	-	one frame in ten lost: degraded, no failure
$UEFI_MAC	1	booted	uefi-pxe	-	the same
TRUTH
