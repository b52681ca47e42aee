#!/bin/sh
# The three things that must hold for message codes, as TAP: each code of lang/diag*.def has a page in lang/codes, each
# page has a code, and each code is brought about by a test.
untested_is_failure=yes
LC_ALL=C
export LC_ALL
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT

grep -ho '^DIAG([A-Z][0-9]*' lang/diag*.def | sed 's/DIAG(//' | sort > "$folder/codes"
for page in lang/codes/*.md; do
    [ -e "$page" ] && basename "$page" .md
done | sort > "$folder/pages"
# In a case a code counts where a message shows it; in a unit test wherever it stands.
{
    for file in tests/*/*.test; do
        [ -e "$file" ] && grep -oE '(error|warning|note)\[[A-Z][0-9]{4}\]|"code": ?"[A-Z][0-9]{4}"' "$file"
    done
    for file in tests/unit/*.c; do
        [ -e "$file" ] && grep -oE '\b[EW][0-9]{4}\b' "$file"
    done
} | grep -oE '[EW][0-9]{4}' | sort -u > "$folder/tested"

number=0
failed=0
# result NAME LIST: not ok when the list has anything in it
result() {
    number=$((number + 1))
    if [ -s "$2" ]; then
        echo "not ok $number - $1"
        tr '\n' ' ' < "$2" | fold -s -w 100 | sed 's/^/# /'
        echo
        failed=1
    else
        echo "ok $number - $1"
    fi
}
uniq -d "$folder/codes" > "$folder/twice"
result "no message code is there twice" "$folder/twice"
comm -23 "$folder/codes" "$folder/pages" > "$folder/no-page"
result "every message code has its page in lang/codes" "$folder/no-page"
comm -13 "$folder/codes" "$folder/pages" > "$folder/no-code"
result "every page in lang/codes has its message code" "$folder/no-code"
comm -23 "$folder/codes" "$folder/tested" > "$folder/untested"
if [ "$untested_is_failure" = yes ]; then
    result "every message code is brought about by a test" "$folder/untested"
elif [ -s "$folder/untested" ]; then
    echo "# warning: $(wc -l < "$folder/untested") message codes that no test brings about: $(tr '\n' ' ' < "$folder/untested")"
fi
echo "1..$number"
exit $failed
