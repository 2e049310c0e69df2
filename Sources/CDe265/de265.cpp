#include "CDe265.h"

#include <libde265/de265.h>

#include <climits>
#include <exception>
#include <new>

struct moderation_hevc_decoder {
  de265_decoder_context *context = nullptr;
  int64_t pixel_limit = 0;
  int64_t byte_limit = 0;
  int64_t buffer_count = 0;
  bool is_over_limit = false;
  bool holds_picture = false;
};

namespace {

// Called by libde265 before it allocates a picture, with the size that the bitstream claims.
int get_buffer(de265_decoder_context *context, de265_image_spec *spec, de265_image *image, void *data) {
  auto *decoder = static_cast<moderation_hevc_decoder *>(data);
  const int64_t pixels = static_cast<int64_t>(spec->width) * spec->height;
  // Three planes of 16-bit samples at most, and about as much again for motion vectors and the like.
  const int64_t bytes = pixels * 8;
  if (spec->width <= 0 || spec->height <= 0 || pixels > decoder->pixel_limit ||
      bytes * (decoder->buffer_count + 1) > decoder->byte_limit) {
    decoder->is_over_limit = true;
    return 0;
  }
  const int is_allocated = de265_get_default_image_allocation_functions()->get_buffer(context, spec, image, nullptr);
  if (is_allocated) decoder->buffer_count += 1;
  return is_allocated;
}

void release_buffer(de265_decoder_context *context, de265_image *image, void *data) {
  static_cast<moderation_hevc_decoder *>(data)->buffer_count -= 1;
  de265_get_default_image_allocation_functions()->release_buffer(context, image, nullptr);
}

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
    // libde265 goes on without the picture that was refused, as if it had been lost.
    if (decoder->is_over_limit) return MODERATION_HEVC_OVER_LIMIT;
    if (de265_peek_next_picture(context)) continue;
    if (error == DE265_ERROR_WAITING_FOR_INPUT_DATA) return MODERATION_HEVC_NEEDS_INPUT;
    if (!de265_isOK(error)) return failure(error);
    if (!more) return MODERATION_HEVC_NEEDS_INPUT;
  }
}

}  // namespace

moderation_hevc_decoder *moderation_hevc_open(int64_t pixel_limit, int64_t byte_limit) {
  try {
    auto *decoder = new (std::nothrow) moderation_hevc_decoder;
    if (!decoder) return nullptr;
    decoder->pixel_limit = pixel_limit;
    decoder->byte_limit = byte_limit;
    decoder->context = de265_new_decoder();
    if (!decoder->context) {
      delete decoder;
      return nullptr;
    }
    de265_image_allocation functions = {};
    functions.get_buffer = get_buffer;
    functions.release_buffer = release_buffer;
    de265_set_image_allocation_functions(decoder->context, &functions, decoder);
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
