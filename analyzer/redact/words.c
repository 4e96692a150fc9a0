/*
 * Names in text: see words.h. One scanner serves both tables and frames, so that a name has the same
 * pseudonym wherever it stands.
 */
#include "redact/words.h"
#include "base/mem.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Kept as they are; compared without regard to case. Boot files are those that Citrix, Microsoft and the
 * boot loaders' makers ship under these names. */
static const char *const common[] = {
	"ardbp32.bin", "tsbbdm.bin", "pvsnbpx64.efi", "pvsnbpia32.efi", "pvsbootx64.efi", "bootx64.efi",
	"bootia32.efi", "bootmgfw.efi", "bootmgr.efi", "bootmgr.exe", "wdsnbp.com", "wdsmgfw.efi", "pxeboot.com",
	"pxeboot.n12", "pxelinux.0", "lpxelinux.0", "syslinux.efi", "undionly.kpxe", "ipxe.efi", "ipxe.pxe",
	"ipxe.kpxe", "snponly.efi", "snp.efi", "grubx64.efi", "shimx64.efi", "grubnetx64.efi", "boot.iso",
	"bcd", "boot.sdi", "boot.wim", "winpe.wim", "pxelinux.cfg", "grub.cfg", "default", "boot.ipxe",
	"pvs", "http", "https", "tftp", "tftpboot", "pxe", "pxeclient", "httpclient", "arch", "undi", "msft",
	"ipxe", "gpxe", "octet", "netascii", "blksize", "tsize", "windowsize", "timeout", "multicast", "dhcp",
	"bootp", "proxydhcp", "tsb", "icmp", "arp", "udp", "tcp", "vlan", "bin", "efi", "iso", "com", "boot",
	"images", "image", "x64", "x86", "x86_64", "i386", "ia32", "amd64", "windows", "linux", "microsoft",
	"citrix", "provisioning", "services", "programdata", "program", "files", "file", "home", "tmp", "var",
	"srv", "lib", "usr", "data", "users", "user", "public", "server", "servers", "client", "clients", "target",
	"targets", "relay", "router", "port", "ports", "side", "capture", "captures", "trace", "traces", "case",
	"cases", "target-port", "server-port", "the", "a", "an", "of", "to", "in", "is", "was", "not", "no", "such",
	"or", "and", "on", "for", "from", "with", "found", "directory", "access", "violation", "denied", "permission",
	"disk", "full", "allocation", "exceeded", "illegal", "operation", "unknown", "transfer", "id", "already",
	"exists", "undefined", "error", "code", "cannot", "could", "open", "read", "write", "request", "failed",
	"invalid", "option", "options", "negotiation", "timed", "out", "aborted", "wrong", "network", "address",
	"lease", "leases", "available", "pool", "subnet", "local", "localhost", "localdomain", "interface", "eth0",
	"ethernet", "ethernet0", "any", "dumpcap", "tcpdump", "wireshark", "does", "exist", "remote", "name",
	"path", "size", "too", "long", "large", "small", "block", "blocks",
};

