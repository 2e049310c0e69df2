#ifndef MODERATION_GREY_H
#define MODERATION_GREY_H

#include <stddef.h>
#include <stdint.h>

#endif
