#include "COpenSSL.h"

#include <openssl/evp.h>

int moderation_sha256(const void *bytes, size_t count, unsigned char *digest) {
  return EVP_Digest(bytes, count, digest, NULL, EVP_sha256(), NULL) == 1 ? 0 : -1;
}

int moderation_md5(const void *bytes, size_t count, unsigned char *digest) {
  return EVP_Digest(bytes, count, digest, NULL, EVP_md5(), NULL) == 1 ? 0 : -1;
}
