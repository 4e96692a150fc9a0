/*
 * Two lists of messages put next to each other, phase by phase: the longest common subsequence of
 * their kinds; then the fields of each pair, in the order of A's.
 */
#include "base/mem.h"
#include "compare/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const cmp_phases[CMP_PHASES] = {
	"link", "dhcp", "pxe", "bootfile", "login", "stream", "handover", "os"};

#define PORTS_OF_THE_MOMENT 32768
#define PHASE_MESSAGES 400 /* of one phase; what is beyond is left out */

/* The messages of one phase, by number. */
struct part {
	const struct cmp_boot *boot;
	size_t index[PHASE_MESSAGES], n;
};

struct align {
	const struct cmp_boot *boot[2];
	struct comparison *out;
	bool legs;	      /* which way a message went is part of what it is */
	unsigned left_out[2]; /* legs of a side that the other could not show */
};

static struct compare_row *add(struct align *al, enum compare_type type, const char *phase)
{
	struct comparison *c = al->out;
	struct compare_row *r;

	VEC_ROOM(c->row, c->rows, c->cap);
	r = &c->row[c->rows++];
	memset(r, 0, sizeof(*r));
	r->type = type;
	r->ns[0] = r->ns[1] = INT64_MIN;
	snprintf(r->phase, sizeof(r->phase), "%s", phase);
	return r;
}

/* --- fields ---------------------------------------------------------------------------------- */

/* Fields that differ from boot to boot whatever happens. */
static bool is_individual(const char *name)
{
	static const char *const names[] = {"Transaction ID", "Seconds elapsed",
		"Client MAC address", "Your (client) IP address", "Client IP address",
		"Source Port", "Bootp", "Checksum", "(61)", "(97)", "(12)", "(50)", "(51)", "(58)",
		"(59)", "(81)", "(82)", "Sender", "Target MAC", "Identifier"};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strstr(name, names[i]))
			return true;
	return false;
}

/* The value with the target's own addresses replaced, so that two targets can be compared. */
static void put_neutral(struct txt *t, const char *value, const struct compare_side *s)
{
	const char *own[2] = {s->mac, s->lease_ip};
	size_t i, n;

	while (*value) {
		for (i = 0; i < 2; i++) {
			n = strlen(own[i]);
			if (n && strncmp(value, own[i], n) == 0 &&
				!(value[n] >= '0' && value[n] <= '9'))
				break;
		}
		if (i < 2) {
			txt_put(t, i ? "(address)" : "(MAC)");
			value += strlen(own[i]);
			while (i == 0 && *value == ' ' && value[1] == '(')
				value += strcspn(value, ")") + 1; /* its maker */
		} else {
			txt_putn(t, value++, 1);
		}
	}
}

/* Other machines have other MACs and ports of the moment; that one was sent to all says something.
 */
static bool is_incidental(const char *name, const char *a, const char *b)
{
	static const char all[] = "ff:ff:ff:ff:ff:ff";

	if (strcmp(name, "Source") == 0 || strcmp(name, "Destination") == 0)
		return (strncmp(a, all, strlen(all)) == 0) == (strncmp(b, all, strlen(all)) == 0);
	if (strcmp(name, "Destination Port") == 0)
		return atoi(a) >= PORTS_OF_THE_MOMENT && atoi(b) >= PORTS_OF_THE_MOMENT;
	return is_individual(name);
}

static enum compare_state judge(
	const struct align *al, const char *name, const char *a, const char *b)
{
	struct txt na = {0}, nb = {0};
	enum compare_state state = COMPARE_OWN;

	if (strcmp(a, b) == 0)
		return COMPARE_SAME;
	put_neutral(&na, a, al->boot[0]->side);
	put_neutral(&nb, b, al->boot[1]->side);
	if (strcmp(txt_str(&na), txt_str(&nb)) != 0 && !is_incidental(name, a, b))
		state = COMPARE_DIFFERS;
	txt_free(&na);
	txt_free(&nb);
	return state;
}

