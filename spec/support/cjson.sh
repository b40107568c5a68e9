#!/usr/bin/env bash
# Builds lua-cjson for a Lua that Debian has none for, from Debian's source
# package, into build/: only so that the specs can run there.
#
#   spec/support/cjson.sh 5.5
set -euo pipefail
# shellcheck source=spec/support/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

readonly abi=$1 sources=$BUILD/cjson

# apt with lists of its own, of sources: the machine's are left as they are
apt() {
    apt-get -o "Dir::Etc::SourceList=$sources/list" -o Dir::Etc::SourceParts=- \
        -o "Dir::State::Lists=$sources/lists" -o Acquire::Retries=3 "$@"
}

fetch() {
    mkdir -p "$sources/lists/partial"
    # shellcheck disable=SC2016 # apt-get replaces them
    apt-get indextargets --format 'deb-src $(SITE) $(RELEASE) $(COMPONENT)' \
        'Created-By: Packages' | sort -u >"$sources/list"
    apt update
    apt source --download-only --tar-only lua-cjson
    tar -xf lua-cjson_*.orig.tar.* --strip-components=1
}

mkdir -p "$sources" "$BUILD/$abi"
cd "$sources"
[[ -f lua_cjson.c ]] || fetch
gcc -O2 -fPIC -shared "$(headers_of "$abi")" -o cjson.so \
    lua_cjson.c strbuf.c fpconv.c
mv cjson.so "$BUILD/$abi/cjson.so"
