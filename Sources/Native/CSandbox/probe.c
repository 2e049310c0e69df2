#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "CSandbox.h"

// An attempt gives -1 with errno, as system calls do, or something else when it succeeds.

static int closing(int descriptor) {
  if (descriptor >= 0) close(descriptor);
  return descriptor;
}

static int open_passwd(void) { return closing(open("/etc/passwd", O_RDONLY)); }
static int open_own_program(void) { return closing(open("/proc/self/exe", O_RDONLY)); }
static int list_root(void) { return closing(open("/", O_RDONLY | O_DIRECTORY)); }
static int open_fonts(void) { return closing(open("/usr/share/fonts", O_RDONLY | O_DIRECTORY)); }
static int create_in_fonts(void) { return closing(open("/usr/share/fonts", O_WRONLY | O_TMPFILE, 0600)); }

static int create_file(void) {
  int file = open("/tmp/moderation-worker-probe", O_WRONLY | O_CREAT, 0600);
  if (file >= 0) unlink("/tmp/moderation-worker-probe");
  return closing(file);
}

static int make_folder(void) {
  int status = mkdir("/tmp/moderation-worker-probe.d", 0700);
  if (status == 0) rmdir("/tmp/moderation-worker-probe.d");
  return status;
}

static int make_memory_file(void) { return closing(memfd_create("probe", 0)); }

static int connect_tcp(void) {
  int descriptor = socket(AF_INET, SOCK_STREAM, 0);
  if (descriptor < 0) return -1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(9), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  int status = connect(descriptor, (struct sockaddr *)&address, sizeof address);
  // Nobody listens there: being told so by the network means that it was reached.
  if (status != 0 && errno == ECONNREFUSED) status = 0;
  int reason = errno;
  close(descriptor);
  errno = reason;
  return status;
}

static int udp_socket(void) { return closing(socket(AF_INET, SOCK_DGRAM, 0)); }
static int unix_socket(void) { return closing(socket(AF_UNIX, SOCK_STREAM, 0)); }

static int ended_child(long result) {
  if (result == 0) _exit(0);
  if (result > 0) waitpid((pid_t)result, NULL, 0);
  return result < 0 ? -1 : 0;
}

static int start_process(void) {
#ifdef SYS_fork
  if (ended_child(syscall(SYS_fork)) == 0) return 0;
#endif
  if (ended_child(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)) == 0) return 0;
  return ended_child(fork());
}

// In a process of its own where one can be started, else in place of this one.
static int execute(void) {
  char *const arguments[] = {"/bin/true", NULL};
  char *const environment[] = {NULL};
  pid_t child = fork();
  if (child > 0) {
    int status = 0;
    waitpid(child, &status, 0);
    errno = WEXITSTATUS(status);
    return errno == 0 ? 0 : -1;
  }
  execve(arguments[0], arguments, environment);
  if (child == 0) _exit(errno);
  return -1;
}

static int signal_host(void) { return kill(getppid(), 0); }

// Seizing does not stop the host, and the end of this process lets it go.
static int trace_host(void) { return (int)ptrace(PTRACE_SEIZE, getppid(), NULL, NULL); }

static int read_host_memory(void) {
  char byte;
  struct iovec here = {.iov_base = &byte, .iov_len = 1}, there = {.iov_base = (void *)&byte, .iov_len = 1};
  // EFAULT says that only the address was wrong.
  long count = process_vm_readv(getppid(), &here, 1, &there, 1, 0);
  return count < 0 && errno != EFAULT ? -1 : 0;
}

static int make_memory_executable(void) {
  void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page != MAP_FAILED) return munmap(page, 4096);
  page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return -1;
  int status = mprotect(page, 4096, PROT_READ | PROT_EXEC);
  int reason = errno;
  munmap(page, 4096);
  errno = reason;
  return status;
}

static int raise_limit(int resource) {
  struct rlimit limit;
  if (getrlimit(resource, &limit) != 0) return -1;
  limit.rlim_max += 1;
  return setrlimit(resource, &limit);
}

