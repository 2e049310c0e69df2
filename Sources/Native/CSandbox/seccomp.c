#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "CSandbox.h"

// What decoding takes, whatever the arguments. Nothing here opens, creates, connects, starts or signals.
static const int always[] = {
    // memory; mmap and mprotect are bounded below
    SCMP_SYS(brk), SCMP_SYS(madvise), SCMP_SYS(munmap), SCMP_SYS(membarrier),
    // descriptors that the process holds already
    SCMP_SYS(close), SCMP_SYS(fadvise64), SCMP_SYS(fstat), SCMP_SYS(fstatfs), SCMP_SYS(getdents64), SCMP_SYS(lseek), SCMP_SYS(pread64),
    SCMP_SYS(pwrite64), SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(recvmsg), SCMP_SYS(sendmsg), SCMP_SYS(write),
    SCMP_SYS(writev), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(eventfd2),
    // threads; clone is bounded below
    SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(futex), SCMP_SYS(gettid), SCMP_SYS(getpid), SCMP_SYS(rseq),
    SCMP_SYS(sched_getaffinity), SCMP_SYS(sched_yield), SCMP_SYS(set_robust_list), SCMP_SYS(getcpu),
    // the process's own signals
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall),
    // clocks and random numbers
    SCMP_SYS(clock_getres), SCMP_SYS(clock_gettime), SCMP_SYS(clock_nanosleep), SCMP_SYS(gettimeofday),
    SCMP_SYS(nanosleep), SCMP_SYS(setitimer), SCMP_SYS(time), SCMP_SYS(getrandom),
    // facts about the machine and the user that libraries ask for
    SCMP_SYS(getegid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getrusage), SCMP_SYS(getuid), SCMP_SYS(sysinfo),
    SCMP_SYS(uname),
};

// Looking at paths. Landlock does not hide that a path exists, how big it is and whose it is.
static const int looking_at_paths[] = {
    SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(getcwd),   SCMP_SYS(lstat),
    SCMP_SYS(newfstatat), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(stat), SCMP_SYS(statfs),
    SCMP_SYS(statx),
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static int allow_all(scmp_filter_ctx filter, const int *calls, size_t count) {
  for (size_t i = 0; i < count; i++) {
    // A call that this architecture does not have gives an invalid pseudo number; there is nothing to allow then.
    if (calls[i] < 0) continue;
    int status = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
    if (status != 0) return -status;
  }
  return 0;
}

// RLIMIT_DATA counts private writable memory that is no stack, so nothing may be had that it does not count:
// - shared memory only of a descriptor: the host makes those, of a fixed size, and no call here makes another. Of a
//   file that may be read the pages are the kernel's cache. (/dev/zero, which would give shared memory, cannot be
//   opened.)
// - no MAP_GROWSDOWN, which makes a mapping a stack; and no mremap, which would stretch the one stack that there is by
//   any length. Callers of the C library do not notice: realloc copies where mremap fails.
// - no mprotect that takes the right to write from pages, for then they count no longer. The loader and code generators
//   need just that, so where code may be loaded the host watches what a worker holds (WorkerProcess).
// Bounded otherwise: brk by RLIMIT_DATA, the first stack by RLIMIT_STACK, pages without the right to read and page
// tables (1/512 of the addresses) by RLIMIT_AS, kernel stacks by the number of threads, eventfds by RLIMIT_NOFILE.
// Pipes, sockets and memory files cannot be made.
//
// Unless code may be loaded, memory is never both new and executable: what runs was loaded before the first hostile
// byte.
static int allow_memory(scmp_filter_ctx filter, bool may_load_code) {
  const struct scmp_arg_cmp no_code = SCMP_A2(SCMP_CMP_MASKED_EQ, may_load_code ? 0 : PROT_EXEC, 0);
  const struct scmp_arg_cmp private = SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_TYPE | MAP_GROWSDOWN, MAP_PRIVATE);
  // MAP_SHARED_VALIDATE has this bit as well; MAP_PRIVATE does not.
  const struct scmp_arg_cmp of_descriptor = SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_SHARED | MAP_ANONYMOUS, MAP_SHARED);
  int status = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, no_code, private);
  if (status == 0) status = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, no_code, of_descriptor);
  if (status != 0) return -status;
  if (may_load_code) return -seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 0);
  const struct scmp_arg_cmp writable = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_WRITE | PROT_EXEC, PROT_WRITE);
  return -seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, writable);
}

