/*
 * Which boot clients are followed. No site boots so many machines within one capture; a tool that makes
 * up addresses does. What comes after the limit is counted in the ledger under its own reason, and the
 * capture's note says so.
 */
#include "base/mem.h"
#include "track/internal.h"

#include <stdlib.h>

#define CLIENTS_MAX 10000

struct client {
	struct mac mac;
	UT_hash_handle hh;
};

struct clients {
	struct client *client;
	uint64_t refused;
};

const struct verdict clients_flood = {"measured", "boot clients beyond the first 10000: a flood"};

struct clients *clients_new(void)
{
	return mem_alloc(sizeof(struct clients));
}

void clients_free(struct clients *c)
{
	struct client *one, *next;

	if (!c)
		return;
	HASH_ITER (hh, c->client, one, next) {
		HASH_DEL(c->client, one);
		free(one);
	}
	free(c);
}

bool clients_take(struct tracker *t, struct mac mac)
{
	struct clients *c = t->clients;
	struct client *one;

	HASH_FIND(hh, c->client, &mac, sizeof(mac), one);
	if (one)
		return true;
	if (HASH_COUNT(c->client) >= CLIENTS_MAX) {
		c->refused++;
		return false;
	}
	one = mem_alloc(sizeof(*one));
	one->mac = mac;
	HASH_ADD(hh, c->client, mac, sizeof(mac), one);
	return true;
}

uint64_t clients_refused(const struct clients *c)
{
	return c->refused;
}
