#!/bin/bash
# A firewall lets TFTP requests pass (UDP 69) and drops the answers, which come from another port.
# Captured on both sides of it; each side alone knows less.
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
lab_begin "${1:-}" dhcpd dhcrelay in.tftpd nft qemu-system-x86_64
ROM_MAC=00:50:56:b8:0b:91
UEFI_MAC=00:50:56:b8:0b:92
DHCP=10.60.0.5
PVS=10.60.0.11

lab_switch servers
lab_switch clients
lab_namespace relay
lab_plug servers p-relay relay srv0 00:50:56:b8:04:01 10.60.0.1/24
lab_plug clients p-relay relay cli0 00:50:56:b8:05:01 10.60.1.1/24
lab_in relay sysctl -qw net.ipv4.ip_forward=1
lab_in relay nft -f - <<'RULES'
table ip lab {
	chain forward {
		type filter hook forward priority 0;
		iif "cli0" accept
		udp sport 69 accept
		udp sport 1024-65535 drop
	}
}
RULES
for host in "dhcp 05 $DHCP" "pvs 0b $PVS"; do
	read -r name mac address <<<"$host"
	lab_namespace "$name"
	lab_plug servers "p-$name" "$name" eth0 "00:50:56:b8:04:$mac" "$address/24"
	lab_in "$name" ip route add default via 10.60.0.1
done
lab_run relay relay.log dhcrelay -4 -d --no-pid -iu srv0 -id cli0 $DHCP
lab_dhcpd dhcp dhcpd eth0 <<CONF
authoritative;
default-lease-time 3600;
ping-check false;
subnet 10.60.0.0 netmask 255.255.255.0 { }
subnet 10.60.1.0 netmask 255.255.255.0 {
	option routers 10.60.1.1;
	range 10.60.1.100 10.60.1.199;
	next-server $PVS;
	filename "ARDBP32.BIN";
}
CONF
lab_serves pvs ARDBP32.BIN 4096
sleep 1
lab_capture clients p-relay client.pcap
lab_capture pvs eth0 server.pcap
lab_qemu clients tap0 $ROM_MAC qemu-rom.log
rom=$LAB_LAST
lab_ovmf clients tap1 $UEFI_MAC qemu-uefi.log
uefi=$LAB_LAST
lab_wait_seen 120 client.pcap "ether src $ROM_MAC and udp dst port 69" 6 || lab_fail "the ROM did not ask"
lab_wait_seen 150 client.pcap "ether src $UEFI_MAC and udp dst port 69" 6 || lab_fail "the UEFI firmware did not ask"
sleep 40
lab_qemu_stop clients "$rom" tap0
lab_qemu_stop clients "$uefi" tap1
lab_capture_stop

lab_dhcpd_witness dhcpd.log
lab_publish client.pcap server.pcap dhcpd.log
lab_truth <<TRUTH
$ROM_MAC	1	failed	pxe	tftp-reply-port-filtered	iPXE; each OACK leaves the server and none arrives
$UEFI_MAC	1	failed	uefi-pxe	tftp-reply-port-filtered	OVMF; the same
TRUTH
lab_truth client <<TRUTH
$ROM_MAC	1	failed	pxe	tftp-no-response	high	-	where the answers end is not visible here
$UEFI_MAC	1	failed	uefi-pxe	tftp-no-response	high	-	the same
TRUTH
