#!/bin/sh
# Installs the Debian packages that pvsleuth needs and that are not there yet. This is the only place
# in the project that installs anything. Once all is there it does nothing, so it is safe to repeat.
#
# usage: tests/setup.sh [--list] build|test|lab
#   build   what compiling and running pvsleuth takes
#   test    that, and what the tests use
#   lab     what making new captures with real servers takes (tests/lab); nothing else needs it
#   --list  only say what is missing
set -u

packages()
{
	cat <<-'END'
	build gcc              the C compiler
	build libc6-dev        the C library's headers
	build make             runs the build
	build autoconf         makes configure
	build automake         makes the makefile
	build pkgconf          finds the libraries
	build libpcap-dev      reads pcap captures
	build libsqlite3-dev   the case file
	build libncurses-dev   the browser
	build zlib1g-dev       captures compressed with gzip
	build libisal-dev      the same, faster; may be missing
	build libzstd-dev      ... with zstd
	build liblz4-dev       ... with lz4
	build liblzma-dev      ... with xz
	build libarchive-dev   captures inside zip and tar archives
	build libssl-dev       SHA-256 of the captures
	build libxxhash-dev    recognises a packet or a capture seen before
	build uthash-dev       hash tables
	test  libcmocka-dev    unit tests
	test  clang-14         a second compiler, and the fuzz targets
	test  libclang-rt-14-dev   clang's sanitizers
	test  llvm-14          names instead of addresses in sanitizer reports
	test  python3          checks of outputs, and captures in many forms
	test  zip              archives to read
	test  xz-utils         the release archive
	test  tmux             runs the browser for the screen tests
	test  sqlite3          looks into case files from outside
	test  mandoc           checks the man pages
	test  tidy             checks the HTML report
	test  chromium         opens and prints the HTML report
	test  poppler-utils    reads what it printed
	test  fonts-dejavu-core    letters for it
	test  tshark           a second opinion on captures and filters
	lab   iproute2         network namespaces
	lab   tcpdump          records; so does dumpcap, which comes with tshark
	lab   isc-dhcp-server  DHCP, and its failover pair
	lab   isc-dhcp-relay   DHCP relay
	lab   isc-dhcp-client  a DHCP client
	lab   udhcpc           another one
	lab   dnsmasq-base     proxyDHCP
	lab   tftpd-hpa        TFTP
	lab   qemu-system-x86  boots a machine from the network
	lab   ipxe-qemu        its network boot ROM
	lab   ovmf             its UEFI firmware
	lab   nftables         a firewall
	lab   busybox          a web server
	lab   perl             cleans up the captures
	lab   tshark           looks into them
	END
}

die()
{
	echo "setup: $*" >&2
	exit 1
}

list=no
[ "${1-}" = --list ] && list=yes && shift
case "${1-}" in
build) modes='build' ;;
test) modes='build test' ;;
lab) modes='build lab' ;;
*)
	sed -n 's/^# \{0,1\}//; /^usage/,/--list/p' "$0" >&2
	exit 2
	;;
esac

wanted=$(packages | while read -r mode name why; do
	case " $modes " in *" $mode "*) echo "$name" ;; esac
done)

if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
	# shellcheck disable=SC2086 # a list of names
	die "this is not a Debian system (no apt-get). Install what these packages hold, then go on by hand" \
		"as HACKING.md says:" $wanted
fi

missing=
for name in $wanted; do
	case "$(dpkg-query -W -f='${db:Status-Abbrev}' "$name" 2>/dev/null)" in
	?i*) ;;
	*) missing="$missing $name" ;;
	esac
done
if [ -z "$missing" ]; then
	echo "All Debian packages needed to $1 pvsleuth are installed."
	exit 0
fi

# shellcheck disable=SC2086 # a list of names
set -- "$1" $missing
echo "To $1 pvsleuth, $(($# - 1)) Debian packages are missing:"
shift
packages | while read -r mode name why; do
	case " $modes " in *" $mode "*) ;; *) continue ;; esac
	case " $missing " in *" $name "*) printf '  %-20s %s\n' "$name" "$why" ;; esac
done
[ $list = yes ] && exit 0

root=
how='as root'
if [ "$(id -u)" -ne 0 ]; then
	command -v sudo >/dev/null 2>&1 ||
		die "installing needs root, and there is no sudo. As root, run: apt-get install --no-install-recommends$missing"
	root=sudo
	how='through sudo, which may ask for your password'
fi
echo "Installing them now with apt-get, $how. Nothing is removed, no recommended extras are added."

log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
apt()
{
	$root env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -o DPkg::Lock::Timeout=300 \
		-o Dpkg::Use-Pty=0 --no-install-recommends "$@" </dev/null
}
explain()
{
	grep '^[EW]: ' "$log" | sort -u | head -n 3 >&2
	if grep -qE 'Temporary failure resolving|Could not (resolve|connect)|Cannot initiate|Failed to fetch|Unable to connect' "$log"; then
		die "apt-get could not reach a Debian mirror. Is there a network? Are the sources in /etc/apt right? Then repeat the command."
	elif grep -qE 'Unable to locate package|no installation candidate' "$log"; then
		die "apt-get does not know some of these packages. pvsleuth is built on Debian 12 (bookworm) with section main."
	fi
	tail -n 5 "$log" >&2
	die "apt-get failed; the lines above are its own words. Mend that, then repeat the command."
}

# A stale or foreign list is no reason to stop: whether the packages can be had, the next step tells.
apt -q update >"$log" 2>&1
apt -q --assume-no install "$@" 2>/dev/null | sed -n 's/^\(Need to get\|After this operation\)/  &/p'
apt -qq --yes install "$@" >>"$log" 2>&1 || explain
echo "Installed."
