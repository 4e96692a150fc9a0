/*
 * Case files as commands meet them: names, opening, being out of date.
 */
#ifndef PVSLEUTH_CLI_CASE_H
#define PVSLEUTH_CLI_CASE_H

#include "cli/cmd.h"
#include "store/store.h"

/* "site-a/boot.pcapng.gz" gives "boot.pvsleuth", in the current folder; names that a shell or a file
 * system could trip over are changed. From n = 2 on "boot-2.pvsleuth". The caller frees it. */
char *case_name(const char *capture, unsigned n);

/* Opens a case to look at it; tells why not and gives NULL. A case that was analysed by another version
 * is refused with the command that renews it; so is one with captures that are not analysed yet,
 * unless somebody is adding to what was analysed before: then that is said. */
struct store *case_open(const char *path);
/* The same for what does not depend on boots: captures that are not analysed yet are no hindrance. */
struct store *case_open_facts(const char *path);
/* Says that the case holds captures that are not analysed, and what to do, where that is so; whether it is. */
bool case_unanalysed(struct store *s);

/* Whether a file may be written there: STATUS_OK, or what the command ends with; then it has been told. */
int case_spares(const struct store *s, const char *output, bool force);

/* The number behind "boot:" in "boot:12"; 0 when it is something else. */
int64_t case_number(const char *what, const char *prefix);

#endif
