"""Answers on a terminal: the reader's language, option types, help in that language, tables, plain text for pipes."""

from __future__ import annotations

import gettext
import inspect
import json
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from copy import copy
from datetime import date, datetime, tzinfo
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import click

from rules import LANGUAGES, LOCALES, Message, YuelingError

from .lines import one_line, plain

_STEERING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
Item = TypeVar("Item")
JUST_NOW = 92
"""Days for which a day without its year may be the one that has passed: a quarter."""
FEWEST_IN_A_BAR = 4
LANG: ContextVar[str] = ContextVar("lang", default="zh")
"""The language of this run."""


def say(message: Message) -> str:
    """The message in the language of this run, safe for a terminal whatever its facts quote."""
    return plain(safely(message).say(LANG.get()))


def safely(message: Message) -> Message:
    r"""The message with each text that it quotes on one line and without characters that steer a terminal.

    >>> safely(Message("{file}: gone", file="a\x1b]0;x\x07\nerror: b")).say("en")
    'a]0;x error: b: gone'
    """
    if all(isinstance(fact, int) or (isinstance(fact, str) and fact.isprintable()) for _, fact in message.facts):
        return message
    return Message(message.text, **{name: _safe_fact(fact) for name, fact in message.facts})


def _safe_fact(fact: str | int | Message) -> str | int | Message:
    if isinstance(fact, Message):
        return safely(fact)
    return fact if isinstance(fact, int) or fact.isprintable() else one_line(fact, len(fact) + 1)


def quoted(text: str) -> str:
    r"""The text as a message of this run quotes it.

    >>> quoted("a\x1b]0;x\n.txt")
    'a]0;x .txt'
    """
    return plain(str(_safe_fact(text)))


def say_error(error: YuelingError) -> str:
    """The error and its remedy on one line, in the language of this run and safe for a terminal."""
    words = say(error.said)
    return f"{words}{'；' if LANG.get() == 'zh' else '; '}{say(error.remedy)}" if error.remedy else words


def shanghai() -> tzinfo:
    """The time zone Asia/Shanghai."""
    from zoneinfo import ZoneInfo

    return ZoneInfo("Asia/Shanghai")


def language(args: Sequence[str], env: Mapping[str, str]) -> str:
    """The language that `--lang` asks for, the last of them, else that of the locale; Chinese where none is set.

    >>> language(["--lang", "en", "list"], {}), language([], {"LANG": "en_GB.UTF-8"}), language([], {"LC_ALL": "C"})
    ('en', 'en', 'zh')
    >>> language(["--lang", "en", "list", "--lang=zh"], {})
    'zh'
    """
    for word, following in reversed(list(zip(args, [*args[1:], ""], strict=False))):
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
    NumberType = click.ParamType[int]
    MomentType = click.ParamType[datetime]
    PathType = click.Path[Path]
else:  # not generic before click 8.4
    DayType = MomentType = NumberType = click.ParamType
    PathType = click.Path


def plain_day(text: str) -> date | None:
    """The date that is written in full: 2026-04-08, 2026/4/8, 20260408, 2026年4月8日; None for any other text."""
    match = re.fullmatch(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d\d)(\d\d))", text.strip())
    try:
        year, *rest = [int(part) for part in match.groups() if part] if match else (0,)
        return date(year, *rest)
    except (ValueError, TypeError):
        return None


class Day(DayType):
    """A date as people type it: 2026-04-08, 2026年4月8日, and with the day of the run as reference 明天, 下周一, 12月9日.

    Of several days (2026-12, 下周) it is the first or the last one, as `edge` says; without an edge they are no date. A day
    without its year is the next one, which is said on stderr where it is next year's, or with `near` the nearest: one speaks
    of a date of an event also after it. `timed` is what to do where the words have a time of day besides.
    """

    name = "date"

    def __init__(self, edge: str | None = None, *, near: bool = False, timed: str | None = None) -> None:
        self.edge, self.near, self.timed = edge, near, timed

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date; a usage error where it is none."""
        text = str(value).strip()
        if day := plain_day(text):
            return day
        found = self._named(text, ctx.find_root().obj.today) if ctx else None
        if not found or (found[0] != found[1] and not self.edge):
            remedy = Message("“{text}” is no date; write it as 2026-04-08, 4月8日, 明天 or 下周一", text=text)
            timed = Message(self.timed, text=text) if self.timed and has_clock(text) else None
            self.fail(say(timed or remedy), param, ctx)
        from .single import next_year  # only words need it

        if ctx and not self.near and not self.edge and (remark := next_year(text, found[0], ctx.find_root().obj.today)):
            note(remark)
        return found[1] if self.edge == "last" else found[0]

    def _named(self, text: str, today: date) -> tuple[date, date] | None:
        found = named_days(text, today)
        if not (found and self.near):
            return found
        before, this, after = (named_days(text, date(year, 1, 1)) for year in range(today.year - 1, today.year + 2))
        end = named_days(text, date(today.year, 12, 31))
        # without its year it is this year's from 1 January on, and the next one's on 31 December; 明天 and 今年的 are not
        if not (before and this and after and end and found in (this, end) and this[0].year < end[0].year):
            return found
        away = {(days[0] - today).days: days for days in (before, this, after)}
        return away[min((days for days in away if days >= -JUST_NOW), key=abs)]


class Number(NumberType):
    """A whole number from `least` to `most`."""

    name = "number"

    def __init__(self, least: int, most: int | None = None) -> None:
        self.least, self.most = least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number; a usage error where it is none, or too small or too great."""
        try:
            number = int(value)
        except ValueError:
            self.fail(say(Message("“{text}” is no whole number", text=str(value)[:40])), param, ctx)
        if number < self.least or (self.most is not None and number > self.most):
            said = Message("{n} is too small; it begins at {least}", n=number, least=self.least)
            if self.most is not None:
                said = Message("{n} is not from {least} to {most}", n=number, least=self.least, most=self.most)
            self.fail(say(said), param, ctx)
        return number


