/*
 * TDS: see tds.h. All numbers are little-endian but the packet header's length. Numbers in comments are
 * sections of [MS-TDS].
 */
#include "proto/tds.h"

#include <ctype.h>
#include <string.h>

enum { HEADERS_MAX = 1024, NUMBERED = 0xffff, LONG = 0xffff, NAME_MAX = 128 };

enum decoded tds_head_decode(struct cur in, struct tds_head *out)
{
	uint8_t status;

	memset(out, 0, sizeof(*out));
	out->type = cur_u8(&in);
	status = cur_u8(&in);
	out->len = cur_be16(&in);
	cur_skip(&in, 3);
	if (cur_u8(&in) != 0) /* window: not used, always 0 */
		return DECODED_NOT_MINE;
	if (in.err != CUR_OK)
		return in.err == CUR_SNAPPED ? DECODED_SNAPPED : DECODED_NOT_MINE;
	if ((out->type != TDS_BATCH && out->type != TDS_RPC && out->type != TDS_ANSWER) || status > 0x1f ||
		out->len < TDS_HEAD)
		return DECODED_NOT_MINE;
	out->last = status & 1;
	return DECODED_OK;
}

/* --- values (2.2.5.4, 2.2.5.5) ------------------------------------------------------------------- */

/* How the length of a type is told, in its description and before its data. */
enum form { FORM_UNKNOWN, FORM_FIXED, FORM_BYTE, FORM_SCALE, FORM_DECIMAL, FORM_SHORT, FORM_SHORT_TEXT };

struct type {
	uint8_t token, form, size, kind; /* size: of FORM_FIXED */
};

static const struct type types[] = {
	{0x1f, FORM_FIXED, 0, TDS_OTHER}, {0x30, FORM_FIXED, 1, TDS_NUMBER}, {0x32, FORM_FIXED, 1, TDS_NUMBER},
	{0x34, FORM_FIXED, 2, TDS_NUMBER}, {0x38, FORM_FIXED, 4, TDS_NUMBER}, {0x3a, FORM_FIXED, 4, TDS_OTHER},
	{0x3b, FORM_FIXED, 4, TDS_OTHER}, {0x3c, FORM_FIXED, 8, TDS_OTHER}, {0x3d, FORM_FIXED, 8, TDS_OTHER},
	{0x3e, FORM_FIXED, 8, TDS_OTHER}, {0x7a, FORM_FIXED, 4, TDS_OTHER}, {0x7f, FORM_FIXED, 8, TDS_NUMBER},
	{0x24, FORM_BYTE, 0, TDS_OTHER}, {0x26, FORM_BYTE, 0, TDS_NUMBER}, {0x68, FORM_BYTE, 0, TDS_NUMBER},
	{0x6d, FORM_BYTE, 0, TDS_OTHER}, {0x6e, FORM_BYTE, 0, TDS_OTHER}, {0x6f, FORM_BYTE, 0, TDS_OTHER},
	{0x29, FORM_SCALE, 0, TDS_OTHER}, {0x2a, FORM_SCALE, 0, TDS_OTHER}, {0x2b, FORM_SCALE, 0, TDS_OTHER},
	{0x6a, FORM_DECIMAL, 0, TDS_OTHER}, {0x6c, FORM_DECIMAL, 0, TDS_OTHER}, {0xa5, FORM_SHORT, 0, TDS_OTHER},
	{0xad, FORM_SHORT, 0, TDS_OTHER}, {0xa7, FORM_SHORT_TEXT, 0, TDS_TEXT8}, {0xaf, FORM_SHORT_TEXT, 0, TDS_TEXT8},
	{0xe7, FORM_SHORT_TEXT, 0, TDS_TEXT16}, {0xef, FORM_SHORT_TEXT, 0, TDS_TEXT16},
};

/* Takes a type's description; NULL: not known, or of the long kind that comes in pieces. */
static const struct type *type_take(struct cur *in, bool values)
{
	uint8_t token = cur_u8(in);
	const struct type *t = NULL;
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]) && !t; i++)
		t = types[i].token == token ? &types[i] : NULL;
	if (!t || in->err != CUR_OK)
		return NULL;
	switch ((enum form)t->form) {
	case FORM_UNKNOWN:
	case FORM_FIXED:
		break;
	case FORM_BYTE:
	case FORM_SCALE:
		cur_skip(in, 1);
		break;
	case FORM_DECIMAL:
		cur_skip(in, 3);
		break;
	case FORM_SHORT:
	case FORM_SHORT_TEXT:
		if (cur_le16(in) == LONG && values)
			return NULL;
		cur_skip(in, t->form == FORM_SHORT_TEXT ? 5 : 0);
		break;
	}
	return in->err == CUR_OK ? t : NULL;
}

