#!/bin/bash
# The TFTP server has the boot file and refuses it (access violation): its permissions are wrong.
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
lab_begin "${1:-}" dhcpd in.tftpd qemu-system-x86_64
NET=10.20.160
ROM_MAC=00:50:56:b8:0b:81

lab_segment $NET
lab_subnet $NET "ping-check false;" "next-server $NET.11;" 'filename "ARDBP32.BIN";' \
	"range $NET.100 $NET.199;" | lab_dhcpd dhcp dhcpd eth0
lab_serves pvs ARDBP32.BIN 4096
chmod 600 "$LAB_WORK/tftp/ARDBP32.BIN"
sleep 1
lab_capture access uplink target-side.pcap
lab_qemu access tap0 $ROM_MAC qemu.log
qemu=$LAB_LAST
lab_wait_seen 90 target-side.pcap "udp[8:2] = 5" || lab_fail "no TFTP error was seen"
sleep 35
lab_qemu_stop access "$qemu" tap0
lab_capture_stop

lab_dhcpd_witness dhcpd.log
lab_publish target-side.pcap dhcpd.log
lab_truth <<TRUTH
$ROM_MAC	1	failed	pxe	tftp-access-violation	the file is there, readable by its owner only
TRUTH
