/*
 * What leaves the case for other people: the HTML page, JSON, CSV, and evidence as pcapng. Everything
 * is read through the public views (schema/views.sql), so the same case, the same version and the same
 * `generated_ns` give the same bytes. Nothing here prints, reads the clock or looks at the locale.
 *
 * Files are written beside their final name, flushed, and renamed: a full disk leaves the old file. They
 * are readable by their owner only.
 */
#ifndef PVSLEUTH_REPORT_REPORT_H
#define PVSLEUTH_REPORT_REPORT_H

#include "base/err.h"
#include "base/txt.h"
#include "model/field.h"
#include "model/packet.h"
#include "store/store.h"

#include <stdint.h>
#include <stdio.h>

struct report_options {
	const char *title;      /* NULL: "Network boot report" */
	const char *version;    /* of pvsleuth */
	int64_t generated_ns;   /* SOURCE_DATE_EPOCH or now, from the caller */
	int utc_offset_min;     /* times are shown at this offset from UTC */
	frame_fields_fn fields; /* NULL: evidence frames are shown without decoded fields */
	const char *target;     /* only boots of this MAC; NULL: all */
	int64_t finding;        /* only boots that this finding is about; 0: all */
	const char *boots;      /* only these: their ids as a JSON array; NULL: all */
	const char *about;      /* which those are, in words */
};

#define REPORT_SCHEMA_VERSION 1

/* The HTML page as a file; 0, or -1 with a sentence. */
int report_html(struct store *s, const struct report_options *o, const char *path, struct err *err);
/* The same to a stream that stays open. */
int report_write(struct store *s, const struct report_options *o, FILE *out, struct err *err);

/* The case as one JSON object, and as JSON lines: pvsleuth-json(5). Members are the columns of the views of
 * the same names. */
int report_json(struct store *s, const struct report_options *o, FILE *out, struct err *err);
int report_jsonl(struct store *s, const struct report_options *o, FILE *out, struct err *err);

/* One public view ("boots", "findings", ...) as RFC 4180 CSV with a line of column names. A cell that a
 * spreadsheet would take for a formula gets an apostrophe in front. */
int report_csv(struct store *s, const char *view, FILE *out, struct err *err);
/* The views that are exported, by number from 0; NULL after the last. */
const char *report_table(size_t i);

/* A Wireshark configuration profile in an existing folder: colours, columns, filter buttons. With a case
 * also buttons for its failed boots. */
int report_wireshark(struct store *s, const char *folder, bool force, struct err *err);

/* The files that a case was made of, for what it only measured. */
struct extract_source {
	/* Gives the packets of a capture in order, as long as fn returns 0, when its file is still where it was and
	 * as it was: 1. Else 0. */
	int (*read)(void *ctx, int64_t capture_id, const char *path, int64_t file_bytes,
		int (*fn)(void *fn_ctx, const struct packet *p), void *fn_ctx);
	void *ctx;
	int64_t limit;	 /* bytes to copy at most */
	int64_t largest; /* bytes of a file that is worth reading for it; 0: any */
};

struct extract_options {
	bool bare; /* only the frames asked for */
	const char *version;
	const struct extract_source *source; /* NULL: the case alone */
	struct txt *said; /* gets a sentence when there was streaming: whether it is in it; or NULL */
};

/* The frames of "finding:3" (its evidence) or "boot:2" (all it holds) as pcapng with packet comments. Unless
 * `bare`, also what a verdict on them rests on: the frames around them, how long was recorded, and the streaming of
 * the boots, which the case only measured, from the captures where they are at hand. To a stream: whether it took
 * everything is for the caller to ask. */
int report_extract_to(struct store *s, const char *what, const struct extract_options *o, FILE *f, struct err *err);
int report_extract(struct store *s, const char *what, const struct extract_options *o, const char *path, struct err *err);

#endif