static int64_t number_of(struct span s)
{
	uint64_t v = 0;
	size_t i;

	for (i = 0; i < s.n && i < 8; i++)
		v |= (uint64_t)s.p[i] << 8 * i;
	if (s.n && s.n < 8 && s.n > 1 && s.p[s.n - 1] & 0x80)
		v |= ~(uint64_t)0 << 8 * s.n;
	return (int64_t)v;
}

/* One value of a call: name, flags, type, data. False at the end, or where it cannot go on. */
static bool value_take(struct cur *in, struct tds_value *v)
{
	const struct type *t;
	size_t n;

	memset(v, 0, sizeof(*v));
	v->name = cur_take(in, 2u * cur_u8(in));
	cur_skip(in, 1);
	if (in->err != CUR_OK || !(t = type_take(in, true)))
		return false;
	n = t->form == FORM_FIXED ? t->size : t->form >= FORM_SHORT ? cur_le16(in) : cur_u8(in);
	v->kind = (enum tds_kind)t->kind;
	if (t->form >= FORM_SHORT && n == LONG)
		return true; /* NULL */
	v->text = cur_take(in, n);
	if (v->kind == TDS_NUMBER)
		v->number = number_of(v->text);
	return in->err == CUR_OK;
}

/* --- calls ----------------------------------------------------------------------------------------- */

/* 2.2.5.3: since version 7.2 a message begins with headers, their length first. */
static void headers_skip(struct cur *in)
{
	struct cur look = *in;
	uint32_t total = cur_le32(&look), first = cur_le32(&look);

	if (look.err == CUR_OK && total >= 4 + 6 && total <= HEADERS_MAX && first >= 6 && first <= total - 4)
		cur_skip(in, total);
}

enum decoded tds_call_decode(uint8_t type, struct cur in, struct tds_call *out)
{
	uint16_t n;

	memset(out, 0, sizeof(*out));
	if (type != TDS_BATCH && type != TDS_RPC)
		return DECODED_NOT_MINE;
	headers_skip(&in);
	if (type == TDS_BATCH) {
		out->statement = cur_rest(&in);
		return in.snapped ? DECODED_SNAPPED : decoded_from(in.err);
	}
	n = cur_le16(&in);
	if (n == NUMBERED)
		out->number = cur_le16(&in);
	else if (n <= NAME_MAX)
		out->name = cur_take(&in, 2u * n);
	else
		return DECODED_NOT_MINE;
	cur_skip(&in, 2);
	while (cur_more(&in) && out->values < TDS_VALUES_MAX && value_take(&in, &out->value[out->values]))
		out->values++;
	return decoded_from(in.err);
}

/* --- text in either width --------------------------------------------------------------------------- */

/* Character i, 0 past the end and for all that is not ASCII. */
static int at(struct span s, unsigned width, size_t i)
{
	if ((i + 1) * width > s.n || (width == 2 && s.p[i * 2 + 1]) || s.p[i * width] > 0x7e)
		return 0;
	return s.p[i * width];
}

static bool word_char(int c)
{
	return isalnum(c) || c == '_';
}

static bool begins(struct span s, size_t i, const char *prefix)
{
	for (; *prefix; prefix++, i++)
		if (tolower(at(s, 2, i)) != *prefix)
			return false;
	return true;
}

/* The first word with this prefix. */
static bool word_find(struct span s, const char *prefix, char *out, size_t size)
{
	size_t i, n = 0, chars = s.n / 2;

	for (i = 0; i < chars; i++)
		if ((!i || !word_char(at(s, 2, i - 1))) && begins(s, i, prefix))
			break;
	for (; i < chars && word_char(at(s, 2, i)) && n + 1 < size; i++)
		out[n++] = (char)at(s, 2, i);
	out[n] = '\0';
	return n > 0;
}

static bool runs_sql(const struct tds_call *c)
{
	return c->number == 10 && c->values && c->value[0].kind == TDS_TEXT16;
}

bool tds_call_procedure(const struct tds_call *c, const char *prefix, char *out, size_t size)
{
	struct span s = c->name.p ? c->name : runs_sql(c) ? c->value[0].text : c->statement;

	out[0] = '\0';
	return s.p && word_find(s, prefix, out, size);
}

