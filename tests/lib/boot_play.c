/*
 * Playing the script: the clock, repetitions, fleets, the fields of a line, background noise.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "play.h"

uint64_t play_random(struct play *play)
{
	return mix64(play->seed++);
}

/* --- fields of a line -------------------------------------------------------------------- */

_Noreturn void line_fail(const struct play *play, const struct line *line, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	boot_fail(play->script, line->stmt->line, "%s", text);
}

const struct field *line_field(const struct line *line, const char *key)
{
	return field_find(line->stmt->fields, key);
}

bool line_flag(const struct line *line, const char *key)
{
	const struct field *field = line_field(line, key);

	return field && strcmp(field->value, "no") != 0 && strcmp(field->value, "0") != 0;
}

const char *line_text(const struct line *line, const char *key, const char *otherwise)
{
	const struct field *field = line_field(line, key);

	return field ? field->value : otherwise;
}

uint64_t line_number(const struct play *play, const struct line *line, const char *key,
		     uint64_t otherwise, uint64_t max)
{
	const struct field *field = line_field(line, key);

	return field ? value_number(play->script, line->stmt->line, field->value, max) : otherwise;
}

int64_t line_duration(const struct play *play, const struct line *line, const char *key,
		      int64_t otherwise)
{
	const struct field *field = line_field(line, key);

	return field ? value_duration(play->script, line->stmt->line, field->value) : otherwise;
}

struct host *play_host(const struct play *play, const char *name)
{
	for (int i = play->n_bound - 1; i >= 0; i--)
		if (strcmp(play->bound[i].fleet->name, name) == 0)
			return play->bound[i].host;
	return script_host(play->script, name);
}

uint32_t line_ip(const struct play *play, const struct line *line, const char *key,
		 uint32_t otherwise)
{
	const struct field *field = line_field(line, key);
	const struct host *host;

	if (!field)
		return otherwise;
	host = play_host(play, field->value);
	return host ? host->legs[0].ip :
		      value_ip(play->script, line->stmt->line, field->value);
}

bool line_mac(const struct play *play, const struct line *line, const char *key,
	      uint8_t mac[MAC_LEN])
{
	const struct field *field = line_field(line, key);
	const struct host *host;

	if (!field)
		return false;
	host = play_host(play, field->value);
	if (host)
		memcpy(mac, host->legs[0].mac, MAC_LEN);
	else if (strcmp(field->value, "broadcast") == 0)
		memcpy(mac, mac_broadcast, MAC_LEN);
	else
		value_mac(play->script, line->stmt->line, field->value, mac);
	return true;
}

/* --- statements -------------------------------------------------------------------------- */

static void stmts_play(struct play *play, const struct stmt *stmt);

static int64_t every(const struct stmt *stmt, int index)
{
	int last = stmt->n_every - 1;

	return stmt->every[index < last ? index : last];
}

static void say_play(struct play *play, const struct stmt *stmt)
{
	struct line line = { .stmt = stmt, .who = play_host(play, stmt->who) };
	int64_t began = play->now;

	if (!line.who)
		line_fail(play, &line, "'%s' is a fleet: use it in an 'each' block", stmt->who);
	if (stmt->peer) {
		line.peer = play_host(play, stmt->peer);
		if (!line.peer)
			line_fail(play, &line, "'%s' is a fleet: use it in an 'each' block",
				  stmt->peer);
	}
	for (int i = 0; i < stmt->times; i++) {
		if (i > 0)
			play->now = began += every(stmt, i - 1);
		line.index = i;
		stmt->verb->say(play, &line);
	}
}

static void repeat_play(struct play *play, const struct stmt *stmt)
{
	int64_t began = play->now;
	int outer = play->round;

	for (play->round = 0; play->round < stmt->times; play->round++) {
		play->now = began + play->round * stmt->every[0];
		stmts_play(play, stmt->body);
	}
	play->round = outer;
}

/* The i-th member of every fleet named plays the block together. */
static void each_play(struct play *play, const struct stmt *stmt)
{
	int64_t began = play->now;
	int bound = play->n_bound;

	for (int i = 0; i < stmt->fleets[0]->count; i++) {
		play->now = began + i * stmt->every[0];
		play->n_bound = bound;
		for (int k = 0; k < stmt->n_fleets; k++) {
			const struct fleet *fleet = stmt->fleets[k];

			play->bound[play->n_bound++] = (struct binding){
				.fleet = fleet,
				.host = fleet->members[i % fleet->count],
			};
		}
		stmts_play(play, stmt->body);
	}
	play->n_bound = bound;
}

