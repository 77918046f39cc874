/*
 * sandbox.h - what a process may still do, given up step by step and never regained.
 *
 * Order: sandbox_limit, then sandbox_paths, then sandbox_syscalls. Each holds for the calling
 * thread, its children and what it executes; call before any thread is started, where nothing else is
 * said.
 */
#ifndef BASE_SANDBOX_H
#define BASE_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Is this build under AddressSanitizer or MemorySanitizer, which need more than the program? */
#if defined(__SANITIZE_ADDRESS__)
#define SANDBOX_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define SANDBOX_SANITIZED 1
#endif
#endif
#ifndef SANDBOX_SANITIZED
#define SANDBOX_SANITIZED 0
#endif

struct sandbox_limits {
	uint64_t
	    memory_bytes;    /* address space; 0 leaves it. Left too under a sanitizer */
	uint64_t cpu_s;      /* SANDBOX_UNLIMITED leaves it */
	uint64_t file_bytes; /* largest file it may write; SANDBOX_UNLIMITED leaves it */
	uint64_t files;      /* highest descriptor + 1 */
	/* threads will be started: for the kernel they count as processes of the user */
	bool threads;
};
#define SANDBOX_UNLIMITED UINT64_MAX

/*
 * setrlimit(2): the above, no core file, no further processes (a sanitizer's leak check needs one).
 * With `threads` the last one is left to the filter of system calls. RC_UNAVAILABLE.
 */
MUST_USE enum rc sandbox_limit(const struct sandbox_limits *l, struct err *e);

/* After the last thread was started: no further ones, and no processes. RC_UNAVAILABLE. */
MUST_USE enum rc sandbox_no_tasks(struct err *e);

struct sandbox_path {
	const char
	    *path; /* a file or a folder with all below; skipped when it does not exist */
	bool execute; /* besides reading */
	bool write; /* besides reading: change, make and remove files and folders below */
	bool sockets; /* make and remove sockets below, not files */
};

/*
 * No new privileges, and Landlock: of the whole file system only these paths, as they say; no TCP; no
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

/* What a long-running service without network may do besides (all false: the least). */
struct sandbox_service {
	bool code;         /* map code: modules are loaded later than this call */
	bool unix_sockets; /* make Unix sockets and connect to them */
	bool server;       /* start threads, and serve many connections (epoll) */
};

/*
 * seccomp(2) for a service that holds keys: the files that Landlock leaves it, sockets that listen
 * already, no new sockets, no processes, no code that was not there. Starting programs and looking
 * into other processes kills; all else that is not listed fails with EPERM. Under a sanitizer what
 * its leak check and reports need is allowed too (sandbox_service.c). Holds for the threads that run
 * already as well. RC_UNAVAILABLE.
 */
MUST_USE enum rc sandbox_service_syscalls(const struct sandbox_service *s, struct err *e);

/*
 * Memory of this process for nobody else: no core file, not dumpable (so no ptrace and no
 * /proc/PID/mem by the same user), no new privileges. RC_UNAVAILABLE.
 */
MUST_USE enum rc sandbox_private(struct err *e);
/* Give up every capability, also those root has by itself. RC_UNAVAILABLE. */
MUST_USE enum rc sandbox_no_capabilities(struct err *e);
/*
 * Keep all memory out of swap, now and in future. False when there is a limit (RLIMIT_MEMLOCK) that we
 * may not lift: then only memory that was locked by itself is safe.
 */
bool sandbox_lock_memory(void);

#endif
