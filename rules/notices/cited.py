"""The other notices that a notice speaks of, and what it says that it does with them: replaces, corrects, hands on."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .documents.shapes import ABOUT, NUMBER, squeezed
from .notice import Notice
from .words import vocabulary

BOOK = re.compile(r"《([^《》]{2,80})》")
NEAR = 24
"""Characters around the name of another notice within which it is said what becomes of it."""
OPENING = 120
"""Characters of a notice in which it says what it is for."""
REPLACES, AMENDS, FORWARDS, MENTIONS = "replaces", "amends", "forwards", "mentions"


@dataclass(frozen=True, slots=True)
class Citation:
    """Another notice that a notice speaks of."""

    relation: str
    """replaces, amends, forwards or mentions."""
    number: str | None = None
    """Its document number (文号)."""
    title: str | None = None


def citations(notice: Notice) -> list[Citation]:
    """The other notices that a notice names, by number or by title in 《》, in the order of its text."""
    text = notice.text
    own = squeezed(notice.number or "")
    found: list[tuple[int, int, str | None, str | None]] = []
    for match in BOOK.finditer(text):
        title = squeezed(match[1])
        if vocabulary().ends(title, "genre") or ABOUT in title:
            found.append((match.start(), match.end(), None, title))
    for match in NUMBER.finditer(text):
        code = squeezed(match.group())
        if not own or code not in own:
            found.append((match.start(), match.end(), code, None))
    result: list[Citation] = []
    behind = 0
    for start, end, cited, named in sorted(found, key=lambda one: one[:2]):
        last = result[-1] if result else None
        if cited and last and last.title and not last.number and start - behind <= 2:
            result[-1] = replace(last, number=cited)
        else:
            result.append(Citation(_relation(notice, start, end), cited, named))
        behind = end
    if notice.title and (inner := _forwarded(notice.title)):
        result.append(Citation(FORWARDS, None, inner))
    return result


def _relation(notice: Notice, start: int, end: int) -> str:
    words, text = vocabulary(), notice.text
    behind = squeezed(text[end : end + NEAR]).partition("。")[0]
    before = squeezed(text[max(start - NEAR, 0) : start]).rpartition("。")[2]
    if words.has(behind, "voided") or words.ends(before, "withdraws"):
        return REPLACES
    if words.has(before, "forwards") or words.has(behind, "forwards"):
        return FORWARDS
    if words.has(notice.title or "", "amends") or words.has(before, "amends") or words.has(behind, "amends"):
        return AMENDS
    return MENTIONS


def _forwarded(title: str) -> str | None:
    """The title of the notice that another one forwards: 关于转发省科协《…》的通知, 转发关于…的通知."""
    at = vocabulary().place(title, "forwards", 0, len(title))
    if at is None:
        return None
    book, head = BOOK.search(title), title[at[1] :]
    inner = book[1] if book else head[head.find(ABOUT) :] if ABOUT in head else ""
    return inner or None


def amends(notice: Notice) -> bool:
    """Whether a notice says that it changes an earlier one, in its title or in words: 补充通知, 以本通知为准, 同时作废."""
    words, text = vocabulary(), squeezed(notice.text)
    corrects = words.has(text, "wrong") and words.has(text, "should_be")
    return words.has(notice.title or "", "amends") or words.has(text, "supersedes") or corrects


def is_proposal(sentence: str) -> bool:
    """Whether a sentence only proposes something, or leaves it open.

    >>> is_proposal("建议将抽签会改至9月29日举行"), is_proposal("抽签会改至9月29日举行")
    (True, False)
    """
    words, plain = vocabulary(), squeezed(sentence)
    leads = words.begins(plain, "proposal_lead") and not words.begins(plain, "proposal_paper")
    return bool(leads) or words.has(plain, "proposes")


def withdraws(clause: str) -> bool:
    """Whether a clause says of another notice that it no longer holds: 撤销《…的通知》, 云科〔2026〕3号同时废止.

    >>> withdraws("云科〔2026〕3号同时废止"), withdraws("撤销第三场讲座")
    (True, False)
    """
    words, plain = vocabulary(), squeezed(clause)
    named = NUMBER.search(plain) or any(words.ends(book, "genre") or ABOUT in book for book in BOOK.findall(plain))
    return bool(named) and (words.has(plain, "voided") or bool(words.begins(plain, "withdraws")))


def is_conditional(sentence: str) -> bool:
    """Whether a clause of a sentence begins with a condition.

    >>> is_conditional("若报名人数不足，抽签会改至9月29日"), is_conditional("抽签会改至9月29日，若有变化另行通知")
    (True, True)
    """
    words = vocabulary()
    clauses = (clause.strip() for clause in re.split("[，,；;。]", sentence))
    begun = (words.begins(clause, "conditional") or words.begins(clause, "weather") for clause in clauses)
    return any(len(word) > 1 or word in words.classes["if"] for word in begun)


def reminds(notice: Notice) -> bool:
    """Whether a notice only reminds of what was set before: 温馨提示, 会议提醒."""
    head = notice.title or notice.text[:OPENING].strip().partition("\n")[0]
    return vocabulary().has(head, "reminds")


def forwards(notice: Notice) -> bool:
    """Whether a notice says that it hands on another one, in its title or its first words: 转发区教育局通知."""
    words = vocabulary()
    return words.has(notice.title or "", "forwards") or words.has(squeezed(notice.text[:OPENING]), "forwards")


def calls_off(notice: Notice) -> bool:
    """Whether the title of a notice says that something does not take place: 关于停办…的公告."""
    words, title = vocabulary(), notice.title or ""
    return words.has(title, "nothing_held") and not words.has(title, "moved_in_title")
