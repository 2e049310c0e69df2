#ifndef MODERATION_FACES_H
#define MODERATION_FACES_H

#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/// A picture of 3 bytes a pixel, red first, row 0 on top.
typedef struct {
  const uint8_t *bytes;
  int32_t width, height;  // pixels, at least 1
  ptrdiff_t stride;       // bytes from one row to the next
} moderation_picture;

/// How many floats `moderation_area_planes` works in.
size_t moderation_area_workspace(int32_t width, int32_t columns);

/// Shrinks a picture to `columns` by `rows` by averaging areas, to whole numbers, into the top left of three planes of
/// `side` by `side`: blue, green, red. The rest becomes 0. Sides are at most the picture's and at most `side`.
void moderation_area_planes(const moderation_picture *picture, int32_t columns, int32_t rows, int32_t side,
                            float *planes, float *workspace);

/// Turns three planes of `side` by `side` clockwise by 1, 2 or 3 quarters.
void moderation_turn_planes(const float *planes, int32_t side, int32_t quarter_turns, float *turned);

/// Cuts three planes of `wanted` by `wanted`, which lie within it, out of three of `side` by `side`.
void moderation_cut_planes(const float *planes, int32_t side, int32_t left, int32_t top, int32_t wanted, float *cut);

/// A step along the picture that is made, as a step along the one it is made of: x = a·u − b·v + left,
/// y = b·u + a·v + top.
typedef struct {
  double a, b, left, top;
} moderation_similarity;

/// Takes three planes of `side` by `side`, filled at the top left by `columns` by `rows`, through a similarity: bilinear,
/// rounded, 0 where a neighbour is missing.
void moderation_tilt_planes(const float *planes, int32_t side, int32_t columns, int32_t rows,
                            const moderation_similarity *similarity, float *tilted);

/// A picture of `side` by `side` through a similarity, as three planes: red, green, blue. Bilinear, rounded, black
/// outside.
void moderation_align_planes(const moderation_picture *picture, int32_t side, const moderation_similarity *similarity,
                             float *planes);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
