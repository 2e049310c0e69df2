#include "grey.h"

#include <math.h>

#include "vectorized.h"

#pragma STDC FP_CONTRACT OFF

MODERATION_VECTORIZED
static void grey_row(const uint8_t *restrict pixels, uint8_t *restrict grey, int32_t count) {
  for (int32_t x = 0; x < count; x++) {
    const uint32_t sum = 306u * pixels[3 * x] + 601u * pixels[3 * x + 1] + 117u * pixels[3 * x + 2];
    grey[x] = (uint8_t)(sum >> 10);
  }
}

void moderation_grey(const uint8_t *pixels, int32_t width, int32_t height, ptrdiff_t stride, uint8_t *grey) {
  for (int32_t y = 0; y < height; y++) grey_row(pixels + y * stride, grey + (ptrdiff_t)y * width, width);
}

enum { CELL = 8, WINDOW = 6, KINDS = 7, LEAST_RANGE = 40, BUSY = 8 };
enum { ALONG_X, ALONG_Y, MIXED, STEPS_X, STEPS_Y, LIGHTEST, DARKEST };

size_t moderation_edges_workspace(int32_t width, int32_t height) {
  return (size_t)(width / CELL) * ((size_t)(height / CELL) + 1) * KINDS;
}

/// The sums of one row of cells, a row of each kind.
MODERATION_VECTORIZED
static void cell_row(const uint8_t *restrict above, ptrdiff_t width, int32_t cells, int32_t *restrict sums) {
  for (int32_t cell = 0; cell < cells; cell++) {
    int32_t xx[CELL] = {0}, yy[CELL] = {0}, xy[CELL] = {0}, ax[CELL] = {0}, ay[CELL] = {0};
    int32_t high[CELL] = {0}, low[CELL] = {255, 255, 255, 255, 255, 255, 255, 255};
    for (int y = 0; y < CELL; y++) {
      const uint8_t *row = above + (y + 1) * width + cell * CELL;
      for (int x = 0; x < CELL; x++) {
        const int32_t gx = row[x + 1] - row[x - 1], gy = row[x + width] - row[x - width], here = row[x];
        xx[x] += gx * gx;
        yy[x] += gy * gy;
        xy[x] += gx * gy;
        ax[x] += gx < 0 ? -gx : gx;
        ay[x] += gy < 0 ? -gy : gy;
        high[x] = here > high[x] ? here : high[x];
        low[x] = here < low[x] ? here : low[x];
      }
    }
    int32_t of[KINDS] = {0, 0, 0, 0, 0, 0, 255};
    for (int x = 0; x < CELL; x++) {
      of[ALONG_X] += xx[x];
      of[ALONG_Y] += yy[x];
      of[MIXED] += xy[x];
      of[STEPS_X] += ax[x];
      of[STEPS_Y] += ay[x];
      of[LIGHTEST] = high[x] > of[LIGHTEST] ? high[x] : of[LIGHTEST];
      of[DARKEST] = low[x] < of[DARKEST] ? low[x] : of[DARKEST];
    }
    for (int kind = 0; kind < KINDS; kind++) sums[kind * cells + cell] = of[kind];
  }
}

/// The sums of WINDOW rows of cells.
MODERATION_VECTORIZED
static void pool_rows(const int32_t *restrict cells, int32_t columns, int32_t *restrict pooled) {
  for (int kind = 0; kind < KINDS; kind++)
    for (int32_t x = 0; x < columns; x++) {
      const int32_t *from = cells + kind * columns + x;
      int32_t value = *from;
      for (int row = 1; row < WINDOW; row++) {
        const int32_t other = from[(ptrdiff_t)row * KINDS * columns];
        value = kind == LIGHTEST ? (other > value ? other : value)
                : kind == DARKEST ? (other < value ? other : value)
                                  : value + other;
      }
      pooled[kind * columns + x] = value;
    }
}

moderation_edges moderation_edges_of(const uint8_t *grey, int32_t width, int32_t height, float density,
                                     int32_t *workspace) {
  // A row and a column at each edge are neighbours only.
  const int32_t columns = (width - 2) / CELL, rows = (height - 2) / CELL;
  moderation_edges edges = {0, 0};
  int32_t *pooled = workspace + (ptrdiff_t)rows * columns * KINDS;
  int64_t busy = 0;
  for (int32_t row = 0; row < rows; row++) {
    int32_t *sums = workspace + (ptrdiff_t)row * columns * KINDS;
    cell_row(grey + (ptrdiff_t)row * CELL * width + 1, width, columns, sums);
    for (int32_t x = 0; x < columns; x++)
      busy += sums[STEPS_X * columns + x] + sums[STEPS_Y * columns + x] >= BUSY * CELL * CELL;
  }
  edges.busy = (float)busy / (float)((int64_t)rows * columns);
  const float pixels = (float)(WINDOW * CELL * WINDOW * CELL);
  for (int32_t row = 0; row + WINDOW <= rows; row++) {
    pool_rows(workspace + (ptrdiff_t)row * columns * KINDS, columns, pooled);
    for (int32_t x = 0; x + WINDOW <= columns; x++) {
      float sum[KINDS] = {0};
      int32_t high = 0, low = 255;
      for (int i = 0; i < WINDOW; i++) {
        for (int kind = 0; kind <= STEPS_Y; kind++) sum[kind] += (float)pooled[kind * columns + x + i];
        high = pooled[LIGHTEST * columns + x + i] > high ? pooled[LIGHTEST * columns + x + i] : high;
        low = pooled[DARKEST * columns + x + i] < low ? pooled[DARKEST * columns + x + i] : low;
      }
      const float needed = 2 * density * pixels * (float)(high - low);
      if (high - low < LEAST_RANGE || sum[STEPS_X] * sum[STEPS_X] + sum[STEPS_Y] * sum[STEPS_Y] < needed * needed) continue;
      const float difference = sum[ALONG_X] - sum[ALONG_Y], both = sum[ALONG_X] + sum[ALONG_Y];
      const float coherence = sqrtf(difference * difference + 4 * sum[MIXED] * sum[MIXED]) / both;
      edges.coherence = coherence > edges.coherence ? coherence : edges.coherence;
    }
  }
  return edges;
}

