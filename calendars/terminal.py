"""Answers on a terminal: the reader's language, option types, help in that language, tables, plain text for pipes."""

from __future__ import annotations

import gettext
import inspect
import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from copy import copy
from datetime import date, datetime, tzinfo
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from rules import LANGUAGES, LOCALES, Message

LANG: ContextVar[str] = ContextVar("lang", default="zh")
"""The language of this run."""


def say(message: Message) -> str:
    """The message in the language of this run."""
    return message.say(LANG.get())


def shanghai() -> tzinfo:
    """The time zone Asia/Shanghai."""
    from zoneinfo import ZoneInfo

    return ZoneInfo("Asia/Shanghai")


def language(args: Sequence[str], env: Mapping[str, str]) -> str:
    """The language that `--lang` asks for, else that of the locale; Chinese where none is set.

    >>> language(["--lang", "en", "list"], {}), language([], {"LANG": "en_GB.UTF-8"}), language([], {"LC_ALL": "C"})
    ('en', 'en', 'zh')
    """
    for word, following in zip(args, [*args[1:], ""], strict=False):
        asked = following if word == "--lang" else word.removeprefix("--lang=")
        if word.startswith("--lang") and asked in LANGUAGES:
            return asked
    locale = next(filter(None, map(env.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), None) or "C"
    name = re.split(r"[_.@-]", locale)[0].lower()
    return "zh" if name in ("zh", "c", "posix") else "en"


def speak(lang: str) -> None:
    """Makes the run speak the language: our own sentences, and click's by its own gettext domain."""
    LANG.set(lang)
    os.environ["LANGUAGE"] = lang
    gettext.bindtextdomain("click", LOCALES)
    gettext.textdomain("click")


if TYPE_CHECKING:
    DayType = click.ParamType[date]
    MomentType = click.ParamType[datetime]
else:  # not generic before click 8.4
    DayType = MomentType = click.ParamType


class Day(DayType):
    """A date as people type it: 2026-04-08, 2026/4/8, 20260408, 2026年4月8日."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date; a usage error where it is none."""
        match = re.fullmatch(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d\d)(\d\d))", str(value).strip())
        try:
            year, *rest = [int(part) for part in match.groups() if part] if match else (0,)
            return date(year, *rest)
        except (ValueError, TypeError):
            self.fail(say(Message("“{text}” is no date; write it as 2026-04-08", text=str(value))), param, ctx)


class Moment(MomentType):
    """A date, or a date with a time in Asia/Shanghai, of the years 1900 to 2999; a date alone means its beginning."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment with its time zone; a usage error where it is none."""
        day, _, clock = str(value).strip().replace(" ", "T", 1).partition("T")
        moment = clocked(Day().convert(day, param, ctx), clock)
        if moment is None or not 1900 <= moment.year < 3000:
            self.fail(say(Message("“{text}” is no moment; write it as 2026-04-08T09:00", text=str(value))), param, ctx)
        return moment


def clocked(day: date, clock: str) -> datetime | None:
    """The day at a time written in ISO 8601, at its beginning without one; None where the time is none.

    >>> str(clocked(date(2026, 4, 8), "01:00Z"))
    '2026-04-08 09:00:00+08:00'
    """
    try:
        moment = datetime.fromisoformat(f"{day}T{clock or '00:00'}")
        return moment.astimezone(shanghai()) if moment.tzinfo else moment.replace(tzinfo=shanghai())
    except (ValueError, OverflowError):
        return None


class SpokenOption(click.Option):
    """An option whose help is an English sentence, translated when it is shown."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option and its help in the reader's language."""
        spoken = copy(self)
        spoken.help = say(Message(self.help)) if self.help else None
        return click.Option.get_help_record(spoken, ctx)


class Spoken(click.Command):
    """A command whose help is its docstring, translated when it is shown, with examples below."""

    examples: tuple[str, ...] = ()

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first line of the help, whole."""
        return say(Message(inspect.cleandoc(self.help or ""))).partition("\n")[0]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the help."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(say(Message(inspect.cleandoc(self.help or ""))))

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the examples."""
        with formatter.section(say(Message("Examples"))):
            formatter.write("".join(f"  {example}\n" for example in self.examples))


class SpokenGroup(Spoken, click.Group):
    """The same for the group of all commands, which are listed in the order of the journey."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which they were written down."""
        return list(self.commands)


option = partial(click.option, cls=SpokenOption)


def show(text: str) -> None:
    """Prints lines of text; styled only where a terminal takes it and NO_COLOR does not forbid it."""
    click.echo(text, color=False if plain_wanted() else None)


def plain_wanted() -> bool:
    """Whether NO_COLOR is set to something (https://no-color.org)."""
    return bool(os.environ.get("NO_COLOR"))


def show_said(message: Message) -> None:
    """Prints a message on stdout."""
    show(say(message))


def show_line(label: Message, words: str | Message, before: str = "") -> None:
    """Prints a labelled line."""
    show(before + say(Message("{label}: {words}", label=label, words=words)))


def emit(content: bytes) -> None:
    """Writes for programs: the bytes as they are, whatever the locale."""
    sys.stdout.flush()
    out = sys.stdout.buffer
    out.write(content)
    out.flush()


def json_bytes(content: object, *, indent: int | None = 2, foreign: bool = False) -> bytes:
    """One JSON value in UTF-8 and a line end, its records with version and time zone; halves of characters as escapes.

    A `foreign` answer keeps the shape that others have laid down.
    """
    from calendars.records import stamped  # only programs need it

    text = json.dumps(content if foreign else stamped(content), ensure_ascii=False, indent=indent) + "\n"
    return text.encode("utf-8", "backslashreplace")


def emit_json(content: object, *, indent: int | None = 2, foreign: bool = False) -> None:
    """Writes one JSON value for programs."""
    emit(json_bytes(content, indent=indent, foreign=foreign))


def note(message: Message) -> None:
    """Says something beside the answer, on stderr."""
    click.echo(say(message), err=True)


YES, NO = ("y", "yes", "是", "对", "好"), ("n", "no", "否", "不", "")


def confirmed(question: Message) -> bool:
    """Whether the answer is yes, asked on stderr until it is one or the other; Enter means no.

    Raises click.Abort where the input ends.
    """
    asked = say(Message("{question} [y/N]", question=question))
    while True:
        answer = click.prompt(asked, default="", show_default=False, err=True, prompt_suffix=": ").strip().lower()
        if answer in (*YES, *NO):
            return answer in YES
        note(Message("please answer y (yes) or n (no)"))


def show_table(table: tuple[Sequence[Message], Sequence[Sequence[str]]], *, ruled: bool = False) -> None:
    """Prints a table: framed and wrapped to the width of a terminal, ruled on demand; plain columns for a pipe."""
    heads, rows = [say(head) for head in table[0]], table[1]
    if not sys.stdout.isatty():
        from calendars.views import plain_table  # only tables need it

        return show(plain_table(heads, rows))
    from rich.box import ROUNDED  # rich is slow to load, and pipes need none of it
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from calendars.views import printable

    framed = Table(box=ROUNDED, header_style="bold", show_lines=ruled)
    for head in heads:
        framed.add_column(head, overflow="fold", no_wrap=head == "UID")
    for row in rows:
        framed.add_row(*(Text(printable(cell)) for cell in row))
    return Console(highlight=False, color_system=None if plain_wanted() else "auto").print(framed)


def heading(text: str) -> None:
    """Prints a heading above a part of the output."""
    show("\n" + click.style(text, bold=True))
