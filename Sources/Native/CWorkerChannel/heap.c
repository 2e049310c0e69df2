#include <malloc.h>

#include "CWorkerChannel.h"

void moderation_heap_keep_little(void) {
  mallopt(M_ARENA_MAX, 2);
  mallopt(M_MMAP_THRESHOLD, 8 << 20);
  mallopt(M_TRIM_THRESHOLD, 16 << 20);
}
