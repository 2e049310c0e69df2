#ifndef MODERATION_PLANES_H
#define MODERATION_PLANES_H

#include <stddef.h>
#include <stdint.h>

// Loops of the text reader and of model inputs. Callers check every size; nothing here allocates or keeps a pointer.

/// Stretches a row of `rgb` pixels: `line[3 * x + c] = (rgb[firsts[x] + c] * w0 + rgb[seconds[x] + c] * w1) >> 4`.
///
/// `firsts` and `seconds` are offsets in bytes, `weights` holds two per output pixel, 0…2048, the sum at most 2048.
/// The first `adjacent` pixels are read as 7 bytes from `firsts[x]` on, with the second pixel behind the first.
/// `line` has room for `3 * count + 1` values.
void moderation_stretch_row(const uint8_t *rgb, const int32_t *firsts, const int32_t *seconds, const int16_t *weights,
                            size_t count, size_t adjacent, int16_t *line);

/// Blends two stretched rows to bytes: `(((upper * w0) >> 16) + ((lower * w1) >> 16) + 2) >> 2`, weights 0…2048.
void moderation_blend_rows(const int16_t *upper, const int16_t *lower, int16_t upperWeight, int16_t lowerWeight,
                           size_t count, uint8_t *bytes);

/// Halves two rows of `2 * width` rgb pixels: the rounded mean of four.
void moderation_halve_rows(const uint8_t *upper, const uint8_t *lower, size_t width, uint8_t *bytes);

/// Spreads `width` rgb pixels over three rows of floats: `(2 * value - 255) / 255`, which is −1…1.
void moderation_signed_planes_row(const uint8_t *rgb, size_t width, float *red, float *green, float *blue);

/// Spreads `width` pixels of three bytes over three rows of floats: `(value - mean) / scale`.
void moderation_planes_row(const uint8_t *pixels, size_t width, float mean, float scale, float *first, float *second,
                           float *third);

/// Makes `3 * width` floats of as many bytes: each less the mean of its channel, in the order of the bytes.
void moderation_centred_row(const uint8_t *pixels, size_t width, const float means[3], float *values);

/// Turns a picture by 90° against the clock; `turned` is `height` pixels wide and `width` high.
void moderation_turn_left(const uint8_t *rgb, size_t width, size_t height, uint8_t *turned);

/// The pixels of a picture in reverse order.
void moderation_reverse_pixels(const uint8_t *rgb, size_t count, uint8_t *reversed);

/// A projective map: `x = (xu * u + xv * v + x1) / (wu * u + wv * v + 1)`, `y` likewise.
typedef struct {
    double xu, xv, x1, yu, yv, y1, wu, wv;
} moderation_projection;

/// Row `v` of a picture seen through a map: cubic interpolation (Keys, a = −0.75), edge pixels repeated outside.
///
/// Positions are held within ±2²⁴ pixels. `rgb` is `width × height`, both 1…2²⁴; `bytes` has room for `3 * count`.
void moderation_cubic_row(const uint8_t *rgb, size_t width, size_t height, const moderation_projection *map, size_t v,
                          size_t count, uint8_t *bytes);

/// Marks with 1 what is above a threshold, with 0 what is not. Returns whether anything is.
int moderation_threshold_row(const float *values, float threshold, size_t count, uint8_t *marks);

/// Grows the marks of two rows to the right and down; both have a 0 in front of their first mark.
void moderation_grow_marks(const uint8_t *above, const uint8_t *row, size_t count, uint8_t *grown);

/// The index of the first largest of `count` values, at least one and all finite.
size_t moderation_first_largest(const float *values, size_t count);

/// A straight run: the index of its direction, the distance of its line from the middle, from where to where along it.
typedef struct {
    ptrdiff_t direction, across, from, to;
    /// How many of its pixels have state 1.
    ptrdiff_t count;
} moderation_run;

/// The first run with the most pixels of state 1, in pixels of any state but 0.
///
/// `states` are `width × height` and one 0 behind them. Directions are given by cosine and sine; lines lie
/// `acrossStep` apart from −radius to radius and are sampled every `step` pixels.
moderation_run moderation_longest_run(const uint8_t *states, size_t width, size_t height, ptrdiff_t radius,
                                      ptrdiff_t step, ptrdiff_t acrossStep, const double *cosines, const double *sines,
                                      size_t directionCount);

#endif
