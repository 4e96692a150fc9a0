/*
 * Hashes of files: see hash.h.
 */
#include "cli/hash.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

#define HASH_BLOCK (1 << 20)
#define HASH_BEHIND (256u << 20) /* what was read stays in the system's cache for that long */

struct hash_job {
	pthread_t thread;
	char *path;
	struct hashes hashes;
	volatile int stop;
	_Atomic uint64_t pos;
	_Atomic bool ended;
	bool with_sha, started, ok;
};

static void hex(char *out, const uint8_t *bytes, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

/* Feeds the file to both; sha may be NULL, and so may pos, which tells how far it is. */
static bool digest(int fd, XXH3_state_t *xx, EVP_MD_CTX *sha, const volatile int *stop, _Atomic uint64_t *pos)
{
	uint8_t *block = mem_alloc(HASH_BLOCK);
	ssize_t n;

	while ((n = read(fd, block, HASH_BLOCK)) != 0 && !*stop) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		XXH3_128bits_update(xx, block, (size_t)n);
		if (sha)
			EVP_DigestUpdate(sha, block, (size_t)n);
		if (pos)
			*pos += (uint64_t)n;
	}
	free(block);
	return n == 0 && !*stop;
}

static bool hash_file(const char *path, struct hashes *out, bool with_sha, const volatile int *stop,
	_Atomic uint64_t *pos)
{
	XXH3_state_t *xx = XXH3_createState();
	EVP_MD_CTX *sha = with_sha ? EVP_MD_CTX_new() : NULL;
	XXH128_canonical_t canonical;
	uint8_t bytes[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool ok = fd >= 0 && xx;

	if (ok)
		XXH3_128bits_reset(xx);
	if (ok && with_sha)
		ok = sha && EVP_DigestInit_ex(sha, EVP_sha256(), NULL);
	ok = ok && digest(fd, xx, sha, stop, pos);
	if (ok) {
		XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(xx));
		hex(out->xxh3, canonical.digest, sizeof(canonical.digest));
	}
	if (ok && with_sha && EVP_DigestFinal_ex(sha, bytes, &n))
		hex(out->sha256, bytes, n);
	if (fd >= 0)
		close(fd);
	EVP_MD_CTX_free(sha);
	XXH3_freeState(xx);
	return ok;
}

bool hash_full(const char *path, struct hashes *out, const volatile int *stop)
{
	*out = (struct hashes){"", ""};
	return hash_file(path, out, true, stop, NULL);
}

bool hash_quick(const char *path, char xxh3[33], const volatile int *stop)
{
	struct hashes h;

	if (!hash_file(path, &h, false, stop, NULL))
		return false;
	memcpy(xxh3, h.xxh3, sizeof(h.xxh3));
	return true;
}

static void *work(void *arg)
{
	struct hash_job *job = arg;

	job->ok = hash_file(job->path, &job->hashes, job->with_sha, &job->stop, &job->pos);
	job->ended = true;
	return NULL;
}

struct hash_job *hash_start(const char *path, bool with_sha)
{
	struct hash_job *job = mem_alloc(sizeof(*job));

	job->path = mem_strdup(path);
	job->with_sha = with_sha;
	job->started = pthread_create(&job->thread, NULL, work, job) == 0;
	return job;
}

void hash_keep_up(const struct hash_job *job, uint64_t pos, const volatile int *stop)
{
	static const struct timespec nap = {0, 1000000};

	while (job->started && !job->ended && !*stop && job->pos + HASH_BEHIND < pos)
		nanosleep(&nap, NULL);
}

bool hash_finish(struct hash_job *job, struct hashes *out, bool discard)
{
	bool ok;

	job->stop = discard;
	if (job->started)
		pthread_join(job->thread, NULL);
	else if (!discard)
		work(job);
	ok = job->ok && !discard;
	if (ok)
		*out = job->hashes;
	free(job->path);
	free(job);
	return ok;
}
