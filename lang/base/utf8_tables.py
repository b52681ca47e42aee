#!/usr/bin/env python3
"""Writes utf8_tables.h: case mapping and widths of Unicode as ranges.

    python3 lang/base/utf8_tables.py > lang/base/utf8_tables.h

The result is kept in the repository, so that building needs no Python. Running it with a newer Python gives the
tables of a newer Unicode.
"""
import sys
import unicodedata as ucd

LAST = 0x10FFFF


def simple_upper(c):
    # Where the full mapping is several letters, the simple one is the title case if that is one letter.
    for mapped in (c.upper(), c.title()):
        if len(mapped) == 1:
            return mapped
    return c


def simple_lower(c):
    return "i" if c == "\u0130" else c.lower() if len(c.lower()) == 1 else c


def case_ranges(mapping):
    """(first, last, step, delta): every step-th code point of the range maps to itself plus delta."""
    ranges = []
    for code in range(0x80, LAST + 1):
        if 0xD800 <= code <= 0xDFFF:
            continue
        delta = ord(mapping(chr(code))) - code
        if delta == 0:
            continue
        if ranges and ranges[-1][3] == delta:
            first, last, step, _ = ranges[-1]
            gap = code - last
            if gap == step or (first == last and gap <= 2):
                ranges[-1] = (first, code, gap, delta)
                continue
        ranges.append((code, code, 1, delta))
    return ranges


def merged(wanted):
    """Ranges of the code points for which wanted(c) holds; what is not assigned joins its neighbours."""
    ranges = []
    open_end = False
    for code in range(0x80, LAST + 1):
        if 0xD800 <= code <= 0xDFFF:
            open_end = False
            continue
        c = chr(code)
        if wanted(c):
            if open_end:
                ranges[-1] = (ranges[-1][0], code)
            else:
                ranges.append((code, code))
                open_end = True
        elif ucd.category(c) != "Cn":
            open_end = False
    return ranges


def is_zero_width(c):
    if "\u1160" <= c <= "\u11ff":  # vowels and final consonants of Hangul join the syllable before them
        return True
    if c == "\u00ad" or "\u0600" <= c <= "\u0605":  # a soft hyphen and signs over numbers do take a cell
        return False
    return ucd.category(c) in ("Mn", "Me", "Cf", "Cc")


def is_wide(c):
    return ucd.category(c) != "Cn" and ucd.east_asian_width(c) in ("W", "F") and not is_zero_width(c)


def write(name, kind, rows):
    print("\nstatic const struct %s %s[] = {" % (kind, name))
    line = "   "
    for row in rows:
        item = " {" + ", ".join("0x%x" % v if i < 2 else "%d" % v for i, v in enumerate(row)) + "},"
        if len(line) + len(item) > 118:
            print(line)
            line = "   "
        line += item
    print(line)
    print("};")


print("/* Made by utf8_tables.py from Unicode %s; not edited by hand. Sorted, without overlaps; ASCII is left out. */"
      % ucd.unidata_version)
print("#ifndef LANG_BASE_UTF8_TABLES_H\n#define LANG_BASE_UTF8_TABLES_H\n#include <stdint.h>\n")
print("/* clang-format off */")
print("/* Every step-th code point from first to last maps to itself plus delta. */")
print("struct case_range { uint32_t first, last; int32_t step, delta; };")
print("struct width_range { uint32_t first, last; };")
write("to_lower", "case_range", case_ranges(simple_lower))
write("to_upper", "case_range", case_ranges(simple_upper))
write("zero_width", "width_range", merged(is_zero_width))
write("double_width", "width_range", merged(is_wide))
print("#endif")
sys.stdout.flush()
