/*
** HMAC-SHA256 (RFC 2104, FIPS 180-4) for `appsecret_proof`: one hash is not
** worth a crypto library to link with.
*/
#pragma once

#include <stddef.h>

#pragma GCC visibility push(hidden)

/* `hex` gets 64 lower-case digits and a NUL. Keeps no copy of the key. */
void wa_hmac_sha256_hex(const void *key, size_t key_length,
                        const void *message, size_t message_length,
                        char hex[65]);

#pragma GCC visibility pop
