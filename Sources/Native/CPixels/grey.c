#include "grey.h"

#include <string.h>

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

enum { CELL = 8 };

// Bars: squares of 6 by 6 cells.
enum { BAR_SIDE = 6, BUSY = 8 };
enum { ALONG_X, ALONG_Y, MIXED, STEPS_X, STEPS_Y, LIGHTEST, DARKEST, BAR_KINDS };
// Squares of codes: 3 by 3 cells.
enum { SQUARE_SIDE = 3 };
enum { ACROSS, DOWN, SUM, SUM_OF_SQUARES, HIGH, LOW, SQUARE_KINDS };

/// The sums of one row of cells, a row of each kind.
MODERATION_VECTORIZED
static void bar_cells(const uint8_t *restrict above, ptrdiff_t width, int32_t cells, int32_t *restrict sums) {
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
    int32_t of[BAR_KINDS] = {0, 0, 0, 0, 0, 0, 255};
    for (int x = 0; x < CELL; x++) {
      of[ALONG_X] += xx[x];
      of[ALONG_Y] += yy[x];
      of[MIXED] += xy[x];
      of[STEPS_X] += ax[x];
      of[STEPS_Y] += ay[x];
      of[LIGHTEST] = high[x] > of[LIGHTEST] ? high[x] : of[LIGHTEST];
      of[DARKEST] = low[x] < of[DARKEST] ? low[x] : of[DARKEST];
    }
    for (int kind = 0; kind < BAR_KINDS; kind++) sums[kind * cells + cell] = of[kind];
  }
}

