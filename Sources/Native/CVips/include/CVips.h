// libvips as this project uses it, without varargs, GLib types or setjmp: Swift sees only what is declared here.
//
// Threads: every function may be called from any thread once moderation_vips_start has returned 0.
// Ownership: a moderation_picture is freed with moderation_picture_free; memory from moderation_picture_render with
// moderation_vips_free. A picture reads from the caller's bytes until it is freed.
// Errors: a nonzero return or NULL; the text is then waiting in moderation_vips_take_error.
#ifndef MODERATION_CVIPS_H
#define MODERATION_CVIPS_H

#include <stdbool.h>
#include <stddef.h>

#include "alpha.h"
#include "color.h"
#include "drawing.h"
#include "reading.h"

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/// An opened image: its header is known, its pixels are decoded when it is rendered.
typedef struct moderation_picture moderation_picture;

/// The loaders that are used, one per format. Nothing is ever opened by guessing.
typedef enum {
  MODERATION_LOADER_JPEG,
  MODERATION_LOADER_PNG,
  MODERATION_LOADER_TIFF,
  MODERATION_LOADER_GIF,
  MODERATION_LOADER_WEBP,
  MODERATION_LOADER_HEIF,
  MODERATION_LOADER_SVG,
} moderation_loader;

typedef struct {
  int width;            // as stored, before orientation, after shrink on load
  int height;
  int orientation;      // EXIF 1...8 still to be applied
  int pages;            // frames or pages in the file
  int primary_page;     // the page that viewers show first; 0 but in HEIF
  bool has_alpha;
} moderation_picture_facts;

/// Starts libvips once per process: one thread per operation, no operation cache, untrusted loaders blocked but for
/// SVG, its warnings not printed.
int moderation_vips_start(void);

/// Opens page `page` of an image in memory. `scale` is at most 1 but for SVG; only JPEG (1, 1/2, 1/4, 1/8), WebP and
/// SVG obey it. Truncated and damaged files are an error when rendered, as far as their codec notices; with
/// `stops_at_warnings` also a JPEG of which libjpeg only warns.
moderation_picture *_Nullable moderation_picture_open(const void *bytes, size_t count, moderation_loader loader,
                                                      int page, double scale, bool stops_at_warnings);

void moderation_picture_free(moderation_picture *_Nullable picture);

moderation_picture_facts moderation_picture_get_facts(const moderation_picture *picture);

/// Makes the picture lie as EXIF 1...8 says, whatever its own bytes say.
void moderation_picture_set_orientation(moderation_picture *picture, int orientation);

/// What transparent pixels are laid on.
typedef enum {
  MODERATION_BACKGROUND_WHITE,
  MODERATION_BACKGROUND_BLACK,
  MODERATION_BACKGROUND_NONE,  // on nothing: the colours of all pixels as they are stored
} moderation_background;

/// Decodes: alpha flattened on a background, box-shrunk by whole factors (along the stored axes), converted to 8-bit sRGB
/// (through the embedded profile where there is one), turned upright. Returns height * width * 3 bytes, or NULL.
/// - report: is begun and filled where the picture has alpha, at the size at which it was opened; may be NULL.
void *_Nullable moderation_picture_render(moderation_picture *picture, int horizontal_shrink, int vertical_shrink,
                                          moderation_background background,
                                          moderation_alpha_report *_Nullable report, int *width, int *height);

/// Decodes one picture of an animation that is composed elsewhere: converted to 8-bit sRGB with straight alpha, as it
/// is stored. Returns height * width * 4 bytes, or NULL.
void *_Nullable moderation_picture_render_rgba(moderation_picture *picture, int *width, int *height);

void moderation_vips_free(void *_Nullable memory);

/// Copies the waiting error text into `text` (always terminated) and clears it. libvips keeps one text per process,
/// so under concurrency it may hold another image's words too: for logs only.
void moderation_vips_take_error(char *text, size_t capacity);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