enum { SIDE = 3, SQUARE_KINDS = 6 };
enum { ACROSS, DOWN, HIGH, LOW, SUM, SUM_OF_SQUARES };

size_t moderation_squares_workspace(int32_t width) { return (size_t)(width / CELL) * SQUARE_KINDS * SIDE; }

/// The sums of one row of cells, a row of each kind.
MODERATION_VECTORIZED
static void square_row(const uint8_t *restrict above, ptrdiff_t width, int32_t cells, int32_t *restrict sums) {
  for (int32_t cell = 0; cell < cells; cell++) {
    int32_t ax[CELL] = {0}, ay[CELL] = {0}, one[CELL] = {0}, two[CELL] = {0};
    int32_t high[CELL] = {0}, low[CELL] = {255, 255, 255, 255, 255, 255, 255, 255};
    for (int y = 0; y < CELL; y++) {
      const uint8_t *row = above + (y + 1) * width + cell * CELL;
      for (int x = 0; x < CELL; x++) {
        const int32_t gx = row[x + 1] - row[x - 1], gy = row[x + width] - row[x - width], here = row[x];
        ax[x] += gx < 0 ? -gx : gx;
        ay[x] += gy < 0 ? -gy : gy;
        one[x] += here;
        two[x] += here * here;
        high[x] = here > high[x] ? here : high[x];
        low[x] = here < low[x] ? here : low[x];
      }
    }
    int32_t of[SQUARE_KINDS] = {0, 0, 0, 255, 0, 0};
    for (int x = 0; x < CELL; x++) {
      of[ACROSS] += ax[x];
      of[DOWN] += ay[x];
      of[SUM] += one[x];
      of[SUM_OF_SQUARES] += two[x];
      of[HIGH] = high[x] > of[HIGH] ? high[x] : of[HIGH];
      of[LOW] = low[x] < of[LOW] ? low[x] : of[LOW];
    }
    for (int kind = 0; kind < SQUARE_KINDS; kind++) sums[kind * cells + cell] = of[kind];
  }
}

int32_t moderation_has_squares(const uint8_t *grey, int32_t width, int32_t height, moderation_square_bounds bounds,
                               int32_t *workspace) {
  // A row and a column at each edge are neighbours only.
  const int32_t columns = (width - 2) / CELL, rows = (height - 2) / CELL;
  const ptrdiff_t row_count = (ptrdiff_t)columns * SQUARE_KINDS;
  const float pixels = (float)(SIDE * CELL * SIDE * CELL);
  for (int32_t row = 0; row < rows; row++) {
    square_row(grey + (ptrdiff_t)row * CELL * width + 1, width, columns, workspace + row % SIDE * row_count);
    if (row < SIDE - 1) continue;
    for (int32_t x = 0; x + SIDE <= columns; x++) {
      int32_t of[SQUARE_KINDS] = {0, 0, 0, 255, 0, 0};
      for (int line = 0; line < SIDE; line++)
        for (int i = 0; i < SIDE; i++) {
          const int32_t *cell = workspace + line * row_count + x + i;
          of[ACROSS] += cell[ACROSS * columns];
          of[DOWN] += cell[DOWN * columns];
          of[SUM] += cell[SUM * columns];
          of[SUM_OF_SQUARES] += cell[SUM_OF_SQUARES * columns];
          of[HIGH] = cell[HIGH * columns] > of[HIGH] ? cell[HIGH * columns] : of[HIGH];
          of[LOW] = cell[LOW * columns] < of[LOW] ? cell[LOW * columns] : of[LOW];
        }
      const float range = (float)(of[HIGH] - of[LOW]), needed = 2 * bounds.density * pixels * range;
      if (range < bounds.range || (float)of[ACROSS] < needed || (float)of[DOWN] < needed) continue;
      const float mean = (float)of[SUM] / pixels, spread = bounds.spread * range;
      if ((float)of[SUM_OF_SQUARES] / pixels - mean * mean >= spread * spread) return 1;
    }
  }
  return 0;
}

MODERATION_VECTORIZED
static void halve_row(const uint8_t *restrict upper, const uint8_t *restrict lower, int32_t count,
                      uint8_t *restrict halved) {
  for (int32_t x = 0; x < count; x++)
    halved[x] = (uint8_t)((upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1] + 2) >> 2);
}

void moderation_halve(const uint8_t *grey, int32_t width, int32_t height, uint8_t *halved) {
  for (int32_t y = 0; y < height / 2; y++, halved += width / 2) {
    const uint8_t *upper = grey + (ptrdiff_t)2 * y * width;
    halve_row(upper, upper + width, width / 2, halved);
  }
}
