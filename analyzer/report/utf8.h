/*
 * Text on its way out. Capture text was made safe when it was stored, but a case file may come
 * from anybody: every output looks at each code point again.
 */
#ifndef PVSLEUTH_REPORT_UTF8_H
#define PVSLEUTH_REPORT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The code point at s (NUL-terminated, not at its end); *next is behind it. A byte that begins no valid
 * sequence (RFC 3629) gives U+FFFD and is one byte long. */
uint32_t utf8_next(const char *s, const char **next);

/* Whether a code point may be shown: no control (tab and newline excepted), no bidi override or
 * isolate, no invisible mark, no non-character. */
bool utf8_showable(uint32_t cp);

/* How many code points s has; the bytes that its first n code points take. */
size_t utf8_count(const char *s);
size_t utf8_prefix(const char *s, size_t n);

#endif
