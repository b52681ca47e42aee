#!/bin/sh
# Usage: setup.sh build|test
# Makes sure that what Rung is built (or tested) with is there. Says nothing when it is. On Debian and its kin it installs
# what is missing, after saying so; elsewhere it names it and stops with status 2.
set -eu
purpose=$1
missing=''
needs() { missing="$missing $1"; }

CC=${CC:-gcc}
has_command() { command -v "$1" > /dev/null 2>&1; }
has_header() { printf '#include <stdarg.h>\n#include <stddef.h>\n#include <stdint.h>\n#include <setjmp.h>\n#include <%s>\n' "$1" | "$CC" -E -o /dev/null - 2> /dev/null; }

has_command "$CC" || needs gcc
has_header stdio.h || needs libc6-dev
has_command make || needs make
has_command flex || needs flex
has_command bison || needs bison
has_header yajl/yajl_parse.h || needs libyajl-dev
has_header sqlite3.h || needs libsqlite3-dev
if [ "$purpose" = test ]; then
    has_header cmocka.h || needs libcmocka-dev
    has_command sqlite3 || needs sqlite3
fi
[ -n "$missing" ] || exit 0

stop() {
    echo "$1" >&2
    echo "Debian calls them:$missing" >&2
    echo "Install them by their names on this system, then run the same command again." >&2
    exit 2
}
if ! has_command apt-get || [ ! -e /etc/debian_version ]; then
    stop "Rung needs packages that are not installed here, and this system has no apt."
fi
as_root=''
if [ "$(id -u)" -ne 0 ]; then
    has_command sudo || stop "Rung needs packages that are not installed here, and without root or sudo it cannot install them."
    as_root='sudo'
fi

echo "Rung needs packages that are not installed here. Installing them with apt:$missing"
failed="apt could not install the packages that Rung needs."
$as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q || stop "$failed"
# shellcheck disable=SC2086 # one word for each package
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing || stop "$failed"
