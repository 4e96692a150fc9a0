/*
 * The answer in about ten lines: what was read, what booted, what failed and why, where to look.
 */
#ifndef PVSLEUTH_CLI_SUMMARY_H
#define PVSLEUTH_CLI_SUMMARY_H

#include "cli/out.h"
#include "store/store.h"

int summary_print(struct cli *cli, struct store *s, struct err *err);

#endif
