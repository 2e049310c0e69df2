#ifndef MODERATION_VECTORIZED_H
#define MODERATION_VECTORIZED_H

/// A loop over pixels, compiled twice: with AVX2 and without. The loader takes what the processor has.
///
/// Results are the same in both: without FMA the compiler may not join a product and a sum, and it never changes the
/// order of floating-point sums.
#if defined(__x86_64__) && defined(__ELF__)
#define MODERATION_VECTORIZED __attribute__((target_clones("avx2", "default")))
#else
#define MODERATION_VECTORIZED
#endif

#endif
