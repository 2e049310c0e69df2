#include "resample.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "vectorized.h"

#if defined(__x86_64__)
#include <immintrin.h>
#define HAS_WIDE 1
#define WIDE __attribute__((target("avx2")))
#else
#define HAS_WIDE 0
#endif

static inline uint8_t byte_of(int32_t sum, int shift) {
  int32_t value = sum >> shift;
  return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

static inline size_t inside(ptrdiff_t place, size_t count) {
  return place < 0 ? 0 : (size_t)place < count ? (size_t)place : count - 1;
}

/// Before and behind a row of pixels, so that no position looks outside.
typedef struct {
  size_t before, after;
} margins;

static margins margins_of(moderation_taps taps, size_t width) {
  margins found = {0, 0};
  for (size_t x = 0; x < taps.positions; x++) {
    ptrdiff_t first = taps.firsts[x], end = first + taps.counts[x];
    if (first < 0 && (size_t)-first > found.before) found.before = (size_t)-first;
    if (end > (ptrdiff_t)width && (size_t)end - width > found.after) found.after = (size_t)end - width;
  }
  return found;
}

/// Repeats the first and the last pixel of a row that lies between its margins.
static void pad_edges(uint8_t *row, size_t width, margins around) {
  uint8_t *first = row + around.before * 3, *end = first + width * 3;
  for (size_t x = 0; x < around.before; x++) memcpy(row + x * 3, first, 3);
  for (size_t x = 0; x < around.after; x++) memcpy(end + x * 3, end - 3, 3);
}

static void pad_row(const uint8_t *source, size_t width, margins around, uint8_t *row) {
  memcpy(row + around.before * 3, source, width * 3);
  pad_edges(row, width, around);
}

// MARK: Any processor

static void plain_row(const uint8_t *source, size_t width, moderation_taps taps, uint8_t *target) {
  for (size_t x = 0; x < taps.positions; x++) {
    const int32_t *weights = taps.weights + x * taps.stride;
    uint32_t sums[3] = {1u << (taps.shift - 1), 1u << (taps.shift - 1), 1u << (taps.shift - 1)};
    for (int32_t tap = 0; tap < taps.counts[x]; tap++) {
      const uint8_t *pixel = source + 3 * inside((ptrdiff_t)taps.firsts[x] + tap, width);
      for (int channel = 0; channel < 3; channel++) sums[channel] += pixel[channel] * (uint32_t)weights[tap];
    }
    for (int channel = 0; channel < 3; channel++) target[x * 3 + channel] = byte_of((int32_t)sums[channel], taps.shift);
  }
}

enum { BLOCK = 64 };

/// `count` bytes of one row of the result, from byte `x` on; at most BLOCK.
static void plain_column_block(const uint8_t *source, size_t stride, size_t height, moderation_taps taps, size_t y,
                               size_t x, size_t count, uint8_t *target) {
  uint32_t sums[BLOCK];
  for (size_t i = 0; i < count; i++) sums[i] = 1u << (taps.shift - 1);
  for (int32_t tap = 0; tap < taps.counts[y]; tap++) {
    const uint8_t *row = source + inside((ptrdiff_t)taps.firsts[y] + tap, height) * stride + x;
    uint32_t weight = (uint32_t)taps.weights[y * taps.stride + tap];
    for (size_t i = 0; i < count; i++) sums[i] += row[i] * weight;
  }
  for (size_t i = 0; i < count; i++) target[i] = byte_of((int32_t)sums[i], taps.shift);
}

#if HAS_WIDE

// MARK: AVX2
//
// Weights of up to 27 bits are cut into 11 low ones and the rest, each of which fits 16 bits with its sign: two sums of
// products of 16 bits, one shifted, are the sum of products of 32 bits, exactly.

enum { LOW_BITS = 11, GROUP = 4, ROWS = 4 };

/// The weights in groups of four, padded with zeros: the high parts, then, where they are needed, the low ones.
typedef struct {
  int16_t *high, *low;
  int32_t *offsets;  // bytes into a padded row
  int32_t *groups;   // per position
  size_t stride;     // of high and low
  bool is_split;
  void *memory;
} wide_taps;

static bool fits(moderation_taps taps, int32_t *largest) {
  int32_t most = 0;
  for (size_t i = 0; i < taps.positions * taps.stride; i++) {
    int32_t weight = taps.weights[i];
    int32_t size = weight < 0 ? ~weight : weight;
    if (size > most) most = size;
  }
  *largest = most;
  return most < 1 << (15 + LOW_BITS);
}

/// False where the weights are too large or memory is short.
static bool make_wide(moderation_taps taps, size_t before, wide_taps *made) {
  int32_t largest;
  if (!fits(taps, &largest)) return false;
  made->is_split = largest > INT16_MAX;
  made->stride = (taps.stride + GROUP - 1) / GROUP * GROUP;
  size_t weights = taps.positions * made->stride;
  made->memory = calloc(weights * 2 * sizeof(int16_t) + taps.positions * 2 * sizeof(int32_t), 1);
  if (!made->memory) return false;
  made->offsets = made->memory;
  made->groups = made->offsets + taps.positions;
  made->high = (int16_t *)(made->groups + taps.positions);
  made->low = made->high + weights;
  for (size_t x = 0; x < taps.positions; x++) {
    made->offsets[x] = (taps.firsts[x] + (int32_t)before) * 3;
    made->groups[x] = (taps.counts[x] + GROUP - 1) / GROUP;
    for (int32_t tap = 0; tap < taps.counts[x]; tap++) {
      int32_t weight = taps.weights[x * taps.stride + (size_t)tap];
      size_t place = x * made->stride + (size_t)tap;
      made->high[place] = (int16_t)(made->is_split ? weight >> LOW_BITS : weight);
      made->low[place] = (int16_t)(weight & ((1 << LOW_BITS) - 1));
    }
  }
  return true;
}

/// Four weights as pairs: the first pair for each channel of the lower half, the second for those of the upper half.
WIDE static inline __m256i four_weights(const int16_t *weights) {
  int64_t four;
  memcpy(&four, weights, sizeof four);
  return _mm256_shuffle_epi8(
      _mm256_set1_epi64x(four), _mm256_setr_epi8(0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 4, 5, 6,
                                                 7, 4, 5, 6, 7, 4, 5, 6, 7));
}

/// Four RGB pixels as pairs per channel, like the weights. Reads 16 bytes.
WIDE static inline __m256i four_pixels(const uint8_t *pixels) {
  return _mm256_shuffle_epi8(
      _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)pixels)),
      _mm256_setr_epi8(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1, 6, -1, 9, -1, 7, -1, 10, -1, 8, -1, 11,
                       -1, -1, -1, -1, -1));
}

