// libavif's image sequences behind plain C types.
//
// Threads: a sequence belongs to one thread at a time. Ownership: it reads from the caller's bytes until it is freed.
#ifndef MODERATION_CAVIF_H
#define MODERATION_CAVIF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/// An AVIF file with a sequence track, its frames decoded on demand.
typedef struct moderation_avif_sequence moderation_avif_sequence;

/// How a call ended. Out of memory is this machine's fault, everything else the file's.
typedef enum {
  MODERATION_AVIF_OK,
  MODERATION_AVIF_DAMAGED,
  MODERATION_AVIF_OUT_OF_MEMORY,
} moderation_avif_status;

typedef struct {
  int32_t frame_count;
  bool has_alpha;
} moderation_avif_facts;

/// The numbers of ITU-T H.273 for the colours of a file's picture, from its container or else from its bitstream. False
/// where the file cannot be read or has an ICC profile.
bool moderation_avif_coding(const void *bytes, size_t count, int32_t *primaries, int32_t *transfer);

/// Opens the sequence track, decoding nothing. Refuses pictures of more than `pixel_limit` pixels, also later when the
/// bitstream says otherwise than the header, and tracks of more than `frame_limit` samples.
moderation_avif_status moderation_avif_open(const void *bytes, size_t count, uint32_t pixel_limit, uint32_t frame_limit,
                                            moderation_avif_sequence *_Nullable *_Nonnull sequence,
                                            moderation_avif_facts *facts);

/// Decodes a frame, beginning at the nearest frame before it from which that is possible, or where the last call
/// ended. Its size is left in `width` and `height`.
moderation_avif_status moderation_avif_decode(moderation_avif_sequence *sequence, uint32_t index, int32_t *width,
                                              int32_t *height);

/// The frame last decoded as RGBA8 with straight alpha, into `height * width * 4` bytes.
moderation_avif_status moderation_avif_rgba(moderation_avif_sequence *sequence, uint8_t *pixels, size_t stride_bytes);

/// The embedded ICC profile, valid as long as the sequence; NULL when there is none.
const void *_Nullable moderation_avif_profile(const moderation_avif_sequence *sequence, size_t *count);

void moderation_avif_free(moderation_avif_sequence *sequence);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
