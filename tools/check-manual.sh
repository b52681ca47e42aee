#!/bin/sh
# Usage: check-manual.sh FILE
# Each block of FILE between ``` lines that begins with a framework is checked by rung, which must have nothing to say.
# Prints how many there are; exit status 1 when one is not right, or when there is none.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

awk -v folder="$folder" '
    /^```/ { inside = !inside && $0 == "```"; first = 1; keep = 0; next }
    inside && first { first = 0; keep = $1 == "framework"; n += keep }
    inside && keep { print > (folder "/" n ".rung") }
' "$1"

count=0
status=0
for framework in "$folder"/*.rung; do
    [ -e "$framework" ] || continue
    count=$((count + 1))
    if ! rung check "$framework" > "$folder/said" 2>&1 || [ -s "$folder/said" ]; then
        head -n 1 "$framework"
        cat "$folder/said"
        status=1
    fi
done
echo "$count frameworks"
[ "$count" -gt 0 ] || status=1
exit "$status"
