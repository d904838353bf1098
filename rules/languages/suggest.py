"""The nearest wording that is understood: small edits where the text was not, each tried by reading it.

The smallest edits come first: characters that look alike, words misspelt by a letter, a day that its month lacks, a title
left out. None of them drops or changes a part that says which days are meant: no number, no word of the grammar, no word of
time (`omission.py`). No suggestion is better than a silly one, so half of the text must stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from difflib import get_close_matches
from functools import cache, partial

from ..errors import RuleError
from ..kinds.civil import LONGEST, month_days
from ..notations import cron
from ..observances import names
from ..recurrence import Recurrence
from ..rfc5545 import rrule
from .clauses import split
from .en.feasts import OTHER_DAYS, OTHER_TERMS, TERMS
from .en.names import MONTHS, WEEKDAYS
from .meanings import Corrupt, Refused, Vague
from .omission import DATED, EN_DATED, omissible, stumps
from .parsing import NOTATIONS, Tongue, gap_of, read_in, readings, tongues_of
from .squeeze import SIMPLIFIED, TRADITIONAL
from .zh.numbers import number

MOST_READ, BUDGET = 8, 130
"""Texts and characters that are read at most on the search; it costs what they cost, some milliseconds."""
LONGEST_SCANNED = 80
"""Characters of a text of which the part that was understood is looked for."""
LONGEST_GAP, AROUND = 16, 3
"""Characters that were not understood in which a misspelt word is looked for, those on either side that it may reach into."""
Edit = tuple[float, str]
"""A text and how far it is from the given one."""

LOOKALIKES = str.maketrans(TRADITIONAL + "曰囗毎笫弟冃未壬", SIMPLIFIED + "日日每第第月末年")
"""Characters that stand for another: traditional forms, slips of the hand and of scanners."""
ZH_WORDS = (
    "星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日", "星期天", "礼拜一", "礼拜二", "礼拜三",
    "礼拜四", "礼拜五", "礼拜六", "礼拜天", "工作日", "双休日", "休息日", "节假日", "最后一个", "最后一周", "最后一日",
    "最后一天", "第一个", "第二个", "第三个", "第四个", "上半年", "下半年", "每季度", "每个月", "每半年", "季度",
    "之日起", "不晚于", "所在周", "截止日期",
)  # fmt: skip
EN_WORDS = (
    "first", "second", "third", "fourth", "fifth", "last", "penultimate", "daily", "weekly", "fortnightly",
    "monthly", "quarterly", "half-yearly", "yearly", "annually", "day", "week", "time", "the", "of",
    "and", "on", "in", "at", "by", "to", "for", "per", "every", "other",
    "each", "once", "working", "business", "weekday", "weekdays", "weekend", "weekends", "days", "weeks",
    "month", "months", "quarter", "quarters", "year", "years", "half-year", "hour", "hours", "before",
    "after", "within", "until", "through", "from", "since", "starting", "beginning", "deadline", "later",
    "than", "latest", "around", "about", "lunar", "leap", "included", "excluded", "noon", "one",
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip


def suggest(text: str, lang: str | None = None, reference: date | None = None) -> str | None:
    """A wording near to the text that `parse` reads; None where none is near enough, or the text needs none.

    >>> suggest("thrid Saturday of September"), suggest("每月第二個星期五"), suggest("适时")
    ('third Saturday of September', '每月第二个星期五', None)
    """
    if len(text) > BUDGET:
        return None
    for is_in_notation, read_notation in NOTATIONS:
        if is_in_notation(text):
            return _first_read(text, _in_notation(text), read_notation)
    tongues = tongues_of(text, lang)
    for tongue in tongues if len(text) <= LONGEST_SCANNED else tongues[:1]:
        found = _first_read(text, _edits(text, reference, tongue), partial(_read, reference=reference, tongue=tongue))
        if found:
            return found
    return None


def _read(text: str, reference: date | None, tongue: Tongue) -> Recurrence | None:
    """As `read_in`, without an error in words where nothing is understood."""
    return next(readings(text, reference, tongue), None) if len(split(text)) < 2 else read_in(text, reference, tongue)


def _first_read(text: str, edits: Iterable[Edit], read: Callable[[str], Recurrence | None]) -> str | None:
    """The first of the edited texts, by distance, that is read; only so many are tried as the budget allows."""
    candidates = dict.fromkeys(edited for _, edited in sorted(edits) if edited != text)
    for edited in list(candidates)[: min(MOST_READ, BUDGET // (len(text) + 1))]:
        try:
            if read(edited):
                return edited
        except RuleError:
            continue
    return None


def _edits(text: str, reference: date | None, tongue: Tongue) -> Iterator[Edit]:
    """Texts near to the given one, with their distances."""
    plain = text.translate(LOOKALIKES)
    grammar = tongue.grammar()
    tokens = grammar.look(plain[:LONGEST_SCANNED]).tokens
    if any(isinstance(meaning, Vague | Refused | Corrupt) for token in tokens for meaning in token.meanings.values()):
        return  # understood, and no date may be made of it
    gap = gap_of(plain, grammar)
    for far, spelt in ((0.5, plain), *_spelt(plain, gap or (0, 0), tongue.lang)):
        yield far, spelt
        yield from ((far + 0.5, mended) for mended in _possible(spelt))
    if tokens and not gap:
        completed = COMPLETED[tongue.lang] + ((CYCLES[tongue.lang],) if reference is None else ())
        yield from ((1.5, say.format(plain)) for looks, say in completed if re.match(looks, plain, re.IGNORECASE))
    yield from _left_out(plain, gap, tongue)


_DAYS = "|".join(WEEKDAYS)
CYCLES = {
    "zh": (r"(?:周|星期|礼拜|双休|休息日|工作日|季度)[^前后内起止至到]*$", "每{}"),
    "en": (
        rf"(?:{_DAYS}|weekday|weekend|(?:working|business) day|day|week|month|quarter|half-year|year)\b",
        "every {}",
    ),
}
"""What comes round where no day of reference is there: with one 周五 is the next Friday."""
COMPLETED = {
    "zh": (("(?:第|最后|倒数|首个)[^前后内起止至到]*$", "每月{}"),),
    "en": ((rf"(?:the )?(?:\w+th|\d+(?:st|nd|rd)|first|second|third|last|penultimate)\b.*(?:{_DAYS}|day|week|weekend)$",
            "{} of every month"),),
}  # fmt: skip
"""What may be missing around words that are all known: how these look, and what to write."""


# ------------------------------------------------------------------ words misspelt


def _spelt(text: str, gap: tuple[int, int], lang: str) -> Iterator[Edit]:
    if lang == "en":
        yield from _spelt_words(text)
        return
    start, end = max(gap[0] - AROUND, 0), min(gap[1] + AROUND, len(text))
    if gap[1] - gap[0] > LONGEST_GAP:
        return
    for begin in range(start, gap[1]):
        for stop in range(max(begin + 2, gap[0] + 1), min(end, begin + 14) + 1):
            for distance, word in similar(text[begin:stop], lang):
                if _same_meaning(text[begin:stop], word):
                    yield distance, text[:begin] + word + text[stop:]


INVENTED, STATED = re.compile("[上下前后早晚首末双单]"), re.compile("[单本该当各全整]")
"""Characters that no misspelt word is given, and some that none loses, besides numerals: 每单月 is no 每个月."""


def _shared(one: str, other: str) -> int:
    """How many characters two words begin with alike."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _same_meaning(written: str, word: str) -> bool:
    """Whether the letter in which a Chinese word differs may be a slip: none that has a meaning is replaced or made up.

    >>> _same_meaning("星其五", "星期五"), _same_meaning("第几个", "第一个"), _same_meaning("星期", "星期一")
    (True, False, False)
    """
    if sorted(written) == sorted(word):
        return True
    head = _shared(written, word)
    tail = _shared(written[head:][::-1], word[head:][::-1])
    old, new = written[head : len(written) - tail], word[head : len(word) - tail]
    if any(map(str.isnumeric, old)) or DATED.search(old) or STATED.search(old):
        return False
    if word.startswith(("星期", "礼拜")) and not tail:
        return False  # it would say which day of the week
    if word.startswith("最后"):
        return bool(tail) or new == "个"
    return not (any(map(str.isnumeric, new)) or INVENTED.search(new))


