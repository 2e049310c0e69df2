#include "CDe265.h"

#include <libde265/de265.h>

#include <climits>
#include <exception>
#include <new>

struct moderation_hevc_decoder {
  de265_decoder_context *context = nullptr;
  bool holds_picture = false;
};

namespace {

// Whether a warning says nothing about the picture: threads are not used, and supplemental information not needed.
bool is_harmless(de265_error warning) {
  return warning == DE265_WARNING_NO_WPP_CANNOT_USE_MULTITHREADING ||
         warning == DE265_WARNING_NUMBER_OF_THREADS_LIMITED_TO_MAXIMUM ||
         warning == DE265_WARNING_SPS_MISSING_CANNOT_DECODE_SEI;
}

bool has_damage(moderation_hevc_decoder *decoder) {
  bool found = false;
  for (de265_error warning; (warning = de265_get_warning(decoder->context)) != DE265_OK;)
    if (!is_harmless(warning)) found = true;
  return found;
}

moderation_hevc_status failure(de265_error error) {
  return error == DE265_ERROR_OUT_OF_MEMORY ? MODERATION_HEVC_OUT_OF_MEMORY : MODERATION_HEVC_DAMAGED;
}

void describe(const de265_image *image, moderation_hevc_picture *picture) {
  *picture = moderation_hevc_picture();
  picture->tag = de265_get_image_PTS(image);
  picture->chroma = de265_get_chroma_format(image);
  picture->is_full_range = de265_get_image_full_range_flag(image) != 0;
  picture->matrix = de265_get_image_matrix_coefficients(image);
  const int count = picture->chroma == de265_chroma_mono ? 1 : 3;
  for (int channel = 0; channel < count; ++channel) {
    moderation_hevc_plane &plane = picture->planes[channel];
    int stride = 0;
    plane.samples = de265_get_image_plane(image, channel, &stride);
    plane.stride_bytes = stride;
    plane.width = de265_get_image_width(image, channel);
    plane.height = de265_get_image_height(image, channel);
    plane.bits = de265_get_bits_per_pixel(image, channel);
  }
}

moderation_hevc_status next(moderation_hevc_decoder *decoder, moderation_hevc_picture *picture) {
  de265_decoder_context *context = decoder->context;
  if (decoder->holds_picture) de265_release_next_picture(context);
  decoder->holds_picture = false;
  for (;;) {
    if (const de265_image *image = de265_peek_next_picture(context)) {
      decoder->holds_picture = true;
      if (has_damage(decoder)) return MODERATION_HEVC_DAMAGED;
      describe(image, picture);
      return MODERATION_HEVC_PICTURE;
    }
    int more = 0;
    const de265_error error = de265_decode(context, &more);
    if (de265_peek_next_picture(context)) continue;
    if (error == DE265_ERROR_WAITING_FOR_INPUT_DATA) return MODERATION_HEVC_NEEDS_INPUT;
    if (!de265_isOK(error)) return failure(error);
    if (!more) return MODERATION_HEVC_NEEDS_INPUT;
  }
}

}  // namespace

moderation_hevc_decoder *moderation_hevc_open(void) {
  try {
    auto *decoder = new (std::nothrow) moderation_hevc_decoder;
    if (!decoder) return nullptr;
    decoder->context = de265_new_decoder();
    if (!decoder->context) {
      delete decoder;
      return nullptr;
    }
    return decoder;
  } catch (const std::exception &) {
    return nullptr;
  }
}

void moderation_hevc_free(moderation_hevc_decoder *decoder) {
  try {
    de265_free_decoder(decoder->context);
  } catch (const std::exception &) {
    // Nothing is left to be done with it.
  }
  delete decoder;
}

moderation_hevc_status moderation_hevc_push(moderation_hevc_decoder *decoder, const void *nal, size_t count,
                                            int64_t tag) {
  if (count > INT_MAX) return MODERATION_HEVC_DAMAGED;
  try {
    const de265_error error = de265_push_NAL(decoder->context, nal, static_cast<int>(count), tag, nullptr);
    return error == DE265_OK ? MODERATION_HEVC_NEEDS_INPUT : failure(error);
  } catch (const std::bad_alloc &) {
    return MODERATION_HEVC_OUT_OF_MEMORY;
  } catch (const std::exception &) {
    return MODERATION_HEVC_DAMAGED;
  }
}

void moderation_hevc_end_picture(moderation_hevc_decoder *decoder) {
  de265_push_end_of_frame(decoder->context);
}

moderation_hevc_status moderation_hevc_next(moderation_hevc_decoder *decoder, moderation_hevc_picture *picture) {
  try {
    return next(decoder, picture);
  } catch (const std::bad_alloc &) {
    return MODERATION_HEVC_OUT_OF_MEMORY;
  } catch (const std::exception &) {
    return MODERATION_HEVC_DAMAGED;
  }
}
