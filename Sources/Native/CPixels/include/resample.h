// Passes of resampling over bytes. Sums are of 32 bits and exact, so that results are the same on every processor.
//
// Threads: any. Nothing is kept between calls. Sizes and places are the caller's to check: nothing here is.
#ifndef MODERATION_RESAMPLE_H
#define MODERATION_RESAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/// What makes each position of a result along one axis: `(1 << (shift - 1) + sum of pixels times weights) >> shift`, cut
/// off to 0...255. Places outside of the source take its first or last pixel.
typedef struct {
  const int32_t *firsts;   // per position of the result: where its first weight lies in the source
  const int32_t *counts;   // per position: how many of its weights count; 0 and more
  const int32_t *weights;  // `stride` per position, the unused ones at the end 0
  size_t positions;        // of the result
  size_t stride;           // of the weights, at least as large as the largest count
  int shift;               // fractional bits of the weights, 1...22
} moderation_taps;

/// Makes rows of `taps.positions` RGB pixels from `height` rows of `width` RGB pixels that lie `stride` bytes apart.
/// The result has no padding.
void moderation_resample_rows(const uint8_t *source, size_t stride, size_t width, size_t height, moderation_taps taps,
                              uint8_t *target);

/// Makes `taps.positions` rows of `row_bytes` bytes from `height` such rows that lie `stride` bytes apart. The result
/// has no padding.
void moderation_resample_columns(const uint8_t *source, size_t stride, size_t row_bytes, size_t height,
                                 moderation_taps taps, uint8_t *target);

/// Rows and columns in one pass over the source, so that what lies between them stays in the processor's cache: the
/// same bytes as one function above and then the other.
/// - columns_first: which axis is rounded first.
/// Returns whether it was done: not without AVX2, for weights above 26 bits, or where memory is short.
bool moderation_resample_both(const uint8_t *source, size_t stride, size_t width, size_t height,
                              moderation_taps across, moderation_taps down, bool columns_first, uint8_t *target);

/// The first two functions without vector instructions of their own, as processors without AVX2 run them. For tests.
void moderation_resample_rows_plainly(const uint8_t *source, size_t stride, size_t width, size_t height,
                                      moderation_taps taps, uint8_t *target);
void moderation_resample_columns_plainly(const uint8_t *source, size_t stride, size_t row_bytes, size_t height,
                                         moderation_taps taps, uint8_t *target);

/// The rounded mean of each `factor` rows that lie `stride` bytes apart; the last row is repeated where some are missing.
/// `factor` 1...65535.
void moderation_mean_rows(const uint8_t *source, size_t stride, size_t row_bytes, size_t height, size_t factor, uint8_t *target);

/// The rounded mean of each `factor` RGB pixels of each row; a row's last pixel is repeated where some are missing.
void moderation_mean_columns(const uint8_t *source, size_t stride, size_t width, size_t height, size_t factor,
                             uint8_t *target);

/// Adds up products of bytes and weights along rows or columns, each product rounded to 16ths, and rounds the sums:
/// `min((8 + sum of (byte * weight + 32) >> 6) >> 4, 255)`. Products and sums must fit 16 bits.
/// - step: how far apart the bytes of one sum lie: 3 along rows of RGB, a row's length along columns.
void moderation_blur(const uint8_t *source, size_t step, size_t count, const uint16_t *weights, size_t taps,
                     uint8_t *target);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
