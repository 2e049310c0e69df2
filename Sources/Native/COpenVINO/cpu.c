#include "COpenVINO.h"

#include <stdio.h>

#if defined(__x86_64__)
#include <cpuid.h>

int moderation_cpu_has_sse42(void) { return __builtin_cpu_supports("sse4.2") != 0; }

// Intel SDM, CPUID leaf 7: AMX-BF16 is bit 22 of EDX in subleaf 0, AVX512_BF16 bit 5 of EAX in subleaf 1.
int moderation_cpu_has_bf16(void) {
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (__get_cpuid_count(7, 0, &a, &b, &c, &d) && (d >> 22 & 1)) return 1;
  return __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a >> 5 & 1);
}
static unsigned long long enabled_state(void) {
  unsigned low = 0, high = 0;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (unsigned long long)high << 32 | low;
}

// What of CPUID says which instructions there are, and of which make the CPU is: a compiled model is chosen by both.
// EBX of leaf 1 is left out, it says on which core the caller runs; so is bit 27 of ECX but for reading XCR0.
int moderation_cpu_identity(char *text, size_t capacity) {
  unsigned a = 0, b = 0, c = 0, d = 0, maker[3] = {0, 0, 0};
  unsigned family = 0, one[2] = {0, 0}, seven[3] = {0, 0, 0}, more[2] = {0, 0};
  if (__get_cpuid(0, &a, &b, &c, &d)) maker[0] = b, maker[1] = d, maker[2] = c;
  if (__get_cpuid(1, &a, &b, &c, &d)) family = a, one[0] = c, one[1] = d;
  if (__get_cpuid_count(7, 0, &a, &b, &c, &d)) seven[0] = b, seven[1] = c, seven[2] = d;
  if (__get_cpuid_count(7, 1, &a, &b, &c, &d)) more[0] = a, more[1] = d;
  return snprintf(text, capacity, "%08x%08x%08x %08x %08x.%08x %08x.%08x.%08x %08x.%08x %llx", maker[0], maker[1],
                  maker[2], family, one[0], one[1], seven[0], seven[1], seven[2], more[0], more[1],
                  one[0] >> 27 & 1 ? enabled_state() : 0);
}
#else
int moderation_cpu_has_sse42(void) { return 0; }
int moderation_cpu_has_bf16(void) { return 0; }
int moderation_cpu_identity(char *text, size_t capacity) { return snprintf(text, capacity, "unknown"); }
#endif
