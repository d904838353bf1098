"""What the words of English dates say: texts made even, numerals, dates and clocks as meanings.

Each function reads the words that one lexeme of `en/words.py` has matched and gives its meanings by category.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from ...kinds import Monthly
from ...kinds.filters import in_quarter
from ...messages import Message
from ..grammar import Squeezed, narrow
from ..meanings import Length, Plan, Point, Refused, Weekdays
from .names import MONTHS, WEEKDAYS

ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")  # fmt: skip
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
            "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
            "nineteenth")  # fmt: skip
CARDINAL = rf"(?:{'|'.join(TENS)})(?:[- ](?:{'|'.join(ONES[:9])})\b)?|{'|'.join(ONES)}"
ORDINAL = rf"(?:twenty|thirty)[- ](?:{'|'.join(ORDINALS[:9])})|{'|'.join(ORDINALS)}|twentieth|thirtieth"
PIECES = re.compile(r'(?P<quoted>“.*”\s*$|“[^”]*”|"[^"]*")|(?P<left>\bthe\b\s*|\s+)|.', re.IGNORECASE | re.DOTALL)


def squeeze(text: str) -> Squeezed:
    """The text with one space between words and without “the”; what stands in quotes stays as it is.

    >>> squeeze("The  third\\nSaturday").text
    'third Saturday'
    """
    characters: list[str] = []
    places: list[int] = []
    for piece in PIECES.finditer(text):
        for place, char in _kept(piece):
            if piece["quoted"] or char != " " or (characters and characters[-1] != " "):
                characters.append(char)
                places.append(place)
    places.append(len(text))
    return Squeezed("".join(characters), tuple(places))


def _kept(piece: re.Match[str]) -> Iterator[tuple[int, str]]:
    """The characters of a piece that stay, with their places; a run of blanks is one."""
    if piece["left"]:
        if piece.group().isspace():
            yield piece.start(), " "
    else:
        yield from (
            (piece.start() + n, char if piece["quoted"] else _even(char)) for n, char in enumerate(piece.group())
        )


def _even(char: str) -> str:
    return "'" if char in "’‘" else narrow(char)


def number(words: str) -> int:
    """The number that digits or words write: 15, fifteen, fifteenth, 15th, thirty-first, last.

    >>> number("thirty-first"), number("22nd"), number("sixty"), number("twentieth")
    (31, 22, 60, 20)
    """
    words = words.lower()
    if digits := re.match(r"\d+", words):
        return int(digits.group())
    words = re.sub(r"(?<=[tf])ieth$", "y", words)
    total = 0
    for part in re.split("[- ]", words):
        total += TENS.get(part) or (ONES if part in ONES else ORDINALS).index(part) + 1
    return total


def ordinal(words: str) -> dict[str, Any]:
    """O is a place in a row, from the end where negative; by itself it is a day of the month."""
    from_end = re.fullmatch(
        r"(?:(.*?)-(?:to|from)-)?last|next-to-last|penultimate|(second)[- ]last", words, re.IGNORECASE
    )
    if not from_end:
        return {"O": number(words)}
    counted = from_end[1] or from_end[2]
    return {"O": -number(counted) if counted else -1 if words.lower() == "last" else -2}


def point(**parts: Any) -> dict[str, Any]:
    return {"P": Point(**parts)}


def constant(**meanings: Any) -> Callable[[str], dict[str, Any]]:
    return lambda words: meanings


def cue(*categories: str) -> Callable[[str], dict[str, Any]]:
    return lambda words: dict.fromkeys(categories, words)


def full_date(words: str) -> dict[str, Any]:
    year, month, day = map(int, re.split("[-/]", words))
    return point(year=year, month=month, day=day)


def month_day(words: str) -> dict[str, Any]:
    month, day = map(int, words.split("-"))
    return point(month=month, day=day)


def year(words: str) -> dict[str, Any]:
    return {"Y": int(words), "P": Point(year=int(words))}


def month(words: str) -> dict[str, Any]:
    """A month by its name or the first letters of it."""
    number = _place(MONTHS, words)
    return {"M": number, "P": Point(month=number)}


def weekday(words: str) -> dict[str, Any]:
    return {"WD": _place(WEEKDAYS, words) - 1}


def weekdays(words: str) -> dict[str, Any]:
    return {"WDS": Weekdays((_place(WEEKDAYS, words) - 1,))}


def _place(names: tuple[str, ...], words: str) -> int:
    return next(n for n, name in enumerate(names, 1) if name.lower().startswith(words[:3].lower()))


def clock(words: str) -> dict[str, Any]:
    """9:00, 9 am, 6:30 p.m., noon; 24:00 is the end of the day."""
    words = words.lower()
    if words == "noon":
        return {"C": 720}
    hour, *rest = map(int, re.findall(r"\d+", words))
    if half := re.search("[ap]", words):
        if not 1 <= hour <= 12:
            return {}
        hour = hour % 12 + (12 if half.group() == "p" else 0)
    minutes = hour * 60 + (rest[0] if rest else 0)
    return {"C": minutes} if minutes <= 1440 and (not rest or rest[0] < 60) else {}


def quarter(words: str) -> dict[str, Any]:
    count = number(re.sub(r"(?i)^q(?:uarter )?|[- ]quarter$", "", words))
    return point(months=(count * 3 - 2, count * 3)) if 1 <= count <= 4 else {}


def month_of_period(words: str) -> dict[str, Any]:
    """The months that are the first, the last of their quarters."""
    period, length = ("quarter", 3) if words.lower().endswith("quarter") else ("half", 6)
    count = ordinal(words.split(" ", maxsplit=1)[0])["O"]
    place = length if count == -1 else count
    return {"QM": in_quarter(Monthly(1), place, period).by} if place <= length else {}


def half(words: str) -> dict[str, Any]:
    first = words.lower() in ("h1", "h 1") or words.lower().startswith(("first", "1st"))
    return point(months=(1, 6) if first else (7, 12))


def plan(words: str) -> dict[str, Any]:
    """The 14th Five-Year Plan is 2021 to 2025."""
    first = 1951 + 5 * number(words.split(" ", maxsplit=1)[0])
    return {"PL": Plan(first, first + 4)}


def length(amount: int, unit: str) -> Length:
    """So many of a unit; quarters and half years in months."""
    months = {"quarter": 3, "half": 6}.get(unit)
    return Length(amount * months, "months") if months else Length(amount, unit + "s")


def anchor(words: str) -> dict[str, Any]:
    name = re.sub(r"\s+", " ", words).strip(' “”"')
    return {"ANCHOR": name} if name and not re.search(r"[()]", name) else {}


def slashes(words: str) -> dict[str, Any]:
    """30/5, 5/30/2026: a date where only one order makes one; refused with both readings where both do."""
    one, other, *years = map(int, words.split("/"))
    year = years[0] + (2000 if years[0] < 100 else 0) if years else None
    orders = [
        (day, month)
        for day, month in dict.fromkeys(((one, other), (other, one)))
        if 1 <= month <= 12 and 1 <= day <= 31
    ]
    if len(orders) == 1:
        (day, month), *_ = orders
        return point(year=year, month=month, day=day)
    if not orders:
        return {}
    us, eu = (f"{day} {MONTHS[month - 1]}" for day, month in reversed(orders))
    said = Message("“{words}” is {one} to some and {other} to others", words=words, one=us, other=eu)
    return {"NO": Refused(said, Message("write the month by its name, or 2026-05-30"))}


def refused(reason: Refused) -> Callable[[str], dict[str, Any]]:
    return lambda words: {"NO": reason}
