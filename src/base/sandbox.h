/*
 * sandbox.h - what a process may still do, given up step by step and never regained.
 *
 * Order: sandbox_limit, then sandbox_paths, then sandbox_syscalls. Each holds for the calling
 * thread, its children and what it executes; call before any thread is started.
 */
#ifndef BASE_SANDBOX_H
#define BASE_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct sandbox_limits {
	uint64_t
	    memory_bytes; /* address space; 0 leaves it. Left too under a sanitizer */
	uint64_t cpu_s;
	uint64_t file_bytes; /* largest file it may write */
	uint64_t files;      /* highest descriptor + 1 */
};

/* setrlimit(2): the above, no core file, no further processes. RC_UNAVAILABLE. */
MUST_USE enum rc sandbox_limit(const struct sandbox_limits *l, struct err *e);

struct sandbox_path {
	const char
	    *path; /* a file or a folder with all below; skipped when it does not exist */
	bool execute; /* besides reading */
};

/*
 * No new privileges, and Landlock: of the whole file system only these paths, to read; no TCP; no
 * abstract sockets and signals to others, as far as the kernel knows these. *out_enforced says
 * whether the kernel has Landlock at all. RC_UNAVAILABLE when it has and refuses.
 */
MUST_USE enum rc sandbox_paths(
    const struct sandbox_path *at, size_t n, bool *out_enforced, struct err *e);

enum sandbox_profile {
	/* Compute: memory, the descriptors already open, exit. Opening fails, all else kills. */
	SANDBOX_COMPUTE,
	/* As much as a dynamically linked program needs to start and read files: no writing open,
	 * no sockets, no processes, no tracing; a forbidden call fails with EPERM. */
	SANDBOX_READER,
};

/* seccomp(2) by libseccomp, an allow-list. RC_UNAVAILABLE. */
MUST_USE enum rc sandbox_syscalls(enum sandbox_profile p, struct err *e);

#endif
