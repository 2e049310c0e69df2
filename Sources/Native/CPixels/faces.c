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

MODERATION_VECTORIZED
static void split_row(float *restrict blue, float *restrict green, float *restrict red, const uint8_t *restrict row,
                      int32_t count) {
  for (int32_t x = 0; x < count; x++) {
    red[x] = row[3 * x];
    green[x] = row[3 * x + 1];
    blue[x] = row[3 * x + 2];
  }
}

size_t moderation_area_workspace(int32_t width, int32_t columns) {
  return 4 * (size_t)width + 2 * (size_t)columns + (size_t)columns + 1;
}

void moderation_area_planes(const moderation_picture *picture, int32_t columns, int32_t rows, int32_t side,
                            float *planes, float *workspace) {
  const int32_t width = picture->width, height = picture->height;
  const size_t plane = (size_t)side * side;
  float *blue = planes, *green = planes + plane, *red = planes + 2 * plane;
  float *line = workspace, *shares = line + 3 * (size_t)width, *starts = shares + width + 2 * (size_t)columns;
  float *next = shares;
  // Where the shares of a column begin, as a float: exact far beyond any picture's side.
  for (int32_t x = 0; x < columns; x++) {
    const span_t span = span_of(x, width, columns);
    starts[x] = (float)(next - shares);
    for (int32_t pixel = span.first; pixel <= span.last; pixel++) *next++ = share_of(&span, pixel);
  }
  starts[columns] = (float)(next - shares);
  const double ratio = (double)width / columns;
  memset(planes, 0, sizeof(float) * 3 * plane);
  for (int32_t y = 0; y < rows; y++) {
    const span_t span = span_of(y, height, rows);
    const size_t to = (size_t)y * side;
    const uint8_t *row = picture->bytes + span.first * picture->stride;
    if (columns == width && span.first == span.last) {
      split_row(blue + to, green + to, red + to, row, columns);
      continue;
    }
    first_row(line, row, share_of(&span, span.first), 3 * width);
    for (int32_t pixel = span.first + 1; pixel <= span.last; pixel++)
      add_share(line, row += picture->stride, share_of(&span, pixel), 3 * width);
    for (int32_t x = 0; x < columns; x++) {
      const float *share = shares + (size_t)starts[x], *end = shares + (size_t)starts[x + 1];
      const int32_t first = (int32_t)(x * ratio);
      const float *from = line + 3 * (size_t)(first < width ? first : width - 1);
      float r = 0, g = 0, b = 0;
      for (; share < end; share++, from += 3) {
        r += *share * from[0];
        g += *share * from[1];
        b += *share * from[2];
      }
      blue[to + x] = rounded(b);
      green[to + x] = rounded(g);
      red[to + x] = rounded(r);
    }
  }
}

/// Rows become columns in squares that stay in the cache.
static void turn_plane(const float *restrict from, int32_t side, ptrdiff_t start, ptrdiff_t along, ptrdiff_t down,
                       float *restrict turned) {
  enum { SQUARE = 16 };
  for (int32_t top = 0; top < side; top += SQUARE)
    for (int32_t left = 0; left < side; left += SQUARE)
      for (int32_t y = top; y < top + SQUARE && y < side; y++)
        for (int32_t x = left; x < left + SQUARE && x < side; x++)
          turned[(ptrdiff_t)y * side + x] = from[start + x * along + y * down];
}

void moderation_turn_planes(const float *planes, int32_t side, int32_t quarter_turns, float *turned) {
  const ptrdiff_t last = side - 1, row = side;
  for (int plane = 0; plane < 3; plane++) {
    const float *from = planes + plane * row * row;
    float *to = turned + plane * row * row;
    if (quarter_turns == 1) {
      turn_plane(from, side, last * row, -row, 1, to);
    } else if (quarter_turns == 2) {
      turn_plane(from, side, last * row + last, -1, -row, to);
    } else {
      turn_plane(from, side, last, row, -1, to);
    }
  }
}

void moderation_cut_planes(const float *planes, int32_t side, int32_t left, int32_t top, int32_t wanted, float *cut) {
  for (int plane = 0; plane < 3; plane++)
    for (int32_t y = 0; y < wanted; y++, cut += wanted)
      memcpy(cut, planes + ((ptrdiff_t)plane * side + top + y) * side + left, sizeof(float) * (size_t)wanted);
}

void moderation_tilt_planes(const float *planes, int32_t side, int32_t columns, int32_t rows,
                            const moderation_similarity *similarity, float *tilted) {
  const size_t plane = (size_t)side * side;
  memset(tilted, 0, sizeof(float) * 3 * plane);
  for (int32_t v = 0; v < side; v++)
    for (int32_t u = 0; u < side; u++) {
      const double x = similarity->a * u - similarity->b * v + similarity->left;
      const double y = similarity->b * u + similarity->a * v + similarity->top;
      if (!(x >= 0 && y >= 0 && x < columns - 1 && y < rows - 1)) continue;
      const int32_t column = (int32_t)x, row = (int32_t)y;
      const float across = (float)(x - column), down = (float)(y - row);
      const float *from = planes + (size_t)row * side + column;
      float *to = tilted + (size_t)v * side + u;
      for (int channel = 0; channel < 3; channel++, from += plane, to += plane) {
        const float above = from[0] + (from[1] - from[0]) * across;
        const float below = from[side] + (from[side + 1] - from[side]) * across;
        *to = rounded(above + (below - above) * down);
      }
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