/// The same for codes made of squares.
MODERATION_VECTORIZED
static void square_cells(const uint8_t *restrict above, ptrdiff_t width, int32_t cells, int32_t *restrict sums) {
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
    int32_t of[SQUARE_KINDS] = {0, 0, 0, 0, 0, 255};
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

enum { ADDS, TAKES_MORE, TAKES_LESS };

/// `count` numbers, each of `side` numbers that lie `step` apart, in one.
MODERATION_VECTORIZED
static void pool(const int32_t *restrict from, ptrdiff_t step, int side, int32_t count, int how, int32_t *restrict to) {
  for (int32_t x = 0; x < count; x++) to[x] = from[x];
  for (int i = 1; i < side; i++) {
    const int32_t *next = from + i * step;
    if (how == ADDS)
      for (int32_t x = 0; x < count; x++) to[x] += next[x];
    else if (how == TAKES_MORE)
      for (int32_t x = 0; x < count; x++) to[x] = next[x] > to[x] ? next[x] : to[x];
    else
      for (int32_t x = 0; x < count; x++) to[x] = next[x] < to[x] ? next[x] : to[x];
  }
}

/// What the squares of one row hold: `side` rows of cells, of which the last is the lightest and darkest of each kind.
/// `column` has room for a row of cells.
static void pool_squares(const int32_t *cells, int32_t columns, int side, int kinds, int32_t *column, int32_t *squares) {
  for (int kind = 0; kind < kinds; kind++) {
    const int how = kind == kinds - 2 ? TAKES_MORE : kind == kinds - 1 ? TAKES_LESS : ADDS;
    pool(cells + kind * columns, (ptrdiff_t)kinds * columns, side, columns, how, column);
    pool(column, 1, side, columns - side + 1, how, squares + kind * columns);
  }
}

MODERATION_VECTORIZED
static int32_t mark_bars(const int32_t *restrict of, int32_t columns, int32_t count, moderation_bar_bounds sure,
                         moderation_bar_bounds doubt, uint8_t *restrict marks) {
  const float pixels = (float)(BAR_SIDE * CELL * BAR_SIDE * CELL);
  const float dense = 2 * sure.density * pixels, thin = 2 * doubt.density * pixels;
  int32_t found = 0;
  for (int32_t x = 0; x < count; x++) {
    const float across = (float)of[STEPS_X * columns + x], down = (float)of[STEPS_Y * columns + x];
    const float steps = across * across + down * down;
    const float range = (float)(of[LIGHTEST * columns + x] - of[DARKEST * columns + x]);
    const float along_x = (float)of[ALONG_X * columns + x], along_y = (float)of[ALONG_Y * columns + x];
    const float mixed = (float)of[MIXED * columns + x];
    const float difference = along_x - along_y, both = along_x + along_y;
    const float one_way = difference * difference + 4 * mixed * mixed;
    const float most = sure.coherence * both, some = doubt.coherence * both;
    const int32_t is_sure = (range >= sure.range) & (steps >= dense * range * dense * range) & (one_way >= most * most);
    const int32_t is_doubt =
        (range >= doubt.range) & (steps >= thin * range * thin * range) & (one_way >= some * some);
    // Twice the angle of the edges' normal to the rows is less than 120°.
    const int32_t crosses_rows = (difference >= 0) | (4 * difference * difference < one_way);
    const int32_t crosses_columns = (difference <= 0) | (4 * difference * difference < one_way);
    found += is_sure;
    marks[x] = (uint8_t)(is_sure ? MODERATION_MARK_SURE | crosses_rows * MODERATION_MARK_CROSSES_ROWS |
                                       crosses_columns * MODERATION_MARK_CROSSES_COLUMNS
                                 : is_doubt * MODERATION_MARK_DOUBT);
  }
  return found;
}

MODERATION_VECTORIZED
static int32_t mark_squares(const int32_t *restrict of, int32_t columns, int32_t count, moderation_square_bounds sure,
                            moderation_square_bounds doubt, uint8_t *restrict marks) {
  const float pixels = (float)(SQUARE_SIDE * CELL * SQUARE_SIDE * CELL);
  const float dense = 2 * sure.density * pixels, thin = 2 * doubt.density * pixels;
  int32_t found = 0;
  for (int32_t x = 0; x < count; x++) {
    const float range = (float)(of[HIGH * columns + x] - of[LOW * columns + x]);
    const float across = (float)of[ACROSS * columns + x], down = (float)of[DOWN * columns + x];
    const float steps = across < down ? across : down;
    const float mean = (float)of[SUM * columns + x] / pixels;
    const float variance = (float)of[SUM_OF_SQUARES * columns + x] / pixels - mean * mean;
    const float wide = sure.spread * range, narrow = doubt.spread * range;
    const int32_t is_sure = (range >= sure.range) & (steps >= dense * range) & (variance >= wide * wide);
    const int32_t is_doubt = (range >= doubt.range) & (steps >= thin * range) & (variance >= narrow * narrow);
    found += is_sure;
    marks[x] = (uint8_t)(is_sure ? MODERATION_MARK_SURE : is_doubt * MODERATION_MARK_DOUBT);
  }
  return found;
}

// A row and a column at each edge are neighbours only.
static int32_t cells_along(int32_t side) { return (side - 2) / CELL; }

moderation_mark_size moderation_bar_mark_size(int32_t width, int32_t height) {
  return (moderation_mark_size){cells_along(width) - BAR_SIDE + 1, cells_along(height) - BAR_SIDE + 1};
}

size_t moderation_bars_workspace(int32_t width) { return (size_t)cells_along(width) * BAR_KINDS * (2 * BAR_SIDE + 2); }

moderation_marked moderation_mark_bars(const uint8_t *grey, int32_t width, int32_t height, moderation_bar_bounds sure,
                                       moderation_bar_bounds doubt, int32_t *workspace, uint8_t *marks) {
  const int32_t columns = cells_along(width), rows = cells_along(height), count = columns - BAR_SIDE + 1;
  const ptrdiff_t row_count = (ptrdiff_t)columns * BAR_KINDS;
  int32_t *column = workspace + 2 * BAR_SIDE * row_count, *squares = column + row_count;
  moderation_marked marked = {0, 0};
  int64_t busy = 0;
  for (int32_t row = 0; row < rows; row++) {
    // Each row is kept twice, so that the last BAR_SIDE of them always lie one behind the other.
    int32_t *sums = workspace + row % BAR_SIDE * row_count;
    bar_cells(grey + (ptrdiff_t)row * CELL * width + 1, width, columns, sums);
    memcpy(sums + BAR_SIDE * row_count, sums, (size_t)row_count * sizeof *sums);
    for (int32_t x = 0; x < columns; x++)
      busy += sums[STEPS_X * columns + x] + sums[STEPS_Y * columns + x] >= BUSY * CELL * CELL;
    if (row < BAR_SIDE - 1) continue;
    pool_squares(workspace + (row + 1) % BAR_SIDE * row_count, columns, BAR_SIDE, BAR_KINDS, column, squares);
    marked.sure += mark_bars(squares, columns, count, sure, doubt, marks);
    marks += count;
  }
  marked.busy = (float)busy / (float)((int64_t)rows * columns);
  return marked;
}

moderation_mark_size moderation_square_mark_size(int32_t width, int32_t height) {
  return (moderation_mark_size){cells_along(width) - SQUARE_SIDE + 1, cells_along(height) - SQUARE_SIDE + 1};
}

size_t moderation_squares_workspace(int32_t width) {
  return (size_t)cells_along(width) * SQUARE_KINDS * (2 * SQUARE_SIDE + 2);
}

int32_t moderation_mark_squares(const uint8_t *grey, int32_t width, int32_t height, moderation_square_bounds sure,
                                moderation_square_bounds doubt, int32_t *workspace, uint8_t *marks) {
  const int32_t columns = cells_along(width), rows = cells_along(height), count = columns - SQUARE_SIDE + 1;
  const ptrdiff_t row_count = (ptrdiff_t)columns * SQUARE_KINDS;
  int32_t *column = workspace + 2 * SQUARE_SIDE * row_count, *squares = column + row_count;
  int32_t found = 0;
  for (int32_t row = 0; row < rows; row++) {
    int32_t *sums = workspace + row % SQUARE_SIDE * row_count;
    square_cells(grey + (ptrdiff_t)row * CELL * width + 1, width, columns, sums);
    memcpy(sums + SQUARE_SIDE * row_count, sums, (size_t)row_count * sizeof *sums);
    if (row < SQUARE_SIDE - 1) continue;
    pool_squares(workspace + (row + 1) % SQUARE_SIDE * row_count, columns, SQUARE_SIDE, SQUARE_KINDS, column, squares);
    found += mark_squares(squares, columns, count, sure, doubt, marks);
    marks += count;
  }
  return found;
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

MODERATION_VECTORIZED
void moderation_invert(const uint8_t *restrict grey, ptrdiff_t count, uint8_t *restrict inverted) {
  for (ptrdiff_t i = 0; i < count; i++) inverted[i] = (uint8_t)(255 - grey[i]);
}

void moderation_count_levels(const uint8_t *grey, ptrdiff_t count, uint32_t *levels) {
  // Four counts, so that equal neighbours do not wait for each other.
  uint32_t part[4][256] = {{0}};
  ptrdiff_t i = 0;
  for (; i + 4 <= count; i += 4)
    for (int k = 0; k < 4; k++) part[k][grey[i + k]]++;
  for (; i < count; i++) part[0][grey[i]]++;
  for (int level = 0; level < 256; level++)
    levels[level] = part[0][level] + part[1][level] + part[2][level] + part[3][level];
}

MODERATION_VECTORIZED
void moderation_stretch(const uint8_t *restrict grey, ptrdiff_t count, int32_t low, int32_t high,
                        uint8_t *restrict stretched) {
  const float scale = 255.0f / (float)(high - low);
  for (ptrdiff_t i = 0; i < count; i++) {
    const int32_t above = grey[i] - low;
    const int32_t here = above < 0 ? 0 : above > high - low ? high - low : above;
    stretched[i] = (uint8_t)(int32_t)((float)here * scale);
  }
}