/// The rounded sum of the halves of one vector, beside that of another.
WIDE static inline __m256i sum_of_halves(__m256i left, __m256i right, __m256i half, __m128i by) {
  __m256i sum = _mm256_add_epi32(_mm256_permute2x128_si256(left, right, 0x20),
                                 _mm256_permute2x128_si256(left, right, 0x31));
  return _mm256_sra_epi32(_mm256_add_epi32(sum, half), by);
}

/// `rows` rows at a time, 1 or ROWS, `row_stride` bytes apart and readable 16 bytes beyond their end.
WIDE static inline __attribute__((always_inline)) void wide_rows(const uint8_t *padded, size_t row_stride, int rows,
                                                                 const wide_taps *wide, size_t positions, int shift,
                                                                 bool is_split, uint8_t *target) {
  __m256i half = _mm256_set1_epi32(1 << (shift - 1));
  __m128i by = _mm_cvtsi32_si128(shift);
  for (size_t x = 0; x < positions; x++) {
    const uint8_t *pixels = padded + wide->offsets[x];
    const int16_t *high_weights = wide->high + x * wide->stride, *low_weights = wide->low + x * wide->stride;
    __m256i high[ROWS], low[ROWS];
    for (int row = 0; row < rows; row++) high[row] = low[row] = _mm256_setzero_si256();
    for (int32_t group = 0; group < wide->groups[x]; group++) {
      __m256i weights = four_weights(high_weights + group * GROUP);
      __m256i fine = is_split ? four_weights(low_weights + group * GROUP) : weights;
      for (int row = 0; row < rows; row++) {
        __m256i four = four_pixels(pixels + (size_t)row * row_stride + group * GROUP * 3);
        high[row] = _mm256_add_epi32(high[row], _mm256_madd_epi16(four, weights));
        if (is_split) low[row] = _mm256_add_epi32(low[row], _mm256_madd_epi16(four, fine));
      }
    }
    for (int row = 0; row < rows; row++) {
      if (is_split) high[row] = _mm256_add_epi32(_mm256_slli_epi32(high[row], LOW_BITS), low[row]);
    }
    uint32_t result[ROWS];
    if (rows == ROWS) {
      __m256i first = sum_of_halves(high[0], high[1], half, by), second = sum_of_halves(high[2], high[3], half, by);
      __m256i words = _mm256_packs_epi32(first, second);
      __m256i bytes = _mm256_packus_epi16(words, words);
      uint64_t even = (uint64_t)_mm256_extract_epi64(bytes, 0), odd = (uint64_t)_mm256_extract_epi64(bytes, 2);
      result[0] = (uint32_t)even;
      result[1] = (uint32_t)odd;
      result[2] = (uint32_t)(even >> 32);
      result[3] = (uint32_t)(odd >> 32);
    } else {
      __m256i sum = sum_of_halves(high[0], high[0], half, by);
      __m256i words = _mm256_packs_epi32(sum, sum);
      result[0] = (uint32_t)_mm256_extract_epi32(_mm256_packus_epi16(words, words), 0);
    }
    // The fourth byte is the next pixel's first, which is written next; behind the last there may be none.
    size_t bytes = x + 1 < positions ? 4 : 3;
    for (int row = 0; row < rows; row++) {
      uint8_t *place = target + ((size_t)row * positions + x) * 3;
      if (bytes == 4) {
        memcpy(place, &result[row], 4);
      } else {
        memcpy(place, &result[row], 3);
      }
    }
  }
}

