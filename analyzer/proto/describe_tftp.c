/*
 * TFTP, Citrix two-stage boot and the PVS stream as fields. The stream's payload has no published
 * format: its length is all that is said.
 */
#include "model/fact.h"
#include "proto/describe_inside.h"
#include "proto/tftp.h"
#include "proto/tsb.h"

enum {
	PORT_TFTP = 69,
	PORT_TSB = 6969,
	TEXT_LIMIT = 512
};

static const struct span nowhere = {NULL, 0};

static void put_span(struct describer *d, unsigned how, const char *name, struct span s)
{
	if (!s.p)
		return;
	txt_put_safe(&d->text, s, TEXT_LIMIT);
	describe_text(d, how, name, s);
}

static const char *opcode_text(uint16_t opcode)
{
	static const char *const text[] = {
		[TFTP_RRQ] = "Read Request",
		[TFTP_WRQ] = "Write Request",
		[TFTP_DATA] = "Data Packet",
		[TFTP_ACK] = "Acknowledgement",
		[TFTP_ERROR] = "Error Code",
		[TFTP_OACK] = "Option Acknowledgement",
	};

	return opcode < sizeof(text) / sizeof(text[0]) && text[opcode] ? text[opcode] : "unknown";
}

/* The options of a request or an OACK, from where they begin. */
static void put_options(struct describer *d, struct cur in)
{
	struct span name, value, both;

	while (cur_more(&in)) {
		name = cur_zstr(&in);
		value = cur_zstr(&in);
		if (in.err != CUR_OK || !name.n)
			return;
		both = (struct span){name.p, name.n + 1 + value.n};
		txt_put_safe(&d->text, name, TEXT_LIMIT);
		txt_put(&d->text, " = ");
		txt_put_safe(&d->text, value, TEXT_LIMIT);
		describe_text(d, KEY_1, "Option", both);
	}
}

static void put_request(struct describer *d, const struct tftp_msg *m)
{
	struct cur in = d->p->payload;

	put_span(d, KEY_1, m->opcode == TFTP_RRQ ? "Source File" : "Destination File", m->file);
	put_span(d, DEPTH_1, "Type", m->mode);
	if (!m->mode.p)
		return;
	cur_skip(&in, 2 + m->file.n + 1 + m->mode.n + 1);
	put_options(d, in);
}

static void put_error(struct describer *d, const struct tftp_msg *m)
{
	struct span where = describe_at(d->p->payload, 2, 2);

	if (where.p)
		describe_field(d, KEY_1, "Error code", where, "%u (%s)", m->error,
			*tftp_error_name(m->error) ? tftp_error_name(m->error) : "undefined");
	put_span(d, KEY_1, "Error message", m->message);
}

static void put_block(struct describer *d, const struct tftp_msg *m)
{
	struct span where = describe_at(d->p->payload, 2, 2);

	if (where.p)
		describe_field(d, KEY_1, "Block", where, "%u", m->block);
	if (m->data.p)
		describe_field(d, DEPTH_1, "Data", m->data, "%zu bytes", m->data_len);
}

static void put_tftp(
	struct describer *d, const struct tftp_msg *m, enum decoded status, bool by_form)
{
	struct cur in = d->p->payload;

	describe_layer(d, "Trivial File Transfer Protocol", describe_head(in, in.left));
	if (by_form)
		describe_field(d, DEPTH_1, "Recognised", nowhere,
			"by the form of the message, not by its ports");
	if (in.left >= 2)
		describe_field(d, KEY_1, "Opcode", describe_at(in, 0, 2), "%s (%u)",
			opcode_text(m->opcode), m->opcode);
	switch (m->opcode) {
	case TFTP_RRQ:
	case TFTP_WRQ:
		put_request(d, m);
		break;
	case TFTP_DATA:
	case TFTP_ACK:
		put_block(d, m);
		break;
	case TFTP_ERROR:
		put_error(d, m);
		break;
	case TFTP_OACK:
		cur_skip(&in, 2);
		put_options(d, in);
		break;
	default:
		break;
	}
	describe_status(d, status);
}

bool describe_tftp(struct describer *d)
{
	struct tftp_msg m;
	enum decoded status = tftp_decode(d->p->payload, &m);
	bool request = m.opcode == TFTP_RRQ || m.opcode == TFTP_WRQ;

	if (status == DECODED_NOT_MINE ||
		!(describe_port(d->p, PORT_TFTP) || (request && m.mode.p)))
		return false;
	put_tftp(d, &m, status, false);
	return true;
}

/* Between learned ports only the form is left: an ACK of four bytes, known error codes, options. */
bool describe_tftp_by_form(struct describer *d)
{
	struct tftp_msg m;
	enum decoded status = tftp_decode(d->p->payload, &m);

	if (status != DECODED_OK || d->p->src_port < 1024 || d->p->dst_port < 1024)
		return false;
	if ((m.opcode == TFTP_ACK && packet_payload_len(d->p) != 4) ||
		(m.opcode == TFTP_OACK && !m.options) ||
		(m.opcode == TFTP_ERROR && !*tftp_error_name(m.error)))
		return false;
	put_tftp(d, &m, status, true);
	return true;
}

static const char *tsb_text(enum tsb_kind kind)
{
	switch (kind) {
	case TSB_REQUEST:
		return "request";
	case TSB_DATA:
		return "data";
	case TSB_ACK:
		return "acknowledgement";
	case TSB_NONE:
		break;
	}
	return "unknown";
}

bool describe_tsb(struct describer *d)
{
	struct cur in = d->p->payload;
	struct tsb_msg m;
	enum decoded status = tsb_decode(in, &m);
	bool port = describe_port(d->p, PORT_TSB);

	if (m.kind == TSB_NONE || (!port && (d->p->src_port < 1024 || d->p->dst_port < 1024)))
		return false;
	describe_layer(d, "Citrix Two-Stage Boot", describe_head(in, in.left));
	if (!port)
		describe_field(d, DEPTH_1, "Recognised", nowhere,
			"by the form of the message, not by its ports");
	describe_field(d, KEY_1, "Message", describe_at(in, 0, 2), "%s", tsb_text(m.kind));
	put_span(d, KEY_1, "Path", m.path);
	if (m.kind != TSB_REQUEST && in.left >= 4)
		describe_field(d, KEY_1, "Block", describe_at(in, 2, 2), "%u", m.id);
	if (m.data.p)
		describe_field(d, DEPTH_1, "Data", m.data, "%zu bytes, XOR 0xff", m.data_len);
	describe_status(d, status);
	return true;
}

static bool is_pvs_port(uint16_t port)
{
	return port >= PVS_PORT_FIRST && port <= PVS_PORT_LAST;
}

bool describe_pvs(struct describer *d)
{
	struct cur in = d->p->payload;

	if (!is_pvs_port(d->p->src_port) && !is_pvs_port(d->p->dst_port))
		return false;
	describe_layer(d, "Citrix Provisioning stream (by port)", describe_head(in, in.left));
	describe_field(d, KEY_1, "Payload", describe_head(in, in.left), "opaque, %zu bytes",
		packet_payload_len(d->p));
	return true;
}
