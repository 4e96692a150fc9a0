#!/bin/bash
# Somebody's router answers DHCP too: other network, no boot file. A boot ROM takes its offer.
# Before that, and without it, the same ROM boots.
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
lab_begin "${1:-}" dhcpd dnsmasq in.tftpd udhcpc qemu-system-x86_64
NET=10.20.140
ROM_MAC=00:50:56:b8:0b:51
BEFORE=4096,2048
AFTER=512,4096

lab_segment $NET
lab_subnet $NET "ping-check false;" "next-server $NET.11;" 'filename "ARDBP32.BIN";' \
	"range $NET.100 $NET.199;" | lab_dhcpd dhcp dhcpd eth0
lab_serves pvs ARDBP32.BIN "$BEFORE,$AFTER"
sleep 1
lab_capture access uplink target-side.pcap

lab_say "first attempt, alone"
lab_qemu access tap0 $ROM_MAC qemu1.log
qemu=$LAB_LAST
lab_wait_fetched 90 target-side.pcap $ROM_MAC || lab_fail "the ROM did not fetch its boot program"
lab_qemu_stop access "$qemu" tap0
address=$(lab_leased "$LAB_WORK/dhcpd.log" $ROM_MAC)
lab_become access target $ROM_MAC "$address" $NET.11 "$BEFORE" "$AFTER"
lab_unplug access p-target

lab_say "the stray router comes"
lab_namespace rogue
lab_plug core p-rogue rogue eth0 00:50:56:b8:0b:59 192.168.1.1/24
lab_run_stamped rogue rogue.log dnsmasq --keep-in-foreground --no-daemon --log-facility=- --port=0 \
	--conf-file=/dev/null --user=root --pid-file= --log-dhcp --interface=eth0 --bind-dynamic \
	--no-ping --dhcp-authoritative --dhcp-range=192.168.1.100,192.168.1.150,255.255.255.0,1h \
	--dhcp-option=3,192.168.1.1 --dhcp-leasefile="$LAB_WORK/rogue.leases"
sleep 1
lab_qemu access tap0 $ROM_MAC qemu2.log
qemu=$LAB_LAST
lab_namespace bystander
lab_plug access p-bystander bystander eth0 00:50:56:b8:0b:52
lab_run bystander udhcpc.log udhcpc -f -n -q -t 5 -T 3 -i eth0 -s /bin/true
sleep 60
lab_qemu_stop access "$qemu" tap0
lab_capture_stop

lab_dhcpd_witness dhcpd.log
sed -i '/DHCP/!d; s/dnsmasq-dhcp\[[0-9]*\]\(: \)\?/dnsmasq-dhcp: /' "$LAB_WORK/rogue.log"
lab_publish target-side.pcap dhcpd.log rogue.log
lab_truth <<TRUTH
$ROM_MAC	1	booted	pxe	-	before the stray server came
$ROM_MAC	2	failed	pxe	dhcp-rogue-server	takes the address of 192.168.1.1, without a boot file
00:50:56:b8:0b:52	1	leased	unknown	-	udhcpc
TRUTH
