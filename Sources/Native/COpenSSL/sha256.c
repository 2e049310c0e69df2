#include "COpenSSL.h"

#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

int moderation_sha256(const void *bytes, size_t count, unsigned char *digest) {
  return EVP_Digest(bytes, count, digest, NULL, EVP_sha256(), NULL) == 1 ? 0 : -1;
}

int moderation_md5(const void *bytes, size_t count, unsigned char *digest) {
  return EVP_Digest(bytes, count, digest, NULL, EVP_md5(), NULL) == 1 ? 0 : -1;
}

int moderation_hmac(int function, const void *key, size_t key_count, const void *message, size_t message_count,
                    unsigned char *digest) {
  unsigned int length = 0;
  if (key_count > INT_MAX) return -1;
  // An empty key is a key; a null one would mean the key of the call before.
  const void *used = key_count > 0 ? key : "";
  return HMAC(function == 1 ? EVP_sha1() : EVP_sha256(), used, (int)key_count, message, message_count, digest,
              &length)
             ? (int)length
             : -1;
}

int moderation_equal_bytes(const void *left, const void *right, size_t count) {
  return count == 0 ? 0 : CRYPTO_memcmp(left, right, count);
}
