#!/bin/bash
# The failover pair of failover-load-balance-to-peer, with both peers in the relay's list of
# helpers: every client is answered. Five kinds of client; nothing may be found.
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
lab_begin "${1:-}" dhcpd dhcrelay dhclient udhcpc in.tftpd dumpcap qemu-system-x86_64
# shellcheck source=tests/lab/site-failover.inc
. "$LAB_DIR/site-failover.inc"

ROM_MAC=00:50:56:b8:0a:2e
UEFI_MAC=00:50:56:b8:0a:32
DHCLIENT_MAC=00:50:56:b8:0a:2f
UDHCPC_MAC=00:50:56:b8:0a:30

site_build
site_start $SITE_PEER_A $SITE_PEER_B
site_bdm 20 21 22 28
lab_capture_pcapng relay relay.pcapng cli0 srv0
lab_capture clients p-bdm20 client.pcap
lab_capture dhcpb eth0 peer.pcap

lab_say "4 emulated boot device managers, dhclient, udhcpc"
site_bdm_boot 20 21 22 28
site_dhclient dhclient $DHCLIENT_MAC
site_udhcpc udhcpc $UDHCPC_MAC
lab_say "boot ROMs"
site_rom rom $ROM_MAC relay.pcapng
site_rom uefi $UEFI_MAC relay.pcapng
for machine in "${SITE_MACHINES[@]}"; do
	wait "$machine"
done
lab_capture_stop

for peer in dhcpa dhcpb; do
	lab_dhcpd_witness $peer.log
done
lab_publish relay.pcapng client.pcap peer.pcap dhcpa.log dhcpb.log
{
	for last in 20 21 22 28; do
		printf '00:50:56:b8:0a:%s\t1\tbooted\tbdm-partition\t-\t\n' $last
	done
	printf '%s\t1\tbooted\tpxe\t-\tiPXE\n' $ROM_MAC
	printf '%s\t1\tbooted\tuefi-pxe\t-\tOVMF\n' $UEFI_MAC
	printf '%s\t1\tleased\tunknown\t-\t%s\n' $DHCLIENT_MAC dhclient $UDHCPC_MAC udhcpc
} | lab_truth
