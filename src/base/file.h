/* file.h - whole small files, durably written. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/str.h"

/* The whole file, at most `limit` bytes. RC_NOT_FOUND, RC_LIMIT, RC_UNAVAILABLE. */
MUST_USE enum rc file_read(
    struct arena *a, const char *path, size_t limit, str *out, struct err *e);
/* Its beginning, at most `most` bytes, however long it is. RC_NOT_FOUND, RC_UNAVAILABLE. */
MUST_USE enum rc file_read_head(
    struct arena *a, const char *path, size_t most, str *out, struct err *e);
/*
 * Write so that after RC_OK the file holds exactly `data` even if power fails: temporary file
 * beside it, fsync, rename, fsync of the folder. `mode` as for open(2).
 */
MUST_USE enum rc file_write_durable(
    const char *path, str data, unsigned mode, struct err *e);
/*
 * The same with the first `bytes` of the open file `from`, whatever their number in bounded memory; its
 * position does not matter and stays. RC_UNAVAILABLE also when it has fewer.
 */
MUST_USE enum rc file_copy_durable(
    int from, int64_t bytes, const char *path, unsigned mode, struct err *e);
/* mkdir -p with that mode for new folders. */
MUST_USE enum rc file_make_dirs(const char *path, unsigned mode, struct err *e);
/* fsync the folder that holds `path`. */
MUST_USE enum rc file_sync_dir_of(const char *path, struct err *e);

#endif
