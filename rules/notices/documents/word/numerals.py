"""How numbers of lists are written: the formats of WordprocessingML (ST_NumberFormat), as far as notices have them."""

from __future__ import annotations

import re
from collections.abc import Callable

DIGITS = "〇一二三四五六七八九"
FORMAL = "零壹贰叁肆伍陆柒捌玖"
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
         (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
LETTERS = "abcdefghijklmnopqrstuvwxyz"
MOST = 9999
"""Numbers above are written in digits; no list is so long."""
MOST_LETTERS = 30
TO_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
BULLET = "•"
SYMBOLS = {
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒", 0x74: "◆", 0x75: "◆", 0x76: "❖", 0x77: "◆",
    0x9E: "·", 0x9F: "•", 0xA1: "○", 0xA2: "○", 0xA3: "○", 0xA7: "▪", 0xA8: "□", 0xAB: "★", 0xB7: "•",
    0xD8: "➢", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0x52: "☑", 0x54: "☒", 0x4A: "☺",
}  # fmt: skip
"""Signs of the fonts Wingdings and Symbol by their numbers."""
RINGS = (
    {0x80: "⓪"} | {0x80 + n: chr(0x245F + n) for n in range(1, 11)} | {0x8B + n: chr(0x245F + n) for n in range(1, 11)}
)
"""Their numbers in circles."""
OWN = range(0xF000, 0xF100)
"""Where fonts of signs have them."""
OWN_SIGN = re.compile("[\uf000-\uf0ff]")


def sign(code: int) -> str:
    """What is to be seen for a sign of a font of signs; for one outside of them the character."""
    if code in OWN:
        return RINGS.get(code & 0xFF) or SYMBOLS.get(code & 0xFF, BULLET)
    return chr(code) if 0x20 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else ""


def plain_signs(text: str) -> str:
    """The text with characters for the signs that fonts of their own have."""
    return OWN_SIGN.sub(lambda match: sign(ord(match.group())), text)


def chinese(number: int, digits: str = DIGITS, units: str = "十百千", zero: str = "零") -> str:
    """The number in Chinese.

    >>> [chinese(n) for n in (3, 10, 12, 20, 105, 310, 1002)]
    ['三', '十', '十二', '二十', '一百零五', '三百一十', '一千零二']
    """
    written, gap = "", False
    for place in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**place % 10
        if not digit:
            gap = bool(written)
            continue
        first = digit == 1 and place == 1 and not written and digits is DIGITS
        written += (zero if gap else "") + ("" if first else digits[digit]) + (units[place - 1] if place else "")
        gap = False
    return written or digits[0]


def roman(number: int) -> str:
    """The number in small Roman letters.

    >>> roman(14), roman(2026)
    ('xiv', 'mmxxvi')
    """
    written = ""
    for amount, letters in ROMAN:
        written += letters * (number // amount)
        number %= amount
    return written


def letters(number: int) -> str:
    """The number as a letter, doubled behind the last of them.

    >>> letters(3), letters(28)
    ('c', 'bb')
    """
    return LETTERS[(number - 1) % 26] * min((number - 1) // 26 + 1, MOST_LETTERS)


def digit_by_digit(number: int) -> str:
    """Each digit as it is called.

    >>> digit_by_digit(10)
    '一〇'
    """
    return "".join(DIGITS[int(digit)] for digit in str(number))


def _run(first: str, count: int) -> Callable[[int], str]:
    """Characters that follow one another from the first; digits above."""
    return lambda number: chr(ord(first) + number - 1) if number <= count else str(number)


def _of(characters: str) -> Callable[[int], str]:
    return lambda number: characters[(number - 1) % len(characters)]


def ringed(number: int) -> str:
    """The number in a circle, up to 50; in brackets above.

    >>> ringed(1), ringed(21), ringed(51)
    ('①', '㉑', '(51)')
    """
    for first, start, last in (("①", 1, 20), ("㉑", 21, 35), ("㊱", 36, 50)):
        if start <= number <= last:
            return chr(ord(first) + number - start)
    return f"({number})"


def _padded(number: int) -> str:
    return f"{number:02}"


FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": _padded,
    "decimalFullWidth": lambda number: str(number).translate(TO_WIDE),
    "decimalFullWidth2": lambda number: str(number).translate(TO_WIDE),
    "decimalEnclosedCircle": ringed,
    "decimalEnclosedCircleChinese": ringed,
    "decimalEnclosedFullstop": _run("⒈", 20),
    "decimalEnclosedParen": _run("⑴", 20),
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "ideographDigital": digit_by_digit,
    "japaneseDigitalTenThousand": digit_by_digit,
    "taiwaneseDigital": digit_by_digit,
    "chineseLegalSimplified": lambda number: chinese(number, FORMAL, "拾佰仟"),
    "japaneseLegal": lambda number: chinese(number, FORMAL, "拾佰仟"),
    "ideographLegalTraditional": lambda number: chinese(number, FORMAL, "拾佰仟"),
    "ideographTraditional": _of(STEMS),
    "ideographZodiac": _of(BRANCHES),
    "ideographZodiacTraditional": lambda number: STEMS[(number - 1) % 10] + BRANCHES[(number - 1) % 12],
    "ideographEnclosedCircle": _run("㊀", 10),
    "upperLetter": lambda number: letters(number).upper(),
    "lowerLetter": letters,
    "upperRoman": lambda number: roman(number).upper(),
    "lowerRoman": roman,
    "none": lambda _: "",
}
"""By name; every other is decimal."""


def written(number: int, form: str) -> str:
    """The number in that format; below one and very high in digits.

    >>> written(3, "chineseCounting"), written(3, "ideographTraditional"), written(0, "upperRoman")
    ('三', '丙', '0')
    """
    write = FORMATS.get(form)
    return write(number) if write and (0 < number <= MOST or form == "none") else str(number)
