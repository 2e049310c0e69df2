#include "planes.h"

#include <string.h>

#include "vectorized.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

// Results must not depend on the processor: no product is joined with a sum.
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

// MARK: Resizing

/// One pixel takes three loads, five shuffles and one multiplication with SSE2; the compiler makes none of it.
void moderation_stretch_row(const uint8_t *rgb, const int32_t *firsts, const int32_t *seconds, const int16_t *weights,
                            size_t count, size_t adjacent, int16_t *line) {
    size_t x = 0;
#if defined(__SSE2__)
    const __m128i zero = _mm_setzero_si128();
    for (; x < adjacent; x++) {
        int32_t first, second, pair;
        memcpy(&first, rgb + firsts[x], 4);
        memcpy(&second, rgb + firsts[x] + 3, 4);
        memcpy(&pair, weights + 2 * x, 4);
        __m128i bytes = _mm_unpacklo_epi8(_mm_cvtsi32_si128(first), _mm_cvtsi32_si128(second));
        __m128i sums = _mm_madd_epi16(_mm_unpacklo_epi8(bytes, zero), _mm_set1_epi32(pair));
        __m128i shifted = _mm_srai_epi32(sums, 4);
        // The fourth value is overwritten by the next pixel.
        _mm_storel_epi64((__m128i *)(line + 3 * x), _mm_packs_epi32(shifted, shifted));
    }
#else
    (void)adjacent;
#endif
    for (; x < count; x++)
        for (size_t c = 0; c < 3; c++) {
            int32_t sum = rgb[firsts[x] + c] * weights[2 * x] + rgb[seconds[x] + c] * weights[2 * x + 1];
            line[3 * x + c] = (int16_t)(sum >> 4);
        }
}

MODERATION_VECTORIZED
void moderation_blend_rows(const int16_t *upper, const int16_t *lower, int16_t upperWeight, int16_t lowerWeight,
                           size_t count, uint8_t *bytes) {
    for (size_t i = 0; i < count; i++) {
        int16_t high = (int16_t)((int32_t)upper[i] * upperWeight >> 16);
        int16_t low = (int16_t)((int32_t)lower[i] * lowerWeight >> 16);
        bytes[i] = (uint8_t)((uint16_t)(high + low + 2) >> 2);
    }
}

MODERATION_VECTORIZED
void moderation_halve_rows(const uint8_t *upper, const uint8_t *lower, size_t width, uint8_t *bytes) {
    for (size_t x = 0; x < width; x++)
        for (size_t c = 0; c < 3; c++) {
            unsigned sum = upper[6 * x + c] + upper[6 * x + 3 + c] + lower[6 * x + c] + lower[6 * x + 3 + c];
            bytes[3 * x + c] = (uint8_t)((sum + 2) >> 2);
        }
}

// MARK: Model inputs

MODERATION_VECTORIZED
void moderation_signed_planes_row(const uint8_t *rgb, size_t width, float *restrict red, float *restrict green,
                                  float *restrict blue) {
    for (size_t x = 0; x < width; x++) {
        red[x] = (float)(2 * rgb[3 * x] - 255) / 255.0f;
        green[x] = (float)(2 * rgb[3 * x + 1] - 255) / 255.0f;
        blue[x] = (float)(2 * rgb[3 * x + 2] - 255) / 255.0f;
    }
}

MODERATION_VECTORIZED
void moderation_planes_row(const uint8_t *pixels, size_t width, float mean, float scale, float *restrict first,
                           float *restrict second, float *restrict third) {
    for (size_t x = 0; x < width; x++) {
        first[x] = ((float)pixels[3 * x] - mean) / scale;
        second[x] = ((float)pixels[3 * x + 1] - mean) / scale;
        third[x] = ((float)pixels[3 * x + 2] - mean) / scale;
    }
}

MODERATION_VECTORIZED
void moderation_centred_row(const uint8_t *pixels, size_t width, const float means[3], float *restrict values) {
    // Eight pixels have the means at the same places as the next eight.
    enum { period = 24 };
    float repeated[period];
    for (size_t i = 0; i < period; i++) repeated[i] = means[i % 3];
    size_t count = 3 * width, start = 0;
    for (; start + period <= count; start += period)
        for (size_t i = 0; i < period; i++) values[start + i] = (float)pixels[start + i] - repeated[i];
    for (size_t i = 0; start + i < count; i++) values[start + i] = (float)pixels[start + i] - repeated[i];
}

