// What libjpeg says of a JPEG file's compressed data, beside libvips, which tells neither where they end nor which
// warnings libjpeg gave; and the JPEG step of some models' preprocessing.
//
// Threads: any. Nothing is kept between calls.
#ifndef MODERATION_CJPEG_H
#define MODERATION_CJPEG_H

#include <stdbool.h>
#include <stddef.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

enum {
  MODERATION_JPEG_MAXIMUM_WARNINGS = 4,
  MODERATION_JPEG_WARNING_BYTES = 200,
};

/// How the data of a picture's scans end.
typedef enum {
  MODERATION_JPEG_WHOLE,      // every block that the scans should have was decoded, perhaps to nonsense
  MODERATION_JPEG_BREAKS_OFF,  // blocks are missing that no viewer can show
  MODERATION_JPEG_UNREADABLE,  // libjpeg gave up
} moderation_jpeg_end;

typedef struct {
  moderation_jpeg_end end;
  int row;       // of blocks, counted in the largest sampling unit: where the data break off
  int rows;      // how many there are
  bool reaches_file_end;  // whether libjpeg came to the end of the file before that of the picture
  int warning_count;  // different ones, at most MODERATION_JPEG_MAXIMUM_WARNINGS
  char warnings[MODERATION_JPEG_MAXIMUM_WARNINGS][MODERATION_JPEG_WARNING_BYTES];  // in libjpeg's words, terminated
} moderation_jpeg_report;

/// Decompresses all scans and looks at no pixel. Takes the time of decoding at an eighth of the size, and for a picture
/// in several scans the memory of its coefficients.
void moderation_jpeg_inspect(const void *bytes, size_t count, moderation_jpeg_report *report);

/// Encodes RGB8 pixels as baseline JPEG 4:2:0 and decodes them again into `output` (both width * height * 3 bytes).
/// False when libjpeg gives up.
bool moderation_jpeg_round_trip(const void *rgb, int width, int height, int quality, void *output);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
