/*
 * Foreign formats by their first bytes. To add one: a line in the table, or a test in guesses[] for
 * a format without a magic.
 */
#include "capture/foreign.h"

#include "base/txt.h"

#include <string.h>
#include <strings.h>

#define EDITCAP "convert it with Wireshark's editcap: editcap IN OUT.pcapng"
#define UNPACK "unpack it and name the capture inside"

struct foreign {
	const char *magic;
	size_t at, len; /* at == ANYWHERE: within the first 128 bytes */
	const char *what, *remedy;
};

#define ANYWHERE SIZE_MAX
#define ANYWHERE_LIMIT 128

static const struct foreign magics[] = {
	{"RTSS", 0, 4, "a Network Monitor 1 capture", EDITCAP},
	{"GMBU", 0, 4, "a Network Monitor capture", EDITCAP},
	{"NetScaler", ANYWHERE, 9, "a NetScaler nstrace",
		EDITCAP " (or trace with -tcpdump ENABLED)"},
	{"Netscaler", ANYWHERE, 9, "a NetScaler nstrace",
		EDITCAP " (or trace with -tcpdump ENABLED)"},
	{"snoop\0\0\0", 0, 8, "a Solaris snoop capture", EDITCAP},
	{"btsnoop\0", 0, 8, "a Bluetooth snoop log, which holds no network frames",
		"record the boot with tcpdump -w or Wireshark"},
	{"TRSNIFF data    \x1a", 0, 17, "a Sniffer capture", EDITCAP},
	{"XCP\0", 0, 4, "a NetXRay or Windows Sniffer capture", EDITCAP},
	{"\177ver", 0, 4, "an OmniPeek capture", EDITCAP},
	{"iptrace ", 0, 8, "an AIX iptrace capture", EDITCAP},
	{"\xaa\xaa\xaa\xaa", 0, 4, "an InfoVista 5View capture", EDITCAP},
	{"\x05VNF", 0, 4, "a Visual Networks capture", EDITCAP},
	{"\x54\x52\x00\x64\x00", 0, 5, "a Novell LANalyzer capture", EDITCAP},
	{"SQLite format 3", 0, 15, "an SQLite database, not a capture",
		"if it is a pvsleuth case, open it as one"},
	{"PK\3\4", 0, 4, "a zip archive", UNPACK},
	{"7z\xbc\xaf\x27\x1c", 0, 6, "a 7-Zip archive", UNPACK},
	{"Rar!\x1a\x07", 0, 6, "a RAR archive", UNPACK},
	{"MSCF", 0, 4, "a Windows cabinet", UNPACK " (expand IN.cab -F:* OUTDIR)"},
	{"ustar", 257, 5, "a tar archive", UNPACK},
	{"BZh", 0, 3, "compressed with bzip2", "decompress it: bzip2 -dc IN > OUT"},
};

static bool magic_fits(const struct foreign *f, struct span head)
{
	size_t limit = head.n < ANYWHERE_LIMIT ? head.n : ANYWHERE_LIMIT;

	if (f->at == ANYWHERE)
		return limit && memmem(head.p, limit, f->magic, f->len) != NULL;
	return head.n >= f->at + f->len && memcmp(head.p + f->at, f->magic, f->len) == 0;
}

static bool path_ends(const char *path, const char *ending)
{
	size_t n = strlen(path), m = strlen(ending);

	return n >= m && strcasecmp(path + n - m, ending) == 0;
}

/* ETL has no magic. Its first buffer begins with its size, and at byte 72 stands the header of the
 * trace's own description: version, type 1 or 2, flags 0xc0. */
static bool is_etl(const char *path, struct span head)
{
	struct cur c = cur_make(head.p, head.n, head.n);
	uint32_t size = cur_le32(&c), saved = cur_le32(&c);
	uint8_t type, flags;

	if (path_ends(path, ".etl"))
		return true;
	cur_skip(&c, 72 - 8 + 2);
	type = cur_u8(&c);
	flags = cur_u8(&c);
	return c.err == CUR_OK && size >= 1024 && size <= 1u << 26 && size % 1024 == 0 &&
	       saved <= size && (type == 1 || type == 2) && flags == 0xc0;
}

/* One ERF record: time 64 little endian | type 8 | flags 8 | length 16 | lost 16 | on the

 * wire 16 */
static bool erf_record(struct cur *c)
{
	uint32_t seconds, length;
	uint8_t type;

	cur_skip(c, 4);
	seconds = cur_le32(c);
	type = cur_u8(c) & 0x7f;
	cur_skip(c, 1);
	length = cur_be16(c);
	cur_skip(c, 4);
	if (c->err != CUR_OK || seconds < 631152000u || !type || type > 48 || length < 16)
		return false;
	cur_skip(c, length - 16);
	return true;
}

static bool is_erf(const char *path, struct span head)
{
	struct cur c = cur_make(head.p, head.n, head.n);
	unsigned records = 0;

	if (path_ends(path, ".erf"))
		return true;
	while (cur_more(&c) && erf_record(&c))
		records++;
	/* two whole ones, or one that is the whole file or runs past what was looked at */
	return records >= 2 || (records == 1 && (!c.left || c.err != CUR_OK));
}

static bool is_utf16(struct span head)
{
	return head.n >= 2 && ((head.p[0] == 0xff && head.p[1] == 0xfe) ||
				      (head.p[0] == 0xfe && head.p[1] == 0xff));
}

static bool is_text(const char *path, struct span head)
{
	size_t i;

	(void)path;
	if (is_utf16(head))
		return true;
	for (i = 0; i < head.n; i++)
		if ((head.p[i] < 0x20 && !memchr("\t\n\r\f\033", head.p[i], 5)) ||
			head.p[i] == 0x7f)
			return false;
	return head.n > 0;
}

static const struct {
	bool (*fits)(const char *path, struct span head);
	const char *what, *remedy;
} guesses[] = {
	{is_text, "text, not a capture",
		"record with tcpdump -w FILE (or save as pcapng), or convert a hex dump with "
		"text2pcap"},
	{is_etl, "a Windows event trace (ETL, from pktmon or netsh trace)",
		"convert it: etl2pcapng IN.etl OUT.pcapng"},
	{is_erf, "an Endace ERF capture", EDITCAP},
};

int foreign_explain(const char *path, struct span head, struct err *err)
{
	char shown[256];
	size_t i;

	txt_safe(shown, sizeof(shown), (struct span){(const uint8_t *)path, strlen(path)});
	if (!head.n)
		return err_set(err, "%s is empty; check how it was recorded or copied", shown);
	for (i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (magic_fits(&magics[i], head))
			return err_set(
				err, "%s is %s; %s", shown, magics[i].what, magics[i].remedy);
	for (i = 0; i < sizeof(guesses) / sizeof(guesses[0]); i++)
		if (guesses[i].fits(path, head))
			return err_set(
				err, "%s is %s; %s", shown, guesses[i].what, guesses[i].remedy);
	return err_set(err,
		"%s is not a capture pvsleuth knows (pcap, pcapng); if Wireshark opens it, %s",
		shown, EDITCAP);
}
