/*
 * How a client that boots by HTTP fares with its boot server: what it asks for, and the status it is given,
 * or that nothing listens or that TLS fails. Only of machines whose DHCP said HTTPClient, or that were
 * given an http address to boot from (iPXE), until they stream; only the first few messages of each. The content of files is not looked at.
 */
#include "track/internal.h"

#include <stdio.h>

enum {
	KEEP = 48,
	TCP_SYN = 2,
	TCP_RST = 4,
	TCP_ACK = 16,
	LINE_MAX_BYTES = 160,
	STATUS_AT = 9, /* in "HTTP/1.1 404 Not Found" */
};

/* The first line of what a segment carries. */
static struct span line_of(const struct packet *p)
{
	struct cur c = p->payload;
	struct span line = cur_take(&c, c.left < LINE_MAX_BYTES ? c.left : LINE_MAX_BYTES);
	size_t i;

	for (i = 0; i < line.n; i++)
		if (line.p[i] == '\r' || line.p[i] == '\n')
			line.n = i;
	return line;
}

static bool starts(struct span s, const char *text)
{
	size_t n = strlen(text);

	return s.n >= n && !memcmp(s.p, text, n);
}

/* What a segment of the client says; NULL: nothing that is kept. */
static const char *asked(struct http_client *h, const struct packet *p, struct txt *info)
{
	struct span line = line_of(p);
	char ip[16];

	if ((p->tcp_flags & (TCP_SYN | TCP_ACK)) == TCP_SYN) {
		txt_fmt(info, "Connection to %s, TCP port %u", txt_ip4(ip, p->dst_ip), p->dst_port);
		return "http-connect";
	}
	if (!starts(line, "GET ") && !starts(line, "HEAD "))
		return NULL;
	h->get = starts(line, "GET ");
	txt_put(info, "HTTP request ");
	txt_put_safe(info, line, LINE_MAX_BYTES);
	return "http-request";
}

/* What a segment of the server says. */
static const char *answered(const struct http_client *h, const struct packet *p, struct txt *info)
{
	struct span line = line_of(p);
	char ip[16];

	if (p->tcp_flags & TCP_RST && !line.n) {
		txt_fmt(info, "%s refuses TCP port %u", txt_ip4(ip, p->src_ip), p->src_port);
		return "http-refused";
	}
	if (starts(line, "\x15\x03")) {
		txt_fmt(info, "TLS alert of %s", txt_ip4(ip, p->src_ip));
		return "http-tls-alert";
	}
	if (!starts(line, "HTTP/1.") || line.n < STATUS_AT + 3)
		return NULL;
	txt_put(info, "HTTP answer ");
	txt_put_safe(info, line, LINE_MAX_BYTES);
	if (line.p[STATUS_AT] >= '4')
		return "http-error";
	return line.p[STATUS_AT] == '2' && h->get ? "http-file" : "http-found";
}

bool http_track(struct tracker *t, const struct packet *p, struct verdict *out)
{
	struct http_client *h;
	struct txt info = {0};
	const char *kind;
	bool up = true;

	if (p->kind != PACKET_TCP)
		return false;
	h = stations_http(t->stations, p->src_ip, track_vlan(p));
	if (!h) {
		h = stations_http(t->stations, p->dst_ip, track_vlan(p));
		up = false;
	}
	if (!h || h->kept >= KEEP)
		return false;
	kind = up ? asked(h, p, &info) : answered(h, p, &info);
	if (kind) {
		h->kept++;
		track_event(t, p, kind, h->mac, 0, "", txt_str(&info));
		*out = (struct verdict){"fact", "HTTP boot"};
	}
	txt_free(&info);
	return kind != NULL;
}
