#include "CFaceSearch.h"

#include <string.h>

#if defined(__x86_64__)
#include <nmmintrin.h>

__attribute__((target("sse4.2"))) static uint32_t crc_sse(uint32_t crc, const unsigned char *bytes, size_t count) {
  uint64_t wide = crc;
  for (; count >= 8; bytes += 8, count -= 8) {
    uint64_t eight;
    memcpy(&eight, bytes, sizeof eight);
    wide = _mm_crc32_u64(wide, eight);
  }
  crc = (uint32_t)wide;
  for (; count > 0; bytes++, count--) crc = _mm_crc32_u8(crc, *bytes);
  return crc;
}
#endif

static uint32_t crc_portable(uint32_t crc, const unsigned char *bytes, size_t count) {
  // A nibble at a time: the table is short, and processors without the instruction are few.
  uint32_t table[16];
  for (uint32_t value = 0; value < 16; value++) {
    uint32_t entry = value;
    for (int bit = 0; bit < 4; bit++) entry = (entry >> 1) ^ (entry & 1 ? 0x82F63B78u : 0);
    table[value] = entry;
  }
  for (; count > 0; bytes++, count--) {
    crc ^= *bytes;
    crc = (crc >> 4) ^ table[crc & 15];
    crc = (crc >> 4) ^ table[crc & 15];
  }
  return crc;
}

uint32_t moderation_crc32c(uint32_t seed, const void *bytes, size_t count) {
  uint32_t crc = ~seed;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("sse4.2")) return ~crc_sse(crc, bytes, count);
#endif
  return ~crc_portable(crc, bytes, count);
}
