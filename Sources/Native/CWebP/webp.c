#include "CWebP.h"

#include <webp/demux.h>

static WebPAnimDecoder *decoder_of(moderation_webp_animation *animation) { return (WebPAnimDecoder *)animation; }

moderation_webp_animation *moderation_webp_open(const void *bytes, size_t count, int32_t width, int32_t height) {
  WebPAnimDecoderOptions options;
  if (!WebPAnimDecoderOptionsInit(&options)) return NULL;
  options.color_mode = MODE_RGBA;
  options.use_threads = 0;
  const WebPData data = {.bytes = bytes, .size = count};
  WebPAnimDecoder *decoder = WebPAnimDecoderNew(&data, &options);
  if (!decoder) return NULL;
  WebPAnimInfo info;
  if (!WebPAnimDecoderGetInfo(decoder, &info) || info.canvas_width != (uint32_t)width ||
      info.canvas_height != (uint32_t)height) {
    WebPAnimDecoderDelete(decoder);
    return NULL;
  }
  return (moderation_webp_animation *)decoder;
}

const uint8_t *moderation_webp_next(moderation_webp_animation *animation) {
  uint8_t *pixels = NULL;
  int timestamp = 0;
  return WebPAnimDecoderGetNext(decoder_of(animation), &pixels, &timestamp) ? pixels : NULL;
}

void moderation_webp_free(moderation_webp_animation *animation) { WebPAnimDecoderDelete(decoder_of(animation)); }
