/*
 * The vocabulary: see words.h.
 */
#include "report/words.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

const struct word words_phase[] = {
	{"link", "Link", NULL, "before the first DHCP message"},
	{"dhcp", "DHCP", NULL, "getting an address"},
	{"pxe", "PXE", NULL, "learning which boot server and file"},
	{"bootfile", "Boot file", NULL, "fetching the boot program"},
	{"login", "Login", NULL, "logging in to a PVS server"},
	{"stream", "Streaming", NULL, "reading the vDisk, one request at a time"},
	{"handover", "Handover", NULL, "the Windows driver takes over the stream"},
	{"os", "OS", NULL, "the operating system runs"},
	{"capture", "Capture", NULL, "the evidence itself"},
	{NULL, NULL, NULL, NULL},
};

const struct word words_stopped[] = {
	{"link", "the link", NULL, "before asking for a network address"},
	{"dhcp", "DHCP", NULL, "while asking for a network address"},
	{"pxe", "PXE", NULL, "while asking what to boot, and from where"},
	{"bootfile", "the boot file", NULL, "while fetching the boot program"},
	{"login", "the login", NULL, "while logging in to a provisioning server"},
	{"stream", "streaming", NULL, "while reading the vDisk"},
	{"handover", "the handover", NULL, "when the driver of the operating system was to take over the stream"},
	{"os", "the OS", NULL, "after the operating system had begun to run"},
	{NULL, NULL, NULL, NULL},
};

const struct word words_status[] = {
	{"ok", "ok", "\xe2\x9c\x93", NULL},
	{"slow", "slow", "\xe2\x97\x94", NULL},
	{"retried", "retried", "\xe2\x86\xbb", NULL},
	{"failed", "failed", "\xe2\x9c\x95", NULL},
	{"skipped", "not needed", "\xe2\x80\x93", NULL},
	{"not-seen", "not seen", "\xc2\xb7", NULL},
	{NULL, NULL, NULL, NULL},
};

const struct word words_outcome[] = {
	{"booted", "Booted", "\xe2\x9c\x93", NULL},
	{"failed", "Failed", "\xe2\x9c\x95", NULL},
	{"incomplete", "Incomplete", "\xe2\x80\xa6", "the captures do not show how it ended"},
	{NULL, NULL, NULL, NULL},
};

const struct word words_path[] = {
	{"pxe", "PXE, boot file from DHCP", NULL, NULL},
	{"proxydhcp", "PXE, boot file from a PXE service", NULL, NULL},
	{"uefi-pxe", "UEFI PXE", NULL, NULL},
	{"uefi-http", "UEFI HTTP boot", NULL, NULL},
	{"bdm-iso", "Boot Device Manager, ISO or USB", NULL, NULL},
	{"bdm-partition", "Boot Device Manager, disk partition", NULL, NULL},
	{"unknown", "Kind of boot not known", NULL, NULL},
	{NULL, NULL, NULL, NULL},
};

const struct word words_vantage[] = {
	{"target-side", "At the target", NULL,
		"Shows what the target sent and what reached it. Cannot show whether a question reached a server, "
		"or whether a server answered and the answer was lost on the way."},
	{"server-side", "At a server", NULL,
		"Shows what reached this server and what it sent. Cannot show whether an answer reached the "
		"target, nor what other servers did."},
	{"relay", "At a relay or router", NULL,
		"Shows both legs of a relayed question. Cannot show what happened on the target's own switch port."},
	{"several", "At several points", NULL,
		"Holds the traffic of more than one point; copies of the same packet were recognised."},
	{"unknown", "Not known", NULL,
		"The packets do not tell where it was taken. Absences in it prove nothing."},
	{NULL, NULL, NULL, NULL},
};

const struct word words_bucket[] = {
	{"fact", "Kept as facts", NULL, NULL},
	{"measured", "Measured", NULL, NULL},
	{"unrelated", "Unrelated", NULL, NULL},
	{"duplicate", "Copies", NULL, NULL},
	{"unreadable", "Unreadable", NULL, NULL},
	{NULL, NULL, NULL, NULL},
};

const struct word *word_find(const struct word *table, const char *id, struct word *spare)
{
	for (; table->id; table++)
		if (!strcmp(table->id, id))
			return table;
	*spare = (struct word){id, id, NULL, NULL};
	return spare;
}

const char *word_title(const struct word *table, const char *id)
{
	struct word spare;

	return word_find(table, id, &spare)->title;
}

static const struct word kinds[] = {
	{"dhcp-bootrequest", "BOOTP request", NULL, NULL},
	{"dhcp-bootreply", "BOOTP reply", NULL, NULL},
	{"pxe-offer", "PXE OFFER", NULL, NULL},
	{"pxe-request", "PXE REQUEST", NULL, NULL},
	{"pxe-ack", "PXE ACK", NULL, NULL},
	{"tftp-rrq", "TFTP read", NULL, NULL},
	{"tftp-wrq", "TFTP write", NULL, NULL},
	{"tftp-error", "TFTP ERROR", NULL, NULL},
	{"tsb-request", "TSB request", NULL, NULL},
	{"pvs-login", "PVS login", NULL, NULL},
	{"pvs-login-reply", "PVS login reply", NULL, NULL},
	{"pvs-request", "PVS read", NULL, NULL},
	{"pvs-data", "PVS data", NULL, NULL},
	{"pvs-fragment", "PVS data, fragment", NULL, NULL},
	{"http-connect", "HTTP connection", NULL, NULL},
	{"http-request", "HTTP request", NULL, NULL},
	{"http-found", "HTTP answer", NULL, NULL},
	{"http-file", "HTTP answer, the file", NULL, NULL},
	{"http-error", "HTTP error", NULL, NULL},
	{"http-refused", "HTTP refused", NULL, NULL},
	{"http-tls-alert", "TLS alert", NULL, NULL},
	{"sql-call", "SQL call", NULL, NULL},
	{"sql-answer", "SQL answer", NULL, NULL},
	{"os-dns", "System: DNS", NULL, NULL},
	{"os-kerberos", "System: Kerberos", NULL, NULL},
	{"os-ldap", "System: directory", NULL, NULL},
	{"os-smb", "System: file access", NULL, NULL},
	{"pvs-heartbeat", "PVS heartbeat", NULL, NULL},
	{"arp-request", "ARP who has", NULL, NULL},
	{"arp-reply", "ARP is at", NULL, NULL},
	{"arp-probe", "ARP probe", NULL, NULL},
	{"arp-announcement", "ARP announcement", NULL, NULL},
	{"icmp-unreachable", "ICMP unreachable", NULL, NULL},
	{NULL, NULL, NULL, NULL},
};

const char *word_kind(const char *kind, char *buf, size_t size)
{
	struct word spare;
	const struct word *w = word_find(kinds, kind, &spare);
	size_t i;

	if (w != &spare)
		return w->title;
	snprintf(buf, size, "%s", strncmp(kind, "dhcp-", 5) ? kind : kind + 5);
	for (i = 0; buf[i]; i++)
		buf[i] = (char)(buf[i] == '-' ? ' ' : toupper((unsigned char)buf[i]));
	return buf;
}

const char *word_plural(int64_t n, const char *one, const char *many)
{
	return n == 1 ? one : many;
}
