/* sandbox_service.c - the filter, the capabilities and the memory of a service that holds keys. */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <seccomp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/sandbox.h"

static enum rc
failed(struct err *e, const char *what, int code)
{
	return err_set(e, RC_UNAVAILABLE,
	    N_("Program ini tidak dapat membatasi dirinya sendiri."), "%s: %s", what,
	    strerror(code));
}

/* Names that this architecture does not have are skipped. */
static const char *const calls[] = {
	/* files: Landlock says which */
	"open",
	"openat",
	"read",
	"readv",
	"pread64",
	"preadv",
	"write",
	"writev",
	"pwrite64",
	"pwritev",
	"close",
	"fstat",
	"newfstatat",
	"stat",
	"lstat",
	"statx",
	"fstatfs",
	"statfs",
	"access",
	"faccessat",
	"faccessat2",
	"lseek",
	"_llseek",
	"fsync",
	"fdatasync",
	"ftruncate",
	"fallocate",
	"fadvise64",
	"rename",
	"renameat",
	"renameat2",
	"unlink",
	"unlinkat",
	"mkdir",
	"mkdirat",
	"rmdir",
	"umask",
	"chmod",
	"fchmod",
	"fchmodat",
	"fchown",
	"flock",
	"fcntl",
	"getdents64",
	"getcwd",
	"readlink",
	"readlinkat",
	"utimensat",
	/* sockets that are there already */
	"accept4",
	"recvfrom",
	"sendto",
	"recvmsg",
	"sendmsg",
	"getsockopt",
	"shutdown",
	"poll",
	"ppoll",
	/* memory */
	"munmap",
	"mremap",
	"brk",
	"madvise",
	"mlock",
	"mlock2",
	"munlock",
	"mincore",
	/* oneself and the time */
	"futex",
	"exit",
	"exit_group",
	"rt_sigreturn",
	"rt_sigprocmask",
	"rt_sigaction",
	"sigaltstack",
	"restart_syscall",
	"clock_gettime",
	"clock_getres",
	"gettimeofday",
	"time",
	"clock_nanosleep",
	"nanosleep",
	"getrandom",
	"getpid",
	"gettid",
	"getuid",
	"geteuid",
	"getgid",
	"getegid",
	"sched_yield",
	"sched_getaffinity",
	"getrusage",
	"sysinfo",
	"uname",
	NULL,
};

/* abort() must be able to end the process: the signal goes to ourselves only. */
static const char *const own_signal[] = { "tgkill", "tkill", "kill", NULL };

/* No honest way leads here: leave a mark in the kernel's log and stop. */
static const char *const deadly[] = {
	"execve",
	"execveat",
	"ptrace",
	"process_vm_readv",
	"process_vm_writev",
	"pidfd_getfd",
	"bpf",
	"kexec_load",
	"init_module",
	"finit_module",
	"mount",
	"unshare",
	"setns",
	"keyctl",
	"add_key",
	"request_key",
	"userfaultfd",
	"perf_event_open",
	"io_uring_setup",
	NULL,
};

/*
 * What the sanitizers' run time needs and the program does not: the leak check at the end stops the
 * process from a clone of itself, and reports read their own maps.
 */
static const char *const sanitizer_calls[] = {
	"clone",
	"clone3",
	"wait4",
	"ptrace",
	"prctl",
	"tgkill",
	"tkill",
	"kill",
	"mmap",
	"mprotect",
	"prlimit64",
	"getrlimit",
	"setrlimit",
	"dup",
	"dup2",
	"dup3",
	"pipe2",
	"ioctl",
	"set_robust_list",
	"rseq",
	"getppid",
	"arch_prctl",
	"set_tid_address",
	"personality",
	"getdents",
	NULL,
};

static int
add_all(scmp_filter_ctx f, uint32_t action, const char *const *names, bool own)
{
	int r = 0;

	for (; *names != NULL && r == 0; names++) {
		int nr = seccomp_syscall_resolve_name(*names);

		if (nr == __NR_SCMP_ERROR)
			continue;
		if (own)
			r = seccomp_rule_add(f, action, nr, 1,
			    SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid()));
		else
			r = seccomp_rule_add(f, action, nr, 0);
	}
	return r;
}

