/*
 * The order in which captures are read: by the time of their first frame, whatever order they were named
 * in, so that the files of one rotated recording give the same case.
 */
#ifndef PVSLEUTH_CLI_ORDER_H
#define PVSLEUTH_CLI_ORDER_H

#include "cli/inputs.h"

/* Looks at the first frame of each file and sorts. Pipes, and what cannot be opened, come last in the
 * order named: reading them will tell. */
void order_inputs(struct inputs *in, const volatile int *stop);

#endif
