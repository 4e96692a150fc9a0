/*
 * When something was made: now, or what SOURCE_DATE_EPOCH says, which makes the same case give the same
 * bytes.
 */
#ifndef PVSLEUTH_CLI_EPOCH_H
#define PVSLEUTH_CLI_EPOCH_H

#include <stdint.h>

int64_t epoch_ns(void);

#endif
