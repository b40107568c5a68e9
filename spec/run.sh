#!/usr/bin/env bash
# Sets up whatever is missing and checks everything, some parts at a time. The
# last line is `N passed, N failed`, the sum of all parts.
set -euo pipefail
# shellcheck source=spec/support/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/support/setup.sh"

readonly LOGS=$BUILD/log
readonly PART_SECONDS=2400 # a part that takes longer has hung
readonly AT_A_TIME=3       # specs wait for servers more than they work
readonly SEED=1            # the gate draws no lots

# When everything is checked, these run on 5.4 alone: specs of programs that
# have a Lua of their own, and
PROGRAMS='^spec/(simulator_|cli_|faults|graph_clients|packaging|examples|'
PROGRAMS+='documentation|pages|secrets_(memory|nginx)|hosts/(nginx|examples)|'
PROGRAMS+='journal/(shdict|redis_in_nginx|redis_faults|sqlite_faults))'
readonly PROGRAMS

# specs that take long and are about what is the same on each Lua: what the
# core or a server does, or which case means what
SAME='^spec/(sent|proxy|kept_connections|lost_answers|reconcile|evidence|'
SAME+='outcomes|number_states|wrong_types|code_races|kill|starts|types|'
SAME+='workflow_(faults|kill|confirm|again|unknown|states|payloads|answers)|'
SAME+='hosts/(many|soak|thread|descriptors)|fleet/(hosts|kill|pace|stream)|'
SAME+='support/)'
readonly SAME

# Specs of these that stand on cqueues, luv or luaossl, which Debian does not
# build for Lua 5.5 yet
readonly NOT_ON_5_5='^spec/(webhook|hosts/(copas|cqueues|luv|custom|fork))'

usage() {
    cat <<'TEXT'
usage: spec/run.sh [--no-setup] [--lua VERSION]... [--memory] [FILE...]
       spec/run.sh --system

Checks everything, or only what is named:
  --no-setup          install nothing, and leave out what lacks a program
  --lua VERSION       the specs on 5.5, 5.4, 5.3, 5.1 or luajit; may be given
                      again
  --system            what may differ between systems: the C tests, and the
                      specs on 5.4 and 5.5 and those of programs
  --memory            leaks and bad accesses, more than everything does
  spec/x_spec.lua     this spec, on every Lua or those given
  spec/c/x.c          this C test, plain and sanitized
TEXT
}

sets_up=1
luas=()
specs=()
programs=()
wants_memory=0
only_system=0
while [[ $# -gt 0 ]]; do
    case $1 in
    -h | --help) usage && exit ;;
    --no-setup) sets_up=0 ;;
    --lua) luas+=("${2-}") && shift ;;
    --memory) wants_memory=1 ;;
    --system) only_system=1 && luas=(5.4 5.5) ;;
    *.lua) specs+=("$(realpath --relative-to="$ROOT" "$1")") ;;
    *.c) programs+=("$(realpath --relative-to="$ROOT" "$1")") ;;
    *) usage >&2 && exit 2 ;;
    esac
    shift || true
done

for lua in "${luas[@]}"; do
    [[ $lua =~ ^(5\.[1345]|luajit)$ ]] ||
        fail "--lua takes 5.5, 5.4, 5.3, 5.1 or luajit, not '$lua'"
done

