// LibRaw behind plain C: no C++ exception crosses, and no LibRaw type is seen.
//
// Threads: different raws may be used on different threads at once.
// Ownership: a moderation_raw is freed with moderation_raw_free and reads the caller's bytes until then; what it hands
// out is valid until the next call about the same raw.
#ifndef MODERATION_CRAW_H
#define MODERATION_CRAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/// A camera raw file: its structure is known, nothing is unpacked.
typedef struct moderation_raw moderation_raw;

typedef enum {
  MODERATION_RAW_DONE,
  MODERATION_RAW_DAMAGED,        // no raw file that the library reads, damaged or cut short
  MODERATION_RAW_TIME_EXCEEDED,
  MODERATION_RAW_TOO_LARGE,      // would take more memory than allowed
  MODERATION_RAW_OUT_OF_MEMORY,  // this machine's fault
} moderation_raw_outcome;

typedef struct {
  int width;   // as LibRaw develops it, before it is turned upright
  int height;
  int orientation;  // EXIF 1...8, still to be applied to a preview; a developed picture is upright
} moderation_raw_facts;

typedef struct {
  const void *_Nullable bytes;  // a JPEG file of `count` bytes; NULL where there is no preview in JPEG
  size_t count;
} moderation_raw_preview;

typedef struct {
  const uint8_t *_Nullable bytes;  // height * width * channels bytes, rows without padding, upright
  int width;
  int height;
  int channels;  // 3, or 1 for a camera without colours
} moderation_raw_pixels;

/// Opens a file in memory. This and every later call about it end `milliseconds` after this one began, as soon as the
/// library looks up between two steps; negative for no such limit. On anything but MODERATION_RAW_DONE, `*raw` is NULL.
moderation_raw_outcome moderation_raw_open(const void *bytes, size_t count, int64_t milliseconds,
                                           moderation_raw *_Nullable *_Nonnull raw);

void moderation_raw_free(moderation_raw *_Nullable raw);

moderation_raw_facts moderation_raw_get_facts(const moderation_raw *raw);

/// The largest preview that the file holds as JPEG, not checked.
moderation_raw_outcome moderation_raw_get_preview(moderation_raw *raw, moderation_raw_preview *preview);

/// Develops to 8-bit sRGB: the camera's white balance, bilinear demosaicing, brightened as the histogram asks (the
/// library's and most viewers' default). `is_half` makes one pixel of each 2 by 2 of the mosaic instead, a quarter of
/// the pixels. `memory_bytes` is the most that the mosaic may take; the developed picture takes 8 bytes a pixel and its
/// 8-bit copy 3 more. Data that end early are damaged. To be called once.
moderation_raw_outcome moderation_raw_develop(moderation_raw *raw, bool is_half, size_t memory_bytes,
                                              moderation_raw_pixels *pixels);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#ifdef __cplusplus
}
#endif

#endif
