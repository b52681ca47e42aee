#!/bin/sh
# Usage: embed.sh FILE... > embed.c
# Writes the files as C arrays, for lang/embed.h. Needs nothing beyond the base system.
set -eu
LC_ALL=C
export LC_ALL

echo '#include "lang/embed.h"'
number=0
table=''
for file in "$@"; do
    folder=$(dirname "$file")
    printf 'static const char text%d[] = {' "$number"
    od -An -v -tu1 "$file" | awk '{ for (i = 1; i <= NF; i++) printf "%d,", ($i > 127 ? $i - 256 : $i); print "" }'
    echo '0};'
    table="$table    {\"$(basename "$folder")/$(basename "$file")\", text$number, sizeof text$number - 1},
"
    number=$((number + 1))
done
echo 'const struct embed_file embed_files[] = {'
printf '%s' "$table" | sort
echo '    {0, 0, 0}};'
