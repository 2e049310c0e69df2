// Loops over pixels and model inputs, each compiled for AVX2 and without; see vectorized.h.
#include "faces.h"
#include "grey.h"
#include "pdq.h"
#include "planes.h"
#include "resample.h"
#include "vectorized.h"
