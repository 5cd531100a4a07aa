"""Numbers in digits or Chinese numerals; works on folded text."""

from __future__ import annotations

from decimal import Decimal

_DIGITS = dict(zip("零〇一二三四五六七八九两", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2), strict=True))
_SMALL = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10**4, "亿": 10**8, "兆": 10**12}


def number(text: str) -> Decimal | None:
    """A number in digits or Chinese numerals (八, 十六, 一百二十, 二零二四, 三点五); None if it is none."""
    plain = text.replace(",", "").replace(" ", "")
    if plain.isascii():
        digits = plain.replace(".", "", 1)
        return Decimal(plain) if digits.isdigit() and plain[0] != "." and plain[-1] != "." else None
    whole, point, fraction = plain.partition("点")
    if point:
        before, after = number(whole), [_DIGITS.get(c) for c in fraction]
        return before + Decimal("0." + "".join(map(str, after))) if before is not None and after and None not in after else None
    if all(c in _DIGITS for c in plain):
        return Decimal(int("".join(str(_DIGITS[c]) for c in plain)))
    return _grouped(plain)


def numerals(count: int) -> tuple[str, ...]:
    """The single characters for ``count`` (2: 二, 两); none for what is written with several."""
    return tuple(c for c in (*_DIGITS, *_SMALL) if number(c) == count)


def _grouped(plain: str) -> Decimal | None:
    """Numerals with 十, 百, 千, 万, 亿: 一亿二千万, 一万亿."""
    total = section = digit = last = 0
    for char in plain:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _SMALL:
            section += (digit or 1) * _SMALL[char]
            digit = 0
        elif char in _BIG:
            big = _BIG[char]
            part = section + digit
            total = (total + part) * big if total and big > last else total + (part or 1) * big
            section = digit = 0
            last = big
        else:
            return None
    return Decimal(total + section + digit)
