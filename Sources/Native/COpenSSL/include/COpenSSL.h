// SHA-256 and MD5 from OpenSSL's libcrypto, shown to Swift without OpenSSL's own headers.
#ifndef MODERATION_COPENSSL_H
#define MODERATION_COPENSSL_H

#include <stddef.h>

/// Writes the SHA-256 of `count` bytes into `digest` (32 bytes). Returns 0, or -1 when libcrypto refuses.
int moderation_sha256(const void *_Nullable bytes, size_t count, unsigned char *_Nonnull digest);

/// Writes the MD5 of `count` bytes into `digest` (16 bytes). Returns 0, or -1 when libcrypto refuses.
int moderation_md5(const void *_Nullable bytes, size_t count, unsigned char *_Nonnull digest);

#endif
