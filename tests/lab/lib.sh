# The lab's common part: namespaces, links, captures, daemons, clean-up. Sourced by each scenario.
#
# Contract: a scenario sources this file, calls lab_begin CASE "$@", and builds. Everything it
# makes (namespaces, processes, the temporary directory) is gone when it ends, however it ends.
# All traffic stays inside the namespaces; none of them has a link to the outside.
# shellcheck shell=bash

set -euo pipefail

LAB_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
LAB_PIDS=()
LAB_NAMESPACES=()
LAB_WORK=
LAB_OUT=
LAB_LINKS=0
LAB_CAPTURE_PIDS=()
LAB_OVMF_CODE=/usr/share/OVMF/OVMF_CODE_4M.fd
LAB_OVMF_VARS=/usr/share/OVMF/OVMF_VARS_4M.fd

lab_skip() { echo "$(basename "$0"): $*" >&2; exit 77; }
lab_fail() { echo "$(basename "$0"): $*" >&2; exit 1; }
lab_say() { echo "[lab] $*" >&2; }

# lab_begin OUTDIR PROGRAM...: checks, temporary directory, emulators, trap.
lab_begin() {
	LAB_OUT=${1:?usage: $(basename "$0") OUTDIR}
	shift
	[ "$(id -u)" = 0 ] || lab_skip "needs root for network namespaces"
	local program
	for program in ip cc perl tcpdump tshark "$@"; do
		command -v "$program" >/dev/null || lab_skip "needs the program $program (see README.md)"
	done
	mkdir -p "$LAB_OUT"
	LAB_WORK=$(mktemp -d "${TMPDIR:-/tmp}/pvslab.XXXXXX")
	chmod 755 "$LAB_WORK"
	trap lab_end EXIT
	trap 'exit 130' INT TERM
	local source
	for source in "$LAB_DIR"/emu/*.c; do
		cc -std=gnu11 -O1 -o "$LAB_WORK/$(basename "$source" .c)" "$source"
	done
}

# Ends only what this run started: recorded process ids, recorded namespaces.
lab_end() {
	local status=$? pid namespace
	trap - EXIT
	for pid in "${LAB_PIDS[@]}" "${LAB_CAPTURE_PIDS[@]}"; do
		kill "$pid" 2>/dev/null || true
	done
	sleep 0.3
	for pid in "${LAB_PIDS[@]}"; do
		kill -9 "$pid" 2>/dev/null || true
	done
	for namespace in "${LAB_NAMESPACES[@]}"; do
		for pid in $(ip netns pids "$namespace" 2>/dev/null); do
			kill -9 "$pid" 2>/dev/null || true
		done
		ip netns del "$namespace" 2>/dev/null || true
	done
	if [ "${LAB_KEEP:-}" ]; then
		lab_say "kept $LAB_WORK"
	else
		rm -rf "$LAB_WORK"
	fi
	exit "$status"
}

# lab_in NAME COMMAND...: runs a command in a namespace of this run.
lab_in() {
	local name=$1
	shift
	ip netns exec "pvslab$$-$name" "$@"
}

# lab_namespace NAME: a host without IPv6, loopback up.
lab_namespace() {
	ip netns add "pvslab$$-$1"
	LAB_NAMESPACES+=("pvslab$$-$1")
	lab_in "$1" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
	lab_in "$1" ip link set lo up
}

# lab_switch NAME: a namespace that is an Ethernet switch (bridge br0, no spanning tree).
lab_switch() {
	lab_namespace "$1"
	lab_in "$1" ip link add br0 type bridge stp_state 0 forward_delay 0 mcast_snooping 0
	lab_in "$1" ip link set br0 up
}

# lab_plug SWITCH PORT HOST INTERFACE [MAC] [ADDRESS/LEN]: a cable between a switch and a host.
lab_plug() {
	local switch=$1 port=$2 host=$3 interface=$4 mac=${5:-} address=${6:-}
	LAB_LINKS=$((LAB_LINKS + 1))
	lab_in "$switch" ip link add "$port" type veth peer name "labx$LAB_LINKS"
	lab_in "$switch" ip link set "labx$LAB_LINKS" netns "pvslab$$-$host"
	lab_in "$host" ip link set "labx$LAB_LINKS" name "$interface"
	[ -z "$mac" ] || lab_in "$host" ip link set "$interface" address "$mac"
	[ -z "$address" ] || lab_in "$host" ip addr add "$address" dev "$interface"
	# Without checksum offload a capture holds what a wire would carry.
	lab_checksums "$switch" "$port"
	lab_checksums "$host" "$interface"
	lab_in "$switch" ip link set "$port" master br0 up
	lab_in "$host" ip link set "$interface" up
}

lab_checksums() { lab_in "$1" perl "$LAB_DIR/offload.pl" "$2"; }

# lab_uplink ACCESS CORE: joins two switches; the port is `uplink` on the access side.
lab_uplink() {
	lab_plug "$1" uplink "$2" "to-$1"
	lab_in "$2" ip link set "to-$1" master br0
}

lab_unplug() { lab_in "$1" ip link del "$2"; }

# lab_run NAME LOG COMMAND...: a daemon in a namespace, ended with the lab; its id in LAB_LAST.
lab_run() {
	local name=$1 log=$2
	shift 2
	ip netns exec "pvslab$$-$name" "$@" >>"$LAB_WORK/$log" 2>&1 &
	LAB_LAST=$!
	LAB_PIDS+=("$LAB_LAST")
}

# lab_run_stamped: the same, each line of its output behind a UTC time.
lab_run_stamped() {
	local name=$1 log=$2
	shift 2
	ip netns exec "pvslab$$-$name" "$@" > >(lab_stamp >>"$LAB_WORK/$log") 2>&1 &
	LAB_LAST=$!
	LAB_PIDS+=("$LAB_LAST")
}

lab_stamp() {
	perl -MTime::HiRes=time -MPOSIX=strftime -ne 'BEGIN { $| = 1 } my $t = time;
		printf "%s.%03dZ %s", strftime("%Y-%m-%dT%H:%M:%S", gmtime $t), ($t - int $t) * 1000, $_'
}

lab_stop() {
	kill "$1" 2>/dev/null || true
	wait "$1" 2>/dev/null || true
}

# lab_capture NAME INTERFACE FILE: full frames into a pcap file of the case.
lab_capture() {
	ip netns exec "pvslab$$-$1" tcpdump -q -U -n -s 0 -Z root -i "$2" -w "$LAB_WORK/$3" \
		>>"$LAB_WORK/capture.log" 2>&1 &
	LAB_CAPTURE_PIDS+=($!)
	lab_wait_file "$3"
}

# lab_capture_pcapng NAME FILE INTERFACE...: one pcapng with an interface block for each.
lab_capture_pcapng() {
	local name=$1 file=$2 interface options=()
	shift 2
	for interface in "$@"; do
		options+=(-i "$interface")
	done
	ip netns exec "pvslab$$-$name" dumpcap -q -n -s 0 "${options[@]}" -w "$LAB_WORK/$file" \
		>>"$LAB_WORK/capture.log" 2>&1 &
	LAB_CAPTURE_PIDS+=($!)
	lab_wait_file "$file"
}

lab_wait_file() {
	local tries=50
	until [ -s "$LAB_WORK/$1" ]; do
		[ $((tries -= 1)) -gt 0 ] || lab_fail "no capture: $(cat "$LAB_WORK/capture.log")"
		sleep 0.1
	done
	sleep 0.3
}

lab_capture_stop() {
	local pid
	sleep 0.5
	for pid in "${LAB_CAPTURE_PIDS[@]}"; do
		kill -INT "$pid" 2>/dev/null || true
	done
	for pid in "${LAB_CAPTURE_PIDS[@]}"; do
		wait "$pid" 2>/dev/null || true
	done
	LAB_CAPTURE_PIDS=()
}

# lab_seen FILE FILTER: how many frames of a (growing) capture match a tcpdump filter.
lab_seen() { tcpdump -n -r "$LAB_WORK/$1" "$2" 2>/dev/null | wc -l; }

# lab_wait_seen SECONDS FILE FILTER [COUNT]
lab_wait_seen() {
	local until=$((SECONDS + $1)) count=${4:-1}
	while [ "$(lab_seen "$2" "$3")" -lt "$count" ]; do
		[ "$SECONDS" -lt "$until" ] || return 1
		sleep 0.5
	done
}

# lab_boot_program FILE BYTES: a stand-in network boot program. Real-mode code at 0000:7C00 that
# halts, the documented form of a version line, padding. Not a byte of it comes from Citrix.
lab_boot_program() {
	perl -e 'my ($file, $bytes) = @ARGV; srand 1;
		my $text = "pvsleuth lab stand-in, not Citrix code\0"
			. "Provisioning Services bootstrap v0.0.0.0-standin\0";
		my $image = "\xfa\xf4\xeb\xfc" . $text;		# cli; hlt; jmp back to hlt
		$image .= chr int rand 256 while length $image < $bytes;
		open my $out, ">:raw", $file or die; print $out $image' "$1" "$2"
}

# lab_qemu NAME TAP MAC LOG [QEMU OPTION...]: a real PXE ROM on a tap of the switch NAME.
lab_qemu() {
	local name=$1 tap=$2 mac=$3 log=$4
	shift 4
	lab_in "$name" ip tuntap add "$tap" mode tap
	lab_in "$name" ip link set "$tap" master br0 up
	lab_run "$name" "$log" qemu-system-x86_64 -machine pc,accel=tcg -m 64 -display none \
		-serial none -monitor none -boot n -nodefaults -vga std \
		-nic "tap,ifname=$tap,script=no,downscript=no,model=e1000,mac=$mac" "$@"
}

lab_qemu_stop() {
	lab_stop "$2"
	lab_in "$1" ip link del "$3" 2>/dev/null || true
}

# lab_target SWITCH NAME MAC ADDRESS/LEN [ROUTER]: the emulated machine that follows a boot ROM.
lab_target() {
	lab_namespace "$2"
	lab_plug "$1" "p-$2" "$2" eth0 "$3" "$4"
	[ -z "${5:-}" ] || lab_in "$2" ip route add default via "$5"
}

# lab_publish FILE...: from the temporary directory into the case; host names and paths scrubbed.
lab_publish() {
	local file
	for file in "$@"; do
		case $file in
		*.pcapng) perl "$LAB_DIR/scrub.pl" "$LAB_WORK/$file" "$LAB_OUT/$file" ;;
		*) cp "$LAB_WORK/$file" "$LAB_OUT/$file" ;;
		esac
		chmod 644 "$LAB_OUT/$file"
	done
}

# lab_wait_boot_program FILE SECONDS: until a TFTP transfer ended (a short DATA was acknowledged).
lab_wait_boot_program() {
	local until=$((SECONDS + $2)) bytes
	while [ "$SECONDS" -lt "$until" ]; do
		bytes=$(tshark -r "$LAB_WORK/$1" -Y "tftp.opcode == 4" -T fields -e tftp.block \
			2>/dev/null | tail -1)
		if [ "${bytes:-0}" -gt 1 ]; then
			sleep 2
			return 0
		fi
		sleep 1
	done
	return 1
}

# lab_leased LOG MAC: the address of the last DHCPACK for a MAC in a dhcpd log.
lab_leased() { sed -n "s/.*DHCPACK on \([0-9.]*\) to $2.*/\1/p" "$1" | tail -1; }

# lab_dhcpd_witness LOG: keeps what dhcpd says about messages and failover.
lab_dhcpd_witness() {
	grep -E 'DHCP(DISCOVER|OFFER|REQUEST|ACK|NAK|DECLINE|RELEASE|INFORM)|failover peer|load balance|abandon|lease owned' \
		"$LAB_WORK/$1" >"$LAB_WORK/$1.kept" || true
	mv "$LAB_WORK/$1.kept" "$LAB_WORK/$1"
}

# lab_truth [FILE...]: standard input becomes the case's truth.tsv, under its header line; with
# captures named, truth-A+B.tsv: what those alone can show, with two columns more before the
# comment: how sure, and which rules cannot tell from there.
lab_truth() {
	local name=truth.tsv strength=
	if [ $# -gt 0 ]; then
		name=truth-$(IFS=+; echo "$*").tsv
		strength='sure\topen\t'
	fi
	{
		printf "mac\tattempt\toutcome\tpath\tprimary\t${strength}comment\n"
		cat
	} >"$LAB_OUT/$name"
}

# lab_neighbour SWITCH ADDRESS/LEN ROUTER: a machine that has nothing to do with the boot. Its ARP
# requests, one about every 5 s, show that a capture went on while the target was silent.
lab_neighbour() {
	lab_namespace router
	lab_plug "$1" p-router router eth0 00:50:56:b8:00:fe "$3/${2#*/}"
	lab_namespace neighbour
	lab_plug "$1" p-neighbour neighbour eth0 00:50:56:b8:00:63 "$2"
	lab_run neighbour neighbour.log bash -c "while sleep 5; do
		ip neigh flush dev eth0; echo >/dev/udp/$3/9 || true; done"
}

# lab_lease NAME OPTION...: the emulated DHCP client; gives the host its lease and prints it.
lab_lease() {
	local name=$1 lease address router
	shift
	lease=$(lab_in "$name" "$LAB_WORK/dhcp-client" -i eth0 "$@") || return 1
	read -r address router _ <<<"$lease"
	lab_in "$name" ip addr add "$address/24" dev eth0
	[ "$router" = 0.0.0.0 ] || lab_in "$name" ip route add default via "$router"
	echo "$address"
}

# lab_second_stage FILE BYTES: a stand-in for tsbbdm.bin; a version line of the documented form.
lab_second_stage() {
	perl -e 'my ($file, $bytes) = @ARGV; srand 2;
		my $image = "pvsleuth lab stand-in, not Citrix code\0"
			. "Provisioning Services bootstrap v0.0.0.0-standin\0";
		$image .= chr int rand 256 while length $image < $bytes;
		open my $out, ">:raw", $file or die; print $out $image' "$1" "$2"
}

# lab_dhcpd HOST LOG-STEM INTERFACE: dhcpd with the configuration on standard input; its log is
# LOG-STEM.log, its leases LOG-STEM.leases (kept if they exist).
lab_dhcpd() {
	cat >"$LAB_WORK/$2.conf"
	[ -e "$LAB_WORK/$2.leases" ] || : >"$LAB_WORK/$2.leases"
	lab_run_stamped "$1" "$2.log" dhcpd -4 -d -f --no-pid -cf "$LAB_WORK/$2.conf" \
		-lf "$LAB_WORK/$2.leases" "$3"
}

# lab_serves HOST BOOTFILE READS [BYTES]: TFTP with one stand-in boot program, and the provisioning part.
# The emulated targets of this run read READS ("BEFORE,AFTER").
lab_serves() {
	mkdir -p "$LAB_WORK/tftp"
	lab_boot_program "$LAB_WORK/tftp/$2" "${4:-4100}"
	lab_run "$1" tftpd.log in.tftpd -L -4 -s -a 0.0.0.0:69 "$LAB_WORK/tftp"
	lab_run "$1" pvs.log "$LAB_WORK/pvs-server" 6910 6911 "$3"
}

# lab_ovmf NAME TAP MAC LOG [LAST DEVICE PROPERTIES]: a machine with UEFI firmware (OVMF).
lab_ovmf() {
	local name=$1 tap=$2 mac=$3 log=$4
	shift 4
	[ -r "$LAB_OVMF_CODE" ] || lab_skip "needs $LAB_OVMF_CODE (see README.md)"
	cp "$LAB_OVMF_VARS" "$LAB_WORK/vars-$tap.fd"
	lab_in "$name" ip tuntap add "$tap" mode tap
	lab_in "$name" ip link set "$tap" master br0 up
	lab_run "$name" "$log" qemu-system-x86_64 -machine q35,accel=tcg -m 192 -display none \
		-serial none -monitor none -nodefaults -vga std \
		-drive "if=pflash,format=raw,readonly=on,file=$LAB_OVMF_CODE" \
		-drive "if=pflash,format=raw,file=$LAB_WORK/vars-$tap.fd" \
		-netdev "tap,id=n0,ifname=$tap,script=no,downscript=no" \
		-device "virtio-net-pci,netdev=n0,mac=$mac,romfile=,bootindex=1" "$@"
}

# lab_wait_acked SECONDS LOG MAC: until dhcpd has acknowledged this client.
lab_wait_acked() {
	local until=$((SECONDS + $1))
	until [ "$(lab_leased "$LAB_WORK/$2" "$3")" ]; do
		[ "$SECONDS" -lt "$until" ] || return 1
		sleep 0.5
	done
}

# lab_wait_fetched SECONDS FILE MAC [COUNT]: until the client has acknowledged the last block of a
# transfer, so that its boot program would start now.
lab_wait_fetched() {
	lab_wait_seen "$1" "$2" "ether src $3 and udp[8:2] = 4 and udp[10:2] = ${4:-3}" || return 1
	sleep 1
}

# lab_become SWITCH NAME MAC ADDRESS PVS READS-BEFORE READS-AFTER [ROUTER]: the emulated machine
# that follows the boot ROM of this MAC: login, stream, handover, one heartbeat.
lab_become() {
	lab_target "$1" "$2" "$3" "$4/24" "${8:-}"
	sleep 1
	lab_in "$2" "$LAB_WORK/pvs-target" -s "$5" -o "$4" -b "$6" -w "$7" -n 1
}

# lab_wire HOST OPTION... -- SWITCH1 PORT1 SWITCH2 PORT2: a line (emu/wire.c) between two switches.
lab_wire() {
	local name=$1 options=()
	shift
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	lab_namespace "$name"
	lab_plug "$2" "$3" "$name" left
	lab_plug "$4" "$5" "$name" right
	lab_in "$name" ip link set left promisc on
	lab_in "$name" ip link set right promisc on
	lab_run "$name" "$name.log" "$LAB_WORK/wire" "${options[@]}" left right
}

# lab_segment NET: one segment NET.0/24: `core` with a DHCP host (.5), a provisioning host (.11)
# and a neighbour (.99) that asks for its router (.1); `access` for the targets; `uplink` between.
lab_segment() {
	lab_switch core
	lab_switch access
	lab_uplink access core
	lab_namespace dhcp
	lab_plug core p-dhcp dhcp eth0 00:50:56:b8:00:05 "$1.5/24"
	lab_namespace pvs
	lab_plug core p-pvs pvs eth0 00:50:56:b8:00:0b "$1.11/24"
	lab_neighbour core "$1.99/24" "$1.1"
}

# lab_subnet NET LINE...: the usual dhcpd configuration of such a segment, with more lines in it.
lab_subnet() {
	local net=$1
	shift
	cat <<CONF
authoritative;
default-lease-time 3600;
subnet $net.0 netmask 255.255.255.0 {
	option routers $net.1;
$(printf '\t%s\n' "$@")
}
CONF
}

# lab_dhclient_script FILE: what dhclient runs: give the interface the leased address, no more.
lab_dhclient_script() {
	cat >"$1" <<'SCRIPT'
#!/bin/sh
case $reason in
BOUND | REBOOT) ip addr add "$new_ip_address/24" dev "$interface" ;;
EXPIRE | RELEASE | STOP) ip addr flush dev "$interface" ;;
esac
exit 0
SCRIPT
	chmod +x "$1"
}
