#!/bin/bash
# Between target and server lies a line whose frames are smaller than both ends think, and which
# says nothing (no ICMP). Two boot ROMs agree with the server on blocks that do not fit.
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
lab_begin "${1:-}" dhcpd in.tftpd qemu-system-x86_64
NET=10.20.170
ROM_MAC=00:50:56:b8:0b:a1
UEFI_MAC=00:50:56:b8:0b:a2

lab_switch core
lab_switch access
lab_switch far
lab_wire line -m 1400 -- access uplink far to-access
lab_uplink far core
lab_namespace dhcp
lab_plug core p-dhcp dhcp eth0 00:50:56:b8:00:05 $NET.5/24
lab_namespace pvs
lab_plug core p-pvs pvs eth0 00:50:56:b8:00:0b $NET.11/24
lab_neighbour far $NET.99/24 $NET.1
lab_subnet $NET "ping-check false;" "next-server $NET.11;" 'filename "ARDBP32.BIN";' \
	"range $NET.100 $NET.199;" | lab_dhcpd dhcp dhcpd eth0
lab_serves pvs ARDBP32.BIN 4096
sleep 1
lab_capture access uplink client.pcap
lab_capture pvs eth0 server.pcap
lab_qemu access tap0 $ROM_MAC qemu-rom.log
rom=$LAB_LAST
lab_ovmf access tap1 $UEFI_MAC qemu-uefi.log
uefi=$LAB_LAST
lab_wait_seen 120 client.pcap "ether src $ROM_MAC and udp[8:2] = 4" 4 || lab_fail "the ROM did not begin"
lab_wait_seen 150 client.pcap "ether src $UEFI_MAC and udp[8:2] = 4" 3 || lab_fail "the UEFI firmware did not begin"
sleep 60
lab_qemu_stop access "$rom" tap0
lab_qemu_stop access "$uefi" tap1
lab_capture_stop

lab_dhcpd_witness dhcpd.log
lab_publish client.pcap server.pcap dhcpd.log
lab_truth <<TRUTH
$ROM_MAC	1	failed	pxe	tftp-pmtu-blackhole	blksize 1432 over a line of 1400 bytes
$UEFI_MAC	1	failed	uefi-pxe	tftp-pmtu-blackhole	blksize 1468 over a line of 1400 bytes
TRUTH
for side in client server; do
	lab_truth $side <<TRUTH
$ROM_MAC	1	failed	pxe	tftp-stalled	medium	-	the first full block is never acknowledged
$UEFI_MAC	1	failed	uefi-pxe	tftp-stalled	medium	-	the same
TRUTH
done
