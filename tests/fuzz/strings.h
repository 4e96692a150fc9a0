/*
 * What the fuzz target of hostile strings asks of a surface: whatever stands in a case, it stays text.
 */
#ifndef PVSLEUTH_TESTS_FUZZ_STRINGS_H
#define PVSLEUTH_TESTS_FUZZ_STRINGS_H

#include "fuzz.h"
#include "model/field.h"
#include "store/store.h"

/* Each stops the program when a promise is broken. */
void strings_page(const char *html, size_t n);
void strings_csv(const char *csv, size_t n);
/* The browser's screens of the case; nothing where the browser is not built. */
void strings_screens(struct store *s, frame_fields_fn fields);

#endif
