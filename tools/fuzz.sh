#!/bin/sh
# Usage: fuzz.sh PROGRAM SECONDS
# Runs one fuzz target. Its seeds are tests/fuzz/corpus/NAME; what it finds stays beside the program.
set -eu
program=$1
seconds=$2
name=$(basename "$program" | sed 's/^fuzz_//')
seeds=tests/fuzz/corpus/$name
home=$(dirname "$(dirname "$program")")
mkdir -p "$home/corpus/$name" "$home/crash"
[ -d "$seeds" ] || { echo "there are no seeds in $seeds" >&2; exit 1; }
echo "fuzzing $name for $seconds seconds"
log=$home/$name.log
if "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -artifact_prefix="$home/crash/$name-" \
    -print_final_stats=1 "$home/corpus/$name" "$seeds" > "$log" 2>&1; then
    grep -E 'number_of_executed_units|new_units_added' "$log" | sed 's/^stat::/  /'
else
    tail -n 60 "$log"
    echo "the input is in $home/crash, the whole report in $log" >&2
    exit 1
fi
