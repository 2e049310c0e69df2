// SHA-256, MD5 and HMAC from OpenSSL's libcrypto, shown to Swift without OpenSSL's own headers.
#ifndef MODERATION_COPENSSL_H
#define MODERATION_COPENSSL_H

#include <stddef.h>

/// Writes the SHA-256 of `count` bytes into `digest` (32 bytes). Returns 0, or -1 when libcrypto refuses.
int moderation_sha256(const void *_Nullable bytes, size_t count, unsigned char *_Nonnull digest);

/// Writes the MD5 of `count` bytes into `digest` (16 bytes). Returns 0, or -1 when libcrypto refuses.
int moderation_md5(const void *_Nullable bytes, size_t count, unsigned char *_Nonnull digest);

/// Writes the HMAC of `message` into `digest` (64 bytes of room). `function` is 1 for SHA-1 and 256 for SHA-256.
/// Returns the bytes written, or -1 when libcrypto refuses.
int moderation_hmac(int function, const void *_Nullable key, size_t key_count, const void *_Nullable message,
                    size_t message_count, unsigned char *_Nonnull digest);

/// 0 when `count` bytes are equal, in a time that does not depend on where they differ.
int moderation_equal_bytes(const void *_Nullable left, const void *_Nullable right, size_t count);

#endif