def _spelt_words(text: str) -> Iterator[Edit]:
    """Every word that is not known replaced by the one most like it; where it is one word, by others like it too."""
    known = vocabulary("en")
    near = {match: similar(match.group().lower(), "en") for match in re.finditer(r"[A-Za-z]{3,}(?:-[a-z]+)?", text)
            if match.group().lower() not in known and match.group().lower() not in EN_DATED}  # fmt: skip
    near = {match: words for match, words in near.items() if words}
    if any(_undecided(words) for words in near.values()):
        return
    choices = [[words[n][1] for words in near.values()] for n in range(3 if len(near) == 1 else 1)
               if all(n < len(words) for words in near.values())]  # fmt: skip
    for n, words in enumerate(choices if near else ()):
        edited = text
        for match, word in reversed(list(zip(near, words, strict=True))):
            edited = edited[: match.start()] + word + edited[match.end() :]
        yield len(near) + n, edited


ALIKE = tuple(map(frozenset, (MONTHS, WEEKDAYS, EN_WORDS[:6], EN_WORDS[-12:])))
"""Words of which one must not stand for another."""


def _undecided(words: list[tuple[int, str]]) -> bool:
    """Whether a word is as near to one weekday, month or number as to another: Thuesday."""
    nearest = {word for steps, word in words if steps == words[0][0]}
    return any(len(nearest & alike) > 1 for alike in ALIKE)


