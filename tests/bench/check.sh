#!/bin/sh
# The benchmarks as a test, in TAP: with a small portfolio, every row that Rung writes, with one thread or two, is the one that
# SQLite computes in whole numbers; memory stays within its bounds. No time is measured.
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
here=$(dirname "$0")
rung=$(command -v rung)
bench=$(dirname "$rung")/bench
export folder here rung bench
cat "$here/tables.sql" "$here/relational-sqlite.sql" > "$folder/tables.sql"
grep -q __asan_init "$rung" && sanitized=1

# answers WORK REPORT TABLES WORDS [OPTION OF measure]...
answers() {
    work=$1 report=$2 tables=$3 words=$4
    shift 4
    export work report tables
    run='exec "$rung" eval "$here/$work.rung" "Account=$folder/accounts.csv" '$words' --as-of 2026-11-01 --report "$report" \
        --format csv -o "$OUT" 2> "$folder/messages" --jobs'
    "$bench/measure" -r 0 -f "$folder" "$@" \
        SQLite 'exec "$bench/sqlite" "$folder/tables.sql" "$here/$work-sqlite.sql" "$folder" "$OUT" $tables' \
        'one thread' "$run 1" 'two threads' "$run 2" > "$folder/difference" 2>&1 && return
    sed 's/^/# /' "$folder/difference" "$folder/messages"
    printf 'not '
}

# within NUMBER KIB WHAT ARGUMENT OF answers...
within() {
    number=$1 most=$2 what=$3
    shift 3
    if [ "$sanitized" ]; then
        echo "ok $number - $what # SKIP a sanitizer needs memory of its own"
    else
        answers "$@" -m "$most"
        echo "ok $number - $what"
    fi
}

children='"Contact=$folder/contacts.csv" "Interaction=$folder/interactions.csv"'
all='accounts contacts interactions'

"$bench/generate" 5000 "$folder" $all
answers w1 moves accounts ''
echo "ok 1 - where 5,000 accounts go is what SQLite says"
answers w2 moves "$all" "$children"
echo "ok 2 - so it is with their contacts and interactions"
answers w3 portfolio "$all" "$children"
echo "ok 3 - so is where they stand among each other"

"$bench/generate" 20000 "$folder" $all
within 4 $((20 * 1024 + 128 * 20000 / 1024)) "memory for contacts and interactions depends on the accounts alone: 20 MiB and 128 bytes each" \
    w2 moves "$all" "$children"
"$bench/generate" 60000 "$folder" accounts
within 5 $((16 * 1024 + 16 * 60000 / 1024)) "memory for accounts alone stays within 16 MiB and 16 bytes each" w1 moves accounts ''
echo "1..5"