static void add_field(
	struct align *al, const char *phase, const char *name, const char *a, const char *b)
{
	struct compare_row *r = add(al, COMPARE_FIELD, phase);

	r->name = mem_strdup(name);
	r->value[0] = mem_strdup(a ? a : "");
	r->value[1] = mem_strdup(b ? b : "");
	if (a && b)
		r->state = judge(al, name, a, b);
	else
		r->state = is_individual(name) ? COMPARE_OWN : a ? COMPARE_ONLY_A : COMPARE_ONLY_B;
}

/* The k-th field of that name: options may come more than once. */
static const struct cmp_field *nth(const struct cmp_message *m, const char *name, size_t k)
{
	size_t i;

	for (i = 0; i < m->fields; i++)
		if (strcmp(m->field[i].name, name) == 0 && k-- == 0)
			return &m->field[i];
	return NULL;
}

/* How many of that name are before field i. */
static size_t rank(const struct cmp_message *m, size_t i)
{
	size_t k, n = 0;

	for (k = 0; k < i; k++)
		n += strcmp(m->field[k].name, m->field[i].name) == 0;
	return n;
}

static void add_fields(struct align *al, const struct cmp_message *a, const struct cmp_message *b)
{
	const struct cmp_field *other;
	size_t i;

	for (i = 0; i < a->fields; i++) {
		other = nth(b, a->field[i].name, rank(a, i));
		add_field(al, a->phase, a->field[i].name, a->field[i].value,
			other ? other->value : NULL);
	}
	for (i = 0; i < b->fields; i++)
		if (!nth(a, b->field[i].name, rank(b, i)))
			add_field(al, a->phase, b->field[i].name, NULL, b->field[i].value);
}

/* --- messages -------------------------------------------------------------------------------- */

static void set_side(struct compare_row *r, int side, const struct cmp_message *m)
{
	r->value[side] = mem_strdup(m ? m->info : "");
	if (!m)
		return;
	r->event_id[side] = m->event_id;
	r->ns[side] = m->ns;
	r->count[side] = m->count;
	snprintf(r->kind, sizeof(r->kind), "%s", m->kind);
}

static void add_message(struct align *al, const struct cmp_message *a, const struct cmp_message *b)
{
	const struct cmp_message *some = a ? a : b;
	struct compare_row *r = add(al, COMPARE_MESSAGE, some->phase);
	size_t at = al->out->rows - 1, i;
	char name[64];

	snprintf(name, sizeof(name), "%s%s", cmp_kind_name(some->kind),
		some->leg == LEG_SERVER ? ", relayed" : "");
	r->name = mem_strdup(name);
	set_side(r, 0, a);
	set_side(r, 1, b);
	r->state = !b ? COMPARE_ONLY_A : !a ? COMPARE_ONLY_B : COMPARE_SAME;
	if (!a || !b)
		return;
	/* what a server's datagrams of a stream hold is not decoded further */
	if (strncmp(a->kind, "pvs-", 4) != 0)
		add_fields(al, a, b);
	for (i = at + 1; i < al->out->rows; i++) {
		enum compare_state s = al->out->row[i].state;

		if (s == COMPARE_OWN && al->out->row[at].state == COMPARE_SAME)
			al->out->row[at].state = COMPARE_OWN;
		else if (s > COMPARE_OWN)
			al->out->row[at].state = COMPARE_DIFFERS;
	}
}

static bool alike(const struct align *al, const struct cmp_message *a, const struct cmp_message *b)
{
	return strcmp(a->kind, b->kind) == 0 && (!al->legs || a->leg == b->leg);
}

