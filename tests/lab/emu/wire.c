/*
 * A cable between two interfaces that does what a long or bad line does: delay, loss, a smaller
 * frame size than both ends think, and 802.1Q tags. Not every kernel has a delay queue or VLANs.
 *
 * Emulator: stands for the line, or for the switch at one end of a trunk. But for the tag it
 * changes no byte.
 *
 *   wire [-d MILLISECONDS] [-l PERCENT] [-m BYTES] [-u PORT] [-s SEED] LEFT RIGHT
 *   wire -t VLAN LEFT TRUNK
 *
 * -d holds every frame so long in both directions, so a round trip takes twice that; -l loses
 * that share of the frames; -m loses IP packets longer than that, without a word (no ICMP);
 * -u does all this to UDP from or to that port only; -s chooses other frames to lose.
 * -t tags what goes from LEFT to TRUNK; of what comes back, that VLAN's frames pass, untagged.
 */
#include "emu.h"

#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>

enum { QUEUE_FRAMES = 512, FRAME_BYTES = 2048, TAG_BYTES = 4, MACS_BYTES = 12, ETHER_BYTES = 14 };

struct frame {
	int64_t due_ms;
	int to;
	size_t length;
	uint8_t bytes[FRAME_BYTES];
};

/* A ring: frames leave in the order they came, for the delay is constant. */
struct queue {
	unsigned head;
	unsigned count;
	struct frame frame[QUEUE_FRAMES];
};

struct wire {
	int fd[2];			/* left, right */
	long delay_ms;
	unsigned loss_percent;
	size_t longest;			/* of an IP packet; 0: any */
	unsigned port;			/* 0: all frames */
	unsigned vlan;			/* 0: no tags */
	struct queue queue;
};

static int open_port(const char *name)
{
	struct sockaddr_ll local = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL) };
	struct packet_mreq all = { .mr_type = PACKET_MR_PROMISC };
	int on = 1;
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ALL));

	local.sll_ifindex = all.mr_ifindex = (int)if_nametoindex(name);
	if (fd < 0 || !local.sll_ifindex || bind(fd, (struct sockaddr *)&local, sizeof(local)) < 0 ||
	    setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof(all)) < 0 ||
	    setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof(on)) < 0 ||
	    setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof(on)) < 0)
		emu_die("%s: %s", name, strerror(errno));
	return fd;
}

/* The VLAN of a frame whose tag the kernel took off on its way in; 0: it had none. */
static unsigned stripped_tag(struct msghdr *message)
{
	struct cmsghdr *part;
	struct tpacket_auxdata data;

	for (part = CMSG_FIRSTHDR(message); part; part = CMSG_NXTHDR(message, part)) {
		if (part->cmsg_level != SOL_PACKET || part->cmsg_type != PACKET_AUXDATA)
			continue;
		memcpy(&data, CMSG_DATA(part), sizeof(data));
		if (data.tp_status & TP_STATUS_VLAN_VALID)
			return data.tp_vlan_tci & 0xfff;
	}
	return 0;
}

/* Takes a frame; *vlan is its tag, which no longer stands in the bytes. 0: nothing. */
static size_t take(int fd, uint8_t *bytes, unsigned *vlan)
{
	uint8_t control[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
	struct iovec part = { bytes, FRAME_BYTES - TAG_BYTES };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control,
				  .msg_controllen = sizeof(control) };
	ssize_t length = recvmsg(fd, &message, 0);

	if (length < ETHER_BYTES)
		return 0;
	*vlan = stripped_tag(&message);
	if (!*vlan && length >= ETHER_BYTES + TAG_BYTES && bytes[12] == 0x81 && bytes[13] == 0) {
		*vlan = (unsigned)(bytes[14] & 0x0f) << 8 | bytes[15];
		memmove(bytes + MACS_BYTES, bytes + MACS_BYTES + TAG_BYTES,
			(size_t)length - MACS_BYTES - TAG_BYTES);
		length -= TAG_BYTES;
	}
	return (size_t)length;
}

