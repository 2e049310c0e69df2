#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "CSandbox.h"

static int limit(int resource, rlim_t value) {
  struct rlimit current;
  if (getrlimit(resource, &current) != 0) return errno;
  // What was lower stays lower.
  if (value > current.rlim_max) value = current.rlim_max;
  const struct rlimit wanted = {.rlim_cur = value, .rlim_max = value};
  return setrlimit(resource, &wanted) == 0 ? 0 : errno;
}

// Without /proc the kernel chooses by size alone.
static void offer_to_the_oom_killer(void) {
  int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  ssize_t written = write(file, "1000", 4);
  (void)written;
  close(file);
}

// What Linux gives a first stack that nobody asked otherwise for. RLIMIT_DATA does not count it.
static const uint64_t STACK_BYTES = 8 << 20;

int moderation_sandbox_limit(uint64_t data_bytes, uint64_t address_bytes, uint64_t processor_seconds) {
  offer_to_the_oom_killer();
  int status;
  if ((status = limit(RLIMIT_CORE, 0)) != 0 || (status = limit(RLIMIT_NOFILE, 64)) != 0 ||
      (status = limit(RLIMIT_DATA, data_bytes)) != 0 || (status = limit(RLIMIT_AS, address_bytes)) != 0 ||
      (status = limit(RLIMIT_FSIZE, address_bytes)) != 0 || (status = limit(RLIMIT_MEMLOCK, 0)) != 0 ||
      (status = limit(RLIMIT_STACK, STACK_BYTES)) != 0 || (status = limit(RLIMIT_CPU, processor_seconds)) != 0 ||
      (status = limit(RLIMIT_MSGQUEUE, 0)) != 0)
    return status;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return errno;
  return 0;
}

int moderation_sandbox_thread_count(void) {
  DIR *folder = opendir("/proc/self/task");
  if (!folder) return 0;
  int count = 0;
  for (struct dirent *entry; (entry = readdir(folder));) count += entry->d_name[0] != '.';
  closedir(folder);
  return count;
}
