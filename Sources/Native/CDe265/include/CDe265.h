// libde265 behind plain C: no C++ exception crosses.
//
// It allocates what a bitstream's parameter sets ask for: whoever pushes them checks their sizes first. (libde265
// 1.0.11 has functions for a caller's own allocation, but never called those given to it, measured 2026-11-21.)
//
// Threads: a decoder belongs to one thread at a time and starts none.
#ifndef MODERATION_CDE265_H
#define MODERATION_CDE265_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

typedef struct moderation_hevc_decoder moderation_hevc_decoder;

/// What a call came to.
typedef enum {
  MODERATION_HEVC_PICTURE,        // a picture is there
  MODERATION_HEVC_NEEDS_INPUT,    // everything pushed is decoded and fetched
  MODERATION_HEVC_DAMAGED,        // the bitstream is damaged
  MODERATION_HEVC_OUT_OF_MEMORY,  // this machine's fault
} moderation_hevc_status;

/// One plane of samples: bytes up to 8 bits, 16-bit numbers of this machine's byte order above.
typedef struct {
  const uint8_t *_Nullable samples;
  int32_t width;
  int32_t height;
  int32_t stride_bytes;
  int32_t bits;
} moderation_hevc_plane;

/// A decoded picture, conformance window applied. Valid until the next call.
typedef struct {
  int64_t tag;                     // as pushed with its NAL units
  moderation_hevc_plane planes[3]; // luma, blue, red; only the first when chroma is 0
  int32_t chroma;                  // as chroma_format_idc: 0 none, 1 4:2:0, 2 4:2:2, 3 4:4:4
  bool is_full_range;              // from the VUI, as the two below
  int32_t matrix;                  // matrix_coefficients of ISO/IEC 23091-2
} moderation_hevc_picture;

/// Makes a decoder. NULL when out of memory.
moderation_hevc_decoder *_Nullable moderation_hevc_open(void);

void moderation_hevc_free(moderation_hevc_decoder *decoder);

/// Queues a NAL unit without start code or length. Copies it.
moderation_hevc_status moderation_hevc_push(moderation_hevc_decoder *decoder, const void *nal, size_t count,
                                            int64_t tag);

/// Says that the picture pushed is complete, so that it can be decoded and fetched at once, in decoding order.
void moderation_hevc_end_picture(moderation_hevc_decoder *decoder);

/// Decodes on and fetches the next picture.
moderation_hevc_status moderation_hevc_next(moderation_hevc_decoder *decoder, moderation_hevc_picture *picture);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#ifdef __cplusplus
}
#endif

#endif
