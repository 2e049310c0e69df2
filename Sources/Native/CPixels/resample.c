#include "resample.h"

#include "vectorized.h"
