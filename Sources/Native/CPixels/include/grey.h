#ifndef MODERATION_GREY_H
#define MODERATION_GREY_H

#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/// Red, green and blue, 3 bytes a pixel, weighted as in ITU-R BT.601 in 1024ths: `width * height` bytes without padding.
void moderation_grey(const uint8_t *pixels, int32_t width, int32_t height, ptrdiff_t stride, uint8_t *grey);

/// How many squares there are along each axis: one begins at every multiple of 8 pixels, after the first row and column.
typedef struct {
  int32_t width, height;
} moderation_mark_size;

/// What is known of one square.
enum {
  MODERATION_MARK_DOUBT = 1,            // reaches the lower bounds
  MODERATION_MARK_SURE = 2,             // reaches the upper ones
  MODERATION_MARK_CROSSES_ROWS = 4,     // its bars are seen along a row: they stand, or lean by less than 60°
  MODERATION_MARK_CROSSES_COLUMNS = 8,  // its bars are seen along a column: they lie, or lean by less than 60°
};

/// What a square of 48 pixels has that belongs to bars.
typedef struct {
  float range;      // from the darkest to the lightest, in levels
  float density;    // all changes of light together, for each pixel, of the range
  float coherence;  // 0…1: how much they run one way
} moderation_bar_bounds;

typedef struct {
  int32_t sure;  // squares that reach the upper bounds
  float busy;    // 0…1: the share of squares of 8 pixels with edges or noise
} moderation_marked;

moderation_mark_size moderation_bar_mark_size(int32_t width, int32_t height);

/// How many numbers `moderation_mark_bars` works in.
size_t moderation_bars_workspace(int32_t width);

/// Marks every square of 48 pixels, row after row. Sides are at least 50 pixels.
moderation_marked moderation_mark_bars(const uint8_t *grey, int32_t width, int32_t height, moderation_bar_bounds sure,
                                       moderation_bar_bounds doubt, int32_t *workspace, uint8_t *marks);

/// What a square of 24 pixels has that belongs to a code made of squares.
typedef struct {
  float range;    // from the darkest to the lightest, in levels
  float density;  // all changes of light together, along each axis, for each pixel, of the range
  float spread;   // the standard deviation of the light, of the range
} moderation_square_bounds;

moderation_mark_size moderation_square_mark_size(int32_t width, int32_t height);

/// How many numbers `moderation_mark_squares` works in.
size_t moderation_squares_workspace(int32_t width);

/// Marks every square of 24 pixels, row after row; gives how many reach the upper bounds. Sides are at least 26 pixels.
int32_t moderation_mark_squares(const uint8_t *grey, int32_t width, int32_t height, moderation_square_bounds sure,
                                moderation_square_bounds doubt, int32_t *workspace, uint8_t *marks);

/// The picture in half the size, by means of four pixels: `width / 2` by `height / 2`, without padding.
void moderation_halve(const uint8_t *grey, int32_t width, int32_t height, uint8_t *halved);

/// Light and dark exchanged.
void moderation_invert(const uint8_t *grey, ptrdiff_t count, uint8_t *inverted);

/// How often each of the 256 levels is there.
void moderation_count_levels(const uint8_t *grey, ptrdiff_t count, uint32_t *levels);

/// The levels from `low` to `high`, which is more, spread over 0…255; what lies outside becomes black or white.
void moderation_stretch(const uint8_t *grey, ptrdiff_t count, int32_t low, int32_t high, uint8_t *stretched);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