static void stmts_play(struct play *play, const struct stmt *stmt)
{
	for (; stmt; stmt = stmt->next) {
		if (stmt->timed)
			play->now = stmt->relative ? play->now + stmt->when : stmt->when;
		switch (stmt->kind) {
		case STMT_SAY:
			say_play(play, stmt);
			break;
		case STMT_REPEAT:
			repeat_play(play, stmt);
			break;
		case STMT_EACH:
			each_play(play, stmt);
			break;
		case STMT_UNTIL:
			break;
		}
	}
}

/* --- background -------------------------------------------------------------------------- */

/* A NetBIOS datagram nobody in a boot cares for: it shows that the capture went on. */
static void noise_play(struct play *play, struct host *host, int64_t step, int64_t until)
{
	static const struct stmt quiet = { .times = 1 };
	struct line line = { .stmt = &quiet, .who = host };
	struct buf payload = {0};

	put_noise(&payload, hash_text(host->name), 64);
	for (play->now = step / 2; play->now < until; play->now += step)
		net_udp(play, &line, (struct packet){ .from = host, .sport = 4099, .dport = 4099 },
			&payload);
	buf_fini(&payload);
}

static bool segment_new(const struct host *hosts, const struct host *host, int leg)
{
	for (; hosts != host; hosts = hosts->next)
		if (host_leg(hosts, host->legs[leg].segment))
			return false;
	for (int i = 0; i < leg; i++)
		if (strcmp(host->legs[i].segment, host->legs[leg].segment) == 0)
			return false;
	return true;
}

/* Nobody declared noise: one neighbour on each segment, with an address of its own. */
static void noise_default(struct play *play, int64_t until)
{
	const struct host *hosts = play->script->hosts;
	struct leg legs[LEGS_MAX * 4];
	int count = 0;

	for (const struct host *h = hosts; h; h = h->next)
		for (int i = 0; i < h->n_legs && count < LEGS_MAX * 4; i++)
			if (segment_new(hosts, h, i))
				legs[count++] = h->legs[i];
	for (int i = 0; i < count; i++) {
		struct host *host = mem_new(&play->script->mem, sizeof(*host));

		host->name = "(noise)";
		host->n_legs = 1;
		host->legs[0] = legs[i];
		memcpy(host->legs[0].mac, (uint8_t[]){ 0x02, 0x6e, 0x6f, 0x69, 0x73, (uint8_t)i },
		       MAC_LEN);
		host->legs[0].ip = 0xa9fe6e01u + (uint32_t)i;
		noise_play(play, host, 5 * SECOND, until);
	}
}

void play_script(struct play *play, struct script *script)
{
	*play = (struct play){ .script = script, .seed = hash_text("boot") };
	stmts_play(play, script->stmts);
	if (!script->until_ns)
		return;
	if (!script->noises)
		noise_default(play, script->until_ns);
	for (const struct noise *noise = script->noises; noise; noise = noise->next)
		noise_play(play, noise->host, noise->every, script->until_ns);
}

static int frame_order(const void *left, const void *right)
{
	const struct frame *a = left, *b = right;

	if (a->ns != b->ns)
		return a->ns < b->ns ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

void play_sort(struct play *play)
{
	if (play->n_frames > 0)
		qsort(play->frames, play->n_frames, sizeof(play->frames[0]), frame_order);
}

/* "offer" names every frame of lines labelled so; "offer.2" the second repetition, "offer.tgt3"
 * those that the fleet member tgt3 sent. */
bool label_matches(const struct frame *frame, const char *label)
{
	size_t len;

	if (!frame->label)
		return false;
	len = strlen(frame->label);
	if (strncmp(frame->label, label, len) != 0)
		return false;
	if (label[len] == '\0')
		return true;
	if (label[len] != '.')
		return false;
	label += len + 1;
	return strcmp(label, frame->bound) == 0 || atoi(label) == frame->index + 1;
}

void play_fini(struct play *play)
{
	free(play->frames);
	play->frames = NULL;
}