static size_t put_tag(uint8_t *bytes, size_t length, unsigned vlan)
{
	memmove(bytes + MACS_BYTES + TAG_BYTES, bytes + MACS_BYTES, length - MACS_BYTES);
	bytes[12] = 0x81;
	bytes[13] = 0;
	bytes[14] = (uint8_t)(vlan >> 8);
	bytes[15] = (uint8_t)vlan;
	return length + TAG_BYTES;
}

static bool concerns(const struct wire *wire, const uint8_t *frame, size_t length)
{
	const uint8_t *udp = frame + ETHER_BYTES + 20;

	if (!wire->port)
		return true;
	return length >= ETHER_BYTES + 28 && frame[12] == 8 && frame[13] == 0 && frame[14] == 0x45 &&
	       frame[23] == IPPROTO_UDP &&
	       ((unsigned)(udp[0] << 8 | udp[1]) == wire->port ||
		(unsigned)(udp[2] << 8 | udp[3]) == wire->port);
}

static bool is_lost(const struct wire *wire, const uint8_t *frame, size_t length)
{
	if (wire->longest && length > ETHER_BYTES + wire->longest && frame[12] == 8 && frame[13] == 0)
		return true;
	return wire->loss_percent && (unsigned)(rand() % 100) < wire->loss_percent;
}

static void queue_frame(struct wire *wire, int to, const uint8_t *bytes, size_t length)
{
	struct queue *queue = &wire->queue;
	struct frame *slot = &queue->frame[(queue->head + queue->count) % QUEUE_FRAMES];

	if (queue->count == QUEUE_FRAMES)
		emu_die("queue full");
	memcpy(slot->bytes, bytes, length);
	slot->due_ms = emu_now_ms() + wire->delay_ms;
	slot->to = to;
	slot->length = length;
	queue->count++;
}

static void pass(struct wire *wire, int from)
{
	uint8_t bytes[FRAME_BYTES];
	unsigned vlan;
	size_t length = take(wire->fd[from], bytes, &vlan);
	int to = wire->fd[1 - from];

	if (!length || (wire->vlan && vlan != (from == 1 ? wire->vlan : 0)))
		return;
	if (wire->vlan ? from == 0 : vlan != 0)
		length = put_tag(bytes, length, wire->vlan ? wire->vlan : vlan);
	if (concerns(wire, bytes, length)) {
		if (is_lost(wire, bytes, length))
			return;
		if (wire->delay_ms) {
			queue_frame(wire, to, bytes, length);
			return;
		}
	}
	send(to, bytes, length, 0);
}

static void release_due(struct queue *queue)
{
	while (queue->count && queue->frame[queue->head].due_ms <= emu_now_ms()) {
		struct frame *frame = &queue->frame[queue->head];

		send(frame->to, frame->bytes, frame->length, 0);
		queue->head = (queue->head + 1) % QUEUE_FRAMES;
		queue->count--;
	}
}

int main(int argc, char **argv)
{
	static struct wire wire;
	struct pollfd port[2];
	int option;

	srand(1);
	while ((option = getopt(argc, argv, "d:l:m:u:s:t:")) != -1) {
		switch (option) {
		case 'd': wire.delay_ms = atol(optarg); break;
		case 'l': wire.loss_percent = (unsigned)atoi(optarg); break;
		case 'm': wire.longest = (size_t)atol(optarg); break;
		case 'u': wire.port = (unsigned)atoi(optarg); break;
		case 's': srand((unsigned)atoi(optarg)); break;
		case 't': wire.vlan = (unsigned)atoi(optarg); break;
		default: return 2;
		}
	}
	if (argc - optind != 2)
		emu_die("usage: wire [OPTION]... LEFT RIGHT");
	for (int i = 0; i < 2; i++) {
		wire.fd[i] = open_port(argv[optind + i]);
		port[i] = (struct pollfd){ wire.fd[i], POLLIN, 0 };
	}
	while (poll(port, 2, wire.queue.count ? 2 : -1) >= 0) {
		for (int i = 0; i < 2; i++)
			if (port[i].revents & POLLIN)
				pass(&wire, i);
		release_due(&wire.queue);
	}
	return 1;
}
