/* Judges text: claims every line that holds the configured word, or the word in the file of that absolute path. For the tests of the command line. */
#include "moderation_abi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT(literal) {literal, sizeof literal - 1}

struct words {
  moderation_detector table;
  moderation_text_detector text;
  size_t count;
  char word[64];
};

static uint32_t judge(void *context, size_t count, const moderation_line *lines, const moderation_inspection *host) {
  const struct words *words = context;
  for (size_t i = 0; i < count; i++) {
    for (size_t at = 0; at + words->count <= lines[i].text.count; at++) {
      if (memcmp(lines[i].text.bytes + at, words->word, words->count) != 0) continue;
      const moderation_location place = {lines[i].box, lines[i].frame_index, 0};
      const moderation_text keyword = {words->word, words->count};
      const moderation_finding finding = {.label = TEXT("Said"), .score = 1, .locations = &place, .location_count = 1,
                                          .text = lines[i].text, .keywords = &keyword, .keyword_count = 1};
      host->report(host->context, &finding);
      break;
    }
  }
  return 0;
}

static const void *extension(void *context, moderation_text name) {
  const struct words *words = context;
  const size_t count = sizeof MODERATION_TEXT_EXTENSION - 1;
  return name.count == count && memcmp(name.bytes, MODERATION_TEXT_EXTENSION, count) == 0 ? &words->text : NULL;
}

static const void *no_extension(void *context, moderation_text name) {
  (void)context, (void)name;
  return NULL;
}

static void describe(void *context, const moderation_describing *host) {
  (void)context;
  static const moderation_band band = {.label = TEXT("Said"), .review_from = 0.4, .block_above = 0.6,
                                       .review_label = TEXT("Said"), .block_label = TEXT("Said")};
  static const moderation_description description = {.id = TEXT("words/1"), .scene = TEXT("words"),
                                                     .basis = MODERATION_BASIS_RULE, .bands = &band, .band_count = 1};
  host->describe(host->context, &description);
}

static const moderation_detector *create(void *context, moderation_text id, moderation_text folder,
                                         moderation_text configuration, const moderation_host *host,
                                         const moderation_creating *creating) {
  (void)context, (void)id, (void)folder;
  struct words *words = calloc(1, sizeof *words);
  if (!words || configuration.count == 0 || configuration.count > sizeof words->word) {
    free(words);
    creating->fail(creating->context, (moderation_text)TEXT("give a word of 1 to 64 bytes"));
    return NULL;
  }
  words->count = configuration.count;
  memcpy(words->word, configuration.bytes, configuration.count);
  if (words->word[0] == '/') {
    FILE *file = words->count < sizeof words->word ? fopen(words->word, "r") : NULL;
    words->count = file ? fread(words->word, 1, sizeof words->word, file) : 0;
    if (file) fclose(file);
    if (words->count == 0) {
      free(words);
      creating->fail(creating->context, (moderation_text)TEXT("cannot read its word"));
      return NULL;
    }
  }
  words->text = (moderation_text_detector){words, judge};
  words->table = (moderation_detector){.context = words, .extension = extension, .destroy = free};
  host->log(host->context, MODERATION_LOG_INFO, (moderation_text)TEXT("looking for a word\nPASS"));
  return &words->table;
}

static const moderation_plugin plugin = {
    .abi_version = MODERATION_ABI_VERSION, .describe = describe, .create = create, .extension = no_extension};

const moderation_plugin *moderation_plugin_entry(uint32_t host_abi_version) {
  return host_abi_version >> 16 == MODERATION_ABI_MAJOR ? &plugin : NULL;
}
