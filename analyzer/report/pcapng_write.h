/*
 * Writes pcapng (draft-ietf-opsawg-pcapng): one section, an interface per link type, packets with
 * nanosecond times, their length on the wire, and comments. Little-endian on every machine.
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

void pcapng_write_section(FILE *f, const char *application);
void pcapng_write_interface(FILE *f, uint32_t linktype, const char *name);
void pcapng_write_packet(FILE *f, const struct pcapng_packet *p);

#endif
