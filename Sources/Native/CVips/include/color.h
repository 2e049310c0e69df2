// Colour management of pixels that other libraries decoded. Threads and errors as in CVips.h.
#ifndef MODERATION_CVIPS_COLOR_H
#define MODERATION_CVIPS_COLOR_H

#include <stddef.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/// Converts RGB8 pixels (`width * height * 3` bytes) in place from an ICC profile to sRGB. Nonzero when the profile is
/// damaged or not one for RGB; the pixels are unchanged then.
int moderation_rgb_to_srgb(void *rgb, int width, int height, const void *profile, size_t profile_count);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
