#include "color.h"

#include <string.h>
#include <vips/vips.h>

int moderation_rgb_to_srgb(void *rgb, int width, int height, const void *profile, size_t profile_count) {
  size_t count = (size_t)width * (size_t)height * 3;
  VipsImage *source = vips_image_new_from_memory(rgb, count, width, height, 3, VIPS_FORMAT_UCHAR);
  VipsImage *tagged = NULL, *converted = NULL;
  void *pixels = NULL;
  size_t pixel_count = 0;
  int status = -1;
  if (source && vips_copy(source, &tagged, "interpretation", VIPS_INTERPRETATION_sRGB, NULL) == 0) {
    vips_image_set_blob_copy(tagged, VIPS_META_ICC_NAME, profile, profile_count);
    if (vips_icc_transform(tagged, &converted, "srgb", "embedded", TRUE, "depth", 8, NULL) == 0 &&
        (pixels = vips_image_write_to_memory(converted, &pixel_count)) && pixel_count == count) {
      memcpy(rgb, pixels, count);
      status = 0;
    }
  }
  if (status) vips_error_clear();
  g_free(pixels);
  if (converted) g_object_unref(converted);
  if (tagged) g_object_unref(tagged);
  if (source) g_object_unref(source);
  return status;
}
