/*
 * Bytes from a capture to text that no terminal, page or database can be hurt by. Done once, when a
 * fact is made; each output escapes again in its own way.
 */
#include "base/txt.h"

#include <stdio.h>
#include <string.h>

/* One UTF-8 sequence at p (RFC 3629: no overlong forms, no surrogates). Its length and code point;
 * 0 when the bytes are not valid. */
static size_t utf8_next(const uint8_t *p, size_t n, uint32_t *cp)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t len = p[0] < 0x80 ? 1 : p[0] >> 5 == 6 ? 2 : p[0] >> 4 == 14 ? 3 : p[0] >> 3 == 30 ? 4 : 0;
	size_t i;

	if (!len || len > n)
		return 0;
	*cp = len == 1 ? p[0] : p[0] & (0xffu >> (len + 1));
	for (i = 1; i < len; i++) {
		if (p[i] >> 6 != 2)
			return 0;
		*cp = *cp << 6 | (p[i] & 0x3f);
	}
	if (*cp < least[len] || *cp > 0x10ffff || (*cp >= 0xd800 && *cp <= 0xdfff))
		return 0;
	return len;
}

/* Code points that change how other text is shown, or are not text: C1 controls, zero width and bidi
 * marks, line and paragraph separators, bidi isolates, byte order mark, tags, non-characters. */
static bool harmful(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == 0xad || cp == 0x61c ||
		(cp >= 0x200b && cp <= 0x200f) || (cp >= 0x2028 && cp <= 0x202e) ||
		(cp >= 0x2060 && cp <= 0x206f) || cp == 0xfeff || (cp >= 0xfff0 && cp <= 0xfffb) ||
		(cp >= 0xe0000 && cp <= 0xe0fff) || (cp & 0xfffe) == 0xfffe ||
		(cp >= 0xfdd0 && cp <= 0xfdef);
}

/* The safe form of what is at p; returns how many bytes of input it stands for. */
static size_t safe_next(const uint8_t *p, size_t n, char out[16])
{
	uint32_t cp;
	size_t len = utf8_next(p, n, &cp);

	if (!len || cp < 0x20 || cp == 0x7f) {
		snprintf(out, 16, "\\x%02x", p[0]);
		return 1;
	}
	if (harmful(cp)) {
		snprintf(out, 16, "\\u{%04x}", cp);
		return len;
	}
	if (cp == '\\') {
		memcpy(out, "\\\\", 3);
		return 1;
	}
	memcpy(out, p, len);
	out[len] = '\0';
	return len;
}

void txt_put_safe(struct txt *t, struct span bytes, size_t limit)
{
	size_t at = 0, used = 0, n;
	char one[16];

	while (bytes.p && at < bytes.n) {
		at += safe_next(bytes.p + at, bytes.n - at, one);
		n = strlen(one);
		if (used + n > limit) {
			txt_put(t, "\xe2\x80\xa6");
			return;
		}
		txt_putn(t, one, n);
		used += n;
	}
}

char *txt_safe(char *buf, size_t size, struct span bytes)
{
	struct txt t = {0};

	txt_put_safe(&t, bytes, size > 4 ? size - 4 : 0);
	snprintf(buf, size, "%s", txt_str(&t));
	txt_free(&t);
	return buf;
}

void txt_put_json(struct txt *t, const char *s)
{
	for (; *s; s++) {
		unsigned char ch = (unsigned char)*s;

		if (ch == '"' || ch == '\\')
			txt_fmt(t, "\\%c", ch);
		else if (ch < 0x20)
			txt_fmt(t, "\\u%04x", ch);
		else
			txt_putn(t, s, 1);
	}
}
