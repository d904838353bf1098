"""What stands around every page: the language, the addresses, the navigation, and how a template is filled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from rules import whole_command

from ...lines import one_line
from ..assets import FILES, VERSION
from ..words import words

HERE = Path(__file__).parent.parent
ASSETS = {name: FILES[name] for name in ("style.css", "page.js", "seal.svg")}
"""What every page needs: its style, its script, its mark."""
CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'none'; base-uri 'none';"
    " form-action 'self'"
)
"""What a page may load: its own style, script and images. `frame-ancestors` works only as a header, which the site adds."""
MOST_ASKED = 2000
"""Characters of a query that the link to the other language keeps."""
DOORS = (
    ("today", "/"),
    ("month", "/month"),
    ("year", "/year"),
    ("agenda", "/agenda"),
    ("notices", "/notices"),
)
"""The pages of the navigation, each by the name of its word and its address."""


@dataclass(frozen=True, slots=True)
class Frame:
    """For whom and where a page is made.

    >>> Frame(root="/office").to("/agenda", kind="deadline")
    '/office/agenda?lang=zh&kind=deadline'
    >>> Frame(asked=(("q", "年检"), ("lang", "zh"))).turned
    '?q=%E5%B9%B4%E6%A3%80&lang=en'
    """

    lang: str = "zh"
    today: date | None = None
    """The day in China on which it is read; None where the page has nothing to do with days."""
    root: str = ""
    """The path under which the application is mounted, quoted."""
    owner: str = ""
    """Whose calendar it is; empty where nobody said."""
    asked: Sequence[tuple[str, str]] = ()
    """The query with which the page was asked for."""
    static: bool = False
    """Whether it is a file that stands alone beside its feeds, read on whatever day."""
    editor: bool = False
    """Whether the reader may see what waits for a decision."""
    form: str = ""
    """The mark of the small forms on the page; empty where the reader may send none."""

    def to(self, path: str, **query: str | Sequence[str]) -> str:
        """The address of another page in the same language, with a query."""
        return f"{self.root}{path}?{urlencode({'lang': self.lang} | query, doseq=True)}"

    def event(self, uid: str) -> str:
        """The address of the page of an event."""
        return self.to(f"/event/{quote(uid, safe='')}")

    def asset(self, name: str) -> str:
        """The address of a style, script or image of ours."""
        return name if self.static else f"{self.root}/static/{name}?v={VERSION}"

    @property
    def name(self) -> str:
        """Whose calendar it is, in words."""
        return one_line(self.owner, 60) or words(self.lang)["name"]

    @property
    def turned(self) -> str:
        """The same page in the other language."""
        kept = [(name, value) for name, value in self.asked if name != "lang"]
        if sum(len(value) for _, value in kept) > MOST_ASKED:
            kept = []
        return f"?{urlencode([*kept, ('lang', 'en' if self.lang == 'zh' else 'zh')])}"


@pass_context
def _han(context: Context, text: str) -> Markup:
    """The attribute that says that a text is Chinese, where the page is not: `<b{{ title|han }}>`."""
    chinese = context["frame"].lang != "zh" and any("\u3400" <= letter <= "\u9fff" for letter in text)
    return Markup(' lang="zh-CN"') if chinese else Markup("")


@pass_context
def _whole(_: Context, text: str) -> str:
    """The command for the organisation whose page it is; it is found for each page, since the context is asked for."""
    return whole_command(text)


def _commands(text: str) -> Markup:
    """The text with what stands between back-ticks shown as what one types."""
    return Markup(re.sub("`([^`]*)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704  # escaped before


@lru_cache(maxsize=1)
def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, auto_reload=False,
    )  # fmt: skip
    found.filters |= {"han": _han, "commands": _commands, "whole": _whole}
    found.globals["doors"] = DOORS
    found.globals["csp"] = CSP
    return found


DESK_CSP = CSP.replace("connect-src 'none'", "connect-src 'self'")
"""What the pages of the desk may load: their script asks this server how it reads what is typed."""


def show(template: str, frame: Frame, here: str = "", **facts: Any) -> str:
    """The page that the template makes of the facts; `here` is the name of the page in the navigation."""
    said = words(frame.lang)
    return _templates().get_template(template).render(frame=frame, w=said, owner=frame.name, here=here, **facts)


def error_page(name: str, frame: Frame, detail: str = "") -> str:
    """A page that says what went wrong: `not_found`, `down`, `wrong` or `refused`, the last with what would be right."""
    said = words(frame.lang)
    return show("error.html", frame, said=said[name], lead=detail or said.get(f"{name}_lead", ""))
