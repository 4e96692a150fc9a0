/*
 * Text files that were built into the binary (SQL, stylesheet): see schema/embed.awk.
 */
#ifndef PVSLEUTH_BASE_EMBEDDED_H
#define PVSLEUTH_BASE_EMBEDDED_H

/* One file: its path below the folder it was taken from, and its lines, NULL-terminated. A table
 * of these ends with a NULL name. */
struct embedded {
	const char *name;
	const char *const *lines;
};

/* The whole text of e in one heap string; the caller frees it. */
char *embedded_text(const struct embedded *e);

#endif
