/*
 * The expectations of a script as a table for runners.
 */
#ifndef BOOT_EXPECT_H
#define BOOT_EXPECT_H

#include <stdio.h>

#include "capture_out.h"

/*
 * One header line, then one line per expectation, fields separated by tabs, '-' for "any":
 * kind rule mac attempt verdict confidence primary evidence outcome phase path ip optional line.
 */
void expect_print(FILE *out, const struct play *play);

#endif