static int mapped(void *start, size_t count) {
  if (start == MAP_FAILED) return -1;
  munmap(start, count);
  return 0;
}

static const int READ_AND_WRITE = PROT_READ | PROT_WRITE;

static int share_memory(void) {
  return mapped(mmap(NULL, 4096, READ_AND_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0), 4096);
}

static int grow_a_stack(void) {
  return mapped(mmap(NULL, 4096, READ_AND_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN, -1, 0), 4096);
}

static int stretch_memory(void) {
  void *page = mmap(NULL, 4096, READ_AND_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return -1;
  void *stretched = mremap(page, 4096, 8192, MREMAP_MAYMOVE);
  int reason = errno;
  if (stretched == MAP_FAILED) munmap(page, 4096);
  errno = reason;
  return mapped(stretched, 8192);
}

// Pages that were written and are read-only then are not counted any more.
static int hide_written_memory(void) {
  void *page = mmap(NULL, 4096, READ_AND_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return -1;
  int status = mprotect(page, 4096, PROT_READ);
  int reason = errno;
  munmap(page, 4096);
  errno = reason;
  return status;
}

// More than WorkerPolicy.maximumThreadCount allows.
enum { MANY_THREADS = 300 };

static atomic_bool may_end;

static void *wait_for_end(void *nothing) {
  while (!may_end) usleep(1000);
  return nothing;
}

static int start_many_threads(void) {
  pthread_t threads[MANY_THREADS];
  pthread_attr_t small;
  if (pthread_attr_init(&small) != 0 || pthread_attr_setstacksize(&small, 65536) != 0) return -1;
  int count = 0, reason = 0;
  may_end = false;
  while (count < MANY_THREADS && (reason = pthread_create(&threads[count], &small, wait_for_end, NULL)) == 0) count++;
  may_end = true;
  for (int i = 0; i < count; i++) pthread_join(threads[i], NULL);
  errno = reason;
  return reason == 0 ? 0 : -1;
}

static int become_root(void) { return geteuid() == 0 ? 0 : setuid(0); }

static int have_capabilities(void) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
  if (syscall(SYS_capget, &header, sets) != 0) return -1;
  for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++)
    if (sets[i].effective || sets[i].permitted || sets[i].inheritable) return 0;
  errno = EPERM;
  return -1;
}

static int outlive_host(void) { return prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0); }

static int raise_file_limit(void) { return raise_limit(RLIMIT_NOFILE); }
static int raise_memory_limit(void) { return raise_limit(RLIMIT_DATA); }

static const struct {
  const char *name;
  int (*attempt)(void);
} attempts[] = {
    {"openPasswd", open_passwd},
    {"openOwnProgram", open_own_program},
    {"listRoot", list_root},
    {"openFonts", open_fonts},
    {"createInFonts", create_in_fonts},
    {"createFile", create_file},
    {"makeFolder", make_folder},
    {"makeMemoryFile", make_memory_file},
    {"connectTCP", connect_tcp},
    {"udpSocket", udp_socket},
    {"unixSocket", unix_socket},
    {"startProcess", start_process},
    {"execute", execute},
    {"signalHost", signal_host},
    {"traceHost", trace_host},
    {"readHostMemory", read_host_memory},
    {"makeMemoryExecutable", make_memory_executable},
    {"raiseFileLimit", raise_file_limit},
    {"raiseMemoryLimit", raise_memory_limit},
    {"shareMemory", share_memory},
    {"growAStack", grow_a_stack},
    {"stretchMemory", stretch_memory},
    {"hideWrittenMemory", hide_written_memory},
    {"startManyThreads", start_many_threads},
    {"becomeRoot", become_root},
    {"haveCapabilities", have_capabilities},
    {"outliveHost", outlive_host},
};

const size_t moderation_probe_count = sizeof attempts / sizeof attempts[0];

const char *moderation_probe_name(size_t index) { return index < moderation_probe_count ? attempts[index].name : ""; }

int moderation_probe_try(size_t index) {
  if (index >= moderation_probe_count) return EINVAL;
  errno = 0;
  return attempts[index].attempt() == -1 ? errno : 0;
}
