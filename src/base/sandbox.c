/* sandbox.c - rlimits, Landlock and seccomp. */
#include "base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static enum rc
failed(struct err *e, const char *what, int code)
{
	return err_set(e, RC_UNAVAILABLE,
	    N_("Pemeriksa berkas sedang tidak dapat dijalankan."), "sandbox: %s: %s",
	    what, strerror(code));
}

enum rc
sandbox_limit(const struct sandbox_limits *l, struct err *e)
{
	const struct {
		int what;
		uint64_t value;
		bool skip;
	} rows[] = {
		{ RLIMIT_AS, l->memory_bytes, l->memory_bytes == 0 || SANDBOX_SANITIZED },
		{ RLIMIT_CPU, l->cpu_s, l->cpu_s == SANDBOX_UNLIMITED },
		{ RLIMIT_FSIZE, l->file_bytes, l->file_bytes == SANDBOX_UNLIMITED },
		{ RLIMIT_NOFILE, l->files, false },
		{ RLIMIT_NPROC, 0, l->threads || SANDBOX_SANITIZED },
		{ RLIMIT_CORE, 0, false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct rlimit r = { rows[i].value, rows[i].value };

		if (!rows[i].skip &&
		    setrlimit((__rlimit_resource_t)rows[i].what, &r) != 0)
			return failed(e, "setrlimit", errno);
	}
	return RC_OK;
}

enum rc
sandbox_no_tasks(struct err *e)
{
	const struct rlimit none = { 0, 0 };

	if (!SANDBOX_SANITIZED && setrlimit(RLIMIT_NPROC, &none) != 0)
		return failed(e, "setrlimit", errno);
	return RC_OK;
}

/*
 * --- Landlock --- The numbers of the kernel's interface (Documentation/userspace-api/landlock),
 * written out because Debian's linux-libc-dev knows only the oldest of them.
 */

struct ll_ruleset {
	uint64_t fs, net, scoped;
};

struct ll_path {
	uint64_t allowed;
	int32_t fd;
} __attribute__((packed));

#define LL_GET_VERSION 1u
#define LL_RULE_PATH   1
#define LL_EXECUTE     (1ull << 0)
#define LL_WRITE_FILE  (1ull << 1)
#define LL_READ_FILE   (1ull << 2)
#define LL_READ_DIR    (1ull << 3)
#define LL_REMOVE_DIR  (1ull << 4)
#define LL_REMOVE_FILE (1ull << 5)
#define LL_MAKE_DIR    (1ull << 7)
#define LL_MAKE_FILE   (1ull << 8)
#define LL_MAKE_SOCKET (1ull << 9)
#define LL_REFER       (1ull << 13)
#define LL_TRUNCATE    (1ull << 14)
#define LL_OF_FILES    (LL_EXECUTE | LL_WRITE_FILE | LL_READ_FILE | LL_TRUNCATE)

static long
ll_create(const struct ll_ruleset *r, size_t n, unsigned flags)
{
	return syscall(SYS_landlock_create_ruleset, r, n, flags);
}

/* Rights over files that this version of the interface knows. */
static uint64_t
ll_known(long abi)
{
	uint64_t fs = (1ull << 13) - 1;

	if (abi >= 2)
		fs |= LL_REFER;
	if (abi >= 3)
		fs |= LL_TRUNCATE;
	if (abi >= 5)
		fs |= 1ull << 15; /* ioctl of devices */
	return fs;
}

static int
ll_new_ruleset(long abi)
{
	struct ll_ruleset r = { .fs = ll_known(abi) };
	size_t n = 8;

	if (abi >= 4) {
		r.net = 3; /* bind and connect TCP */
		n = 16;
	}
	if (abi >= 6) {
		r.scoped = 3; /* abstract sockets, signals */
		n = 24;
	}
	return (int)ll_create(&r, n, 0);
}

static uint64_t
ll_rights(const struct sandbox_path *at)
{
	uint64_t r = LL_READ_FILE | LL_READ_DIR;

	if (at->execute)
		r |= LL_EXECUTE;
	if (at->write)
		r |= LL_WRITE_FILE | LL_TRUNCATE | LL_MAKE_FILE | LL_MAKE_DIR |
		     LL_REMOVE_FILE | LL_REMOVE_DIR | LL_REFER;
	if (at->sockets)
		r = LL_MAKE_SOCKET | LL_REMOVE_FILE;
	return r;
}

static enum rc
ll_allow(int rules, long abi, const struct sandbox_path *at, struct err *e)
{
	int fd = open(at->path, O_PATH | O_CLOEXEC);
	struct ll_path p = { .allowed = ll_rights(at) & ll_known(abi), .fd = fd };
	long r;

	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? RC_OK
							   : failed(e, at->path, errno);
	r = syscall(SYS_landlock_add_rule, rules, LL_RULE_PATH, &p, 0);
	if (r != 0 && errno == EINVAL) { /* a file: rights of folders do not fit */
		p.allowed &= LL_OF_FILES;
		r = syscall(SYS_landlock_add_rule, rules, LL_RULE_PATH, &p, 0);
	}
	if (r != 0) {
		enum rc rc = failed(e, at->path, errno);

		close(fd);
		return rc;
	}
	close(fd);
	return RC_OK;
}

enum rc
sandbox_paths(const struct sandbox_path *at, size_t n, bool *out_enforced, struct err *e)
{
	long abi = ll_create(NULL, 0, LL_GET_VERSION);
	enum rc rc = RC_OK;
	int rules;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return failed(e, "no_new_privs", errno);
	if (abi < 1) {
		*out_enforced = false;
		return RC_OK;
	}
	rules = ll_new_ruleset(abi);
	if (rules < 0)
		return failed(e, "landlock_create_ruleset", errno);
	for (size_t i = 0; i < n && rc == RC_OK; i++)
		rc = ll_allow(rules, abi, &at[i], e);
	if (rc == RC_OK && syscall(SYS_landlock_restrict_self, rules, 0) != 0)
		rc = failed(e, "landlock_restrict_self", errno);
	close(rules);
	if (rc == RC_OK)
		*out_enforced = true;
	return rc;
}

/* --- seccomp --- names that this architecture does not have are skipped by libseccomp --- */

static const char *const compute_calls[] = {
	"read",
	"readv",
	"write",
	"writev",
	"close",
	"fstat",
	"newfstatat",
	"lseek",
	"_llseek",
	"munmap",
	"mremap",
	"brk",
	"madvise",
	"futex",
	"exit",
	"exit_group",
	"rt_sigreturn",
	"rt_sigprocmask",
	"rt_sigaction",
	"sigaltstack",
	"restart_syscall",
	"clock_gettime",
	"gettimeofday",
	"getrandom",
	"getpid",
	"gettid",
	"sched_yield",
	NULL,
};

static const char *const reader_calls[] = {
	"execve",
	"mmap",
	"mprotect",
	"access",
	"faccessat",
	"faccessat2",
	"readlink",
	"readlinkat",
	"stat",
	"lstat",
	"statx",
	"statfs",
	"fstatfs",
	"getdents64",
	"pread64",
	"fcntl",
	"dup",
	"dup2",
	"dup3",
	"getcwd",
	"arch_prctl",
	"set_tid_address",
	"set_robust_list",
	"rseq",
	"prlimit64",
	"getrlimit",
	"ugetrlimit",
	"uname",
	"getuid",
	"geteuid",
	"getgid",
	"getegid",
	"sysinfo",
	"sched_getaffinity",
	"getrusage",
	"fadvise64",
	"poll",
	"ppoll",
	"mmap2",
	NULL,
};

/* In the compute profile these fail politely, because libraries try them and can do without. */
static const struct {
	const char *name;
	int code;
} polite[] = {
	{ "open", EACCES },
	{ "openat", EACCES },
	{ "access", EACCES },
	{ "faccessat", EACCES },
	{ "faccessat2", EACCES },
	{ "readlink", EACCES },
	{ "ioctl", ENOTTY },
	{ "sysinfo", EPERM },
	{ "prlimit64", EPERM },
	{ "sched_getaffinity", EPERM },
};

static int
allow_all(scmp_filter_ctx f, const char *const *names)
{
	int r = 0;

	for (; *names != NULL && r == 0; names++) {
		int nr = seccomp_syscall_resolve_name(*names);

		if (nr != __NR_SCMP_ERROR)
			r = seccomp_rule_add(f, SCMP_ACT_ALLOW, nr, 0);
	}
	return r;
}

static int
compute_rules(scmp_filter_ctx f)
{
	struct scmp_arg_cmp data_only = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	int r = allow_all(f, compute_calls);

	if (r == 0)
		r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, data_only);
	if (r == 0)
		r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, data_only);
	for (size_t i = 0; i < ARRAY_LEN(polite) && r == 0; i++) {
		int nr = seccomp_syscall_resolve_name(polite[i].name);

		if (nr != __NR_SCMP_ERROR)
			r = seccomp_rule_add(
			    f, SCMP_ACT_ERRNO((uint32_t)polite[i].code), nr, 0);
	}
	return r;
}

static int
reader_rules(scmp_filter_ctx f)
{
	const unsigned changing = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND;
	int r = allow_all(f, compute_calls);

	if (r == 0)
		r = allow_all(f, reader_calls);
	if (r == 0)
		r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(open), 1,
		    SCMP_A1(SCMP_CMP_MASKED_EQ, changing, O_RDONLY));
	if (r == 0)
		r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
		    SCMP_A2(SCMP_CMP_MASKED_EQ, changing, O_RDONLY));
	return r;
}

enum rc
sandbox_syscalls(enum sandbox_profile p, struct err *e)
{
	scmp_filter_ctx f = seccomp_init(
	    p == SANDBOX_COMPUTE ? SCMP_ACT_KILL_PROCESS : SCMP_ACT_ERRNO(EPERM));
	int r;

	if (f == NULL)
		return failed(e, "seccomp_init", ENOMEM);
	r = p == SANDBOX_COMPUTE ? compute_rules(f) : reader_rules(f);
	if (r == 0)
		r = seccomp_load(f);
	seccomp_release(f);
	return r == 0 ? RC_OK : failed(e, "seccomp", -r);
}
