/*
 * The classic pcap file header, shared by the reader that walks and the one over libpcap; and their
 * words for damage, which must not differ.
 */
#ifndef PVSLEUTH_CAPTURE_READER_PCAP_H
#define PVSLEUTH_CAPTURE_READER_PCAP_H

#include "capture/reader.h"

#include <stdio.h>
#include <string.h>

#define PCAP_FILE_HEADER 24

#define PCAP_SAYS_FAILED "%s; frames read before: %llu"
#define PCAP_SAYS_CUT                                                                              \
	"the file ends in the middle of frame %llu, which begins at byte %llu; frames read before: %llu"
#define PCAP_SAYS_LENGTH "its captured length is more than any frame has"
#define PCAP_SAYS_DAMAGED "frame %llu, at byte %llu, is damaged (%s); frames read before: %llu"

struct pcap_head {
	const char *name;
	bool big;
	unsigned record_header;
	int64_t tick_ns; /* of the fraction of a second */
	uint16_t major, minor;
	uint32_t snaplen, linktype;
	uint32_t fcs;
};

/* Whether the walk says all that libpcap would. */
bool reader_pcap_is_plain(const struct pcap_head *h);
/* A reader from the file header on. */
struct reader *reader_pcap_walk_open(struct source *src, struct capture_info *info, const struct pcap_head *h);

#endif
