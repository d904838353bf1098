"""The group of all commands, the options that each of them takes, and how a command registers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from rules import LANGUAGES, Message, name_organisation

from ..terminal import Moment, Place, Spoken, SpokenGroup, SpokenOption, option
from .session import Session

Function = TypeVar("Function", bound=Callable[..., Any])


def remember(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """Keeps a global option in the session, wherever on the line it stood."""
    if value is not None and value is not False:
        setattr(ctx.ensure_object(Session), str(param.name), value)
    return value


def remember_organisation(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Keeps whose run it is: what the line says, wherever on it, before what the environment does."""
    session = ctx.ensure_object(Session)
    in_environment = ctx.get_parameter_source(str(param.name)) is ParameterSource.ENVIRONMENT
    if value is not None and not (in_environment and session.org is not None):
        from ..organisations import KEY  # few have more than one

        session.org, session.org_in_environment = value, in_environment
        name_organisation(value if KEY.fullmatch(value) else "")
    return value


def global_options(function: Function, *, hidden: bool) -> Function:
    """The function with the options that every command takes, before its name (shown in the help) or behind it."""
    shared = partial(option, callback=remember, expose_value=False, hidden=hidden)
    path = Place(path_type=Path)
    langs = click.Choice(LANGUAGES)
    for decorate in (
        option(
            "--lang", type=langs, expose_value=False, hidden=hidden, help="language; by default the locale's, else zh"
        ),
        shared("-v", "verbose", is_flag=True, help="say more; show the whole of an unexpected error"),
        shared(
            "--now", type=Moment(), is_eager=True, metavar="T", help="act as at this moment, as in 2026-04-08T09:00"
        ),
        shared("--config", type=path, metavar="FILE", help="settings (TOML)"),
        shared(
            "--org",
            metavar="KEY",
            envvar="YUELING_ORG",
            callback=remember_organisation,
            help="organisation; also YUELING_ORG",
        ),
        shared("--db", metavar="URL", help="database; also YUELING_DB"),
    ):
        function = decorate(function)
    return function


@click.group(cls=SpokenGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="yueling", cls=SpokenOption, help="show the version")
@partial(global_options, hidden=False)
def cli() -> None:
    """Reads official notices, finds their date rules, and turns them into calendar feeds and reminders."""


assert isinstance(cli, SpokenGroup)
cli.examples = (
    "yueling read 通知.txt --add",
    'yueling add "每年5月30日 全国科技工作者日"',
    "yueling upcoming --days 30",
)


def with_json(function: Function) -> Function:
    """The function with the option --json; the session keeps it, so that errors know of it too."""
    params: list[click.Parameter] = function.__dict__.setdefault("__click_params__", [])
    own = next((param for param in params if param.name == "as_json"), None)
    if own:
        own.callback = remember
        return function
    option("--json", "as_json", is_flag=True, help="print JSON", callback=remember, expose_value=False)(function)
    params.insert(0, params.pop())  # the last in the help
    return function


def command(
    *examples: str,
    name: str | None = None,
    under: click.Group = cli,
    answers: bool = True,
    replies: Mapping[str, Message] | None = None,
) -> Callable[[Callable[..., int | None]], click.Command]:
    """Registers a command: its docstring is its help, the examples stand below; what it returns is the exit code.

    Every command that `answers` takes --json; `shared.answer` then prints a record in place of words. `replies` are what a
    person may answer where it asks.
    """

    def register(function: Callable[..., int | None]) -> click.Command:
        function = with_json(function) if answers else function
        made = under.command(name, cls=Spoken)(global_options(function, hidden=True))
        assert isinstance(made, Spoken)
        made.examples, made.replies = examples, replies or {}
        return made

    return register
