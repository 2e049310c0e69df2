#include "CAvif.h"

#include <avif/avif.h>

static avifDecoder *decoder_of(const moderation_avif_sequence *sequence) { return (avifDecoder *)sequence; }

static moderation_avif_status status_of(avifResult result) {
  if (result == AVIF_RESULT_OK) return MODERATION_AVIF_OK;
  return result == AVIF_RESULT_OUT_OF_MEMORY ? MODERATION_AVIF_OUT_OF_MEMORY : MODERATION_AVIF_DAMAGED;
}

bool moderation_avif_coding(const void *bytes, size_t count, int32_t *primaries, int32_t *transfer) {
  avifDecoder *decoder = avifDecoderCreate();
  if (!decoder) return false;
  decoder->ignoreExif = AVIF_TRUE;
  decoder->ignoreXMP = AVIF_TRUE;
  decoder->strictFlags = AVIF_STRICT_DISABLED;
  bool is_read = avifDecoderSetIOMemory(decoder, bytes, count) == AVIF_RESULT_OK &&
                 avifDecoderParse(decoder) == AVIF_RESULT_OK && decoder->image->icc.size == 0;
  if (is_read) {
    *primaries = decoder->image->colorPrimaries;
    *transfer = decoder->image->transferCharacteristics;
  }
  avifDecoderDestroy(decoder);
  return is_read;
}

moderation_avif_status moderation_avif_open(const void *bytes, size_t count, uint32_t pixel_limit, uint32_t frame_limit,
                                            moderation_avif_sequence **sequence, moderation_avif_facts *facts) {
  avifDecoder *decoder = avifDecoderCreate();
  if (!decoder) return MODERATION_AVIF_OUT_OF_MEMORY;
  decoder->maxThreads = 1;
  decoder->ignoreExif = AVIF_TRUE;
  decoder->ignoreXMP = AVIF_TRUE;
  // libavif takes no larger limit than its own.
  if (pixel_limit < AVIF_DEFAULT_IMAGE_SIZE_LIMIT) decoder->imageSizeLimit = pixel_limit;
  decoder->imageCountLimit = frame_limit;
  // A missing pixel description and an odd clean aperture, which is applied elsewhere, do not keep others from showing
  // a file.
  decoder->strictFlags = AVIF_STRICT_ENABLED & ~(AVIF_STRICT_PIXI_REQUIRED | AVIF_STRICT_CLAP_VALID);
  avifResult result = avifDecoderSetSource(decoder, AVIF_DECODER_SOURCE_TRACKS);
  if (result == AVIF_RESULT_OK) result = avifDecoderSetIOMemory(decoder, bytes, count);
  if (result == AVIF_RESULT_OK) result = avifDecoderParse(decoder);
  if (result != AVIF_RESULT_OK) {
    avifDecoderDestroy(decoder);
    return status_of(result);
  }
  *facts = (moderation_avif_facts){
      .frame_count = decoder->imageCount,
      .has_alpha = decoder->alphaPresent,
  };
  *sequence = (moderation_avif_sequence *)decoder;
  return MODERATION_AVIF_OK;
}

moderation_avif_status moderation_avif_decode(moderation_avif_sequence *sequence, uint32_t index, int32_t *width,
                                              int32_t *height) {
  avifDecoder *decoder = decoder_of(sequence);
  avifResult result = avifDecoderNthImage(decoder, index);
  if (result != AVIF_RESULT_OK) return status_of(result);
  *width = (int32_t)decoder->image->width;
  *height = (int32_t)decoder->image->height;
  return MODERATION_AVIF_OK;
}

moderation_avif_status moderation_avif_rgba(moderation_avif_sequence *sequence, uint8_t *pixels, size_t stride_bytes) {
  avifRGBImage output;
  avifRGBImageSetDefaults(&output, decoder_of(sequence)->image);
  output.format = AVIF_RGB_FORMAT_RGBA;
  output.depth = 8;
  output.pixels = pixels;
  output.rowBytes = (uint32_t)stride_bytes;
  return status_of(avifImageYUVToRGB(decoder_of(sequence)->image, &output));
}

const void *moderation_avif_profile(const moderation_avif_sequence *sequence, size_t *count) {
  const avifRWData profile = decoder_of(sequence)->image->icc;
  *count = profile.size;
  return profile.size > 0 ? profile.data : NULL;
}

void moderation_avif_free(moderation_avif_sequence *sequence) { avifDecoderDestroy(decoder_of(sequence)); }
