/*
 * The measure of all ingest: libpcap that only counts.
 */
#include <pcap/pcap.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	char why[PCAP_ERRBUF_SIZE];
	pcap_t *p = argc > 1 ? pcap_open_offline(argv[1], why) : NULL;
	unsigned long long frames = 0, bytes = 0;
	struct pcap_pkthdr *h;
	const u_char *data;

	if (!p)
		return 2;
	for (; pcap_next_ex(p, &h, &data) == 1; frames++)
		bytes += h->caplen;
	printf("%llu %llu\n", frames, bytes);
	pcap_close(p);
	return 0;
}
