/*
 * A packet as fields: the order of the layers, the frame itself, and what all layers need to make a
 * field. Link, network and transport are in describe_network.c, messages in files per protocol.
 *
 * To add a protocol over UDP: a function in describe_<protocol>.c and a row in `udp`; the first
 * that says the payload is its own has it. State across packets isn't known here: a TFTP block on
 * learned ports is recognised by its form, and said to be.
 */
#include "proto/describe_inside.h"

#include <stdint.h>
#include <string.h>

enum { TEXT_LIMIT = 2048, HEX_LIMIT = 64 };

bool describe_offset(const struct describer *d, struct span s, size_t *offset)
{
	const struct frame *f = d->p->frame;
	uintptr_t from = (uintptr_t)f->bytes, at = (uintptr_t)s.p;

	if (!s.p || !f->bytes || at < from || at - from > f->caplen ||
		s.n > f->caplen - (at - from))
		return false;
	*offset = at - from;
	return true;
}

static void emit(
	struct describer *d, unsigned how, const char *name, struct span where, const char *value)
{
	struct field f = {
		.depth = how & ~(unsigned)KEY, .name = name, .value = value, .key = how & KEY};

	if (describe_offset(d, where, &f.offset))
		f.length = where.n;
	d->put(d->ctx, &f);
}

void describe_layer(struct describer *d, const char *name, struct span where)
{
	emit(d, 0, name, where, "");
}

void describe_text(struct describer *d, unsigned how, const char *name, struct span where)
{
	emit(d, how, name, where, txt_str(&d->text));
	txt_clear(&d->text);
}

void describe_field(struct describer *d, unsigned how, const char *name, struct span where,
	const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	txt_vfmt(&d->text, fmt, ap);
	va_end(ap);
	describe_text(d, how, name, where);
}

void describe_ip(
	struct describer *d, unsigned how, const char *name, struct span where, uint32_t ip)
{
	char buf[16];

	describe_field(d, how, name, where, "%s", txt_ip4(buf, ip));
}

void describe_mac(
	struct describer *d, unsigned how, const char *name, struct span where, struct mac mac)
{
	const char *vendor = mac_vendor(mac);
	char buf[18];

	txt_put(&d->text, txt_mac(buf, mac.b));
	if (vendor)
		txt_fmt(&d->text, " (%s)", vendor);
	describe_text(d, how, name, where);
}

void describe_status(struct describer *d, enum decoded status)
{
	static const struct span nowhere = {NULL, 0};

	if (status == DECODED_SNAPPED)
		describe_field(
			d, DEPTH_1, "Not captured", nowhere, "the capture kept only the beginning");
	if (status == DECODED_MALFORMED)
		describe_field(d, KEY_1, "Malformed", nowhere,
			"the message contradicts itself or ends early");
}

struct span describe_at(struct cur c, size_t offset, size_t n)
{
	if (!c.p)
		return (struct span){NULL, 0};
	cur_skip(&c, offset);
	return cur_take(&c, n);
}

struct span describe_head(struct cur c, size_t n)
{
	return c.left ? cur_take(&c, n < c.left ? n : c.left) : (struct span){c.p, 0};
}

void describe_hex(struct txt *t, struct span bytes)
{
	struct span head = bytes;

	if (head.n > HEX_LIMIT)
		head.n = HEX_LIMIT;
	txt_put_hex(t, head);
	if (head.n < bytes.n)
		txt_fmt(t, "\xe2\x80\xa6 (%zu bytes)", bytes.n);
}

void describe_text_or_hex(struct txt *t, struct span bytes)
{
	struct cur c = cur_make(bytes.p, bytes.n, bytes.n);
	bool printable = bytes.n > 0;
	uint8_t b;

	while (cur_more(&c)) {
		b = cur_u8(&c);
		printable = printable && b >= 0x20 && b < 0x7f;
	}
	if (printable)
		txt_put_safe(t, bytes, TEXT_LIMIT / 2);
	else
		describe_hex(t, bytes);
}

static void describe_frame(struct describer *d)
{
	const struct frame *f = d->p->frame;
	struct span all = {f->bytes, f->caplen}, nowhere = {NULL, 0};
	char buf[40];

	describe_layer(d, "Frame", all);
	describe_field(d, DEPTH_1, "Frame Number", nowhere, "%llu", (unsigned long long)f->number);
	if (f->ns != INT64_MIN)
		describe_field(d, KEY_1, "UTC Arrival Time", nowhere, "%s",
			txt_time(buf, sizeof(buf), f->ns, 9, 0));
	describe_field(d, DEPTH_1, "Frame Length", nowhere, "%u bytes", f->wirelen);
	describe_field(d, f->caplen < f->wirelen ? KEY_1 : DEPTH_1, "Capture Length", nowhere,
		"%u bytes%s", f->caplen, f->caplen < f->wirelen ? ", the rest was not kept" : "");
	if (f->direction)
		describe_field(d, DEPTH_1, "Direction", nowhere, "%s by the capturing host",
			f->direction == 'i' ? "received" : "sent");
	if (f->drops)
		describe_field(d, KEY_1, "Drop Count", nowhere, "%llu frames lost before this one",
			(unsigned long long)f->drops);
	if (f->has_packet_id)
		describe_field(
			d, DEPTH_1, "Packet Id", nowhere, "%llu", (unsigned long long)f->packet_id);
	if (f->comment)
		describe_field(d, KEY_1, "Comment", nowhere, "%s", f->comment);
}

static bool describe_data(struct describer *d)
{
	if (!packet_payload_len(d->p))
		return true;
	describe_layer(d, "Data", describe_head(d->p->payload, d->p->payload.left));
	describe_field(d, DEPTH_1, "Length", (struct span){NULL, 0}, "%zu bytes",
		packet_payload_len(d->p));
	return true;
}

/* In this order: ports with a meaning first, then grammar, then form. */
static bool (*const udp[])(struct describer *) = {
	describe_dhcp,
	describe_tftp,
	describe_tsb,
	describe_pvs,
	describe_tftp_by_form,
	describe_data,
};

static void describe_udp_payload(struct describer *d)
{
	size_t i;

	for (i = 0; i < sizeof(udp) / sizeof(udp[0]); i++)
		if (udp[i](d))
			return;
}

static void describe_top(struct describer *d)
{
	switch (d->p->kind) {
	case PACKET_UDP:
		describe_udp_payload(d);
		return;
	case PACKET_ICMP:
		describe_icmp(d);
		return;
	case PACKET_ARP:
		describe_arp(d);
		return;
	case PACKET_UNREADABLE:
		describe_layer(d, "Not readable", (struct span){NULL, 0});
		describe_field(d, KEY_1, "Reason", (struct span){NULL, 0}, "%s",
			d->p->reason ? d->p->reason : "not known");
		return;
	case PACKET_TCP:
	case PACKET_FRAGMENT:
	case PACKET_IP_OTHER:
	case PACKET_IPV6:
	case PACKET_L2_OTHER:
		describe_data(d);
		return;
	}
}

void describe_packet(const struct packet *p, field_fn put, void *ctx)
{
	struct describer d = {.p = p, .put = put, .ctx = ctx, .text = {.limit = TEXT_LIMIT}};

	describe_frame(&d);
	describe_link(&d);
	describe_network(&d);
	describe_top(&d);
	txt_free(&d.text);
}
