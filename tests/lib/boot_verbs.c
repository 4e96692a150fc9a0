/*
 * The table of verbs: who can say what, and with which fields.  Fields every line may have
 * (label, drop, vlan...) stand in boot_parse.c.
 *
 * To add one: write say_NAME() in the enc_ or verb_ file of its protocol, declare it in verbs.h,
 * add a row here, and describe it in fixtures/rules/README.md.
 */
#include <string.h>

#include "verbs.h"

#define HEADER                                                                                   \
	"op htype hlen hops xid secs flags type overload pad ciaddr yiaddr siaddr giaddr file "  \
	"sname chaddr broadcast unicast no-cookie no-end"
#define CLIENT HEADER " as new"
#define REPLY HEADER " of"
#define TFTP "file mode port blksize tsize windowsize timeout rtt block size again tid lport"
#define TRANSFER TFTP " until-block lose-block rto version"
#define PVS "port lport size pairs gap service reads mtu mixed overlap lose-every rto header "     \
	"lose-over left again jitter spread uniform acked"

static const struct verb verbs[] = {
	{ "discover", say_discover, .fields = CLIENT, .dhcp_options = true },
	{ "request", say_request, .fields = CLIENT " init-reboot renew rebind",
	  .dhcp_options = true },
	{ "decline", say_decline, .fields = CLIENT, .dhcp_options = true },
	{ "release", say_release, .fields = CLIENT, .dhcp_options = true, .needs_peer = true },
	{ "inform", say_inform, .fields = CLIENT, .dhcp_options = true },
	{ "pxe-request", say_pxe_request, .fields = CLIENT, .dhcp_options = true,
	  .needs_peer = true },
	{ "offer", say_offer, .fields = REPLY, .dhcp_options = true },
	{ "ack", say_ack, .fields = REPLY, .dhcp_options = true },
	{ "nak", say_nak, .fields = REPLY, .dhcp_options = true },
	{ "proxy-offer", say_proxy_offer, .fields = REPLY, .dhcp_options = true },
	{ "pxe-ack", say_pxe_ack, .fields = REPLY, .dhcp_options = true },
	{ "relay", say_relay, .fields = REPLY, .dhcp_options = true, .needs_peer = true },
	{ "dora", say_dora, .fields = CLIENT " via offer-after select-after ack-after",
	  .dhcp_options = true, .needs_peer = true },

	{ "who-has", say_who_has, .fields = "ip spa sha", .bare = "ip" },
	{ "is-at", say_is_at, .fields = "ip sha", .bare = "ip", .needs_peer = true },
	{ "probe", say_probe, .fields = "ip sha", .bare = "ip" },
	{ "announce", say_announce, .fields = "ip sha reply", .bare = "ip" },

	{ "unreachable", say_unreachable, .fields = "code quoting quote", .bare = "code",
	  .bare_words = "net host protocol port net-prohibited host-prohibited admin" },
	{ "frag-needed", say_frag_needed, .fields = "mtu quoting quote" },
	{ "time-exceeded", say_time_exceeded, .fields = "code quoting quote" },
	{ "echo", say_echo, .fields = "id seq size", .needs_peer = true },
	{ "echo-reply", say_echo_reply, .fields = "id seq size", .needs_peer = true },

	{ "rrq", say_rrq, .fields = TFTP, .needs_peer = true },
	{ "oack", say_oack, .fields = TFTP, .needs_peer = true },
	{ "data", say_data, .fields = TFTP, .bare = "block", .needs_peer = true },
	{ "tftp-ack", say_tftp_ack, .fields = TFTP, .bare = "block", .needs_peer = true },
	{ "tftp-error", say_tftp_error, .fields = TFTP " code message", .bare = "code",
	  .needs_peer = true },
	{ "tftp-probe", say_tftp_probe, .fields = TFTP " code message", .needs_peer = true },
	{ "tftp-transfer", say_tftp_transfer, .fields = TRANSFER, .needs_peer = true },
	{ "tsb-request", say_tsb_request, .fields = TFTP, .needs_peer = true },
	{ "tsb-data", say_tsb_data, .fields = TFTP, .bare = "block", .needs_peer = true },
	{ "tsb-ack", say_tsb_ack, .fields = TFTP, .bare = "block", .needs_peer = true },
	{ "tsb-transfer", say_tsb_transfer, .fields = TRANSFER, .needs_peer = true },

	{ "login-request", say_login_request, .fields = PVS, .needs_peer = true },
	{ "login-reply", say_login_reply, .fields = PVS, .needs_peer = true },
	{ "login", say_login, .fields = PVS, .needs_peer = true },
	{ "read", say_read, .fields = PVS, .needs_peer = true },
	{ "stream", say_stream, .fields = PVS, .needs_peer = true },
	{ "stall", say_read, .fields = PVS, .needs_peer = true },
	{ "heartbeat", say_heartbeat, .fields = PVS, .needs_peer = true },

	{ "sql-call", say_sql_call, .fields = "procedure mac connection-port batch statement split lport",
	  .needs_peer = true },
	{ "sql-answer", say_sql_answer, .fields = "rows columns error split lport", .needs_peer = true },

	{ "udp", say_udp, .fields = "size hex" },
	{ "tcp", say_tcp, .fields = "flags seq ack size text", .needs_peer = true },
	{ "tcp-open", say_tcp_open, .fields = "rtt", .needs_peer = true },
	{ "dns-query", say_dns_query, .fields = "name qtype id", .needs_peer = true },
	{ "dns-answer", say_dns_answer, .fields = "name qtype id ip rcode", .needs_peer = true },

	{ "eapol", say_eapol, .fields = "packet code eap-type id" },
	{ "bpdu", say_bpdu, .fields = "rstp tcn port-role forwarding learning topology-change" },
	{ "lacp", say_lacp, .fields = "state" },
	{ "lldp", say_lldp, .fields = "system port-id pvid" },
	{ "cdp", say_cdp, .fields = "system port-id pvid" },
	{ "raw", say_raw, .fields = "hex" },
	{ "set", say_set, .fields = "ip" },
};

const struct verb *verb_find(const char *name)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

const char *verb_names(struct script *script)
{
	struct buf names = {0};
	const char *copy;

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		put_text(&names, i ? " " : "");
		put_text(&names, verbs[i].name);
	}
	copy = mem_copy(&script->mem, (const char *)names.at, names.len);
	buf_fini(&names);
	return copy;
}
