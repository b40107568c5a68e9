# shellcheck shell=bash
# The compiler's warnings that the C code is free of. For checks only: a build
# on somebody else's compiler must not stop at a warning that this one lacks.
# Tables leave the fields out that are zero.
# shellcheck disable=SC2034
WARNINGS=(
    -Wall -Wextra -Wpedantic -Wshadow -Wcast-qual -Wconversion
    -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
    -Wwrite-strings -Wvla -Wformat=2 -Wundef -Wpointer-arith
    -Wno-missing-field-initializers -Werror
)
