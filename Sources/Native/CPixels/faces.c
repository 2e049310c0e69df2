#include "faces.h"

#include <math.h>
#include <string.h>

#include "vectorized.h"

#pragma STDC FP_CONTRACT OFF

/// The pixels that one of a shrunk picture covers along an axis.
typedef struct {
  double start, end, ratio;
  int32_t first, last;
} span_t;

static span_t span_of(int32_t position, int32_t source, int32_t target) {
  span_t span = {.ratio = (double)source / target};
  span.start = position * span.ratio;
  span.end = (position + 1) * span.ratio;
  span.first = (int32_t)span.start < source - 1 ? (int32_t)span.start : source - 1;
  const int32_t end = (int32_t)ceil(span.end);
  span.last = (end < source ? end : source) - 1;
  if (span.last < span.first) span.last = span.first;
  return span;
}

static float share_of(const span_t *span, int32_t pixel) {
  const double from = pixel > span->start ? pixel : span->start;
  const double to = pixel + 1 < span->end ? pixel + 1 : span->end;
  return to > from ? (float)((to - from) / span->ratio) : 0;
}

/// Half away from zero, of a number that is not negative and below 2^23. Adding 0.5 first would round 0.49999997 up.
static inline float rounded(float value) {
  const float whole = (float)(int32_t)value;
  return value - whole >= 0.5f ? whole + 1 : whole;
}

MODERATION_VECTORIZED
static void first_row(float *restrict line, const uint8_t *restrict row, float share, int32_t count) {
  for (int32_t i = 0; i < count; i++) line[i] = share * (float)row[i];
}

MODERATION_VECTORIZED
static void add_share(float *restrict line, const uint8_t *restrict row, float share, int32_t count) {
  for (int32_t i = 0; i < count; i++) line[i] += share * (float)row[i];
}

typedef float four_t __attribute__((vector_size(16)));
typedef int32_t whole_four_t __attribute__((vector_size(16)));
typedef uint8_t pixel_t __attribute__((vector_size(4)));

static inline four_t four_at(const float *numbers) {
  four_t four;
  memcpy(&four, numbers, sizeof four);
  return four;
}

static inline four_t pixel_at(const uint8_t *bytes) {
  pixel_t pixel;
  memcpy(&pixel, bytes, sizeof pixel);
  return __builtin_convertvector(pixel, four_t);
}

/// As `rounded`, four at a time.
static inline whole_four_t rounded_four(four_t value) {
  const whole_four_t whole = __builtin_convertvector(value, whole_four_t);
  // A comparison gives -1 where it holds.
  return whole - (value - __builtin_convertvector(whole, four_t) >= 0.5f);
}

MODERATION_VECTORIZED
static void widen_row(uint8_t *restrict canvas, const uint8_t *restrict row, int32_t count) {
  for (int32_t x = 0; x < count; x++) {
    canvas[4 * x] = row[3 * x];
    canvas[4 * x + 1] = row[3 * x + 1];
    canvas[4 * x + 2] = row[3 * x + 2];
    canvas[4 * x + 3] = 0;
  }
}

/// Averages a line of sums along itself. `starts` says where the shares of each pixel begin.
MODERATION_VECTORIZED
static void shrink_line(const float *line, const float *shares, const float *starts, const float *firsts,
                        int32_t columns, uint8_t *canvas) {
  for (int32_t x = 0; x < columns; x++) {
    const float *share = shares + (size_t)starts[x], *end = shares + (size_t)starts[x + 1];
    const float *from = line + 3 * (size_t)firsts[x];
    four_t sum = {0};
    for (; share < end; share++, from += 3) sum += *share * four_at(from);
    const pixel_t pixel = __builtin_convertvector(rounded_four(sum), pixel_t);
    memcpy(canvas + 4 * x, &pixel, sizeof pixel);
  }
}

size_t moderation_area_workspace(int32_t width, int32_t columns) {
  return 4 * (size_t)width + 1 + 4 * (size_t)columns + 1;
}

