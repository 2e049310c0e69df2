/* A detector that does the harm that its configuration names, and reports how far it came as a finding's text. Every
 * harm ends by itself, so that a wall that does not hold costs a test and not the machine. */
#define _GNU_SOURCE
#include "moderation_abi.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define TEXT(literal) {literal, sizeof literal - 1}

enum {
  BLOCK_BYTES = 64 << 20,
  MOST_BLOCKS = 16,          /* 1 GiB, four times what the tests grant */
  MOST_THREADS = 2000,
  FLOOD = 1000000,
  ORPHAN_SECONDS = 60,
};

static char harm[64];
static const moderation_host *host_of_all;

static int is(const char *name) { return strcmp(harm, name) == 0; }

static void say(const char *line) {
  const moderation_text text = {line, strlen(line)};
  host_of_all->log(host_of_all->context, MODERATION_LOG_INFO, text);
}

static double processor_seconds(void) {
  struct timespec used;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

static void burn_until(double seconds) {
  volatile long work = 0;
  while (processor_seconds() < seconds)
    for (int i = 0; i < 100000; i++) work++;
}

/* Takes memory that the limit of private memory does not count; returns how many MiB. */
static int take(int flags, int then) {
  int blocks = 0;
  for (; blocks < MOST_BLOCKS; blocks++) {
    void *block = mmap(NULL, BLOCK_BYTES, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS, -1, 0);
    if (block == MAP_FAILED) break;
    memset(block, 1, BLOCK_BYTES);
    if (then != (PROT_READ | PROT_WRITE)) mprotect(block, BLOCK_BYTES, then);
  }
  return blocks * (BLOCK_BYTES >> 20);
}

static int stretch_stack(void) {
  static const size_t bytes = (size_t)MOST_BLOCKS * BLOCK_BYTES;
  volatile char deep[1 << 20];
  memset((char *)deep, 1, sizeof deep);
  char *page = (char *)(((uintptr_t)deep + (512 << 10)) & ~(uintptr_t)4095);
  char *stretched = mremap(page, 4096, bytes, MREMAP_MAYMOVE);
  if (stretched == MAP_FAILED) return 0;
  memset(stretched, 1, bytes);
  return (int)(bytes >> 20);
}

static int rest(void *nothing) {
  (void)nothing;
  static const struct timespec long_time = {.tv_sec = 1000};
  for (;;) syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &long_time, NULL);
  return 0;
}

/* Threads that need next to nothing: 1 KiB for a stack, and nothing of the C library's. */
static int start_threads(void) {
  static char stacks[MOST_THREADS + 1][1024] __attribute__((aligned(16)));
  const int flags = CLONE_THREAD | CLONE_SIGHAND | CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SYSVSEM;
  int count = 0;
  while (count < MOST_THREADS && clone(rest, stacks[count + 1], flags, NULL) >= 0) count++;
  return count;
}

static void *shout(void *nothing) {
  static const char block[4096];
  for (int i = 0; i < FLOOD; i++) syscall(SYS_write, STDERR_FILENO, block, sizeof block);
  return nothing;
}

/* Ignores everything that can be ignored and lifts every limit that it can. */
static void outlive_host(void) {
  const struct sigaction ignored = {.sa_handler = SIG_IGN};
  for (int number = 1; number < 65; number++) sigaction(number, &ignored, NULL);
  const struct itimerval none = {0};
  setitimer(ITIMER_REAL, &none, NULL);
  struct rlimit limit;
  getrlimit(RLIMIT_CPU, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_CPU, &limit);
  prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0);
  say("outlives");
  burn_until(ORPHAN_SECONDS);
}

static uint32_t inspect(void *context, const moderation_pixels *pixels, const moderation_inspection *host) {
  (void)context, (void)pixels;
  moderation_finding finding = {.label = TEXT("Test"), .score = 0.1};
  const moderation_text letter = TEXT("a");
  char text[64] = "";
  int reached = 0;
  if (is("shared")) reached = take(MAP_SHARED, PROT_READ | PROT_WRITE);
  if (is("grows-down")) reached = take(MAP_PRIVATE | MAP_GROWSDOWN, PROT_READ | PROT_WRITE);
  if (is("read-only")) reached = take(MAP_PRIVATE, PROT_READ);
  if (is("executable")) reached = take(MAP_PRIVATE, PROT_READ | PROT_EXEC);
  if (is("stack")) reached = stretch_stack();
  if (is("threads")) reached = start_threads();
  if (is("orphan")) outlive_host();
  if (is("burn")) burn_until(1.2), reached = getpid();
  if (is("huge-count")) finding.text = (moderation_text){letter.bytes, SIZE_MAX};
  if (is("huge-array")) finding.keywords = &letter, finding.keyword_count = SIZE_MAX;
  if (is("no-finding")) return host->report(host->context, NULL), 0;
  if (is("finding-flood"))
    for (int i = 0; i < FLOOD; i++) host->report(host->context, &finding);
  if (is("log-flood"))
    for (int i = 0; i < FLOOD; i++) say("flood");
  if (is("error-flood")) shout(NULL);
  if (is("error-threads"))
    for (int i = 0; i < 4; i++) {
      pthread_t thread;
      if (pthread_create(&thread, NULL, shout, NULL) == 0) reached++;
    }
  if (is("secret")) {
    fputs("panic at /srv/secret/model.c:7\n", stderr);
    abort();
  }
  snprintf(text, sizeof text, "%d", reached);
  if (!finding.text.bytes) finding.text = (moderation_text){text, strlen(text)};
  host->report(host->context, &finding);
  return 0;
}

static const void *no_extension(void *context, moderation_text name) {
  (void)context, (void)name;
  return NULL;
}

static void destroy(void *context) { (void)context; }

static const moderation_detector detector = {.inspect = inspect, .extension = no_extension, .destroy = destroy};

static void describe(void *context, const moderation_describing *host) {
  (void)context;
  static const moderation_band band = {.label = TEXT("Test"), .review_from = 0.4, .block_above = 0.6,
                                       .review_label = TEXT("Test"), .block_label = TEXT("Test")};
  static const moderation_description description = {
      .id = TEXT("hostile/1"), .scene = TEXT("test"), .basis = MODERATION_BASIS_RULE, .bands = &band, .band_count = 1,
      .wish = {.longest_side = 64, .oversampling = 1}};
#ifdef DESCRIBES_NOTHING
  host->describe(host->context, NULL);
#endif
  host->describe(host->context, &description);
}

static const moderation_detector *create(void *context, moderation_text id, moderation_text folder,
                                         moderation_text configuration, const moderation_host *host,
                                         const moderation_creating *creating) {
  (void)context, (void)id, (void)folder, (void)creating;
  if (configuration.count >= sizeof harm) return NULL;
  memcpy(harm, configuration.bytes, configuration.count);
  host_of_all = host;
  return &detector;
}

static const moderation_plugin plugin = {
    .abi_version = MODERATION_ABI_VERSION, .describe = describe, .create = create, .extension = no_extension};

const moderation_plugin *moderation_plugin_entry(uint32_t host_abi_version) {
  return host_abi_version >> 16 == MODERATION_ABI_MAJOR ? &plugin : NULL;
}
