#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "CSandbox.h"

// Restated from the kernel's include/uapi/linux/landlock.h, since a distribution's headers may be older than the
// kernel that it runs on. Landlock's numbers are the same on every architecture.
struct ruleset {
  uint64_t files;
  uint64_t network;
  uint64_t scopes;
};

struct __attribute__((packed)) path_rule {
  uint64_t allowed;
  int32_t folder;
};

enum { CREATE_RULESET = 444, ADD_RULE = 445, RESTRICT_SELF = 446 };
enum { ASK_VERSION = 1, RULE_PATH_BENEATH = 1 };

static const uint64_t READ_FILE = 1 << 2, READ_FOLDER = 1 << 3;
static const uint64_t FILES_OF_ABI_1 = (1 << 13) - 1;
static const uint64_t REFER = 1 << 13, TRUNCATE = 1 << 14, IOCTL_DEVICE = 1 << 15;  // ABI 2, 3 and 5
static const uint64_t BIND_AND_CONNECT_TCP = 3;                                     // ABI 4
static const uint64_t ABSTRACT_SOCKETS_AND_SIGNALS = 3;                             // ABI 6

static struct ruleset everything_known_to(int abi) {
  struct ruleset rules = {.files = FILES_OF_ABI_1};
  if (abi >= 2) rules.files |= REFER;
  if (abi >= 3) rules.files |= TRUNCATE;
  if (abi >= 4) rules.network = BIND_AND_CONNECT_TCP;
  if (abi >= 5) rules.files |= IOCTL_DEVICE;
  if (abi >= 6) rules.scopes = ABSTRACT_SOCKETS_AND_SIGNALS;
  return rules;
}

// A kernel refuses a longer structure than it knows, even if the rest is zero before ABI 4.
static size_t size_known_to(int abi) {
  if (abi >= 6) return sizeof(struct ruleset);
  return abi >= 4 ? 2 * sizeof(uint64_t) : sizeof(uint64_t);
}

static int allow_reading(int ruleset, const char *path) {
  int folder = open(path, O_PATH | O_CLOEXEC);
  if (folder < 0) return errno == ENOENT || errno == ENOTDIR || errno == EACCES ? 0 : errno;
  struct stat facts;
  int status = fstat(folder, &facts) == 0 ? 0 : errno;
  struct path_rule rule = {.allowed = S_ISDIR(facts.st_mode) ? READ_FILE | READ_FOLDER : READ_FILE, .folder = folder};
  if (status == 0 && syscall(ADD_RULE, ruleset, RULE_PATH_BENEATH, &rule, 0) != 0) status = errno;
  close(folder);
  return status;
}

int moderation_sandbox_files(const char *const *readable, size_t count, int *abi) {
  long version = syscall(CREATE_RULESET, NULL, 0, ASK_VERSION);
  *abi = version > 0 ? (int)version : 0;
  if (version < 0) return errno == ENOSYS || errno == EOPNOTSUPP ? 0 : errno;
  struct ruleset rules = everything_known_to(*abi);
  int ruleset = (int)syscall(CREATE_RULESET, &rules, size_known_to(*abi), 0);
  if (ruleset < 0) return errno;
  int status = 0;
  for (size_t i = 0; i < count && status == 0; i++) status = allow_reading(ruleset, readable[i]);
  if (status == 0 && syscall(RESTRICT_SELF, ruleset, 0) != 0) status = errno;
  close(ruleset);
  return status;
}
