/*
 * See thread.h.
 */
#include "base/thread.h"

#include <signal.h>

bool thread_start(pthread_t *thread, void *(*work)(void *arg), void *arg)
{
	sigset_t all, before;
	bool ok;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	ok = pthread_create(thread, NULL, work, arg) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return ok;
}
