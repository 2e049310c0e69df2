#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "CWorkerChannel.h"

// A process with a file size limit would be ended by SIGXFSZ at the first byte beyond it.
static int make(size_t count) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY && count > limit.rlim_cur) return -EFBIG;
  int memory = memfd_create("moderation", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  return memory < 0 ? -errno : memory;
}

static int closing(int memory, int status) {
  close(memory);
  return -status;
}

int moderation_memory_holding(const void *bytes, size_t count) {
  int memory = make(count);
  if (memory < 0) return memory;
  int status = moderation_memory_fill(memory, bytes, count);
  if (status != 0) return closing(memory, status);
  if (fcntl(memory, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0)
    return closing(memory, errno);
  return memory;
}

int moderation_memory_of_size(size_t count) {
  int memory = make(count);
  if (memory < 0) return memory;
  if (ftruncate(memory, (off_t)count) != 0 || fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW) != 0)
    return closing(memory, errno);
  return memory;
}

int moderation_memory_fill(int memory, const void *bytes, size_t count) {
  size_t done = 0;
  while (done < count) {
    ssize_t written = pwrite(memory, (const char *)bytes + done, count - done, (off_t)done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return written < 0 ? errno : EIO;
    done += (size_t)written;
  }
  return 0;
}

int moderation_memory_freeze(int memory) {
  return fcntl(memory, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_WRITE) == 0 ? 0 : errno;
}

const void *moderation_memory_map(int memory, size_t count) {
  void *start = mmap(NULL, count, PROT_READ, MAP_SHARED | MAP_POPULATE, memory, 0);
  return start == MAP_FAILED ? NULL : start;
}

void moderation_memory_unmap(const void *start, size_t count) { munmap((void *)start, count); }
