#!/bin/sh
# Usage: check-readme.sh [--update] FILE
# In the blocks of FILE that are marked ```console, a line that begins with `$ ` is a command and the lines below it are
# what it prints. Runs the commands here, one after the other, and shows where they print something else; exit status 1
# when one does, or when there is no such block. With --update it writes what they print into FILE.
set -eu
LC_ALL=C.UTF-8
export LC_ALL
update=no
if [ "$1" = --update ]; then
    update=yes
    shift
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

awk -v folder="$folder" '
    /^```/ { inside = $0 == "```console"; next }
    !inside { next }
    /^\$ / { n++; print substr($0, 3) > (folder "/" n ".command"); printf "" > (folder "/" n ".shown"); next }
    n { print > (folder "/" n ".shown") }
' "$1"

n=1
status=0
while [ -e "$folder/$n.command" ]; do
    sh "$folder/$n.command" > "$folder/$n.printed" 2>&1 || true
    if ! diff -u "$folder/$n.shown" "$folder/$n.printed" > "$folder/difference" && [ "$update" = no ]; then
        echo "$1 shows (-) other lines than are printed (+) by: $(cat "$folder/$n.command")"
        sed 1,2d "$folder/difference"
        status=1
    fi
    n=$((n + 1))
done
if [ "$n" = 1 ]; then
    echo "$1 shows no command"
    status=1
fi
if [ "$update" = yes ]; then
    awk -v folder="$folder" '
        /^```/ { inside = $0 == "```console" }
        inside && /^\$ / {
            print
            file = folder "/" ++n ".printed"
            while ((getline line < file) > 0) print line
            next
        }
        !inside || /^```/ { print }
    ' "$1" > "$folder/new"
    cat "$folder/new" > "$1"
fi
exit "$status"
