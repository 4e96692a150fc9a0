/*
 * Functions for SQL: arithmetic and formats only, always the same result for the same arguments,
 * nothing about a case. Rules and views may use all of them; store.h lists them.
 */
#include "base/mem.h"
#include "base/txt.h"
#include "model/addr.h"
#include "model/rfc3074.h"
#include "store/inside.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* "01005056b80a01" or with : or - between the bytes; -1 when it is neither. */
static int hex_bytes(const char *s, uint8_t *out, size_t size)
{
	size_t n = 0;
	int hi, lo;

	while (*s) {
		if ((*s == ':' || *s == '-') && n) {
			s++;
			continue;
		}
		hi = hex_digit(s[0]);
		lo = hi < 0 ? -1 : hex_digit(s[1]);
		if (lo < 0 || n == size)
			return -1;
		out[n++] = (uint8_t)(hi << 4 | lo);
		s += 2;
	}
	return (int)n;
}

static const char *arg_text(sqlite3_value *v)
{
	return (const char *)sqlite3_value_text(v);
}

static bool arg_null(int n, sqlite3_value **v)
{
	int i;

	for (i = 0; i < n; i++)
		if (sqlite3_value_type(v[i]) == SQLITE_NULL)
			return true;
	return false;
}

static void fn_bucket(sqlite3_context *c, int n, sqlite3_value **v)
{
	uint8_t key[256];
	int len;

	if (arg_null(n, v))
		return;
	len = hex_bytes(arg_text(v[0]), key, sizeof(key));
	if (len >= 0)
		sqlite3_result_int(c, rfc3074_bucket(key, (size_t)len));
}

static void fn_vendor(sqlite3_context *c, int n, sqlite3_value **v)
{
	struct mac m;

	if (!arg_null(n, v) && txt_parse_mac(arg_text(v[0]), m.b))
		sqlite3_result_text(c, mac_vendor(m), -1, SQLITE_STATIC);
}

/* 255.255.255.0 or 24. */
static bool parse_mask(sqlite3_value *v, uint32_t *mask)
{
	sqlite3_int64 bits;

	if (sqlite3_value_numeric_type(v) != SQLITE_INTEGER)
		return txt_parse_ip4(arg_text(v), mask);
	bits = sqlite3_value_int64(v);
	if (bits < 0 || bits > 32)
		return false;
	*mask = bits ? 0xffffffffu << (32 - bits) : 0;
	return true;
}

static void fn_in_net(sqlite3_context *c, int n, sqlite3_value **v)
{
	uint32_t ip, net, mask;

	if (arg_null(n, v) || !txt_parse_ip4(arg_text(v[0]), &ip) ||
		!txt_parse_ip4(arg_text(v[1]), &net) || !parse_mask(v[2], &mask))
		return;
	sqlite3_result_int(c, (ip & mask) == (net & mask));
}

static void fn_duration(sqlite3_context *c, int n, sqlite3_value **v)
{
	char buf[40];

	if (!arg_null(n, v))
		sqlite3_result_text(c, txt_duration(buf, sizeof(buf), sqlite3_value_int64(v[0])),
			-1, SQLITE_TRANSIENT);
}

static void fn_bytes(sqlite3_context *c, int n, sqlite3_value **v)
{
	char buf[40];

	if (!arg_null(n, v))
		sqlite3_result_text(c, txt_bytes(buf, sizeof(buf), sqlite3_value_int64(v[0])), -1,
			SQLITE_TRANSIENT);
}

static void fn_clock(sqlite3_context *c, int n, sqlite3_value **v)
{
	char buf[48], *t;

	if (arg_null(n, v))
		return;
	t = strchr(txt_time(buf, sizeof(buf), sqlite3_value_int64(v[0]), 3, 0), 'T');
	sqlite3_result_text(c, t + 1, 12, SQLITE_TRANSIENT);
}

static void fn_iso_time(sqlite3_context *c, int n, sqlite3_value **v)
{
	char buf[48];

	if (!arg_null(n, v))
		sqlite3_result_text(c, txt_time(buf, sizeof(buf), sqlite3_value_int64(v[0]), 6, 0),
			-1, SQLITE_TRANSIENT);
}

/* The logarithm of n over k; the caller has checked 0 <= k <= n. */
static double log_choose(double n, double k)
{
	return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1);
}

static double choose(sqlite3_int64 n, sqlite3_int64 k)
{
	double v = 1;
	sqlite3_int64 i;

	if (k < 0 || k > n)
		return 0;
	if (k > n - k)
		k = n - k;
	if (k > 1000)
		return exp(log_choose((double)n, (double)k));
	for (i = 1; i <= k; i++)
		v = v * (double)(n - k + i) / (double)i;
	return v;
}

/* The probability of exactly k successes in n tries of probability p. */
static double binomial(sqlite3_int64 n, sqlite3_int64 k, double p)
{
	if (k < 0 || k > n)
		return 0;
	if (p <= 0)
		return k == 0;
	if (p >= 1)
		return k == n;
	return exp(log_choose((double)n, (double)k) + (double)k * log(p) +
		   (double)(n - k) * log1p(-p));
}

static void fn_choose(sqlite3_context *c, int n, sqlite3_value **v)
{
	if (!arg_null(n, v))
		sqlite3_result_double(
			c, choose(sqlite3_value_int64(v[0]), sqlite3_value_int64(v[1])));
}

