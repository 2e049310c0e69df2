#define _GNU_SOURCE
#include <dlfcn.h>

#include "CSandbox.h"

const char *moderation_sandbox_library_with(const char *symbol) {
  Dl_info place;
  void *address = dlsym(RTLD_DEFAULT, symbol);
  return address && dladdr(address, &place) ? place.dli_fname : NULL;
}
