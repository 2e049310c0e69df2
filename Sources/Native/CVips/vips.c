#include "CVips.h"

#include <string.h>
#include <vips/vips.h>

// A moderation_picture is a VipsImage under a name that Swift can hold without seeing GLib.
static VipsImage *image_of(const moderation_picture *picture) { return (VipsImage *)picture; }

static int started = -1;

// One hostile TIFF makes libvips print hundreds of lines; what matters comes back as an error.
static void be_silent(const char *domain, GLogLevelFlags level, const char *message, void *data) {}

static void start(void) {
  g_log_set_handler("VIPS", G_LOG_LEVEL_WARNING | G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO, be_silent, NULL);
  if (VIPS_INIT("moderation") != 0) return;
  vips_concurrency_set(1);
  vips_cache_set_max(0);
  vips_block_untrusted_set(TRUE);
  // Of the SVG loaders, the ones from a file and from a source stay blocked: only from memory does librsvg open
  // nothing.
  vips_operation_block_set("VipsForeignLoadSvgBuffer", FALSE);
  started = 0;
}

int moderation_vips_start(void) {
  static gsize once = 0;
  if (g_once_init_enter(&once)) {
    start();
    g_once_init_leave(&once, 1);
  }
  return started;
}

moderation_picture *moderation_picture_open(const void *bytes, size_t count, moderation_loader loader, int page,
                                            double scale, bool stops_at_warnings) {
  VipsImage *image = NULL;
  void *buffer = (void *)bytes;  // libvips only reads it
  bool is_strict = stops_at_warnings && loader == MODERATION_LOADER_JPEG;
  VipsFailOn fail_on = is_strict ? VIPS_FAIL_ON_WARNING : VIPS_FAIL_ON_ERROR;
  int status = -1;
#define COMMON "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", fail_on
  switch (loader) {
    case MODERATION_LOADER_JPEG:
      status = vips_jpegload_buffer(buffer, count, &image, "shrink", (int)(1 / scale), COMMON, NULL);
      break;
    case MODERATION_LOADER_PNG:
      status = vips_pngload_buffer(buffer, count, &image, COMMON, NULL);
      break;
    case MODERATION_LOADER_TIFF:
      status = vips_tiffload_buffer(buffer, count, &image, "page", page, COMMON, NULL);
      break;
    case MODERATION_LOADER_GIF:
      status = vips_gifload_buffer(buffer, count, &image, "page", page, COMMON, NULL);
      break;
    case MODERATION_LOADER_WEBP:
      status = vips_webpload_buffer(buffer, count, &image, "page", page, "scale", scale, COMMON, NULL);
      break;
    case MODERATION_LOADER_HEIF:
      status = vips_heifload_buffer(buffer, count, &image, "page", page, COMMON, NULL);
      break;
    case MODERATION_LOADER_SVG:
      status = vips_svgload_buffer(buffer, count, &image, "scale", scale, COMMON, NULL);
      break;
  }
#undef COMMON
  return status == 0 ? (moderation_picture *)image : NULL;
}

void moderation_picture_free(moderation_picture *picture) {
  if (picture) g_object_unref(image_of(picture));
}

moderation_picture_facts moderation_picture_get_facts(const moderation_picture *picture) {
  VipsImage *image = image_of(picture);
  int primary_page = 0;
  if (vips_image_get_typeof(image, "heif-primary") && vips_image_get_int(image, "heif-primary", &primary_page))
    primary_page = 0;
  return (moderation_picture_facts){
      .width = vips_image_get_width(image),
      .height = vips_image_get_height(image),
      .orientation = vips_image_get_orientation(image),
      .pages = vips_image_get_n_pages(image),
      .primary_page = primary_page,
      .has_alpha = vips_image_hasalpha(image),
  };
}

void moderation_picture_set_orientation(moderation_picture *picture, int orientation) {
  vips_image_set_int(image_of(picture), VIPS_META_ORIENTATION, orientation);
}

