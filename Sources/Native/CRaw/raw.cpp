#include "CRaw.h"

#include <libraw/libraw.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <new>

namespace {

using Clock = std::chrono::steady_clock;

struct ImageDeleter {
  void operator()(libraw_processed_image_t *image) const { LibRaw::dcraw_clear_mem(image); }
};

}  // namespace

struct moderation_raw {
  // The library prints what its handlers are not asked to keep to themselves.
  LibRaw library{LIBRAW_OPIONS_NO_MEMERR_CALLBACK | LIBRAW_OPIONS_NO_DATAERR_CALLBACK};
  std::unique_ptr<libraw_processed_image_t, ImageDeleter> image;
  size_t file_count = 0;
  Clock::time_point deadline = Clock::time_point::max();
  bool is_damaged = false;
};

namespace {

int on_progress(void *context, LibRaw_progress, int, int) {
  return Clock::now() > static_cast<moderation_raw *>(context)->deadline ? 1 : 0;
}

// The library goes on with made-up data.
void on_data_error(void *context, const char *, const int) { static_cast<moderation_raw *>(context)->is_damaged = true; }

moderation_raw_outcome outcome_of(int status) {
  switch (status) {
    case LIBRAW_SUCCESS:
      return MODERATION_RAW_DONE;
    case LIBRAW_CANCELLED_BY_CALLBACK:
      return MODERATION_RAW_TIME_EXCEEDED;
    case LIBRAW_TOO_BIG:
      return MODERATION_RAW_TOO_LARGE;
    case LIBRAW_UNSUFFICIENT_MEMORY:
      return MODERATION_RAW_OUT_OF_MEMORY;
    default:
      return MODERATION_RAW_DAMAGED;
  }
}

template <typename Body>
moderation_raw_outcome guarded(Body body) {
  try {
    return body();
  } catch (const std::bad_alloc &) {
    return MODERATION_RAW_OUT_OF_MEMORY;
  } catch (...) {
    return MODERATION_RAW_DAMAGED;
  }
}

}  // namespace

moderation_raw_outcome moderation_raw_open(const void *bytes, size_t count, int64_t milliseconds,
                                           moderation_raw **raw) {
  *raw = nullptr;
  return guarded([&] {
    auto opened = std::make_unique<moderation_raw>();
    opened->file_count = count;
    if (milliseconds >= 0) opened->deadline = Clock::now() + std::chrono::milliseconds(milliseconds);
    opened->library.set_progress_handler(on_progress, opened.get());
    opened->library.set_dataerror_handler(on_data_error, opened.get());
    // The library only reads.
    const int status = opened->library.open_buffer(const_cast<void *>(bytes), count);
    if (status == LIBRAW_SUCCESS) *raw = opened.release();
    return outcome_of(status);
  });
}

void moderation_raw_free(moderation_raw *raw) { delete raw; }

moderation_raw_facts moderation_raw_get_facts(const moderation_raw *raw) {
  const libraw_image_sizes_t &sizes = raw->library.imgdata.sizes;
  // The library's own numbering: 1 mirrors, 2 turns upside down, 4 exchanges the axes.
  static const int orientations[8] = {1, 2, 4, 3, 5, 8, 6, 7};
  moderation_raw_facts facts = {sizes.width, sizes.height, orientations[sizes.flip & 7]};
  // Pixels that are not square are stretched when the picture is developed.
  const double aspect = sizes.pixel_aspect;
  if (aspect > 0.1 && aspect < 0.995) facts.height = static_cast<int>(sizes.height / aspect + 0.5);
  if (aspect > 1.005 && aspect < 10) facts.width = static_cast<int>(sizes.width * aspect + 0.5);
  return facts;
}

moderation_raw_outcome moderation_raw_get_preview(moderation_raw *raw, moderation_raw_preview *preview) {
  *preview = {};
  return guarded([&] {
    const libraw_thumbnail_t &thumbnail = raw->library.imgdata.thumbnail;
    // What is longer than the file is a lie, and would be allocated.
    if (thumbnail.tlength == 0 || thumbnail.tlength > raw->file_count) return MODERATION_RAW_DONE;
    const int status = raw->library.unpack_thumb();
    if (status == LIBRAW_CANCELLED_BY_CALLBACK) return MODERATION_RAW_TIME_EXCEEDED;
    const bool is_damaged = raw->is_damaged;
    raw->is_damaged = false;
    if (status == LIBRAW_SUCCESS && !is_damaged && thumbnail.tformat == LIBRAW_THUMBNAIL_JPEG && thumbnail.thumb)
      *preview = {thumbnail.thumb, thumbnail.tlength};
    return MODERATION_RAW_DONE;
  });
}

moderation_raw_outcome moderation_raw_develop(moderation_raw *raw, bool is_half, size_t memory_bytes,
                                              moderation_raw_pixels *pixels) {
  *pixels = {};
  return guarded([&] {
    libraw_output_params_t &params = raw->library.imgdata.params;
    params.max_raw_memory_mb = static_cast<unsigned>(std::min<size_t>(memory_bytes >> 20, 1 << 20));
    params.half_size = is_half;
    params.user_qual = 0;  // bilinear
    params.use_camera_wb = 1;
    params.output_color = 1;  // sRGB
    params.output_bps = 8;
    int status = raw->library.unpack();
    if (status == LIBRAW_SUCCESS && !raw->is_damaged) status = raw->library.dcraw_process();
    if (status == LIBRAW_SUCCESS && raw->is_damaged) return MODERATION_RAW_DAMAGED;
    if (status != LIBRAW_SUCCESS) return outcome_of(status);
    raw->image.reset(raw->library.dcraw_make_mem_image(&status));
    if (!raw->image) return outcome_of(status == LIBRAW_SUCCESS ? LIBRAW_UNSUFFICIENT_MEMORY : status);
    const libraw_processed_image_t &image = *raw->image;
    const size_t needed = static_cast<size_t>(image.width) * image.height * image.colors;
    if (image.type != LIBRAW_IMAGE_BITMAP || image.bits != 8 || image.data_size < needed) return MODERATION_RAW_DAMAGED;
    *pixels = {image.data, image.width, image.height, image.colors};
    return MODERATION_RAW_DONE;
  });
}
