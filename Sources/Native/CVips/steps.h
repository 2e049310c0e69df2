// Shared by the files of this module; not for Swift.
#ifndef MODERATION_CVIPS_STEPS_H
#define MODERATION_CVIPS_STEPS_H

#include <vips/vips.h>

// Takes over the reference in *image and leaves the next image there; on failure *image stays valid.
static inline int moderation_advance(VipsImage **image, int status, VipsImage *next) {
  if (status != 0) return -1;
  g_object_unref(*image);
  *image = next;
  return 0;
}

#endif
