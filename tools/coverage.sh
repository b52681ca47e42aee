#!/bin/sh
# Usage: coverage.sh FOLDER
# After the tests have run in a build with --coverage: how many lines of each source file were reached.
set -eu
folder=$1
find "$folder/obj/lang" "$folder/obj/runtime" -name '*.gcno' | sort | while read -r data; do
    gcov -n "${data%.gcno}.gcda" 2> /dev/null
done | awk '
    /^File / { file = substr($0, 7, length($0) - 7) }
    /^Lines executed:/ {
        if (file ~ /^(lang|runtime)\/.*\.c$/) {
            percent = $0; sub(/^Lines executed:/, "", percent); sub(/%.*/, "", percent)
            lines = $NF
            printf "%6.1f%% of %5d  %s\n", percent, lines, file
            all += lines; reached += lines * percent / 100
        }
        file = ""
    }
    END { if (all) printf "%6.1f%% of %5d  all\n", 100 * reached / all, all }'
