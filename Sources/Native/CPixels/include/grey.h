#ifndef MODERATION_GREY_H
#define MODERATION_GREY_H

#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/// Red, green and blue, 3 bytes a pixel, weighted as in ITU-R BT.601 in 1024ths: `width * height` bytes without padding.
void moderation_grey(const uint8_t *pixels, int32_t width, int32_t height, ptrdiff_t stride, uint8_t *grey);

/// What a picture in grey has of what bars are made of.
typedef struct {
  float coherence;  // 0…1: how much the edges of the densest squares of 48 pixels run one way; 0 where none is dense
  float busy;       // 0…1: the share of squares of 8 pixels with edges or noise
} moderation_edges;

/// How many numbers `moderation_edges_of` works in.
size_t moderation_edges_workspace(int32_t width, int32_t height);

/// Looks at every square of 48 pixels that begins at a multiple of 8: dense is one whose light changes by at least 40
/// levels, and all changes together by `density` times the range for each pixel. Sides are at least 48 pixels.
moderation_edges moderation_edges_of(const uint8_t *grey, int32_t width, int32_t height, float density,
                                     int32_t *workspace);

/// What a square of 24 pixels has at least that belongs to a code made of squares.
typedef struct {
  float range;    // from the darkest to the lightest, in levels
  float density;  // all changes of light together, along each axis, for each pixel, of the range
  float spread;   // the standard deviation of the light, of the range
} moderation_square_bounds;

/// How many numbers `moderation_has_squares` works in.
size_t moderation_squares_workspace(int32_t width);

/// Whether some square of 24 pixels that begins at a multiple of 8 reaches all bounds. Sides are at least 26 pixels.
int32_t moderation_has_squares(const uint8_t *grey, int32_t width, int32_t height, moderation_square_bounds bounds,
                               int32_t *workspace);

/// The picture in half the size, by means of four pixels: `width / 2` by `height / 2`, without padding.
void moderation_halve(const uint8_t *grey, int32_t width, int32_t height, uint8_t *halved);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
