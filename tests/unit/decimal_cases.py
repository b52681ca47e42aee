#!/usr/bin/env python3
"""Writes decimal_cases.def: operations on exact numbers, worked out with Python's fractions.

    python3 tests/unit/decimal_cases.py > tests/unit/decimal_cases.def
    python3 tests/unit/decimal_cases.py 100000 7     (more cases, another seed)

The table is kept in the repository, so that the tests need no Python.
"""
import random
import sys
from fractions import Fraction as F
from math import floor, ceil

TERM = 10**38
VALUE = 10**29
TOP = F(10**38 - 1, 10**9)  # the largest plain number


def round_to(x, places):
    scaled = abs(x) * F(10) ** places
    units = floor(scaled + F(1, 2))
    return (1 if x >= 0 else -1) * F(units) / F(10) ** places


def is_plain(x):
    return 10**9 % x.denominator == 0


def settled(x):
    if abs(x) >= VALUE:
        return "OVERFLOW", None
    if abs(x.numerator) >= TERM or x.denominator >= TERM:
        status, rounded = plain(x)
        return ("ROUNDED" if status == "OK" else status), rounded
    return "OK", x


def plain(x):
    if abs(x) >= VALUE:
        return "OVERFLOW", None
    rounded = round_to(x, 9)
    return ("OVERFLOW", None) if abs(rounded) >= VALUE else ("OK", rounded)


def mul(a, b):
    return plain(a * b) if is_plain(a) and is_plain(b) else settled(a * b)


def mod(a, b):
    return ("BY_ZERO", None) if b == 0 else settled(a - b * floor(a / b))


def in_range(x):
    return ("OVERFLOW", None) if abs(x) >= VALUE else ("OK", x)


def text(x):
    return "%d/%d" % (x.numerator, x.denominator)


def decimal_text(x, places):
    x = round_to(x, places)
    units = abs(x.numerator) * 10**places // x.denominator
    whole, part = divmod(units, 10**places)
    return ("-" if x < 0 else "") + str(whole) + (".%0*d" % (places, part) if places else "")


def shortest(x):
    shown = decimal_text(x, 9).rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown


BINARY = {
    "add": lambda a, b: settled(a + b),
    "sub": lambda a, b: settled(a - b),
    "mul": mul,
    "mul_exact": lambda a, b: settled(a * b),
    "div": lambda a, b: settled(a / b) if b else ("BY_ZERO", None),
    "mod": mod,
}


def case(operation, a, b, status, result):
    print('CASE(%s, "%s", "%s", DEC_%s, "%s")' % (operation, a, b, status, result))


def binary(operation, a, b):
    status, result = BINARY[operation](a, b)
    case(operation, text(a), text(b), status, "" if result is None else text(result))


def unary(a, places):
    for operation, (status, result) in {
        "floor": in_range(F(floor(a))),
        "ceil": in_range(F(ceil(a))),
        "round9": plain(a),
    }.items():
        case(operation, text(a), "", status, "" if result is None else text(result))
    status, result = in_range(round_to(a, places))
    case("round", text(a), places, status, "" if result is None else text(result))
    case("format", text(a), "", "OK", shortest(a))
    case("format_places", text(a), places % 10, "OK", decimal_text(a, places % 10))


def compare(a, b):
    case("compare", text(a), text(b), "OK", (a > b) - (a < b))


def valid(x):
    return abs(x) < VALUE and abs(x.numerator) < TERM and x.denominator < TERM


def number(rng):
    sign = rng.choice((1, -1))
    kind = rng.randrange(8)
    if kind == 0:
        x = F(rng.randrange(200))
    elif kind == 1:
        x = F(rng.randrange(10 ** rng.randint(1, 38)), 10**9)
    elif kind == 2:
        x = F(rng.randrange(10 ** rng.randint(1, 12)), 10 ** rng.randint(0, 4))
    elif kind == 3:
        x = F(rng.randrange(1, 50), rng.randrange(1, 50))
    elif kind == 4:
        x = F(rng.randrange(10 ** rng.randint(1, 19)), rng.randrange(1, 10 ** rng.randint(1, 19)))
    elif kind == 5:
        x = F(rng.randrange(10 ** rng.randint(1, 38)), rng.randrange(1, 10 ** rng.randint(1, 38)))
    elif kind == 6:
        x = F(2 ** rng.randint(0, 126) + rng.randint(-1, 1), 2 ** rng.randint(0, 126) + rng.randint(0, 1))
    else:
        x = rng.choice((TOP, TOP - F(1, 2 * 10**8), F(1, TERM - 1), F(TERM - 1, TERM - 2), F(VALUE - 1), F(1, 10**9),
                        F(1, 2 * 10**9), F(5 * 10**28), F(1, 3), F(0), F(TERM - 1, 10**9 + 1), F(2**64), F(2**63)))
    return sign * x


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 110
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    print("/* Made by decimal_cases.py with Python's exact fractions; not edited by hand.")
    print(" * CASE(operation, a, b, status, result): a and b as numerator/denominator, b the places where it is whole. */")
    done = 0
    while done < count:
        a, b = number(rng), number(rng)
        if rng.randrange(6) == 0 and valid(a):
            # Next neighbours: terms that differ only far behind the point.
            b = F(a.numerator + rng.choice((-1, 1)), a.denominator + rng.choice((0, 1)))
        if not valid(a) or not valid(b):
            continue
        done += 1
        for operation in rng.sample(sorted(BINARY), 3):
            binary(operation, a, b)
        compare(a, b)
        if done % 3 == 0:
            unary(a, rng.randint(-29, 9))


main()
