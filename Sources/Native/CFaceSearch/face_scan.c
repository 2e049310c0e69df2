#include "CFaceSearch.h"

#include <math.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define BLOCK MODERATION_FACE_BLOCK
#define NUMBERS MODERATION_FACE_NUMBERS
#define BLOCK_BYTES (BLOCK * NUMBERS)

/// What adding and multiplying in single precision may be wrong by, far more than it is.
static const float rounding = 1e-5f;

void moderation_face_code(const float *numbers, uint8_t *codes, size_t stride, int bias, float *scale,
                          float *residual) {
  float largest = 0;
  for (size_t index = 0; index < NUMBERS; index++) largest = fmaxf(largest, fabsf(numbers[index]));
  *scale = largest > 0 ? largest / 127 : 1;
  double error = 0;
  for (size_t index = 0; index < NUMBERS; index++) {
    int code = (int)lrintf(numbers[index] / *scale);
    code = code > 127 ? 127 : code < -127 ? -127 : code;
    double difference = (double)numbers[index] - (double)code * (double)*scale;
    error += difference * difference;
    codes[index / 4 * stride + index % 4] = (uint8_t)(code + bias);
  }
  *residual = nextafterf((float)sqrt(error), INFINITY);
}

static void products_portable(const uint8_t *block, const struct moderation_face_query *query, int32_t *products) {
  int32_t sums[BLOCK] = {0};
  for (size_t group = 0; group < NUMBERS / 4; group++) {
    const int8_t *code = query->codes + group * 4;
    const uint8_t *row = block + group * BLOCK * 4;
    for (size_t lane = 0; lane < BLOCK; lane++) {
      sums[lane] += row[lane * 4] * code[0] + row[lane * 4 + 1] * code[1] + row[lane * 4 + 2] * code[2] +
                    row[lane * 4 + 3] * code[3];
    }
  }
  memcpy(products, sums, sizeof sums);
}

/// Writes those faces of a block that may reach the threshold.
static size_t take(const int32_t *products, const float *scales, const float *residuals, size_t first, size_t start,
                   size_t end, const struct moderation_face_query *query, float threshold,
                   struct moderation_face_hit *hits) {
  size_t count = 0;
  for (size_t lane = 0; lane < BLOCK; lane++) {
    size_t face = first + lane;
    if (face < start || face >= end) continue;
    float estimate = (float)(products[lane] - query->correction) * (scales[face] * query->scale);
    float bound = residuals[face] * (1 + query->residual) + query->residual + rounding;
    if (!(estimate + bound >= threshold)) continue;
    hits[count].face = (uint32_t)face;
    hits[count].estimate = estimate;
    hits[count].bound = bound;
    count++;
  }
  return count;
}

static size_t scan_portable(const uint8_t *codes, const float *scales, const float *residuals, size_t start, size_t end,
                            const struct moderation_face_query *query, float threshold,
                            struct moderation_face_hit *hits) {
  size_t count = 0;
  for (size_t block = start / BLOCK; block * BLOCK < end; block++) {
    int32_t products[BLOCK];
    products_portable(codes + block * BLOCK_BYTES, query, products);
    count += take(products, scales, residuals, block * BLOCK, start, end, query, threshold, hits + count);
  }
  return count;
}

#if defined(__x86_64__)

__attribute__((target("avx2,fma"))) static size_t scan_avx2(
    const uint8_t *codes, const float *scales, const float *residuals, size_t start, size_t end,
    const struct moderation_face_query *query, float threshold, struct moderation_face_hit *hits) {
  size_t count = 0;
  // In 16 bits, because the 8-bit product of this instruction set saturates.
  __m256i wide[NUMBERS / 4];
  for (size_t group = 0; group < NUMBERS / 4; group++) {
    int32_t four;
    memcpy(&four, query->codes + group * 4, sizeof four);
    wide[group] = _mm256_broadcastq_epi64(_mm_cvtepi8_epi16(_mm_cvtsi32_si128(four)));
  }
  for (size_t block = start / BLOCK; block * BLOCK < end; block++) {
    const uint8_t *bytes = codes + block * BLOCK_BYTES;
    __m256i sums[4] = {_mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256()};
    for (size_t group = 0; group < NUMBERS / 4; group++) {
      for (size_t part = 0; part < 4; part++) {
        __m256i faces =
            _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(bytes + group * BLOCK * 4 + part * BLOCK)));
        sums[part] = _mm256_add_epi32(sums[part], _mm256_madd_epi16(faces, wide[group]));
      }
    }
    int32_t halves[BLOCK * 2], products[BLOCK];
    for (size_t part = 0; part < 4; part++) _mm256_storeu_si256((__m256i *)(halves + part * 8), sums[part]);
    for (size_t lane = 0; lane < BLOCK; lane++) products[lane] = halves[lane * 2] + halves[lane * 2 + 1];
    count += take(products, scales, residuals, block * BLOCK, start, end, query, threshold, hits + count);
  }
  return count;
}

__attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni"))) static size_t scan_vnni(
    const uint8_t *codes, const float *scales, const float *residuals, size_t start, size_t end,
    const struct moderation_face_query *query, float threshold, struct moderation_face_hit *hits) {
  size_t count = 0;
  int32_t fours[NUMBERS / 4];
  memcpy(fours, query->codes, sizeof fours);
  __m512 scale = _mm512_set1_ps(query->scale), growth = _mm512_set1_ps(1 + query->residual),
         base = _mm512_set1_ps(query->residual + rounding), least = _mm512_set1_ps(threshold);
  __m512i correction = _mm512_set1_epi32(query->correction);
  for (size_t block = start / BLOCK; block * BLOCK < end; block++) {
    const uint8_t *bytes = codes + block * BLOCK_BYTES;
    // Four sums, so that one product need not wait for the one before it.
    __m512i sums[4] = {_mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512()};
    for (size_t group = 0; group < NUMBERS / 4; group += 4) {
      _mm_prefetch((const char *)(bytes + BLOCK_BYTES * 2 + group * BLOCK * 4), _MM_HINT_T0);
      _mm_prefetch((const char *)(bytes + BLOCK_BYTES * 2 + (group + 1) * BLOCK * 4), _MM_HINT_T0);
      _mm_prefetch((const char *)(bytes + BLOCK_BYTES * 2 + (group + 2) * BLOCK * 4), _MM_HINT_T0);
      _mm_prefetch((const char *)(bytes + BLOCK_BYTES * 2 + (group + 3) * BLOCK * 4), _MM_HINT_T0);
      for (size_t part = 0; part < 4; part++) {
        sums[part] = _mm512_dpbusd_epi32(sums[part], _mm512_loadu_si512(bytes + (group + part) * BLOCK * 4),
                                         _mm512_set1_epi32(fours[group + part]));
      }
    }
    __m512i sum = _mm512_sub_epi32(
        _mm512_add_epi32(_mm512_add_epi32(sums[0], sums[1]), _mm512_add_epi32(sums[2], sums[3])), correction);
    __m512 estimate =
        _mm512_mul_ps(_mm512_cvtepi32_ps(sum), _mm512_mul_ps(_mm512_loadu_ps(scales + block * BLOCK), scale));
    __m512 bound = _mm512_fmadd_ps(_mm512_loadu_ps(residuals + block * BLOCK), growth, base);
    if (!_mm512_cmp_ps_mask(_mm512_add_ps(estimate, bound), least, _CMP_GE_OQ)) continue;
    int32_t products[BLOCK];
    _mm512_storeu_si512(products, _mm512_add_epi32(sum, correction));
    count += take(products, scales, residuals, block * BLOCK, start, end, query, threshold, hits + count);
  }
  return count;
}

#endif

int moderation_face_best_kernel(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512vnni")) {
    return MODERATION_FACE_VNNI;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return MODERATION_FACE_AVX2;
#endif
  return MODERATION_FACE_PORTABLE;
}

size_t moderation_face_scan(int kernel, const uint8_t *codes, const float *scales, const float *residuals, size_t start,
                            size_t end, const struct moderation_face_query *query, float threshold,
                            struct moderation_face_hit *hits) {
  int best = moderation_face_best_kernel();
  int chosen = kernel < best ? kernel : best;
#if defined(__x86_64__)
  if (chosen == MODERATION_FACE_VNNI) return scan_vnni(codes, scales, residuals, start, end, query, threshold, hits);
  if (chosen == MODERATION_FACE_AVX2) return scan_avx2(codes, scales, residuals, start, end, query, threshold, hits);
#endif
  (void)chosen;
  return scan_portable(codes, scales, residuals, start, end, query, threshold, hits);
}
