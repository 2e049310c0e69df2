/* A detector that does what the red value of the first pixel orders. Honest for 0. */
#define _GNU_SOURCE
#include "moderation_abi.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TEXT(literal) {literal, sizeof literal - 1}

enum order {
  BEHAVE,
  FAIL_WITH_REASON,
  FAIL_SILENTLY,
  NOT_A_NUMBER,
  SCORE_OF_TWO,
  UNKNOWN_LABEL,
  NEGATIVE_BOX,
  BROKEN_UTF8,
  MILLION_FINDINGS,
  COUNT_WITHOUT_ELEMENTS,
  HUGE_TEXT,
  HUGE_COUNT,
  FIND_AND_FAIL,
  SAME_DETAIL_TWICE,
  WRITE_TO_STDOUT,
  /* What no process survives in which it happens. */
  TRAP = 100,
  EXIT,
  HANG,
  ALLOCATE,
  CLOSE_DESCRIPTORS,
  OVERWRITE_PIXELS,
  FORK,
  STACK_OVERFLOW,
};

static volatile int depth;

static int overflow(int n) {
  volatile char block[4096];
  block[0] = (char)n;
  depth = n;
  return overflow(n + 1) + block[0];
}

static void report(const moderation_inspection *host, moderation_finding finding) {
  host->report(host->context, &finding);
}

static uint32_t inspect(void *context, const moderation_pixels *pixels, const moderation_inspection *host) {
  (void)context;
  moderation_finding finding = {.label = TEXT("Test"), .score = 0.1};
  static char huge[2 << 20];
  switch (pixels->bytes[0]) {
  case FAIL_WITH_REASON:
    host->fail(host->context, (moderation_text)TEXT("tired"), (moderation_text)TEXT("not today"));
    return 1;
  case FAIL_SILENTLY: return 1;
  case NOT_A_NUMBER: finding.score = NAN; break;
  case SCORE_OF_TWO: finding.score = 2; break;
  case UNKNOWN_LABEL: finding.label = (moderation_text)TEXT("Undeclared"); break;
  case NEGATIVE_BOX: {
    static const moderation_location place = {{0, 0, -1, 5}, 0, 0};
    finding.locations = &place;
    finding.location_count = 1;
    break;
  }
  case BROKEN_UTF8: finding.text = (moderation_text)TEXT("\xC0\xAF\xFF"); break;
  case MILLION_FINDINGS:
    for (int i = 0; i < 999999; i++) report(host, finding);
    break;
  case COUNT_WITHOUT_ELEMENTS: finding.location_count = 3; break;
  case HUGE_TEXT:
    memset(huge, 'a', sizeof huge);
    finding.text = (moderation_text){huge, sizeof huge};
    break;
  case HUGE_COUNT:
    finding.keywords = &finding.label;
    finding.keyword_count = SIZE_MAX / 2;
    break;
  case FIND_AND_FAIL:
    finding.score = 0.9;
    report(host, finding);
    host->fail(host->context, (moderation_text)TEXT("deadline"), (moderation_text)TEXT("too much"));
    return 1;
  case SAME_DETAIL_TWICE: {
    static const moderation_detail details[] = {{TEXT("a"), TEXT("1")}, {TEXT("a"), TEXT("2")}};
    finding.details = details;
    finding.detail_count = 2;
    break;
  }
  case WRITE_TO_STDOUT:
    puts("PASS everything");
    fflush(stdout);
    break;
  case TRAP: raise(SIGILL); break;
  case EXIT: exit(0);
  case HANG:
    for (;;) pause();
  case ALLOCATE:
    for (;;) {
      char *block = malloc(64 << 20);
      if (!block) abort();
      memset(block, 1, 64 << 20);
    }
  case CLOSE_DESCRIPTORS:
    for (int fd = 0; fd < 1024; fd++) close(fd);
    break;
  case OVERWRITE_PIXELS: memset((void *)pixels->bytes, 0xFF, pixels->byte_count); break;
  case FORK:
    if (fork() == 0) _exit(0);
    break;
  case STACK_OVERFLOW: finding.score = overflow(0) > 0 ? 0.2 : 0.1; break;
  default: break;
  }
  report(host, finding);
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
  static moderation_band band = {.label = TEXT("Test"), .review_from = 0.4, .block_above = 0.6,
                                 .review_label = TEXT("Test"), .block_label = TEXT("Test")};
  moderation_description description = {
      .id = TEXT("misbehaving/1"), .scene = TEXT("test"), .basis = MODERATION_BASIS_RULE, .bands = &band,
      .band_count = 1, .wish = {.longest_side = 64, .oversampling = 1}};
#ifdef LIE
  LIE;
#endif
  host->describe(host->context, &description);
}

static const moderation_detector *create(void *context, moderation_text id, moderation_text folder,
                                         moderation_text configuration, const moderation_host *host,
                                         const moderation_creating *creating) {
  (void)context, (void)id, (void)folder;
  if (configuration.count == 6 && memcmp(configuration.bytes, "refuse", 6) == 0) {
    creating->fail(creating->context, (moderation_text)TEXT("no such mood"));
    return NULL;
  }
  host->log(host->context, MODERATION_LOG_INFO, (moderation_text)TEXT("made"));
  return &detector;
}

static const moderation_plugin plugin = {
#ifdef OTHER_VERSION
    .abi_version = 2u << 16,
#else
    .abi_version = MODERATION_ABI_VERSION,
#endif
    .describe = describe, .create = create, .extension = no_extension};

#ifdef NO_ENTRY
const moderation_plugin *another_entry(uint32_t host_abi_version) {
#else
const moderation_plugin *moderation_plugin_entry(uint32_t host_abi_version) {
#endif
  return host_abi_version >> 16 == MODERATION_ABI_MAJOR ? &plugin : NULL;
}
