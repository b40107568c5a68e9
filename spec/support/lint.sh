#!/usr/bin/env bash
# Checks of the text: layers, banned functions, sizes, layout, the compilers'
# and linters' warnings. Prints a line for each check and what broke it, and
# closes with `N passed, N failed`.
set -euo pipefail
# shellcheck source=spec/support/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
# shellcheck source=spec/support/warnings.sh
. "$(dirname "${BASH_SOURCE[0]}")/warnings.sh"

cd "$ROOT"
export LC_ALL=C.UTF-8 # columns are characters, not bytes
shopt -s nullglob globstar

c_files=({src/*,cli/src}/*.[ch] spec/c/*.[ch] bench/*.[ch])
lua_files=({lua,cli,simulator,examples}/**/*.lua)
scripts=(.ci/run spec/**/*.sh examples/*.sh bench/*.sh)
all_files=("${c_files[@]}" "${lua_files[@]}" "${scripts[@]}" spec/**/*.lua
    {.,cli,simulator}/*.rockspec Makefile ./*.md .busted .luacheckrc .clang-* .editorconfig)

passed=0
failed=0

# check WHAT COMMAND...: passes when the command succeeds and prints nothing
check() {
    local what=$1 output status=0
    shift
    output=$("$@" 2>&1) || status=$?
    if [[ -z $output && $status -eq 0 ]]; then
        say "ok      $what"
        passed=$((passed + 1))
    else
        say "not ok  $what"
        say "        ${output//$'\n'/$'\n'        }"
        failed=$((failed + 1))
    fi
}

# Each version lays code out and warns as it likes.
is_clang() {
    "$2" --version | grep -q "version $1\." && return
    say "left out: $2, which is not version $1"
    return 1
}

# Lines of the given files that match; none is fine
lines_with() {
    grep -nHE "$@" || [[ $? -eq 1 ]]
}

# The same, but for the files where it belongs
lines_outside() {
    local home=$1 pattern=$2 file elsewhere=()
    for file in {src/*,cli/src}/*.[ch]; do
        [[ $file =~ $home ]] || elsewhere+=("$file")
    done
    lines_with "$pattern" "${elsewhere[@]}"
}

# Lines of C that include a file of a folder that stands above their own
includes_from_above() {
    lines_with '#include "\.\./' src/base/*.[ch]
    lines_with '#include "\.\./(graph|lua|posix)/' src/transport/*.[ch]
    lines_with '#include "\.\./(lua|posix)/' src/graph/*.[ch]
    lines_with '#include "\.\./(transport|graph|lua)/' src/posix/*.[ch]
}

# Lines of code in the library and the command line, but for the files where it
# belongs
lua_lines_outside() {
    local home=$1 pattern=$2 file elsewhere=()
    for file in lua/**/*.lua cli/lua/**/*.lua; do
        [[ $file =~ $home ]] || elsewhere+=("$file")
    done
    lines_with "$pattern" "${elsewhere[@]}" |
        { grep -vE '^[^:]*:[0-9]+: *--' || [[ $? -eq 1 ]]; }
}

longer_than() {
    local limit=$1
    shift
    awk -v limit="$limit" '
        FNR == 1 { lines = 0 }
        ++lines == limit + 1 { print FILENAME ": over " limit " lines" }' "$@"
}

# From the brace at a line's start to the one that closes it
long_c_functions() {
    awk -v limit=50 '
        /^\{/ { start = FNR }
        /^\}/ && start {
            if (FNR - start + 1 > limit)
                print FILENAME ":" start ": " FNR - start + 1 " lines"
            start = 0
        }' "$@"
}

# luac lists each function as `function <file:first,last> (...`
long_lua_functions() {
    local file
    for file; do
        luac5.4 -l -p "$file"
    done | sed -n 's/^function <\(.*\):\([0-9]*\),\([0-9]*\)>.*/\1 \2 \3/p' |
        awk -v limit=40 '$3 - $2 + 1 > limit {
            print $1 ":" $2 ": " $3 - $2 + 1 " lines" }'
}

badly_laid_out() {
    local file
    for file; do
        clang-format "$file" | diff -u "$file" - || true
    done
}

# Some warnings come from the optimizer, so the files are really compiled
compile() {
    "$@" -std=c99 -O2 "${WARNINGS[@]}" -Isrc -c -o /dev/null
}

# warnings_of_core COMPILER
warnings_of_core() {
    local file
    for file in {src/*,cli/src}/*.c spec/c/*.c bench/*.c; do
        [[ $file == src/lua/* || $file == */module.c ]] || compile "$1" "$file"
    done
}

