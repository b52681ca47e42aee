# Rung. `make help` lists what can be made. Everything generated goes to the folder $(B).
#
#   make B=/some/where      build in another folder
#   make DEVELOPER=1        all warnings, as errors
#   make CC=clang CFLAGS=-O1
#   make JOBS=8             do so many things at a time (2 where nothing is said)
#
# The variants asan, tiny, fuzz and cov are this same file with other flags and a folder of their own.

# --- what a person may set ---------------------------------------------------------------------------------------------

B = $(if $(DEVELOPER),build/developer,build)
PREFIX = /usr/local
DESTDIR =
JOBS = 2
FUZZ_SECONDS = 60
ifeq ($(origin CC),default)
CC = gcc
endif
CFLAGS = -O2 -g

# --- sources: a new file in one of these folders is found by itself ----------------------------------------------------

main := runtime/app/main.c
sources := $(filter-out $(main),$(wildcard lang/*.c lang/*/*.c runtime/*.c runtime/*/*.c))
grammar := $(wildcard lang/grammar.y)
lexer := $(wildcard lang/lexer.l)
embedded := $(wildcard lang/codes/*.md runtime/app/help/*.txt stdlib/*.rung)
unit_tests := $(wildcard tests/unit/test_*.c)
text_tests := $(wildcard tests/*/*.test)
fuzz_targets := $(wildcard tests/fuzz/fuzz_*.c)

# --- flags -------------------------------------------------------------------------------------------------------------

warnings := -Wall -Wextra
ifdef DEVELOPER
warnings += -Wshadow -Wconversion -Wmissing-prototypes -Wstrict-prototypes -Wvla -Werror
endif
sanitizers := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
variant_flags_asan := -O1 $(sanitizers)
variant_flags_tiny := -O1 $(sanitizers) -DRUNG_TINY
variant_flags_fuzz := -O1 $(sanitizers) -fsanitize=fuzzer-no-link
variant_flags_cov := -O0 --coverage
variant_flags := $(variant_flags_$(VARIANT))

compile = $(CC) -std=gnu11 $(warnings) $(CFLAGS) $(variant_flags) -I. -I$(B)/gen -MMD -MP
generated_code := -Wno-conversion -Wno-sign-conversion -Wno-shadow -Wno-missing-prototypes -Wno-sign-compare \
	-Wno-unused-function -Wno-unused-but-set-variable
LDLIBS = -lyajl -lsqlite3 -lm -lpthread

# --- the program -------------------------------------------------------------------------------------------------------

