# Names for a developer's tasks; the scripts and the rockspec do the work.

.PHONY: help demo test lint check-memory mutation fuzz bench bench-hosts \
	bench-fleet prove debug format rockspecs reference release fresh-machine \
	containers portable clean

help:
	@echo 'make demo           set up, and watch a number being registered'
	@echo 'make test           set up, and check everything'
	@echo 'make debug          build the C modules for a debugger: -O0 -g, and they'
	@echo '                    stop at what C leaves undefined'
	@echo 'make lint           check the text of the code only'
	@echo 'make check-memory   look for leaks and bad accesses only'
	@echo 'make mutation       look whether the specs would notice mistakes'
	@echo 'make fuzz           try inputs that nobody thought of, for an hour'
	@echo 'make bench          measure what a call costs beside bare libcurl and peers'
	@echo 'make bench-hosts    measure what else nginx, games and loops get done'
	@echo 'make bench-fleet    measure what a fleet costs a number; N=100000 for so many'
	@echo 'make prove          all of the above that the tests leave out'
	@echo 'make format         lay the C code out as .clang-format says'
	@echo 'make rockspecs      list modules and C files in the rockspecs'
	@echo 'make reference      write doc/reference.md from types/'
	@echo 'make release        an archive and rockspecs of the version, in build/release'
	@echo 'make fresh-machine  both commands on a bare Debian (minutes; root);'
	@echo '                    SUITES="bookworm trixie sid" for others than 12'
	@echo 'make containers     what examples/docker says, without Docker (minutes; root)'
	@echo 'make portable       compile for other systems: HEADERS=FOLDER for most'
	@echo 'make clean          remove what was built'

demo:
	@examples/demo.sh

test:
	@spec/run.sh

lint:
	@spec/support/setup.sh test
	@spec/support/lint.sh

debug:
	@mkdir -p build && find build -path '*/whatsapp/*.so' -delete
	@MODULE_FLAGS='-O0 -g -fsanitize=undefined -fno-sanitize-recover=all' \
		spec/support/setup.sh build

check-memory:
	@spec/run.sh --memory

mutation:
	@spec/mutation.sh

fuzz:
	@spec/fuzz.sh 1200

bench:
	@bench/run.sh

bench-hosts:
	@bench/hosts.sh

N = 10000
JOURNAL = sqlite
bench-fleet:
	@bench/fleet.sh $(N) $(JOURNAL) instructions

prove:
	@spec/prove.sh

format:
	@spec/support/setup.sh test
	@clang-format -i src/*/*.[ch] cli/src/*.[ch] \
		$(wildcard spec/*/*.[ch] bench/*.[ch])

rockspecs:
	@lua5.4 spec/support/rockspecs.lua

reference:
	@lua5.4 spec/support/reference.lua

# What is not committed is not released
VERSION = $(shell sed -n '/^## \[/ { s/.*\[\(.*\)\].*/\1/p; q; }' CHANGELOG.md)
release:
	@mkdir -p build/release
	@git archive --prefix=whatsapp-registration-$(VERSION)/ \
		-o build/release/whatsapp-registration-$(VERSION).tar.gz HEAD
	@cp *-$(VERSION)-1.rockspec */*-$(VERSION)-1.rockspec build/release
	@echo 'In build/release: luarocks build ROCKSPEC, beside the archive'

fresh-machine:
	@spec/fresh_machine.sh $(SUITES:%=--suite %)

containers:
	@spec/containers.sh

portable:
	@spec/portable.sh $(HEADERS)

# `luarocks make` leaves the objects beside the sources
clean:
	rm -rf build lua_modules src/*/*.o cli/src/*.o whatsapp cli/whatsapp
