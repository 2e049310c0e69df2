#include "drawing.h"

#include <string.h>
#include <vips/vips.h>

// A canvas and a lettering are VipsImages in memory under names that Swift can hold without seeing GLib.
static VipsImage *canvas_image(const moderation_canvas *canvas) { return (VipsImage *)canvas; }
static VipsImage *lettering_image(const moderation_lettering *lettering) { return (VipsImage *)lettering; }

static void ink_of(moderation_colour colour, double ink[3]) {
  ink[0] = colour.red;
  ink[1] = colour.green;
  ink[2] = colour.blue;
}

// Takes over the reference in *image and leaves the next image there; NULL after a failure.
static int advance(VipsImage **image, int status, VipsImage *next) {
  g_object_unref(*image);
  *image = status == 0 ? next : NULL;
  return status == 0 ? 0 : -1;
}

// Computes the image now, so that nothing is read later from memory that changes.
static int materialise(VipsImage **image) {
  VipsImage *memory = vips_image_copy_memory(*image);
  return advance(image, memory ? 0 : -1, memory);
}

moderation_canvas *moderation_canvas_create(int width, int height, moderation_colour colour) {
  VipsImage *image = NULL, *next = NULL;
  if (vips_black(&image, width, height, "bands", 3, NULL)) return NULL;
  if (advance(&image, vips_copy(image, &next, "interpretation", VIPS_INTERPRETATION_sRGB, NULL), next) ||
      materialise(&image))
    return NULL;
  moderation_canvas *canvas = (moderation_canvas *)image;
  if (moderation_canvas_fill(canvas, (moderation_area){0, 0, width, height}, colour)) {
    g_object_unref(image);
    return NULL;
  }
  return canvas;
}

void moderation_canvas_free(moderation_canvas *canvas) {
  if (canvas) g_object_unref(canvas_image(canvas));
}

int moderation_canvas_paste(moderation_canvas *canvas, const void *rgb, int width, int height, size_t stride,
                            int zoom) {
  size_t row = (size_t)width * 3, count = row * (size_t)height;
  unsigned char *packed = g_try_malloc(count);
  if (!packed) {
    vips_error("moderation", "%s", "out of memory");
    return -1;
  }
  for (int y = 0; y < height; y++) memcpy(packed + y * row, (const unsigned char *)rgb + y * stride, row);
  int status = -1;
  VipsImage *image = vips_image_new_from_memory(packed, count, width, height, 3, VIPS_FORMAT_UCHAR), *next = NULL;
  if (image && (zoom == 1 || advance(&image, vips_resize(image, &next, zoom, "kernel", VIPS_KERNEL_CUBIC, NULL),
                                     next) == 0))
    status = vips_draw_image(canvas_image(canvas), image, 0, 0, NULL);
  if (image) g_object_unref(image);
  g_free(packed);
  return status;
}

int moderation_canvas_fill(moderation_canvas *canvas, moderation_area area, moderation_colour colour) {
  double ink[3];
  ink_of(colour, ink);
  return vips_draw_rect(canvas_image(canvas), ink, 3, area.left, area.top, area.width, area.height, "fill", TRUE,
                        NULL);
}

// Four filled bars: an unfilled rectangle of libvips is one pixel wide and costs nine times as much as a bar.
int moderation_canvas_frame(moderation_canvas *canvas, moderation_area area, int thickness, moderation_colour colour) {
  int across = VIPS_MIN(thickness, area.width), down = VIPS_MIN(thickness, area.height);
  if (across <= 0 || down <= 0) return 0;
  moderation_area top = area, bottom = area, left = area, right = area;
  top.height = bottom.height = down;
  bottom.top = area.top + area.height - down;
  left.width = right.width = across;
  right.left = area.left + area.width - across;
  return moderation_canvas_fill(canvas, top, colour) || moderation_canvas_fill(canvas, bottom, colour) ||
         moderation_canvas_fill(canvas, left, colour) || moderation_canvas_fill(canvas, right, colour);
}

