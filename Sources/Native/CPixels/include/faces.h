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

/// A shrunk picture of 4 bytes a pixel, red first, the fourth 0, at the top left of a square of `side` by `side`.
typedef struct {
  const uint8_t *pixels;          // rows without padding
  int32_t columns, rows, side;  // pixels, at least 1; columns and rows at most side
} moderation_canvas;

/// How many floats `moderation_area_canvas` works in.
size_t moderation_area_workspace(int32_t width, int32_t columns);

/// Shrinks a picture to `columns` by `rows` by averaging areas, to whole numbers, as the pixels of a canvas. Sides are at
/// most the picture's.
void moderation_area_canvas(const moderation_picture *picture, int32_t columns, int32_t rows, uint8_t *canvas,
                            float *workspace);

/// A part of `side` by `side` of a canvas that is turned clockwise by 0 to 3 quarters, as three planes: blue, green, red,
/// and 0 where the picture is not.
void moderation_view_planes(const moderation_canvas *canvas, int32_t quarter_turns, int32_t left, int32_t top,
                            int32_t side, float *planes);

/// A step along the picture that is made, as a step along the one it is made of: x = a·u − b·v + left,
/// y = b·u + a·v + top.
typedef struct {
  double a, b, left, top;
} moderation_similarity;

/// A canvas through a similarity, as three planes of `side` by `side`: blue, green, red. Bilinear, rounded, 0 where a
/// neighbour is missing.
void moderation_tilt_planes(const moderation_canvas *canvas, const moderation_similarity *similarity, int32_t side,
                            float *planes);

/// A picture of `side` by `side` through a similarity, as three planes: red, green, blue. Bilinear, rounded, black
/// outside.
void moderation_align_planes(const moderation_picture *picture, int32_t side, const moderation_similarity *similarity,
                             float *planes);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
