/* record_private.h - the connection of record.h, for the other tables of signer.db. */
#ifndef SIGNER_RECORD_PRIVATE_H
#define SIGNER_RECORD_PRIVATE_H

#include "signer/record.h"
#include "signer/sql.h"

/* Owned by the record; *out_depth is the counter of its transactions. */
sqlite3 *record_db(struct record *r, int **out_depth);

#endif
