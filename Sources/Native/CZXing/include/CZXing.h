// Barcode reading with ZXing-C++ behind plain C, opened at run time as the library that set-up built.
#ifndef MODERATION_CZXING_H
#define MODERATION_CZXING_H

#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/// An opened library. Never closed, read only, used from any thread.
typedef struct moderation_code_library moderation_code_library;

/// One symbol that was read. Valid during the call of the sink only.
typedef struct {
  uint32_t format;   // ZXing's number of the symbology: its letter, and its variant 8 bits higher
  const char *text;  // the content as UTF-8; where it holds a zero byte, the bytes of the code as they are
  size_t text_count;
  int32_t x[4];      // corners in pixels, clockwise from the symbol's own top left
  int32_t y[4];
} moderation_code;

typedef void (*moderation_code_sink)(void *_Nullable context, const moderation_code *code);

/// What to look for and how hard.
typedef struct {
  const uint32_t *formats;  // ZXing's numbers
  int32_t format_count;
  int32_t most;          // symbols, 1 to 255
  int32_t is_thorough;   // 1: more lines, and smaller sizes of what is larger than 500 pixels; about three times the work
  int32_t is_turned;     // 1: turned by a quarter as well
  int32_t seeks_light;   // 1: light codes on dark ground as well; for one kind of code cheaper than a search of its own
} moderation_code_search;

/// Opens the library at `path`. NULL with the loader's words in `error` when it is missing, lacks a function or is of
/// another release than `version`.
moderation_code_library *_Nullable moderation_code_library_open(const char *path, const char *version, char *error,
                                                                size_t error_capacity);

/// Reads symbols from 8-bit luminance, `stride` bytes a row. Calls `sink` for each, on this thread. Returns 0, or -1
/// with the reason in `error` when the library failed; an exception of the library's ends there. Called concurrently.
int moderation_codes_read(const moderation_code_library *library, const uint8_t *luminance, int32_t width, int32_t height,
                          int32_t stride, const moderation_code_search *search, moderation_code_sink sink,
                          void *_Nullable context, char *error, size_t error_capacity);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
