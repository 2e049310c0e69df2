#include "CJPEG.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

typedef struct {
  struct jpeg_error_mgr manager;
  jmp_buf escape;
} guard;

static void give_up(j_common_ptr cinfo) { longjmp(((guard *)cinfo->err)->escape, 1); }

static void be_silent(j_common_ptr cinfo) {}

static void set_guard(guard *self) {
  jpeg_std_error(&self->manager);
  self->manager.error_exit = give_up;
  self->manager.output_message = be_silent;
}

// 4:2:0 is what libjpeg writes by itself, at every quality.
static bool encode(const JSAMPLE *rgb, int width, int height, int quality, unsigned char **jpeg, unsigned long *count) {
  struct jpeg_compress_struct cinfo = {0};
  guard guard;
  set_guard(&guard);
  cinfo.err = &guard.manager;
  if (setjmp(guard.escape)) {
    jpeg_destroy_compress(&cinfo);
    return false;
  }
  jpeg_create_compress(&cinfo);
  jpeg_mem_dest(&cinfo, jpeg, count);
  cinfo.image_width = (JDIMENSION)width;
  cinfo.image_height = (JDIMENSION)height;
  cinfo.input_components = 3;
  cinfo.in_color_space = JCS_RGB;
  jpeg_set_defaults(&cinfo);
  jpeg_set_quality(&cinfo, quality, TRUE);
  jpeg_start_compress(&cinfo, TRUE);
  size_t stride = (size_t)width * 3;
  while (cinfo.next_scanline < cinfo.image_height) {
    JSAMPROW row = (JSAMPROW)(rgb + (size_t)cinfo.next_scanline * stride);
    jpeg_write_scanlines(&cinfo, &row, 1);
  }
  jpeg_finish_compress(&cinfo);
  jpeg_destroy_compress(&cinfo);
  return true;
}

static bool decode(const unsigned char *jpeg, unsigned long count, int width, int height, JSAMPLE *output) {
  struct jpeg_decompress_struct cinfo = {0};
  guard guard;
  set_guard(&guard);
  cinfo.err = &guard.manager;
  if (setjmp(guard.escape)) {
    jpeg_destroy_decompress(&cinfo);
    return false;
  }
  jpeg_create_decompress(&cinfo);
  jpeg_mem_src(&cinfo, jpeg, count);
  jpeg_read_header(&cinfo, TRUE);
  cinfo.out_color_space = JCS_RGB;
  jpeg_start_decompress(&cinfo);
  bool fits = cinfo.output_width == (JDIMENSION)width && cinfo.output_height == (JDIMENSION)height;
  while (fits && cinfo.output_scanline < cinfo.output_height) {
    JSAMPROW row = output + (size_t)cinfo.output_scanline * (size_t)width * 3;
    jpeg_read_scanlines(&cinfo, &row, 1);
  }
  jpeg_destroy_decompress(&cinfo);
  return fits;
}

bool moderation_jpeg_round_trip(const void *rgb, int width, int height, int quality, void *output) {
  unsigned char *jpeg = NULL;
  unsigned long count = 0;
  bool done = encode(rgb, width, height, quality, &jpeg, &count) && decode(jpeg, count, width, height, output);
  free(jpeg);
  return done;
}
