"""What a line of a notice looks like by itself: a title, the name of an organisation, a document number, those addressed."""

from __future__ import annotations

import re

from ..words import Vocabulary, vocabulary

HAN = "\u4e00-\u9fff"
NUMBER = re.compile(
    rf"(?P<code>[{HAN}A-Za-z][{HAN}A-Za-z()（）]{{0,15}}|^)\s*[〔\[［【(（﹝]\s*(?P<year>(?:19|20)\d\d)\s*[〕\]］】)）﹞]\s*第?\s*\d{{1,4}}\s*[号期]"
)
"""A document number (文号) in any brackets."""
SERIAL = re.compile(rf"[{HAN}]{{2,14}}第\d{{1,4}}号")
"""One without its year: 沅科协字第22号."""
ENDS = "。；;！!？?"
"""Signs that end a sentence."""
COLONS = "：:"
QUOTES = {
    "《": "》",
    "“": "”",
    "「": "」",
    "『": "』",
    "(": ")",
    "（": "）",
    "【": "】",
    "〈": "〉",
    "‘": "’",
    "[": "]",
    "〔": "〕",
}
LONGEST_TITLE, LONGEST_NAME, LONGEST_ADDRESS = 90, 45, 400
LONGEST_GREETED = 10
"""Characters of a name behind 各位, 尊敬的."""
LONGEST_SPACED = 400
"""Characters of a name with the blanks in it."""
SHORT = 30
"""Characters of a line that may be a heading without a number."""
GENRE_AT = 60
"""Characters before the end of a title in which its sort stands, what is in brackets behind it included."""
ABOUT = "关于"
BOOK = re.compile(r"^《[^《》]{1,30}》(?=.)")
EDITION = re.compile(r"第[一二三四五六七八九十百\d]+[届次回期]|首届")
"""How the name of what takes place begins: 第六届…研讨会 is no organisation."""
ASIDE = re.compile(r"[(（][^()（）]{1,30}[)）]$")
ASIDE_AHEAD = re.compile(r"[(（][^()（）]{1,30}[)）]")
FIGURES, YEAR_SIGN = re.compile(r"\d+"), "年"
NO_NAME, THREE_DIGITS = re.compile(rf"[^{HAN}A-Za-z0-9·（）()—\-“”.&]"), re.compile(r"\d{3}")
"""What stands in no name of an organisation."""
SPLIT = re.compile(r"[、，,；;\s]+|(?<![一二三四五六七八九十])和(?=各)|及(?=各|有关|相关|其)")


def squeezed(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())


def outside(text: str) -> list[bool]:
    """For each character whether it stands outside of all brackets and quotes; what is never closed opens nothing."""
    depth, stack = [True] * len(text), []
    for place, char in enumerate(text):
        if char in QUOTES:
            stack.append((place, QUOTES[char]))
        else:
            for back in range(len(stack) - 1, max(len(stack) - 4, -1), -1):
                if stack[back][1] == char:
                    begin = stack[back][0]
                    if back == 0:
                        depth[begin : place + 1] = [False] * (place + 1 - begin)
                    del stack[back:]
                    break
    return depth


def is_genre(text: str, words: Vocabulary | None = None) -> bool:
    """Whether the text ends with a sort of document: 通知, 通知（第二轮）."""
    words = words or vocabulary()
    return bool(words.ends(ASIDE.sub("", text.rstrip("》”")[-GENRE_AT:]), "genre"))


def _tells_day(text: str) -> bool:
    """Whether a day or a month stands in a text: 5月8日市科协开会, and not 2026年会组委会."""
    parts = (vocabulary().begins(text, "date_part", match.end()) for match in FIGURES.finditer(text))
    return any(part not in ("", YEAR_SIGN) for part in parts)