// Threads of this process only: no new process and no new namespace. clone3 keeps its flags in memory, where a filter
// cannot read them; it fails with ENOSYS like every unlisted call, and the C library then uses clone.
static int allow_threads(scmp_filter_ctx filter) {
  const scmp_datum_t namespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
                                  CLONE_NEWPID | CLONE_NEWNET;
  const struct scmp_arg_cmp thread = SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD | namespaces, CLONE_THREAD);
  int status = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, thread);
  if (status == 0)
    status = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1, SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME));
  // So that abort() ends the process as what it is. Its own signals only.
  const struct scmp_arg_cmp own = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid());
  if (status == 0) status = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, own);
  return -status;
}

// Reading limits, and setting the one that bounds the current image's processor time.
static int allow_limits(scmp_filter_ctx filter) {
  const struct scmp_arg_cmp own = SCMP_A0(SCMP_CMP_EQ, 0);
  int status =
      seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2, own, SCMP_A2(SCMP_CMP_EQ, 0));
  if (status == 0)
    status =
        seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2, own, SCMP_A1(SCMP_CMP_EQ, RLIMIT_CPU));
  return -status;
}

static int allow_descriptor_flags(scmp_filter_ctx filter) {
  static const int commands[] = {F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC};
  int status = 0;
  for (size_t i = 0; i < COUNT(commands) && status == 0; i++)
    status = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
                              SCMP_A1(SCMP_CMP_EQ, (scmp_datum_t)commands[i]));
  return -status;
}

// With Landlock: looking, and opening to read. Without: fstat alone, which the C library makes of newfstatat and an
// empty path. Such a path cannot be told from a real one here, but the call gives facts and no contents.
static int allow_files(scmp_filter_ctx filter, bool may_open) {
  if (!may_open) {
    const struct scmp_arg_cmp of_descriptor = SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH);
    return -seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1, of_descriptor);
  }
  const scmp_datum_t changing = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND | (O_TMPFILE & ~O_DIRECTORY);
  const struct scmp_arg_cmp to_read = SCMP_A2(SCMP_CMP_MASKED_EQ, changing, O_RDONLY);
  int status = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1, to_read);
  return status == 0 ? allow_all(filter, looking_at_paths, COUNT(looking_at_paths)) : -status;
}

static int allow(scmp_filter_ctx filter, bool may_open, bool may_load_code) {
  int status;
  if ((status = allow_all(filter, always, COUNT(always))) != 0 || (status = allow_memory(filter, may_load_code)) != 0 ||
      (status = allow_threads(filter)) != 0 ||
      (status = allow_limits(filter)) != 0 || (status = allow_descriptor_flags(filter)) != 0)
    return status;
  return allow_files(filter, may_open);
}

int moderation_sandbox_system_calls(bool may_open, bool may_load_code, bool *is_supported) {
  *is_supported = prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0;
  if (!*is_supported) return 0;
  // ENOSYS is what an old kernel says of a new call, so libraries fall back; a refusal is an error and no death,
  // since a library of another version may ask for something harmless that is not listed.
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
  if (!filter) return ENOMEM;
  // TSYNC: the threads that libraries have started by now are bound as well. A call of another architecture kills.
  int status = -seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
  if (status == 0) status = -seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
  if (status == 0) status = allow(filter, may_open, may_load_code);
  if (status == 0) status = -seccomp_load(filter);
  seccomp_release(filter);
  return status;
}
