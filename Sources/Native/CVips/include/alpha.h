// What transparent pixels may show on a page that is not white.
#ifndef MODERATION_ALPHA_H
#define MODERATION_ALPHA_H

#include <stdbool.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/// The picture is looked at in this many cells along each side, so that a small text in a large picture counts.
enum { MODERATION_ALPHA_CELLS = 8 };

/// How finely shades are told apart that look alike on white.
enum { MODERATION_ALPHA_SHADES = 16 };

/// What a look over all pixels of a picture with alpha has found. Begin with moderation_alpha_begin.
typedef struct {
  int width, height;
  uint64_t clear;  // pixels with an alpha below 255
  uint64_t pale[MODERATION_ALPHA_CELLS * MODERATION_ALPHA_CELLS];     // nearly white on white, to be seen on black
  uint64_t partial[MODERATION_ALPHA_CELLS * MODERATION_ALPHA_CELLS];  // partly transparent and not dark
  // Partly transparent pixels, and a quarter of the opaque ones that are not dark, by their shade on white.
  uint32_t partial_shades[MODERATION_ALPHA_CELLS * MODERATION_ALPHA_CELLS][MODERATION_ALPHA_SHADES];
  uint32_t opaque_shades[MODERATION_ALPHA_CELLS * MODERATION_ALPHA_CELLS][MODERATION_ALPHA_SHADES];
  bool hides_any;  // some pixel has an alpha of 0
  unsigned char hidden_least[3], hidden_most[3];  // the colours of pixels with an alpha of 0
} moderation_alpha_report;

void moderation_alpha_begin(moderation_alpha_report *report, int width, int height);

/// Looks at a stretch of one row. `bands` is 2 for grey and alpha, 4 for RGB and alpha; samples have 1 or 2 bytes.
void moderation_alpha_add(moderation_alpha_report *report, int x, int y, const void *pixels, int count, int bands,
                          int sample_bytes);

/// Whether the picture on black shows what the picture on white does not.
bool moderation_alpha_shows_more_on_black(const moderation_alpha_report *report);

/// Whether pixels that are wholly transparent have different colours, as a picture has, and not one as a filling has.
bool moderation_alpha_hides_color(const moderation_alpha_report *report);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