def is_org(text: str) -> bool:
    """Whether the text is the name of an organisation and nothing besides: 云岭省化学学会, 省教育厅办公室."""
    if len(text) > LONGEST_SPACED:
        return False
    text = BOOK.sub("", squeezed(text).strip("“”"))  # 《岩土与港工》编辑部
    bare = ASIDE.sub("", text)
    if not 2 <= len(bare) <= LONGEST_NAME or NO_NAME.search(text) or _tells_day(bare):
        return False
    ending = vocabulary().ends(bare, "org")
    if not ending or (len(bare) == len(ending) == 1) or ABOUT in bare or EDITION.match(bare):
        return False
    known = vocabulary()
    found = list(known.words(bare))
    said = [
        word.text
        for word in found
        if len(word.text) > 1
        and ("modal" in word or ("page" in word and word.text not in known.classes["everywhere"]))
        and "intends" not in word
    ]
    if (taking := next((word for word in found if "taking" in word), None)) is not None:
        said += [word.text for word in found if "send" in word and word.start > taking.end]  # 将方案报送至办公室
    modal = "" if known.begins(bare, "intends") else known.begins(bare, "modal")
    asks = len(modal) > 1 or bool(modal and known.begins(bare, "every", len(modal)))  # 望海大学 asks for nothing
    return not said and not asks and not THREE_DIGITS.search(bare)


def title_end(text: str) -> int:
    """Where a title ends that the text begins with; 0 where it begins with none.

    It ends with a sort of document outside of quotes: behind 关于…的 the first one, else the one with which the text ends or
    behind which those addressed are named, else the last one.
    """
    text = text[: LONGEST_TITLE + LONGEST_ADDRESS]
    words, free = vocabulary(), outside(text[: LONGEST_TITLE + 40])
    ends: list[int] = []
    last = words.tails("genre")
    for end in range(2, min(len(text), LONGEST_TITLE) + 1):
        if text[end - 1] in ENDS and free[end - 1]:
            break
        if (
            text[end - 1] not in last
            or not free[end - 1]
            or not (genre := words.ends(text[:end], "genre"))
            or end == len(genre)
        ):
            continue
        aside = ASIDE_AHEAD.match(text, end)
        whole = aside.end() if aside else end
        about = ABOUT in text[:end] and text[: end - len(genre)].endswith("的")
        if about and len(words.begins(text, "genre", end - len(genre))) <= len(genre):
            return whole
        ends.append(whole)
    addressed = (end for end in ends if end == len(text) or _begins_address(words, text[end:]))
    return next(addressed, ends[-1] if ends else 0)


def _begins_address(words: Vocabulary, text: str) -> bool:
    colon = next((place for place, char in enumerate(text[:LONGEST_ADDRESS]) if char in COLONS), -1)
    return colon > 0 and is_address(text[: colon + 1])


def is_address(text: str) -> bool:
    """Whether the text, up to its colon, names whom the notice goes to: 各会员单位：, 校属各单位、全体师生员工："""
    words = vocabulary()
    body = text.rstrip(COLONS + " \u3000")
    if not body or len(body) > LONGEST_ADDRESS or any(sign in body for sign in ENDS + "《"):
        return False
    if any(colon in body for colon in COLONS) or words.begins(body, "issuer_label") == body:
        return False
    parts = [part for part in SPLIT.split(ASIDE.sub("", body)) if part]
    named = [part for part in parts if _addressed(words, part)]
    return bool(named) and 2 * len(named) >= len(parts) and _addressed(words, parts[0])


def _addressed(words: Vocabulary, part: str) -> bool:
    part = ASIDE.sub("", part)
    if words.ends(part, "time") or words.ends(part, "contact") or words.ends(part, "place"):
        return False
    told = [word for word in words.words(part) if "taking" in word or ("modal" in word and len(word.text) > 1)]
    if words.begins(part, "greets") and len(part) <= LONGEST_GREETED:
        return True  # 各位同行
    ended = words.ends(part, "people") or words.ends(part, "org")
    return bool(ended) and not told and (len(part) > len(ended) or len(ended) > 1)


def addressees(text: str) -> tuple[str, ...]:
    """Whom a salutation names, one by one; what stands in brackets stays with its name."""
    found, depth, begin = [], 0, 0
    body = squeezed(text.rstrip(COLONS + " \u3000"))
    for place, char in enumerate(f"{body}、"):
        depth += (char in "(（") - (char in ")）" and depth > 0)
        if char in "、，,；;" and not depth:
            if part := body[begin:place].strip():
                found.append(part)
            begin = place + 1
    return tuple(found)
