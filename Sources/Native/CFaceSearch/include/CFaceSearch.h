// The first pass of a search among faces: products of 8-bit numbers, with the instructions that this processor has.
#ifndef MODERATION_CFACESEARCH_H
#define MODERATION_CFACESEARCH_H

#include <stddef.h>
#include <stdint.h>

/// How many faces lie in one another in a block.
#define MODERATION_FACE_BLOCK 16
/// How many numbers a face has.
#define MODERATION_FACE_NUMBERS 128

/// Ways to multiply; each gives the same integers.
enum moderation_face_kernel {
  MODERATION_FACE_PORTABLE = 0,
  MODERATION_FACE_AVX2 = 1,
  MODERATION_FACE_VNNI = 2,
};

/// A face looked for, in 8 bits: its number is `codes[i] * scale`, but for an error whose length is `residual`.
struct moderation_face_query {
  int8_t codes[MODERATION_FACE_NUMBERS];
  /// 128 times the sum of the codes: what the bias of the stored codes adds to each product.
  int32_t correction;
  float scale;
  float residual;
};

/// A stored face that may be near enough.
struct moderation_face_hit {
  uint32_t face;
  /// The cosine lies within `bound` of this.
  float estimate;
  float bound;
};

/// The best way that this processor has.
int moderation_face_best_kernel(void);

/// Brings `count` numbers of at most 1 to 8 bits, `stride` codes apart by fours: code `i` goes to
/// `codes[i / 4 * stride + i % 4]`, with `bias` added. `*residual` is the length of the error, rounded up.
void moderation_face_code(const float *_Nonnull numbers, uint8_t *_Nonnull codes, size_t stride, int bias,
                          float *_Nonnull scale, float *_Nonnull residual);

/// Finds the faces of `[start, end)` whose cosine may reach `threshold`.
///
/// `codes` holds blocks of 16 faces, 2048 bytes each, aligned to 64: of every four numbers those of all 16 faces behind
/// each other, each number as its code plus 128. `scales` and `residuals` have one number a face. `hits` has room for
/// `end - start`. Returns how many it wrote, by ascending face.
size_t moderation_face_scan(int kernel, const uint8_t *_Nonnull codes, const float *_Nonnull scales,
                            const float *_Nonnull residuals, size_t start, size_t end,
                            const struct moderation_face_query *_Nonnull query, float threshold,
                            struct moderation_face_hit *_Nonnull hits);

/// CRC-32C (RFC 3720, appendix B.4) of bytes, going on from `seed`; 0 to begin with.
uint32_t moderation_crc32c(uint32_t seed, const void *_Nonnull bytes, size_t count);

#endif
