"""Text without its line breaks (scans, mail): cut by its own marks into the lines that it had."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..words import Vocabulary, vocabulary
from .lines import NUMBERED, Line, line_at
from .shapes import ASIDE, COLONS, HAN, LONGEST_ADDRESS, NUMBER, is_address, is_org, outside, squeezed, title_end
from .spans import Spans

LONG = 60
"""Characters from which a line may hold several."""
SIGNED = 24
"""Characters from which a line may end with who issued the notice and when."""
GLUED = 150
"""Characters from which a line may hold the head and the foot of a notice."""
STOPS = "。；;：:！!？?）)…"
LONGEST_HEAD = 260
SPACES = " \u3000\xa0"
CELLS = re.compile(r"\S\t+\S|\|")
"""What parts the cells of a row, which holds no foot."""
BEHIND = re.compile(rf"[{re.escape(STOPS)}{SPACES}](?=\S)")
"""The last sign before what may be a number."""
LONGEST_TAIL, LONGEST_SIGNER, NUMBER_AT, WORD = 1000, 60, 60, 20
"""Characters behind the date of issue, of who issued it, between a title and its number, of a word."""
OF_NAMES = re.compile(rf"[{HAN}·“”（）()—\u3000 ]")
TAIL = re.compile(
    rf"\s*(?:[(（][^()（）]{{2,300}}[)）]\s*)*(?:[{HAN}()（）、，,]{{2,60}}\d{{4}}\D\d{{1,2}}\D\d{{1,2}}\D\s*)?"
)
"""What may stand behind the date of issue: brackets, and who printed it on which day."""


def cut(text: str, found: Sequence[Line], days: Spans) -> list[Line]:
    """The lines, long ones cut where a number, the foot or a list of attachments begins; `days` are the full dates."""
    result: list[Line] = []
    headed = False
    for line in found:
        if CELLS.search(line.text):
            result.append(line)
            continue
        places = set(_marks(text, line)) if len(line.text) > LONG else set()
        if len(line.text) > GLUED and not headed:
            places.update(_head(text, line))
            headed = True
        headed = headed or is_address(line.text) or title_end(line.text) == len(line.text)
        if len(line.text) > SIGNED:
            places.update(_foot(text, line, days))
        result += _parts(text, line, sorted(places))
    return result


def _parts(text: str, line: Line, places: Sequence[int]) -> Iterator[Line]:
    bounds = [line.start, *(place for place in places if line.start < place < line.end), line.end]
    for number, (start, end) in enumerate(pairwise(bounds)):
        if not number and len(bounds) == 2:
            yield line
        elif part := line_at(text, start, end, cut=number > 0):
            yield part


def _marks(text: str, line: Line) -> Iterator[int]:
    """Where numbers of items stand behind the end of a sentence, and where attachments are listed."""
    for behind in BEHIND.finditer(text, line.start, line.end - 1):
        place = behind.end()
        sign, before = text[place - 1], text[place - 2 : place - 1]
        if sign in COLONS and before.isdigit():
            continue  # a time of day
        stopped = sign in STOPS
        if (stopped or before in tuple(STOPS + SPACES)) and _begins_item(text, place, line.end, stopped=stopped):
            yield place


def _begins_item(text: str, place: int, end: int, *, stopped: bool) -> bool:
    """Whether the number of an item or a list of attachments begins at that place; behind blanks fewer numbers do."""
    match = NUMBERED.match(text, place, end)
    if match and match.end() < end and (stopped or match.lastgroup in ("one", "two", "ring")):
        return not text[match.end()].isdigit() or match.lastgroup in ("one", "two")
    word = vocabulary().begins(text, "attachment", place)
    return len(word) > 1 and text[place + len(word) : place + len(word) + 1] in tuple("：:1１一")


def _head(text: str, line: Line) -> Iterator[int]:
    """Where the number, the title and those addressed begin and end in the first lines run together."""
    begin = line.start
    number = NUMBER.search(text, begin, min(line.end, begin + LONGEST_HEAD))
    if number and not any(sign in text[begin : number.start()] for sign in "。《"):
        if (start := code_start(text, begin, number)) > begin:
            yield start
        yield number.end()
        begin = number.end()
    if leap := _stamped(text[begin : begin + LONGEST_HEAD]):
        begin += leap
        yield begin
    if end := title_end(text[begin : begin + LONGEST_HEAD]):
        begin += end
        yield begin
        number = NUMBER.search(text, begin, min(line.end, begin + NUMBER_AT))
        if number and not text[begin : number.start()].strip(" (（〔-0123456789年月日/."):
            yield number.start()
            begin = number.end()
            yield begin
    colon = next((n for n in range(begin, min(line.end, begin + LONGEST_ADDRESS)) if text[n] in COLONS), None)
    if colon and is_address(text[begin : colon + 1]):
        yield colon + 1


def _stamped(text: str) -> int:
    """Where a letterhead ends with what is stamped on it: 省教育厅特急; 0 where the text begins with none."""
    for word in vocabulary().words(text):
        if "stamp" in word and is_org(text[: word.start]):
            return word.end
    return 0


def code_start(text: str, begin: int, number: re.Match[str]) -> int:
    """Where a document number begins behind the letterhead that it is glued to."""
    start, end = number.start("code"), number.end("code")
    words = vocabulary()
    stamps = (word.end for word in words.words(text, max(start, begin), end) if "stamp" in word)
    if (stamp := max(stamps, default=0)) and stamp < end - 1:
        return stamp
    for place in range(max(start, begin), end - 1):
        before = text[begin:place]
        name = words.ends(before, "stamp") or words.ends(before, "org")
        if name and 2 <= end - place <= 10 and text[place] not in "(（" and (len(name) > 1 or is_org(before)):
            return place
    return start


def _foot(text: str, line: Line, days: Spans) -> Iterator[int]:
    """Where who issued it and the date of issue stand at the end of what is run together."""
    words = vocabulary()
    for start, end in days.within(line.start + 1, line.end):
        rest = text[end : min(line.end, end + LONGEST_TAIL + 1)].lstrip()
        bare = rest.rstrip()
        bare = bare.removesuffix(words.ends(bare, "printed"))
        tail = len(rest) <= LONGEST_TAIL and TAIL.fullmatch(bare)
        if not (tail or words.begins(rest, "attachment") or words.begins(rest, "imprint")):
            continue
        if rest[len(words.begins(rest, "printed")) :][:1] == "的":
            continue  # 2027年3月20日印发的…
        begin = org_start(text, line.start, start)
        if begin < start or text[start - 1] in "。；;)）" or words.ends(text[max(start - WORD, 0) : start], "document"):
            yield begin
            yield start
            yield end + len(words.begins(rest, "printed"))


def _listed(words: Vocabulary, text: str) -> bool:
    """Whether the text ends as what is attached or whom to ask does: …申报表, …联系人."""
    return bool(words.ends(text, "contact") or (words.ends(text, "document") and words.ends(text, "sheet")))


def org_start(text: str, floor: int, end: int) -> int:
    """Where the name of an organisation begins that ends there; `end` where none does."""
    stop = end
    while stop > floor and text[stop - 1] in " \u3000\xa0\t":
        stop -= 1
    begin = stop
    while begin > floor and stop - begin < LONGEST_SIGNER and OF_NAMES.match(text, begin - 1):
        begin -= 1
    name = text[begin:stop]
    words = vocabulary()
    if not words.ends(ASIDE.sub("", squeezed(name).strip("“”")), "org"):
        return end
    known = [n for n in range(len(name) - 1) if is_org(name[n:]) and len(squeezed(name[n:])) >= 3]
    if not known:
        return end
    free = outside(name)
    after = [n for n in known if n and free[n] and (_listed(words, name[:n].rstrip()) or name[n - 1] in "）)　 ")]
    return begin + (after[0] if after else known[0])
