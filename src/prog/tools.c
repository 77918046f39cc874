/* tools.c - what the commands of paraf open: store and vault as one domain. */
#include "domain/document_parts.h"
#include "prog/commands.h"

enum rc
tools_open(struct prog *p, struct tools *out, struct err *e)
{
	const struct conf *c = &p->conf;
	struct db *db = NULL;
	enum rc rc;

	memset(out, 0, sizeof(*out));
	rc = store_open(str_z(p->a, c->database), &out->store, e);
	if (rc == RC_OK)
		rc = store_migrate(out->store, e);
	if (rc == RC_OK)
		rc = document_vault_open(c, p->a, out->store, &out->vault, e);
	if (rc == RC_OK)
		rc = db_open(out->store, &db, e);
	if (rc != RC_OK) {
		tools_close(out);
		return rc;
	}
	db_use_arena(db, p->a);
	out->d = (struct domain){ .store = out->store,
		.db = db,
		.vault = out->vault,
		.conf = c,
		.clock = &clock_system,
		.a = p->a,
		.lang = LANG_ID,
		.node = str_fmt(p->a, "%.*s/paraf", STR_ARG(c->node)) };
	return RC_OK;
}

void
tools_close(struct tools *t)
{
	db_close(t->d.db);
	vault_close(t->vault);
	store_close(t->store);
}
