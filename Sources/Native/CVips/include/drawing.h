// Drawing on RGB8 pixels with libvips' own draw and text operations.
//
// Threads: any, but one canvas on one thread at a time. moderation_vips_start must have returned 0.
// Ownership: every object is freed with the function of its name, memory from moderation_canvas_encode with
// moderation_vips_free.
// Errors: a nonzero return or NULL; the text is then waiting in moderation_vips_take_error.
// Places may lie partly or wholly outside a canvas: what is outside is not drawn.
#ifndef MODERATION_DRAWING_H
#define MODERATION_DRAWING_H

#include <stddef.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/// Pixels that can be drawn on.
typedef struct moderation_canvas moderation_canvas;

/// One line of rendered text: how much ink lies where.
typedef struct moderation_lettering moderation_lettering;

typedef struct {
  unsigned char red, green, blue;
} moderation_colour;

typedef struct {
  int left, top, width, height;
} moderation_area;

/// A canvas of one colour; both sides at least 1.
moderation_canvas *_Nullable moderation_canvas_create(int width, int height, moderation_colour colour);
void moderation_canvas_free(moderation_canvas *_Nullable canvas);

/// Puts RGB8 pixels, `height` rows of `stride` bytes, at the canvas's top left corner, `zoom` times enlarged.
int moderation_canvas_paste(moderation_canvas *canvas, const void *rgb, int width, int height, size_t stride,
                            int zoom);

int moderation_canvas_fill(moderation_canvas *canvas, moderation_area area, moderation_colour colour);

/// A line of `thickness` pixels along the inner edge of an area.
int moderation_canvas_frame(moderation_canvas *canvas, moderation_area area, int thickness, moderation_colour colour);

/// Makes an area unrecognisable: reduced to `cells` samples along its longer side, smoothed and enlarged again.
int moderation_canvas_blur(moderation_canvas *canvas, moderation_area area, int cells);

/// Renders one line of UTF-8 as it stands: nothing in it is obeyed as markup. `pixels` is the size of the type.
/// NULL for an error and for text without any ink.
moderation_lettering *_Nullable moderation_lettering_create(const char *text, int pixels);
void moderation_lettering_free(moderation_lettering *_Nullable lettering);

/// Width of the ink in pixels.
int moderation_lettering_width(const moderation_lettering *lettering);

/// Draws text with its first ink at the left of an area and its line's top at the area's top, cut off at the area.
int moderation_canvas_letter(moderation_canvas *canvas, const moderation_lettering *lettering, moderation_area area,
                             moderation_colour colour);

/// The canvas as baseline JPEG with full colour resolution, quality 1...100, without metadata.
void *_Nullable moderation_canvas_encode(const moderation_canvas *canvas, int quality, size_t *count);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
