/*
** HMAC-SHA256 against RFC 4231 and, at the lengths at which the padding of a
** block changes, against values from Python's hmac.
*/
#include "graph/hmac_sha256.h"

#include <string.h>

#include "check.h"

#define BIG 1000000

struct hmac_case {
    const char *name;
    const char *key; /* repeated up to key_length */
    size_t key_length;
    const char *message; /* repeated up to message_length */
    size_t message_length;
    const char *expected; /* a prefix of it counts */
};

static const struct hmac_case cases[] = {
    { "RFC 4231 case 1 gives its value", "\x0b", 20, "Hi There", 8,
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
    { "RFC 4231 case 2, a short key, gives its value", "Jefe", 4,
      "what do ya want for nothing?", 28,
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
    { "RFC 4231 case 3 gives its value", "\xaa", 20, "\xdd", 50,
      "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe" },
    { "RFC 4231 case 4 gives its value",
      "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11"
      "\x12\x13\x14\x15\x16\x17\x18\x19",
      25, "\xcd", 50,
      "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b" },
    { "RFC 4231 case 5, truncated there, begins with its value", "\x0c", 20,
      "Test With Truncation", 20, "a3b6167473100ee06e0c796c2955552b" },
    { "RFC 4231 case 6, a key longer than a block, gives its value", "\xaa",
      131, "Test Using Larger Than Block-Size Key - Hash Key First", 54,
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54" },
    { "RFC 4231 case 7, key and message longer than a block, gives its value",
      "\xaa", 131,
      "This is a test using a larger than block-size key and a larger than "
      "block-size data. The key needs to be hashed before being used by the "
      "HMAC algorithm.",
      152,
      "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2" },
    { "an empty key and an empty message are hashed", "k", 0, "m", 0,
      "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad" },
    { "a message of 1 byte is padded right", "key", 3, "0123456789abcde", 1,
      "089c386a9149b5cce5972bfe0f05c8d6e92de22e902457b3a23a69a79f85fa97" },
    { "a message of 55 bytes is padded right", "key", 3, "0123456789abcde", 55,
      "17bc2bdaea5e893e23f4e6bd8cc4348f2c035b3db1fe3dff94174779d7e267ac" },
    { "a message of 56 bytes is padded right", "key", 3, "0123456789abcde", 56,
      "ad96ace301ce70d2d04873d99dd85a6d0c6d8b29e5ca1f095ca13880d7f1e127" },
    { "a message of 57 bytes is padded right", "key", 3, "0123456789abcde", 57,
      "1ce79d4d0a62957832c9085937b089c415c9515ba4eb0363188f13c125885a18" },
    { "a message of 63 bytes is padded right", "key", 3, "0123456789abcde", 63,
      "ea0ef3d2eb3b882b67377c9cf8ad7ea8b7a86ae8120b30281d647da1834881e0" },
    { "a message of 64 bytes is padded right", "key", 3, "0123456789abcde", 64,
      "652770d7373c4234c2b27f52623292231a97b46e5714c657dbe17bd16836e532" },
    { "a message of 65 bytes is padded right", "key", 3, "0123456789abcde", 65,
      "18f7580e00f6f21291322b5dbb9df711f4b5ea209c06f9d00754709221ba3e27" },
    { "a message of 119 bytes is padded right", "key", 3, "0123456789abcde",
      119,
      "114196f58c6258cb270de9394885aa5ea1a3d99ebfdd210366eae1f1d80032cb" },
    { "a message of 120 bytes is padded right", "key", 3, "0123456789abcde",
      120,
      "0a920547eeb74d87755b3a16dd245a49905cb454f168fcf893d4881bb57372ba" },
    { "a message of 127 bytes is padded right", "key", 3, "0123456789abcde",
      127,
      "04039756e83bacce3c5374f80a4c20cd8beb4ec9bcddfcf8a5af8fb8da261ebe" },
    { "a message of 128 bytes is padded right", "key", 3, "0123456789abcde",
      128,
      "8213b392ecaa730274d03a4807a6b43377888981c5977ae946585cff48679c5d" },
    { "a message of 129 bytes is padded right", "key", 3, "0123456789abcde",
      129,
      "8b6ea20aa0779819972a01e9ae0c4d9c9772c1aa26f9506ee5677bfbf35cc2b1" },
    { "a key of 1 byte is padded or hashed right", "secret.", 1, "message", 7,
      "c94e64725c5c7ae3d2dba072c063425815635280174aeec957b8a4ec8e2c929c" },
    { "a key of 63 bytes is padded or hashed right", "secret.", 63, "message",
      7, "a4c2224c2f7ba393cc4e0e2d64d08f2e1c2c37dce0a76e1938efbe3300b2ff63" },
    { "a key of 64 bytes is padded or hashed right", "secret.", 64, "message",
      7, "b48b07512ce3814d2c00bf566d7ced1275150dc68f8f533807d36305e043b3be" },
    { "a key of 65 bytes is padded or hashed right", "secret.", 65, "message",
      7, "752424f0dd903f921e0898cb7280b84c33011ca55684c2b4727442b6fb7c1c4c" },
    { "a key of 127 bytes is padded or hashed right", "secret.", 127,
      "message", 7,
      "33fef2a432b299b4df9c6f0e56a25885bfd153fc2c582c544960cb19bb87b238" },
    { "a key of 128 bytes is padded or hashed right", "secret.", 128,
      "message", 7,
      "64be0289be46973b353906a033cbed456265cf1efe0471677ad2930ac74da2c5" },
    { "a message of a million bytes is hashed", "\xff\xfe\x80", 32, "a",
      1000000,
      "c381d11b29373594868250abae214989fe02f8c707b1133b68e0520227d70145" },
    { "a token is hashed with an app secret as the key",
      "0123456789abcdef0123456789abcdef", 32, "EAAG", 180,
      "cf47d79e74210a7bedda2678345106ec25030e20426d809ba95e18c216fb02e6" },
};

static void repeat(char *to, size_t length, const char *what)
{
    size_t i, period = strlen(what);

    for (i = 0; i < length; i++)
        to[i] = what[i % period];
}

static void check_case(const struct hmac_case *c)
{
    static char key[BIG], message[BIG];
    char hex[65];

    repeat(key, c->key_length, c->key);
    repeat(message, c->message_length, c->message);
    wa_hmac_sha256_hex(key, c->key_length, message, c->message_length, hex);
    check(strlen(hex) == 64 &&
              strncmp(hex, c->expected, strlen(c->expected)) == 0,
          c->name, hex);
}

int main(void)
{
    size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        check_case(&cases[i]);
    return checks_done();
}
