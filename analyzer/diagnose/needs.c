/*
 * What a rule may need to have been visible (the columns of `sight`), and the words for it: an absence
 * is evidence only where the packet would have been seen. To add one: a column in schema/derived.sql,
 * its measure in boot/sight.c, a row here.
 */
#include "diagnose/internal.h"

#include <string.h>

static const struct need needs[] = {
	{"target_tx", "frames sent by this target are not recorded here",
		"Capture at the target's switch port or virtual NIC."},
	{"target_rx", "no unicast frame to this target is recorded here",
		"Capture at the target's own switch port or virtual NIC, in both directions."},
	{"broadcast", "no broadcast of another host is recorded here",
		"Capture at a port of the target's VLAN, in both directions."},
	{"server_side", "the server's own port is not recorded here",
		"Capture on the server, or on a mirror of its switch port."},
	{"relay_server_side", "the relay's way to the servers is not recorded here",
		"Capture on the relay towards the DHCP servers, or on the servers."},
	{"client_side_reply", "an answer to this target on its own VLAN would not have been recorded here",
		"Capture at the target's own switch port in both directions, or on the relay's interface in its VLAN."},
	{"asked_server", "the port of the DHCP server that was asked is not recorded here",
		"Capture on that server, or on a mirror of its switch port, in both directions."},
	{"options", "the snap length cut the DHCP options off",
		"Capture again with full packets (tcpdump -s 0, pktmon --pkt-size 0)."},
	{"complete", "the capture reports dropped packets",
		"Capture again with a filter or a larger buffer, so that nothing is dropped."},
	{"long_enough", "the capture ends before the target would have given up",
		"Capture for at least two minutes from power-on."},
	{"target_all", "only what passes one other port is recorded here, so the target may have gone on elsewhere",
		"Capture at the target's own switch port or virtual NIC."},
	{"unfiltered", "only frames of DHCP and TFTP requests are recorded here, so answers from other ports are missing",
		"Capture again without a filter on ports: TFTP servers answer from a new port."},
	{"reply_visible", "an answer to this target would not have been recorded at this capture point",
		"Capture at the target's own switch port or virtual NIC in both directions, or on the DHCP "
		"server or relay."},
};

const struct need *need_find(const char *word, size_t n)
{
	size_t i;

	for (i = 0; i < sizeof(needs) / sizeof(needs[0]); i++)
		if (strlen(needs[i].word) == n && !strncmp(needs[i].word, word, n))
			return &needs[i];
	return NULL;
}
