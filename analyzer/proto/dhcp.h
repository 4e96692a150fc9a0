/*
 * DHCPv4 and BOOTP (RFC 951, 1542, 2131, 2132, 3396; PXE 2.1): bytes to a message.
 */
#ifndef PVSLEUTH_PROTO_DHCP_H
#define PVSLEUTH_PROTO_DHCP_H

#include "model/addr.h"
#include "proto/decode.h"

enum { DHCP_DISCOVER = 1, DHCP_OFFER, DHCP_REQUEST, DHCP_DECLINE, DHCP_ACK, DHCP_NAK, DHCP_RELEASE,
	DHCP_INFORM };

enum dhcp_odd {
	DHCP_ODD_SHORT_BOOTP = 1 << 0,     /* payload under 300 bytes (RFC 1542 2.1) */
	DHCP_ODD_HLEN = 1 << 1,            /* hlen over 16, or Ethernet with hlen other than 6 */
	DHCP_ODD_NO_COOKIE = 1 << 2,       /* plain BOOTP */
	DHCP_ODD_OPTION_OVERRUN = 1 << 3,  /* an option runs beyond its area */
	DHCP_ODD_NO_END = 1 << 4,          /* an area without option 255 */
	DHCP_ODD_OPTION_LENGTH = 1 << 5,   /* a typed option of a wrong length */
	DHCP_ODD_OPTIONS_CUT = 1 << 6,     /* not captured: what is absent may have been there */
	DHCP_ODD_OVERLOAD_NESTED = 1 << 7, /* option 52 inside file or sname, ignored */
	DHCP_ODD_SPLIT_OPTION = 1 << 8,    /* RFC 3396: in pieces, some clients see only one */
	DHCP_ODD_PXE43 = 1 << 9,           /* option 43 of a PXE reply is not a valid TLV list */
};

/* Sub-options of option 43 when the message speaks PXE (PXE 2.1; netboot.md 3.2). */
struct dhcp_pxe {
	bool present;
	bool has_control;
	uint8_t control;         /* 43.6 */
	uint32_t mcast;          /* 43.7 */
	struct span servers;     /* 43.8, raw */
	uint32_t first_server;   /* first address in 43.8 */
	struct span menu, prompt; /* 43.9, 43.10 */
	bool has_item;
	uint16_t item_type, item_layer; /* 43.71 */
};

/* Spans point into the packet, or into `scratch` for options put together from pieces; the struct
 * must not be copied while they are used. An absent option has p == NULL. */
struct dhcp_msg {
	uint8_t op, htype, hlen, hops;
	uint32_t xid;
	uint16_t secs, flags;
	uint32_t ciaddr, yiaddr, siaddr, giaddr;
	uint8_t chaddr[16];
	struct mac client; /* chaddr's first six bytes when hlen is 6 (or 16: see DHCP_ODD_HLEN) */
	struct span sname, file; /* without trailing NULs; absent when overloaded */
	bool has_cookie;
	uint8_t type;      /* option 53; 0 when absent or not captured */
	uint8_t overload;  /* option 52 */
	struct span opt[256];
	uint32_t order[64]; /* the first codes in the order they came */
	unsigned order_count;
	struct dhcp_pxe pxe;
	unsigned odd;
	uint8_t scratch[2048];
	size_t scratch_used;
};

/* in: the UDP payload. DECODED_MALFORMED also when only an option runs beyond its area: everything
 * before it is there, and the message counts as one. Options cut by the capture: DECODED_SNAPPED
 * with the fixed header filled. Of several options 53 or 52 the first byte counts. A file or sname
 * field is absent when its end was not captured. */
enum decoded dhcp_decode(struct cur in, struct dhcp_msg *out);

/* Typed reads. False when the option is absent or has a wrong length. */
bool dhcp_opt_ip(const struct dhcp_msg *m, uint8_t code, uint32_t *ip); /* the first address */
bool dhcp_opt_u32(const struct dhcp_msg *m, uint8_t code, uint32_t *v);
bool dhcp_opt_u16(const struct dhcp_msg *m, uint8_t code, uint16_t *v); /* the first of a list */
bool dhcp_opt_u8(const struct dhcp_msg *m, uint8_t code, uint8_t *v);

/* Whether option 60 begins with PXEClient (HTTPClient). */
bool dhcp_is_pxe(const struct dhcp_msg *m);
bool dhcp_is_http(const struct dhcp_msg *m);
/* Architecture from option 93, else from the text of option 60; -1 when neither says. */
int dhcp_arch(const struct dhcp_msg *m);
/* "x86-64 UEFI" ... as IANA registers processor architecture types; "unknown" for others. */
const char *dhcp_arch_name(int arch);
/* The boot file: option 67 without trailing NULs (RFC 2132 section 2 has receivers delete them),
 * else the header's file field; absent when neither names one. */
struct span dhcp_bootfile(const struct dhcp_msg *m);
/* "discover" "offer" ... or "bootrequest"/"bootreply" without option 53. */
const char *dhcp_type_name(const struct dhcp_msg *m);

/* Sub-options of options 43 (PXE), 82 and 175: code, length, value; 0 is a pad, 255 ends the list.
 * The next one of the list `c` is over; false at its end, where c->err tells a clean one. */
bool dhcp_sub_next(struct cur *c, uint8_t *code, struct span *value);
/* The first sub-option of that code; absent when there is none, or no such option. */
struct span dhcp_sub(const struct dhcp_msg *m, uint8_t option, uint8_t code);
/* Option 97 as text, first three fields little-endian as firmware prints them; "" when absent or
 * of another type or length. Returns buf. */
char *dhcp_uuid(const struct dhcp_msg *m, char buf[37]);
/* Whether an iPXE client sent it (user class iPXE, or option 175). */
bool dhcp_is_ipxe(const struct dhcp_msg *m);

/* One row per known option, for texts and for validity: NULL when not known. */
enum dhcp_opt_type { DHCP_T_BYTES, DHCP_T_TEXT, DHCP_T_IP, DHCP_T_IPS, DHCP_T_U8, DHCP_T_U16,
	DHCP_T_U32, DHCP_T_U16S, DHCP_T_FLAG };
struct dhcp_opt_def {
	uint8_t code;
	const char *name; /* as RFC 2132 and IANA call it */
	enum dhcp_opt_type type;
	uint8_t min, max; /* length; max 0: no limit */
};
const struct dhcp_opt_def *dhcp_opt_def(uint8_t code);
/* Whether a value of n bytes can be one of that option. */
bool dhcp_opt_length_ok(const struct dhcp_opt_def *def, size_t n);

#endif
