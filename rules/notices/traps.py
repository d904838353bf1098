"""What only looks like a date: in the name of a file, in the line that says whose a page is, the number of an item, 4.15."""

from __future__ import annotations

import re

from ..languages.meanings import Frequency, Point
from ..reckoning.terms import NAMES as TERM_NAMES
from .documents import BlockKind
from .nearby import follows, leads
from .place import Place, joins
from .rows import column_title
from .scene import Scene
from .words import vocabulary

FILE = re.compile(
    r"[\w（）()\-.]{0,40}\.(?:docx?|xlsx?|pptx?|pdf|ofd|zip|rar|7z|jpe?g|png|txt|csv|wps|et)(?![a-z])", re.IGNORECASE
)
HAN = re.compile(r"[\u4e00-\u9fff]")
OPENS_QUOTE, CLOSES_QUOTE = "“", "”"
VERSE_ENDS, VERSE_LINES = re.compile("[“”「」，。；？！、]"), (5, 7)
"""Signs between the lines of a verse, and the characters of a line."""
SKY = "天"
SPOKEN_MONTH = re.compile("[正一二三四五六七八九十腊冬]月(?![份初底末上中下一二三四五六七八九十廿])")
"""A month by its name alone, as verses have it."""
LONGEST_SAYING = 48
"""Characters of a proverb or a verse."""
LONGEST_LINE = 200
"""Characters of a line that says whose a page is."""
NUMBER_BEFORE = re.compile(r"[)）\d]\s*[:：]\s*$|[A-Za-z¥￥$#]\s*$|[VvＶ]$")
OPENING = re.compile(r'[ \u3000*“”"(（]*')
"""Marks with which a line may open before its date."""
LONGEST_JOINT = 40
"""Characters between two dates of a row, blanks included."""
NEAR = 12
"""Characters before a number that may say what it counts."""
ENDS = "(（，,。；;"
"""Signs behind the name of a report that is no name after all."""
DAYS_GO_ON = re.compile(r"[ ]*(?:、|和|与|及)[ ]*\d{1,2}\.\d{1,2}(?![\d.])")
"""Another day in figures that is joined to the first."""
ENDS_A_DAY = "，,、。；;\n"
BEFORE_A_DAY = '：:；;，,于在至从自“"'


def is_trap(place: Place) -> bool:
    """Whether it is a part of a name or a number, whatever it means."""
    return (
        _inside_a_number(place)
        or _of_a_number_drawn(place)
        or _of_a_saying(place)
        or _of_a_file(place)
        or _of_the_page(place)
        or _of_a_number(place)
        or place.quote in TERM_NAMES
    )


def _numbers_a_row(place: Place) -> bool:
    """Whether figures open a cell whose column is no column of times, with words behind them."""
    block = place.within
    if not block or not block.cell or not HAN.match(place.after.lstrip()):
        return False
    column = column_title(place.document, block)
    return bool(column) and not vocabulary().ends(column, "time", "due", "due_head")


def _date_follows(place: Place) -> bool:
    """Whether another date stands right behind it, but for blanks."""
    at = place.end + len(place.after) - len(place.after.lstrip(" \u3000"))
    return any(start == at for start, _ in place.dates)


def _of_a_number(place: Place) -> bool:
    """Whether it is the number of an item or of a row: 2.3 2023年第一季度…"""
    block = place.within
    if block and block.cell and column_title(place.document, block) in vocabulary().classes["row_number"]:
        return True
    return bool(block and block.mark and place.start < block.start + block.mark)


def _inside_a_number(place: Place) -> bool:
    """Whether it begins behind the point of a number: 2.4、3.20; of 2.4月6日 the first figure is the number of an item."""
    before = place.text[max(place.start - 2, 0) : place.start]
    return before[-1:] == "." and before[:1].isdigit() and not any(map(str.isalpha, place.quote))


def _of_a_number_drawn(place: Place) -> bool:
    """Whether 单号 is that of a number, and no day: 抽到单号的队."""
    return place.quote in vocabulary().classes["odd_even"] and not leads(place.before, "each", 2)


def _of_a_saying(place: Place) -> bool:
    """Whether it stands in a quoted proverb or verse: 农谚“清明前后，种瓜点豆”, “七月在野，八月在宇”."""
    month = SPOKEN_MONTH.fullmatch(place.quote)
    if month and place.after.startswith(SKY):
        return True  # 六月天，孩儿面
    opening = place.text.rfind(OPENS_QUOTE, max(place.start - LONGEST_SAYING, 0), place.start)
    closing = place.text.find(CLOSES_QUOTE, place.end, place.end + LONGEST_SAYING)
    if opening < 0 or closing < 0 or CLOSES_QUOTE in place.text[opening : place.start]:
        return False
    said, before = place.text[opening:closing], place.text[max(opening - NEAR, 0) : opening]
    if month and HAN.match(place.after) and not any(char.isdigit() for char in said):
        return True  # “二月春风”植物画展
    months = SPOKEN_MONTH.findall(said)
    if any(char.isdigit() for char in said):
        return vocabulary().has(before, "tells_saying")
    return vocabulary().has(before, "tells_saying") or len(months) > 1 or _is_verse(said)


