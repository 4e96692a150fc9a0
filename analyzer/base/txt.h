/*
 * Text: a bounded string builder, and the one place where bytes from a capture become text.
 */
#ifndef PVSLEUTH_BASE_TXT_H
#define PVSLEUTH_BASE_TXT_H

#include "base/cur.h"

#include <stdarg.h>
#include <stdint.h>

/* A string that grows on the heap up to a limit; what is beyond the limit is dropped and `cut` set.
 * Always NUL-terminated once something was put. {0} is a valid empty one with the default limit. */
struct txt {
	char *s;
	size_t n, cap, limit;
	bool cut;
};

void txt_put(struct txt *t, const char *s);
void txt_putn(struct txt *t, const char *s, size_t n);
void txt_fmt(struct txt *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void txt_vfmt(struct txt *t, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
void txt_clear(struct txt *t);
void txt_free(struct txt *t);
/* The text, "" when nothing was put. Valid until the next put. */
const char *txt_str(const struct txt *t);

/* Capture bytes as safe UTF-8: control characters, bidi overrides, line separators and invalid
 * sequences become \xNN or \u{NNNN}; a backslash becomes \\. At most `limit` bytes of text, then
 * an ellipsis. Trailing NULs of a fixed field are the caller's to strip. */
void txt_put_safe(struct txt *t, struct span bytes, size_t limit);
/* The same into a buffer; returns buf. */
char *txt_safe(char *buf, size_t size, struct span bytes);

void txt_put_hex(struct txt *t, struct span bytes);

/* The inside of a JSON string (no quotes around it). */
void txt_put_json(struct txt *t, const char *s);

/* A path as a word of a command that can be pasted into a shell: quoted where it has to be. */
void txt_put_shell(struct txt *t, const char *path);

/* aa:bb:cc:dd:ee:ff (18 bytes with NUL), 10.1.2.3 (16 bytes); return buf. ip4 in host order. */
char *txt_mac(char buf[18], const uint8_t mac[6]);
char *txt_ip4(char buf[16], uint32_t ip4);
bool txt_parse_mac(const char *s, uint8_t mac[6]);
bool txt_parse_ip4(const char *s, uint32_t *ip4);

/* UTC nanoseconds as ISO 8601 with `digits` fraction digits (0-9) and offset, at a fixed offset from
 * UTC in minutes: 2026-11-21T10:00:00.123456Z or ...+01:00. 40 bytes are enough. Works for every
 * int64 value. */
char *txt_time(char *buf, size_t size, int64_t ns, int digits, int offset_min);
/* A duration for people: "350 ms", "4.0 s", "2 min 05 s", "3 h 10 min". */
char *txt_duration(char *buf, size_t size, int64_t ns);
/* A count of bytes for people: "512 B", "1.5 MB" (powers of 1000). */
char *txt_bytes(char *buf, size_t size, int64_t bytes);

#endif
