/*
 * The captures that a case was made of, where they are still at hand and as they were read.
 */
#ifndef PVSLEUTH_CLI_ORIGINAL_H
#define PVSLEUTH_CLI_ORIGINAL_H

#include "report/report.h"

/* `read` of struct extract_source; ctx is the case, a struct store. */
int original_read(void *ctx, int64_t capture_id, const char *path, int64_t file_bytes,
	int (*fn)(void *fn_ctx, const struct packet *p), void *fn_ctx);

#endif
