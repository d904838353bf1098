"""Characters that only differ by their form: radicals, ligatures and doubles as what they stand for."""

from __future__ import annotations

import unicodedata

SYMBOLS = range(0xF020, 0xF100)
"""Where the fonts of bullets put their signs."""
LIGATURES = range(0xFB00, 0xFB07)
IDEOGRAPHS = (range(0x2E80, 0x2FE0), range(0xF900, 0xFB00))
"""Radicals and compatibility forms that stand for characters of everyday."""
RADICALS = dict(
    zip(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)
"""Radicals of simplified characters, which Unicode does not make even."""


def plain_form(char: str) -> str:
    """A character as it is written; forms for reasons of type as what they stand for.

    >>> plain_form("⽉"), plain_form("⻓"), plain_form("ﬁ"), plain_form("１")
    ('月', '长', 'fi', '１')
    """
    if char < "\u2e80" or "\u3000" <= char < "\ue000":
        return char
    code = ord(char)
    if char in RADICALS:
        return RADICALS[char]
    if code in LIGATURES or any(code in block for block in IDEOGRAPHS):
        return unicodedata.normalize("NFKC", char)
    return "•" if code in SYMBOLS else char
