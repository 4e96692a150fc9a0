#!/bin/bash
# A client asks for blocks of 8192 bytes; the server sends them in IP fragments, and a firewall
# drops all fragments but the first, which alone has ports. Captured on both sides of it.
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
lab_begin "${1:-}" dhcpd dhcrelay in.tftpd nft busybox
MAC=00:50:56:b8:0b:e1
DHCP=10.70.0.5
PVS=10.70.0.11

lab_switch servers
lab_switch clients
lab_namespace relay
lab_plug servers p-relay relay srv0 00:50:56:b8:06:01 10.70.0.1/24
lab_plug clients p-relay relay cli0 00:50:56:b8:07:01 10.70.1.1/24
lab_in relay sysctl -qw net.ipv4.ip_forward=1
lab_in relay nft -f - <<'RULES'
table netdev lab {
	chain in {
		type filter hook ingress device "srv0" priority 0;
		ip frag-off & 0x1fff != 0 drop
	}
}
RULES
for host in "dhcp 05 $DHCP" "pvs 0b $PVS"; do
	read -r name mac address <<<"$host"
	lab_namespace "$name"
	lab_plug servers "p-$name" "$name" eth0 "00:50:56:b8:06:$mac" "$address/24"
	lab_in "$name" ip route add default via 10.70.0.1
done
lab_run relay relay.log dhcrelay -4 -d --no-pid -iu srv0 -id cli0 $DHCP
lab_dhcpd dhcp dhcpd eth0 <<CONF
authoritative;
default-lease-time 3600;
ping-check false;
subnet 10.70.0.0 netmask 255.255.255.0 { }
subnet 10.70.1.0 netmask 255.255.255.0 {
	option routers 10.70.1.1;
	range 10.70.1.100 10.70.1.199;
	next-server $PVS;
	filename "ARDBP32.BIN";
}
CONF
lab_serves pvs ARDBP32.BIN 4096 20000
sleep 1
lab_capture clients p-relay client.pcap
lab_capture pvs eth0 server.pcap

lab_namespace target
lab_plug clients p-target target eth0 $MAC
lab_namespace bystander
lab_plug clients p-bystander bystander eth0 00:50:56:b8:0b:ef 10.70.1.99/24
lab_run bystander bystander.log bash -c 'while sleep 5; do
	ip neigh flush dev eth0; echo >/dev/udp/10.70.1.1/9 || true; done'
lab_lease target -B -s 4 -c PXEClient:Arch:00000:UNDI:002001 >/dev/null
lab_in target timeout 60 busybox tftp -g -b 8192 -l /dev/null -r ARDBP32.BIN $PVS || true
sleep 40
lab_capture_stop

lab_dhcpd_witness dhcpd.log
lab_publish client.pcap server.pcap dhcpd.log
lab_truth <<TRUTH
$MAC	1	failed	pxe	tftp-fragment-loss	first fragments arrive, the others do not
TRUTH
lab_truth client <<TRUTH
$MAC	1	failed	pxe	tftp-fragment-loss	high	-	its own ICMP says that pieces are missing
TRUTH