// MARK: Turning

/// In blocks of 16 × 16 pixels, so that neither side leaves the first cache.
void moderation_turn_left(const uint8_t *rgb, size_t width, size_t height, uint8_t *turned) {
    const size_t side = 16;
    for (size_t top = 0; top < height; top += side)
        for (size_t left = 0; left < width; left += side) {
            size_t bottom = top + side < height ? top + side : height;
            size_t right = left + side < width ? left + side : width;
            for (size_t x = left; x < right; x++) {
                uint8_t *to = turned + ((width - 1 - x) * height + top) * 3;
                const uint8_t *from = rgb + (top * width + x) * 3;
                for (size_t y = top; y < bottom; y++, to += 3, from += width * 3) memcpy(to, from, 3);
            }
        }
}

void moderation_reverse_pixels(const uint8_t *rgb, size_t count, uint8_t *reversed) {
    const uint8_t *from = rgb + count * 3;
    for (size_t i = 0; i < count; i++) memcpy(reversed + i * 3, from -= 3, 3);
}

// MARK: Straightening

typedef float Float4 __attribute__((vector_size(16)));
typedef float Float8 __attribute__((vector_size(32)));
typedef int32_t Int8 __attribute__((vector_size(32)));
typedef uint8_t Byte32 __attribute__((vector_size(32)));

/// How many pixels have their places computed at once.
enum { chunkPixels = 64 };

/// Where the pixels of a chunk come from, and the weights of the four columns and rows around.
typedef struct {
    int32_t column[chunkPixels], row[chunkPixels];
    float columnWeights[4][chunkPixels], rowWeights[4][chunkPixels];
} Places;

static inline __attribute__((always_inline)) double held(double value) {
    value = value < -0x1p24 ? -0x1p24 : value;
    return value > 0x1p24 ? 0x1p24 : value;
}

static inline __attribute__((always_inline)) int32_t roundedDown(double value) {
    int32_t whole = (int32_t)value;
    return whole - ((double)whole > value);
}

/// Keys' weights of the four pixels around a place `x` behind the second of them.
static inline __attribute__((always_inline)) void setWeights(float weights[4][chunkPixels], size_t i, float x) {
    const float a = -0.75f;
    float first = ((a * (x + 1) - 5 * a) * (x + 1) + 8 * a) * (x + 1) - 4 * a;
    float second = ((a + 2) * x - (a + 3)) * x * x + 1;
    float third = ((a + 2) * (1 - x) - (a + 3)) * (1 - x) * (1 - x) + 1;
    weights[0][i] = first;
    weights[1][i] = second;
    weights[2][i] = third;
    weights[3][i] = 1 - first - second - third;
}

static inline __attribute__((always_inline)) ptrdiff_t clamped(ptrdiff_t value, ptrdiff_t last) {
    return value < 0 ? 0 : value > last ? last : value;
}

/// The weighted sums of the four pixels of two rows, each in the order of the columns: two times red, green, blue and
/// nothing.
static inline __attribute__((always_inline)) void setRowSums(const uint8_t *first, const uint8_t *second,
                                                             const float weights[4][chunkPixels], size_t i,
                                                             Float4 sums[2]) {
    Byte32 rows;
    memcpy(&rows, first, 16);
    memcpy((uint8_t *)&rows + 16, second, 16);
    const Byte32 zero = {0};
    Float8 sum = {0};
#define MODERATION_ADD_COLUMN(k, r, g, b)                                                                              \
    sum += __builtin_convertvector((Int8)__builtin_shufflevector(rows, zero, r, 32, 32, 32, g, 32, 32, 32, b, 32, 32,  \
                                                                 32, 32, 32, 32, 32, 16 + r, 48, 48, 48, 16 + g, 48,   \
                                                                 48, 48, 16 + b, 48, 48, 48, 48, 48, 48, 48),          \
                                   Float8) *                                                                           \
           weights[k][i]
    MODERATION_ADD_COLUMN(0, 0, 1, 2);
    MODERATION_ADD_COLUMN(1, 3, 4, 5);
    MODERATION_ADD_COLUMN(2, 6, 7, 8);
    MODERATION_ADD_COLUMN(3, 9, 10, 11);
#undef MODERATION_ADD_COLUMN
    memcpy(sums, &sum, sizeof sum);
}

