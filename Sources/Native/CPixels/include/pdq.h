#ifndef MODERATION_PDQ_H
#define MODERATION_PDQ_H

#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/// The most rows that a window of `moderation_pdq_samples` has.
enum { MODERATION_PDQ_WINDOW = 16, MODERATION_PDQ_SAMPLES = 64 };

/// How the picture of a PDQ hash is filtered: two passes of a box along each axis.
typedef struct {
  int32_t width, height;          // pixels, at least 1
  ptrdiff_t stride;               // bytes from one row to the next
  int32_t across, down;           // values of the box along each axis, 1 to MODERATION_PDQ_WINDOW, no more than the side
  const int32_t *columns, *rows;  // MODERATION_PDQ_SAMPLES of each, ascending, within the picture
} moderation_pdq_filter;

/// How many floats `moderation_pdq_samples` works in.
size_t moderation_pdq_workspace(int32_t width, int32_t height);

/// The filtered brightness at `columns` and `rows`, MODERATION_PDQ_SAMPLES squared, of pixels of 3 bytes, red first.
///
/// Sums run as in the reference, value by value in and out, so that their rounding is its own. Rows pass through a
/// window of a few, which stay in the cache.
void moderation_pdq_samples(const uint8_t *pixels, const moderation_pdq_filter *filter, float *samples,
                            float *workspace);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