WIDE static void wide_rows_of(const uint8_t *padded, size_t row_stride, bool several, const wide_taps *wide,
                              size_t positions, int shift, uint8_t *target) {
  if (several && wide->is_split) {
    wide_rows(padded, row_stride, ROWS, wide, positions, shift, true, target);
  } else if (several) {
    wide_rows(padded, row_stride, ROWS, wide, positions, shift, false, target);
  } else if (wide->is_split) {
    wide_rows(padded, row_stride, 1, wide, positions, shift, true, target);
  } else {
    wide_rows(padded, row_stride, 1, wide, positions, shift, false, target);
  }
}

/// A group of weights reaches up to three pixels beyond its last that counts, and a load four bytes beyond those.
static size_t padded_row_bytes(margins around, size_t width) {
  return ((around.before + width + around.after) * 3 + GROUP * 3 + 16 + 63) / 64 * 64;
}

static bool resample_rows_wide(const uint8_t *source, size_t stride, size_t width, size_t height, moderation_taps taps,
                               uint8_t *target) {
  margins around = margins_of(taps, width);
  size_t row_stride = padded_row_bytes(around, width);
  wide_taps wide;
  if (!make_wide(taps, around.before, &wide)) return false;
  uint8_t *padded = calloc(row_stride, ROWS);
  if (padded) {
    for (size_t y = 0; y < height;) {
      bool several = height - y >= ROWS;
      size_t rows = several ? ROWS : 1;
      for (size_t row = 0; row < rows; row++) pad_row(source + (y + row) * stride, width, around, padded + row * row_stride);
      wide_rows_of(padded, row_stride, several, &wide, taps.positions, taps.shift, target + y * taps.positions * 3);
      y += rows;
    }
  }
  free(padded);
  free(wide.memory);
  return padded != NULL;
}

