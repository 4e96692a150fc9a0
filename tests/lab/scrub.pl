# Copies a pcapng file without what it tells of the machine that captured it: the options of the
# section header (hardware, operating system, program) and an interface's if_os. Little-endian,
# one section, as dumpcap writes it. Usage: scrub.pl IN OUT
use strict;
use warnings;

my ($in_name, $out_name) = @ARGV;
open my $in, '<:raw', $in_name or die "$in_name: $!\n";
open my $out, '>:raw', $out_name or die "$out_name: $!\n";

while (read($in, my $head, 8) == 8) {
	my ($type, $length) = unpack 'VV', $head;
	read($in, my $body, $length - 8) == $length - 8 or die "$in_name: cut short\n";
	substr($body, -4) = '';
	$body = substr $body, 0, 16 if $type == 0x0a0d0d0a;
	$body = substr($body, 0, 8) . without_os(substr $body, 8) if $type == 1;
	$length = length($body) + 12;
	print $out pack('VV', $type, $length), $body, pack('V', $length);
}
close $out or die "$out_name: $!\n";

sub without_os {
	my ($options) = @_;
	my $kept = '';
	while (length $options >= 4) {
		my ($code, $size) = unpack 'vv', $options;
		my $padded = 4 + (($size + 3) & ~3);
		$kept .= substr $options, 0, $padded unless $code == 12;
		$options = substr $options, $padded;
	}
	return $kept;
}
