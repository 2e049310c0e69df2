#include "pdq.h"

#include <string.h>

#include "vectorized.h"

#pragma STDC FP_CONTRACT OFF

enum { BLOCK = 8, RING = 32, SAMPLES = MODERATION_PDQ_SAMPLES };
_Static_assert(RING >= MODERATION_PDQ_WINDOW + BLOCK && (RING & (RING - 1)) == 0, "the ring holds a window and a block");

static int32_t least(int32_t a, int32_t b) { return a < b ? a : b; }
static int32_t most(int32_t a, int32_t b) { return a > b ? a : b; }

/// Of an even window one value more lies ahead than behind.
static int32_t values_ahead(int32_t window) { return (window + 2) / 2 - 1; }

/// How many values lie in the window when `entering` is the last and `leaving` is out.
static float values_within(int32_t entering, int32_t leaving, int32_t length) {
  return (float)(least(entering, length - 1) - most(leaving, -1));
}

MODERATION_VECTORIZED
static void brightness(const uint8_t *restrict pixels, float *restrict values, int32_t count) {
  for (int32_t x = 0; x < count; x++)
    values[x] = (float)(pixels[3 * x] * 0.299 + pixels[3 * x + 1] * 0.587 + pixels[3 * x + 2] * 0.114);
}

/// From one row of floats to the next: not a power of two, of which a cache keeps few rows at a time.
static ptrdiff_t row_pitch(int32_t width) { return (ptrdiff_t)width + 16; }

/// The running sums of BLOCK rows, side by side: each waits for itself, so eight take little more than one.
static void run_rows(const float *restrict values, float *restrict sums, int32_t width, int32_t window) {
  const ptrdiff_t pitch = row_pitch(width);
  const int32_t ahead = values_ahead(window);
  float sum[BLOCK] = {0};
  for (int32_t x = 0; x < least(ahead, width); x++)
    for (int r = 0; r < BLOCK; r++) sum[r] += values[r * pitch + x];
  int32_t x = 0;
  for (; x < width && x + ahead - window < 0; x++)
    for (int r = 0; r < BLOCK; r++) {
      if (x + ahead < width) sum[r] += values[r * pitch + x + ahead];
      sums[r * pitch + x] = sum[r];
    }
  for (; x + ahead < width; x++) {
    const float *in = values + x + ahead;
#pragma clang loop unroll(full)
    for (int r = 0; r < BLOCK; r++) {
      sum[r] += in[r * pitch];
      sum[r] -= in[r * pitch - window];
      sums[r * pitch + x] = sum[r];
    }
  }
  for (; x < width; x++)
    for (int r = 0; r < BLOCK; r++) {
      sum[r] -= values[r * pitch + x + ahead - window];
      sums[r * pitch + x] = sum[r];
    }
}

MODERATION_VECTORIZED
static void divide(float *restrict values, const float *restrict counts, int32_t count) {
  for (int32_t x = 0; x < count; x++) values[x] /= counts[x];
}

MODERATION_VECTORIZED
static void add_row(float *restrict sums, const float *restrict row, int32_t count) {
  for (int32_t x = 0; x < count; x++) sums[x] += row[x];
}

MODERATION_VECTORIZED
static void take_row(float *restrict sums, const float *restrict row, int32_t count) {
  for (int32_t x = 0; x < count; x++) sums[x] -= row[x];
}

MODERATION_VECTORIZED
static void mean_row(float *restrict means, const float *restrict sums, float values, int32_t count) {
  for (int32_t x = 0; x < count; x++) means[x] = sums[x] / values;
}

/// One step of a filter along columns: a row in, a row out, the mean of what is left.
MODERATION_VECTORIZED
static void step_row(float *restrict means, float *restrict sums, const float *restrict in, const float *restrict out,
                     float values, int32_t count) {
  for (int32_t x = 0; x < count; x++) {
    const float sum = (sums[x] + in[x]) - out[x];
    sums[x] = sum;
    means[x] = sum / values;
  }
}

/// The row `index` of a filter along columns; NULL for a row that there is not.
static void run_columns(float *means, float *sums, const float *in, const float *out, float values, int32_t count) {
  if (in && out) {
    step_row(means, sums, in, out, values, count);
    return;
  }
  if (in) add_row(sums, in, count);
  if (out) take_row(sums, out, count);
  mean_row(means, sums, values, count);
}

