/*
 * The stylesheet of the page and the Content-Security-Policy source that allows it and nothing else.
 */
#ifndef PVSLEUTH_REPORT_STYLE_H
#define PVSLEUTH_REPORT_STYLE_H

#include "base/err.h"

struct style {
	char *text;
	char source[64]; /* sha256-<base64 of the SHA-256 of text> */
};

int style_get(struct style *s, struct err *err);
void style_free(struct style *s);

#endif
