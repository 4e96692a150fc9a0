#!/bin/bash
# A boot from power-on to the running system: PXE ROM, DHCP options, TFTP, login, streaming,
# handover, Windows' own DHCP. Proves what a healthy legacy PXE boot looks like at the access port.
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
lab_begin "${1:-}" dhcpd in.tftpd qemu-system-x86_64

MAC=00:50:56:b8:0a:11
BEFORE=32768x4
AFTER=4096x4,512,16384,4096,8192,512,4096x2,32768

lab_switch core
lab_switch access
lab_uplink access core
lab_namespace dhcp
lab_plug core p-dhcp dhcp eth0 00:50:56:b8:00:05 10.20.30.5/24
lab_namespace pvs
lab_plug core p-pvs pvs eth0 00:50:56:b8:00:0b 10.20.30.11/24

mkdir "$LAB_WORK/tftp"
lab_boot_program "$LAB_WORK/tftp/ARDBP32.BIN" 16900
cat >"$LAB_WORK/dhcpd.conf" <<CONF
authoritative;
default-lease-time 3600;
max-lease-time 3600;
subnet 10.20.30.0 netmask 255.255.255.0 {
	range 10.20.30.100 10.20.30.199;
	option routers 10.20.30.1;
	option domain-name-servers 10.20.30.5;
	option domain-name "lab.example";
	next-server 10.20.30.11;
	filename "ARDBP32.BIN";
}
CONF
: >"$LAB_WORK/dhcpd.leases"

lab_capture access uplink target-port.pcap
lab_run_stamped dhcp dhcpd.log dhcpd -4 -d -f --no-pid -cf "$LAB_WORK/dhcpd.conf" \
	-lf "$LAB_WORK/dhcpd.leases" eth0
lab_run pvs tftpd.log in.tftpd -L -4 -s -a 0.0.0.0:69 "$LAB_WORK/tftp"
lab_run pvs pvs.log "$LAB_WORK/pvs-server" 6910 6911 "$BEFORE,$AFTER"
sleep 1

lab_say "boot ROM"
lab_qemu access tap0 "$MAC" qemu.log
qemu=$LAB_LAST
lab_wait_boot_program target-port.pcap 90 || lab_fail "the ROM did not fetch its boot program"
lab_qemu_stop access "$qemu" tap0
address=$(lab_leased "$LAB_WORK/dhcpd.log" "$MAC")

lab_say "emulated target at $address"
lab_target access target "$MAC" "$address/24"
sleep 1
lab_in target "$LAB_WORK/pvs-target" -s 10.20.30.11 -o "$address" -b "$BEFORE" -w "$AFTER" -g 3500
lab_in target "$LAB_WORK/dhcp-client" -i eth0 -r "$address" -c "MSFT 5.0" -C -h TARGET11 >/dev/null
lab_in target "$LAB_WORK/dhcp-client" -i eth0 -a "$address"
lab_in target "$LAB_WORK/pvs-target" -s 10.20.30.11 -o "$address" -k "$BEFORE,$AFTER" -n 1
lab_capture_stop

lab_dhcpd_witness dhcpd.log
lab_publish target-port.pcap dhcpd.log
lab_truth <<TRUTH
$MAC	1	booted	pxe	-	reaches the operating system; nothing to find
TRUTH
