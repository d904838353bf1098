"""What a notice says of itself: title, number, issuer, those addressed, the dates of issue and printing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import takewhile

from ..languages.grammar import Reading
from ..languages.meanings import Point
from .documents import Block, BlockKind, Document
from .documents.shapes import (
    ABOUT,
    ASIDE,
    COLONS,
    EDITION,
    NUMBER,
    SERIAL,
    addressees,
    is_genre,
    is_org,
    squeezed,
    title_end,
)
from .documents.spans import Span, Spans
from .notice import Notice
from .that_day import is_subject
from .words import vocabulary

PARTS = re.compile(r"[\u3000|｜]+|\s{2,}|[\[\]【】]|\s(?=[\u4e00-\u9fff]{2,5}[:：])")
"""What parts the sayings of a line of a page."""
BLANK = re.compile(r"[\s\u3000©|]+")
HEAD = 14
"""Blocks in which the head of a document stands."""
LABEL_AT = 30
"""Characters in which the label of a document number ends."""
OWN_PARAGRAPHS = 3
"""Paragraphs from which on a list of attachments is a paper of its own."""
LONGEST_NUMBER, LONGEST_SIGNER = 200, 80
"""Characters of a labelled document number with its label, and of who signed in the line of the date."""
WIDE = re.compile(r"\u3000+|\s{2,}|\s(?=[A-Za-z])")
"""What parts a name from the same in English, and from how to reach it."""
IN_TITLE = re.compile(r"\s*【([^【】\n]{2,60})】")
IN_BRACKETS = re.compile(r"[(（]([^()（）]+)[)）]")
CODE = re.compile(r"[A-Za-z\u4e00-\u9fff]*[A-Za-z0-9〔〕\[\]()（）-]{4,30}号?")
Days = Mapping[Span, date]
"""The full dates of a text by where they stand."""
Dated = tuple[Span, date]


def whole_day(reading: Reading) -> date | None:
    """The day that a reading gives in full, with its year; None for everything else."""
    point = reading.meaning
    if not isinstance(point, Point) or not (point.year and point.month and point.day):
        return None
    try:
        return date(point.year, point.month, point.day)
    except ValueError:
        return None


def is_short_day(reading: Reading) -> bool:
    """Whether a reading is a day and its month, without a year: 11月24日, 11月24日15:40."""
    point = reading.meaning
    return (
        isinstance(point, Point)
        and bool(point.day)
        and point == Point(month=point.month, day=point.day, clock=point.clock)
    )


def facts(document: Document, days: Days, name: str = "") -> Notice:
    """The notice that a document is; `days` are its full dates."""
    dates = _Dates(document, days)
    foot = dates.foot() or dates.stamped()
    issued, printed, page = (foot and foot[1]), dates.first(BlockKind.IMPRINT), dates.page()
    dated = [found for found in (issued, printed, page) if found]
    early = page if page and issued and page[1] < issued[1] else None  # nothing is put there before it is issued
    day = next((found[1] for found in (early, issued, page, printed) if found), None)
    title = _title(document)
    addressed = next((block for block in document.blocks if block.kind is BlockKind.SALUTATION), None)
    return Notice(
        text=document.text,
        name=name,
        title=title,
        number=_number(document),
        issuer=_issuer(document, foot[0] if foot else None, title),
        issued=day,
        printed=printed[1] if printed else None,
        addressees=addressees(document.words(addressed)) if addressed else (),
        dated=tuple(span for span, _ in dated),
        document=document,
    )


class _Dates:
    """The full dates of a document by the blocks that hold them."""

    def __init__(self, document: Document, days: Days) -> None:
        self.document = document
        self.days = days
        self._spans = Spans(days)

    def _in(self, block: Block) -> Dated | None:
        return self._spans_in(block.start, block.end)

    def foot(self) -> tuple[int, Dated] | None:
        """The number of the block with the date of issue, and the date; of several feet the first."""
        feet = [
            (number, found)
            for number, block in enumerate(self.document.blocks)
            if block.kind is BlockKind.DATED and (found := self._in(block))
        ]
        return (feet[-1] if self._is_attached(feet[0][0]) else feet[0]) if feet else None

    def _is_attached(self, foot: int) -> bool:
        """Whether the text above a foot is that of a paper attached: it begins with 附 and has its own paragraphs."""
        blocks = self.document.blocks[:foot]
        begin = next((n for n in range(foot - 1, -1, -1) if blocks[n].kind is BlockKind.ATTACHMENT), foot)
        text = [block for block in blocks[begin:] if block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM)]
        return len(text) >= OWN_PARAGRAPHS

    def stamped(self) -> tuple[int, Dated] | None:
        """The same of a notice that has no other foot than the line of who printed it."""
        for number, block in enumerate(self.document.blocks):
            if block.kind is BlockKind.IMPRINT and (found := self._in(block)):
                return (number, found) if _stamps(self.document, number) else None
        return None

    def first(self, kind: BlockKind) -> Dated | None:
        """The first date in a block of that kind."""
        found = (self._in(block) for block in self.document.blocks if block.kind is kind)
        return next((dated for dated in found if dated), None)

    def page(self) -> Dated | None:
        """The day on which a page was put there: in its head, in the fields before it, or behind a label of its own."""
        ways = (self._of_head, self._of_label, self._of_title)
        found = (dated for way in ways for block in self.document.blocks if (dated := way(block)))
        return next(found, None)

    def _of_head(self, block: Block) -> Dated | None:
        if block.kind is BlockKind.FRONT:
            return self._in(block) if _field_of(self.document, block)[0] in vocabulary().classes["date_field"] else None
        about = is_subject(self.document.text[block.start : block.end])
        return self._in(block) if block.kind is BlockKind.PAGE and not about else None

    def _of_title(self, block: Block) -> Dated | None:
        aside = ASIDE.search(self.document.text, block.start, block.end) if block.kind is BlockKind.TITLE else None
        return self._spans_in(aside.start(), aside.end()) if aside and _tells_issue(aside.group()) else None

    def _spans_in(self, start: int, end: int) -> Dated | None:
        span = self._spans.first(start, end)
        return (span, self.days[span]) if span else None

    def _of_label(self, block: Block) -> Dated | None:
        if block.kind is BlockKind.CELL:
            return None
        label = vocabulary().begins(self.document.text, "issue_label", block.start + block.mark)
        found = self._in(block) if label else None
        return found if found and found[0][0] - block.start <= len(label) + 3 else None


def _stamps(document: Document, number: int) -> bool:
    """Whether the last line of a notice is the day on which it was printed, below who signed it: 学会秘书处　2024年7月20日印."""
    above = document.blocks[number - 1] if number else None
    return above is not None and number == len(document.blocks) - 1 and is_org(document.words(above))


def _title(document: Document) -> str | None:
    """The title above the text, its lines joined, the last of several; else that of the fields before the page."""
    groups: list[list[str]] = []
    last = None
    for number, block in enumerate(document.blocks):
        if block.kind is BlockKind.TITLE:
            words = _unsigned(document.words(block).strip())
            if last == number - 1 and not _says(groups[-1], words) and not _is_whole(groups[-1], words):
                groups[-1].append(words)
            elif not groups or not _says(groups[-1], words):
                groups.append([words])
            last = number
    if groups:
        parts = groups[-1]
        above = document.blocks[last - len(parts)] if last is not None and last >= len(parts) else None
        if above and above.kind is BlockKind.LETTERHEAD and EDITION.match(squeezed(parts[0])):
            parts = [document.words(above).strip(), *parts]  # …领导小组 / 第一次会议纪要
        joined = "".join(parts)
        aside = ASIDE.search(joined)
        joined = joined[: aside.start()] if aside and _tells_issue(aside.group()) else joined
        return squeezed(joined) if ABOUT in joined or _spaced(joined) or len(parts) > 1 else joined
    return _field(document, "title_field") or _labelled(document, "subject")


def _tells_issue(aside: str) -> bool:
    """Whether a bracket behind a title says when it was issued: （2027年1月6日发布）."""
    return bool(vocabulary().ends(aside.strip("()（）"), "issues"))


def _labelled(document: Document, name: str) -> str | None:
    """What a line of the head says behind a label of the class: 主题：…, 来源：…"""
    labels = vocabulary().classes[name]
    for block in document.blocks:
        if block.kind is not BlockKind.PAGE:
            continue
        for part in PARTS.split(document.words(block)):
            label, sign, said = part.replace("：", ":", 1).partition(":")
            if sign and label.strip() in labels and said.strip():
                return said.strip()
    return None


def _is_whole(parts: Sequence[str], more: str) -> bool:
    """Whether the lines are a title by themselves, in which the next line has no part."""
    words = squeezed("".join(parts))
    return bool(title_end(words) == len(words) and is_genre(words) and more[:1] not in "的》")


def _says(parts: Sequence[str], words: str) -> bool:
    """Whether a line says once more what a title says."""
    return squeezed(words).startswith(squeezed("".join(parts)))


def _unsigned(words: str) -> str:
    """A title without the name in brackets that stands before it: 【云坪社区】冬春活动提醒."""
    head, sign, rest = words.partition("】")
    return rest.strip() if sign and words.startswith("【") and rest.strip() and is_org(head[1:]) else words


def _spaced(words: str) -> bool:
    """Whether each character of a title stands apart: 停 电 通 知."""
    parts = words.split()
    return len(parts) > 1 and all(len(part) == 1 for part in parts)


def _field(document: Document, name: str) -> str | None:
    """What a field of the class says before the page, without the quotes around it."""
    fields = (_field_of(document, block) for block in document.blocks if block.kind is BlockKind.FRONT)
    return next((words for label, words in fields if words and label in vocabulary().classes[name]), None)


def _field_of(document: Document, block: Block) -> tuple[str, str]:
    """The name of a field and what it says: title: "…", date = …"""
    name, _, words = document.words(block).replace("=", ":", 1).partition(":")
    return name.strip(), words.strip().strip("\"'").strip()


def _number(document: Document) -> str | None:
    """The document number (文号) of the head, without white space."""
    words = vocabulary()
    for block in document.blocks[:HEAD]:
        plain = document.words(block)[:LONGEST_NUMBER].strip()
        if label := words.begins(plain, "number_label"):
            colon = max(plain.find(sign, 0, LABEL_AT) for sign in COLONS)
            if match := CODE.search(plain, max(colon, len(label))):
                return match.group()
    for block in document.blocks:
        if block.kind is BlockKind.NUMBER:
            plain = squeezed(document.words(block)).lstrip("（(")
            if match := NUMBER.search(plain) or SERIAL.fullmatch(plain):
                return match.group()
        if block.kind in (BlockKind.SALUTATION, BlockKind.HEADING):
            return None
    return None


def _issuer(document: Document, dated: int | None, title: str | None) -> str | None:
    """Who signed it, with the house of a department; else who stands before 关于 in the title, else the letterhead, the
    sender, the owner of the page."""
    if dated is not None and (name := _signer(document, dated)):
        return _in_its_house(name, document, title)
    if name := _said_to_issue(document):
        return name
    head, about, _ = (title or "").partition(ABOUT)
    if about and is_org(head.strip()) and not vocabulary().begins(head.strip(), "passes_on"):
        return head.strip()
    if name := _letterhead(document):
        return name
    ahead = IN_TITLE.match(document.text)
    if ahead and all(is_org(name) for name in addressees(ahead[1])):
        return squeezed(ahead[1])
    signed = _signed(document, [block for block in document.blocks if block.kind is BlockKind.SIGNATURE])
    sender = _sender(document)
    if signed:
        return sender if sender and sender.endswith(signed) else signed
    owner = _owner(document)
    if sender and owner and _is_department(sender) and not owner.endswith(sender):
        return owner  # 来源：信息科 of the page of a hospital
    return sender or owner or _leads(title or "")


def _is_department(name: str) -> bool:
    """Whether a name is only that of a part of some house: 教务处, 学生工作部; 市教育局 and 某大学教务处 say which."""
    words = vocabulary()
    bare = name.removesuffix(words.ends(name, "department"))
    return bare != name and words.made_of(bare, "office_name", "department")


def _in_its_house(name: str, document: Document, title: str | None) -> str:
    """The name of a department with that of its house, where the letterhead or the title has that."""
    if not _is_department(name):
        return name
    rules = vocabulary().ends(title or "", "rule_genre")  # the rules of a house begin with its name
    of_title = (_leads(title or "") or "") if rules else ""
    heads = (_letterhead(document), of_title)
    for head in heads:
        if head and "、" not in head and not _is_department(head):
            if head.endswith(name):
                return head
            if vocabulary().ends(head, "house"):
                return head + name
    return name


def _leads(title: str) -> str | None:
    """The body whose name a title begins with: 柳汀镇中心卫生院等级复评整改台账; None for none."""
    words = vocabulary()
    ends = [word.end for word in words.words(title) if "org" in word and len(word.text) > 1]
    return next((title[:end] for end in reversed(ends) if end < len(title) - 1 and is_org(title[:end])), None)


def _said_to_issue(document: Document) -> str | None:
    """The body behind a label for who issued it: 声明单位：…; None for none."""
    words = vocabulary()
    for block in document.blocks:
        plain = squeezed(document.words(block)[:LONGEST_SIGNER])
        label = words.begins(plain, "issuer_label")
        if label and plain[len(label) : len(label) + 1] in tuple(COLONS) and is_org(plain[len(label) + 1 :]):
            return plain[len(label) + 1 :]
    return None


def _letterhead(document: Document) -> str:
    """The name at the head, with the department of the house that made it: 东岭师范学院 / 教务处编印; "" for none."""
    blocks = [block for block in document.blocks[:HEAD] if block.kind is BlockKind.LETTERHEAD]
    heads = [squeezed(document.words(block)) for block in blocks]
    names = [name for head in heads if is_org(name := head.removesuffix(vocabulary().ends(head, "stamp")))]
    whole = _joined(names[:2]) if names else ""
    return names[0] if "、" in whole else whole


def _sender(document: Document) -> str | None:
    """Who sent a letter or put up a page, by its head: 发件人：章雨（自然博物馆志愿者部）."""
    sender = (_labelled(document, "sender") or "").partition("<")[0].strip()
    names = (sender, *IN_BRACKETS.findall(sender)[-1:])
    return next((squeezed(name) for name in names if is_org(name) and name not in vocabulary().classes["self"]), None)


def _signed(document: Document, blocks: Sequence[Block]) -> str | None:
    """Who signs in the blocks, without the name in English and without how to reach them."""
    found: list[str] = []
    for block in blocks:
        parts = WIDE.split(document.words(block).strip())
        if len(parts) > 1 and all(map(is_org, parts)):
            found += map(squeezed, parts)
            continue
        names = takewhile(lambda part: not vocabulary().begins(part, "contact"), parts)
        if name := squeezed("".join(name for name in names if not name.isascii())):
            found.append(name)
    return _joined(found) if found else None


def _signer(document: Document, dated: int) -> str | None:
    """Who stands above the date of issue, or before it in its line."""
    first = dated
    if document.blocks[dated].kind is BlockKind.IMPRINT:
        return squeezed(document.words(document.blocks[dated - 1]))
    while first and document.blocks[first - 1].kind is BlockKind.SIGNATURE:
        first -= 1
    if first < dated:
        return _signed(document, document.blocks[first:dated])
    line = document.blocks[dated]
    words = squeezed(document.text[line.start : line.end])
    return next((words[:n] for n in range(min(len(words), LONGEST_SIGNER), 1, -1) if is_org(words[:n])), None)


def _owner(document: Document) -> str | None:
    """Whose a page is, by the line that says so: © 云坪市科协."""
    pages = (document.words(block) for block in document.blocks if block.kind is BlockKind.PAGE)
    owned = (words for words in pages if vocabulary().find(words, "copyright"))
    return next((part for words in owned for part in BLANK.split(words) if len(part) > 3 and is_org(part)), None)


def _joined(names: Sequence[str]) -> str:
    """The names of several lines: a department behind its house is one with it, others stand side by side."""
    found = names[0]
    for name in names[1:]:
        whole = vocabulary().ends(found, "house") and vocabulary().ends(name, "department")
        found += name if whole else f"、{name}"
    return found
