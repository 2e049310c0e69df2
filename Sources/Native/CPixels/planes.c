#include "planes.h"

#include "vectorized.h"
