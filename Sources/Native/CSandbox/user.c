#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "CSandbox.h"

int moderation_sandbox_end_with(pid_t host) {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return errno;
  // It may have ended before the line above.
  return getppid() == host ? 0 : ESRCH;
}

// Users that nobody has: systemd's table of user numbers leaves 1879048192 to 2147352575 unused. 2^27 of them, by
// chance: process numbers would be shared by containers that share the kernel's count of a user's threads.
static const uint32_t FIRST_OWN_USER = 1879048192, OWN_USER_MASK = (1 << 27) - 1;

struct capabilities {
  struct __user_cap_header_struct header;
  struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
};

static int get(struct capabilities *all) {
  *all = (struct capabilities){.header = {.version = _LINUX_CAPABILITY_VERSION_3}};
  return syscall(SYS_capget, &all->header, all->data) == 0 ? 0 : errno;
}

static bool has(const struct capabilities *all, int capability) {
  return all->data[CAP_TO_INDEX(capability)].effective & CAP_TO_MASK(capability);
}

// Without CAP_KILL the host, which has no more than this process has, could not end a worker of another user.
static bool may_change_user(const struct capabilities *all) {
  return has(all, CAP_SETUID) && has(all, CAP_SETGID) && has(all, CAP_KILL);
}

// Fails in a user namespace that does not have the number.
static int become_own_user(void) {
  uint32_t number;
  if (getrandom(&number, sizeof number, 0) != sizeof number) return EAGAIN;
  number = FIRST_OWN_USER + (number & OWN_USER_MASK);
  // So that what is kept holds for access(2), too, which libraries ask; without CAP_SETPCAP it holds for opening alone.
  if (prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0) != 0 && prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0)
    return errno;
  if (setgroups(0, NULL) != 0 || setresgid(number, number, number) != 0 ||
      setresuid(number, number, number) != 0)
    return errno;
  return 0;
}

// A user namespace gives its maker every capability in it; they go with the others.
static int keep_only(const struct capabilities *before, int capability) {
  struct capabilities kept = {.header = {.version = _LINUX_CAPABILITY_VERSION_3}};
  if (capability >= 0 && has(before, capability)) {
    kept.data[CAP_TO_INDEX(capability)].effective = CAP_TO_MASK(capability);
    kept.data[CAP_TO_INDEX(capability)].permitted = CAP_TO_MASK(capability);
  }
  return syscall(SYS_capset, &kept.header, kept.data) == 0 ? 0 : errno;
}

int moderation_sandbox_own_user(bool reads_any_file) {
  struct capabilities before;
  int status = get(&before);
  if (status != 0) return status;
  bool is_own = may_change_user(&before) && become_own_user() == 0;
  // Not where nobody may make one, which the bound of threads will show.
  if (!is_own && unshare(CLONE_NEWUSER) == 0) reads_any_file = false;
  status = keep_only(&before, reads_any_file ? CAP_DAC_READ_SEARCH : -1);
  if (status != 0) return status;
  // Lost with the user.
  return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 ? 0 : errno;
}

static void *nothing(void *argument) { return argument; }

static bool can_start_thread(void) {
  pthread_t thread;
  return pthread_create(&thread, NULL, nothing, NULL) == 0 && pthread_join(thread, NULL) == 0;
}

// RLIMIT_NPROC counts the threads of a user: of this process alone when it has a user or, since Linux 5.14, a user
// namespace to itself; of all the user's processes otherwise; and it does not hold root. So it is tried out: with one
// thread allowed there must be no second, with two there must.
int moderation_sandbox_threads(uint64_t maximum, bool *is_bound) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NPROC, &limit) != 0) return errno;
  const struct rlimit before = limit;
  limit.rlim_cur = 1;
  if (setrlimit(RLIMIT_NPROC, &limit) != 0) return errno;
  *is_bound = !can_start_thread();
  limit.rlim_cur = 2;
  if (before.rlim_max < 2 || setrlimit(RLIMIT_NPROC, &limit) != 0) *is_bound = false;
  if (*is_bound) *is_bound = can_start_thread();
  if (*is_bound && maximum < before.rlim_max) {
    limit.rlim_cur = limit.rlim_max = maximum;
    return setrlimit(RLIMIT_NPROC, &limit) == 0 ? 0 : errno;
  }
  return setrlimit(RLIMIT_NPROC, &before) == 0 ? 0 : errno;
}
