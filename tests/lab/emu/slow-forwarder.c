/*
 * A cable between two interfaces on which DHCP is slow: everything else passes at once.
 *
 * Emulator: stands for a distant DHCP server or a relay on a bad line. It changes no byte.
 *
 *   slow-forwarder LEFT RIGHT MILLISECONDS
 *
 * IPv4 UDP frames from or to port 67 leave MILLISECONDS after they came, in order, in both
 * directions; so a round trip takes twice as long. Done in user space because not every kernel
 * has a delay queue.
 */
#include "emu.h"

#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>

enum { QUEUE_FRAMES = 128, FRAME_BYTES = 2048 };

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

static int open_port(const char *name)
{
	struct sockaddr_ll local = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL) };
	struct packet_mreq all = { .mr_type = PACKET_MR_PROMISC };
	int on = 1;
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ALL));

	local.sll_ifindex = all.mr_ifindex = (int)if_nametoindex(name);
	if (fd < 0 || !local.sll_ifindex || bind(fd, (struct sockaddr *)&local, sizeof(local)) < 0 ||
	    setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof(all)) < 0 ||
	    setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof(on)) < 0)
		emu_die("%s: %s", name, strerror(errno));
	return fd;
}

static bool is_dhcp(const uint8_t *frame, size_t length)
{
	return length > 38 && frame[12] == 8 && frame[13] == 0 && frame[14] == 0x45 &&
	       frame[23] == IPPROTO_UDP &&
	       ((frame[34] == 0 && frame[35] == 67) || (frame[36] == 0 && frame[37] == 67));
}

static void forward(struct queue *queue, int from, int to, long delay_ms)
{
	struct frame *slot = &queue->frame[(queue->head + queue->count) % QUEUE_FRAMES];
	ssize_t length;

	if (queue->count == QUEUE_FRAMES)
		emu_die("queue full");
	length = recv(from, slot->bytes, sizeof(slot->bytes), 0);
	if (length <= 0)
		return;
	if (!is_dhcp(slot->bytes, (size_t)length)) {
		send(to, slot->bytes, (size_t)length, 0);
		return;
	}
	slot->due_ms = emu_now_ms() + delay_ms;
	slot->to = to;
	slot->length = (size_t)length;
	queue->count++;
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
	static struct queue queue;
	struct pollfd port[2];
	long delay_ms;

	if (argc != 4)
		emu_die("usage: slow-forwarder LEFT RIGHT MILLISECONDS");
	for (int i = 0; i < 2; i++)
		port[i] = (struct pollfd){ open_port(argv[1 + i]), POLLIN, 0 };
	delay_ms = atol(argv[3]);
	while (poll(port, 2, queue.count ? 20 : -1) >= 0) {
		for (int i = 0; i < 2; i++)
			if (port[i].revents & POLLIN)
				forward(&queue, port[i].fd, port[1 - i].fd, delay_ms);
		release_due(&queue);
	}
	return 1;
}
