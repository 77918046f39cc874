/*
 * event.h - one event of the record and the bytes that are hashed for it.
 *
 * The leaf of an event is SHA-256(0x00 || hash of the event before it on the same node, as hex ||
 * event as JSON), so each leaf also holds a chain together that stands before any tree is built.
 */
#ifndef AUDIT_EVENT_H
#define AUDIT_EVENT_H

#include "audit/merkle.h"

#define AUDIT_EVENT_BYTES 65536

struct audit_event {
	str node;    /* "1/web": which program of which machine wrote it */
	int64_t seq; /* from 1, without gaps on one node */
	int64_t at_s;
	str actor, role, action, object;
	str office; /* STR_NONE: of the whole system */
	str addr, detail;
};

/* The one way in which an event is written down. */
str audit_event_json(struct arena *a, const struct audit_event *event);
/* `prev` is the hash before it as hex, "" for the first of a node. */
struct merkle_hash audit_event_hash(struct arena *a, str prev, str json);
/* Node and number out of the JSON of an event; false if it does not begin as ours do. */
bool audit_event_place(str json, str *out_node, int64_t *out_seq);

#endif