static int nibble(int c)
{
	return isdigit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* A MAC address that begins at character i and ends with its word. */
static bool mac_at(struct span s, unsigned width, size_t i, uint8_t mac[6])
{
	int sep = at(s, width, i + 2);
	unsigned b;

	if (sep != ':' && sep != '-')
		sep = 0;
	for (b = 0; b < 6; b++) {
		int high = nibble(at(s, width, i)), low = nibble(at(s, width, i + 1));

		if (high < 0 || low < 0 || (sep && b < 5 && at(s, width, i + 2) != sep))
			return false;
		mac[b] = (uint8_t)(high << 4 | low);
		i += sep && b < 5 ? 3 : 2;
	}
	return !word_char(at(s, width, i));
}

static bool mac_find(struct span s, unsigned width, uint8_t mac[6])
{
	size_t i;

	for (i = 0; s.p && (i + 12) * width <= s.n; i++)
		if ((!i || !word_char(at(s, width, i - 1))) && mac_at(s, width, i, mac))
			return true;
	return false;
}

bool tds_call_mac(const struct tds_call *c, uint8_t mac[6])
{
	unsigned i;

	for (i = 0; i < c->values; i++)
		if ((c->value[i].kind == TDS_TEXT8 && mac_find(c->value[i].text, 1, mac)) ||
			(c->value[i].kind == TDS_TEXT16 && mac_find(c->value[i].text, 2, mac)))
			return true;
	return mac_find(c->statement, 2, mac);
}

bool tds_call_number(const struct tds_call *c, const char *name, int64_t *out)
{
	unsigned i;

	for (i = 0; i < c->values; i++)
		if (c->value[i].kind == TDS_NUMBER && c->value[i].text.n && c->value[i].name.n == 2 * strlen(name) &&
			begins(c->value[i].name, 0, name)) {
			*out = c->value[i].number;
			return true;
		}
	return false;
}

/* --- answers ------------------------------------------------------------------------------------------ */

enum { TOKEN_STATUS = 0x79, TOKEN_COLUMNS = 0x81, TOKEN_ERROR = 0xaa, TOKEN_ROW = 0xd1, TOKEN_ROW_NULLS = 0xd2,
	TOKEN_DONE = 0xfd /* and up */ };

/* 2.2.7.4: the columns of a result. */
static bool columns_skip(struct cur *in)
{
	uint16_t n = cur_le16(in);

	if (n == 0xffff)
		return true;
	while (n-- && in->err == CUR_OK) {
		cur_skip(in, 6); /* user type, flags */
		if (!type_take(in, false))
			return false;
		cur_skip(in, 2u * cur_u8(in));
	}
	return in->err == CUR_OK;
}

static void error_take(struct cur *in, struct tds_answer *out)
{
	struct cur e = cur_sub(in, cur_le16(in));
	uint32_t number = cur_le32(&e);

	if (e.err == CUR_OK && !out->error)
		out->error = number;
}

/* Whether a token is one whose length follows it: ORDER, TABNAME, COLINFO, INFO, LOGINACK, ENVCHANGE. */
static bool told_length(uint8_t token)
{
	return token == 0xa9 || token == 0xa4 || token == 0xa5 || token == 0xab || token == 0xad || token == 0xe3;
}

enum decoded tds_answer_decode(struct cur in, struct tds_answer *out)
{
	bool columns = false;
	uint8_t token;

	*out = (struct tds_answer){.rows = -1};
	while (cur_more(&in) && out->rows < 0) {
		token = cur_u8(&in);
		if (columns && (token == TOKEN_ROW || token == TOKEN_ROW_NULLS)) {
			out->rows = 1;
		} else if (columns && token >= TOKEN_DONE) {
			out->rows = 0;
		} else if (token == TOKEN_COLUMNS && !columns) {
			if (!columns_skip(&in))
				break;
			columns = true;
		} else if (token == TOKEN_ERROR) {
			error_take(&in, out);
		} else if (told_length(token)) {
			cur_skip(&in, cur_le16(&in));
		} else if (token == TOKEN_STATUS) {
			cur_skip(&in, 4);
		} else if (token >= TOKEN_DONE) {
			cur_skip(&in, 12);
		} else {
			return DECODED_NOT_MINE;
		}
	}
	return decoded_from(in.err);
}
