/*
 * Key in, legend out: see pseudonyms.h. Both are written and read apart from what is given away.
 */
#include "cli/pseudonyms.h"
#include "config.h"
#include "report/outfile.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <string.h>

#define KEY_MAX 4096

int pseudonyms_open(struct pseudonyms *p, struct err *err)
{
	unsigned char key[KEY_MAX];
	size_t n = 32;
	FILE *f;

	if (p->key_file) {
		f = fopen(p->key_file, "rb");
		if (!f)
			return err_set(err, "%s cannot be read: %s", p->key_file, strerror(errno));
		n = fread(key, 1, sizeof(key), f);
		fclose(f);
		if (n < REDACT_KEY_MIN)
			return err_set(err, "%s holds %zu bytes; a key has at least %d", p->key_file, n,
				REDACT_KEY_MIN);
	} else if (RAND_bytes(key, (int)n) != 1) {
		return err_set(err, "no random key can be made");
	}
	p->redact = redact_new(p->level, key, n);
	OPENSSL_cleanse(key, sizeof(key));
	return 0;
}

struct store *pseudonyms_apply(struct pseudonyms *p, struct store *s, struct err *err)
{
	struct store *copy;

	if (store_int(s, "SELECT count(*) FROM redaction", NULL, 0, 0)) {
		err_set(err, "%s has pseudonyms in it already", store_path(s));
		return NULL;
	}
	copy = store_copy(s, err);
	if (copy && redact_case(p->redact, copy, PACKAGE_VERSION, err) < 0) {
		store_close(copy);
		copy = NULL;
	}
	return copy;
}

int pseudonyms_legend(const struct pseudonyms *p, struct err *err)
{
	struct outfile out;

	if (!p->legend_file)
		return 0;
	if (outfile_open(&out, p->legend_file, err))
		return -1;
	if (redact_legend(p->redact, out.f) == 0)
		return outfile_commit(&out, err);
	outfile_abort(&out);
	return err_set(err, "%s cannot be written", p->legend_file);
}

void pseudonyms_close(struct pseudonyms *p)
{
	redact_free(p->redact);
	p->redact = NULL;
}