// Each step takes over the reference in *image and leaves the next image there; on failure *image stays valid.
static int advance(VipsImage **image, int status, VipsImage *next) {
  if (status != 0) return -1;
  g_object_unref(*image);
  *image = next;
  return 0;
}

// Hands pixels on as they are and looks at them on the way.
static int look(VipsRegion *out, void *sequence, void *source, void *data, gboolean *stop) {
  VipsRegion *in = sequence;
  const VipsRect *area = &out->valid;
  if (vips_region_prepare(in, area) || vips_region_region(out, in, area, area->left, area->top)) return -1;
  const int bands = in->im->Bands, sample_bytes = in->im->BandFmt == VIPS_FORMAT_USHORT ? 2 : 1;
  for (int y = area->top; y < area->top + area->height; y++)
    moderation_alpha_add(data, area->left, y, VIPS_REGION_ADDR(in, area->left, y), area->width, bands, sample_bytes);
  return 0;
}

static int look_at_alpha(VipsImage **image, moderation_alpha_report *report) {
  VipsImage *source = *image;
  if (!report || !vips_image_hasalpha(source) || (source->Bands != 2 && source->Bands != 4) ||
      (source->BandFmt != VIPS_FORMAT_UCHAR && source->BandFmt != VIPS_FORMAT_USHORT))
    return 0;
  moderation_alpha_begin(report, source->Xsize, source->Ysize);
  VipsImage *next = vips_image_new();
  if (vips_image_pipelinev(next, VIPS_DEMAND_STYLE_THINSTRIP, source, NULL) ||
      vips_image_generate(next, vips_start_one, look, vips_stop_one, source, report)) {
    g_object_unref(next);
    return -1;
  }
  // The new image takes over the reference to the one that it reads from.
  g_object_set_data_full(G_OBJECT(next), "moderation-source", source, g_object_unref);
  *image = next;
  return 0;
}

static int flatten(VipsImage **image, moderation_background behind) {
  if (!vips_image_hasalpha(*image)) return 0;
  VipsImage *next = NULL;
  if (behind == MODERATION_BACKGROUND_NONE)
    return advance(image, vips_extract_band(*image, &next, 0, "n", vips_image_get_bands(*image) - 1, NULL), next);
  double level = vips_image_get_format(*image) == VIPS_FORMAT_USHORT ? 65535 : 255;
  if (behind == MODERATION_BACKGROUND_BLACK) level = 0;
  VipsArrayDouble *background = vips_array_double_new(&level, 1);
  int status = vips_flatten(*image, &next, "background", background, NULL);
  vips_area_unref(VIPS_AREA(background));
  return advance(image, status, next);
}

static int shrink_by(VipsImage **image, int horizontal, int vertical) {
  if (horizontal <= 1 && vertical <= 1) return 0;
  VipsImage *next = NULL;
  return advance(image, vips_shrink(*image, &next, horizontal, vertical, "ceil", TRUE, NULL), next);
}

static int to_srgb(VipsImage **image) {
  VipsImage *next = NULL;
  if (vips_image_get_typeof(*image, VIPS_META_ICC_NAME)) {
    // Only where a profile is embedded: importing an untagged picture as sRGB shifts its pixels.
    if (vips_icc_transform(*image, &next, "srgb", "embedded", TRUE, "depth", 8, NULL) == 0)
      return advance(image, 0, next);
    // A damaged profile, or one for other channels: the picture is read as if it had none.
    vips_error_clear();
    next = NULL;
  }
  if (vips_image_get_interpretation(*image) == VIPS_INTERPRETATION_sRGB) return 0;
  return advance(image, vips_colourspace(*image, &next, VIPS_INTERPRETATION_sRGB, NULL), next);
}

