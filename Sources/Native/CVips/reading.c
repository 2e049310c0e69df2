#include "reading.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>
#include <vips/vips.h>

#include "steps.h"

static VipsImage *image_of(const moderation_picture *picture) { return (VipsImage *)picture; }

static moderation_picture *outcome(VipsImage *image, int status) {
  if (status == 0) return (moderation_picture *)image;
  g_object_unref(image);
  return NULL;
}

static int extract(VipsImage **image, int first, int count) {
  VipsImage *next = NULL;
  return moderation_advance(image, vips_extract_band(*image, &next, first, "n", count, NULL), next);
}

static int join(VipsImage **image, VipsImage *second) {
  VipsImage *next = NULL;
  return moderation_advance(image, vips_bandjoin2(*image, second, &next, NULL), next);
}

static int cast(VipsImage **image, VipsBandFormat format, gboolean shift) {
  VipsImage *next = NULL;
  return moderation_advance(image, vips_cast(*image, &next, format, "shift", shift, NULL), next);
}

static int name(VipsImage **image, VipsInterpretation interpretation) {
  VipsImage *next = NULL;
  return moderation_advance(image, vips_copy(*image, &next, "interpretation", interpretation, NULL), next);
}

// A header of its own, so that other users of the image do not see what is changed in it.
static int own(VipsImage **image) {
  VipsImage *next = NULL;
  return moderation_advance(image, vips_copy(*image, &next, NULL), next);
}

moderation_picture *moderation_picture_from_rgb(const void *pixels, int width, int height) {
  size_t count = (size_t)width * (size_t)height * 3;
  VipsImage *image = vips_image_new_from_memory(pixels, count, width, height, 3, VIPS_FORMAT_UCHAR);
  if (!image) return NULL;
  int status = name(&image, VIPS_INTERPRETATION_sRGB);
  return outcome(image, status);
}

moderation_picture *moderation_picture_with_samples(moderation_picture *picture, int extra, int alpha) {
  VipsImage *image = image_of(picture);
  VipsInterpretation kind = vips_image_get_interpretation(image);
  bool is_lab = kind == VIPS_INTERPRETATION_LAB || kind == VIPS_INTERPRETATION_LABS;
  // 8-bit CIELAB without further samples is packed in an own coding, which has none.
  if (vips_image_get_coding(image) == VIPS_CODING_LABQ) extra = 0;
  int bands = vips_image_get_bands(image), colors = bands - extra;
  if (colors < 1) return outcome(image, -1);
  VipsImage *opacity = NULL;
  if (alpha >= 0 && alpha < extra && vips_extract_band(image, &opacity, colors + alpha, NULL)) return outcome(image, -1);
  int status = 0;
  if (extra > 0) status = extract(&image, 0, colors);
  if (status == 0 && opacity) status = join(&image, opacity);
  if (opacity) g_object_unref(opacity);
  if (status == 0 && extra > 0) status = name(&image, kind);
  if (status == 0 && is_lab) {
    status = own(&image);
    if (status == 0) vips_image_remove(image, VIPS_META_ICC_NAME);
  }
  if (status == 0 && (is_lab || (kind == VIPS_INTERPRETATION_CMYK && opacity)))
    return moderation_picture_converted((moderation_picture *)image);
  return outcome(image, status);
}

const void *moderation_picture_profile(const moderation_picture *picture, size_t *count) {
  const void *profile = NULL;
  *count = 0;
  if (!vips_image_get_typeof(image_of(picture), VIPS_META_ICC_NAME)) return NULL;
  if (vips_image_get_blob(image_of(picture), VIPS_META_ICC_NAME, &profile, count)) return NULL;
  return *count > 0 ? profile : NULL;
}

int moderation_picture_colors(const moderation_picture *picture) {
  VipsImage *image = image_of(picture);
  return vips_image_get_bands(image) - (vips_image_hasalpha(image) ? 1 : 0);
}

// Three equal channels, and opacity where there is some.
static int widen(VipsImage **image) {
  VipsImage *gray = NULL, *next = NULL;
  bool is_deep = vips_image_get_format(*image) == VIPS_FORMAT_USHORT, has_alpha = vips_image_hasalpha(*image);
  if (vips_extract_band(*image, &gray, 0, NULL)) return -1;
  VipsImage *bands[4] = {gray, gray, gray, NULL};
  int status = has_alpha ? vips_extract_band(*image, &bands[3], 1, NULL) : 0;
  if (status == 0) status = vips_bandjoin(bands, &next, has_alpha ? 4 : 3, NULL);
  g_object_unref(gray);
  if (bands[3]) g_object_unref(bands[3]);
  if (moderation_advance(image, status, next)) return -1;
  return name(image, is_deep ? VIPS_INTERPRETATION_RGB16 : VIPS_INTERPRETATION_sRGB);
}

