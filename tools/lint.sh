#!/bin/sh
# House rules that a compiler does not check. Exit status 1 when one is broken.
LC_ALL=C
export LC_ALL
sources=$(find lang runtime -name '*.[chly]' | sort)
tests=$(find tests -name '*.[ch]' | sort)
runner=$(ls tests/run*.[ch] tests/fuzz/*.[ch])
failed=0

# refuse FILES PATTERN WHY [EXCEPT]: no line of code, without its comments and texts, may match.
refuse() {
    for file in $1; do
        case " ${4:-} " in *" $file "*) continue ;; esac
        awk -v pattern="$2" -v why="$3" '
            {
                line = $0
                gsub(/\\./, "", line)
                gsub(/"[^"]*"/, "\"\"", line)
                if (inside) {
                    if (!sub(/^.*\*\//, "", line)) next
                    inside = 0
                }
                gsub(/\/\*([^*]|\*+[^*\/])*\*+\//, "", line)
                if (sub(/\/\*.*/, "", line)) inside = 1
                sub(/\/\/.*/, "", line)
                if ((" " line) ~ pattern) { printf "%s:%d: %s\n    %s\n", FILENAME, FNR, why, $0; bad = 1 }
            }
            END { exit bad }' "$file" || failed=1
    done
}
call() { echo "[^A-Za-z0-9_]($1)[ ]*\\\\("; }

# shellcheck disable=SC2086 # one word for each file
{
refuse "$sources $runner" "$(call 'strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|atof|localtime|setlocale|alloca')" \
    "a call that is not used here"
refuse "$sources" "$(call 'malloc|calloc|realloc|free|strdup|strndup')" "memory comes from lang/base/mem.h" lang/base/mem.c
refuse "$sources" "$(call 'exit|_exit|abort|longjmp')" "only main ends the program" "lang/base/mem.c runtime/app/main.c"
grep -nE '^#[ ]*include[ ]*"runtime' $(find lang -name '*.[chly]') && { echo "lang does not know runtime"; failed=1; }
grep -nE '(TODO|FIXME|HACK)' $sources $tests && { echo "a note to oneself: write a test, or do it"; failed=1; }
grep -nE '[[:space:]]$|	' $sources $tests && { echo "a tab, or blanks at the end of a line"; failed=1; }
wc -l $sources $tests | awk '$2 != "total" && $2 !~ /_tables\.h$/ && $1 > 800 { print $2 ": " $1 " lines; two files would be easier to live in"; bad = 1 } END { exit bad }' || failed=1
}
if command -v cppcheck > /dev/null; then
    cppcheck --quiet --std=c11 -I. --enable=warning,performance,portability --inline-suppr --suppress=missingIncludeSystem \
        --suppress=syntaxError:lang/*.l --error-exitcode=1 lang runtime || failed=1
else
    echo "cppcheck is not installed: skipped"
fi
exit $failed
