#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "CWorkerChannel.h"

// Descriptors that are handed to a worker are first moved here, out of the way of the numbers that they shall get.
enum { FIRST_FREE_DESCRIPTOR = 10 };

static void close_all(int *descriptors, int count) {
  for (int i = 0; i < count; i++)
    if (descriptors[i] >= 0) close(descriptors[i]);
}

// On failure the descriptor stays where it is.
static int move_up(int *descriptor) {
  if (*descriptor >= FIRST_FREE_DESCRIPTOR) return 0;
  int moved = fcntl(*descriptor, F_DUPFD_CLOEXEC, FIRST_FREE_DESCRIPTOR);
  if (moved < 0) return errno;
  close(*descriptor);
  *descriptor = moved;
  return 0;
}

static int spawn(const char *path, char *const *arguments, char *const *environment, int channel, int errors,
                 pid_t *identifier) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int status = posix_spawn_file_actions_init(&actions);
  if (status != 0) return status;
  status = posix_spawnattr_init(&attributes);
  if (status != 0) {
    posix_spawn_file_actions_destroy(&actions);
    return status;
  }
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  if ((status = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)) == 0 &&
      (status = posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)) == 0 &&
      (status = posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)) == 0 &&
      (status = posix_spawn_file_actions_adddup2(&actions, channel, MODERATION_WORKER_CHANNEL)) == 0 &&
      (status = posix_spawn_file_actions_addclosefrom_np(&actions, MODERATION_WORKER_CHANNEL + 1)) == 0 &&
      (status = posix_spawnattr_setsigmask(&attributes, &none)) == 0 &&
      (status = posix_spawnattr_setsigdefault(&attributes, &all)) == 0 &&
      (status = posix_spawnattr_setflags(
           &attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)) == 0)
    status = posix_spawn(identifier, path, &actions, &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return status;
}

// One start at a time, handed to the thread that does them.
struct start {
  const char *path;
  char *const *arguments, *const *environment;
  int channel, errors;
  pid_t identifier;
  int status;
  bool is_done;
};

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER, guard = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t change = PTHREAD_COND_INITIALIZER;
static struct start *pending;
// The process whose thread it is: a process made by fork has none of its parent's threads.
static pid_t starter_of;

static void *start_for_ever(void *nothing) {
  pthread_mutex_lock(&guard);
  for (;;) {
    while (!pending) pthread_cond_wait(&change, &guard);
    struct start *start = pending;
    start->status = spawn(start->path, start->arguments, start->environment, start->channel, start->errors,
                          &start->identifier);
    start->is_done = true;
    pending = NULL;
    pthread_cond_broadcast(&change);
  }
  return nothing;
}

// posix_spawn works on a stack of its own; this one holds next to nothing.
enum { STARTER_STACK_BYTES = 64 << 10 };

// With every signal blocked, as it stays: the process's handlers run on its own threads.
static int make_starter(void) {
  if (starter_of == getpid()) return 0;
  pthread_attr_t attributes;
  int status = pthread_attr_init(&attributes);
  if (status != 0) return status;
  sigset_t all, before;
  sigfillset(&all);
  pthread_t thread;
  if ((status = pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED)) == 0 &&
      (status = pthread_attr_setstacksize(&attributes, STARTER_STACK_BYTES)) == 0 &&
      (status = pthread_sigmask(SIG_SETMASK, &all, &before)) == 0) {
    status = pthread_create(&thread, &attributes, start_for_ever, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
  }
  pthread_attr_destroy(&attributes);
  if (status == 0) starter_of = getpid();
  return status;
}

static int start_elsewhere(struct start *start) {
  pthread_mutex_lock(&turn);
  int status = make_starter();
  if (status == 0) {
    pthread_mutex_lock(&guard);
    pending = start;
    pthread_cond_broadcast(&change);
    while (!start->is_done) pthread_cond_wait(&change, &guard);
    pthread_mutex_unlock(&guard);
    status = start->status;
  }
  pthread_mutex_unlock(&turn);
  return status;
}

static int open_memory_of(pid_t identifier) {
  char path[32];
  snprintf(path, sizeof path, "/proc/%d/statm", identifier);
  return open(path, O_RDONLY | O_CLOEXEC);
}

