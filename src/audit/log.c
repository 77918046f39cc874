/* log.c - writing and checking the record as lines. */
#include "audit/log.h"

#include <stdlib.h>

#include "audit/scan.h"
#include "base/codec.h"
#include "base/json.h"

#define NODES 256

void
audit_log_head(struct buf *out, bool proof, str origin, str spki)
{
	struct json j;

	json_begin(&j, out);
	json_text(&j, "paraf", proof ? STR("audit proof 1") : STR("audit export 1"));
	json_text(&j, "origin", origin);
	json_text(&j, "key", base64_encode(out->a, spki.p, spki.n));
	json_end(&j);
	buf_char(out, '\n');
}

void
audit_log_event(struct buf *out, int64_t leaf, const struct merkle_path *path, str prev,
    str hash, str json)
{
	buf_fmt(out, "{\"leaf\":%lld", (long long)leaf);
	if (path != NULL) {
		BUF_LIT(out, ",\"path\":");
		put_path(out, path);
	}
	buf_fmt(out, ",\"prev\":\"%.*s\",\"hash\":\"%.*s\",\"event\":", STR_ARG(prev),
	    STR_ARG(hash));
	buf_str(out, json);
	BUF_LIT(out, "}\n");
}

void
audit_log_checkpoint(struct buf *out, const struct audit_checkpoint *c)
{
	buf_str(out, audit_checkpoint_json(out->a, c));
	buf_char(out, '\n');
}

void
audit_log_consistency(struct buf *out, const struct merkle_path *path)
{
	BUF_LIT(out, "{\"consistency\":");
	put_path(out, path);
	BUF_LIT(out, "}\n");
}

void
audit_log_timestamp(struct buf *out, str response)
{
	BUF_LIT(out, "{\"timestamp\":\"");
	buf_str(out, base64_encode(out->a, response.p, response.n));
	BUF_LIT(out, "\"}\n");
}

void
audit_log_end(struct buf *out, int64_t n)
{
	buf_fmt(out, "{\"end\":%lld}\n", (long long)n);
}

/* ---- checking ---- */

struct node_end {
	char name[40];
	size_t name_n;
	int64_t seq;
	char hash[2 * MERKLE_BYTES];
};

struct audit_checker {
	struct arena *keep, *line; /* for the whole file; for one line */
	str key;
	const struct audit_checkpoint *known;
	bool known_seen;
	int64_t lines;
	bool ended;
	struct merkle_edge edge;
	struct node_end nodes[NODES];
	size_t n_nodes;
	struct audit_checkpoint
	    before; /* the last but one: consistency proofs lie between */
	struct audit_found f;
};

struct audit_checker *
audit_checker_new(str spki, const struct audit_checkpoint *known)
{
	struct audit_checker *c = calloc(1, sizeof(*c));

	if (c == NULL)
		BUG("out of memory");
	c->keep = arena_new();
	c->line = arena_new();
	c->key = spki.p != NULL ? str_dup(c->keep, spki) : STR_NONE;
	c->known = known;
	return c;
}

void
audit_checker_free(struct audit_checker *c)
{
	if (c == NULL)
		return;
	arena_free(c->keep);
	arena_free(c->line);
	free(c);
}

static enum rc
broken(const struct audit_checker *c, struct err *e, const char *what)
{
	return err_set(e, RC_CONFLICT, N_("Rantai jejak audit putus."), "line %lld: %s",
	    (long long)c->lines, what);
}

static enum rc
broken_at(struct err *e, int64_t leaf, str node, int64_t seq, const char *what)
{
	return err_set(e, RC_CONFLICT, N_("Rantai jejak audit putus."),
	    "leaf %lld (%.*s %lld): %s", (long long)leaf, STR_ARG(node), (long long)seq,
	    what);
}

static enum rc
take_head(struct audit_checker *c, str line, struct err *e)
{
	str what, key, spki;

	if (!scan_lit(&line, "{\"paraf\":") || !scan_text(&line, &what) ||
	    !scan_lit(&line, ",\"origin\":") || !scan_text(&line, &c->f.last.origin) ||
	    !scan_lit(&line, ",\"key\":") || !scan_text(&line, &key) ||
	    !str_eq(line, STR("}")) ||
	    (!str_eq(what, STR("audit export 1")) && !str_eq(what, STR("audit proof 1"))))
		return broken(c, e, "not a record of paraf");
	c->f.proof = str_eq(what, STR("audit proof 1"));
	c->f.last.origin = str_dup(c->keep, c->f.last.origin);
	if (base64_decode(c->keep, key, &spki, e) != RC_OK)
		return broken(c, e, "the key is malformed");
	if (c->key.p == NULL)
		c->key = spki;
	else if (!str_eq(c->key, spki))
		return broken(c, e, "the file names another key than the one to trust");
	c->f.key = c->key;
	return RC_OK;
}

