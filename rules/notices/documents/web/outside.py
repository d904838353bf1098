"""What of a page is surely not its text: what is hidden, what is for programs, menus, the head and the foot of the site.

Nothing is left out because it seems unlikely: a menu that stays does less harm than a deadline that is lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from ...words import vocabulary
from ..shapes import COLONS, ENDS
from ..tables import has_date

NEVER = {
    "script", "style", "template", "noscript", "head", "title", "meta", "link", "nav", "aside", "iframe", "frame", "object",
    "embed", "applet", "svg", "math", "canvas", "audio", "video", "map", "select", "textarea", "button", "input", "datalist",
    "progress", "meter", "del", "s", "strike", "dialog", "rt", "rp", "noframes",
}  # fmt: skip
"""Elements that are no text, or not that of the page."""
ROLES = {"navigation", "search", "complementary", "contentinfo", "menu", "menubar", "dialog", "alertdialog", "toolbar"}
OWN = {"article", "main"}
"""Elements whose head and foot are those of the text."""
FEET = {"footer", "foot", "copyright"}
MENUS = {"nav", "navbar", "navigation", "menu", "sidebar", "breadcrumb"}
"""What a site calls what stands around the text."""
LINKED = {"ul", "ol", "dl", "div", "section", "table", "tr", "td", "p", "center"}
"""Elements that may hold nothing but links."""
FEWEST_LINKS, LONGEST_LINK = 3, 40
FEW = 60
"""Characters of a form that asks for something, and says nothing."""
HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|text-decoration(?:-line)?\s*:[^;]{0,40}line-through",
    re.IGNORECASE,
)
"""What hides an element, or strikes its words through."""
SEPARATORS = re.compile(r"[\s|｜>»›·•/,，、\-—–:：\[\]【】()（）]+")
LONGEST_LIST = 1_000
"""Characters of a list of links to other pages that is looked at."""
LEADS = ("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "dt", "strong", "b", "span")
"""Elements whose words may head such a list."""
COUNTS = re.compile(r"[\d年月日]+")
FILE = re.compile(r"\.(?:docx?|wps|xlsx?|et|pptx?|pdf|ofd|zip|rar|7z|txt|jpe?g|png)\b", re.IGNORECASE)


@dataclass(slots=True)
class Mass:
    """How much of an element is text, and how much of it leads elsewhere."""

    length: int = 0
    """Characters without blanks and signs between links."""
    linked: int = 0
    links: int = 0
    """Those to other pages, the files of a notice not counted."""
    sentences: int = 0
    """Characters that end one."""
    dated: bool = False
    """Whether a date stands in it."""
    heads: int = 0
    """Its headings."""
    asks: int = 0
    """Fields to be filled in."""
    longest: int = 0
    """Characters of its longest cell."""
    tables: int = 0

    def add(self, other: Mass) -> None:
        """Counts what stands in a part of it."""
        self.length += other.length
        self.linked += other.linked
        self.links += other.links
        self.sentences += other.sentences
        self.dated = self.dated or other.dated
        self.heads += other.heads
        self.asks += other.asks
        self.longest = max(self.longest, other.longest)
        self.tables += other.tables

    def say(self, text: str | None) -> None:
        """Counts a text."""
        if text and (bare := SEPARATORS.sub("", text)):
            self.length += len(bare)
            self.sentences += sum(sign in bare for sign in ENDS)
            self.dated = self.dated or has_date(text)

    @property
    def only_links(self) -> bool:
        """Whether it holds nothing but links to other pages, and no date among them."""
        return self.links >= FEWEST_LINKS and self.linked == self.length and not (self.sentences or self.dated)


def weighed(root: Any) -> dict[Any, Mass]:
    """How much text each element holds that may hold nothing but links."""
    found: dict[Any, Mass] = {}
    open_masses: list[Mass] = [Mass()]
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            mass = Mass(heads=element.tag in ("h1", "h2", "h3"), tables=element.tag == "table")
            if is_hidden(element) or element.tag in NEVER:
                mass.asks = element.tag in ("input", "textarea", "select", "button")
                walk.skip_subtree()
            else:
                mass.say(element.text)
            open_masses.append(mass)
            continue
        mass = open_masses.pop()
        if element.tag == "a" and mass.length and _leads_away(element, mass):
            mass.linked, mass.links = mass.length, 1
        if element.tag in ("td", "th"):
            mass.longest = max(mass.longest, mass.length)
        if element.tag in LINKED or element.tag in ("form", "footer", "header"):
            found[element] = mass
        open_masses[-1].add(mass)
        open_masses[-1].say(element.tail)
    return found


def _leads_away(link: Any, mass: Mass) -> bool:
    """Whether a link leads to another page, and neither to a file of the notice nor to a place in it."""
    target = link.get("href", "")
    text = "".join(link.itertext()) if mass.length <= LONGEST_LINK else ""
    if not target or target.startswith(("#", "mailto:", "tel:")) or not text:
        return False
    return not (FILE.search(target) or FILE.search(text) or vocabulary().begins(text.strip(), "attachment"))


def is_hidden(element: Any) -> bool:
    """Whether an element is not to be seen."""
    found = element.attrib
    if not found:
        return False
    hidden = "hidden" in found and found["hidden"].lower() != "until-found"
    return hidden or found.get("aria-hidden", "").lower() == "true" or bool(HIDING.search(found.get("style", "")))


def is_outside(element: Any, masses: dict[Any, Mass], *, owned: bool) -> bool:
    """Whether an element is surely no part of the text; `owned` where it stands in an article."""
    if element.tag in NEVER or is_hidden(element):
        return True
    mass = masses.get(element)
    if _leads_on(element, mass) or _heads_links(element):
        return True
    if element.get("role", "").lower() in ROLES and not (mass and mass.sentences):
        return True
    if mass is None:
        return False
    if mass.only_links or owned:
        return mass.only_links
    if element.tag == "form":
        return bool(mass.asks) and mass.length <= FEW and not mass.dated
    bare = not (mass.heads or mass.sentences or mass.dated)
    if element.tag == "header":
        return bare
    names = {*element.get("class", "").lower().split(), element.get("id", "").lower()}
    if element.tag == "footer" or names & FEET:
        return not mass.heads and (_says_whose(element) or 2 * mass.linked > mass.length)
    return bool(names & MENUS) and bare and mass.links > 0


def _leads_on(element: Any, mass: Mass | None) -> bool:
    """Whether an element is nothing but links to other pages of the site, under words that say so: 上一篇, 相关阅读."""
    if element.tag == "a" and element.get("href"):
        words = "".join(element.itertext()).strip()
        label = vocabulary().begins(words, "site_link")
        return bool(label) and (len(label) == len(words) or words[len(label)] in COLONS)
    if mass is None or not 0 < mass.length <= LONGEST_LIST or not _beside_links(element):
        return False
    begin = SEPARATORS.sub("", next((text for text in element.itertext() if text.strip()), ""))
    return _is_site_label(begin, whole=False) or _is_site_label(_text_before(element), whole=True)


def _heads_links(element: Any) -> bool:
    """Whether an element is no more than the words above such links."""
    if element.tag not in LEADS or len(words := "".join(element.itertext()).strip()) > LONGEST_LINK:
        return False
    following = element.getnext()
    return _is_site_label(words, whole=True) and following is not None and _beside_links(following)


def _beside_links(element: Any) -> bool:
    """Whether all words of an element are those of links, but for labels of such links, days, and that there is none."""
    text, linked, words = [], False, vocabulary()
    walk = etree.iterwalk(element, events=("start", "end"))
    inside = 0
    for event, part in walk:
        if part.tag == "a" and part.get("href"):
            if FILE.search(part.get("href")):
                return False
            inside += 1 if event == "start" else -1
            linked = True
        beside = part.text if event == "start" else part.tail if part is not element else None
        if beside and not inside:
            text.append(beside)
    said = "".join(text)
    left = COUNTS.sub("", SEPARATORS.sub("", said))
    for name in ("site_link", "site_links", "none_such"):
        for word in sorted(words.classes[name], key=len, reverse=True):
            left = left.replace(word, "")
    return not left and (linked or words.has(said, "none_such"))


def _is_site_label(text: str, *, whole: bool) -> bool:
    """Whether words are, or begin with, a label of links to other pages."""
    bare, words = SEPARATORS.sub("", text), vocabulary()
    label = words.begins(bare, "site_links") or words.begins(bare, "site_link")
    return bool(label) and (not whole or label == bare)


def _text_before(element: Any) -> str:
    """The words of the element right before another one; "" where they are many."""
    before = element.getprevious()
    if before is None or (before.tail or "").strip() or before.tag not in LEADS:
        return ""
    words = "".join(before.itertext()).strip()
    return words if len(words) <= LONGEST_LINK else ""


def _says_whose(element: Any) -> bool:
    """Whether the words say whose a page is: © 2009-2021."""
    text = "".join(element.itertext())
    return "©" in text or vocabulary().has(text, "copyright")
