/*
 * Decoding and judging code points: see utf8.h.
 */
#include "report/utf8.h"

#include <string.h>

uint32_t utf8_next(const char *s, const char **next)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *p = (const unsigned char *)s;
	size_t len = p[0] < 0x80 ? 1 : p[0] >> 5 == 6 ? 2 : p[0] >> 4 == 14 ? 3 : p[0] >> 3 == 30 ? 4 : 0;
	uint32_t cp = len == 1 ? p[0] : p[0] & (0xffu >> (len + 1));
	size_t i;

	*next = s + 1;
	for (i = 1; i < len; i++) {
		if (p[i] >> 6 != 2)
			return 0xfffd;
		cp = cp << 6 | (p[i] & 0x3f);
	}
	if (!len || cp < least[len] || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
		return 0xfffd;
	*next = s + len;
	return cp;
}

/* Ranges that are not text or change how other text is shown. */
static const struct {
	uint32_t from, to;
} hidden[] = {
	{0x00, 0x08}, {0x0b, 0x1f}, {0x7f, 0x9f}, {0xad, 0xad}, {0x61c, 0x61c},
	{0x180e, 0x180e}, {0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f}, {0xfdd0, 0xfdef},
	{0xfeff, 0xfeff}, {0xfff0, 0xfffb}, {0xe0000, 0xe0fff},
};

bool utf8_showable(uint32_t cp)
{
	size_t i;

	for (i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
		if (cp >= hidden[i].from && cp <= hidden[i].to)
			return false;
	return (cp & 0xfffe) != 0xfffe;
}

size_t utf8_count(const char *s)
{
	size_t n = 0;

	for (; *s; n++)
		(void)utf8_next(s, &s);
	return n;
}

size_t utf8_prefix(const char *s, size_t n)
{
	const char *at = s;

	for (; *at && n; n--)
		(void)utf8_next(at, &at);
	return (size_t)(at - s);
}
