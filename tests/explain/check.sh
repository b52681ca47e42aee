#!/bin/sh
# Whether `rung why` says what `rung eval` answers, in TAP: for all accounts of the examples and of generated portfolios,
# each value of each proof, and of everything with a name inside it, is the one in the answer.
LC_ALL=C
export LC_ALL
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
here=$(dirname "$0")
rung=$(command -v rung)
bench=$(dirname "$rung")/bench
number=0

# agree NAME FRAMEWORK DATA...
agree() {
    number=$((number + 1))
    name=$1
    framework=$2
    shift 2
    "$rung" eval "$framework" "$@" --as-of 2026-11-01 --format csv 2> /dev/null | head -n 1 | tr ',' '\n' | sed 's/\..*//' | sort -u | tr -d '\r' > "$folder/names"
    "$rung" eval "$framework" "$@" --as-of 2026-11-01 --format jsonl > "$folder/answers" 2> /dev/null
    # The names hold no blanks; each is a word of the command line.
    # shellcheck disable=SC2046
    "$rung" why "$framework" "$@" --where true --as-of 2026-11-01 --full --format json $(cat "$folder/names") > "$folder/proofs" 2> "$folder/messages"
    awk '
        # The value that begins at the start of a text.
        function value(text) {
            if (match(text, /^"([^"\\]|\\.)*"/) || match(text, /^[^,}\]]*/)) return substr(text, 1, RLENGTH)
            return ""
        }
        FNR == NR {
            n++
            rest = $0
            # `"name": value` pairs; what is inside an array belongs to no name of the framework.
            gsub(/\[[^]]*\]/, "[]", rest)
            while (match(rest, /"[^"]*": /)) {
                key = substr(rest, RSTART + 1, RLENGTH - 4)
                rest = substr(rest, RSTART + RLENGTH)
                answer[n, key] = value(rest)
                rest = substr(rest, length(answer[n, key]) + 1)
            }
            next
        }
        /^\{"account":/ { account++; next }
        /^[{,]/ {
            rest = $0
            while (match(rest, /\{"kind":"(criterion|let|score|select|invariant|flag|result)","name":"[^"]*"/)) {
                head = substr(rest, RSTART, RLENGTH)
                rest = substr(rest, RSTART + RLENGTH)
                sub(/^.*"name":"/, "", head)
                sub(/"$/, "", head)
                at = index(rest, "\"value\":")
                if (!at || !((account, head) in answer)) continue
                shown = value(substr(rest, at + 8))
                compared++
                if (shown != answer[account, head] && wrong++ < 5) print "# account " account ", " head ": " shown ", answered " answer[account, head]
            }
        }
        END {
            print "# " account + 0 " accounts, " compared + 0 " values compared"
            exit !(account == n && n > 0 && compared > n && !wrong)
        }' "$folder/answers" "$folder/proofs" > "$folder/verdict" || {
        cat "$folder/verdict"
        sed 's/^/# /' "$folder/messages"
        printf 'not '
    }
    echo "ok $number - $name"
}

agree "the first ladder" examples/first-ladder/first-ladder.rung examples/first-ladder/data
agree "four stages" examples/four-stages/four-stages.rung examples/four-stages/data
agree "lists, references, selects and shares" "$here/relations/relations.rung" "$here/relations"
"$bench/generate" 300 "$folder" accounts contacts interactions > "$folder/messages" 2>&1 || true
agree "a generated portfolio, one record" "$here/../bench/w1.rung" "Account=$folder/accounts.csv"
for framework in w2 w3; do
    agree "a generated portfolio, $framework" "$here/../bench/$framework.rung" "Account=$folder/accounts.csv" "Contact=$folder/contacts.csv" "Interaction=$folder/interactions.csv"
done
echo "1..$number"