moderation_picture *moderation_picture_converted(moderation_picture *picture) {
  VipsImage *image = image_of(picture);
  if (to_srgb(&image) == 0) return (moderation_picture *)image;
  g_object_unref(image);
  return NULL;
}

static int to_rgb8(VipsImage **image) {
  VipsImage *next = NULL;
  if (vips_image_get_format(*image) != VIPS_FORMAT_UCHAR) {
    if (advance(image, vips_cast(*image, &next, VIPS_FORMAT_UCHAR, NULL), next)) return -1;
    next = NULL;
  }
  if (vips_image_get_bands(*image) == 3) return 0;
  if (vips_image_get_bands(*image) < 3) {
    VipsImage *first = NULL;
    if (vips_extract_band(*image, &first, 0, NULL)) return -1;
    VipsImage *three[3] = {first, first, first};
    int status = vips_bandjoin(three, &next, 3, NULL);
    g_object_unref(first);
    return advance(image, status, next);
  }
  return advance(image, vips_extract_band(*image, &next, 0, "n", 3, NULL), next);
}

static int upright(VipsImage **image) {
  if (vips_image_get_orientation(*image) <= 1) return 0;
  VipsImage *next = NULL;
  // The source may only be read once, from top to bottom; turning needs all of it.
  VipsImage *memory = vips_image_copy_memory(*image);
  if (advance(image, memory ? 0 : -1, memory)) return -1;
  return advance(image, vips_autorot(*image, &next, NULL), next);
}

void *moderation_picture_render(moderation_picture *picture, int horizontal_shrink, int vertical_shrink,
                                moderation_background background, moderation_alpha_report *report, int *width,
                                int *height) {
  VipsImage *image = image_of(picture);
  g_object_ref(image);
  void *pixels = NULL;
  if (look_at_alpha(&image, report) == 0 && flatten(&image, background) == 0 &&
      shrink_by(&image, horizontal_shrink, vertical_shrink) == 0 && to_srgb(&image) == 0 &&
      to_rgb8(&image) == 0 && upright(&image) == 0) {
    size_t count = 0;
    pixels = vips_image_write_to_memory(image, &count);
    *width = vips_image_get_width(image);
    *height = vips_image_get_height(image);
    if (pixels && count != (size_t)*width * (size_t)*height * 3) {
      vips_error("moderation", "%s", "rendered pixels are not RGB8");
      g_free(pixels);
      pixels = NULL;
    }
  }
  g_object_unref(image);
  return pixels;
}

static int to_rgba8(VipsImage **image) {
  VipsImage *next = NULL;
  if (vips_image_get_format(*image) != VIPS_FORMAT_UCHAR) {
    if (advance(image, vips_cast(*image, &next, VIPS_FORMAT_UCHAR, NULL), next)) return -1;
    next = NULL;
  }
  if (vips_image_hasalpha(*image)) return 0;
  return advance(image, vips_addalpha(*image, &next, NULL), next);
}

void *moderation_picture_render_rgba(moderation_picture *picture, int *width, int *height) {
  VipsImage *image = image_of(picture);
  g_object_ref(image);
  void *pixels = NULL;
  if (to_srgb(&image) == 0 && to_rgba8(&image) == 0) {
    size_t count = 0;
    pixels = vips_image_write_to_memory(image, &count);
    *width = vips_image_get_width(image);
    *height = vips_image_get_height(image);
    if (pixels && count != (size_t)*width * (size_t)*height * 4) {
      vips_error("moderation", "%s", "rendered pixels are not RGBA8");
      g_free(pixels);
      pixels = NULL;
    }
  }
  g_object_unref(image);
  return pixels;
}

void moderation_vips_free(void *memory) { g_free(memory); }

void moderation_vips_take_error(char *text, size_t capacity) {
  char *copy = vips_error_buffer_copy();
  if (capacity > 0) {
    strncpy(text, copy ? copy : "", capacity - 1);
    text[capacity - 1] = '\0';
  }
  g_free(copy);
}
