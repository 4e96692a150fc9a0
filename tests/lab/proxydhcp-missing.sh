#!/bin/bash
# A site whose boot file comes from a proxyDHCP service, with the service up and then down.
# Proves PXE-E53: the client gets an address and no boot file; nothing else marks the fault.
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
lab_begin "${1:-}" dhcpd dnsmasq in.tftpd qemu-system-x86_64
OVMF_CODE=/usr/share/OVMF/OVMF_CODE_4M.fd
OVMF_VARS=/usr/share/OVMF/OVMF_VARS_4M.fd
[ -r "$OVMF_CODE" ] || lab_skip "needs $OVMF_CODE (see README.md)"

BIOS_MAC=00:50:56:b8:0a:51
UEFI_MAC=00:50:56:b8:0a:52
PVS=10.20.50.11
BEFORE=4096x4
AFTER=512,4096x3,8192

lab_switch core
lab_switch access
lab_uplink access core
lab_namespace dhcp
lab_plug core p-dhcp dhcp eth0 00:50:56:b8:00:05 10.20.50.5/24
lab_namespace pvs
lab_plug core p-pvs pvs eth0 00:50:56:b8:00:0b $PVS/24
lab_neighbour core 10.20.50.99/24 10.20.50.1

mkdir "$LAB_WORK/tftp"
lab_boot_program "$LAB_WORK/tftp/ARDBP32.BIN" 8300
cat >"$LAB_WORK/dhcpd.conf" <<CONF
authoritative;
default-lease-time 3600;
subnet 10.20.50.0 netmask 255.255.255.0 {
	range 10.20.50.100 10.20.50.199;
	option routers 10.20.50.1;
}
CONF
: >"$LAB_WORK/dhcpd.leases"
lab_run_stamped dhcp dhcpd.log dhcpd -4 -d -f --no-pid -cf "$LAB_WORK/dhcpd.conf" \
	-lf "$LAB_WORK/dhcpd.leases" eth0
lab_run pvs tftpd.log in.tftpd -L -4 -s -a 0.0.0.0:69 "$LAB_WORK/tftp"
lab_run pvs pvs.log "$LAB_WORK/pvs-server" 6910 6911 "$BEFORE,$AFTER"
lab_run_stamped pvs proxy.log dnsmasq --keep-in-foreground --no-daemon --log-facility=- --port=0 \
	--conf-file=/dev/null --user=root --pid-file= --log-dhcp --interface=eth0 --bind-dynamic \
	--dhcp-range=10.20.50.0,proxy \
	"--pxe-service=x86PC,Network boot,ARDBP32.BIN" "--pxe-service=X86-64_EFI,Network boot,pvsnbpx64.efi"
proxy=$LAB_LAST
sleep 1
lab_capture access uplink legacy-two-attempts.pcap

lab_say "first attempt, proxy up"
lab_qemu access tap0 "$BIOS_MAC" qemu1.log
qemu=$LAB_LAST
lab_wait_boot_program legacy-two-attempts.pcap 90 || lab_fail "the ROM did not fetch its boot program"
lab_qemu_stop access "$qemu" tap0
address=$(lab_leased "$LAB_WORK/dhcpd.log" "$BIOS_MAC")
lab_target access target "$BIOS_MAC" "$address/24"
sleep 1
lab_in target "$LAB_WORK/pvs-target" -s "$PVS" -o "$address" -b "$BEFORE" -w "$AFTER" -n 1
lab_unplug access p-target

lab_say "proxy down, second attempt"
lab_stop "$proxy"
sleep 5
lab_qemu access tap0 "$BIOS_MAC" qemu2.log
qemu=$LAB_LAST
lab_wait_seen 60 legacy-two-attempts.pcap "udp src port 67 and ether[0:4] = 0x005056b8" 4 || true
sleep 25
lab_qemu_stop access "$qemu" tap0
lab_capture_stop

lab_say "UEFI attempt, proxy down"
cp "$OVMF_VARS" "$LAB_WORK/vars.fd"
lab_capture access uplink uefi-attempt.pcap
lab_in access ip tuntap add tap0 mode tap
lab_in access ip link set tap0 master br0 up
lab_run access qemu3.log qemu-system-x86_64 -machine q35,accel=tcg -m 192 -display none -serial none \
	-monitor none -nodefaults -vga std \
	-drive "if=pflash,format=raw,readonly=on,file=$OVMF_CODE" \
	-drive "if=pflash,format=raw,file=$LAB_WORK/vars.fd" \
	-netdev tap,id=n0,ifname=tap0,script=no,downscript=no \
	-device "virtio-net-pci,netdev=n0,mac=$UEFI_MAC,romfile="
qemu=$LAB_LAST
lab_wait_seen 150 uefi-attempt.pcap "udp src port 68 and ether src $UEFI_MAC" 4 ||
	lab_fail "the UEFI firmware did not send four DISCOVERs"
sleep 36
lab_qemu_stop access "$qemu" tap0
lab_capture_stop

lab_dhcpd_witness dhcpd.log
sed -i '/vendor class: PXE\|DHCP range\|dnsmasq-dhcp/!d; s/dnsmasq-dhcp\[[0-9]*\]\(: \)\?/dnsmasq-dhcp: /' "$LAB_WORK/proxy.log"
lab_publish legacy-two-attempts.pcap uefi-attempt.pcap dhcpd.log proxy.log
lab_truth <<TRUTH
$BIOS_MAC	1	booted	proxydhcp	-	proxy up: file name in the 4011 ACK
$BIOS_MAC	2	failed	pxe	pxe-proxy-missing	proxy down: lease without boot file
$UEFI_MAC	1	failed	uefi-pxe	pxe-proxy-missing	proxy down: four OFFERs, no REQUEST
TRUTH
