#!/bin/bash
# A DHCP server with three addresses. Three machines have them; one of these renews; two more,
# a boot ROM and a DHCP client, ask in vain.
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
lab_begin "${1:-}" dhcpd dhclient udhcpc in.tftpd qemu-system-x86_64
NET=10.20.100
ROM_MAC=00:50:56:b8:0b:14
BEFORE=4096,2048
AFTER=512,4096

lab_segment $NET
lab_subnet $NET "default-lease-time 80;" "min-lease-time 80;" "next-server $NET.11;" \
	'filename "ARDBP32.BIN";' "range $NET.100 $NET.102;" | lab_dhcpd dhcp dhcpd eth0
lab_serves pvs ARDBP32.BIN "$BEFORE,$AFTER"
sleep 1
lab_capture access uplink target-side.pcap

lab_say "three machines take the three addresses"
printf 'request subnet-mask, routers;\n' >"$LAB_WORK/dhclient.conf"
lab_dhclient_script "$LAB_WORK/bound"
for last in 11 12 13; do
	lab_namespace "m$last"
	lab_plug access "p-m$last" "m$last" eth0 "00:50:56:b8:0b:$last"
	lab_run "m$last" dhclient.log dhclient -4 -d -cf "$LAB_WORK/dhclient.conf" \
		-lf "$LAB_WORK/dhclient$last.leases" --no-pid -sf "$LAB_WORK/bound" eth0
	lab_wait_acked 20 dhcpd.log "00:50:56:b8:0b:$last" || lab_fail "no lease for $last"
done
lab_say "two more come"
lab_qemu access tap0 $ROM_MAC qemu.log
qemu=$LAB_LAST
lab_namespace late
lab_plug access p-late late eth0 00:50:56:b8:0b:15
lab_run late udhcpc.log udhcpc -f -n -q -t 6 -T 4 -i eth0 -s /bin/true
lab_wait_seen 60 target-side.pcap "ether src $ROM_MAC and udp dst port 67" 4 ||
	lab_fail "the ROM did not ask"
sleep 40
lab_qemu_stop access "$qemu" tap0
lab_capture_stop

lab_dhcpd_witness dhcpd.log
lab_publish target-side.pcap dhcpd.log
{
	printf '00:50:56:b8:0b:%s\t1\tleased\tunknown\t-\tdhclient; renews\n' 11 12 13
	printf '%s\t1\tfailed\tpxe\tdhcp-pool-exhausted\tiPXE\n' $ROM_MAC
	printf '00:50:56:b8:0b:15\t1\tincomplete\tunknown\t-\tudhcpc; nothing says that it meant to boot\n'
} | lab_truth
