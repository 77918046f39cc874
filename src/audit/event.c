/* event.c - events as JSON. */
#include "audit/event.h"

#include "audit/scan.h"
#include "base/json.h"

str
audit_event_json(struct arena *a, const struct audit_event *event)
{
	struct buf out;
	struct json j;

	buf_init(&out, a, 512);
	json_begin(&j, &out);
	json_text(&j, "node", event->node);
	json_int(&j, "seq", event->seq);
	json_int(&j, "at", event->at_s);
	json_text(&j, "actor", event->actor);
	json_text(&j, "role", event->role);
	json_text(&j, "action", event->action);
	json_text(&j, "object", event->object);
	json_text(&j, "office", event->office);
	json_text(&j, "addr", event->addr);
	json_text(&j, "detail", event->detail);
	json_end(&j);
	return buf_get(&out);
}

struct merkle_hash
audit_event_hash(struct arena *a, str prev, str json)
{
	struct buf both;

	buf_init(&both, a, prev.n + json.n);
	buf_str(&both, prev);
	buf_str(&both, json);
	return merkle_leaf(buf_get(&both));
}

bool
audit_event_place(str json, str *out_node, int64_t *out_seq)
{
	return scan_lit(&json, "{\"node\":") && scan_text(&json, out_node) &&
	       scan_lit(&json, ",\"seq\":") && scan_int(&json, out_seq) &&
	       scan_lit(&json, ",\"at\":");
}
