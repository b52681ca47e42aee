#!/bin/sh
# The library of Rung, as TAP: every function of stdlib/*.rung has a text and an example, every example gives what it says,
# and stdlib/README.md says what the sources say.
#
#   tools/check-stdlib.sh --write     writes stdlib/README.md anew
#
# In a source, the comment directly before a function is its text; lines of it that are indented are examples, "EXPRESSION is
# VALUE", about the account A1 of tests/std/sample on 2026-11-01.
LC_ALL=C
export LC_ALL
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
readme=stdlib/README.md

# One page: each module, each function with its arguments, its text and its examples.
page() {
    cat << 'END'
# The library of Rung

Modules that come with the program and are written in Rung. `use std.time` makes the functions of a module part of a
framework; `use std.time as t` puts them behind a name, so that `t.tenure(joined)` cannot be mixed up with anything else.

    framework care version "1" for Account
    use std.time as t
    criterion loyal when t.tenure(joined) >= 24
    flag forgotten when t.overdue(last_call, 6 months)

The functions take their data as arguments: values, or lists that may be narrowed down (`views where side = vendor`). Where a
function looks at fields of a list's rows, its text names them. The examples speak of the account A1 in `tests/std/sample` on
2026-11-01, and are checked with every build.
END
    for module in stdlib/*.rung; do
        echo
        awk -v name="std.$(basename "$module" .rung)" '
            function tell() { if (text != "") print text; text = "" }
            NR == 1 { sub(/^# std\.[a-z]*: /, ""); print "## " name; print ""; print toupper(substr($0, 1, 1)) substr($0, 2); head = 1; next }
            head && /^# / { print substr($0, 3); next }
            { head = 0 }
            /^#     / { examples = examples "    " substr($0, 7) "\n"; next }
            /^# / { text = text substr($0, 3) "\n"; next }
            /^let / {
                signature = $0
                sub(/^let /, "", signature)
                sub(/\) =.*/, ")", signature)
                print ""
                print "### `" signature "`"
                print ""
                printf "%s\n%s", text, examples
                text = examples = ""
            }' "$module"
    done
}
page > "$folder/README.md"
if [ "$1" = --write ]; then
    cp "$folder/README.md" "$readme"
    exit
fi

number=0
failed=0
# result NAME FILE: not ok when the file has anything in it
result() {
    number=$((number + 1))
    if [ -s "$2" ]; then
        echo "not ok $number - $1"
        sed 's/^/# /' "$2"
        failed=1
    else
        echo "ok $number - $1"
    fi
}

for module in stdlib/*.rung; do
    awk -v module="$module" '
        /^#     / { example = 1; next }
        /^# / { text = 1; next }
        /^let / { if (!text || !example) print module ":" NR ": no " (text ? "example" : "text") " before " $2 }
        { text = example = 0 }' "$module"
done > "$folder/undocumented"
result "every function has a text and an example" "$folder/undocumented"

for module in stdlib/*.rung; do
    name=$(basename "$module" .rung)
    sed -n 's/^#     //p' "$module" > "$folder/examples"
    {
        cat tests/std/sample/sample.rung
        echo "use std.$name"
        echo 'report examples {'
        awk '{ value = $0; sub(/.* is /, "", value); call = substr($0, 1, length($0) - length(value) - 4)
               print "  show " call " \"" NR "\"" }' "$folder/examples"
        echo '  where id = "A1"'
        echo '}'
    } > "$folder/examples.rung"
    rung eval "$folder/examples.rung" tests/std/sample/data --report examples --as-of 2026-11-01 --format csv --quiet \
        > "$folder/answers" 2> "$folder/messages" || cat "$folder/messages"
    sed -n 2p "$folder/answers" | tr ',' '\n' > "$folder/values"
    sed 's/.* is //; s/^unknown$//' "$folder/examples" | paste -d '\n' - "$folder/values" "$folder/examples" |
        awk 'NR % 3 == 1 { expected = $0 } NR % 3 == 2 { value = $0 }
             NR % 3 == 0 && expected != value { print $0 ", and not " (value == "" ? "unknown" : value) }'
done > "$folder/wrong" 2>&1
result "every example gives what it says" "$folder/wrong"

diff "$readme" "$folder/README.md" > "$folder/difference" 2>&1
result "$readme says what the sources say (tools/check-stdlib.sh --write writes it)" "$folder/difference"
echo "1..$number"
exit $failed