/// 16 bytes of one row of the result.
WIDE static inline __attribute__((always_inline)) void wide_columns(const uint8_t *const *rows, size_t x, int32_t count,
                                                                    const int16_t *high_weights,
                                                                    const int16_t *low_weights, int shift,
                                                                    bool is_split, uint8_t *target) {
  __m256i high[2] = {_mm256_setzero_si256(), _mm256_setzero_si256()};
  __m256i low[2] = {_mm256_setzero_si256(), _mm256_setzero_si256()};
  // The weight behind the last is 0, and its row the last one.
  for (int32_t tap = 0; tap < count; tap += 2) {
    __m128i first = _mm_loadu_si128((const __m128i *)(rows[tap] + x));
    __m128i second = _mm_loadu_si128((const __m128i *)(rows[tap + 1] + x));
    __m256i pairs[2] = {_mm256_cvtepu8_epi16(_mm_unpacklo_epi8(first, second)),
                        _mm256_cvtepu8_epi16(_mm_unpackhi_epi8(first, second))};
    int32_t two;
    memcpy(&two, high_weights + tap, sizeof two);
    __m256i weights = _mm256_set1_epi32(two);
    high[0] = _mm256_add_epi32(high[0], _mm256_madd_epi16(pairs[0], weights));
    high[1] = _mm256_add_epi32(high[1], _mm256_madd_epi16(pairs[1], weights));
    if (is_split) {
      memcpy(&two, low_weights + tap, sizeof two);
      weights = _mm256_set1_epi32(two);
      low[0] = _mm256_add_epi32(low[0], _mm256_madd_epi16(pairs[0], weights));
      low[1] = _mm256_add_epi32(low[1], _mm256_madd_epi16(pairs[1], weights));
    }
  }
  __m256i half = _mm256_set1_epi32(1 << (shift - 1));
  __m128i by = _mm_cvtsi32_si128(shift);
  for (int part = 0; part < 2; part++) {
    if (is_split) high[part] = _mm256_add_epi32(_mm256_slli_epi32(high[part], LOW_BITS), low[part]);
    high[part] = _mm256_sra_epi32(_mm256_add_epi32(high[part], half), by);
  }
  __m256i words = _mm256_permute4x64_epi64(_mm256_packs_epi32(high[0], high[1]), 0xD8);
  __m128i bytes = _mm_packus_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
  _mm_storeu_si128((__m128i *)target, bytes);
}

WIDE static void wide_column_row(const uint8_t *const *rows, size_t row_bytes, int32_t count, const int16_t *high,
                                 const int16_t *low, int shift, bool is_split, uint8_t *target) {
  // The last 16 bytes may overlap those before them.
  for (size_t x = 0; x < row_bytes; x += 16) {
    size_t start = x + 16 <= row_bytes ? x : row_bytes - 16;
    if (is_split) {
      wide_columns(rows, start, count, high, low, shift, true, target + start);
    } else {
      wide_columns(rows, start, count, high, low, shift, false, target + start);
    }
  }
}

/// The rows that one position of a column looks at, and one more for the weight of 0 behind the last.
static void point_at(const uint8_t **rows, const uint8_t *source, size_t stride, size_t height, moderation_taps taps,
                     size_t y) {
  int32_t count = taps.counts[y];
  for (int32_t tap = 0; tap <= count; tap++) {
    rows[tap] = source + inside((ptrdiff_t)taps.firsts[y] + (tap < count ? tap : count - 1), height) * stride;
  }
}

static bool resample_columns_wide(const uint8_t *source, size_t stride, size_t row_bytes, size_t height,
                                  moderation_taps taps, uint8_t *target) {
  if (row_bytes < 16) return false;
  wide_taps wide;
  if (!make_wide(taps, 0, &wide)) return false;
  const uint8_t **rows = malloc((wide.stride + 1) * sizeof *rows);
  if (rows) {
    for (size_t y = 0; y < taps.positions; y++) {
      point_at(rows, source, stride, height, taps, y);
      wide_column_row(rows, row_bytes, taps.counts[y], wide.high + y * wide.stride, wide.low + y * wide.stride,
                      taps.shift, wide.is_split, target + y * row_bytes);
    }
  }
  free(rows);
  free(wide.memory);
  return rows != NULL;
}

