/*
 * Without the browser there are no screens to look at. See strings.h.
 */
#include "strings.h"

void strings_screens(struct store *s, frame_fields_fn fields)
{
	(void)s;
	(void)fields;
}
