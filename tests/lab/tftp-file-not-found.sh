#!/bin/bash
# The DHCP server names a boot file that the TFTP server doesn't have under that name.
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
lab_begin "${1:-}" dhcpd in.tftpd qemu-system-x86_64

MAC=00:50:56:b8:0a:71

lab_switch core
lab_switch access
lab_uplink access core
lab_namespace dhcp
lab_plug core p-dhcp dhcp eth0 00:50:56:b8:00:05 10.20.70.5/24
lab_namespace pvs
lab_plug core p-pvs pvs eth0 00:50:56:b8:00:0b 10.20.70.11/24
lab_neighbour core 10.20.70.99/24 10.20.70.1

mkdir "$LAB_WORK/tftp"
lab_boot_program "$LAB_WORK/tftp/ARDBP32.BIN" 4100
cat >"$LAB_WORK/dhcpd.conf" <<CONF
authoritative;
default-lease-time 3600;
subnet 10.20.70.0 netmask 255.255.255.0 {
	range 10.20.70.100 10.20.70.199;
	option routers 10.20.70.1;
	next-server 10.20.70.11;
	filename "ardbp32.bin";
}
CONF
: >"$LAB_WORK/dhcpd.leases"
lab_run_stamped dhcp dhcpd.log dhcpd -4 -d -f --no-pid -cf "$LAB_WORK/dhcpd.conf" \
	-lf "$LAB_WORK/dhcpd.leases" eth0
lab_run pvs tftpd.log in.tftpd -L -4 -s -a 0.0.0.0:69 "$LAB_WORK/tftp"
sleep 1
lab_capture access uplink target-port.pcap

lab_qemu access tap0 "$MAC" qemu.log
qemu=$LAB_LAST
lab_wait_seen 90 target-port.pcap "udp[8:2] = 5" || lab_fail "no TFTP error was seen"
sleep 35
lab_qemu_stop access "$qemu" tap0
lab_capture_stop

lab_dhcpd_witness dhcpd.log
lab_publish target-port.pcap dhcpd.log
lab_truth <<TRUTH
$MAC	1	failed	pxe	tftp-file-not-found	asks for ardbp32.bin; the server has ARDBP32.BIN
TRUTH
