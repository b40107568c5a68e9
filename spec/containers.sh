#!/usr/bin/env bash
# Does the steps of the Dockerfiles in examples/docker on machines that
# debootstrap makes, starts both images, and registers a number by way of nginx
# with the simulator. Takes minutes; needs root, debootstrap, unshare, ip and
# curl. Removes all that it made. Closes with `N passed, N failed`.
set -euo pipefail
# shellcheck source=spec/support/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/support/setup.sh"
# shellcheck source=spec/support/chroot.sh
. "$ROOT/spec/support/chroot.sh"

readonly STEP_SECONDS=600

cd "$ROOT"
passed=0
failed=0

# check WHAT COMMAND...: passes when the command succeeds
check() {
    local what=$1 output
    shift
    if output=$("$@" 2>&1); then
        say "ok      $what"
        passed=$((passed + 1))
    else
        say "not ok  $what" "$(tail -n 20 <<<"$output")"
        failed=$((failed + 1))
    fi
}

# The instructions of a Dockerfile, one a line
instructions_of() {
    sed -e ':join' -e '/\\$/{N;s/\\\n//;bjoin' -e '}' -e '/^ *\(#\|$\)/d' "$1"
}

# copy NAME FOLDER [--from=STAGE] FROM TO, with Docker's meaning
copy() {
    local to=$machines/$1 folder=$2 from="$machines/base/srv/check out"
    shift 2
    if [[ $1 == --from=* ]]; then
        from=$machines/${1#--from=}
        shift
    fi
    [[ $2 == /* ]] && to+=$2 || to+=$folder/$2
    if [[ -d $from/$1 ]]; then
        mkdir -p "$to" && cp -a "$from/$1/." "$to"
    else
        mkdir -p "${to%/*}" && cp -a "$from/$1" "$to"
    fi
}

# build NAME: its last stage becomes the machine of that name, and NAME.run
# what starts it
build() {
    local instruction rest name folder user words
    while read -r instruction rest; do
        case $instruction in
        FROM)
            [[ $rest == *' AS '* ]] && name=${rest##* } || name=$1
            cp -a "$machines/base" "$machines/$name"
            folder=/ user=root
            ;;
        RUN)
            say "cd $folder && $rest" >"$machines/$name/srv/check out/step.sh"
            in_chroot "$machines/$name" "$STEP_SECONDS" "sh step.sh"
            ;;
        COPY) # shellcheck disable=SC2086 # words
            copy "$name" "$folder" $rest ;;
        WORKDIR) folder=$rest && mkdir -p "$machines/$name$folder" ;;
        USER) user=$rest ;;
        CMD)
            words=$(sed 's/^\[ *"//; s/" *\]$//; s/", *"/ /g' <<<"$rest")
            say "$user $words" >"$machines/$name.run"
            ;;
        VOLUME | EXPOSE) ;;
        *) fail "No meaning is known here for $instruction." ;;
        esac || return
    done < <(instructions_of "examples/docker/$1/Dockerfile")
}

# start NAME [VARIABLE=VALUE...]: sets $started
start() {
    local name=$1 user words
    read -r user words <"$machines/$name.run"
    shift
    # shellcheck disable=SC2086 # words
    chroot --userspec="$user" "$machines/$name" env -i PATH="$PATH" "$@" \
        $words </dev/null >>"$machines/$name.log" 2>&1 &
    started=$!
}

# get URL [OPTION...]: tries until somebody listens there
get() {
    curl --silent --show-error --fail-with-body --max-time 20 \
        --retry 50 --retry-connrefused --retry-delay 1 \
        --cacert "$machines/simulator/authority/ca.pem" \
        --resolve simulator:8443:127.0.0.1 "$@"
}

# answers TEXT URL [OPTION...]: whether the text is in the answer
answers() {
    local output
    output=$(get "${@:2}") || true
    [[ $output == *"$1"* ]] || fail "$output" \
        "$(tail "$machines/nginx.log" "$machines/simulator.log")"
}

start_nginx() {
    start nginx WHATSAPP_BASE_URL=https://simulator:8443 \
        WHATSAPP_CA_FILE=/authority/ca.pem WHATSAPP_ACCESS_TOKEN=any \
        WHATSAPP_PHONE_NUMBER_ID=106540352242923
}

# In a network of its own, where the ports are free
try_images() {
    local nginx=http://127.0.0.1:8080
    ip link set lo up
    start simulator
    while [[ ! -s $machines/simulator/authority/ca.pem ]]; do
        sleep 0.1
        kill -0 "$started" || fail "$(cat "$machines/simulator.log")"
    done
    cp -a "$machines/simulator/authority" "$machines/nginx/"
    say "127.0.0.1 simulator" >>"$machines/nginx/etc/hosts"

    start_nginx
    check "nginx registers a number" \
        answers '"success":true' "$nginx/register" --data pin=071934
    check "the simulator received one register" answers '"status":200' \
        'https://simulator:8443/_simulator/requests?operation=register'
    check "nginx has counted one attempt" answers '"left":9' "$nginx/budget"
    kill -QUIT "$started"
    wait "$started" || true
    start_nginx
    check "a new nginx counts it, too" answers '"left":9' "$nginx/budget"
    say "$passed passed, $failed failed"
}

if [[ ${1-} == --try ]]; then
    machines=$2 passed=$3 failed=$4
    try_images
    exit $((failed > 0))
fi

why=$(why_no_chroot)
[[ -z $why ]] || fail "No machines can be made here: $why."
for program in ip curl; do
    command -v "$program" >/dev/null || fail "This needs $program."
done
machines=$(mktemp -d)
trap 'rm -rf --one-file-system "$machines"' EXIT
make_chroot trixie "$machines/base" || fail "$(tail "$machines/base.log")"
for image in simulator nginx; do
    check "the steps of the $image image" build "$image"
done
((failed == 0)) || fail "$passed passed, $failed failed"
# All that runs in there ends with it.
unshare --net --pid --fork --kill-child -- \
    "$0" --try "$machines" "$passed" "$failed"
