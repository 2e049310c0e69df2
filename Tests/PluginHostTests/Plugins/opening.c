/* A detector that opens the file that its configuration names, to write where a `!` comes first. Score 1: it could. */
#include "moderation_abi.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define TEXT(literal) {literal, sizeof literal - 1}

static char path[4096];

static uint32_t inspect(void *context, const moderation_pixels *pixels, const moderation_inspection *host) {
  (void)context, (void)pixels;
  int file = path[0] == '!' ? open(path + 1, O_WRONLY) : open(path, O_RDONLY);
  if (file >= 0) close(file);
  const moderation_finding finding = {.label = TEXT("Opened"), .score = file >= 0 ? 1 : 0};
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
  static const moderation_band band = {.label = TEXT("Opened"), .review_from = 0.5, .block_above = 1,
                                       .review_label = TEXT("Opened"), .block_label = TEXT("Opened")};
  static const moderation_description description = {
      .id = TEXT("opening/1"), .scene = TEXT("test"), .basis = MODERATION_BASIS_RULE, .bands = &band, .band_count = 1,
      .wish = {.longest_side = 64, .oversampling = 1}};
  host->describe(host->context, &description);
}

static const moderation_detector *create(void *context, moderation_text id, moderation_text folder,
                                         moderation_text configuration, const moderation_host *host,
                                         const moderation_creating *creating) {
  (void)context, (void)id, (void)folder, (void)host, (void)creating;
  if (configuration.count >= sizeof path) return NULL;
  memcpy(path, configuration.bytes, configuration.count);
  return &detector;
}

static const moderation_plugin plugin = {
    .abi_version = MODERATION_ABI_VERSION, .describe = describe, .create = create, .extension = no_extension};

const moderation_plugin *moderation_plugin_entry(uint32_t host_abi_version) {
  return host_abi_version >> 16 == MODERATION_ABI_MAJOR ? &plugin : NULL;
}