/// Columns before rows: ROWS shrunk rows at a time.
static void both_columns_first(const uint8_t *source, size_t stride, size_t width, size_t height,
                               moderation_taps across, const wide_taps *wide_across, moderation_taps down,
                               const wide_taps *wide_down, margins around, uint8_t *padded, size_t row_stride,
                               const uint8_t **rows, uint8_t *target) {
  for (size_t y = 0; y < down.positions;) {
    bool several = down.positions - y >= ROWS;
    size_t count = several ? ROWS : 1;
    for (size_t row = 0; row < count; row++) {
      size_t place = (y + row) * wide_down->stride;
      uint8_t *shrunk = padded + row * row_stride;
      point_at(rows, source, stride, height, down, y + row);
      wide_column_row(rows, width * 3, down.counts[y + row], wide_down->high + place, wide_down->low + place,
                      down.shift, wide_down->is_split, shrunk + around.before * 3);
      pad_edges(shrunk, width, around);
    }
    wide_rows_of(padded, row_stride, several, wide_across, across.positions, across.shift,
                 target + y * across.positions * 3);
    y += count;
  }
}

/// Rows before columns: shrunk rows are kept in a ring that is as long as the columns' weights.
static void both_rows_first(const uint8_t *source, size_t stride, size_t width, size_t height, moderation_taps across,
                            const wide_taps *wide_across, moderation_taps down, const wide_taps *wide_down,
                            margins around, uint8_t *padded, size_t row_stride, const uint8_t **rows, uint8_t *ring,
                            size_t ring_rows, uint8_t *target) {
  size_t row_bytes = across.positions * 3, made = 0;
  for (size_t y = 0; y < down.positions; y++) {
    int32_t count = down.counts[y];
    size_t end = inside((ptrdiff_t)down.firsts[y] + count - 1, height) + 1;
    while (made < end) {
      // Rows of the ring are made in groups that begin at multiples of ROWS, so that a group does not go around it.
      bool several = height - made >= ROWS;
      size_t group = several ? ROWS : 1;
      for (size_t row = 0; row < group; row++) {
        pad_row(source + (made + row) * stride, width, around, padded + row * row_stride);
      }
      wide_rows_of(padded, row_stride, several, wide_across, across.positions, across.shift,
                   ring + made % ring_rows * row_bytes);
      made += group;
    }
    for (int32_t tap = 0; tap <= count; tap++) {
      size_t row = inside((ptrdiff_t)down.firsts[y] + (tap < count ? tap : count - 1), height);
      rows[tap] = ring + row % ring_rows * row_bytes;
    }
    size_t place = y * wide_down->stride;
    wide_column_row(rows, row_bytes, count, wide_down->high + place, wide_down->low + place, down.shift,
                    wide_down->is_split, target + y * row_bytes);
  }
}

static bool is_ordered(moderation_taps taps) {
  for (size_t y = 1; y < taps.positions; y++) {
    if (taps.firsts[y] < taps.firsts[y - 1]) return false;
  }
  return true;
}

