#!/bin/bash
# Two targets run from the same image, which was sealed with a cached lease. One of them rightly
# owns that address. The DHCP server is 12 s away, so the other doesn't wait for its refusal and
# takes the address too. Proves NETWORK_BOOT_DUPLICATE_ADDRESS as it looks on the wire.
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
lab_begin "${1:-}" dhcpd dhclient dumpcap

VICTIM_MAC=00:50:56:b8:0a:91
OWNER_MAC=00:50:56:b8:0a:92
OWNED=10.20.90.150
PVS=10.20.90.11
BEFORE=8192x2
# The server knows one list of reads for all: the victim's is a beginning of the owner's.
AFTER=1024x120
VICTIM_AFTER=1024x8

lab_switch core
lab_switch access
lab_namespace slow
lab_plug core to-slow slow left
lab_plug access uplink slow right
lab_in slow ip link set left promisc on
lab_in slow ip link set right promisc on
lab_run slow slow.log "$LAB_WORK/wire" -u 67 -d 6000 left right
lab_namespace dhcp
lab_plug core p-dhcp dhcp eth0 00:50:56:b8:00:05 10.20.90.5/24
lab_namespace pvs
lab_plug core p-pvs pvs eth0 00:50:56:b8:00:0b $PVS/24

cat >"$LAB_WORK/dhcpd.conf" <<CONF
authoritative;
default-lease-time 3600;
subnet 10.20.90.0 netmask 255.255.255.0 {
	option routers 10.20.90.1;
	host victim { hardware ethernet $VICTIM_MAC; fixed-address 10.20.90.160; }
	host owner { hardware ethernet $OWNER_MAC; fixed-address $OWNED; }
}
CONF
: >"$LAB_WORK/dhcpd.leases"
lab_run_stamped dhcp dhcpd.log dhcpd -4 -d -f --no-pid -cf "$LAB_WORK/dhcpd.conf" \
	-lf "$LAB_WORK/dhcpd.leases" eth0
lab_run pvs pvs.log "$LAB_WORK/pvs-server" 6910 6911 "$BEFORE,$AFTER"
sleep 1

lab_namespace victim
lab_plug access p-victim victim eth0 "$VICTIM_MAC"
lab_namespace owner
lab_plug access p-owner owner eth0 "$OWNER_MAC"
lab_capture_pcapng access target-ports.pcapng p-victim p-owner

lab_say "both boot; each DHCP answer takes 12 s"
lab_lease owner -n 3 -g 16 >/dev/null
lab_in owner "$LAB_WORK/pvs-target" -s $PVS -o $OWNED -b "$BEFORE" -w "$AFTER" -m 1000 -n 1 &
LAB_PIDS+=($!)
address=$(lab_lease victim -n 3 -g 16)
lab_in victim "$LAB_WORK/pvs-target" -s $PVS -o "$address" \
	-b "$BEFORE" -w "$VICTIM_AFTER"

lab_say "the system of one starts with the lease of the image"
cat >"$LAB_WORK/dhclient.conf" <<CONF
request subnet-mask, routers;
timeout 10;
reboot 3;
initial-interval 2;
backoff-cutoff 3;
CONF
later=$(date -u -d '+1 day' '+%w %Y/%m/%d %H:%M:%S')
cat >"$LAB_WORK/dhclient.leases" <<LEASE
lease {
  interface "eth0";
  fixed-address $OWNED;
  option subnet-mask 255.255.255.0;
  option routers 10.20.90.1;
  option dhcp-lease-time 172800;
  option dhcp-server-identifier 10.20.90.5;
  renew $later;
  rebind $later;
  expire $later;
}
LEASE
# What the system does with the verdict of its DHCP client: use the address and announce it.
cat >"$LAB_WORK/dhclient-script" <<SCRIPT
#!/bin/sh
[ "\$reason" = TIMEOUT ] || exit 0
ip addr add "\$new_ip_address/24" dev eth0
exec "$LAB_WORK/dhcp-client" -i eth0 -a "\$new_ip_address"
SCRIPT
chmod +x "$LAB_WORK/dhclient-script"
lab_run_stamped victim dhclient.log dhclient -4 -d -v -cf "$LAB_WORK/dhclient.conf" \
	-lf "$LAB_WORK/dhclient.leases" --no-pid -sf "$LAB_WORK/dhclient-script" eth0
sleep 24
lab_say "bug check: the machine falls silent"
lab_in victim ip link set eth0 down
sleep 22
lab_capture_stop

lab_dhcpd_witness dhcpd.log
sed -i '/DHCP\|lease\|bound/!d' "$LAB_WORK/dhclient.log"
lab_publish target-ports.pcapng dhcpd.log dhclient.log
lab_truth <<TRUTH
$VICTIM_MAC	1	failed	bdm-partition	dhcp-cached-lease-conflict	its system takes $OWNED from a cached lease; owner is $OWNER_MAC
$OWNER_MAC	1	booted	bdm-partition	-	was up before; then its stream stalls while the other holds its address
TRUTH
