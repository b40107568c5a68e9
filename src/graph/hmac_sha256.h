/*
** HMAC-SHA256 (RFC 2104, FIPS 180-4) for `appsecret_proof`: one hash is not
** worth a crypto library to link with.
*/
#ifndef WA_HMAC_SHA256_H
#define WA_HMAC_SHA256_H

#include <stddef.h>

/* `hex` gets 64 lower-case digits and a NUL. Keeps no copy of the key. */
void wa_hmac_sha256_hex(const void *key, size_t key_length,
                        const void *message, size_t message_length,
                        char hex[65]);

#endif