# warnings_of_binding COMPILER HEADERS
warnings_of_binding() {
    local file
    for file in src/lua/*.c cli/src/module.c; do
        compile "$1" "-isystem$2" "$file"
    done
}

tidy() {
    local output
    output=$(clang-tidy --quiet {src/*,cli/src}/*.c -- -std=c99 -isystem/usr/include/lua5.4 \
        2>/dev/null) || {
        say "$output"
        return 1
    }
}

check "lua.h only in src/lua and the command line's module" lines_outside \
    '^src/lua/|^cli/src/module.c' '#include *[<"](lua|lualib|lauxlib|luajit)\.h'
check "curl/curl.h only in src/transport" lines_outside \
    '^src/transport/' '#include *[<"]curl/'
# src/lua stands on all others, src/graph on two, and no folder on one above it.
check "src/base and its like include nothing from above" includes_from_above
# What a port to another system replaces: see doc/platforms.md
check "what POSIX has beyond C only in the files for it" lines_outside \
    '^src/base/(platform_posix|doorbell)\.c$|^src/posix/|^src/lua/posix\.c$|^cli/' \
    '#include <(unistd|fcntl|pthread|poll|signal|strings|dirent|dlfcn|termios|sys/|arpa/|netinet/|netdb)|_(POSIX|XOPEN|GNU|DEFAULT|BSD)_'
check "LUA_VERSION_NUM only in src/lua/compat.h" lines_outside \
    '/compat\.h$' 'LUA_VERSION_NUM|LUAJIT'
# The command line shows some of these fields by name, and judges none.
check "what a number's fields mean only in number.lua and preflight.lua" \
    lua_lines_outside '/registration/(number|preflight)\.lua$' \
    '\.(platform_type|(new_)?name_status|new_display_name|code_verification_status|is_on_biz_app|is_pin_enabled|account_mode|health_status)\b|\b(number|shown)\.status\b|"(CONNECTED|CLOUD_API|ON_PREMISE|VERIFIED|APPROVED|SANDBOX)"'
check "what an error's code means only in the C table and in pins.lua" \
    lua_lines_outside '/(registration/pins|man/text)\.lua$' \
    '\.(sub)?code *[=~]= *[0-9A-Z]|\b(133[0-9]{3}|2388[0-9]{3}|131[0-9]{3}|13602[0-9])\b'
check "no function that overflows, ends the process or prints" lines_with \
    '(^|[^_[:alnum:]>.])(sprintf|vsprintf|strcpy|strcat|atoi|atol|strtok|sscanf|gets|abort|exit|printf|puts)[[:space:]]*\(' \
    {src/*,cli/src}/*.[ch]
check "strcmp and its like are compared with a number" lines_with \
    '[!(&|][[:space:]]*(strn?cmp|memcmp|strn?casecmp)\(([^()]|\([^()]*\))*\)[[:space:]]*(\)|&&|\|\||;|$)' \
    {src/*,cli/src}/*.[ch]
check "no line of C or Lua over 80 columns" lines_with '^.{81}' \
    "${c_files[@]}" spec/**/*.c "${lua_files[@]}" {spec,bench}/**/*.lua
check "no tab or trailing white space" lines_with $'[ \t]$|^ *\t' \
    "${c_files[@]}" "${lua_files[@]}" "${scripts[@]}" spec/**/*.lua \
    {.,cli,simulator}/*.rockspec
check "no path of one developer's machine" lines_with \
    '/([h]ome|[U]sers)/[a-z]|(^|[^.[:alnum:]])/([w]ork|[r]oot)/' "${all_files[@]}"
check "no C file over 350 lines" longer_than 350 {src/*,cli/src}/*.[ch] bench/*.[ch]
check "no Lua file over 300 lines" longer_than 300 "${lua_files[@]}"
check "no C function over 50 lines" long_c_functions "${c_files[@]}"
check "no Lua function over 40 lines" long_lua_functions "${lua_files[@]}"
if is_clang 14 clang-format; then
    check "C as clang-format lays it out" badly_laid_out "${c_files[@]}"
fi
for compiler in gcc clang; do
    check "no warning of $compiler in the C core" warnings_of_core "$compiler"
done
for headers in lua5.5 lua5.4 lua5.3 lua5.1 luajit-2.1; do
    [[ $headers != lua5.5 || -d /usr/include/lua5.5 ]] || continue # not yet
    check "no warning in the binding with $headers" \
        warnings_of_binding gcc "/usr/include/$headers"
done
check "no warning of clang in the binding" \
    warnings_of_binding clang /usr/include/lua5.4
if is_clang 14 clang-tidy; then
    check "clang-tidy" tidy
fi
check "cppcheck" cppcheck --quiet --std=c99 --error-exitcode=1 --inline-suppr \
    --enable=warning,performance,portability \
    --suppress=missingIncludeSystem --suppress=normalCheckLevelMaxBranches -Isrc src cli/src
check "luacheck" luacheck --quiet --no-color --formatter plain .
check "shellcheck" shellcheck --external-sources "${scripts[@]}"

say "$passed passed, $failed failed"
((failed == 0))