static bool resample_both_wide(const uint8_t *source, size_t stride, size_t width, size_t height,
                               moderation_taps across, moderation_taps down, bool columns_first, uint8_t *target) {
  size_t row_bytes = (columns_first ? width : across.positions) * 3;
  if (row_bytes < 16 || !is_ordered(down)) return false;
  margins around = margins_of(across, width);
  size_t row_stride = padded_row_bytes(around, width);
  size_t ring_rows = (down.stride + 2 * ROWS - 1) / ROWS * ROWS;
  size_t ring_bytes = columns_first ? 0 : ring_rows * row_bytes;
  wide_taps wide_across = {0}, wide_down = {0};
  bool done = make_wide(across, around.before, &wide_across) && make_wide(down, 0, &wide_down);
  uint8_t *padded = done ? calloc(row_stride * ROWS + ring_bytes, 1) : NULL;
  const uint8_t **rows = padded ? malloc((wide_down.stride + 1) * sizeof *rows) : NULL;
  if (rows && columns_first) {
    both_columns_first(source, stride, width, height, across, &wide_across, down, &wide_down, around, padded,
                       row_stride, rows, target);
  } else if (rows) {
    both_rows_first(source, stride, width, height, across, &wide_across, down, &wide_down, around, padded, row_stride,
                    rows, padded + row_stride * ROWS, ring_rows, target);
  }
  done = rows != NULL;
  free(rows);
  free(padded);
  free(wide_across.memory);
  free(wide_down.memory);
  return done;
}

static bool is_wide(void) { return __builtin_cpu_supports("avx2"); }

#endif

void moderation_resample_rows(const uint8_t *source, size_t stride, size_t width, size_t height, moderation_taps taps,
                              uint8_t *target) {
#if HAS_WIDE
  if (is_wide() && resample_rows_wide(source, stride, width, height, taps, target)) return;
#endif
  moderation_resample_rows_plainly(source, stride, width, height, taps, target);
}

void moderation_resample_rows_plainly(const uint8_t *source, size_t stride, size_t width, size_t height,
                                      moderation_taps taps, uint8_t *target) {
  for (size_t y = 0; y < height; y++) plain_row(source + y * stride, width, taps, target + y * taps.positions * 3);
}

void moderation_resample_columns(const uint8_t *source, size_t stride, size_t row_bytes, size_t height,
                                 moderation_taps taps, uint8_t *target) {
#if HAS_WIDE
  if (is_wide() && resample_columns_wide(source, stride, row_bytes, height, taps, target)) return;
#endif
  moderation_resample_columns_plainly(source, stride, row_bytes, height, taps, target);
}

void moderation_resample_columns_plainly(const uint8_t *source, size_t stride, size_t row_bytes, size_t height,
                                         moderation_taps taps, uint8_t *target) {
  for (size_t y = 0; y < taps.positions; y++) {
    for (size_t x = 0; x < row_bytes; x += BLOCK) {
      size_t count = row_bytes - x < BLOCK ? row_bytes - x : BLOCK;
      plain_column_block(source, stride, height, taps, y, x, count, target + y * row_bytes + x);
    }
  }
}

bool moderation_resample_both(const uint8_t *source, size_t stride, size_t width, size_t height,
                              moderation_taps across, moderation_taps down, bool columns_first, uint8_t *target) {
#if HAS_WIDE
  return is_wide() && resample_both_wide(source, stride, width, height, across, down, columns_first, target);
#else
  return false;
#endif
}

// MARK: Means

/// Divides sums of bytes by how many they are, without a division where that is exact: with sums of up to 255.5 times
/// 128 and 23 bits the reciprocal is off by less than a part in `count`.
typedef struct {
  uint32_t count, reciprocal;
} divisor;

enum { MOST_BY_RECIPROCAL = 128, RECIPROCAL_BITS = 23 };

static divisor divisor_of(size_t count) {
  divisor made = {(uint32_t)count, 0};
  if (count <= MOST_BY_RECIPROCAL) made.reciprocal = (1u << RECIPROCAL_BITS) / made.count + 1;
  return made;
}

static inline uint8_t mean_of(uint32_t sum, divisor by) {
  return (uint8_t)(by.reciprocal ? (sum * by.reciprocal) >> RECIPROCAL_BITS : sum / by.count);
}

