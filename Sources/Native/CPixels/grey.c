#include "grey.h"

#include "vectorized.h"