narrowed=$((${#luas[@]} + ${#specs[@]} + ${#programs[@]} + wants_memory > 0))
((!only_system)) || narrowed=0
wants_tools=$((!narrowed && !only_system))
wants_specs=$((!narrowed || ${#luas[@]} + ${#specs[@]} > 0))
wants_programs=$((!narrowed || ${#programs[@]} > 0))
[[ ${#luas[@]} -gt 0 ]] || luas=(5.4 luajit 5.3 5.1 5.5)

if ((sets_up)); then
    set_up test
else
    build_all test
fi
cd "$ROOT"
mkdir -p "$LOGS"

passed=0
failed=0
left_out=()
declare -A name_of=() started_at=()

# can NAME PROGRAM...: whether these programs are here; else the part is left
# out
can() {
    local name=$1 program
    shift
    for program; do
        command -v "$program" >/dev/null && continue
        left_out+=("$name: this machine has no $program")
        return 1
    done
}

# Debian has no lua-cjson for 5.5, and its source could not be had.
lacks_json() {
    [[ $1 == 5.5 && ! -f $BUILD/5.5/cjson.so ]] &&
        ! lua5.5 -e 'require "cjson"' 2>/dev/null
}

# A part is a command that says what it does and closes with its counts.
start_part() {
    local name=$1
    shift
    say "  $name ..."
    timeout --kill-after=10 "$PART_SECONDS" "$@" \
        </dev/null >"$LOGS/$name.log" 2>&1 &
    name_of[$!]=$name
    started_at[$!]=$SECONDS
}

finish_a_part() {
    local pid name counts good bad skipped line status=0
    wait -n -p pid "${!name_of[@]}" || status=$?
    name=${name_of[$pid]}
    unset "name_of[$pid]"
    counts=$(counts_in "$LOGS/$name.log")
    read -r good bad <<<"${counts:-0 0}"
    skipped=$(sed -n 's/^\([0-9]*\) pending$/\1/p' "$LOGS/$name.log")
    while IFS= read -r line; do
        left_out+=("$name: ${line#left out: }")
    done < <(grep '^left out: ' "$LOGS/$name.log")
    [[ -z $skipped ]] ||
        left_out+=("$name: $skipped pending, see build/log/$name.log")
    if ((bad == 0 && (status != 0 || good == 0))); then
        bad=1
    fi
    printf '  %-20s %5d passed %3d failed %4d s\n' \
        "$name" "$good" "$bad" $((SECONDS - started_at[$pid]))
    if ((narrowed && !wants_memory || bad > 0)); then
        sed 's/^/    /' "$LOGS/$name.log"
    fi
    ((status != 124)) || say "    stopped: it took over $PART_SECONDS s"
    passed=$((passed + good)) failed=$((failed + bad))
}

add_part() {
    while [[ ${#name_of[@]} -ge $AT_A_TIME ]]; do
        finish_a_part
    done
    start_part "$@"
}

stop_parts() {
    [[ ${#name_of[@]} -eq 0 ]] || kill "${!name_of[@]}"
}
trap stop_parts EXIT

all_specs() {
    find spec -name '*_spec.lua' | sort
}

# Which specs to run on a Lua: those named, else all, or all but the above
specs_on() {
    if ((${#specs[@]} > 0)); then
        printf '%s\n' "${specs[@]}"
    elif [[ $1 == 5.5 ]]; then
        all_specs | grep -vE "$PROGRAMS|$SAME|$NOT_ON_5_5"
    elif ((narrowed)); then
        all_specs
    else
        all_specs | grep -vE "$PROGRAMS|$SAME"
    fi
}

say "Checking, $AT_A_TIME parts at a time; what they print is kept in build/log"
if ((!narrowed)); then
    mapfile -t files < <(all_specs | grep -E "$SAME")
    add_part "specs on one Lua" spec/support/specs.sh 5.4 "${files[@]}"
    mapfile -t files < <(all_specs | grep -E "$PROGRAMS")
    add_part "specs of programs" spec/support/specs.sh 5.4 "${files[@]}"
fi
if ((wants_specs)); then
    for lua in "${luas[@]}"; do
        can "specs on $lua" "$(interpreter_of "$lua")" busted || continue
        if lacks_json "$lua"; then
            left_out+=("specs on $lua: lua-cjson could not be fetched")
            continue
        fi
        mapfile -t files < <(specs_on "$lua")
        [[ $lua != 5.5 || ${#specs[@]} -gt 0 ]] ||
            left_out+=("specs on 5.5: what needs cqueues, luv or luaossl")
        add_part "specs on $lua" spec/support/specs.sh "$lua" "${files[@]}"
    done
fi
if ((wants_programs)); then
    for flavour in plain sanitized; do
        add_part "C tests, $flavour" spec/support/c_tests.sh "$flavour" \
            "${programs[@]}"
    done
fi
if ((wants_tools)); then
    can "lint" clang luacheck clang-format clang-tidy cppcheck shellcheck &&
        add_part "lint" spec/support/lint.sh
    can "fuzz" clang &&
        add_part "fuzz" spec/fuzz.sh --seed "$SEED" 10
fi
if ((wants_tools || wants_memory)); then
    for lua in 5.4 luajit; do
        add_part "out of memory, $lua" spec/memory.sh sweep "$lua"
    done
    add_part "sanitized on 5.4" spec/memory.sh sanitized 5.4
    add_part "threads" spec/threads.sh thread 10 "$SEED"
    add_part "threads, addresses" spec/threads.sh address 5 "$SEED"
    add_part "threads, forking" spec/threads.sh plain 5 "$SEED"
fi
if ((wants_memory)); then
    for lua in 5.3 5.1; do
        add_part "out of memory, $lua" spec/memory.sh sweep "$lua"
    done
    add_part "sanitized on 5.1" spec/memory.sh sanitized 5.1
    can "valgrind" valgrind &&
        add_part "valgrind" spec/memory.sh valgrind
fi
while [[ ${#name_of[@]} -gt 0 ]]; do
    finish_a_part
done

for why in "${left_out[@]}"; do
    say "left out: $why"
done
say "took $SECONDS s"
say "$passed passed, $failed failed"
((failed == 0))
