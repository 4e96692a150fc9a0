#!/bin/bash
# A healthy failover pair and a relay that knows only one of the peers. Proves that clients whose
# secs stays 0 starve if their hash bucket belongs to the other peer, and that others don't.
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
lab_begin "${1:-}" dhcpd dhcrelay dhclient udhcpc in.tftpd dumpcap qemu-system-x86_64

# shellcheck source=tests/lab/site-failover.inc
. "$LAB_DIR/site-failover.inc"

ROM_MAC=00:50:56:b8:0a:2e
DHCLIENT_MAC=00:50:56:b8:0a:2f
UDHCPC_MAC=00:50:56:b8:0a:30

site_build
site_start $SITE_PEER_A
lab_capture_pcapng relay relay.pcapng cli0 srv0
lab_capture dhcpa eth0 helper-port.pcap

lab_say "14 emulated boot device managers, dhclient, udhcpc"
machines="20 21 22 23 24 25 26 27 28 29 2a 2b 2c 2d"
# shellcheck disable=SC2086 # a list
site_bdm $machines
# shellcheck disable=SC2086 # a list
site_bdm_boot $machines
site_dhclient dhclient $DHCLIENT_MAC
site_udhcpc udhcpc $UDHCPC_MAC
lab_say "boot ROM"
site_rom rom $ROM_MAC relay.pcapng
for machine in "${SITE_MACHINES[@]}"; do
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
