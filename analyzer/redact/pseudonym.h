/*
 * Pseudonyms: what stands for an address, a name or an identifier. Keyed with HMAC-SHA-256, so the same
 * key gives the same pseudonym in every case, and without the key nobody finds the way back. Each has the
 * length of its original, so that frames can be rewritten where they lie.
 */
#ifndef PVSLEUTH_REDACT_PSEUDONYM_H
#define PVSLEUTH_REDACT_PSEUDONYM_H

#include "base/txt.h"
#include "redact/redact.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uthash.h>

/* What was replaced by what, for the legend and to look up words quickly. */
struct known {
	UT_hash_handle hh;
	const char *kind; /* static text */
	char *pseudonym;
	char original[];
};

struct redact {
	enum redact_level level;
	uint8_t *key;
	size_t key_len;
	struct known *legend;
	struct known *runs, *taken;  /* runs of letters and what they became */
	struct known *words, *heads; /* words to look for in prose; their first runs of letters and digits */
	size_t longest;              /* of those words, in bytes */
};

/* 32 bytes of HMAC-SHA-256 over a label and some bytes. */
void pseudonym_digest(const struct redact *r, const char *label, const void *p, size_t n, uint8_t out[32]);
void pseudonym_bytes(const struct redact *r, const char *label, uint8_t *p, size_t n);

/* Group, zero and virtual router addresses stay. */
void pseudonym_mac(struct redact *r, uint8_t mac[6]);
/* Keeps subnets: two addresses share exactly as many leading bits afterwards as before. Private stays
 * private; loopback, link-local, multicast, broadcast and masks stay as they are. */
uint32_t pseudonym_ip4(struct redact *r, uint32_t ip);
/* The same for IPv6 (ip6.c): an address keeps its kind and shares as many leading bits of its first half with
 * others as before, and of its second half when the first halves are the same; one made from a MAC is made from that
 * MAC's pseudonym. Groups, the unspecified address and loopback stay. */
void pseudonym_ip6(struct redact *r, uint8_t ip[16]);

#define IP6_TEXT 48
/* An IPv6 address at the beginning of a text of n bytes; how much of it, 0: none. *with_ip4: its end is written as
 * an IPv4 address. */
size_t ip6_parse(const char *p, size_t n, uint8_t ip[16], bool *with_ip4);
/* As RFC 5952 has it; returns buf. */
char *ip6_text(char buf[IP6_TEXT], const uint8_t ip[16], bool with_ip4);

void pseudonym_uuid(struct redact *r, uint8_t uuid[16]);
/* Letters become other letters of the same case, digits other digits, the rest stays; a byte that is not
 * ASCII becomes a letter. The same run of letters always becomes the same. */
void pseudonym_name(struct redact *r, uint8_t *p, size_t n);

/* Notes what became of what. */
void pseudonym_note(struct redact *r, const char *kind, const char *original, const char *pseudonym);

struct known *known_find(struct known *table, const void *key, size_t n);
struct known *known_add(struct known **table, const void *key, size_t n, const char *pseudonym);
void known_free(struct known **table);

#endif
