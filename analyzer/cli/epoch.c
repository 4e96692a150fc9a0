/*
 * See epoch.h.
 */
#include "cli/epoch.h"

#include <stdlib.h>
#include <time.h>

int64_t epoch_ns(void)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	char *end;
	long long s = epoch && *epoch ? strtoll(epoch, &end, 10) : -1;

	return (s >= 0 && !*end ? (int64_t)s : (int64_t)time(NULL)) * 1000000000;
}