size_t moderation_pdq_workspace(int32_t width, int32_t height) {
  return (size_t)row_pitch(width) * (3 * BLOCK + RING + 2) + (size_t)height * SAMPLES + SAMPLES;
}

typedef struct {
  const moderation_pdq_filter *filter;
  float *counts;  // of the row filter, by column
  float *lines;   // BLOCK rows of brightness
  float *ring;    // rows filtered along x
  float *sums;    // of each column
  float *means;   // BLOCK rows filtered along x and y
  float *again;   // BLOCK rows of those, filtered along x once more
  float *narrow;  // the samples of each row of these
  int32_t rows_done;
} pdq_work;

/// Filters the rows in `means` along x once more and keeps the samples' columns.
static void narrow_block(pdq_work *work, int32_t count) {
  const moderation_pdq_filter *filter = work->filter;
  const int32_t width = filter->width;
  run_rows(work->means, work->again, width, filter->across);
  for (int32_t r = 0; r < count; r++, work->rows_done++)
    for (int c = 0; c < SAMPLES; c++) {
      const int32_t x = filter->columns[c];
      work->narrow[(size_t)work->rows_done * SAMPLES + c] = work->again[r * row_pitch(width) + x] / work->counts[x];
    }
}

void moderation_pdq_samples(const uint8_t *pixels, const moderation_pdq_filter *filter, float *samples,
                            float *workspace) {
  const int32_t width = filter->width, height = filter->height;
  const ptrdiff_t pitch = row_pitch(width);
  pdq_work work = {.filter = filter, .counts = workspace};
  work.lines = work.counts + pitch;
  work.ring = work.lines + BLOCK * pitch;
  work.sums = work.ring + RING * pitch;
  work.means = work.sums + pitch;
  work.again = work.means + BLOCK * pitch;
  work.narrow = work.again + BLOCK * pitch;
  float *columns = work.narrow + (size_t)height * SAMPLES;
  const int32_t along = values_ahead(filter->across), ahead = values_ahead(filter->down), window = filter->down;
  for (int32_t x = 0; x < width; x++)
    work.counts[x] = values_within(x + along, x + along - filter->across, width);
  memset(work.sums, 0, sizeof(float) * (size_t)width);
  memset(work.means, 0, sizeof(float) * BLOCK * (size_t)pitch);

  int32_t filled = 0;
  for (int32_t entering = 0; entering < height + ahead; entering++) {
    if (entering < height && entering % BLOCK == 0) {
      const int32_t count = least(BLOCK, height - entering);
      for (int32_t r = 0; r < BLOCK; r++)
        brightness(pixels + (ptrdiff_t)(entering + least(r, count - 1)) * filter->stride,
                   work.lines + r * pitch, width);
      float *block = work.ring + (entering & (RING - 1)) * pitch;
      run_rows(work.lines, block, width, filter->across);
      for (int32_t r = 0; r < BLOCK; r++) divide(block + r * pitch, work.counts, width);
    }
    const float *in = entering < height ? work.ring + (entering & (RING - 1)) * pitch : NULL;
    if (entering < ahead) {
      if (in) add_row(work.sums, in, width);
      continue;
    }
    const int32_t leaving = entering - window;
    const float *out = leaving >= 0 ? work.ring + (leaving & (RING - 1)) * pitch : NULL;
    run_columns(work.means + filled * pitch, work.sums, in, out, values_within(entering, leaving, height),
                width);
    if (++filled == BLOCK) {
      narrow_block(&work, BLOCK);
      filled = 0;
    }
  }
  if (filled) narrow_block(&work, filled);

  memset(columns, 0, sizeof(float) * SAMPLES);
  int wanted = 0;
  float means[SAMPLES];
  for (int32_t entering = 0; entering < height + ahead && wanted < SAMPLES; entering++) {
    const float *in = entering < height ? work.narrow + (size_t)entering * SAMPLES : NULL;
    if (entering < ahead) {
      if (in) add_row(columns, in, SAMPLES);
      continue;
    }
    const int32_t leaving = entering - window;
    run_columns(means, columns, in, leaving >= 0 ? work.narrow + (size_t)leaving * SAMPLES : NULL,
                values_within(entering, leaving, height), SAMPLES);
    for (; wanted < SAMPLES && filter->rows[wanted] == entering - ahead; wanted++)
      memcpy(samples + (size_t)wanted * SAMPLES, means, sizeof means);
  }
}