MODERATION_VECTORIZED
void moderation_cubic_row(const uint8_t *rgb, size_t width, size_t height, const moderation_projection *map, size_t v,
                          size_t count, uint8_t *bytes) {
    const moderation_projection m = *map;
    const ptrdiff_t lastX = (ptrdiff_t)width - 1, lastY = (ptrdiff_t)height - 1, stride = (ptrdiff_t)width * 3;
    const ptrdiff_t byteCount = stride * (ptrdiff_t)height;
    const double row = (double)v;
    Places places;
    float values[4 * chunkPixels];
    uint8_t wholes[4 * chunkPixels];
    for (size_t start = 0; start < count; start += chunkPixels) {
        size_t length = count - start < chunkPixels ? count - start : chunkPixels;
        for (size_t i = 0; i < length; i++) {
            double u = (double)(int32_t)(start + i);
            double divisor = m.wu * u + m.wv * row + 1;
            double x = divisor == 0 ? 0 : held((m.xu * u + m.xv * row + m.x1) / divisor);
            double y = divisor == 0 ? 0 : held((m.yu * u + m.yv * row + m.y1) / divisor);
            places.column[i] = roundedDown(x);
            places.row[i] = roundedDown(y);
            setWeights(places.columnWeights, i, (float)(x - (double)places.column[i]));
            setWeights(places.rowWeights, i, (float)(y - (double)places.row[i]));
        }
        for (size_t i = 0; i < length; i++) {
            ptrdiff_t left = places.column[i] - 1, top = places.row[i] - 1;
            const uint8_t *rows[4];
            uint8_t copies[4][16];
            // Inside, with four bytes behind the last pixel that is read.
            if (left >= 0 && left + 3 <= lastX && top >= 0 && top + 3 <= lastY &&
                (top + 3) * stride + left * 3 + 16 <= byteCount) {
                for (int j = 0; j < 4; j++) rows[j] = rgb + (top + j) * stride + left * 3;
            } else {
                for (int j = 0; j < 4; j++) {
                    const uint8_t *line = rgb + clamped(top + j, lastY) * stride;
                    for (int k = 0; k < 4; k++) memcpy(copies[j] + 3 * k, line + clamped(left + k, lastX) * 3, 3);
                    memset(copies[j] + 12, 0, 4);
                    rows[j] = copies[j];
                }
            }
            Float4 sums[4];
            setRowSums(rows[0], rows[1], places.columnWeights, i, sums);
            setRowSums(rows[2], rows[3], places.columnWeights, i, sums + 2);
            Float4 sum = {0, 0, 0, 0};
            for (int j = 0; j < 4; j++) sum += sums[j] * places.rowWeights[j][i];
            memcpy(values + 4 * i, &sum, sizeof sum);
        }
        for (size_t i = 0; i < 4 * length; i++) {
            // Held before it is rounded, which gives the same byte. The sum of the magic number and a value rounds the
            // value to the nearest whole number, halves to the even one.
            float value = values[i] < 0 ? 0 : values[i];
            value = value > 255 ? 255 : value;
            wholes[i] = (uint8_t)(int32_t)((value + 0x1p23f) - 0x1p23f);
        }
        for (size_t i = 0; i < length; i++) memcpy(bytes + (start + i) * 3, wholes + 4 * i, 3);
    }
}

// MARK: Maps

MODERATION_VECTORIZED
int moderation_threshold_row(const float *values, float threshold, size_t count, uint8_t *marks) {
    uint8_t any = 0;
    for (size_t i = 0; i < count; i++) {
        uint8_t mark = values[i] > threshold;
        marks[i] = mark;
        any |= mark;
    }
    return any;
}

MODERATION_VECTORIZED
void moderation_grow_marks(const uint8_t *above, const uint8_t *row, size_t count, uint8_t *restrict grown) {
    for (size_t i = 0; i < count; i++) grown[i] = above[i] | *(above + i - 1) | row[i] | *(row + i - 1);
}

