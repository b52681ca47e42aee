#!/bin/sh
# The flat benchmark as a test, in TAP: with a small portfolio, every row that Rung writes is the one that SQLite computes in
# whole numbers; with a larger one, memory stays within its bound. No time is measured.
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
here=$(dirname "$0")
rung=$(command -v rung)
bench=$(dirname "$rung")/bench
export folder here rung bench

# compare ACCOUNTS [OPTION OF measure]...
compare() {
    accounts=$1
    shift
    "$bench/generate" "$accounts" "$folder" accounts &&
        "$bench/measure" -r 0 -f "$folder" "$@" \
            SQLite 'exec "$bench/sqlite" "$here/tables.sql" "$here/w1-sqlite.sql" "$folder" "$OUT" accounts' \
            Rung 'exec "$rung" eval "$here/w1.rung" "Account=$folder/accounts.csv" --as-of 2026-11-01 --report moves \
                --format csv --jobs 1 -o "$OUT" 2> "$folder/messages"' > "$folder/difference" 2>&1 && return
    sed 's/^/# /' "$folder/difference" "$folder/messages"
    printf 'not '
}

compare 5000
echo "ok 1 - the answers for 5,000 accounts are those of SQLite"
accounts=60000
if grep -q __asan_init "$rung"; then
    echo "ok 2 - memory stays within 16 MiB and 16 bytes an account # SKIP a sanitizer needs memory of its own"
else
    compare "$accounts" -m $((16 * 1024 + 16 * accounts / 1024))
    echo "ok 2 - memory stays within 16 MiB and 16 bytes an account"
fi
echo "1..2"
