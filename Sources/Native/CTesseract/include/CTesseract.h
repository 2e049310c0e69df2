// Tesseract's C API as this project uses it, opened at run time.
//
// The library is opened by name and not linked, and no header of it is needed: it brings an HTTP client (libcurl) and
// an archive reader with it, and a server that reads text some other way should need neither it nor its packages.
// Signatures after tesseract/capi.h of release 5.3.0.
//
// No C++ exception leaves these functions. A failed assertion inside Tesseract ends the process.
#ifndef MODERATION_CTESSERACT_H
#define MODERATION_CTESSERACT_H

#include <stddef.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

#ifdef __cplusplus
extern "C" {
#endif

/// One engine with its languages loaded: used by one thread at a time.
typedef struct moderation_reader moderation_reader;

/// One line that was read. Its text stays valid until the reader's next read or its end.
typedef struct {
  const char *text;  // UTF-8, terminated
  float confidence;  // 0...100
  int left, top, right, bottom;  // pixels; right and bottom are outside
} moderation_text_line;

/// Opens the library if nobody has yet, and makes an engine that reads whole pages (page segmentation 3) with its
/// neural recogniser. `folder` holds the languages' .traineddata files, `languages` names them with + between.
/// NULL on failure, with the reason in `error`. Engines are made one at a time.
moderation_reader *_Nullable moderation_reader_create(const char *folder, const char *languages, char *error,
                                                      size_t error_capacity);
void moderation_reader_free(moderation_reader *_Nullable reader);

/// Reads RGB8 pixels, `height` rows of `stride` bytes, on the calling thread alone. Gives the number of lines, or -1 on
/// failure and when `milliseconds` passed first.
long moderation_reader_read(moderation_reader *reader, const void *rgb, int width, int height, size_t stride,
                            int milliseconds, char *error, size_t error_capacity);

/// Line `index` of the last read.
moderation_text_line moderation_reader_line(const moderation_reader *reader, long index);

#ifdef __cplusplus
}
#endif

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
