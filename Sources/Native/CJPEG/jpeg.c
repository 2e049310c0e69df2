#include "CJPEG.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

// libjpeg hands back the error manager that it was given: the first member makes it this one.
typedef struct {
  struct jpeg_error_mgr manager;
  jmp_buf escape;
  moderation_jpeg_report *report;
  int codes[MODERATION_JPEG_MAXIMUM_WARNINGS];
  // MCUs that may have been filled up in restart intervals whose data ran out, over all scans.
  unsigned filled;
} listener;

static listener *listener_of(j_common_ptr cinfo) { return (listener *)cinfo->err; }

static void give_up(j_common_ptr cinfo) { longjmp(listener_of(cinfo)->escape, 1); }

static void be_silent(j_common_ptr cinfo) {}

static void break_off(j_decompress_ptr cinfo) {
  moderation_jpeg_report *report = listener_of((j_common_ptr)cinfo)->report;
  if (report->end == MODERATION_JPEG_BREAKS_OFF) return;
  report->end = MODERATION_JPEG_BREAKS_OFF;
  report->row = (int)cinfo->input_iMCU_row;
}

// A scan's data have run out. libjpeg says so once and fills up with zeros, which are grey where no scan before had
// anything.
static void note_end_of_data(j_decompress_ptr cinfo) {
  // The data go on behind a restart marker: only the blocks up to there are filled up. As many as one row has are
  // damage; more are a cut that restart markers were put behind.
  if (cinfo->restart_interval > 0 && cinfo->unread_marker >= JPEG_RST0 && cinfo->unread_marker <= JPEG_RST0 + 7) {
    listener *self = listener_of((j_common_ptr)cinfo);
    self->filled += cinfo->restart_interval;
    if (self->filled > cinfo->MCUs_per_row) break_off(cinfo);
    return;
  }
  bool is_first_scan = cinfo->Ss == 0 && cinfo->Ah == 0;
  bool is_last_row = cinfo->input_iMCU_row + 1 >= cinfo->total_iMCU_rows;
  if (listener_of((j_common_ptr)cinfo)->report->reaches_file_end || (is_first_scan && !is_last_row)) break_off(cinfo);
}

static void listen(j_common_ptr common, int level) {
  if (level >= 0) return;
  listener *self = listener_of(common);
  moderation_jpeg_report *report = self->report;
  int code = self->manager.msg_code;
  self->manager.num_warnings++;
  if (code == JWRN_JPEG_EOF) report->reaches_file_end = true;
  if (code == JWRN_HIT_MARKER) note_end_of_data((j_decompress_ptr)common);
  for (int index = 0; index < report->warning_count; index++) {
    if (self->codes[index] == code) return;
  }
  if (report->warning_count == MODERATION_JPEG_MAXIMUM_WARNINGS) return;
  char text[JMSG_LENGTH_MAX];
  self->manager.format_message(common, text);
  self->codes[report->warning_count] = code;
  snprintf(report->warnings[report->warning_count++], MODERATION_JPEG_WARNING_BYTES, "%s", text);
}

static void read_one_scan(j_decompress_ptr cinfo) {
  cinfo->scale_num = 1;
  cinfo->scale_denom = 8;
  cinfo->out_color_space = cinfo->jpeg_color_space;
  cinfo->do_fancy_upsampling = FALSE;
  cinfo->dct_method = JDCT_IFAST;
  jpeg_start_decompress(cinfo);
  JSAMPARRAY row = cinfo->mem->alloc_sarray(
      (j_common_ptr)cinfo, JPOOL_IMAGE, cinfo->output_width * (JDIMENSION)cinfo->output_components, 1);
  while (cinfo->output_scanline < cinfo->output_height) jpeg_read_scanlines(cinfo, row, 1);
}

static void note_components(j_decompress_ptr cinfo, bool *seen) {
  for (int index = 0; index < cinfo->comps_in_scan; index++) seen[cinfo->cur_comp_info[index]->component_index] = true;
}

// Without the end mark the scans may be fewer than were written. What is there is the picture when each coefficient of
// each component has come, perhaps but for its last bit: viewers show it whole, as while it loads.
static bool has_all_blocks(j_decompress_ptr cinfo, const bool *seen) {
  for (int component = 0; component < cinfo->num_components; component++) {
    if (!seen[component]) return false;
    for (int index = 0; cinfo->coef_bits && index < DCTSIZE2; index++) {
      if (cinfo->coef_bits[component][index] < 0 || cinfo->coef_bits[component][index] > 1) return false;
    }
  }
  return true;
}

static void read_scans(j_decompress_ptr cinfo) {
  bool seen[MAX_COMPONENTS] = {false};
  cinfo->buffered_image = TRUE;
  cinfo->scale_num = 1;
  cinfo->scale_denom = 8;
  jpeg_start_decompress(cinfo);
  note_components(cinfo, seen);
  int status;
  while ((status = jpeg_consume_input(cinfo)) != JPEG_REACHED_EOI) {
    if (status == JPEG_SUSPENDED) break;
    if (status == JPEG_REACHED_SOS) note_components(cinfo, seen);
  }
  bool has_end = !listener_of((j_common_ptr)cinfo)->report->reaches_file_end;
  if (!has_end && !has_all_blocks(cinfo, seen)) break_off(cinfo);
}

void moderation_jpeg_inspect(const void *bytes, size_t count, moderation_jpeg_report *report) {
  memset(report, 0, sizeof *report);
  report->end = MODERATION_JPEG_WHOLE;
  struct jpeg_decompress_struct cinfo = {0};
  listener listener = {.report = report};
  cinfo.err = jpeg_std_error(&listener.manager);
  listener.manager.error_exit = give_up;
  listener.manager.emit_message = listen;
  listener.manager.output_message = be_silent;
  if (setjmp(listener.escape)) {
    report->end = MODERATION_JPEG_UNREADABLE;
    jpeg_destroy_decompress(&cinfo);
    return;
  }
  jpeg_create_decompress(&cinfo);
  jpeg_mem_src(&cinfo, bytes, count);
  jpeg_read_header(&cinfo, TRUE);
  jpeg_has_multiple_scans(&cinfo) ? read_scans(&cinfo) : read_one_scan(&cinfo);
  report->rows = (int)cinfo.total_iMCU_rows;
  // The arithmetic decoder takes zeros for what is missing and does not say so.
  if (cinfo.arith_code && report->reaches_file_end) break_off(&cinfo);
  jpeg_destroy_decompress(&cinfo);
}
