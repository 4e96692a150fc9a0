#!/bin/bash
# A healthy failover pair and a relay that knows only one of the peers. Proves that clients whose
# secs stays 0 starve if their hash bucket belongs to the other peer, and that others don't.
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
lab_begin "${1:-}" dhcpd dhcrelay dhclient udhcpc in.tftpd dumpcap qemu-system-x86_64

BEFORE=4096,2048
AFTER=512,4096
PVS=10.40.0.21
ROM_MAC=00:50:56:b8:0a:2e
DHCLIENT_MAC=00:50:56:b8:0a:2f
UDHCPC_MAC=00:50:56:b8:0a:30

lab_switch servers
lab_switch clients
lab_namespace relay
lab_plug servers p-relay relay srv0 00:50:56:b8:00:01 10.40.0.1/24
lab_plug clients p-relay relay cli0 00:50:56:b8:01:01 10.40.1.1/24
lab_in relay sysctl -qw net.ipv4.ip_forward=1
for host in "dhcpa 0b 11" "dhcpb 0c 12" "pvs 15 21"; do
	read -r name mac last <<<"$host"
	lab_namespace "$name"
	lab_plug servers "p-$name" "$name" eth0 "00:50:56:b8:00:$mac" "10.40.0.$last/24"
	lab_in "$name" ip route add default via 10.40.0.1
done

# peer_conf ROLE OWN PEER EXTRA
peer_conf() {
	cat <<CONF
authoritative;
default-lease-time 3600;
max-lease-time 3600;
failover peer "lab" {
	$1;
	address $2;
	port 647;
	peer address $3;
	peer port 647;
	max-response-delay 30;
	max-unacked-updates 10;
	load balance max seconds 3;
	$4
}
subnet 10.40.0.0 netmask 255.255.255.0 { }
subnet 10.40.1.0 netmask 255.255.255.0 {
	option routers 10.40.1.1;
	next-server $PVS;
	filename "ARDBP32.BIN";
	pool {
		failover peer "lab";
		range 10.40.1.100 10.40.1.199;
	}
}
CONF
}

# A pair that has met before: otherwise both would spend the first hour in recovery.
peer_leases() {
	local since
	since=$(date -u -d '-1 hour' '+%w %Y/%m/%d %H:%M:%S')
	printf 'failover peer "lab" state {\n  my state normal at %s;\n  partner state normal at %s;\n}\n' \
		"$since" "$since"
}

peer_conf primary 10.40.0.11 10.40.0.12 "mclt 3600; split 128;" >"$LAB_WORK/dhcpa.conf"
peer_conf secondary 10.40.0.12 10.40.0.11 "" >"$LAB_WORK/dhcpb.conf"
for peer in dhcpa dhcpb; do
	peer_leases >"$LAB_WORK/$peer.leases"
	lab_run_stamped "$peer" "$peer.log" dhcpd -4 -d -f --no-pid -cf "$LAB_WORK/$peer.conf" \
		-lf "$LAB_WORK/$peer.leases" eth0
done
lab_run relay relay.log dhcrelay -4 -d --no-pid -iu srv0 -id cli0 10.40.0.11
mkdir "$LAB_WORK/tftp"
lab_boot_program "$LAB_WORK/tftp/ARDBP32.BIN" 4100
lab_run pvs tftpd.log in.tftpd -L -4 -s -a 0.0.0.0:69 "$LAB_WORK/tftp"
lab_run pvs pvs.log "$LAB_WORK/pvs-server" 6910 6911 "$BEFORE,$AFTER"

for peer in dhcpa dhcpb; do
	for try in $(seq 60); do
		grep -q 'Both servers normal' "$LAB_WORK/$peer.log" && break
		[ "$try" -lt 60 ] || lab_fail "$peer never reached NORMAL"
		sleep 1
	done
done
sleep 3
lab_capture_pcapng relay relay.pcapng cli0 srv0
lab_capture dhcpa eth0 helper-port.pcap