MODERATION_VECTORIZED
size_t moderation_first_largest(const float *values, size_t count) {
    size_t best = 0, i = 0;
    for (; i + 32 <= count; i += 32) {
        Float8 a, b, c, d;
        memcpy(&a, values + i, 32);
        memcpy(&b, values + i + 8, 32);
        memcpy(&c, values + i + 16, 32);
        memcpy(&d, values + i + 24, 32);
        Float8 bound = values[best] - (Float8){0};
        Int8 above = (a > bound) | (b > bound) | (c > bound) | (d > bound);
        uint64_t parts[4];
        memcpy(parts, &above, 32);
        if (parts[0] | parts[1] | parts[2] | parts[3])
            for (size_t k = i; k < i + 32; k++)
                if (values[k] > values[best]) best = k;
    }
    for (; i < count; i++)
        if (values[i] > values[best]) best = i;
    return best;
}

/// Narrows a range of `u` to where `0 <= u * slope + start < end` can hold, and two more on both sides; never widens it.
static inline __attribute__((always_inline)) void clip(double *from, double *to, double slope, double start,
                                                       double end) {
    // So flat a line leaves by less than a pixel: all of it may lie inside.
    if (slope < 1e-6 && slope > -1e-6) return;
    double a = -start / slope, b = (end - start) / slope;
    double low = (a < b ? a : b) - 2, high = (a < b ? b : a) + 2;
    if (low > *from) *from = low;
    if (high < *to) *to = high;
}

MODERATION_VECTORIZED
moderation_run moderation_longest_run(const uint8_t *states, size_t width, size_t height, ptrdiff_t radius,
                                      ptrdiff_t step, ptrdiff_t acrossStep, const double *cosines, const double *sines,
                                      size_t directionCount) {
    enum { samples = 64 };
    const double middleX = (double)width / 2, middleY = (double)height / 2;
    const double endX = (double)width, endY = (double)height;
    const int32_t rowStep = (int32_t)width, outside = (int32_t)(width * height);
    moderation_run best = {0, 0, 0, 0, 0};
    int32_t indices[samples];
    for (size_t direction = 0; direction < directionCount; direction++) {
        const double cosine = cosines[direction], sine = sines[direction];
        for (ptrdiff_t across = -radius; across <= radius; across += acrossStep) {
            const double x0 = (double)across * sine, y0 = (double)across * cosine;
            // Samples beyond these lie outside, where every state is 0.
            double from = -(double)radius, to = (double)radius;
            clip(&from, &to, cosine, middleX - x0, endX);
            clip(&from, &to, sine, middleY + y0, endY);
            if (to < from) continue;
            const ptrdiff_t head = ((ptrdiff_t)from + radius) / step;
            const ptrdiff_t sampleCount = ((ptrdiff_t)to + radius) / step + 1;
            moderation_run run = {(ptrdiff_t)direction, across, head * step - radius, head * step - radius, 0};
            for (ptrdiff_t start = head; start < sampleCount; start += samples) {
                // What is left of the line cannot make a run longer than the best.
                if (run.count + (sampleCount - start) * step <= best.count) break;
                const ptrdiff_t length = sampleCount - start < samples ? sampleCount - start : samples;
                const ptrdiff_t first = start * step - radius;
                for (ptrdiff_t i = 0; i < samples; i++) {
                    double u = (double)(int32_t)(first + i * step);
                    double x = middleX + u * cosine - x0, y = middleY + u * sine + y0;
                    int isInside = (x >= 0) & (x < endX) & (y >= 0) & (y < endY);
                    indices[i] = isInside ? (int32_t)y * rowStep + (int32_t)x : outside;
                }
                for (ptrdiff_t i = 0; i < length; i++) {
                    const ptrdiff_t along = first + i * step;
                    const uint8_t state = states[indices[i]];
                    if (state == 0) {
                        run.count = 0;
                        run.from = along + step;
                        continue;
                    }
                    if (state == 1) run.count += step;
                    run.to = along;
                    if (run.count > best.count) best = run;
                }
            }
        }
    }
    return best;
}