static struct node_end *
node_find(struct audit_checker *c, str name)
{
	for (size_t i = 0; i < c->n_nodes; i++)
		if (str_eq((str){ c->nodes[i].name, c->nodes[i].name_n }, name))
			return &c->nodes[i];
	if (c->n_nodes == NODES || name.n > sizeof(c->nodes[0].name))
		return NULL;
	memcpy(c->nodes[c->n_nodes].name, name.p, name.n);
	c->nodes[c->n_nodes].name_n = name.n;
	return &c->nodes[c->n_nodes++];
}

struct event_line {
	int64_t leaf, seq, at_s;
	struct merkle_path path;
	struct merkle_hash hash;
	str prev, node, json;
};

/* Everything of the line but whether it is true. */
static bool
split_event(const struct audit_checker *c, str line, struct event_line *v)
{
	str rest;

	if (!scan_lit(&line, "{\"leaf\":") || !scan_int(&line, &v->leaf) ||
	    (c->f.proof &&
		(!scan_lit(&line, ",\"path\":") || !scan_path(&line, &v->path))) ||
	    !scan_lit(&line, ",\"prev\":") || !scan_text(&line, &v->prev) ||
	    !scan_lit(&line, ",\"hash\":") || !scan_hash(&line, &v->hash) ||
	    !scan_lit(&line, ",\"event\":") || line.n < 2 || line.p[line.n - 1] != '}')
		return false;
	v->json = str_sub(line, 0, line.n - 1);
	rest = v->json;
	return audit_event_place(v->json, &v->node, &v->seq) &&
	       scan_lit(&rest, "{\"node\":") && scan_text(&rest, &v->node) &&
	       scan_lit(&rest, ",\"seq\":") && scan_int(&rest, &v->seq) &&
	       scan_lit(&rest, ",\"at\":") && scan_int(&rest, &v->at_s) &&
	       str_ends(v->json, STR("}"));
}

/* An export holds every event: the chain of its node must go on where it ended. */
static enum rc
follow(struct audit_checker *c, const struct event_line *v, struct err *e)
{
	struct node_end *n = node_find(c, v->node);
	str want;

	if (n == NULL)
		return broken_at(e, v->leaf, v->node, v->seq, "too many nodes");
	want = (str){ n->hash, n->seq > 0 ? sizeof(n->hash) : 0 };
	if (v->leaf != c->f.leaves)
		return broken_at(e, v->leaf, v->node, v->seq, "leaf out of order");
	if (v->seq != n->seq + 1)
		return broken_at(
		    e, v->leaf, v->node, v->seq, "an event is missing or out of order");
	if (!str_eq(v->prev, want))
		return broken_at(e, v->leaf, v->node, v->seq,
		    "does not follow the event before it on its node");
	n->seq = v->seq;
	memcpy(n->hash, merkle_hex(c->line, &v->hash).p, sizeof(n->hash));
	merkle_add(&c->edge, &v->hash);
	return RC_OK;
}

static enum rc
take_event(struct audit_checker *c, str line, struct err *e)
{
	struct event_line v = { 0 };
	struct merkle_hash hash;
	enum rc rc = RC_OK;

	if (!split_event(c, line, &v))
		return broken(c, e, "not an event in our form");
	hash = audit_event_hash(c->line, v.prev, v.json);
	if (!merkle_eq(&hash, &v.hash))
		return broken_at(e, v.leaf, v.node, v.seq, "the event was changed");
	if (!c->f.proof)
		rc = follow(c, &v, e);
	else if (c->f.last.size == 0 ||
		 !merkle_included(&v.hash, (uint64_t)v.leaf, (uint64_t)c->f.last.size,
		     &v.path, &c->f.last.root))
		rc = broken_at(e, v.leaf, v.node, v.seq, "is not in the tree");
	if (rc == RC_OK) {
		c->f.leaves++;
		c->f.at_s = v.at_s > c->f.at_s ? v.at_s : c->f.at_s;
	}
	return rc;
}

