/* The binary interface between an image-moderation host and detectors built apart from it, in any language.
 *
 * A plugin is a shared library that exports one function, `moderation_plugin_entry`. Everything else is reached through
 * tables of functions:
 *
 *   moderation_plugin_entry  ->  moderation_plugin    describes its detectors and makes them
 *   moderation_plugin.create ->  moderation_detector  looks at pixels and reports findings
 *
 * Rules that hold everywhere unless a line says otherwise:
 * - Every function of a table takes that table's `context` first. The caller hands it back as it is and never looks inside.
 * - What a pointer argument points to belongs to the caller, is not written to, and is valid during the call only.
 *   Whoever needs it longer copies it. No memory is allocated on one side and freed on the other.
 * - Text is UTF-8 with a length and without a terminating zero. An empty text may have a null pointer.
 * - No pointer is null unless its line says that it may be.
 * - No exception, trap or longjmp may leave a function. Nobody may write to standard output.
 * - A size, flag or enumeration that a side does not know is refused, never guessed.
 *
 * Compatibility: structs of a major version never grow and never change their order. New power comes as a new table that
 * is asked for by name (`extension`), null where it is not known. Host and plugin must have the same major version; what
 * may be used is the smaller of both minor versions.
 *
 * This header needs C11 or C++17 and nothing else of the project. Licence: Apache-2.0.
 */
#ifndef MODERATION_ABI_H
#define MODERATION_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MODERATION_ABI_MAJOR 1u
#define MODERATION_ABI_MINOR 0u
/* Major version in the upper 16 bits, minor version in the lower ones. */
#define MODERATION_ABI_VERSION ((MODERATION_ABI_MAJOR << 16) | MODERATION_ABI_MINOR)

/* ---- Values ------------------------------------------------------------------------------------------------------ */

/* UTF-8 without a terminating zero. */
typedef struct moderation_text {
  const char *bytes; /* null only where count is 0 */
  size_t count;                          /* in bytes */
} moderation_text;

/* The order of the three channels, 8 bits each, sRGB, alpha flattened on white. */
typedef uint32_t moderation_channel_order;
#define MODERATION_RGB ((moderation_channel_order)0)
#define MODERATION_BGR ((moderation_channel_order)1)

/* A rectangle; origin at the upper left, x to the right, y down. */
typedef struct moderation_box {
  double x, y, width, height;
} moderation_box;

/* The pixels of one frame, or of one tile of it, upright: the orientation stored in the file is applied. */
typedef struct moderation_pixels {
  const uint8_t *bytes;                    /* row 0 on top; (height - 1) * stride_bytes + 3 * width bytes at least */
  size_t byte_count;                       /* how many may be read */
  uint32_t width, height;                  /* at least 1 */
  uint32_t stride_bytes;                   /* from one row to the next; at least 3 * width, often more */
  moderation_channel_order channel_order;  /* as the detector asked */
  uint32_t frame_index;                    /* counted from 0 */
  uint32_t is_tile;                        /* 1 when a part of a long picture is shown, 0 when the whole frame */
  uint32_t original_width, original_height; /* of the whole upright frame, before resampling */
  moderation_box original_region;          /* the part of it that these pixels show, in its pixels */
} moderation_pixels;

/* A place in an image. */
typedef struct moderation_location {
  moderation_box box;   /* what is inspected: a detector of pixels gives it in the pixels it was handed, one of text in the
                           upright original, as the lines have it */
  uint32_t frame_index; /* counted from 0; not read from a detector of pixels, which sees one frame at a time */
  uint32_t reserved;    /* 0 */
} moderation_location;

/* One fact about a finding, for a person who reads the evidence. */
typedef struct moderation_detail {
  moderation_text name; /* lower camel case, with the unit: `blueShare` */
  moderation_text value;
} moderation_detail;

/* A person of the operator's lists who may be shown. */
typedef struct moderation_candidate {
  moderation_text name;
  moderation_text group;
  double score; /* 0 to 1, higher is surer */
} moderation_candidate;

/* One thing that a detector saw. What it means is the policy's business. A pointer is null only where its count is 0. */
typedef struct moderation_finding {
  moderation_text label;     /* one of those that the description declares */
  moderation_text sub_label; /* one of those covered; empty for none */
  double score;              /* 0 to 1, higher is worse */
  const moderation_location *locations;
  size_t location_count; /* 0 when the whole frame is meant; at most 4,096 */
  moderation_text text;  /* the text concerned; empty for none */
  const moderation_text *keywords;
  size_t keyword_count; /* the entries of a list that hit, as the list has them; at most 4,096 */
  moderation_text list; /* the name of that list; empty for none */
  const moderation_candidate *candidates;
  size_t candidate_count; /* at most 64 */
  const moderation_detail *details;
  size_t detail_count; /* at most 64, names different */
} moderation_finding;

