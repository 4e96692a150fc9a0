/*
 * Hashes of files: see hash.h. SHA-256 takes longer than everything else that is done with a file, so it has a
 * thread of its own behind the one that reads; XXH3 costs next to nothing.
 */
#include "config.h"

#include "cli/hash.h"

#include "base/line.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>
#ifdef XXHASH_CHOOSES /* a third of the time, with AVX2; the same names, the same hashes */
#include <xxh_x86dispatch.h>
#endif

#define HASH_BLOCK (1 << 20)

struct hashing {
	XXH3_state_t *xx;
	EVP_MD_CTX *sha;   /* NULL: not wanted; the thread's, while there is one */
	struct line *line; /* to a thread that hashes; NULL: not yet, or none to be had */
	bool alone;	   /* do not try again */
	bool ok, sha_ok;
};

static void hex(char *out, const uint8_t *bytes, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

static void sha_take(void *hashing, const uint8_t *bytes, size_t n)
{
	struct hashing *h = hashing;

	h->sha_ok = h->sha_ok && EVP_DigestUpdate(h->sha, bytes, n);
}

/* Small files are hashed before a thread would be there. */
static void sha_feed(struct hashing *h, const uint8_t *bytes, size_t n)
{
	size_t part;

	if (!h->alone && n >= LINE_BLOCK) {
		h->line = line_new(sha_take, h);
		h->alone = true;
	}
	if (!h->line) {
		sha_take(h, bytes, n);
		return;
	}
	for (; n; n -= part, bytes += part) {
		part = n < LINE_BLOCK ? n : LINE_BLOCK;
		line_put(h->line, bytes, part);
	}
}

struct hashing *hashing_new(bool with_sha)
{
	struct hashing *h = mem_alloc(sizeof(*h));

	h->xx = XXH3_createState();
	h->ok = h->xx && XXH3_128bits_reset(h->xx) == XXH_OK;
	if (!with_sha)
		return h;
	h->sha = EVP_MD_CTX_new();
	h->sha_ok = h->sha && EVP_DigestInit_ex(h->sha, EVP_sha256(), NULL);
	h->ok = h->ok && h->sha_ok;
	return h;
}

void hashing_feed(void *hashing, const uint8_t *bytes, size_t n)
{
	struct hashing *h = hashing;

	if (!h->ok)
		return;
	XXH3_128bits_update(h->xx, bytes, n);
	if (h->sha)
		sha_feed(h, bytes, n);
}

bool hashing_finish(struct hashing *h, struct hashes *out)
{
	XXH128_canonical_t canonical;
	uint8_t bytes[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	bool ok;

	line_end(h->line);
	ok = h->ok && (!h->sha || h->sha_ok);
	*out = (struct hashes){"", ""};
	if (ok) {
		XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(h->xx));
		hex(out->xxh3, canonical.digest, sizeof(canonical.digest));
	}
	if (ok && h->sha && EVP_DigestFinal_ex(h->sha, bytes, &n))
		hex(out->sha256, bytes, n);
	EVP_MD_CTX_free(h->sha);
	XXH3_freeState(h->xx);
	free(h);
	return ok;
}

/* False when the file ended for another reason than its end. */
static bool feed_file(struct hashing *h, int fd, const volatile int *stop)
{
	uint8_t *block = mem_pages(HASH_BLOCK);
	ssize_t n;

	while ((n = read(fd, block, HASH_BLOCK)) != 0 && !*stop) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		hashing_feed(h, block, (size_t)n);
	}
	free(block);
	return n == 0 && !*stop;
}

static bool hash_file(const char *path, struct hashes *out, bool with_sha, const volatile int *stop)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct hashing *h;
	bool ok;

	if (fd < 0)
		return false;
	h = hashing_new(with_sha);
	ok = feed_file(h, fd, stop);
	close(fd);
	return hashing_finish(h, out) && ok;
}

bool hash_full(const char *path, struct hashes *out, const volatile int *stop)
{
	return hash_file(path, out, true, stop);
}

bool hash_quick(const char *path, char xxh3[33], const volatile int *stop)
{
	struct hashes h;

	if (!hash_file(path, &h, false, stop))
		return false;
	memcpy(xxh3, h.xxh3, sizeof(h.xxh3));
	return true;
}