/* Endings of file names that are kept when the name before them is not. */
static const char *const endings[] = {
	"bin", "efi", "iso", "com", "exe", "n12", "0", "kpxe", "pxe", "ipxe", "img", "wim", "sdi", "vhd", "vhdx",
	"avhd", "avhdx", "cfg", "conf", "txt", "log", "pcap", "pcapng", "cap", "dmp", "etl", "gz", "zst", "lz4",
	"xz", "zip", "snoop", "erf",
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static bool in_list(const char *const *list, size_t count, const char *p, size_t n)
{
	for (; count--; list++)
		if (strlen(*list) == n && !strncasecmp(*list, p, n))
			return true;
	return false;
}

bool words_common(const char *p, size_t n)
{
	return in_list(common, COUNT(common), p, n);
}

static bool wordly(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* Characters of one word; a run of these is looked at as a whole. */
static bool in_word(char c)
{
	return wordly(c) || c == '-' || c == '_' || c == '.' || (c > 0 && c < 0x20);
}

static size_t run_of(const char *p, size_t n, bool (*is)(char))
{
	size_t i;

	for (i = 0; i < n && is(p[i]); i++)
		continue;
	return i;
}

static bool is_hex(char c)
{
	return isxdigit((unsigned char)c);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static unsigned hex_value(char c)
{
	return is_digit(c) ? (unsigned)(c - '0') : (unsigned)(tolower((unsigned char)c) - 'a' + 10);
}

/* --- addresses and identifiers as text ------------------------------------------------------ */

static void put_hex_like(struct txt *out, const char *like, size_t n, const uint8_t *bytes)
{
	size_t i, nibble = 0;
	bool upper = false;

	for (i = 0; i < n; i++)
		upper = upper || (like[i] >= 'A' && like[i] <= 'F');
	for (i = 0; i < n; i++) {
		unsigned v;

		if (!is_hex(like[i])) {
			txt_putn(out, like + i, 1);
			continue;
		}
		v = nibble % 2 ? bytes[nibble / 2] & 15 : bytes[nibble / 2] >> 4;
		nibble++;
		txt_putn(out, &(upper ? "0123456789ABCDEF" : "0123456789abcdef")[v], 1);
	}
}

/* Hex digits with or without something between the pairs, to bytes; how many. */
static size_t take_hex(const char *p, size_t n, uint8_t *out, size_t room)
{
	size_t i, nibble = 0;

	for (i = 0; i < n; i++) {
		if (!is_hex(p[i]))
			continue;
		if (nibble / 2 == room)
			return 0;
		out[nibble / 2] = (uint8_t)(out[nibble / 2] << 4 | hex_value(p[i]));
		nibble++;
	}
	return nibble % 2 ? 0 : nibble / 2;
}

/* Bytes of a MAC, a client identifier (RFC 2132 9.14: type, then that) or a UUID. */
static bool map_identifier(struct redact *r, uint8_t *b, size_t n, bool sure)
{
	if (n == 6) {
		pseudonym_mac(r, b);
	} else if (n == 7 && b[0] == 1) {
		pseudonym_mac(r, b + 1);
	} else if (n == 16) {
		pseudonym_uuid(r, b);
	} else if (n == 17 && !b[0]) {
		pseudonym_uuid(r, b + 1);
	} else {
		if (!sure)
			return false;
		pseudonym_bytes(r, "hex", b, n);
	}
	return true;
}

/* aa:bb:cc:dd:ee:ff, aa-bb-..., aabb.ccdd.eeff, a UUID with its dashes, plain hex digits. How much of the
 * text it takes; 0: something else. */
static size_t identifier_at(struct redact *r, const char *p, size_t n, struct txt *out)
{
	uint8_t bytes[64] = {0};
	size_t len = run_of(p, n, is_hex), have;
	bool letters = false;
	size_t i;

	if (len == 2 && n > 2 && (p[2] == ':' || p[2] == '-')) {
		char between = p[2];

		while (len + 2 < n && p[len] == between && is_hex(p[len + 1]) && is_hex(p[len + 2]) &&
			(len + 3 == n || !is_hex(p[len + 3])))
			len += 3;
		if (len < 17)
			return 0;
		letters = true;
	} else if (len == 4 && n >= 14 && p[4] == '.' && p[9] == '.' && run_of(p + 5, n - 5, is_hex) == 4 &&
		run_of(p + 10, n - 10, is_hex) == 4) {
		len = 14;
	} else if (len == 8 && n >= 36 && p[8] == '-' && p[13] == '-' && p[18] == '-' && p[23] == '-') {
		len = 36;
	}
	for (i = 0; i < len; i++)
		letters = letters || (isalpha((unsigned char)p[i]) && is_hex(p[i]));
	have = len >= 12 && (len == n || !wordly(p[len])) ? take_hex(p, len, bytes, sizeof(bytes)) : 0;
	if (!have || (len == 36 && p[8] == '-' && have != 16))
		return 0;
	if (len == 36 && p[8] == '-') { /* EFI order, as dhcp.uuid has it */
		static const uint8_t order[16] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
		uint8_t wire[16];

		for (i = 0; i < 16; i++)
			wire[order[i]] = bytes[i];
		pseudonym_uuid(r, wire);
		for (i = 0; i < 16; i++)
			bytes[i] = wire[order[i]];
	} else if (!map_identifier(r, bytes, have, letters)) {
		return 0;
	}
	put_hex_like(out, p, len, bytes);
	return len;
}

/* Of an address that has to fit into what another took. */
static void put_fitting(struct txt *out, const char *ip, size_t room, bool last)
{
	size_t n = strlen(ip);

	for (; n > room && room; room--)
		txt_put(out, "x"); /* no room: the tables have it */
	if (n > room || !room)
		return;
	for (; !last && n < room; room--)
		txt_put(out, "0");
	txt_put(out, ip);
	for (; n < room; room--)
		txt_putn(out, "", 1);
}

static size_t ip_at(struct redact *r, const char *p, size_t n, unsigned how, struct txt *out)
{
	char text[16];
	uint32_t ip;
	size_t i, dots = 0;

	for (i = 0; i < n && i < sizeof(text) - 1 && (is_digit(p[i]) || p[i] == '.'); i++)
		dots += p[i] == '.';
	if (dots > 3 && i && p[i - 1] == '.')
		i--; /* the end of a sentence */
	if (i < 7 || (i < n && (wordly(p[i]) || (p[i] == '.' && i + 1 < n && is_digit(p[i + 1])))))
		return 0;
	memcpy(text, p, i);
	text[i] = '\0';
	if (!txt_parse_ip4(text, &ip))
		return 0;
	ip = pseudonym_ip4(r, ip);
	txt_ip4(text, ip);
	if (how & WORDS_FIT)
		put_fitting(out, text, i, i == n);
	else
		txt_put(out, text);
	return i;
}

/* An IPv6 address of n characters: with zeros in front of its groups where it became shorter; crossed out where it
 * became longer. */
static void put_ip6_fitting(struct txt *out, const char *text, size_t room)
{
	size_t missing = strlen(text) < room ? room - strlen(text) : 0, digits, zeros;
	const char *p;

	for (p = strlen(text) > room ? "" : text; *p; p += digits ? digits : 1) {
		digits = run_of(p, strlen(p), is_hex);
		zeros = digits && digits < 4 && p[digits] != '.' ? 4 - digits : 0;
		for (zeros = zeros < missing ? zeros : missing; zeros; zeros--, missing--)
			txt_put(out, "0");
		txt_putn(out, p, digits ? digits : 1);
	}
	for (room = strlen(text) > room ? room : missing; room; room--)
		txt_put(out, "x"); /* no room: the tables have it */
}

static size_t ip6_at(struct redact *r, const char *p, size_t n, unsigned how, struct txt *out)
{
	char text[IP6_TEXT];
	uint8_t ip[16];
	bool ip4;
	size_t len = ip6_parse(p, n, ip, &ip4);

	if (!len)
		return 0;
	pseudonym_ip6(r, ip);
	ip6_text(text, ip, ip4);
	if (how & WORDS_FIT)
		put_ip6_fitting(out, text, len);
	else
		txt_put(out, text);
	return len;
}

/* --- words ------------------------------------------------------------------------------- */

/* A word that is a name, but for its ending and for addresses with dashes in it. */
static void put_word(struct redact *r, const char *p, size_t n, struct txt *out)
{
	const char *dot = memrchr(p, '.', n);
	size_t stem = n;
	uint8_t *copy;

	if (words_common(p, n) || (n <= 5 && run_of(p, n, is_digit) == n)) {
		txt_putn(out, p, n);
		return;
	}
	while (dot && dot > p && in_list(endings, COUNT(endings), dot + 1, stem - (size_t)(dot - p) - 1)) {
		stem = (size_t)(dot - p);
		dot = memrchr(p, '.', stem);
	}
	copy = mem_alloc(n + 1);
	memcpy(copy, p, n);
	if (!words_common(p, stem))
		pseudonym_name(r, copy, stem);
	txt_putn(out, (const char *)copy, n);
	free(copy);
}

static void lower(char *out, const char *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		out[i] = (char)tolower((unsigned char)p[i]);
}

/* The longest learned name that begins here. */
static size_t learned_at(const struct redact *r, const char *p, size_t n)
{
	size_t head = run_of(p, n, wordly), end;
	char *low;

	if (!r->words)
		return 0;
	if (n > r->longest)
		n = r->longest;
	if (head > n)
		return 0;
	low = mem_alloc(n + 1);
	lower(low, p, n);
	end = known_find(r->heads, low, head) ? n : 0;
	for (; end; end--)
		if ((end == n || !wordly(low[end]) || !wordly(low[end - 1])) && known_find(r->words, low, end))
			break;
	free(low);
	return end;
}

/* The start of a learned name that was cut: "boot/very-lo…". */
static size_t cut_name_at(const struct redact *r, const char *p, size_t n)
{
	const char *cut = memmem(p, n, "\xe2\x80\xa6", 3);
	size_t len = cut ? (size_t)(cut - p) : 0;
	const struct known *k;

	if (len < 4 || len > r->longest)
		return 0;
	for (k = r->words; k; k = k->hh.next)
		if (k->hh.keylen > len && !strncasecmp(k->original, p, len))
			return len;
	return 0;
}

static void put_escaped_name(struct redact *r, const char *p, size_t n, struct txt *out)
{
	struct txt one = {0};

	txt_putn(&one, p, n);
	words_name(r, "name", txt_str(&one), out);
	txt_free(&one);
}

/* What stands at a place where something can begin, or inside of a word ("std::face"); how much of the text was
 * dealt with. */
static size_t map_at(struct redact *r, const char *p, size_t n, unsigned how, bool version, bool inside, struct txt *out)
{
	size_t len = 0;

	if (how & WORDS_PROSE) {
		len = learned_at(r, p, n);
		if (!len)
			len = cut_name_at(r, p, n);
		if (len) {
			put_escaped_name(r, p, len, out);
			return len;
		}
	}
	len = version ? 0 : ip_at(r, p, n, how, out);
	if (!len)
		len = identifier_at(r, p, n, out);
	if (!len && !inside)
		len = ip6_at(r, p, n, how, out);
	if (len)
		return len;
	if (how & WORDS_PROSE) {
		len = run_of(p, n, wordly);
		len = len ? len : 1;
		txt_putn(out, p, len);
		return len;
	}
	len = run_of(p, n, in_word);
	if (len)
		put_word(r, p, len, out);
	else
		txt_putn(out, p, len = 1);
	return len;
}

/* "version 7.41.0.11" is no address. */
static bool after_version(const char *start, const char *p)
{
	return p - start >= 8 && !strncasecmp(p - 8, "version ", 8);
}

void words_map(struct redact *r, const char *p, size_t n, unsigned how, struct txt *out)
{
	size_t i;

	for (i = 0; i < n;)
		i += map_at(r, p + i, n - i, how, (how & WORDS_PROSE) && after_version(p, p + i), i && wordly(p[i - 1]), out);
}

void words_fit(struct redact *r, uint8_t *p, size_t n)
{
	struct txt out = {0};
	size_t len = n;

	while (len && !p[len - 1])
		len--;
	if (!len)
		return;
	words_map(r, (const char *)p, len, WORDS_FIT, &out);
	if (out.n == len)
		memcpy(p, out.s, len);
	else
		memset(p, 'x', len);
	txt_free(&out);
}

/* --- names as tables hold them ------------------------------------------------------------- */

static void put_utf8(struct txt *out, unsigned long cp)
{
	char b[4];

	if (cp < 0x80) {
		b[0] = (char)cp;
		txt_putn(out, b, 1);
	} else if (cp < 0x800) {
		b[0] = (char)(0xc0 | cp >> 6);
		b[1] = (char)(0x80 | (cp & 63));
		txt_putn(out, b, 2);
	} else {
		b[0] = (char)(0xe0 | (cp >> 12 & 15));
		b[1] = (char)(0x80 | (cp >> 6 & 63));
		b[2] = (char)(0x80 | (cp & 63));
		txt_putn(out, b, 3);
	}
}

/* The bytes behind text that txt_put_safe made. */
static void unescape(const char *s, struct txt *out)
{
	char *end;

	for (; *s; s++) {
		if (s[0] == '\\' && s[1] == '\\') {
			txt_putn(out, ++s, 1);
		} else if (s[0] == '\\' && s[1] == 'x' && is_hex(s[2]) && is_hex(s[3])) {
			txt_putn(out, &(char){(char)(hex_value(s[2]) << 4 | hex_value(s[3]))}, 1);
			s += 3;
		} else if (s[0] == '\\' && s[1] == 'u' && s[2] == '{' && is_hex(s[3])) {
			put_utf8(out, strtoul(s + 3, &end, 16));
			s = *end == '}' ? end : end - 1;
		} else {
			txt_putn(out, s, 1);
		}
	}
}

void words_name(struct redact *r, const char *kind, const char *safe, struct txt *out)
{
	struct txt bytes = {0}, mapped = {0};
	size_t before;

	txt_put(out, "");
	before = out->n;
	unescape(safe, &bytes);
	words_map(r, txt_str(&bytes), bytes.n, WORDS_NAME, &mapped);
	txt_put_safe(out, (struct span){(const uint8_t *)txt_str(&mapped), mapped.n}, 4096);
	pseudonym_note(r, kind, safe, out->s + before);
	txt_free(&bytes);
	txt_free(&mapped);
}

static void learn_one(struct redact *r, const char *p, size_t n)
{
	char *low = mem_alloc(n + 1);
	size_t head;

	lower(low, p, n);
	head = run_of(low, n, wordly);
	if (n >= 3 && !words_common(low, n) && run_of(low, n, is_digit) != n && !known_find(r->words, low, n)) {
		known_add(&r->words, low, n, NULL);
		if (!known_find(r->heads, low, head))
			known_add(&r->heads, low, head, NULL);
		if (n > r->longest)
			r->longest = n;
	}
	free(low);
}

/* One part of a path: as it is, and without its ending. */
static void learn_part(struct redact *r, const char *p, size_t n)
{
	const char *dot = memrchr(p, '.', n);

	if (n < 4 || words_common(p, n))
		return;
	learn_one(r, p, n);
	if (dot && dot - p >= 4)
		learn_one(r, p, (size_t)(dot - p));
}

void words_learn(struct redact *r, const char *safe)
{
	size_t n = strlen(safe), part;
	const char *p, *dot = strchr(safe, '.');
	uint32_t ip;

	if (txt_parse_ip4(safe, &ip))
		return;
	learn_one(r, safe, n);
	if (strpbrk(safe, "/\\")) {
		for (p = safe; *p; p += part + !!p[part]) {
			part = strcspn(p, "/\\");
			learn_part(r, p, part);
		}
	} else if (dot && !words_common(safe, n)) {
		learn_one(r, safe, (size_t)(dot - safe));
		if (strchr(dot + 1, '.'))
			learn_one(r, dot + 1, strlen(dot + 1));
	}
}

void redact_prose(struct redact *r, const char *text, struct txt *out)
{
	txt_put(out, "");
	words_map(r, text, strlen(text), WORDS_PROSE, out);
}