/* How very long pictures, and others, are cut into parts that are shown one by one, and then whole. */
typedef struct moderation_tiling {
  double from_aspect_ratio;        /* cut when the longer side is at least this many times the shorter; above 1 */
  uint32_t minimum_length_pixels;  /* of a tile along the longer side, at least the shorter side */
  uint32_t maximum_tile_count;     /* at least 1 */
  double overlap;                  /* share of a tile that its successor shows again, 0 to 0.5 */
  uint32_t grid_count;             /* parts along each axis of pictures that are not long, 2 to 8; 0 for none */
  uint32_t cuts_contact_sheets;    /* 1: pictures parted by straight gutters are shown one by one */
  double grid_share;               /* length of a part as a share of the picture's; 0 without a grid */
} moderation_tiling;

/* How pixels are wanted. */
typedef struct moderation_wish {
  uint32_t exact_width, exact_height; /* exactly this size, aspect ignored; both 0 to use longest_side */
  uint32_t longest_side;              /* the longer side has at most this many pixels; 0 with an exact size */
  uint32_t is_bicubic;                /* 0: bilinear, 1: bicubic; both antialiased */
  moderation_channel_order channel_order;
  uint32_t crop_width, crop_height; /* a centred window cut out after resampling; 0 for none */
  uint32_t jpeg_quality;            /* a JPEG round trip at this quality, 1 to 100; 0 for none */
  uint32_t oversampling;            /* decoded pixels kept per wanted pixel along each axis; at least 1 */
  uint32_t is_tiled;                /* whether the next field counts */
  moderation_tiling tiling;
} moderation_wish;

/* What scores mean unless the operator's policy says otherwise: below `review_from` pass, above `block_above` block. */
typedef struct moderation_band {
  moderation_text label;     /* the label claimed */
  moderation_text sub_label; /* the sublabel claimed, where it has a band of its own; empty for the whole label */
  double review_from;
  double block_above; /* 1 for never */
  /* What is reported in the two bands; the sublabels may be empty for the finding's own. */
  moderation_text review_label, review_sub_label;
  moderation_text block_label, block_sub_label;
} moderation_band;

/* What a detector's word rests on. */
typedef uint32_t moderation_basis;
#define MODERATION_BASIS_MODEL ((moderation_basis)0)
#define MODERATION_BASIS_RULE ((moderation_basis)1)
#define MODERATION_BASIS_OPERATOR_LIST ((moderation_basis)2)

/* What one detector is. Constant for the life of the library. A pointer is null only where its count is 0. */
typedef struct moderation_description {
  moderation_text id;           /* reverse-DNS or plain words with a revision: `blue.mean/1` */
  moderation_text scene;        /* porn, terror, politics, text, tags, or a name of your own */
  moderation_text model_name;   /* the weights behind it; empty for none */
  moderation_text model_sha256; /* 64 lower-case hexadecimal digits; empty for none */
  moderation_basis basis;
  uint32_t reserved;            /* 0 */
  const moderation_band *bands; /* every label that it may claim has one */
  size_t band_count;                                /* at most 256 */
  const moderation_text *covers; /* sublabels that it looks for */
  size_t covers_count;                               /* at most 256 */
  const moderation_text *does_not_cover; /* sublabels of its scene that it does not look for */
  size_t does_not_cover_count;                               /* at most 256 */
  moderation_wish wish;
} moderation_description;

/* ---- Tables ------------------------------------------------------------------------------------------------------ */

typedef uint32_t moderation_log_level;
#define MODERATION_LOG_DEBUG ((moderation_log_level)0)
#define MODERATION_LOG_INFO ((moderation_log_level)1)
#define MODERATION_LOG_WARNING ((moderation_log_level)2)
#define MODERATION_LOG_ERROR ((moderation_log_level)3)

/* The host's services for a detector. Valid from `create` until `destroy` has returned. Any thread. */
typedef struct moderation_host {
  void *context;
  uint32_t abi_version; /* the host's */
  /* Writes a line to the host's log; cut off after 4,096 bytes. */
  void (*log)(void *context, moderation_log_level level, moderation_text message);
  /* A further table of the host's, by name with its revision; null where it is not known. Valid as long as this one. */
  const void *(*extension)(void *context, moderation_text name);
} moderation_host;