moderation_picture *moderation_picture_with_profile(moderation_picture *picture, const void *profile, size_t count) {
  VipsImage *image = image_of(picture);
  bool is_rgb = count >= 20 && memcmp((const char *)profile + 16, "RGB ", 4) == 0;
  int status = is_rgb && moderation_picture_colors(picture) == 1 ? widen(&image) : own(&image);
  if (status) return outcome(image, -1);
  if (count > 0)
    vips_image_set_blob_copy(image, VIPS_META_ICC_NAME, profile, count);
  else
    vips_image_remove(image, VIPS_META_ICC_NAME);
  return outcome(image, 0);
}

bool moderation_picture_accepts_profile(const moderation_picture *picture) {
  size_t count = 0;
  const void *profile = moderation_picture_profile(picture, &count);
  return profile && vips_icc_is_compatible_profile(image_of(picture), profile, count);
}

// What sRGB codes each of 65,536 steps of light as.
static const unsigned char *codes(void) {
  static unsigned char table[65536];
  static gsize once = 0;
  if (g_once_init_enter(&once)) {
    for (int index = 0; index < 65536; index++) {
      double light = index / 65535.0;
      double code = light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055;
      table[index] = (unsigned char)(code * 255 + 0.5);
    }
    g_once_init_leave(&once, 1);
  }
  return table;
}

static int look_up(VipsImage **image, const void *table, int count, VipsBandFormat format) {
  VipsImage *next = NULL;
  size_t bytes = (size_t)count * (format == VIPS_FORMAT_USHORT ? 2 : 1);
  VipsImage *lut = vips_image_new_from_memory_copy(table, bytes, count, 1, 1, format);
  if (!lut) return -1;
  int status = vips_maplut(*image, &next, lut, NULL);
  g_object_unref(lut);
  return moderation_advance(image, status, next);
}

static int recombine(VipsImage **image, const double *matrix) {
  VipsImage *next = NULL, *numbers = vips_image_new_matrix_from_array(3, 3, matrix, 9);
  if (!numbers) return -1;
  int status = vips_recomb(*image, &next, numbers, NULL);
  g_object_unref(numbers);
  return moderation_advance(image, status, next);
}

moderation_picture *moderation_picture_coded(moderation_picture *picture, const uint16_t *curve, const double *matrix) {
  VipsImage *image = image_of(picture), *opacity = NULL;
  int colors = moderation_picture_colors(picture);
  bool has_alpha = vips_image_hasalpha(image);
  if (colors != 1 && colors != 3) return outcome(image, 0);
  if (has_alpha && vips_extract_band(image, &opacity, colors, NULL)) return outcome(image, -1);
  uint16_t short_curve[256];
  for (int index = 0; index < 256; index++) short_curve[index] = curve[index * 257];
  bool is_deep = vips_image_get_format(image) == VIPS_FORMAT_USHORT;
  int status = has_alpha ? extract(&image, 0, colors) : 0;
  if (status == 0 && !is_deep) status = cast(&image, VIPS_FORMAT_UCHAR, FALSE);
  if (status == 0)
    status = look_up(&image, is_deep ? curve : short_curve, is_deep ? 65536 : 256, VIPS_FORMAT_USHORT);
  // Grey stays grey under any matrix.
  if (status == 0 && colors == 3) status = recombine(&image, matrix) || cast(&image, VIPS_FORMAT_USHORT, FALSE);
  if (status == 0) status = look_up(&image, codes(), 65536, VIPS_FORMAT_UCHAR);
  if (status == 0 && opacity) {
    // Not cast() with a shift for what is 8 bits deep already: it would be shifted to nothing.
    status = (is_deep ? cast(&opacity, VIPS_FORMAT_UCHAR, TRUE) : 0) || join(&image, opacity);
  }
  if (opacity) g_object_unref(opacity);
  if (status == 0) status = name(&image, colors == 3 ? VIPS_INTERPRETATION_sRGB : VIPS_INTERPRETATION_B_W);
  if (status == 0) vips_image_remove(image, VIPS_META_ICC_NAME);
  return outcome(image, status);
}

size_t moderation_inflate(const void *bytes, size_t count, void *output, size_t capacity) {
  GZlibDecompressor *unpacker = g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
  size_t taken = 0, written = 0;
  GConverterResult result = G_CONVERTER_CONVERTED;
  while (result == G_CONVERTER_CONVERTED && written < capacity) {
    gsize read = 0, made = 0;
    GError *error = NULL;
    result = g_converter_convert(G_CONVERTER(unpacker), (const char *)bytes + taken, count - taken,
                                 (char *)output + written, capacity - written, G_CONVERTER_INPUT_AT_END, &read, &made,
                                 &error);
    if (error) g_error_free(error);
    taken += read;
    written += made;
  }
  g_object_unref(unpacker);
  return result == G_CONVERTER_FINISHED ? written : 0;
}
