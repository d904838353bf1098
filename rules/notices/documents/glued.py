"""Text without its line breaks (scans, mail): cut by its own marks into the lines that it had."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..words import Vocabulary, vocabulary
from .lines import NUMBERED, Line, line_at
from .shapes import COLONS, HAN, LONGEST_ADDRESS, NUMBER, URGENT, is_address, is_org, outside, squeezed, title_end

LONG = 60
"""Characters from which a line may hold several."""
SIGNED = 24
"""Characters from which a line may end with who issued the notice and when."""
GLUED = 150
"""Characters from which a line may hold the head and the foot of a notice."""
STOPS = "。；;：:！!？?）)…"
LONGEST_HEAD = 260
SHEETS = "表书单册稿件"
"""The last characters of what is attached to a notice."""
TAIL = re.compile(
    rf"\s*(?:[(（][^()（）]{{2,300}}[)）]\s*)*(?:[{HAN}()（）、，,]{{2,60}}\d{{4}}年\d{{1,2}}月\d{{1,2}}日\s*)?(?:印发|印制)?\s*"
)


def cut(text: str, found: Sequence[Line], days: Sequence[tuple[int, int]]) -> list[Line]:
    """The lines, long ones cut where a number, the foot or a list of attachments begins; `days` are the full dates."""
    result: list[Line] = []
    headed = False
    for line in found:
        places = set(_marks(text, line)) if len(line.text) > LONG else set()
        if len(line.text) > GLUED:
            if not headed:
                places |= set(_head(text, line))
        if len(line.text) > SIGNED:
            places |= set(_foot(text, line, days))
        headed = headed or len(line.text) > GLUED
        result += _parts(text, line, sorted(places))
    return result


def _parts(text: str, line: Line, places: Sequence[int]) -> Iterator[Line]:
    bounds = [line.start, *(place for place in places if line.start < place < line.end), line.end]
    for number, (start, end) in enumerate(zip(bounds, bounds[1:], strict=False)):
        if not number and len(bounds) == 2:
            yield line
        elif part := line_at(text, start, end, cut=number > 0):
            yield part


def _marks(text: str, line: Line) -> Iterator[int]:
    """Where numbers of items stand behind the end of a sentence, and where attachments are listed."""
    words = vocabulary()
    for place in range(line.start + 1, line.end - 1):
        if text[place - 1] in COLONS and text[place - 2].isdigit():
            continue  # a time of day
        if text[place - 1] in STOPS or (text[place - 1] in " \u3000\xa0" and text[place - 2] in STOPS + " \u3000\xa0"):
            match = NUMBERED.match(text, place, line.end)
            if (
                match
                and match.end() < line.end
                and (text[place - 1] in STOPS or match.lastgroup in ("one", "two", "ring"))
            ):
                if not text[match.end()].isdigit() or match.lastgroup in ("one", "two"):
                    yield place
            elif (
                (word := words.begins(text, "attachment", place))
                and len(word) > 1
                and text[place + len(word)] in "：:1１一"
            ):
                yield place


def _head(text: str, line: Line) -> Iterator[int]:
    """Where the number, the title and those addressed begin and end in the first lines run together."""
    begin = line.start
    stop = min(line.end, begin + LONGEST_HEAD)
    number = NUMBER.search(text, begin, stop)
    if number and not any(sign in text[begin : number.start()] for sign in "。《"):
        if (start := code_start(text, begin, number)) > begin:
            yield start
        yield number.end()
        begin = number.end()
    ahead = text[begin : begin + LONGEST_HEAD]
    urgent = (ahead.find(word) + len(word) for word in URGENT if word in ahead)
    if (leap := next(urgent, 0)) and is_org(
        ahead[:leap].removesuffix("特提").removesuffix("特急").removesuffix("加急")
    ):
        yield begin + leap
        begin += leap
        ahead = text[begin : begin + LONGEST_HEAD]
    if end := title_end(ahead):
        yield begin + end
        begin += end
        if number := NUMBER.search(text, begin, min(line.end, begin + 60)):
            if not text[begin : number.start()].strip(" (（〔-0123456789年月日/."):
                yield number.start()
                yield number.end()
                begin = number.end()
    colon = next((n for n in range(begin, min(line.end, begin + LONGEST_ADDRESS)) if text[n] in COLONS), None)
    if colon and is_address(text[begin : colon + 1]):
        yield colon + 1


def code_start(text: str, begin: int, number: re.Match[str]) -> int:
    """Where a document number begins behind the letterhead that it is glued to."""
    start, end = number.start("code"), number.end("code")
    words = vocabulary()
    stamps = (text.rfind(word, max(start, begin), end) + len(word) for word in URGENT if word in text[start:end])
    if (stamp := max(stamps, default=0)) and stamp < end - 1:
        return stamp
    for place in range(max(start, begin), end - 1):
        before = text[begin:place]
        name = next((word for word in URGENT if before.endswith(word)), "") or words.ends(before, "org")
        if name and 2 <= end - place <= 10 and text[place] not in "(（" and (len(name) > 1 or is_org(before)):
            return place
    return start


def _foot(text: str, line: Line, days: Sequence[tuple[int, int]]) -> Iterator[int]:
    """Where who issued it and the date of issue stand at the end of what is run together."""
    for start, end in days:
        if not line.start < start < line.end:
            continue
        rest = text[end : line.end].lstrip()
        words = vocabulary()
        if not (TAIL.fullmatch(rest) or words.begins(rest, "attachment") or words.begins(rest, "imprint")):
            continue
        begin = org_start(text, line.start, start)
        if begin < start or text[start - 1] in "。；;)）" or words.ends(text[:start], "document"):
            yield begin
            yield start
            yield end + len(words.begins(rest, "printed"))


def _listed(words: Vocabulary, text: str) -> bool:
    """Whether the text ends as what is attached or whom to ask does: …申报表, …联系人."""
    return bool(words.ends(text, "contact") or (words.ends(text, "document") and text[-1] in SHEETS))


def org_start(text: str, floor: int, end: int) -> int:
    """Where the name of an organisation begins that ends there; `end` where none does."""
    stop = end
    while stop > floor and text[stop - 1] in " \u3000\xa0\t":
        stop -= 1
    begin = stop
    while begin > floor and re.match(rf"[{HAN}·“”（）()—\u3000 ]", text[begin - 1]) and stop - begin < 60:
        begin -= 1
    name = text[begin:stop]
    words = vocabulary()
    known = [n for n in range(len(name) - 1) if is_org(name[n:]) and len(squeezed(name[n:])) >= 3]
    if not known:
        return end
    free = outside(name)
    after = [n for n in known if n and free[n] and (_listed(words, name[:n].rstrip()) or name[n - 1] in "）)　 ")]
    return begin + (after[0] if after else known[0])
