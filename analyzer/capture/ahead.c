/*
 * Reading ahead: see ahead.h. Two queues between the threads: blocks to fill, and filled ones. The
 * looking side makes the blocks, so that only it touches their home.
 */
#include "capture/ahead.h"

#include "base/mem.h"
#include "base/thread.h"

#include <stdlib.h>

#define AHEAD_BLOCKS 4 /* under way: to fill, being filled, filled */

struct queue {
	struct block *first, **last;
};

struct ahead {
	struct source *src;
	struct blocks *home;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t empty_came, filled_came, told_came;
	struct queue empty, filled; /* under the lock, as what follows */
	bool stop, ended;
	bool waits;	 /* who looks, for a block */
	uint64_t untold; /* blocks handed over that `seen` has not had */
	unsigned under_way; /* of the looking side alone */
};

static void queue_put(struct queue *q, struct block *b)
{
	b->next = NULL;
	*q->last = b;
	q->last = &b->next;
}

static struct block *queue_take(struct queue *q)
{
	struct block *b = q->first;

	if (!b)
		return NULL;
	q->first = b->next;
	if (!q->first)
		q->last = &q->first;
	return b;
}

/* A block to fill; NULL when it is time to stop. */
static struct block *wait_empty(struct ahead *a)
{
	struct block *b = NULL;

	pthread_mutex_lock(&a->lock);
	while (!a->stop && !(b = queue_take(&a->empty)))
		pthread_cond_wait(&a->empty_came, &a->lock);
	pthread_mutex_unlock(&a->lock);
	return b;
}

static void fill(struct source *src, struct block *b)
{
	ssize_t got = 1;

	b->filled = 0;
	while (got > 0 && b->filled < WINDOW_READ) {
		got = source_read(src, b->bytes + WINDOW_FRONT + b->filled, WINDOW_READ - b->filled);
		if (got > 0)
			b->filled += (size_t)got;
	}
}

static void tell(struct ahead *a, const struct block *b)
{
	a->src->ops->tell(a->src, b->bytes + WINDOW_FRONT, b->filled);
}

/* Tells of a block that nobody waits for, after those before it. */
static void tell_now(struct ahead *a, struct block *b)
{
	while (a->untold && !a->stop)
		pthread_cond_wait(&a->told_came, &a->lock);
	if (a->stop)
		return;
	pthread_mutex_unlock(&a->lock);
	tell(a, b);
	b->untold = false;
	pthread_mutex_lock(&a->lock);
}

/* False when it was the last one; it is the looking side's from here. */
static bool hand_over(struct ahead *a, struct block *b)
{
	bool last = b->filled < WINDOW_READ;

	pthread_mutex_lock(&a->lock);
	b->untold = a->src->deferred;
	if (b->untold && !a->waits)
		tell_now(a, b);
	a->untold += b->untold;
	queue_put(&a->filled, b);
	a->ended = last;
	pthread_cond_signal(&a->filled_came);
	pthread_mutex_unlock(&a->lock);
	return !last;
}

static void *work(void *arg)
{
	struct ahead *a = arg;
	struct block *b;

	do {
		b = wait_empty(a);
		if (b)
			fill(a->src, b);
	} while (b && hand_over(a, b));
	return NULL;
}

static void drop(struct queue *q)
{
	struct block *b;

	while ((b = queue_take(q)))
		block_rest(b);
}

/* What was read and not looked at was read nevertheless. */
static void tell_rest(struct ahead *a)
{
	const struct block *b;

	for (b = a->filled.first; b; b = b->next)
		if (b->untold)
			tell(a, b);
	a->src->deferred = false;
}

static void ahead_free(struct ahead *a)
{
	drop(&a->empty);
	drop(&a->filled);
	pthread_cond_destroy(&a->told_came);
	pthread_cond_destroy(&a->empty_came);
	pthread_cond_destroy(&a->filled_came);
	pthread_mutex_destroy(&a->lock);
	free(a);
}

struct ahead *ahead_start(struct source *src, struct blocks *home)
{
	struct ahead *a = mem_alloc(sizeof(*a));

	a->src = src;
	a->home = home;
	a->empty.last = &a->empty.first;
	a->filled.last = &a->filled.first;
	pthread_mutex_init(&a->lock, NULL);
	pthread_cond_init(&a->empty_came, NULL);
	pthread_cond_init(&a->filled_came, NULL);
	pthread_cond_init(&a->told_came, NULL);
	src->deferred = src->ops->tell != NULL;
	if (thread_start(&a->thread, work, a))
		return a;
	src->deferred = false;
	ahead_free(a);
	return NULL;
}

/* Of the block taken: those before it are told of. */
static void tell_taken(struct ahead *a, struct block *b)
{
	if (!b->untold)
		return;
	tell(a, b);
	b->untold = false;
	pthread_mutex_lock(&a->lock);
	a->untold--;
	pthread_cond_signal(&a->told_came);
	pthread_mutex_unlock(&a->lock);
}

struct block *ahead_next(struct ahead *a)
{
	struct block *b = NULL;

	pthread_mutex_lock(&a->lock);
	for (; a->under_way < AHEAD_BLOCKS; a->under_way++)
		queue_put(&a->empty, block_take(a->home, WINDOW_FRONT + WINDOW_READ));
	pthread_cond_signal(&a->empty_came);
	a->waits = true;
	while (!(b = queue_take(&a->filled)) && !a->ended)
		pthread_cond_wait(&a->filled_came, &a->lock);
	a->waits = false;
	pthread_mutex_unlock(&a->lock);
	if (!b)
		return NULL;
	a->under_way--;
	tell_taken(a, b);
	return b;
}

void ahead_stop(struct ahead *a)
{
	if (!a)
		return;
	pthread_mutex_lock(&a->lock);
	a->stop = true;
	pthread_cond_signal(&a->empty_came);
	pthread_cond_signal(&a->told_came);
	pthread_mutex_unlock(&a->lock);
	pthread_join(a->thread, NULL);
	tell_rest(a);
	ahead_free(a);
}