static int
memory_rules(scmp_filter_ctx f, const struct sandbox_service *s)
{
	const struct scmp_arg_cmp data_only = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	int r;

	if (SANDBOX_SANITIZED)
		return 0;
	if (s->code) {
		r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 0);
		return r != 0
			   ? r
			   : seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 0);
	}
	r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, data_only);
	if (r == 0)
		r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, data_only);
	return r;
}

static int
socket_rules(scmp_filter_ctx f, const struct sandbox_service *s)
{
	int r = 0;

	if (s->unix_sockets) {
		r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
		    SCMP_A0(SCMP_CMP_EQ, AF_UNIX));
		if (r == 0)
			r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(connect), 0);
	}
	return r;
}

/* Threads, not processes; many sockets that were accepted. */
static const char *const server_calls[] = {
	"accept",
	"epoll_create1",
	"epoll_ctl",
	"epoll_wait",
	"epoll_pwait",
	"eventfd2",
	"getpeername",
	"getsockname",
	"setsockopt",
	"set_robust_list",
	"rseq",
	"rt_sigtimedwait",
	"sched_get_priority_max",
	"sched_get_priority_min",
	"sched_getparam",
	"sched_getscheduler",
	"sendfile",
	NULL,
};

static int
server_rules(scmp_filter_ctx f)
{
	const scmp_datum_t thread = CLONE_THREAD | CLONE_VM;
	int r = add_all(f, SCMP_ACT_ALLOW, server_calls, false);

	if (SANDBOX_SANITIZED || r != 0)
		return r;
	/* its flags lie in memory, where no filter sees them; libc then takes clone() */
	r = seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
	if (r == 0)
		r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
		    SCMP_A0(SCMP_CMP_MASKED_EQ, thread, thread));
	return r;
}

static int
service_rules(scmp_filter_ctx f, const struct sandbox_service *s)
{
	int r = add_all(f, SCMP_ACT_ALLOW, calls, false);

	if (r == 0 && SANDBOX_SANITIZED)
		r = add_all(f, SCMP_ACT_ALLOW, sanitizer_calls, false);
	if (r == 0 && !SANDBOX_SANITIZED)
		r = add_all(f, SCMP_ACT_ALLOW, own_signal, true);
	if (r == 0 && !SANDBOX_SANITIZED)
		r = add_all(f, SCMP_ACT_KILL_PROCESS, deadly, false);
	if (r == 0)
		r = memory_rules(f, s);
	if (r == 0)
		r = socket_rules(f, s);
	if (r == 0 && s->server)
		r = server_rules(f);
	return r;
}

enum rc
sandbox_service_syscalls(const struct sandbox_service *s, struct err *e)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int r;

	if (f == NULL)
		return failed(e, "seccomp_init", ENOMEM);
	r = seccomp_attr_set(f, SCMP_FLTATR_CTL_TSYNC, 1);
	if (r == 0)
		r = service_rules(f, s);
	if (r == 0)
		r = seccomp_load(f);
	seccomp_release(f);
	return r == 0 ? RC_OK : failed(e, "seccomp", -r);
}

enum rc
sandbox_private(struct err *e)
{
	const struct rlimit none = { 0, 0 };

	if (setrlimit(RLIMIT_CORE, &none) != 0 ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return failed(e, "core, dumpable, no_new_privs", errno);
	return RC_OK;
}

enum rc
sandbox_no_capabilities(struct err *e)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { { 0 } };

	/* the bounding set first: taking from it is itself a privilege */
	for (unsigned long cap = 0; prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; cap++)
		if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) != 0 && errno != EPERM)
			return failed(e, "bounding set", errno);
	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0 ||
	    syscall(SYS_capset, &head, none) != 0)
		return failed(e, "capabilities", errno);
	return RC_OK;
}

bool
sandbox_lock_memory(void)
{
	struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY }, now;

	/* root may lift the limit; for others it stays what it is */
	(void)setrlimit(RLIMIT_MEMLOCK, &all);
	/* within a limit, locking all would leave nothing for the pages that matter */
	return getrlimit(RLIMIT_MEMLOCK, &now) == 0 && now.rlim_cur == RLIM_INFINITY &&
	       mlockall(MCL_CURRENT | MCL_FUTURE) == 0;
}
