/*
 * Key in, legend out: see pseudonyms.h. Both are written and read apart from what is given away.
 */
#include "cli/pseudonyms.h"
#include "base/io.h"
#include "cli/case.h"
#include "cli/out.h"
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

/* Two of the files that a command is given are one. */
static bool clash(const char *a, const char *b)
{
	if (!a || !b || !io_same_file(a, b))
		return false;
	out_error("%s cannot be two things at once; choose another name", b);
	return true;
}

int pseudonyms_spare(const struct pseudonyms *p, const struct store *s, const char *output, bool force)
{
	bool file = strcmp(output, "-") != 0;
	int status = file ? case_spares(s, output, force) : STATUS_OK;

	if (status == STATUS_OK && p->legend_file)
		status = case_spares(s, p->legend_file, force);
	if (status != STATUS_OK)
		return status;
	if (file && (clash(p->legend_file, output) || clash(p->key_file, output)))
		return STATUS_USAGE;
	return clash(p->key_file, p->legend_file) ? STATUS_USAGE : STATUS_OK;
}

int pseudonyms_legend(const struct pseudonyms *p, const struct store *s, struct err *err)
{
	struct outfile out;

	if (!p->legend_file)
		return 0;
	if (outfile_open(&out, s, p->legend_file, err))
		return -1;
	if (redact_legend(p->redact, out.f) == 0)
		return outfile_commit(&out, err);
	err_set(err, "%s cannot be written: %s", p->legend_file, strerror(errno));
	outfile_abort(&out);
	return -1;
}

void pseudonyms_close(struct pseudonyms *p)
{
	redact_free(p->redact);
	p->redact = NULL;
}
