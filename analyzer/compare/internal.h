/*
 * What the files of this room share: a boot as a list of messages, and of fields in each.
 */
#ifndef PVSLEUTH_COMPARE_INTERNAL_H
#define PVSLEUTH_COMPARE_INTERNAL_H

#include "base/txt.h"
#include "compare/compare.h"

/* Which way a message went: between the target and whoever (also everybody), or between others (a
 * relay and a server). */
enum leg { LEG_CLIENT = 1, LEG_SERVER = 2 };

struct cmp_field {
	char *name, *value;
};

/* Equal messages are one: the first, and how often. */
struct cmp_message {
	char phase[16], kind[32];
	char *info;
	char file[64]; /* what it asks for, in quotes in its info; "" */
	enum leg leg;
	bool to_target;
	int64_t event_id, ns, last_ns;
	size_t count; /* tries: copies of the same one are not counted */
	struct cmp_field *field;
	size_t fields, cap;
};

struct cmp_phase {
	char phase[16], status[16];
	int64_t took_ns; /* -1: not known */
};

#define CMP_PHASES 8
#define CMP_BOOTFILE 3

/* The phases in the order of a boot. */
extern const char *const cmp_phases[CMP_PHASES];

struct cmp_boot {
	struct compare_side *side;
	struct cmp_message *message;
	size_t messages, cap;
	struct cmp_phase phase[CMP_PHASES];
	size_t phases;
	unsigned legs; /* enum leg, or-ed */
};

/* --- load.c --- */
int cmp_load(struct store *s, int64_t boot_id, frame_fields_fn fields, struct cmp_boot *b,
	struct err *err);
void cmp_boot_free(struct cmp_boot *b);

/* --- align.c --- */
/* Puts what both did next to each other into c->row. */
void cmp_align(
	const struct cmp_boot *a, const struct cmp_boot *b, bool legs_matter, struct comparison *c);

/* --- say.c --- */
/* Finds c->first and c->parting and says them. */
void cmp_say(struct comparison *c);
/* "DHCP Discover" for dhcp-discover. */
const char *cmp_kind_name(const char *kind);

#endif
