# shellcheck shell=bash
# The compiler's checks of memory and of what C leaves undefined, under which
# the C code runs in the specs. `undefined` is without the last one in gcc.
# shellcheck disable=SC2034
SANITIZERS=(
    "-fsanitize=address,undefined,float-cast-overflow" -fno-sanitize-recover=all
)