/* The host's ear during one inspection. Valid during that call, on the thread that was called. */
typedef struct moderation_inspection {
  void *context;
  /* Takes over a finding, copying it. In any order; at most 4,096, further ones make the inspection fail. */
  void (*report)(void *context, const moderation_finding *finding);
  /* Why the inspection fails: a word for programs (`inferenceFailed`) and a sentence for logs. Then return 1. */
  void (*fail)(void *context, moderation_text code, moderation_text message);
  /* 1 when nobody waits for the answer any more or its time is up: then fail with `deadline` soon. */
  uint32_t (*is_cancelled)(void *context);
  /* How long somebody still waits for the answer, in nanoseconds; INT64_MAX for no bound. */
  int64_t (*remaining_nanoseconds)(void *context);
} moderation_inspection;

/* One detector, ready to look. Made by `create`, used from any number of threads at a time, ended by `destroy`. */
typedef struct moderation_detector {
  void *context;
  /* Looks at one frame. Called concurrently; equal pixels give equal findings. 0: looked, whatever was found. 1: could not
   * look, after `fail`: never read as clean; what was reported before counts nevertheless. */
  uint32_t (*inspect)(void *context, const moderation_pixels *pixels,
                      const moderation_inspection *inspection);
  /* A further table of the detector's, by name with its revision; null where it is not known. Valid until destroy. */
  const void *(*extension)(void *context, moderation_text name);
  /* Frees the detector and this table. Called once, when no inspection runs any more. */
  void (*destroy)(void *context);
} moderation_detector;

/* The host's ear during `describe`. */
typedef struct moderation_describing {
  void *context;
  /* Takes over a description, copying it. Called once for each detector of the library, at most 64 times. */
  void (*describe)(void *context, const moderation_description *description);
} moderation_describing;

/* The host's ear during `create`. */
typedef struct moderation_creating {
  void *context;
  /* Why no detector was made: a sentence for logs. */
  void (*fail)(void *context, moderation_text message);
} moderation_creating;

/* A library's detectors. Lives as long as the process; a library is never closed. */
typedef struct moderation_plugin {
  void *context;
  uint32_t abi_version; /* what the plugin was built with */
  /* Describes every detector. Does no work: no model is loaded, no thread started, no file opened. Any thread. */
  void (*describe)(void *context, const moderation_describing *describing);
  /* Makes the detector called `id`. `configuration` is the operator's text for it, often JSON; empty for none.
   * `folder` is where its files are. Any thread. Null after `fail`. */
  const moderation_detector *(*create)(void *context, moderation_text id,
                                                           moderation_text folder, moderation_text configuration,
                                                           const moderation_host *host,
                                                           const moderation_creating *creating);
  /* A further table of the library's, by name with its revision; null where it is not known. */
  const void *(*extension)(void *context, moderation_text name);
} moderation_plugin;

/* The one function that a plugin exports. Null when it does not speak the host's major version. Any thread, any number
 * of times, always the same answer. Does no work. */
const moderation_plugin *moderation_plugin_entry(uint32_t host_abi_version);
typedef const moderation_plugin *(*moderation_plugin_entry_function)(uint32_t host_abi_version);

/* ---- Extension of a detector: `moderation.batch/1` --------------------------------------------------------------- */

/* Several frames or images at once, for detectors that are faster so. The host falls back to `inspect` without it. */
#define MODERATION_BATCH_EXTENSION "moderation.batch/1"
typedef struct moderation_batch {
  void *context;
  uint32_t maximum_count; /* the most frames of one call; at least 2 */
  /* Like `inspect` for frame i with the ear i; results[i] is set to 0 or 1. */
  void (*inspect)(void *context, size_t count, const moderation_pixels *pixels,
                  const moderation_inspection *inspections, uint32_t *results);
} moderation_batch;

/* ---- Extension of a detector: `moderation.text/1` ---------------------------------------------------------------- */

/* For detectors that judge recognised text instead of pixels. A detector with it is asked for its judgement once per
 * image, after all frames, and its `inspect` is never called. */
#define MODERATION_TEXT_EXTENSION "moderation.text/1"

/* One line of text as a recogniser read it. */
typedef struct moderation_line {
  moderation_text text;
  double confidence;    /* 0 to 1 */
  uint32_t frame_index; /* counted from 0 */
  uint32_t reserved;    /* 0 */
  moderation_box box;   /* in the upright original */
} moderation_line;

typedef struct moderation_text_detector {
  void *context;
  /* Judges all lines of one image; the places of its findings are places of these lines. 0: judged. 1: could not, after
   * `fail`. Called concurrently. */
  uint32_t (*inspect)(void *context, size_t count, const moderation_line *lines,
                      const moderation_inspection *inspection);
} moderation_text_detector;

#ifdef __cplusplus
}
#endif

#endif
