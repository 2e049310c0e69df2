#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/mman.h>
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
};

const size_t moderation_probe_count = sizeof attempts / sizeof attempts[0];

const char *moderation_probe_name(size_t index) { return index < moderation_probe_count ? attempts[index].name : ""; }

int moderation_probe_try(size_t index) {
  if (index >= moderation_probe_count) return EINVAL;
  errno = 0;
  return attempts[index].attempt() == -1 ? errno : 0;
}
