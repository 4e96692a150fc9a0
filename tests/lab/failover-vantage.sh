#!/bin/bash
# One helper over a healthy failover pair, seen from four places at once: the port of one starving
# machine, that of one which boots, the relay's ports on the clients' side and on both, each peer. How sure a verdict may be depends on it.
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
lab_begin "${1:-}" dhcpd dhcrelay in.tftpd dumpcap qemu-system-x86_64
# shellcheck source=tests/lab/site-failover.inc
. "$LAB_DIR/site-failover.inc"

UEFI_MAC=00:50:56:b8:0a:33

site_build
site_start $SITE_PEER_A
site_bdm 20 21 22 23 24 25 26 28 2a 2b
lab_capture clients p-bdm20 target.pcap
lab_capture clients p-bdm21 neighbour.pcap
lab_capture clients p-relay client.pcap
lab_capture_pcapng relay relay.pcapng cli0 srv0
lab_capture dhcpa eth0 helper.pcap
lab_capture dhcpb eth0 peer.pcap

lab_say "UEFI ROM, then 10 emulated boot device managers"
site_rom uefi $UEFI_MAC client.pcap
site_bdm_boot 20 21 22 23 24 25 26 28 2a 2b
for machine in "${SITE_MACHINES[@]}"; do
	wait "$machine"
done
sleep 65
lab_capture_stop

for peer in dhcpa dhcpb; do
	lab_dhcpd_witness $peer.log
done
lab_publish target.pcap neighbour.pcap client.pcap relay.pcapng helper.pcap peer.pcap dhcpa.log dhcpb.log

# rows REST LAST...: one line for each boot device manager.
rows() {
	local rest=$1 last
	shift
	for last in "$@"; do
		printf '00:50:56:b8:0a:%s\t1\t%b\n' "$last" "$rest"
	done
}
STARVED="20 22 23 24 25"
OTHERS="26 28 2a 2b"
LB=dhcp-lb-to-peer-single-helper
uefi() { printf '%s\t1\t%b\n' $UEFI_MAC "$1"; }
# shellcheck disable=SC2086 # lists of machines
{
	{
		rows "failed\tunknown\t$LB\tbuckets 142 to 248, the peer's" $STARVED
		rows "booted\tbdm-partition\t-\tbuckets 0 to 127" 21 $OTHERS
		uefi "booted\tuefi-pxe\t-\tbucket 7"
	} | lab_truth
	for file in helper+peer helper; do
		{
			rows "failed\tunknown\t$LB\thigh\t-\tthe server's port shows the copies, the failover channel and its silence" $STARVED
			rows "leased\tunknown\t-\t-\t-\tnot what follows the lease" 21 $OTHERS
			uefi "incomplete\tuefi-pxe\t-\t-\t-\tnot what follows the lease"
		} | lab_truth ${file/+/ }
	done
	for file in relay client; do
		{
			if [ $file = relay ]; then
				rows "failed\tunknown\t$LB\tmedium\t-\tno copy goes to a second server; that there is one is not visible" $STARVED
			else
				rows "failed\tunknown\tdhcp-no-offer\thigh\t$LB\twhere the relay sends it is out of sight" $STARVED
			fi
			rows "booted\tbdm-partition\t-\t-\t-\t" 21 $OTHERS
			uefi "booted\tuefi-pxe\t-\t-\t-\t"
		} | lab_truth $file
	done
	for file in target neighbour; do
		{
			rows "failed\tunknown\tdhcp-no-offer\tlow\t$LB,dhcp-no-offer\tanswers would be unicast" $STARVED
			rows "incomplete\tunknown\t-\t-\t-\tonly its broadcasts are here" $OTHERS
			if [ $file = target ]; then rows "incomplete\tunknown\t-\t-\t-\tonly its broadcasts are here" 21
			else rows "booted\tbdm-partition\t-\t-\t-\tthis port is its own" 21; fi
			uefi "incomplete\tuefi-pxe\t-\t-\t-\tonly broadcasts are here"
		} | lab_truth $file
	done
	lab_truth peer </dev/null
}
