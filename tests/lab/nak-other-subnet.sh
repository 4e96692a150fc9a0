#!/bin/bash
# Machines that ask for an address of another network: refused (NAK), then served. dhclient comes
# with a lease of the old network; the emulated system of a target does what Windows does.
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
lab_begin "${1:-}" dhcpd dhclient in.tftpd qemu-system-x86_64
NET=10.20.110
ROM_MAC=00:50:56:b8:0b:21
BEFORE=4096,2048
AFTER=512,4096

lab_segment $NET
lab_subnet $NET "next-server $NET.11;" 'filename "ARDBP32.BIN";' "range $NET.100 $NET.199;" |
	lab_dhcpd dhcp dhcpd eth0
lab_serves pvs ARDBP32.BIN "$BEFORE,$AFTER"
sleep 1
lab_capture access uplink target-side.pcap

lab_say "dhclient with a lease of another network"
printf 'request subnet-mask, routers;\n' >"$LAB_WORK/dhclient.conf"
lab_dhclient_script "$LAB_WORK/bound"
later=$(date -u -d '+1 day' '+%w %Y/%m/%d %H:%M:%S')
cat >"$LAB_WORK/dhclient.leases" <<LEASE
lease {
  interface "eth0";
  fixed-address 192.168.77.20;
  option subnet-mask 255.255.255.0;
  option dhcp-lease-time 172800;
  option dhcp-server-identifier 192.168.77.5;
  renew $later;
  rebind $later;
  expire $later;
}
LEASE
lab_namespace moved
lab_plug access p-moved moved eth0 00:50:56:b8:0b:22
lab_run moved dhclient.log dhclient -4 -d -1 -cf "$LAB_WORK/dhclient.conf" \
	-lf "$LAB_WORK/dhclient.leases" --no-pid -sf "$LAB_WORK/bound" eth0

lab_say "a target boots; its image remembers an address of another network"
lab_qemu access tap0 $ROM_MAC qemu.log
qemu=$LAB_LAST
lab_wait_fetched 90 target-side.pcap $ROM_MAC || lab_fail "the ROM did not fetch its boot program"
lab_qemu_stop access "$qemu" tap0
address=$(lab_leased "$LAB_WORK/dhcpd.log" $ROM_MAC)
lab_become access target $ROM_MAC "$address" $NET.11 "$BEFORE" "$AFTER" &
LAB_PIDS+=($!)
sleep 12
lab_in target "$LAB_WORK/dhcp-client" -i eth0 -r 192.168.77.21 -c "MSFT 5.0" -C -h TARGET >/dev/null || true
lab_in target "$LAB_WORK/dhcp-client" -i eth0 -c "MSFT 5.0" -C -h TARGET >/dev/null
wait $!
lab_capture_stop

lab_dhcpd_witness dhcpd.log
lab_publish target-side.pcap dhcpd.log
lab_truth <<TRUTH
$ROM_MAC	1	booted	pxe	-	its system asks for 192.168.77.21, is refused, and gets an address
00:50:56:b8:0b:22	1	leased	unknown	-	asks for 192.168.77.20, is refused, and gets an address
TRUTH