class Place(PathType):
    """A file or folder by its path; a usage error says in the language of the run what it is not."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path; a usage error where it is not what is wanted."""
        spoken = copy(self)  # click names it when it is made, before anybody asked for a language
        name = "directory" if not self.file_okay else "path" if self.dir_okay else "file"
        spoken.name = gettext.gettext(name)
        return click.Path.convert(spoken, value, param, ctx)


def named_days(text: str, today: date) -> tuple[date, date] | None:
    """The first and the last of the days that the words name on that day, the next ones where the year is left out.

    >>> str(named_days("12月9日", date(2026, 11, 30))[0]), str(named_days("2026-12", date(2026, 11, 30))[1])
    ('2026-12-09', '2026-12-31')
    """
    from rules import YuelingError, once, parse  # the grammar is loaded only where there are words

    month = re.fullmatch(r"(\d{4})[-/.](\d{1,2})", text)
    words = f"{month[1]}年{int(month[2])}月" if month else text
    try:
        found = parse(words, reference=today)
        coming = once(words, today)
    except YuelingError:
        return None
    named = coming.recurrence if coming else found
    span = None if named.clock or "weekday" in named.notes else named.rule.single_span()
    return (span.first, span.last) if span else None


def has_clock(text: str) -> bool:
    """Whether the words are a date with a time of day."""
    from rules import YuelingError, parse

    try:
        return parse(text).clock is not None
    except YuelingError:
        return False


class Moment(MomentType):
    """A date, or a date with a time in Asia/Shanghai, of the years 1900 to 2999; a date alone means its beginning."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment with its time zone; a usage error where it is none."""
        day, _, clock = str(value).strip().replace(" ", "T", 1).partition("T")
        start = plain_day(day)
        moment = clocked(start, clock) if start else None
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
    replies: Mapping[str, Message] = MappingProxyType({})
    """What may be answered where it asks."""

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first line of the help, whole."""
        return say(Message(inspect.cleandoc(self.help or ""))).partition("\n")[0]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the help."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(say(Message(inspect.cleandoc(self.help or ""))))

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes what may be answered, and the examples."""
        if self.replies:
            with formatter.section(say(Message("Answers"))):
                formatter.write_dl([(reply, say(words)) for reply, words in self.replies.items()])
        with formatter.section(say(Message("Examples"))):
            formatter.write("".join(f"  {example}\n" for example in self.examples))


class SpokenGroup(Spoken, click.Group):
    """The same for the group of all commands, which are listed in the order of the journey."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which they were written down."""
        return list(self.commands)


option = partial(click.option, cls=SpokenOption)


def show(text: str) -> None:
    """Prints lines of text, without characters that steer a terminal."""
    click.echo(plain(text))


def bold(text: str) -> str:
    """The text in bold, for `show_styled`; safe whatever it quotes."""
    return click.style(plain(text), bold=True)


def show_styled(text: str) -> None:
    """Prints lines that are styled only where a terminal takes it and NO_COLOR does not forbid it."""
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
    """One JSON value in UTF-8 and a line end, its records with version and time zone.

    Halves of characters and what steers a terminal stand as escapes. A `foreign` answer keeps the shape that others have
    laid down.
    """
    from calendars.records import stamped  # only programs need it

    text = json.dumps(content if foreign else stamped(content), ensure_ascii=False, indent=indent) + "\n"
    text = _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)  # they can stand in its strings alone
    return text.encode("utf-8", "backslashreplace")


def emit_json(content: object, *, indent: int | None = 2, foreign: bool = False) -> None:
    """Writes one JSON value for programs."""
    emit(json_bytes(content, indent=indent, foreign=foreign))


def note(message: Message) -> None:
    """Says something beside the answer, on stderr."""
    warn(say(message))


def warn(text: str) -> None:
    """Prints lines of text on stderr, without characters that steer a terminal."""
    click.echo(plain(text), err=True)


YES, NO = ("y", "yes", "是", "对", "好"), ("n", "no", "否", "不", "")


def progress(items: Sequence[Item], said: Message) -> Iterable[Item]:
    """The items one by one, with a bar on a terminal that shows how many are done."""
    if len(items) < FEWEST_IN_A_BAR or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return items
    from rich.console import Console  # only long work shows a bar
    from rich.progress import track

    return track(items, description=say(said), console=Console(stderr=True), transient=True)


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
    show_styled("\n" + bold(text))
