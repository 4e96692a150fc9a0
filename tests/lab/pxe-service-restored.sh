#!/bin/bash
# The PXE service (proxyDHCP) is down, two firmwares give up; it is started, and both boot.
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
lab_begin "${1:-}" dhcpd dnsmasq in.tftpd qemu-system-x86_64
NET=10.20.150
ROM_MAC=00:50:56:b8:0b:71
UEFI_MAC=00:50:56:b8:0b:72
BEFORE=4096,2048
AFTER=512,4096

lab_segment $NET
lab_subnet $NET "range $NET.100 $NET.199;" | lab_dhcpd dhcp dhcpd eth0
lab_serves pvs ARDBP32.BIN "$BEFORE,$AFTER"
lab_boot_program "$LAB_WORK/tftp/pvsnbpx64.efi" 4400
sleep 1
lab_capture access uplink target-side.pcap

lab_say "service down"
lab_qemu access tap0 $ROM_MAC qemu1.log
rom=$LAB_LAST
lab_ovmf access tap1 $UEFI_MAC qemu2.log
uefi=$LAB_LAST
lab_wait_seen 150 target-side.pcap "udp src port 68 and ether src $UEFI_MAC" 4 ||
	lab_fail "the UEFI firmware did not send four DISCOVERs"
sleep 36
lab_qemu_stop access "$rom" tap0
lab_qemu_stop access "$uefi" tap1

lab_say "service up"
lab_run_stamped pvs proxy.log dnsmasq --keep-in-foreground --no-daemon --log-facility=- --port=0 \
	--conf-file=/dev/null --user=root --pid-file= --log-dhcp --interface=eth0 --bind-dynamic \
	--dhcp-range=$NET.0,proxy \
	"--pxe-service=x86PC,Network boot,ARDBP32.BIN" "--pxe-service=X86-64_EFI,Network boot,pvsnbpx64.efi"
sleep 1
lab_qemu access tap0 $ROM_MAC qemu3.log
rom=$LAB_LAST
lab_wait_fetched 90 target-side.pcap $ROM_MAC || lab_fail "the ROM did not fetch its boot program"
lab_qemu_stop access "$rom" tap0
lab_become access rom $ROM_MAC "$(lab_leased "$LAB_WORK/dhcpd.log" $ROM_MAC)" $NET.11 "$BEFORE" "$AFTER"
lab_ovmf access tap1 $UEFI_MAC qemu4.log
uefi=$LAB_LAST
lab_wait_fetched 150 target-side.pcap $UEFI_MAC || lab_fail "the UEFI firmware did not fetch its boot program"
lab_qemu_stop access "$uefi" tap1
lab_become access uefi $UEFI_MAC "$(lab_leased "$LAB_WORK/dhcpd.log" $UEFI_MAC)" $NET.11 "$BEFORE" "$AFTER"
lab_capture_stop

lab_dhcpd_witness dhcpd.log
sed -i '/vendor class: PXE\|DHCP range\|dnsmasq-dhcp/!d; s/dnsmasq-dhcp\[[0-9]*\]\(: \)\?/dnsmasq-dhcp: /' "$LAB_WORK/proxy.log"
lab_publish target-side.pcap dhcpd.log proxy.log
lab_truth <<TRUTH
$ROM_MAC	1	failed	pxe	pxe-proxy-missing	service down: a lease, no boot file
$ROM_MAC	2	booted	proxydhcp	-	service up
$UEFI_MAC	1	failed	uefi-pxe	pxe-proxy-missing	service down: four OFFERs, no REQUEST
$UEFI_MAC	2	booted	uefi-pxe	-	service up
TRUTH
