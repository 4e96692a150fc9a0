#!/bin/bash
# Two addresses that dhcpd wants to offer answer its ping: it offers none of them, and each costs
# the client a retry. Another boot, without a conflict, waits for the same check.
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
lab_begin "${1:-}" dhcpd in.tftpd qemu-system-x86_64
NET=10.20.130
ROM_MAC=00:50:56:b8:0b:41
UEFI_MAC=00:50:56:b8:0b:42
BEFORE=4096,2048
AFTER=512,4096

lab_segment $NET
lab_subnet $NET "next-server $NET.11;" 'filename "ARDBP32.BIN";' "range $NET.101 $NET.104;" |
	lab_dhcpd dhcp dhcpd eth0
lab_serves pvs ARDBP32.BIN "$BEFORE,$AFTER"
lab_namespace squatter
lab_plug core p-squatter squatter eth0 00:50:56:b8:0b:49 $NET.101/24
lab_in squatter ip addr add $NET.102/24 dev eth0
sleep 1
lab_capture access uplink target-side.pcap
lab_capture dhcp eth0 server-port.pcap

boot() {
	local kind=$1 mac=$2 qemu address
	if [ "$kind" = uefi ]; then lab_ovmf access tap-$kind "$mac" qemu-$kind.log
	else lab_qemu access tap-$kind "$mac" qemu-$kind.log; fi
	qemu=$LAB_LAST
	lab_wait_fetched 150 target-side.pcap "$mac" || lab_fail "$kind did not fetch its boot program"
	lab_qemu_stop access "$qemu" tap-$kind
	address=$(lab_leased "$LAB_WORK/dhcpd.log" "$mac")
	lab_become access "$kind" "$mac" "$address" $NET.11 "$BEFORE" "$AFTER"
}
boot rom $ROM_MAC
boot uefi $UEFI_MAC
lab_capture_stop

lab_dhcpd_witness dhcpd.log
lab_publish target-side.pcap server-port.pcap dhcpd.log
lab_truth <<TRUTH
$ROM_MAC	1	booted	pxe	-	two addresses in use: dhcp-ping-check-conflict, a delay
$UEFI_MAC	1	booted	uefi-pxe	-	the check finds nothing
TRUTH