int moderation_canvas_blur(moderation_canvas *canvas, moderation_area area, int cells) {
  VipsRect part = {area.left, area.top, area.width, area.height};
  VipsRect whole = {0, 0, canvas_image(canvas)->Xsize, canvas_image(canvas)->Ysize};
  vips_rect_intersectrect(&part, &whole, &part);
  if (vips_rect_isempty(&part)) return 0;
  int longer = VIPS_MAX(part.width, part.height);
  int columns = VIPS_MAX(1, (int)((double)part.width * cells / longer));
  int rows = VIPS_MAX(1, (int)((double)part.height * cells / longer));

  VipsImage *image = NULL, *next = NULL;
  if (vips_extract_area(canvas_image(canvas), &image, part.left, part.top, part.width, part.height, NULL)) return -1;
  int failed = materialise(&image);
#define STEP(CALL) failed = failed || (next = NULL, advance(&image, CALL, next))
  STEP(vips_resize(image, &next, (double)columns / part.width, "vscale", (double)rows / part.height, "kernel",
                   VIPS_KERNEL_LINEAR, NULL));
  STEP(vips_gaussblur(image, &next, 1.0, NULL));
  STEP(vips_resize(image, &next, (double)part.width / image->Xsize, "vscale", (double)part.height / image->Ysize,
                   "kernel", VIPS_KERNEL_LINEAR, NULL));
  // Rounding may leave the size a pixel off.
  STEP(vips_embed(image, &next, 0, 0, part.width, part.height, "extend", VIPS_EXTEND_COPY, NULL));
#undef STEP
  failed = failed || materialise(&image) ||
           vips_draw_image(canvas_image(canvas), image, part.left, part.top, NULL);
  if (image) g_object_unref(image);
  return failed ? -1 : 0;
}

moderation_lettering *moderation_lettering_create(const char *text, int pixels) {
  // Pango reads markup whether asked or not.
  char *literal = g_markup_escape_text(text, -1);
  char font[32];
  g_snprintf(font, sizeof font, "sans %d", pixels);
  VipsImage *image = NULL;
  // At 72 dots per inch a point is a pixel.
  int status = vips_text(&image, literal, "font", font, "dpi", 72, NULL);
  g_free(literal);
  if (status != 0) return NULL;
  return materialise(&image) == 0 ? (moderation_lettering *)image : NULL;
}

void moderation_lettering_free(moderation_lettering *lettering) {
  if (lettering) g_object_unref(lettering_image(lettering));
}

int moderation_lettering_width(const moderation_lettering *lettering) { return lettering_image(lettering)->Xsize; }

int moderation_canvas_letter(moderation_canvas *canvas, const moderation_lettering *lettering, moderation_area area,
                             moderation_colour colour) {
  VipsImage *letters = lettering_image(lettering);
  // libvips cuts the ink out and keeps how far below the line's top it begins; marks stacked by a joker begin above.
  int offset = vips_image_get_yoffset(letters);
  VipsRect part = {0, VIPS_MAX(0, -offset), letters->Xsize, letters->Ysize};
  VipsRect room = {0, 0, area.width, area.height - offset};
  vips_rect_intersectrect(&part, &room, &part);
  VipsRect all = {0, 0, letters->Xsize, letters->Ysize};
  vips_rect_intersectrect(&part, &all, &part);
  if (vips_rect_isempty(&part)) return 0;
  VipsImage *shown = NULL;
  if (vips_extract_area(letters, &shown, part.left, part.top, part.width, part.height, NULL)) return -1;
  double ink[3];
  ink_of(colour, ink);
  int status = vips_draw_mask(canvas_image(canvas), ink, 3, shown, area.left + part.left,
                              area.top + offset + part.top, NULL);
  g_object_unref(shown);
  return status;
}

void *moderation_canvas_encode(const moderation_canvas *canvas, int quality, size_t *count) {
  void *jpeg = NULL;
  if (vips_jpegsave_buffer(canvas_image(canvas), &jpeg, count, "Q", quality, "subsample_mode",
                           VIPS_FOREIGN_SUBSAMPLE_OFF, "optimize_coding", TRUE, "strip", TRUE, NULL))
    return NULL;
  return jpeg;
}
