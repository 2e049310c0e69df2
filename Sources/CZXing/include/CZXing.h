// Barcode reading with ZXing-C++ behind plain C: no C++ type and no exception crosses.
#ifndef MODERATION_CZXING_H
#define MODERATION_CZXING_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/// One symbol that was read. Valid during the call of the sink only.
typedef struct {
  const char *format;  // ZXing's name of the symbology, for example "QRCode"
  const char *text;    // the content as UTF-8, not terminated
  size_t text_count;
  int32_t is_matrix;   // 1 for a two-dimensional code, 0 for a linear one
  int32_t x[4];        // corners in pixels, clockwise from the symbol's own top left
  int32_t y[4];
} moderation_barcode;

typedef void (*moderation_barcode_sink)(void *_Nullable context, const moderation_barcode *barcode);

/// Reads at most `most` (up to 255) symbols from 8-bit luminance, `stride` bytes a row; a thorough search costs about three
/// times as much. Calls `sink` for each, on this thread. Returns 0, or -1 with the reason in `error` when the library failed. Called concurrently.
int moderation_read_barcodes(const uint8_t *luminance, int32_t width, int32_t height, int32_t stride, int32_t most,
                             int32_t is_thorough, moderation_barcode_sink sink, void *_Nullable context,
                             char *error, size_t error_capacity);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#ifdef __cplusplus
}
#endif

#endif