/* Longest common subsequence, as a table of lengths from each pair to the end. */
static void align_part(struct align *al, const struct part *a, const struct part *b)
{
	size_t w = b->n + 1, i, k, take;
	unsigned short *len = mem_alloc((a->n + 1) * w * sizeof(*len));
	const struct cmp_message *ma = a->boot->message, *mb = b->boot->message;

	for (i = a->n; i-- > 0;)
		for (k = b->n; k-- > 0;) {
			take = len[(i + 1) * w + k] > len[i * w + k + 1] ? len[(i + 1) * w + k]
									 : len[i * w + k + 1];
			if (alike(al, &ma[a->index[i]], &mb[b->index[k]]))
				take = (size_t)len[(i + 1) * w + k + 1] + 1;
			len[i * w + k] = (unsigned short)take;
		}
	for (i = k = 0; i < a->n || k < b->n;) {
		if (i < a->n && k < b->n && alike(al, &ma[a->index[i]], &mb[b->index[k]])) {
			add_message(al, &ma[a->index[i]], &mb[b->index[k]]);
			i++;
			k++;
		} else if (k == b->n || (i < a->n && len[(i + 1) * w + k] >= len[i * w + k + 1])) {
			add_message(al, &ma[a->index[i++]], NULL);
		} else {
			add_message(al, NULL, &mb[b->index[k++]]);
		}
	}
	free(len);
}

/* --- phases ---------------------------------------------------------------------------------- */

static const struct cmp_phase *find_phase(const struct cmp_boot *b, const char *phase)
{
	size_t i;

	for (i = 0; i < b->phases; i++)
		if (strcmp(b->phase[i].phase, phase) == 0)
			return &b->phase[i];
	return NULL;
}

static char *phase_words(const struct cmp_phase *p)
{
	char took[32], text[64];

	if (!p)
		return mem_strdup("");
	if (p->took_ns < 0)
		return mem_strdup(p->status);
	snprintf(text, sizeof(text), "%s, %s", p->status,
		txt_duration(took, sizeof(took), p->took_ns));
	return mem_strdup(text);
}

/* Whether a phase happened, so that slow or retried is no other thing than ok. */
static int reached(const struct cmp_phase *p)
{
	if (!p || strcmp(p->status, "not-seen") == 0 || strcmp(p->status, "skipped") == 0)
		return 0;
	return strcmp(p->status, "failed") == 0 ? 1 : 2;
}

static void collect(const struct align *al, int side, const char *phase, struct part *p)
{
	size_t i;

	p->boot = al->boot[side];
	p->n = 0;
	for (i = 0; i < p->boot->messages && p->n < PHASE_MESSAGES; i++)
		if (strcmp(p->boot->message[i].phase, phase) == 0 &&
			!(al->left_out[side] & p->boot->message[i].leg))
			p->index[p->n++] = i;
}

static void align_phase(struct align *al, const char *phase)
{
	const struct cmp_phase *pa = find_phase(al->boot[0], phase),
			       *pb = find_phase(al->boot[1], phase);
	struct part *a = mem_alloc(2 * sizeof(*a)), *b = a + 1;
	struct compare_row *r;

	collect(al, 0, phase, a);
	collect(al, 1, phase, b);
	if (a->n || b->n || reached(pa) || reached(pb)) {
		r = add(al, COMPARE_PHASE, phase);
		r->name = mem_strdup(phase);
		r->value[0] = phase_words(pa);
		r->value[1] = phase_words(pb);
		if (reached(pa) != reached(pb))
			r->state = !reached(pb)	  ? COMPARE_ONLY_A
				   : !reached(pa) ? COMPARE_ONLY_B
						  : COMPARE_DIFFERS;
		align_part(al, a, b);
	}
	free(a);
}

void cmp_align(
	const struct cmp_boot *a, const struct cmp_boot *b, bool legs_matter, struct comparison *c)
{
	struct align al = {{a, b}, c, legs_matter, {0, 0}};
	size_t i;

	if (legs_matter) {
		al.left_out[0] = a->legs & ~b->legs;
		al.left_out[1] = b->legs & ~a->legs;
	}
	for (i = 0; i < CMP_PHASES; i++)
		align_phase(&al, cmp_phases[i]);
}
