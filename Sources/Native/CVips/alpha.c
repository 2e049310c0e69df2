#include "alpha.h"

#include <string.h>

enum {
  // Within so many levels of white's luma on white nobody sees a pixel; so many above black on black it is seen.
  PALE_LEVELS = 32,
  SEEN_ON_BLACK_LEVEL = 32,
  // Between these a pixel is neither as good as opaque nor as good as gone.
  LEAST_PARTIAL_ALPHA = 17,
  MOST_PARTIAL_ALPHA = 239,
  // Partly transparent pixels that are darker than this look on black as they do on white: dark.
  DARK_LEVEL = 64,
  // Colours of a filling that differ by noise alone.
  FILLING_LEVELS = 24,
};

// Of a cell, so that a line of small letters is enough.
static const double PALE_SHARE = 0.002, PARTIAL_SHARE = 0.05;

// Of one shade: letters have more of it, and smoothed edges have less.
static const double SHADE_SHARE = 0.02;

void moderation_alpha_begin(moderation_alpha_report *report, int width, int height) {
  memset(report, 0, sizeof *report);
  report->width = width;
  report->height = height;
  memset(report->hidden_least, 255, sizeof report->hidden_least);
}

static void add_hidden(moderation_alpha_report *report, const int *color) {
  report->hides_any = true;
  for (int i = 0; i < 3; i++) {
    if (color[i] < report->hidden_least[i]) report->hidden_least[i] = (unsigned char)color[i];
    if (color[i] > report->hidden_most[i]) report->hidden_most[i] = (unsigned char)color[i];
  }
}

// Of every row so many opaque pixels are looked at: their shades fill an area, or nobody reads what lies on it.
enum { OPAQUE_STEP = 4 };

static inline int luma(const int *color) { return (77 * color[0] + 150 * color[1] + 29 * color[2]) >> 8; }

static inline int sample(const void *pixels, int index, int sample_bytes) {
  return sample_bytes == 1 ? ((const uint8_t *)pixels)[index] : ((const uint16_t *)pixels)[index] >> 8;
}

void moderation_alpha_add(moderation_alpha_report *report, int x, int y, const void *pixels, int count, int bands,
                          int sample_bytes) {
  if (y < 0 || y >= report->height || x < 0 || count > report->width - x) return;
  const int row = (int)((int64_t)y * MODERATION_ALPHA_CELLS / report->height) * MODERATION_ALPHA_CELLS;
  for (int i = 0; i < count; i++) {
    const int first = i * bands, alpha = sample(pixels, first + bands - 1, sample_bytes);
    int color[3];
    for (int c = 0; c < 3; c++) color[c] = sample(pixels, bands == 2 ? first : first + c, sample_bytes);
    if (alpha < 255) report->clear++;
    if (alpha == 0) {
      add_hidden(report, color);
      continue;
    }
    const int light = luma(color);
    const bool is_pale = (255 - light) * alpha <= PALE_LEVELS * 255 && light * alpha >= SEEN_ON_BLACK_LEVEL * 255;
    const bool is_partial = alpha >= LEAST_PARTIAL_ALPHA && alpha <= MOST_PARTIAL_ALPHA;
    const bool is_counted = alpha > MOST_PARTIAL_ALPHA && light > DARK_LEVEL && (x + i + y) % OPAQUE_STEP == 0;
    // Most pixels are opaque and no paler than anything else: nothing is divided for them.
    if (!is_pale && !is_partial && !is_counted) continue;
    const int cell = row + (int)((int64_t)(x + i) * MODERATION_ALPHA_CELLS / report->width);
    const int shade = (255 - (255 - light) * alpha / 255) * MODERATION_ALPHA_SHADES / 256;
    if (is_pale) report->pale[cell]++;
    if (is_partial && light > DARK_LEVEL) report->partial[cell]++;
    if (is_partial) report->partial_shades[cell][shade]++;
    if (is_counted) report->opaque_shades[cell][shade]++;
  }
}

// Whether partly transparent pixels lie among opaque ones that look like them on white and not on black.
static bool is_hidden_among(const uint32_t *partial, const uint32_t *opaque, double least) {
  for (int shade = 0; shade < MODERATION_ALPHA_SHADES; shade++) {
    if ((double)partial[shade] <= least) continue;
    for (int other = shade - 1; other <= shade + 1; other++)
      if (other >= 0 && other < MODERATION_ALPHA_SHADES && (double)opaque[other] * OPAQUE_STEP > least) return true;
  }
  return false;
}

static int cell_side(int side, int cell) {
  return (int)((int64_t)(cell + 1) * side / MODERATION_ALPHA_CELLS - (int64_t)cell * side / MODERATION_ALPHA_CELLS);
}

bool moderation_alpha_shows_more_on_black(const moderation_alpha_report *report) {
  if (report->clear == 0) return false;
  for (int row = 0; row < MODERATION_ALPHA_CELLS; row++)
    for (int column = 0; column < MODERATION_ALPHA_CELLS; column++) {
      const int cell = row * MODERATION_ALPHA_CELLS + column;
      // Cells of a picture with fewer pixels than cells may be empty; then one pixel is enough.
      const double area = (double)cell_side(report->width, column) * cell_side(report->height, row);
      if ((double)report->pale[cell] > PALE_SHARE * area || (double)report->partial[cell] > PARTIAL_SHARE * area)
        return true;
      if (is_hidden_among(report->partial_shades[cell], report->opaque_shades[cell], SHADE_SHARE * area)) return true;
    }
  return false;
}

bool moderation_alpha_hides_color(const moderation_alpha_report *report) {
  if (!report->hides_any) return false;
  for (int i = 0; i < 3; i++)
    if (report->hidden_most[i] - report->hidden_least[i] > FILLING_LEVELS) return true;
  return false;
}
