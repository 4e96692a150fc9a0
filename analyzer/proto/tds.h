/*
 * TDS, what SQL Server speaks on TCP 1433 ([MS-TDS]): as much of it as tells which stored procedure was
 * called with which values, and whether the answer has rows. Login and encrypted messages are not looked at.
 */
#ifndef PVSLEUTH_PROTO_TDS_H
#define PVSLEUTH_PROTO_TDS_H

#include "proto/decode.h"

enum { TDS_BATCH = 1, TDS_RPC = 3, TDS_ANSWER = 4 };
enum { TDS_HEAD = 8, TDS_VALUES_MAX = 24 };

/* 2.2.3.1: of each packet. A message is the bodies of its packets. */
struct tds_head {
	uint8_t type;
	bool last;    /* of its message */
	uint16_t len; /* with these eight bytes */
};

/* DECODED_NOT_MINE: not a packet that SQL Server or its clients send in the clear. */
enum decoded tds_head_decode(struct cur in, struct tds_head *out);

enum tds_kind { TDS_OTHER, TDS_TEXT8, TDS_TEXT16, TDS_NUMBER };

struct tds_value {
	struct span name; /* UTF-16LE, "@ip" */
	enum tds_kind kind;
	struct span text; /* as sent, 8 or 16 bits a character; absent: NULL */
	int64_t number;
};

/* A call (2.2.6.6), or a batch of statements (2.2.6.7). */
struct tds_call {
	struct span name;      /* UTF-16LE; absent when the procedure is one of the numbered ones */
	uint16_t number;       /* 10: sp_executesql, whose first value is a statement */
	struct span statement; /* UTF-16LE: of a batch */
	struct tds_value value[TDS_VALUES_MAX];
	unsigned values;
};

/* in: a message of this type, without packet headers. A value of a type that is not known ends the list. */
enum decoded tds_call_decode(uint8_t type, struct cur in, struct tds_call *out);

/* Which procedure: its own name, or the first word with this prefix in the statement. Letters, digits, '_'. */
bool tds_call_procedure(const struct tds_call *c, const char *prefix, char *out, size_t size);
/* The first value, or word of the statement, that is a MAC address: twelve hex digits, or six pairs. */
bool tds_call_mac(const struct tds_call *c, uint8_t mac[6]);
/* The number with this name ("@ip"). */
bool tds_call_number(const struct tds_call *c, const char *name, int64_t *out);

/* An answer (2.2.7): of its first result. */
struct tds_answer {
	int rows;       /* 1: there are some, 0: none, -1: it has no result, or not enough of it is here */
	uint32_t error; /* number of an ERROR token; 0: none */
};

enum decoded tds_answer_decode(struct cur in, struct tds_answer *out);

#endif
