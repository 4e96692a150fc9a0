/*
 * What a target may be called on the command line: a MAC or IPv4 address, or the numbers of a bug check
 * 0xBC (NETWORK_BOOT_DUPLICATE_ADDRESS) as a dump shows them: the address, and the other machine's MAC.
 */
#ifndef PVSLEUTH_CLI_KEY_H
#define PVSLEUTH_CLI_KEY_H

#include <stdbool.h>

struct key {
	char json[512]; /* array of texts: IPv4 addresses, MAC addresses, first bytes of MAC addresses */
	char said[512]; /* the same, for people */
	bool number;    /* it was written in hexadecimal */
};

/*
 * MAC and IPv4 address as usual. Hexadecimal numbers begin with 0x; several are separated by commas or
 * blanks: three are the address and the two halves of the MAC, two are the halves, one may be any of
 * these. A dump's byte order is not known, so both are meant. False: none of this (a host name).
 */
bool key_parse(const char *text, struct key *out);

#endif
