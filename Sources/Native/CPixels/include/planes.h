#ifndef MODERATION_PLANES_H
#define MODERATION_PLANES_H

#include <stddef.h>
#include <stdint.h>

#endif