/* What the caller knew before must be the beginning of what the file says. */
static enum rc
meet_known(struct audit_checker *c, struct err *e)
{
	struct merkle_hash root;

	if (c->known == NULL || c->f.proof || c->known->size != c->f.leaves)
		return RC_OK;
	root = merkle_edge_root(&c->edge);
	if (!merkle_eq(&root, &c->known->root))
		return broken(c, e, "is not the record of the checkpoint known before");
	c->known_seen = true;
	return RC_OK;
}

static enum rc
take_checkpoint(struct audit_checker *c, str line, struct err *e)
{
	struct audit_checkpoint p;
	struct merkle_hash root = merkle_edge_root(&c->edge);

	if (!audit_checkpoint_parse(c->line, line, &p))
		return broken(c, e, "not a checkpoint in our form");
	if (!str_eq(p.origin, c->f.last.origin))
		return broken(c, e, "checkpoint of another CA");
	if (audit_checkpoint_verify(c->line, &p, c->key, e) != RC_OK)
		return broken(c, e, "the signature of the checkpoint is wrong");
	if (!c->f.proof && p.size != c->f.leaves)
		return broken(c, e, "checkpoint stands after another number of events");
	if (!c->f.proof && !merkle_eq(&root, &p.root))
		return broken(c, e,
		    "the events before are not those the checkpoint was signed for");
	if (!c->f.proof && p.previous != c->f.last.size)
		return broken(c, e, "a checkpoint before this one is missing");
	if (c->f.last.size > p.size || c->f.last.time_s > p.time_s)
		return broken(c, e, "checkpoint out of order");
	p.signature = STR_NONE;
	p.origin = c->f.last.origin;
	c->before = c->f.last;
	c->f.last = p;
	c->f.checkpoints++;
	return RC_OK;
}

static enum rc
take_consistency(struct audit_checker *c, str line, struct err *e)
{
	const struct audit_checkpoint *from = &c->before, *to = &c->f.last;
	struct merkle_path path;

	if (!scan_lit(&line, "{\"consistency\":") || !scan_path(&line, &path) ||
	    !str_eq(line, STR("}")))
		return broken(c, e, "not a proof in our form");
	if (c->f.checkpoints < 2 || !merkle_extends((uint64_t)from->size, &from->root,
					(uint64_t)to->size, &to->root, &path))
		return broken(c, e, "the later tree does not begin with the earlier one");
	return RC_OK;
}

static enum rc
take_end(struct audit_checker *c, str line, struct err *e)
{
	int64_t n;

	if (!scan_lit(&line, "{\"end\":") || !scan_int(&line, &n) ||
	    !str_eq(line, STR("}")))
		return broken(c, e, "no such line is written by paraf");
	if (n != c->f.leaves)
		return broken(c, e, "the file ends with another number of events");
	c->ended = true;
	return RC_OK;
}

enum rc
audit_checker_line(struct audit_checker *c, str line, struct err *e)
{
	enum rc rc;

	arena_reset(c->line);
	if (c->lines++ == 0)
		return take_head(c, line, e);
	if (c->ended)
		return broken(c, e, "something stands after the end");
	if (str_starts(line, STR("{\"leaf\":"))) {
		rc = meet_known(c, e);
		return rc == RC_OK ? take_event(c, line, e) : rc;
	}
	if (str_starts(line, STR("{\"checkpoint\":")))
		return take_checkpoint(c, line, e);
	if (str_starts(line, STR("{\"consistency\":")))
		return take_consistency(c, line, e);
	if (str_starts(line, STR("{\"timestamp\":\"")))
		return RC_OK;
	return take_end(c, line, e);
}

enum rc
audit_checker_end(struct audit_checker *c, struct audit_found *out, struct err *e)
{
	enum rc rc = meet_known(c, e);

	if (rc != RC_OK)
		return rc;
	if (!c->ended)
		return broken(c, e, "the end is missing");
	if (c->known != NULL && !c->f.proof && !c->known_seen)
		return broken(
		    c, e, "the record is shorter than the checkpoint known before");
	if (c->known != NULL && c->f.proof &&
	    (c->f.last.size != c->known->size ||
		!merkle_eq(&c->f.last.root, &c->known->root)))
		return broken(c, e, "the proof is not for the checkpoint known before");
	c->f.root = merkle_edge_root(&c->edge);
	c->f.uncovered = c->f.proof ? 0 : c->f.leaves - c->f.last.size;
	*out = c->f;
	return RC_OK;
}
