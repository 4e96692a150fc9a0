/*
 * Blocks of bytes on their way to a thread: see line.h.
 */
#include "base/line.h"
#include "base/mem.h"
#include "base/thread.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define BLOCKS 4u

struct line {
	void (*take)(void *ctx, const uint8_t *bytes, size_t n);
	void *ctx;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t moved; /* a block was put or taken, or it ended */
	uint64_t put, taken;  /* blocks so far; under the lock, as `ended` */
	bool ended;
	size_t length[BLOCKS];
	uint8_t block[BLOCKS][LINE_BLOCK];
};

/* Whether there is a block to take, as soon as that is known; it stays where it is until it is counted. */
static bool wait_block(struct line *l)
{
	bool there;

	pthread_mutex_lock(&l->lock);
	while (l->taken == l->put && !l->ended)
		pthread_cond_wait(&l->moved, &l->lock);
	there = l->taken < l->put;
	pthread_mutex_unlock(&l->lock);
	return there;
}

static void count(struct line *l, uint64_t *which)
{
	pthread_mutex_lock(&l->lock);
	++*which;
	pthread_cond_signal(&l->moved);
	pthread_mutex_unlock(&l->lock);
}

static void *work(void *arg)
{
	struct line *l = arg;

	while (wait_block(l)) {
		l->take(l->ctx, l->block[l->taken % BLOCKS], l->length[l->taken % BLOCKS]);
		count(l, &l->taken);
	}
	return NULL;
}

static void line_free(struct line *l)
{
	pthread_cond_destroy(&l->moved);
	pthread_mutex_destroy(&l->lock);
	free(l);
}

struct line *line_new(void (*take)(void *ctx, const uint8_t *bytes, size_t n), void *ctx)
{
	struct line *l = mem_alloc(sizeof(*l));

	l->take = take;
	l->ctx = ctx;
	pthread_mutex_init(&l->lock, NULL);
	pthread_cond_init(&l->moved, NULL);
	if (thread_start(&l->thread, work, l))
		return l;
	line_free(l);
	return NULL;
}

/* Until no more than `left` blocks wait. */
static void wait_room(struct line *l, uint64_t left)
{
	pthread_mutex_lock(&l->lock);
	while (l->put - l->taken > left)
		pthread_cond_wait(&l->moved, &l->lock);
	pthread_mutex_unlock(&l->lock);
}

void line_put(struct line *l, const uint8_t *bytes, size_t n)
{
	wait_room(l, BLOCKS - 1);
	memcpy(l->block[l->put % BLOCKS], bytes, n);
	l->length[l->put % BLOCKS] = n;
	count(l, &l->put);
}

void line_rest(struct line *l)
{
	wait_room(l, 0);
}

void line_end(struct line *l)
{
	if (!l)
		return;
	pthread_mutex_lock(&l->lock);
	l->ended = true;
	pthread_cond_signal(&l->moved);
	pthread_mutex_unlock(&l->lock);
	pthread_join(l->thread, NULL);
	line_free(l);
}