gen_sources := $(B)/gen/embed.c $(if $(grammar),$(B)/gen/lang/grammar.tab.c) $(if $(lexer),$(B)/gen/lang/lexer.c)
gen_headers := $(patsubst %.c,%.h,$(filter %/grammar.tab.c %/lexer.c,$(gen_sources)))
objects := $(sources:%.c=$(B)/obj/%.o) $(gen_sources:$(B)/%.c=$(B)/obj/%.o)
unit_programs := $(unit_tests:tests/unit/%.c=$(B)/unit/%)
replay_programs := $(fuzz_targets:tests/fuzz/%.c=$(B)/replay/%)
bench_programs := $(patsubst tests/bench/%.c,$(B)/bench/%,$(wildcard tests/bench/*.c))

all: $(B)/rung

$(B)/rung: $(B)/obj/$(main:.c=.o) $(B)/librung.a
	@echo "  link  $@"
	@$(compile) -o $@ $^ $(LDLIBS)

$(B)/librung.a: $(objects)
	@echo "  ar    $@"
	@rm -f $@ && ar rcs $@ $^

$(B)/obj/%.o: %.c $(B)/flags | $(gen_headers)
	@mkdir -p $(@D)
	@echo "  cc    $<"
	@$(compile) -c -o $@ $<

$(B)/obj/gen/%.o: $(B)/gen/%.c $(B)/flags | $(gen_headers)
	@mkdir -p $(@D)
	@echo "  cc    $<"
	@$(compile) $(generated_code) -c -o $@ $<

$(B)/gen/%.tab.c $(B)/gen/%.tab.h: %.y
	@mkdir -p $(@D)
	@echo "  bison $<"
	@bison -Wall -Werror --header=$(B)/gen/$*.tab.h --output=$(B)/gen/$*.tab.c $<

$(B)/gen/%.c $(B)/gen/%.h: %.l
	@mkdir -p $(@D)
	@echo "  flex  $<"
	@flex --header-file=$(B)/gen/$*.h --outfile=$(B)/gen/$*.c $<

$(B)/gen/embed.c: tools/embed.sh $(embedded) $(B)/embedded
	@mkdir -p $(@D)
	@echo "  embed $@"
	@sh tools/embed.sh $(embedded) > $@.new && mv $@.new $@

# Files that change when the command line or the list of embedded files does, so that what depends on them is remade.
$(B)/flags: text = $(compile)
$(B)/embedded: text = $(embedded)
$(B)/flags $(B)/embedded: always
	@mkdir -p $(@D)
	@echo '$(text)' | cmp -s - $@ || echo '$(text)' > $@

# --- tests -------------------------------------------------------------------------------------------------------------

# The two commands for a newcomer. Each first installs what is missing (on Debian; elsewhere it says what is needed).
demo:
	@sh tools/setup.sh build
	@$(MAKE) all
	$(B)/rung eval examples/four-stages/four-stages.rung examples/four-stages/data --as-of 2026-11-01

test:
	@sh tools/setup.sh test
	@$(MAKE) check

run_tests = @$(B)/tests/run --rung $(B)/rung --jobs $(JOBS) --seconds $(if $(VARIANT),120,20)

check: $(B)/tests/run $(B)/rung $(unit_programs) $(replay_programs) $(bench_programs)
	$(run_tests) $(unit_programs) tools/check-codes.sh tools/check-stdlib.sh tests/bench/check.sh tests/explain/check.sh $(replay_programs) $(text_tests)

check-unit: $(B)/tests/run $(unit_programs)
	$(run_tests) $(unit_programs)

check-text: $(B)/tests/run $(B)/rung
	$(run_tests) $(text_tests)

$(B)/tests/run: $(patsubst %.c,$(B)/obj/%.o,$(wildcard tests/run*.c lang/base/*.c))
	@mkdir -p $(@D)
	@$(compile) -o $@ $^ -lpthread

$(B)/unit/%: $(B)/obj/tests/unit/%.o $(B)/librung.a
	@mkdir -p $(@D)
	@$(compile) -o $@ $^ -lcmocka $(LDLIBS)

# A fuzz target without a fuzzer: it reads the files of its corpus once.
$(B)/replay/%: $(B)/obj/tests/fuzz/%.o $(B)/obj/tests/fuzz/replay.o $(B)/librung.a
	@mkdir -p $(@D)
	@$(compile) -o $@ $^ $(LDLIBS)

asan tiny:
	@$(MAKE) VARIANT=$@ B=$(B)/$@ check

cov:
	@find $(B)/cov -name '*.gcda' -delete 2> /dev/null || true
	@$(MAKE) VARIANT=$@ B=$(B)/$@ check; status=$$?; sh tools/coverage.sh $(B)/cov; exit $$status

# New findings stay in $(B)/fuzz/corpus; a crash is a file in $(B)/fuzz/crash that begins with the name of its target.
fuzz:
	@command -v clang > /dev/null || { echo "make fuzz needs clang (on Debian: apt-get install clang)"; exit 2; }
	@$(MAKE) VARIANT=fuzz CC=clang B=$(B)/fuzz fuzz-run

fuzz-run: $(fuzz_targets:tests/fuzz/%.c=$(B)/bin/%)
	@for program in $^; do sh tools/fuzz.sh $$program $(FUZZ_SECONDS) || exit 1; done

$(B)/bin/fuzz_%: $(B)/obj/tests/fuzz/fuzz_%.o $(B)/librung.a
	@mkdir -p $(@D)
	@$(compile) -fsanitize=fuzzer -o $@ $^ $(LDLIBS)

bench: $(B)/rung $(bench_programs)
	@RUNG=$(B)/rung tests/bench/run

$(B)/bench/%: $(B)/obj/tests/bench/%.o $(B)/librung.a
	@mkdir -p $(@D)
	@$(compile) -o $@ $^ $(LDLIBS) -ldl

# --- house-keeping -----------------------------------------------------------------------------------------------------

lint:
	@sh tools/lint.sh

format:
	clang-format -i $(wildcard lang/*.[ch] lang/*/*.[ch] runtime/*.[ch] runtime/*/*.[ch] tests/*.[ch] tests/*/*.[ch])

install: $(B)/rung
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 755 $(B)/rung $(DESTDIR)$(PREFIX)/bin/rung
	install -m 644 $(wildcard man/*.1) $(DESTDIR)$(PREFIX)/share/man/man1

clean:
	rm -rf $(B)

help:
	@echo "make all         build the program, $(B)/rung"
	@echo "make demo        evaluate the example portfolio; installs what is missing first"
	@echo "make test        install what is missing, build, run every test"
	@echo "make check       build and run every test; T=word runs the cases with that word in their name,"
	@echo "                 UPDATE=1 writes what came out into the cases (then read the difference)"
	@echo "make check-unit  only the unit tests          make check-text  only the text cases"
	@echo "make asan        every test under the address and undefined-behaviour sanitizers"
	@echo "make tiny        the same with tiny batches, arenas and maps"
	@echo "make fuzz        each fuzz target for FUZZ_SECONDS=$(FUZZ_SECONDS) seconds (needs clang)"
	@echo "make bench       time Rung beside SQLite and DuckDB; N=1000000 accounts, ROUNDS=5, WORK=w2, see tests/bench/README.md"
	@echo "make cov         run every test and say how many lines were reached"
	@echo "make lint        banned calls, house rules, and cppcheck where it is installed"
	@echo "make format      lay the sources out with clang-format"
	@echo "make install     install to PREFIX=$(PREFIX), under DESTDIR if given"
	@echo "make clean       remove $(B)"

.PHONY: all demo test check check-unit check-text asan tiny cov fuzz fuzz-run bench lint format install clean help always
.SECONDARY:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory -r
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(JOBS)
endif

-include $(shell find $(B)/obj -name '*.d' 2>/dev/null)
