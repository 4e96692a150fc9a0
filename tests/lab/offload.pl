# Switches checksum and segmentation offload off on one interface, as `ethtool -K` would, so that
# a capture holds what a wire would carry. Usage: offload.pl INTERFACE
use strict;
use warnings;
use Socket;

my ($interface) = @ARGV;
socket my $socket, AF_INET, SOCK_DGRAM, 0 or die "socket: $!\n";
# ETHTOOL_STXCSUM, ETHTOOL_STSO, ETHTOOL_SGSO, ETHTOOL_SGRO through SIOCETHTOOL.
for my $command (0x17, 0x1f, 0x24, 0x2c) {
	my $value = pack 'LL', $command, 0;
	my $request = pack 'a16 P', $interface, $value;
	ioctl $socket, 0x8946, $request or $command != 0x17 or die "$interface: $!\n";
}
