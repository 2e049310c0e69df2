// libwebp's animation decoder behind plain C types.
//
// Threads: an animation belongs to one thread at a time. Ownership: it reads from the caller's bytes until it is freed.
#ifndef MODERATION_CWEBP_H
#define MODERATION_CWEBP_H

#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/// An animated WebP whose frames are fetched one after the other.
typedef struct moderation_webp_animation moderation_webp_animation;

/// Opens an animation whose canvas measures `width` by `height`; NULL when the bytes are none, or out of memory. Takes
/// two canvases of memory, four bytes a pixel.
moderation_webp_animation *_Nullable moderation_webp_open(const void *bytes, size_t count, int32_t width,
                                                          int32_t height);

/// Decodes the next frame: the whole canvas as RGBA8 with straight alpha, `height * width * 4` bytes, valid until the
/// next call. NULL when there is none or it is damaged.
const uint8_t *_Nullable moderation_webp_next(moderation_webp_animation *animation);

void moderation_webp_free(moderation_webp_animation *animation);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
