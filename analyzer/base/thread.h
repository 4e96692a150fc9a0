/*
 * Starting a thread that takes no signals: every signal is for the other threads, so whoever interrupts
 * interrupts them.
 */
#ifndef PVSLEUTH_BASE_THREAD_H
#define PVSLEUTH_BASE_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/* False when the system has none to give. */
bool thread_start(pthread_t *thread, void *(*work)(void *arg), void *arg);

#endif
