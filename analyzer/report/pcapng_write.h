/*
 * Writes pcapng (draft-ietf-opsawg-pcapng): one section, its interfaces, packets with
 * nanosecond times, their length on the wire, and comments; and how long each interface was recorded. Little-endian on every machine.
 */
#ifndef PVSLEUTH_REPORT_PCAPNG_WRITE_H
#define PVSLEUTH_REPORT_PCAPNG_WRITE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct pcapng_packet {
	uint32_t iface; /* in the order in which interfaces were written, from 0 */
	int64_t ns;     /* before 1970: written as 0 */
	const uint8_t *bytes;
	uint32_t caplen, wirelen;
	const char *comment[2]; /* NULL: none */
};

struct pcapng_interface {
	uint32_t linktype, snaplen; /* snaplen 0: no limit */
	const char *name, *description, *filter; /* NULL: none */
};

/* What was recorded at an interface: when it began and ended, how many of its frames are in this file, and
 * how many were lost (-1: not known). */
struct pcapng_statistics {
	uint32_t iface;
	int64_t began_ns, ended_ns, frames, drops_if, drops_os;
};

void pcapng_write_section(FILE *f, const char *application, const char *comment); /* comment NULL: none */
void pcapng_write_interface(FILE *f, const struct pcapng_interface *i);
void pcapng_write_packet(FILE *f, const struct pcapng_packet *p);
void pcapng_write_statistics(FILE *f, const struct pcapng_statistics *s);

#endif
