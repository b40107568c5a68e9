#include "hmac_sha256.h"

#include <stdint.h>
#include <string.h>

#include "../base/buffer.h"

/*
** Written after the standards, section by section. The hash of a key is as
** secret as the key, so every intermediate value is wiped.
*/

#define BLOCK 64 /* bytes, as is the next */
#define DIGEST 32

struct sha256 {
    uint32_t state[8];
    uint64_t length; /* bytes seen; those of the last block are in `block` */
    unsigned char block[BLOCK];
    uint32_t schedule[64]; /* here and not on the stack, to be wiped too */
};

/* H(0) of the standard, section 5.3.3 */
static const uint32_t initial_state[8] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

/* K of the standard, section 4.2.2 */
static const uint32_t round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* ROTR of the standard, section 3.2 */
static uint32_t rotate(uint32_t x, int bits)
{
    return x >> bits | x << (32 - bits);
}

/* The message schedule: section 6.2.2, step 1 */
static void expand_block(uint32_t w[64], const unsigned char block[BLOCK])
{
    int i;

    for (i = 0; i < 16; i++)
        w[i] = (uint32_t)block[4 * i] << 24 |
               (uint32_t)block[4 * i + 1] << 16 |
               (uint32_t)block[4 * i + 2] << 8 | (uint32_t)block[4 * i + 3];
    for (; i < 64; i++) {
        uint32_t a = w[i - 15], b = w[i - 2];

        w[i] = w[i - 16] + (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) + w[i - 7] +
               (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
    }
}

/* One round. `s` holds the variables a to h of the standard. */
static void mix(uint32_t s[8], uint32_t word)
{
    uint32_t a = s[0], e = s[4];
    uint32_t choice = (e & s[5]) ^ (~e & s[6]);
    uint32_t majority = (a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]);
    uint32_t first =
        s[7] + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + choice + word;
    uint32_t second =
        (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority;

    memmove(s + 1, s, 7 * sizeof(s[0]));
    s[4] += first;
    s[0] = first + second;
}

/* One full block into the state: section 6.2.2, steps 2 to 4 */
static void compress(struct sha256 *hash)
{
    uint32_t s[8];
    int i;

    expand_block(hash->schedule, hash->block);
    memcpy(s, hash->state, sizeof(s));
    for (i = 0; i < 64; i++)
        mix(s, hash->schedule[i] + round_constants[i]);
    for (i = 0; i < 8; i++)
        hash->state[i] += s[i];
    wa_wipe(s, sizeof(s));
}

static void init(struct sha256 *hash)
{
    memset(hash, 0, sizeof(*hash));
    memcpy(hash->state, initial_state, sizeof(hash->state));
}

/* Takes bytes of any number, and compresses each block that gets full */
static void update(struct sha256 *hash, const void *data, size_t length)
{
    const unsigned char *bytes = data;

    while (length > 0) {
        size_t used = (size_t)(hash->length % BLOCK);
        size_t part = length < BLOCK - used ? length : BLOCK - used;

        memcpy(hash->block + used, bytes, part);
        hash->length += part;
        bytes += part;
        length -= part;
        if (used + part == BLOCK)
            compress(hash);
    }
}

/*
** Pads with a bit, zeros and the length in bits (section 5.1.1), and wipes the
** state: the digest of a key is as good as the key.
*/
static void finish(struct sha256 *hash, unsigned char digest[DIGEST])
{
    static const unsigned char padding[BLOCK] = { 0x80 };
    size_t used = (size_t)(hash->length % BLOCK);
    uint64_t bits = hash->length * 8;
    unsigned char tail[8];
    int i;

    for (i = 0; i < 8; i++)
        tail[i] = (unsigned char)(bits >> (56 - 8 * i));
    /* As much as leaves eight bytes of the last block for the length */
    update(hash, padding, used < 56 ? 56 - used : 120 - used);
    update(hash, tail, sizeof(tail));
    for (i = 0; i < DIGEST; i++)
        digest[i] = (unsigned char)(hash->state[i / 4] >> (24 - i % 4 * 8));
    wa_wipe(hash, sizeof(*hash));
}

/*
** One of HMAC's two hashes: of the padded key, masked, and of `data`, which
** may be where `digest` is: all of it is read before that is written.
*/
static void keyed_hash(const unsigned char pad[BLOCK], unsigned char mask,
                       const void *data, size_t length,
                       unsigned char digest[DIGEST])
{
    struct sha256 hash;
    unsigned char masked[BLOCK];
    size_t i;

    for (i = 0; i < BLOCK; i++)
        masked[i] = pad[i] ^ mask;
    init(&hash);
    update(&hash, masked, BLOCK);
    update(&hash, data, length);
    finish(&hash, digest);
    wa_wipe(masked, sizeof(masked));
}

/* A key longer than a block is hashed first (RFC 2104, section 2). */
static void pad_key(const void *key, size_t length, unsigned char pad[BLOCK])
{
    struct sha256 hash;

    memset(pad, 0, BLOCK);
    if (length <= BLOCK) {
        if (length > 0)
            memcpy(pad, key, length);
        return;
    }
    init(&hash);
    update(&hash, key, length);
    finish(&hash, pad);
}

/* H(key ^ opad, H(key ^ ipad, message)): RFC 2104, section 2 */
void wa_hmac_sha256_hex(const void *key, size_t key_length,
                        const void *message, size_t message_length,
                        char hex[65])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char pad[BLOCK], digest[DIGEST];
    size_t i;

    pad_key(key, key_length, pad);
    keyed_hash(pad, 0x36, message, message_length, digest);
    keyed_hash(pad, 0x5c, digest, DIGEST, digest);
    for (i = 0; i < DIGEST; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    hex[2 * DIGEST] = '\0';
    wa_wipe(pad, sizeof(pad));
    wa_wipe(digest, sizeof(digest));
}
