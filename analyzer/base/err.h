/*
 * What went wrong in the environment (files, database, memory), as a sentence for people.
 * Filled where it happens, printed only by cli/ and tui/. Odd bytes in a capture are never an
 * error: they are data.
 */
#ifndef PVSLEUTH_BASE_ERR_H
#define PVSLEUTH_BASE_ERR_H

struct err {
	char text[512];
};

/* Writes the sentence (printf style); returns -1 so that callers can `return err_set(...)`. e may be
 * NULL. */
int err_set(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Puts "prefix: " in front of the sentence already there; returns -1. */
int err_prefix(struct err *e, const char *prefix);

#endif
