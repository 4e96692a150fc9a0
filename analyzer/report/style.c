/*
 * Stylesheet and its hash (CSP level 2, section 5.2: the hash is over the element's text as it stands
 * in the page).
 */
#include "report/style.h"
#include "base/embedded.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

extern const struct embedded embedded_css[];

int style_get(struct style *s, struct err *err)
{
	unsigned char digest[EVP_MAX_MD_SIZE], base64[64];
	unsigned n = 0;

	s->text = embedded_text(&embedded_css[0]);
	if (!EVP_Digest(s->text, strlen(s->text), digest, &n, EVP_sha256(), NULL)) {
		style_free(s);
		return err_set(err, "SHA-256 is not available");
	}
	EVP_EncodeBlock(base64, digest, (int)n);
	memcpy(s->source, "sha256-", 7);
	memcpy(s->source + 7, base64, strlen((const char *)base64) + 1);
	return 0;
}

void style_free(struct style *s)
{
	free(s->text);
	s->text = NULL;
}