void moderation_area_canvas(const moderation_picture *picture, int32_t columns, int32_t rows, uint8_t *canvas,
                            float *workspace) {
  const int32_t width = picture->width, height = picture->height;
  // One number more than the line has: the last pixel is read as four.
  float *line = workspace, *shares = line + 3 * (size_t)width + 1, *starts = shares + width + 2 * (size_t)columns;
  float *firsts = starts + columns + 1, *next = shares;
  line[3 * (size_t)width] = 0;
  // Where the shares of a column begin, as a float: exact far beyond any picture's side.
  for (int32_t x = 0; x < columns; x++) {
    const span_t span = span_of(x, width, columns);
    starts[x] = (float)(next - shares);
    firsts[x] = (float)span.first;
    for (int32_t pixel = span.first; pixel <= span.last; pixel++) *next++ = share_of(&span, pixel);
  }
  starts[columns] = (float)(next - shares);
  for (int32_t y = 0; y < rows; y++, canvas += 4 * (ptrdiff_t)columns) {
    const span_t span = span_of(y, height, rows);
    const uint8_t *row = picture->bytes + span.first * picture->stride;
    if (columns == width && span.first == span.last) {
      widen_row(canvas, row, columns);
      continue;
    }
    first_row(line, row, share_of(&span, span.first), 3 * width);
    for (int32_t pixel = span.first + 1; pixel <= span.last; pixel++)
      add_share(line, row += picture->stride, share_of(&span, pixel), 3 * width);
    shrink_line(line, shares, starts, firsts, columns, canvas);
  }
}

MODERATION_VECTORIZED
static void split_row(const uint8_t *restrict canvas, int32_t count, float *restrict red, float *restrict green,
                      float *restrict blue) {
  for (int32_t x = 0; x < count; x++) {
    red[x] = canvas[4 * x];
    green[x] = canvas[4 * x + 1];
    blue[x] = canvas[4 * x + 2];
  }
}

/// A square of pixels, read with a step along a row and one from row to row.
static void split_block(const uint8_t *from, ptrdiff_t along, ptrdiff_t down, int32_t columns, int32_t rows,
                        int32_t side, float *red, float *green, float *blue) {
  for (int32_t y = 0; y < rows; y++, from += down, red += side, green += side, blue += side)
    for (int32_t x = 0; x < columns; x++) {
      const uint8_t *pixel = from + x * along;
      red[x] = pixel[0];
      green[x] = pixel[1];
      blue[x] = pixel[2];
    }
}

static int32_t within(int32_t value, int32_t least, int32_t most) {
  return value < least ? least : value > most ? most : value;
}

void moderation_view_planes(const moderation_canvas *canvas, int32_t quarter_turns, int32_t left, int32_t top,
                            int32_t side, float *planes) {
  enum { BLOCK = 16 };
  const int32_t last = canvas->side - 1, columns = canvas->columns, rows = canvas->rows;
  const ptrdiff_t right = 4, below = 4 * (ptrdiff_t)columns;
  const int is_across = quarter_turns & 1;
  // The picture's part of the turned canvas.
  const int32_t width = is_across ? rows : columns, height = is_across ? columns : rows;
  const int32_t start_x = quarter_turns == 1 || quarter_turns == 2 ? canvas->side - width : 0;
  const int32_t start_y = quarter_turns == 2 || quarter_turns == 3 ? canvas->side - height : 0;
  // The same in the view.
  const int32_t first_x = within(start_x - left, 0, side), end_x = within(start_x + width - left, 0, side);
  const int32_t first_y = within(start_y - top, 0, side), end_y = within(start_y + height - top, 0, side);
  const ptrdiff_t along = quarter_turns == 0 ? right : quarter_turns == 1 ? -below : quarter_turns == 2 ? -right : below;
  const ptrdiff_t down = quarter_turns == 0 ? below : quarter_turns == 1 ? right : quarter_turns == 2 ? -below : -right;
  const size_t plane = (size_t)side * side;
  float *blue = planes, *green = planes + plane, *red = planes + 2 * plane;
  memset(planes, 0, sizeof(float) * 3 * plane);
  for (int32_t y = first_y; y < end_y; y += BLOCK)
    for (int32_t x = first_x; x < end_x; x += quarter_turns ? BLOCK : side) {
      const int32_t u = x + left, v = y + top;
      const int32_t column = quarter_turns == 0 ? u : quarter_turns == 1 ? v : quarter_turns == 2 ? last - u : last - v;
      const int32_t row = quarter_turns == 0 ? v : quarter_turns == 1 ? last - u : quarter_turns == 2 ? last - v : u;
      const uint8_t *from = canvas->pixels + row * below + column * right;
      const int32_t high = end_y - y < BLOCK ? end_y - y : BLOCK, wide = end_x - x < BLOCK ? end_x - x : BLOCK;
      size_t to = (size_t)y * side + x;
      if (quarter_turns) {
        split_block(from, along, down, wide, high, side, red + to, green + to, blue + to);
        continue;
      }
      for (int32_t line = 0; line < high; line++, to += side, from += below)
        split_row(from, end_x - x, red + to, green + to, blue + to);
    }
}

