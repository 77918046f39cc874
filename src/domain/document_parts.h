/*
 * document_parts.h - the vault's encrypted files in the database (setting vault_store).
 *
 * For several nodes that share a database and no folder. A file is cut into parts of a mebibyte, each
 * its own transaction, so that a large one never holds the writer for long; like the folder's, a file
 * whose row was never written is an orphan for the sweep.
 */
#ifndef DOMAIN_DOCUMENT_PARTS_H
#define DOMAIN_DOCUMENT_PARTS_H

#include "conf/conf.h"
#include "store/store.h"
#include "vault/vault.h"

/*
 * Open the vault as the settings say (vault_dir, vault_key_file, vault_store). Texts in `a`. Close it
 * before `store`. Errors as vault_open, and RC_UNAVAILABLE when the database cannot be reached.
 */
MUST_USE enum rc document_vault_open(const struct conf *c, struct arena *a,
    struct store *store, struct vault **out, struct err *e);
/* Let `v` keep its files in the database. */
MUST_USE enum rc document_parts_use(struct store *store, struct vault *v, struct err *e);

#endif
