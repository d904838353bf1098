"""Whether two offices are of one house, by their names: 青岭市科协 and 青岭市科学技术协会, but not 化学学会 and 物理学会."""

from __future__ import annotations

from .called import shortens
from .documents.shapes import squeezed
from .words import vocabulary

DEPARTMENT, LONGEST_PLACE = 5, 5
"""Characters of the name of a department, which does not say of which house it is; of a place before a name."""
SHORTEST_OFFICE, LONGEST_OFFICE = 3, 8
"""Characters of the short name of an office behind its place: 省科协."""
SEVERAL = "、"


def one_house(one: str, other: str) -> bool:
    """Whether two offices may be of one house: one name holds or shortens the other, or both begin alike behind the place.

    A department alone does not say of which house it is.

    >>> one_house("青岭市科协", "青岭市科学技术协会"), one_house("青岭市卫健委", "青岭市科协")
    (True, False)
    >>> one_house("会务组", "云泽省声学学会"), one_house("青岭市青云小学", "青岭市青禾小学")
    (True, False)
    """
    if SEVERAL in one or SEVERAL in other:
        return any(one_house(a, b) for a in one.split(SEVERAL) for b in other.split(SEVERAL))
    short, long = sorted((squeezed(one), squeezed(other)), key=len)
    if short in long or shortens(short, long):
        return True
    if _numbered_apart(short, long) or named_apart(short, long):
        return False
    ours, theirs = (_behind_place(name) for name in (short, long))
    if any(is_department(name) for name in (one, other)):
        return True
    if ours[0] and theirs[0]:
        small = bool(vocabulary().ends(ours[0], "small_place"))
        return ours[0] == theirs[0] and (small or ours[1][:1] == theirs[1][:1])
    return short[:2] == long[:2]


def named_apart(one: str, other: str) -> bool:
    """Whether two houses of one sort have names of their own.

    >>> named_apart("青云小学", "青禾小学"), named_apart("青岭市科协", "青岭市科学技术协会")
    (True, False)
    """
    words = vocabulary()
    kind = words.ends(one, "branch") or words.ends(one, "org")
    if not kind or not other.endswith(kind):
        return False
    if not words.ends(one, "branch") and words.ends(one, "department", "committee"):
        return False
    ours, theirs = sorted((one.removesuffix(kind), other.removesuffix(kind)), key=len)
    return bool(ours and theirs) and ours not in theirs and not shortens(ours, theirs)


def is_department(name: str) -> bool:
    """Whether a name is that of a part of a house alone: 展教部, 会务组."""
    plain, words = squeezed(name), vocabulary()
    if words.ends(plain, "committee"):
        return True
    return len(plain) <= DEPARTMENT and not _behind_place(plain)[0] and bool(words.ends(plain, "department"))


def names_house(text: str, issuer: str) -> bool:
    """Whether a text names an office, in full or shortened behind its place: 市卫健委, 省科协.

    >>> names_house("按市卫健委要求", "荆岭市卫生健康委员会"), names_house("按市科协要求", "荆岭市卫生健康委员会")
    (True, False)
    """
    plain, whole = squeezed(text), squeezed(issuer)
    if whole in plain:
        return True
    words = vocabulary()
    for end in range(SHORTEST_OFFICE, len(plain) + 1):
        if words.ends(plain[max(end - LONGEST_OFFICE, 0) : end], "org"):
            for start in range(max(end - LONGEST_OFFICE, 0), end - SHORTEST_OFFICE + 1):
                short = plain[start:end]
                sign = words.begins(short, "place_sign") if _may_begin(plain, start) else ""
                if sign and len(short) - len(sign) >= 2 and shortens(short, whole):
                    return True
    return False


def _may_begin(text: str, at: int) -> bool:
    """Whether the name of an office may begin there: behind a sign or a word that leads to one, and not 青川|市气象局."""
    return not at or not text[at - 1].isalnum() or bool(vocabulary().ends(text[:at], "before_office"))


def _numbered_apart(one: str, other: str) -> bool:
    """Whether two names differ first by a number: 第一小学, 第二小学."""
    numerals = vocabulary().classes["numeral"]
    pair = next(((a, b) for a, b in zip(one, other, strict=False) if a != b), None)
    return pair is not None and all(char in numerals or char.isdecimal() for char in pair)


def _ends_place(name: str, at: int) -> bool:
    """Whether a place ends there, and no other word does: 县, but not 社区."""
    words = vocabulary()
    sign = words.begins(name, "place_sign", at)
    return bool(sign) and not words.ends(name[: at + len(sign)], "community")


def _behind_place(name: str) -> tuple[str, str]:
    """The places with which the name of an office begins, and what follows them."""
    words, end = vocabulary(), 0
    while at := next((n for n in range(end + 1, end + LONGEST_PLACE) if _ends_place(name, n)), 0):
        end = at + len(words.begins(name, "place_sign", at))
    return name[:end], name[end:]