/// Keeps of a row's steps those that may lead between 0 and an end.
static void narrow(double step, double start, double end, int32_t *first, int32_t *behind) {
  if (step == 0) return;
  const double from = (step > 0 ? -start : end - start) / step, to = (step > 0 ? end - start : -start) / step;
  // One more at each end: the places themselves decide.
  if (from - 1 > *first) *first = from - 1 < *behind ? (int32_t)(from - 1) : *behind;
  if (to + 2 < *behind) *behind = to + 2 > *first ? (int32_t)(to + 2) : *first;
}

MODERATION_VECTORIZED
static void tilt_row(const moderation_canvas *canvas, const moderation_similarity *similarity, int32_t v, int32_t first,
                     int32_t end, float *red, float *green, float *blue) {
  const ptrdiff_t below = 4 * (ptrdiff_t)canvas->columns;
  for (int32_t u = first; u < end; u++) {
    const double x = similarity->a * u - similarity->b * v + similarity->left;
    const double y = similarity->b * u + similarity->a * v + similarity->top;
    if (!(x >= 0 && y >= 0 && x < canvas->columns - 1 && y < canvas->rows - 1)) continue;
    const int32_t column = (int32_t)x, row = (int32_t)y;
    const float across = (float)(x - column), down = (float)(y - row);
    const uint8_t *from = canvas->pixels + row * below + 4 * column;
    const four_t corner = pixel_at(from), under = pixel_at(from + below);
    const four_t over = corner + (pixel_at(from + 4) - corner) * across;
    const four_t lower = under + (pixel_at(from + below + 4) - under) * across;
    const four_t pixel = __builtin_convertvector(rounded_four(over + (lower - over) * down), four_t);
    red[u] = pixel[0];
    green[u] = pixel[1];
    blue[u] = pixel[2];
  }
}

void moderation_tilt_planes(const moderation_canvas *canvas, const moderation_similarity *similarity, int32_t side,
                            float *planes) {
  const size_t plane = (size_t)side * side;
  memset(planes, 0, sizeof(float) * 3 * plane);
  for (int32_t v = 0; v < side; v++) {
    int32_t first = 0, end = side;
    narrow(similarity->a, similarity->left - similarity->b * v, canvas->columns, &first, &end);
    narrow(similarity->b, similarity->top + similarity->a * v, canvas->rows, &first, &end);
    float *line = planes + (size_t)v * side;
    tilt_row(canvas, similarity, v, first, end, line + 2 * plane, line + plane, line);
  }
}

void moderation_align_planes(const moderation_picture *picture, int32_t side, const moderation_similarity *similarity,
                             float *planes) {
  static const uint8_t black[3] = {0, 0, 0};
  const size_t plane = (size_t)side * side;
  const int32_t width = picture->width, height = picture->height;
  for (int32_t v = 0; v < side; v++)
    for (int32_t u = 0; u < side; u++) {
      const double x = similarity->a * u - similarity->b * v + similarity->left;
      const double y = similarity->b * u + similarity->a * v + similarity->top;
      float *to = planes + (size_t)v * side + u;
      // Far outside first, where no whole number holds the place.
      if (!(x > -1 && y > -1 && x < width && y < height)) {
        to[0] = to[plane] = to[2 * plane] = 0;
        continue;
      }
      const int32_t column = (int32_t)floor(x), row = (int32_t)floor(y);
      const float right = (float)(x - column), down = (float)(y - row);
      const uint8_t *pixels[4];
      for (int corner = 0; corner < 4; corner++) {
        const int32_t cx = column + (corner & 1), cy = row + (corner >> 1);
        const int is_inside = cx >= 0 && cy >= 0 && cx < width && cy < height;
        pixels[corner] = is_inside ? picture->bytes + cy * picture->stride + (ptrdiff_t)cx * 3 : black;
      }
      for (int channel = 0; channel < 3; channel++) {
        const float upper = pixels[0][channel] * (1 - right) + pixels[1][channel] * right;
        const float lower = pixels[2][channel] * (1 - right) + pixels[3][channel] * right;
        to[channel * plane] = rounded(upper * (1 - down) + lower * down);
      }
    }
}