@cache
def vocabulary(lang: str) -> dict[str, str]:
    """The words that are looked for, by their small letters."""
    if lang == "zh":
        return {word: word for word in (*ZH_WORDS, *(day for day in names("zh") if len(day) > 3))}
    named = {*names("en"), *TERMS.values(), *OTHER_DAYS, *OTHER_TERMS}
    words = sorted({word for name in named for word in re.findall(r"[A-Za-z]{4,}", name)}, reverse=True)
    of_names = {word.lower(): word for word in words}  # of two ways to write a word the capital letter wins
    exact = (*EN_WORDS, *MONTHS, *WEEKDAYS)
    short = {name[:3].lower(): name for name in (*MONTHS, *WEEKDAYS)}
    return of_names | short | {word.lower(): word for word in exact}


@cache
def _by_stumps(lang: str) -> dict[str, list[str]]:
    """The words by what is left of them when a letter is left out; months and weekdays by two letters less too."""
    found: dict[str, list[str]] = {}
    for key, word in vocabulary(lang).items():
        if len(key) < 3 or (lang == "en" and len(key) < 4):
            continue
        twice = lang == "en" and len(key) > 5 and word in (*MONTHS, *WEEKDAYS)
        for stump in stumps(key, 2 if twice else 1):
            found.setdefault(stump, []).append(key)
    return found


def similar(words: str, lang: str) -> list[tuple[int, str]]:
    """The known words that differ by a letter (months and weekdays by two), the most like first.

    >>> similar("firday", "en")[0], similar("septembr", "en")
    ((1, 'Friday'), [(1, 'September')])
    """
    index, known = _by_stumps(lang), vocabulary(lang)
    letters = 2 if lang == "en" and len(words) > 5 else 1
    found = {key for stump in stumps(words, letters) for key in index.get(stump, ())} - {words}
    ranked = sorted((distance(words, key), known[key]) for key in found)
    return [(steps, word) for steps, word in ranked if steps <= letters]