lab_say "boot ROM"
lab_qemu clients tap0 "$ROM_MAC" qemu.log
qemu=$LAB_LAST

# A machine with the boot device manager: DHCP with constant secs 0; if it gets a lease, it boots.
boot_device_manager() {
	local name=$1 lease address router
	lease=$(lab_in "$name" "$LAB_WORK/dhcp-client" -i eth0 -s 0 -n 5 -g 4) || return 0
	read -r address router _ <<<"$lease"
	lab_in "$name" ip addr add "$address/24" dev eth0
	lab_in "$name" ip route add default via "$router"
	lab_in "$name" "$LAB_WORK/pvs-target" -s "$PVS" -o "$address" -b "$BEFORE" -w "$AFTER" -n 1
}

lab_say "14 emulated boot device managers"
machines=()
for last in 20 21 22 23 24 25 26 27 28 29 2a 2b 2c 2d; do
	lab_namespace "bdm$last"
	lab_plug clients "p-bdm$last" "bdm$last" eth0 "00:50:56:b8:0a:$last"
	boot_device_manager "bdm$last" &
	machines+=($!)
	LAB_PIDS+=($!)
	sleep 0.4
done

lab_say "dhclient, udhcpc"
lab_namespace dhclient
lab_plug clients p-dhclient dhclient eth0 "$DHCLIENT_MAC"
printf 'request subnet-mask, routers;\ntimeout 60;\n' >"$LAB_WORK/dhclient.conf"
lab_run dhclient dhclient.log dhclient -4 -d -1 -cf "$LAB_WORK/dhclient.conf" \
	-lf "$LAB_WORK/dhclient.leases" --no-pid -sf /bin/true eth0
lab_namespace udhcpc
lab_plug clients p-udhcpc udhcpc eth0 "$UDHCPC_MAC"
lab_run udhcpc udhcpc.log udhcpc -f -n -q -t 5 -T 3 -i eth0 -s /bin/true

lab_wait_boot_program relay.pcapng 90 || lab_fail "the ROM did not fetch its boot program"
lab_qemu_stop clients "$qemu" tap0
address=$(lab_leased "$LAB_WORK/dhcpa.log" "$ROM_MAC")
lab_target clients rom "$ROM_MAC" "$address/24" 10.40.1.1
sleep 1
lab_in rom "$LAB_WORK/pvs-target" -s "$PVS" -o "$address" -b "$BEFORE" -w "$AFTER" -n 1
for machine in "${machines[@]}"; do
	wait "$machine"
done
lab_capture_stop

cp "$LAB_WORK/dhcpa.log" "$LAB_WORK/helper-dhcpd.log"
lab_dhcpd_witness helper-dhcpd.log
lab_publish relay.pcapng helper-port.pcap helper-dhcpd.log
starved() { printf '00:50:56:b8:0a:%s\t1\tfailed\tunknown\tdhcp-lb-to-peer-single-helper\tbucket %s\n' "$@"; }
booted() { printf '00:50:56:b8:0a:%s\t1\tbooted\tbdm-partition\t-\tbucket %s\n' "$@"; }
lab_truth < <(
	starved 20 142; booted 21 110; starved 22 248; starved 23 152; starved 24 237
	starved 25 161; booted 26 122; starved 27 141; booted 28 16; starved 29 225
	booted 2a 51; booted 2b 23; booted 2c 0; booted 2d 83
	printf '%s\t1\tbooted\tpxe\t-\t%s\n' "$ROM_MAC" "bucket 199 or 159, but secs 4 at once"
	printf '%s\t1\tleased\tunknown\t-\t%s\n' \
		"$DHCLIENT_MAC" "bucket 157; answered once secs > 3 (dhcp-lb-delayed-first-discover)" \
		"$UDHCPC_MAC" "option 61 sent: bucket 34, served at once (by MAC alone it would be 209)"
)
