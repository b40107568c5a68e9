#!/usr/bin/env bash
# Whether the specs would notice a mistake: makes copies of the C core with one
# change each (a code, kind, wait or word in a row of the error table; a limit,
# a comparison or a flag in the checks of options), builds each in a scratch
# directory, and runs the specs that matter until one fails. A change that none
# of them notices has survived: it wants a spec, or a line with the reason in
# spec/mutation/equivalents. Two at a time; closes with `N passed, N failed`.
#
#   spec/mutation.sh [FILE.c...]
set -euo pipefail
# shellcheck source=spec/support/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/support/setup.sh"
# shellcheck source=spec/support/sanitizers.sh
. "$(dirname "${BASH_SOURCE[0]}")/support/sanitizers.sh"

readonly FILES=(src/graph/{error_codes,error_codes_number,error_explain,wait_in_text}.c
    src/graph/{rules,number_rules,check,operations}.c
    src/graph/{client,outcome}.c src/lua/options.c)

# What would notice, the fastest first; C programs have no binding
specs_for() {
    case $1 in
    error_*) say error_codes_test.c error_codes payloads ;;
    wait_in_text) say wait_in_text_test.c ;;
    rules) say rules_test.c options accepted_options configuration \
        operations ;;
    check) say rules_test.c options accepted_options option_names \
        operation_rules operations ;;
    operations) say options registration operation_rules operations \
        accepted_options pages secrets ;;
    outcome) say outcomes ;;
    client) say configuration accepted_options operation_rules operations \
        call_options app_secret secrets call cancel ;;
    *) say options accepted_options option_names configuration \
        operation_rules operations app_secret ;;
    esac
}

# Objects of src/lua, as a pattern; and the sanitizers' flags, which as an array
# the shells that try the changes would not get
BINDING=$(cd "$ROOT/src/lua" && printf '|%s' *.c)
BINDING="/(${BINDING#|})"
BINDING=${BINDING//.c/.o}
CHECKED="${SANITIZERS[*]}"
readonly BINDING CHECKED

# A variable that nobody has set is no zero by chance.
compile() {
    gcc -std=gnu99 -O1 -fPIC -w -ftrivial-auto-var-init=pattern \
        -I/usr/include/lua5.4 "-I$SCRATCH/src" "-I$SCRATCH/src/graph" \
        "-I$SCRATCH/src/lua" "$@"
}

# The objects of the original, but that of NAME
others_than() {
    local object
    for object in "$SCRATCH"/original/*.o; do
        [[ $object == */"$1".o ]] || say "$object"
    done
}

# A program of spec/c has no binding, and may touch nothing that is not its own
link_program() {
    local name=$1 place=$2 objects
    mapfile -t objects < <(others_than "$name" | grep -vE "$BINDING")
    # shellcheck disable=SC2086 # several flags
    compile $CHECKED -o "$place/program" "spec/c/$3" \
        "$place/$name.c" "${objects[@]}" -lcurl
}

link_module() {
    local name=$1 place=$2 objects
    mapfile -t objects < <(others_than "$name")
    mkdir -p "$place/whatsapp/registration"
    gcc -shared -o "$place/whatsapp/registration/core.so" "$place/$name.o" \
        "${objects[@]}" -lcurl
    # One file is all modules, whichever has the change.
    ln "$place"/whatsapp/registration/{core,transport}.so
}

# Whether spec/c/SPEC.c, or spec/SPEC_spec.lua, passes
passes() {
    local name=$1 place=$2 spec=$3
    if [[ $spec == *.c ]]; then
        link_program "$name" "$place" "$spec" &&
            timeout 20 "$place/program"
        return
    fi
    [[ -e $place/whatsapp ]] || link_module "$name" "$place"
    LUA_CPATH_5_4="$place/?.so;$LUA_CPATH_5_4" timeout 120 \
        lua5.4 "$BUSTED" --config-file=spec/mutation/busted.lua \
        --no-keep-going "spec/${spec}_spec.lua"
}

fate_of() {
    local name=$1 place=$2 spec
    if ! compile -c "$place/$name.c" -o "$place/$name.o" 2>"$place/log"; then
        say "is not C"
        return
    elif cmp -s "$place/$name.o" "$SCRATCH/original/$name.o"; then
        say "makes the same program"
        return
    fi
    for spec in $(specs_for "$name"); do
        if ! passes "$name" "$place" "$spec" >"$place/log" 2>&1; then
            say "noticed by $spec"
            return
        fi
    done
    say "survived"
}

# try NAME/NUMBER: leaves its fate, and the log of what noticed it
try() {
    local place=$SCRATCH/$1
    fate_of "${1%/*}" "$place" >"$place/fate"
    rm -rf "$place"/*.o "$place/program" "$place/whatsapp"
}

# The sources as they are now: nothing below looks at src again
make_original() {
    local source
    cp -r src "$SCRATCH/src"
    mkdir "$SCRATCH/original"
    for source in "$SCRATCH"/src/*/*.c; do
        compile -c "$source" -o \
            "$SCRATCH/original/$(basename "$source" .c).o"
    done
}

# make_mutants NAME: prints NAME/NUMBER for each
make_mutants() {
    mkdir "$SCRATCH/$1"
    lua5.4 spec/mutation/mutants.lua "$SCRATCH"/src/*/"$1.c" "$SCRATCH/$1" \
        >"$SCRATCH/$1/list"
    sed "s|^\([0-9]*\).*|$1/\1|" "$SCRATCH/$1/list"
}

# Else it would be the specs that notice nothing, or fail by themselves
check_original() {
    local name=$1 place=$SCRATCH/control/$1 spec
    mkdir -p "$place"
    cp "$SCRATCH/original/$name.o" "$SCRATCH"/src/*/"$name.c" "$place"
    for spec in $(specs_for "$name"); do
        passes "$name" "$place" "$spec" >"$place/log" 2>&1 || {
            cat "$place/log"
            fail "spec $spec fails without any change"
        }
    done
}

set_up test
use_built_module
cd "$ROOT"
[[ $# -gt 0 ]] || set -- "${FILES[@]}"
BUSTED=$(command -v busted)
SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT
export BUSTED SCRATCH BINDING CHECKED
export -f say compile specs_for others_than link_program link_module
export -f passes fate_of try

make_original
names=()
for file; do
    names+=("$(basename "$file" .c)")
    check_original "${names[-1]}"
done
for name in "${names[@]}"; do
    make_mutants "$name"
done >"$SCRATCH/mutants"
say "Trying $(wc -l <"$SCRATCH/mutants") changes, two at a time"
# shellcheck disable=SC2016 # the inner shell expands it
xargs -P 2 -n 1 bash -c 'try "$1"' _ <"$SCRATCH/mutants"
lua5.4 spec/mutation/report.lua "$SCRATCH" "${names[@]}"