int moderation_worker_start(const char *path, char *const *arguments, char *const *environment,
                            moderation_worker *worker) {
  enum { HOST_CHANNEL, WORKER_CHANNEL, HOST_ERRORS, WORKER_ERRORS, COUNT };
  int ends[COUNT] = {-1, -1, -1, -1};
  int status = 0;
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, &ends[HOST_CHANNEL]) != 0 ||
      pipe2(&ends[HOST_ERRORS], O_CLOEXEC | O_NONBLOCK) != 0)
    status = errno;
  for (int i = 0; i < COUNT && status == 0; i++) status = move_up(&ends[i]);
  struct start start = {.path = path, .arguments = arguments, .environment = environment,
                        .channel = ends[WORKER_CHANNEL], .errors = ends[WORKER_ERRORS]};
  if (status == 0) status = start_elsewhere(&start);
  const pid_t identifier = start.identifier;
  if (status != 0) {
    close_all(ends, COUNT);
    return status;
  }
  close(ends[WORKER_CHANNEL]);
  close(ends[WORKER_ERRORS]);
  // The worker waits for its first message or ends; its number is not given away before it is reaped.
  int process = (int)syscall(SYS_pidfd_open, identifier, 0);
  if (process < 0) {
    status = errno;
    kill(identifier, SIGKILL);
    waitpid(identifier, NULL, 0);
    close(ends[HOST_CHANNEL]);
    close(ends[HOST_ERRORS]);
    return status;
  }
  *worker = (moderation_worker){.identifier = identifier, .process = process, .channel = ends[HOST_CHANNEL],
                                .errors = ends[HOST_ERRORS], .memory = open_memory_of(identifier)};
  return 0;
}

int moderation_process_signal(int process, int signal) {
  return syscall(SYS_pidfd_send_signal, process, signal, NULL, 0) == 0 ? 0 : errno;
}

void moderation_process_kill(int process) { moderation_process_signal(process, SIGKILL); }

int64_t moderation_process_processor_milliseconds(pid_t identifier) {
  clockid_t clock;
  struct timespec used;
  if (clock_getcpuclockid(identifier, &clock) != 0 || clock_gettime(clock, &used) != 0) return -1;
  return (int64_t)used.tv_sec * 1000 + used.tv_nsec / 1000000;
}

int64_t moderation_process_memory_bytes(int memory) {
  char text[128];
  ssize_t count = memory < 0 ? -1 : pread(memory, text, sizeof text - 1, 0);
  if (count <= 0) return 0;
  text[count] = 0;
  long long all, resident, of_files;
  if (sscanf(text, "%lld %lld %lld", &all, &resident, &of_files) != 3 || resident < of_files) return 0;
  return (resident - of_files) * sysconf(_SC_PAGESIZE);
}

bool moderation_process_has_memory_of_its_own(pid_t identifier) {
  char path[32], own[4096], its[4096];
  snprintf(path, sizeof path, "/proc/%d/exe", identifier);
  const ssize_t length = readlink("/proc/self/exe", own, sizeof own);
  return length < 0 || readlink(path, its, sizeof its) != length || memcmp(own, its, length) != 0;
}

static int64_t microseconds(struct timeval time) { return (int64_t)time.tv_sec * 1000000 + time.tv_usec; }

moderation_ending moderation_process_reap(int process) {
  siginfo_t info = {0};
  // The C library's waitid leaves out what the kernel's gives: the processor time.
  struct rusage used = {0};
  long status;
  do {
    status = syscall(SYS_waitid, P_PIDFD, process, &info, WEXITED, &used);
  } while (status != 0 && errno == EINTR);
  if (status != 0) return (moderation_ending){.kind = MODERATION_ENDED_UNKNOWN};
  const int64_t processor_time = microseconds(used.ru_utime) + microseconds(used.ru_stime);
  moderation_ending_kind kind = info.si_code == CLD_EXITED ? MODERATION_ENDED_EXIT : MODERATION_ENDED_SIGNAL;
  return (moderation_ending){.kind = kind, .value = info.si_status,
                             .processor_milliseconds = processor_time / 1000};
}

size_t moderation_errors_read(int errors, void *bytes, size_t capacity) {
  ssize_t count;
  do {
    count = read(errors, bytes, capacity);
  } while (count < 0 && errno == EINTR);
  return count > 0 ? (size_t)count : 0;
}

void moderation_work_begin(int64_t processor_seconds, int64_t wall_milliseconds) {
  struct rlimit limit;
  struct timespec used;
  if (getrlimit(RLIMIT_CPU, &limit) == 0 && clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) == 0) {
    rlim_t wanted = (rlim_t)(used.tv_sec + 1 + processor_seconds);
    limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    setrlimit(RLIMIT_CPU, &limit);
  }
  struct itimerval timer = {
      .it_value = {.tv_sec = wall_milliseconds / 1000, .tv_usec = (wall_milliseconds % 1000) * 1000}};
  setitimer(ITIMER_REAL, &timer, NULL);
}

void moderation_work_end(void) {
  struct itimerval none = {0};
  setitimer(ITIMER_REAL, &none, NULL);
  struct rlimit limit;
  if (getrlimit(RLIMIT_CPU, &limit) == 0) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_CPU, &limit);
  }
}
