#!/bin/bash
# UEFI HTTP boot. One machine gets its boot file by HTTP; for another the address of it is wrong.
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
lab_begin "${1:-}" dhcpd busybox qemu-system-x86_64
NET=10.20.200
GOOD_MAC=00:50:56:b8:0b:d1
BAD_MAC=00:50:56:b8:0b:d2
BEFORE=4096,2048
AFTER=512,4096

lab_segment $NET
lab_dhcpd dhcp dhcpd eth0 <<CONF
authoritative;
default-lease-time 3600;
ping-check false;
subnet $NET.0 netmask 255.255.255.0 {
	option routers $NET.1;
	range $NET.100 $NET.199;
	if substring(option vendor-class-identifier, 0, 10) = "HTTPClient" {
		option vendor-class-identifier "HTTPClient";
	}
}
host good { hardware ethernet $GOOD_MAC; option bootfile-name "http://$NET.11/pvs/boot.efi"; }
host bad { hardware ethernet $BAD_MAC; option bootfile-name "http://$NET.11/old/boot.efi"; }
CONF
mkdir -p "$LAB_WORK/www/pvs"
lab_boot_program "$LAB_WORK/www/pvs/boot.efi" 4100
lab_run pvs http.log busybox httpd -f -p 80 -h "$LAB_WORK/www"
lab_run pvs pvs.log "$LAB_WORK/pvs-server" 6910 6911 "$BEFORE,$AFTER"
sleep 1
lab_capture access uplink target-side.pcap

boot() {
	lab_ovmf access "$1" "$2" "qemu-$1.log" -fw_cfg name=opt/org.tianocore/IPv4PXESupport,string=n \
		-fw_cfg name=opt/org.tianocore/IPv6PXESupport,string=n
}
boot tap0 $GOOD_MAC
good=$LAB_LAST
boot tap1 $BAD_MAC
bad=$LAB_LAST
lab_wait_seen 180 target-side.pcap "ether src $GOOD_MAC and tcp dst port 80 and tcp[13] & 4 != 0" 2 ||
	lab_fail "no HTTP transfer"
sleep 3
lab_qemu_stop access "$good" tap0
lab_become access target $GOOD_MAC "$(lab_leased "$LAB_WORK/dhcpd.log" $GOOD_MAC)" $NET.11 "$BEFORE" "$AFTER"
sleep 30
lab_qemu_stop access "$bad" tap1
lab_capture_stop

lab_dhcpd_witness dhcpd.log
lab_publish target-side.pcap dhcpd.log
lab_truth <<TRUTH
$GOOD_MAC	1	booted	uefi-http	-	HTTP 200
$BAD_MAC	1	failed	uefi-http	pxe-http-boot-failed	HTTP 404
TRUTH
