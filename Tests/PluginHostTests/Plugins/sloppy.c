/* A detector of blue with one fault, chosen by -DFAULT_… at compile time. */
#include "moderation_abi.h"

#define TEXT(literal) {literal, sizeof literal - 1}

#ifdef FAULT_REMEMBERS
static double last = 0.5;
#endif

static uint32_t inspect(void *context, const moderation_pixels *pixels, const moderation_inspection *host) {
  (void)context;
  const uint8_t *bytes = pixels->bytes;
  double blue = 0, all = 0;
  for (uint32_t y = 0; y < pixels->height; y++) {
#ifdef FAULT_IGNORES_STRIDE
    const uint8_t *row = bytes + (size_t)y * 3 * pixels->width;
#else
    const uint8_t *row = bytes + (size_t)y * pixels->stride_bytes;
#endif
    for (uint32_t x = 0; x < pixels->width; x++) {
      blue += row[3 * x + 2];
      all += row[3 * x] + row[3 * x + 1] + row[3 * x + 2];
    }
  }
  double score = all > 0 ? blue / all : 0;
#ifdef FAULT_OVERREADS
  volatile uint8_t behind = bytes[pixels->byte_count];
  (void)behind;
#endif
#ifdef FAULT_WRITES
  ((uint8_t *)bytes)[0] ^= 0xFF;
#endif
#ifdef FAULT_REMEMBERS
  last = (last + score) / 2;
  score = last;
#endif
#ifdef FAULT_CRASHES
  if (pixels->channel_order != MODERATION_RGB) __builtin_trap();
#endif
#ifdef FAULT_PERCENT
  score *= 100;
#endif
  const moderation_finding finding = {.label = TEXT("Blue"), .score = score};
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
  static const moderation_band band = {.label = TEXT("Blue"), .review_from = 0.4, .block_above = 0.6,
                                       .review_label = TEXT("Blue"), .block_label = TEXT("Blue")};
  static const moderation_description description = {
      .id = TEXT("sloppy/1"), .scene = TEXT("blue"), .basis = MODERATION_BASIS_RULE, .bands = &band, .band_count = 1,
      .wish = {.longest_side = 64, .oversampling = 1}};
  host->describe(host->context, &description);
}

static const moderation_detector *create(void *context, moderation_text id, moderation_text folder,
                                         moderation_text configuration, const moderation_host *host,
                                         const moderation_creating *creating) {
  (void)context, (void)id, (void)folder, (void)configuration, (void)host, (void)creating;
  return &detector;
}

static const moderation_plugin plugin = {
    .abi_version = MODERATION_ABI_VERSION, .describe = describe, .create = create, .extension = no_extension};

const moderation_plugin *moderation_plugin_entry(uint32_t host_abi_version) {
  return host_abi_version >> 16 == MODERATION_ABI_MAJOR ? &plugin : NULL;
}
