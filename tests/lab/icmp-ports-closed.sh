#!/bin/bash
# Services that are down on hosts that are up: each datagram to UDP 67, 4011 or 69 comes back as
# ICMP port unreachable. Then the services are started and the same machines boot.
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
lab_begin "${1:-}" dhcpd dhcrelay in.tftpd qemu-system-x86_64
DHCP_MAC=00:50:56:b8:0b:61
BOOT_MAC=00:50:56:b8:0b:62
TFTP_MAC=00:50:56:b8:0b:63
BEFORE=4096,2048
AFTER=512,4096
DHCP=10.50.0.5
PVS=10.50.0.11

lab_switch servers
lab_switch clients
lab_namespace relay
lab_plug servers p-relay relay srv0 00:50:56:b8:02:01 10.50.0.1/24
lab_plug clients p-relay relay cli0 00:50:56:b8:03:01 10.50.1.1/24
lab_in relay sysctl -qw net.ipv4.ip_forward=1
for host in "dhcp 05 $DHCP" "pvs 0b $PVS"; do
	read -r name mac address <<<"$host"
	lab_namespace "$name"
	lab_plug servers "p-$name" "$name" eth0 "00:50:56:b8:02:$mac" "$address/24"
	lab_in "$name" ip route add default via 10.50.0.1
done
lab_run relay relay.log dhcrelay -4 -d --no-pid -iu srv0 -id cli0 $DHCP
mkdir "$LAB_WORK/tftp"
lab_boot_program "$LAB_WORK/tftp/ARDBP32.BIN" 4100
lab_run pvs pvs.log "$LAB_WORK/pvs-server" 6910 6911 "$BEFORE,$AFTER"
sleep 1
lab_capture clients p-relay client.pcap
lab_capture relay any relay-any.pcap

# power_on NAME MAC, power_off NAME
power_on() { lab_qemu clients "tap-$1" "$2" "qemu-$1.log"; printf -v "rom_$1" %s "$LAB_LAST"; }
power_off() { local id=rom_$1; lab_qemu_stop clients "${!id}" "tap-$1"; }

lab_say "UDP 67 closed"
power_on dhcp $DHCP_MAC
lab_wait_seen 60 client.pcap "ether src $DHCP_MAC and udp dst port 67" 4 || lab_fail "no DISCOVERs"
sleep 20
power_off dhcp

lab_say "DHCP up; UDP 4011 and UDP 69 closed"
lab_dhcpd dhcp dhcpd eth0 <<CONF
authoritative;
default-lease-time 3600;
ping-check false;
subnet 10.50.0.0 netmask 255.255.255.0 { }
subnet 10.50.1.0 netmask 255.255.255.0 {
	option routers 10.50.1.1;
	range 10.50.1.100 10.50.1.199;
	next-server $PVS;
}
host a { hardware ethernet $DHCP_MAC; filename "ARDBP32.BIN"; }
host b {
	hardware ethernet $BOOT_MAC;
	next-server $DHCP;
	option vendor-class-identifier "PXEClient";
	option dhcp-parameter-request-list = concat(option dhcp-parameter-request-list, 3c);
}
host c { hardware ethernet $TFTP_MAC; filename "ARDBP32.BIN"; }
CONF
sleep 1
power_on boot $BOOT_MAC
power_on tftp $TFTP_MAC
lab_wait_seen 90 client.pcap "icmp[0:2] = 0x0303 and ether dst $TFTP_MAC" 3 || lab_fail "no ICMP from UDP 69"
sleep 25
power_off boot
power_off tftp

lab_say "all up"
lab_run pvs tftpd.log in.tftpd -L -4 -s -a 0.0.0.0:69 "$LAB_WORK/tftp"
for name in dhcp tftp; do
	mac=$([ $name = dhcp ] && echo $DHCP_MAC || echo $TFTP_MAC)
	power_on $name "$mac"
	lab_wait_fetched 90 client.pcap "$mac" || lab_fail "$name did not fetch its boot program"
	power_off $name
	lab_become clients "t-$name" "$mac" "$(lab_leased "$LAB_WORK/dhcpd.log" "$mac")" $PVS \
		"$BEFORE" "$AFTER" 10.50.1.1
done
lab_capture_stop

lab_dhcpd_witness dhcpd.log
lab_publish client.pcap relay-any.pcap dhcpd.log
lab_truth <<TRUTH
$DHCP_MAC	1	failed	pxe	dhcp-server-port-closed	nothing listens on UDP 67 of $DHCP
$DHCP_MAC	2	booted	pxe	-	dhcpd was started
$BOOT_MAC	1	failed	pxe	pxe-opt60-misset	sent to UDP 4011 of the DHCP server, where nothing listens
$TFTP_MAC	1	failed	pxe	tftp-port-closed	nothing listens on UDP 69 of $PVS
$TFTP_MAC	2	booted	pxe	-	tftpd was started
TRUTH
