#ifndef MODERATION_RESAMPLE_H
#define MODERATION_RESAMPLE_H

#include <stddef.h>
#include <stdint.h>

#endif
