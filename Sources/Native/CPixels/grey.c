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