def _is_verse(said: str) -> bool:
    """Whether words are lines of five or seven characters each, as a verse or a rhyme has them.

    >>> _is_verse("“四月南风大麦黄，枣花未落桐叶长。"), _is_verse("“六月安全生产月”")
    (True, False)
    """
    lines = [len(line) for line in VERSE_ENDS.split(said) if line]
    return len(lines) > 1 and len(set(lines)) == 1 and lines[0] in VERSE_LINES


def _of_a_file(place: Place) -> bool:
    """Whether it is a part of the name of a file: 会审记录_2023.1.18.docx."""
    if place.text[place.start - 1 : place.start] == "_":
        return True
    name = FILE.match(place.text, place.end)
    return bool(name and place.quote.isascii())


def _of_the_page(place: Place) -> bool:
    """Whether it stands in the line of a page that says whose it is: © 2009-2022."""
    block = place.within
    if block is None or block.kind is BlockKind.CELL or block.end - block.start >= LONGEST_LINE:
        return False
    line = place.text[block.start : block.end]
    return "©" in line or any(word in line for word in vocabulary().classes["copyright"])


def says_which(place: Place) -> bool:
    """Whether a word for a time only says which thing is meant: 年终决账, 当月党费; 年底考核 says when."""
    words = vocabulary()
    if place.quote in words.classes["quarter"]:  # 缴清一季度党费
        return bool(words.ends(place.before, "act", "send", "publish")) and bool(HAN.match(place.after))
    if (
        place.quote not in words.classes["period"]
        or not HAN.match(place.after)
        or words.begins(place.after, "period_end")
    ):
        return False
    return not any(words.begins(place.after, name) for name in ("modal", "send", "act", "hold", "publish", "happen"))


def is_no_rhythm(meaning: object, place: Place) -> bool:
    """Whether it only looks like how often: 统计年报于3月15日前报送, 每届任期, 每天120元."""
    if not isinstance(meaning, Frequency):
        return False
    quote, after, known = place.quote, place.after, vocabulary().classes
    if after.lstrip()[:1].isdigit() or (quote[-1:] == "日" and after[:1] in known["makes_a_word"]):
        return True
    if quote in known["each_term"]:
        return any(follows(after, "term", 8))
    return quote in known["periodical"] and (
        _goes_on(after) or leads(place.before, "reporting", 8) or _is_label(place) or _is_system(place)
    )


def _is_system(place: Place) -> bool:
    """Whether 制 behind it names a way of reporting that is only spoken of: 月报制度的通报, and not 实行月报制."""
    return place.after.startswith("制") and not leads(place.before, "carries_out", 6)


def _is_label(place: Place) -> bool:
    """Whether an item begins with the name of a report: （一）年报。, 1. 月报（能月1表）：."""
    return place.opens() and place.after[:1] in tuple("。：:（(、")


def _goes_on(after: str) -> bool:
    """Whether the clause goes on behind the name of a report."""
    bare = after.lstrip()
    breaks = "\n" in after[: len(after) - len(bare)]
    return bool(bare) and not breaks and bare[0] not in ENDS and not bare.startswith("制")


def is_strong(meaning: object, head: Point, place: Place, scene: Scene) -> bool:
    """Whether a date written as 4.15 is one: where it stands and what stands beside it say so.

    It begins a line, a cell or a clause, or stands beside another date; no unit of measure follows.
    """
    if not head.weak:
        return True
    text = place.text
    ends = place.start
    while ends and text[ends - 1] in " \u3000":
        ends -= 1
    before, behind = text[max(ends - NEAR, 0) : ends], text[place.end : place.end + 2]
    if vocabulary().ends(before.rstrip("0123456789.、，"), "numbered"):
        return False  # 附表1.2、2.3
    if isinstance(meaning, Point) and behind[:1] in tuple(" \u3000") and _date_follows(place):
        return False  # 2.2 12月25日
    if vocabulary().begins(behind.lstrip(), "unit") or (head.weekday is None and NUMBER_BEFORE.search(before)):
        return False
    if not isinstance(meaning, Point) or head.weekday is not None or head.clock is not None:
        scene.in_figures = True
        return True
    if _numbers_a_row(place):
        return False  # | 1.1 报名 | 12月9日 |
    begins = place.block is not None and place.opens(OPENING)
    beside = scene.last_end and place.start - scene.last_end < LONGEST_JOINT
    row = (beside and joins(text[scene.last_end : place.start])) or DAYS_GO_ON.match(place.after)
    words = vocabulary()
    if words.begins(place.after, "due_behind"):
        return True  # 以6.25邮戳为准
    if words.begins(behind, "place_lead") or words.begins(place.after, "happen"):
        return True  # 座谈会10.25在市农科院举行, 请9.2到校
    labelled = before[-1:] in tuple("：:") and words.ends(before[:-1], "time")
    strong = bool(begins or row or labelled or (before[-1:] in tuple(BEFORE_A_DAY) and place.after.strip()))
    scene.in_figures = scene.in_figures or strong
    if not scene.in_figures or strong:
        return strong
    return before[-1:] == "。" or (bool(HAN.match(before[-1:])) and behind[:1] in tuple(ENDS_A_DAY))
