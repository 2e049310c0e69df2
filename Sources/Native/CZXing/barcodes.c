#include "CZXing.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The part of ZXingC.h, release 3.1.1, that is used: restated, since the header comes with set-up and not with a
// compiler.
enum { LUMINANCE = 0x01000000, PLAIN_TEXT = 0, IGNORE_ADD_ON = 0 };

typedef struct {
  int x, y;
} point_t;

typedef struct {
  point_t top_left, top_right, bottom_right, bottom_left;
} position_t;

struct functions {
  void *(*view_new)(const uint8_t *data, int width, int height, int format, int row_stride, int pixel_stride);
  void (*view_delete)(void *view);
  void *(*options_new)(void);
  void (*options_delete)(void *options);
  void (*set_formats)(void *options, const uint32_t *formats, int count);
  void (*set_try_harder)(void *options, bool value);
  void (*set_try_rotate)(void *options, bool value);
  void (*set_try_invert)(void *options, bool value);
  void (*set_try_downscale)(void *options, bool value);
  void (*set_most)(void *options, int count);
  void (*set_text_mode)(void *options, int mode);
  void *(*read)(const void *view, const void *options);
  void (*codes_delete)(void *codes);
  int (*codes_size)(const void *codes);
  const void *(*code_at)(const void *codes, int index);
  bool (*is_valid)(const void *code);
  uint32_t (*format)(const void *code);
  char *(*text)(const void *code);
  uint8_t *(*bytes)(const void *code, int *count);
  position_t (*position)(const void *code);
  char *(*last_error)(void);
  const char *(*version)(void);
  void (*free)(void *memory);
};

struct moderation_code_library {
  struct functions call;
};

static bool find_all(void *library, struct functions *call) {
  const struct {
    const char *name;
    void **function;
  } wanted[] = {
      {"ZXing_ImageView_new", (void **)&call->view_new},
      {"ZXing_ImageView_delete", (void **)&call->view_delete},
      {"ZXing_ReaderOptions_new", (void **)&call->options_new},
      {"ZXing_ReaderOptions_delete", (void **)&call->options_delete},
      {"ZXing_ReaderOptions_setFormats", (void **)&call->set_formats},
      {"ZXing_ReaderOptions_setTryHarder", (void **)&call->set_try_harder},
      {"ZXing_ReaderOptions_setTryRotate", (void **)&call->set_try_rotate},
      {"ZXing_ReaderOptions_setTryInvert", (void **)&call->set_try_invert},
      {"ZXing_ReaderOptions_setTryDownscale", (void **)&call->set_try_downscale},
      {"ZXing_ReaderOptions_setMaxNumberOfSymbols", (void **)&call->set_most},
      {"ZXing_ReaderOptions_setTextMode", (void **)&call->set_text_mode},
      {"ZXing_ReadBarcodes", (void **)&call->read},
      {"ZXing_Barcodes_delete", (void **)&call->codes_delete},
      {"ZXing_Barcodes_size", (void **)&call->codes_size},
      {"ZXing_Barcodes_at", (void **)&call->code_at},
      {"ZXing_Barcode_isValid", (void **)&call->is_valid},
      {"ZXing_Barcode_format", (void **)&call->format},
      {"ZXing_Barcode_text", (void **)&call->text},
      {"ZXing_Barcode_bytes", (void **)&call->bytes},
      {"ZXing_Barcode_position", (void **)&call->position},
      {"ZXing_LastErrorMsg", (void **)&call->last_error},
      {"ZXing_Version", (void **)&call->version},
      {"ZXing_free", (void **)&call->free},
  };
  for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
    if (!(*wanted[i].function = dlsym(library, wanted[i].name))) return false;
  return true;
}

moderation_code_library *moderation_code_library_open(const char *path, const char *version, char *error,
                                                      size_t error_capacity) {
  void *opened = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  moderation_code_library *library = opened ? calloc(1, sizeof *library) : NULL;
  if (!library) {
    const char *reason = opened ? "out of memory" : dlerror();
    snprintf(error, error_capacity, "%s", reason ? reason : "");
    return NULL;
  }
  if (!find_all(opened, &library->call)) {
    snprintf(error, error_capacity, "it lacks a function of ZXing-C++ %s", version);
  } else if (strcmp(library->call.version(), version) != 0) {
    snprintf(error, error_capacity, "it is ZXing-C++ %s, not %s", library->call.version(), version);
  } else {
    return library;
  }
  free(library);
  dlclose(opened);
  return NULL;
}

// A search without options of its own would look for everything, so no memory for them is a failure.
static void *options_for(const struct functions *call, const moderation_code_search *search) {
  void *options = call->options_new();
  if (!options) return NULL;
  call->set_formats(options, search->formats, search->format_count);
  call->set_try_harder(options, search->is_thorough != 0);
  call->set_try_rotate(options, search->is_turned != 0);
  call->set_try_invert(options, search->seeks_light != 0);
  call->set_try_downscale(options, search->is_thorough != 0);
  call->set_most(options, search->most);
  call->set_text_mode(options, PLAIN_TEXT);
  return options;
}

static void deliver(const struct functions *call, const void *code, moderation_code_sink sink, void *context) {
  if (!call->is_valid(code)) return;
  char *text = call->text(code);
  // The text is given without its length, and would end at a zero byte.
  int count = 0;
  uint8_t *bytes = call->bytes(code, &count);
  const bool has_zero = bytes && count > 0 && memchr(bytes, 0, (size_t)count);
  const position_t place = call->position(code);
  const moderation_code read = {
      .format = call->format(code),
      .text = has_zero ? (const char *)bytes : text ? text : "",
      .text_count = has_zero ? (size_t)count : text ? strlen(text) : 0,
      .x = {place.top_left.x, place.top_right.x, place.bottom_right.x, place.bottom_left.x},
      .y = {place.top_left.y, place.top_right.y, place.bottom_right.y, place.bottom_left.y},
  };
  sink(context, &read);
  call->free(text);
  call->free(bytes);
}

int moderation_codes_read(const moderation_code_library *library, const uint8_t *luminance, int32_t width, int32_t height,
                          int32_t stride, const moderation_code_search *search, moderation_code_sink sink, void *context,
                          char *error, size_t error_capacity) {
  const struct functions *call = &library->call;
  void *view = call->view_new(luminance, width, height, LUMINANCE, stride, 1);
  void *options = options_for(call, search);
  void *codes = view && options ? call->read(view, options) : NULL;
  if (codes) {
    const int count = call->codes_size(codes);
    for (int i = 0; i < count; i++) deliver(call, call->code_at(codes, i), sink, context);
    call->codes_delete(codes);
  } else {
    char *reason = call->last_error();
    snprintf(error, error_capacity, "%s", reason ? reason : "no memory");
    call->free(reason);
  }
  if (options) call->options_delete(options);
  if (view) call->view_delete(view);
  return codes ? 0 : -1;
}