MODERATION_VECTORIZED
static void mean_row_block(const uint8_t *source, size_t stride, size_t rows, size_t extra, divisor by,
                           uint8_t *target) {
  uint32_t sums[BLOCK];
  const uint8_t *last = source + (rows - 1) * stride;
  for (size_t i = 0; i < BLOCK; i++) sums[i] = by.count / 2 + (uint32_t)extra * last[i];
  for (size_t row = 0; row < rows; row++) {
    for (size_t i = 0; i < BLOCK; i++) sums[i] += source[row * stride + i];
  }
  if (by.reciprocal) {
    for (size_t i = 0; i < BLOCK; i++) target[i] = (uint8_t)((sums[i] * by.reciprocal) >> RECIPROCAL_BITS);
  } else {
    for (size_t i = 0; i < BLOCK; i++) target[i] = (uint8_t)(sums[i] / by.count);
  }
}

void moderation_mean_rows(const uint8_t *source, size_t stride, size_t row_bytes, size_t height, size_t factor,
                          uint8_t *target) {
  divisor by = divisor_of(factor);
  for (size_t y = 0; y * factor < height; y++) {
    const uint8_t *first = source + y * factor * stride;
    size_t rows = height - y * factor < factor ? height - y * factor : factor;
    size_t x = 0;
    for (; x + BLOCK <= row_bytes; x += BLOCK) {
      mean_row_block(first + x, stride, rows, factor - rows, by, target + y * row_bytes + x);
    }
    for (; x < row_bytes; x++) {
      uint32_t sum = by.count / 2 + (uint32_t)(factor - rows) * first[(rows - 1) * stride + x];
      for (size_t row = 0; row < rows; row++) sum += first[row * stride + x];
      target[y * row_bytes + x] = mean_of(sum, by);
    }
  }
}

void moderation_mean_columns(const uint8_t *source, size_t stride, size_t width, size_t height, size_t factor,
                             uint8_t *target) {
  divisor by = divisor_of(factor);
  size_t positions = (width + factor - 1) / factor;
  for (size_t y = 0; y < height; y++) {
    const uint8_t *row = source + y * stride;
    for (size_t x = 0; x < positions; x++) {
      size_t count = width - x * factor < factor ? width - x * factor : factor;
      const uint8_t *pixel = row + x * factor * 3;
      const uint8_t *last = pixel + (count - 1) * 3;
      uint32_t extra = (uint32_t)(factor - count), half = by.count / 2;
      uint32_t red = half + extra * last[0], green = half + extra * last[1], blue = half + extra * last[2];
      for (size_t i = 0; i < count; i++, pixel += 3) {
        red += pixel[0];
        green += pixel[1];
        blue += pixel[2];
      }
      *target++ = mean_of(red, by);
      *target++ = mean_of(green, by);
      *target++ = mean_of(blue, by);
    }
  }
}

// MARK: Blur

MODERATION_VECTORIZED
static void blur_block(const uint8_t *source, size_t step, const uint16_t *weights, size_t taps, uint8_t *target) {
  uint16_t sums[BLOCK];
  for (size_t i = 0; i < BLOCK; i++) sums[i] = 8;
  for (size_t tap = 0; tap < taps; tap++) {
    const uint8_t *bytes = source + tap * step;
    uint16_t weight = weights[tap];
    for (size_t i = 0; i < BLOCK; i++) {
      uint16_t product = (uint16_t)(bytes[i] * weight);
      sums[i] = (uint16_t)(sums[i] + ((uint16_t)(product + 32) >> 6));
    }
  }
  for (size_t i = 0; i < BLOCK; i++) {
    uint16_t value = sums[i] >> 4;
    target[i] = (uint8_t)(value < 255 ? value : 255);
  }
}

void moderation_blur(const uint8_t *source, size_t step, size_t count, const uint16_t *weights, size_t taps,
                     uint8_t *target) {
  size_t x = 0;
  for (; x + BLOCK <= count; x += BLOCK) blur_block(source + x, step, weights, taps, target + x);
  for (; x < count; x++) {
    uint16_t sum = 8;
    for (size_t tap = 0; tap < taps; tap++) {
      sum = (uint16_t)(sum + ((uint16_t)(source[tap * step + x] * weights[tap] + 32) >> 6));
    }
    uint16_t value = sum >> 4;
    target[x] = (uint8_t)(value < 255 ? value : 255);
  }
}