static void fn_binomial(sqlite3_context *c, int n, sqlite3_value **v)
{
	if (!arg_null(n, v))
		sqlite3_result_double(
			c, binomial(sqlite3_value_int64(v[0]), sqlite3_value_int64(v[1]),
				   sqlite3_value_double(v[2])));
}

static void fn_binomial_tail(sqlite3_context *c, int n, sqlite3_value **v)
{
	sqlite3_int64 tries, k;
	double sum = 0;

	if (arg_null(n, v))
		return;
	tries = sqlite3_value_int64(v[0]);
	k = sqlite3_value_int64(v[1]);
	if (tries > 1000000) {
		sqlite3_result_error(c, "binomial_tail: more than a million tries", -1);
		return;
	}
	for (k = k < 0 ? 0 : k; k <= tries; k++)
		sum += binomial(tries, k, sqlite3_value_double(v[2]));
	sqlite3_result_double(c, sum > 1 ? 1 : sum);
}

/* --- aggregates --------------------------------------------------------------------------- */

/* The numbers of a group. Whole numbers stay exact: a time in nanoseconds has more digits than a
 * double. */
struct group {
	union number {
		sqlite3_int64 i;
		double r;
	} * v;
	size_t n, cap;
	bool real;
	double percent;
};

static void group_step(sqlite3_context *c, int n, sqlite3_value **v)
{
	struct group *g = sqlite3_aggregate_context(c, sizeof(*g));
	int type = sqlite3_value_numeric_type(v[0]);
	size_t i;

	if (!g || (type != SQLITE_INTEGER && type != SQLITE_FLOAT))
		return;
	g->percent = n > 1 ? sqlite3_value_double(v[1]) : 50;
	if (type == SQLITE_FLOAT && !g->real) {
		for (i = 0; i < g->n; i++)
			g->v[i].r = (double)g->v[i].i;
		g->real = true;
	}
	VEC_ROOM(g->v, g->n, g->cap);
	if (g->real)
		g->v[g->n++].r = sqlite3_value_double(v[0]);
	else
		g->v[g->n++].i = sqlite3_value_int64(v[0]);
}

static int by_int(const void *a, const void *b)
{
	const union number *x = a, *y = b;
	return (x->i > y->i) - (x->i < y->i);
}

static int by_real(const void *a, const void *b)
{
	const union number *x = a, *y = b;
	return (x->r > y->r) - (x->r < y->r);
}

/* The group in order; false (and nothing to free) when it is empty. */
static bool group_sort(struct group *g)
{
	if (!g || !g->n)
		return false;
	qsort(g->v, g->n, sizeof(*g->v), g->real ? by_real : by_int);
	return true;
}

static void median_final(sqlite3_context *c)
{
	struct group *g = sqlite3_aggregate_context(c, 0);
	union number lo, hi;

	if (!group_sort(g))
		return;
	lo = g->v[(g->n - 1) / 2];
	hi = g->v[g->n / 2];
	if (g->real)
		sqlite3_result_double(c, lo.r + (hi.r - lo.r) / 2);
	else
		sqlite3_result_int64(
			c, lo.i + (sqlite3_int64)(((uint64_t)hi.i - (uint64_t)lo.i) / 2));
	free(g->v);
}

/* Nearest rank: always a value that occurred. */
static void percentile_final(sqlite3_context *c)
{
	struct group *g = sqlite3_aggregate_context(c, 0);
	double rank;
	size_t at;

	if (!group_sort(g))
		return;
	rank = ceil(g->percent / 100 * (double)g->n);
	at = rank < 1 ? 0 : rank > (double)g->n ? g->n - 1 : (size_t)rank - 1;
	if (g->real)
		sqlite3_result_double(c, g->v[at].r);
	else
		sqlite3_result_int64(c, g->v[at].i);
	free(g->v);
}

/* --- the table ---------------------------------------------------------------------------- */

/* To add one: a row here, a line in store.h, a case in tests/unit/test_store.c. */
static const struct {
	const char *name;
	int args;
	void (*fn)(sqlite3_context *, int, sqlite3_value **);
	void (*final)(sqlite3_context *); /* set for an aggregate: fn is its step */
} functions[] = {
	{"rfc3074_bucket", 1, fn_bucket, NULL},
	{"mac_vendor", 1, fn_vendor, NULL},
	{"ip_in_net", 3, fn_in_net, NULL},
	{"duration", 1, fn_duration, NULL},
	{"byte_count", 1, fn_bytes, NULL},
	{"clock", 1, fn_clock, NULL},
	{"iso_time", 1, fn_iso_time, NULL},
	{"choose", 2, fn_choose, NULL},
	{"binomial", 3, fn_binomial, NULL},
	{"binomial_tail", 3, fn_binomial_tail, NULL},
	{"median", 1, group_step, median_final},
	{"percentile", 2, group_step, percentile_final},
};

int store_functions(sqlite3 *db)
{
	int rc = SQLITE_OK, flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
	size_t i;

	for (i = 0; i < sizeof(functions) / sizeof(functions[0]) && rc == SQLITE_OK; i++) {
		bool group = functions[i].final != NULL;
		rc = sqlite3_create_function_v2(db, functions[i].name, functions[i].args, flags,
			NULL, group ? NULL : functions[i].fn, group ? functions[i].fn : NULL,
			functions[i].final, NULL);
	}
	return rc;
}