def distance(one: str, other: str) -> int:
    """How many letters must be put in, left out, replaced or swapped with their neighbours.

    >>> distance("thrid", "third"), distance("Febuary", "February")
    (1, 1)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, 1):
            steps = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and (a, b) == (other[j - 2], one[i - 2]):
                steps = min(steps, last[j - 2] + 1)
            row.append(steps)
    return row[-1]


# ------------------------------------------------------------------ days and weeks that cannot be

_MONTH = "|".join(f"{name}|{name[:3]}" for name in MONTHS)


def _possible(text: str) -> Iterator[str]:
    """The last day in place of one that the month lacks."""
    for pattern, mend in _MENDED:
        edited = re.sub(pattern, mend, text, count=1, flags=re.ASCII | re.IGNORECASE)
        if edited != text:
            yield edited


def _last_day(match: re.Match[str]) -> str:
    """2月30日, 2026年2月29日: only where a longer month has the day."""
    try:
        month, day = number(match["month"]), number(match["day"])
    except ValueError:  # numerals in a row that write no number
        return match.group()
    if not (1 <= month <= 12 and day <= 31):
        return match.group()
    longest = month_days(int(match["year"]), month) if match["year"] else LONGEST[month - 1]
    return (
        f"{match['year'] + '年' if match['year'] else ''}{match['month']}月最后一日" if day > longest else match.group()
    )


def _last_in_english(match: re.Match[str]) -> str:
    """February 30."""
    month = next(n for n, name in enumerate(MONTHS) if match["month"][:3].lower() == name[:3].lower())
    return f"the last day of {match['month']}" if LONGEST[month] < int(match["day"]) <= 31 else match.group()


def _last_iso(match: re.Match[str]) -> str:
    year, month, day = map(int, match.groups())
    if not (1 <= month <= 12 and year and day <= 31):
        return match.group()
    return f"{year}-{month:02d}-{min(day, month_days(year, month)):02d}"


_MENDED: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (
        r"(?:(?P<year>[12]\d{3})年)?(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})月(?P<day>\d{1,2}|[一二三四五六七八九十廿]{1,3})[日号]",
        _last_day,
    ),
    (rf"(?P<month>{_MONTH})\.? (?P<day>\d\d)(?!\d)", _last_in_english),
    (rf"(?<!\d)(?P<day>\d\d) (?P<month>{_MONTH})", _last_in_english),
    (r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)", _last_iso),
)


# ------------------------------------------------------------------ parts left out


def _left_out(text: str, gap: tuple[int, int] | None, tongue: Tongue) -> Iterator[Edit]:
    """The text without what was not understood, and the longest part that was; at least half of the text stays.

    Only what says nothing of a date is left out: 开会, not the 四 of 每周二四; one character alone is no rest (初伏, 尾牙).
    """
    if gap and 2 < len(text) >= 2 * (gap[1] - gap[0]) and omissible(text, *gap):
        yield (
            2 + gap[1] - gap[0],
            (text[: gap[0]].rstrip() + " " * (tongue.lang == "en") + text[gap[1] :].lstrip()).strip(),
        )
    if len(text) <= LONGEST_SCANNED:
        for reading in tongue.grammar().scan(text):
            part = text[reading.start : reading.end]
            goes = omissible(text, 0, reading.start) and omissible(text, reading.end, len(text))
            if len(part.strip()) > 1 and 2 * len(part) >= len(text) - 1 and goes:
                yield 3 + len(text) - len(part), part.strip()


# ------------------------------------------------------------------ notations


def _in_notation(text: str) -> Iterator[Edit]:
    """RRULE and cron with their words spelt, and fields that are too many left out."""
    if not cron.is_cron(text):
        yield from _in_rrule(text)
        return
    fields = text.split()
    if len(fields) == 6 and fields[0] == "0":
        yield 1, " ".join(fields[1:])  # with seconds in front, as some programs write it
    if len(fields) == 4:
        yield 1, f"{text} *"
    if len(fields) == 5:
        daily = fields[2:] == ["*", "*", "*"]  # so that midnight is as well that of the day after
        yield (
            1,
            " ".join(
                "0" if n == 1 and word == "24" and daily else _name(word) if n > 2 else word
                for n, word in enumerate(fields)
            ),
        )


def _name(words: str) -> str:
    """A cron field with its month and weekday names spelt."""
    known = {*cron.MONTHS, *cron.WEEKDAYS}

    def spelt(match: re.Match[str]) -> str:
        word = match.group().lower()
        return next(
            (name for name in sorted(known) if distance(word, name) < 2 or word.startswith(name)), match.group()
        )

    return re.sub(r"[A-Za-z]{2,}", lambda m: m.group() if m.group().lower() in known else spelt(m), words)


def _in_rrule(text: str) -> Iterator[Edit]:
    """An RRULE with its parts and their words spelt."""
    edited = re.sub(r"([A-Za-z-]+)=([^;:\s]*)", _part, text)
    yield 1, edited
    if "FREQ=" not in edited:
        freq = "YEARLY" if "BYMONTH=" in edited else "MONTHLY" if "BYMONTHDAY=" in edited else "WEEKLY"
        yield 2, re.sub("^(RRULE:)?", rf"\g<1>FREQ={freq};", edited)


def _part(match: re.Match[str]) -> str:
    name, value = match[1].upper(), match[2].upper()
    near = get_close_matches(name, rrule.PARTS, 1, 0.7)
    name = near[0] if near else name
    choices = {"FREQ": rrule.FREQUENCIES, "SKIP": rrule.SKIPS, "RSCALE": tuple(rrule.RSCALES), "WKST": rrule.WEEKDAYS}
    if known := choices.get(name):
        near = get_close_matches(value, known, 1, 0.6)
        value = near[0] if near and near[0][0] == value[:1] and distance(near[0], value) < 3 else value
    return f"{name}={value}"
