// How an opened picture is to be understood where its file says more than libvips reads, or something else.
//
// Threads and errors as in CVips.h. Each function that returns a picture takes the one given over: on failure it is
// freed and NULL is returned. Nothing is decoded yet.
#ifndef MODERATION_CVIPS_READING_H
#define MODERATION_CVIPS_READING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

typedef struct moderation_picture moderation_picture;

/// A picture of RGB8 pixels without padding, which must outlive it.
moderation_picture *_Nullable moderation_picture_from_rgb(const void *pixels, int width, int height);

/// Leaves the samples of the colour and, where `alpha` is not negative, that of the `extra` samples behind them as
/// opacity. CIELAB, and CMYK with opacity, become sRGB.
moderation_picture *_Nullable moderation_picture_with_samples(moderation_picture *picture, int extra, int alpha);

/// The embedded ICC profile, valid as long as the picture; NULL when there is none.
const void *_Nullable moderation_picture_profile(const moderation_picture *picture, size_t *count);

/// Samples of a pixel without opacity.
int moderation_picture_colors(const moderation_picture *picture);

/// Puts another ICC profile in the place of the embedded one; none where `count` is 0. A grey picture with a profile for
/// RGB gets three equal channels.
moderation_picture *_Nullable moderation_picture_with_profile(moderation_picture *picture, const void *_Nullable profile,
                                                              size_t count);

/// Whether the profile that the picture has can be applied to it.
bool moderation_picture_accepts_profile(const moderation_picture *picture);

/// Converts to 8-bit sRGB before anything else happens to the picture, opacity aside.
moderation_picture *_Nullable moderation_picture_converted(moderation_picture *picture);

/// Converts to 8-bit sRGB by a curve and a matrix, opacity aside: `curve` has the light, 0...65535, of 65,536 evenly
/// spaced values, `matrix` nine numbers, row after row, from that light to linear sRGB.
moderation_picture *_Nullable moderation_picture_coded(moderation_picture *picture, const uint16_t *curve,
                                                       const double *matrix);

/// Unpacks a zlib stream; the number of bytes written, 0 for a damaged stream or one that does not fit.
size_t moderation_inflate(const void *bytes, size_t count, void *output, size_t capacity);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
