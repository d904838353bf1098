"""What programs read: every command's --json keeps the schema that the documentation gives them."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from copy import deepcopy
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from calendars.actions import stop
from calendars.commands.group import cli
from calendars.planner import PLACES
from calendars.records import VERSION, stamped
from calendars.store import Store
from rules import Clock, Occurrence, Span, parse
from rules.explaining import explain
from scheduler.jobs import remind
from scheduler.reminders import CHINA
from scheduler.settings import Settings
from tests.second_double import double, web
from tests.test_cli import ROOT, Run, added, notice, run

__all__ = ["notice", "run"]
SCHEMA: dict[str, Any] = json.loads((ROOT / "calendars" / "schema" / "yueling.schema.json").read_text(encoding="utf-8"))
FEED = ROOT / "tests" / "feeds" / "all.ics"
HOLIDAYS = ROOT / "tests" / "holidays" / "2026.txt"
SILENT = {"serve", "demo", "watch", "mcp", "worker"}
"""Commands that give no answer: they run, or show how the others look."""


def closed(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema without room for fields that it does not describe."""
    schema = deepcopy(schema)
    for part in _objects(schema):
        if "properties" in part:
            part.setdefault("additionalProperties", False)
    schema["$defs"]["reading"]["additionalProperties"] = True  # laid down elsewhere
    schema["$defs"]["outcome"]["additionalProperties"] = True  # inside a reading it also says dry_run
    return schema


def _objects(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if node.get("type") == "object":
            yield node
        for inner in node.values():
            yield from _objects(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _objects(inner)


CLOSED = closed(SCHEMA)


def faults(name: str, record: Any) -> list[str]:
    """What of the record is not as the schema says of that name."""
    validator = Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": CLOSED["$defs"]})
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(record)]


def checked(name: str, answer: Any) -> Any:
    """The answer, once it has proved to be one record, or a list of records, of that name."""
    Draft202012Validator(SCHEMA).validate(answer)
    records = answer if isinstance(answer, list) else [answer]
    assert [fault for record in records for fault in faults(name, record)] == []
    assert name == "reading" or all((r["version"], r["time_zone"]) == (VERSION, "Asia/Shanghai") for r in records)
    return answer


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["title"].endswith(f"version {VERSION}")


STEPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "add": ("single", ("add", "每月10日前 报送统计表 ", "--tag", "统计")),
    "add --catalogue": ("outcome", ("add", "--catalogue", "科协")),
    "observances": ("observance", ("observances", "--search", "科普")),
    "observances --add": ("outcome", ("observances", "--add", "世界水日")),
    "list": ("event", ("list",)),
    "search": ("event", ("search", "例会")),
    "show": ("event", ("show", "UID")),
    "why": ("why", ("why", "UID")),
    "upcoming": ("entry", ("upcoming", "--days", "60")),
    "upcoming --format json": ("entry", ("upcoming", "--format", "json")),
    "upcoming -o": ("file", ("upcoming", "-o", "TMP/list.docx")),
    "edit": ("single", ("edit", "UID", "--title", "例会（改）", "--lead", "3d")),
    "edit, nothing": ("single", ("edit", "UID", "--title", "例会")),
    "move": ("single", ("move", "UID", "2026-04-13", "2026-04-14")),
    "cancel": ("single", ("cancel", "UID", "2026-04-20")),
    "merge": ("single", ("merge", "UID", "OTHER")),
    "split": ("outcome", ("split", "UID", "每周一上午9点 例会", "每周一上午10点 汇报")),
    "done": ("completed", ("done", "OTHER", "--by", "张三")),
    "progress": ("duty_changed", ("progress", "OTHER", "2/3", "--by", "张三")),
    "snooze": ("duty_changed", ("snooze", "OTHER", "--until", "3d", "--for", "张三")),
    "ack": ("duty_changed", ("ack", "OTHER", "--by", "张三")),
    "duties": ("duty", ("duties",)),
    "duties --summary": ("summary", ("duties", "--summary")),
    "duties quota": ("quota_set", ("duties", "quota", "OTHER", "3..5")),
    "links renew": ("renewed", ("links", "renew", "--yes")),
    "links stopped": ("stop", ("links", "stopped")),
    "links resume": ("resumed", ("links", "resume", "STOPPED")),
    "remove": ("removal", ("remove", "UID", "--yes")),
    "undo": ("undone", ("undo", "--yes")),
    "history": ("step", ("history",)),
    "history UID": ("past", ("history", "UID")),
    "explain": ("explanation", ("explain", "2026年12月18日14:30")),
    "explain --tree": ("tree", ("explain", "9月第三周", "--tree")),
    "read": ("reading", ("read", "NOTICE")),
    "read --trace": ("reading", ("read", "NOTICE", "--trace")),
    "read --add": ("reading", ("read", "NOTICE", "--add", "--yes")),
    "review": ("waiting", ("review",)),
    "review --yes": ("waiting", ("review", "--yes")),
    "cascade": ("single", ("cascade", "OTHER", "--before", "5个工作日", "--to", "各分会")),
    "anchor": ("single", ("anchor", "COUNTED", "UID")),
    "import": ("import", ("import", "EXPORT", "--yes")),
    "import --dry-run": ("import", ("import", "EXPORT", "--dry-run")),
    "check": ("check", ("check", str(FEED))),
    "export -o": ("file", ("export", "-o", "TMP/all.json")),
    "planner": ("file", ("planner", "2027", "--out", "TMP/2027.pdf")),
    "subscribe": ("subscribed", ("subscribe", "FEED", "--allow-private")),
    "subscriptions": ("subscription", ("subscriptions",)),
    "refresh": ("look", ("refresh", "校历")),
    "unsubscribe": ("unsubscribed", ("unsubscribe", "校历", "--yes")),
    "init": ("kept", ("init",)),
    "backup": ("backed_up", ("backup", "TMP/b.jsonl")),
    "restore": ("restored", ("restore", "BACKUP", "--yes")),
    "migrate-to": ("moved", ("migrate-to", "OTHER_PLACE")),
    "remind": ("report", ("remind", "--dry-run")),
    "deliveries": ("delivery", ("deliveries", "--state", "sent")),
    "deliveries resend": ("delivery", ("deliveries", "resend", "--all-dead")),
    "deliveries drop": ("delivery", ("deliveries", "drop", "--all-dead")),
    "publish": ("publication", ("publish", "TMP/feeds")),
    "doctor": ("checkup", ("doctor",)),
    "holidays show": ("year", ("holidays", "show", "2026")),
    "holidays list": ("years", ("holidays", "list")),
    "holidays import": ("settling", ("holidays", "import", str(HOLIDAYS), "--yes")),
    "feeds list": ("feed", ("feeds", "list")),
    "feeds add": ("feed_shown", ("feeds", "add", "新的", "--tag", "统计")),
    "feeds edit": ("feed_shown", ("feeds", "edit", "科普处", "--public")),
    "feeds show": ("feed_shown", ("feeds", "show", "all")),
    "feeds remove": ("gone", ("feeds", "remove", "科普处", "--yes")),
    "feeds token": ("token", ("feeds", "token", "科普处", "--for", "张三")),
    "feeds rotate": ("token", ("feeds", "rotate", "1", "--yes")),
    "feeds revoke": ("token", ("feeds", "revoke", "1", "--yes")),
    "people list": ("person", ("people", "list")),
    "people add": ("person", ("people", "add", "王五", "--channel", "stdout", "--kind", "截止", "--lead", "2h")),
    "people set": ("person", ("people", "set", "张三", "--quiet", "22:00-07:00", "--deputy", "李四", "--after", "2")),
    "people remove": ("gone", ("people", "remove", "张三", "--yes")),
    "people import": ("arrivals", ("people", "import")),
    "groups list": ("group", ("groups", "list")),
    "groups add": ("group", ("groups", "add", "年检", "--tag", "年检", "--member", "张三")),
    "groups set": ("group", ("groups", "set", "科普", "--drop", "张三", "--rest")),
    "groups remove": ("gone", ("groups", "remove", "科普", "--yes")),
    "accounts add": ("account", ("accounts", "add", "李四")),
    "accounts list": ("account", ("accounts", "list")),
    "accounts remove": ("gone", ("accounts", "remove", "张三", "--yes")),
    "accounts password": ("account", ("accounts", "password", "张三")),
    "accounts role": ("account", ("accounts", "role", "张三", "reader")),
    "channels": ("channel", ("channels",)),
    "channels test": ("trial", ("channels", "test", "stdout")),
    "org add": ("organisation", ("org", "add", "xiamen", "厦门市科协", "--under", "fujian")),
    "org list": ("organisation", ("org", "list")),
    "org rename": ("organisation", ("org", "rename", "fujian", "闽科协")),
    "org move": ("organisation", ("org", "move", "fujian")),
    "org close": ("organisation", ("org", "close", "fujian")),
    "org open": ("organisation", ("org", "open", "fujian")),
    "org settings": ("organisation_settings", ("org", "settings", "fujian")),
    "org remove": ("organisation_removed", ("org", "remove", "fujian", "--yes")),
    "org give": ("giving", ("org", "give", "报送", "--to", "fujian")),
    "remind of all": ("report", ("remind",)),
    "tokens add": ("token", ("tokens", "add")),
    "tokens list": ("token", ("tokens", "list")),
    "tokens rotate": ("token", ("tokens", "rotate", "2", "--yes")),
    "tokens revoke": ("token", ("tokens", "revoke", "2", "--yes")),
}
"""Each command with what the schema calls its answer."""
FOREIGN = ("subscribed", "subscription", "look", "unsubscribed")
CALENDAR = """BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//a//b//\r\nX-WR-CALNAME:校历\r\nBEGIN:VEVENT\r\nUID:1\r
DTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20260415\r\nSUMMARY:期末考试\r\nEND:VEVENT\r\nEND:VCALENDAR\r
""".encode()


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """What ends with the test."""
    with ExitStack() as stack:
        yield stack


def organised(step: str, run: Run, notice: str) -> None:
    """Adds the organisation that the step is about, and what it is to be given."""
    if step.startswith("org") or step == "remind of all":
        run("org", "add", "fujian", "福建省科协")
    if step == "org give":
        run("read", notice, "--add", "--yes")
    if step == "org remove":
        run("org", "close", "fujian")


def told(step: str, url: str) -> dict[str, str]:
    """What was said to readers before the step, where it is about that; and what stands for words of it."""
    if step.startswith("deliveries"):
        reminded("sent" if step == "deliveries" else "dead")
    if not step.startswith("links"):
        return {}
    with Store.open(url) as store:
        stop(store, "zhang@example.org", "mail", datetime(2026, 4, 8, 1, tzinfo=UTC))
    return {"STOPPED": "zhang@example.org"}


@pytest.mark.parametrize("step", STEPS)
def test_the_answer_of_each_command_is_as_the_schema_says(
    step: str, run: Run, notice: str, tmp_path: Path, stack: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, words = STEPS[step]
    if step == "planner" and not any(Path(place).is_file() for place in PLACES):
        pytest.skip("no Chinese TrueType font is installed")
    if step.startswith(("people", "groups", "snooze")):
        for line in (
            "people add 张三 --channel stdout",
            "people add 李四 --channel stdout",
            "groups add 科普 --member 张三",
        ):
            run(*line.split())
    organised(step, run, notice)
    if step.startswith(("feeds", "accounts", "tokens")):
        monkeypatch.setattr(
            "sys.stdin",
            StringIO("春眠不觉晓处处闻啼鸟\n" * 2),
        )
        for line in ("feeds add 科普处 --secret", "feeds token all", "tokens add", "accounts add 张三"):
            run(*line.split())
    stand = {"UID": added(run, "每周一上午9点 例会"), "OTHER": added(run, "4月15日前 报送总结"), "NOTICE": notice}
    run("export", "-o", str(tmp_path / "export.json"))
    if step.startswith("import"):
        run("undo", "2", "--yes")
    if step.startswith("review"):
        folder = tmp_path / "in"
        folder.mkdir()
        (folder / "n.txt").write_bytes(Path(notice).read_bytes())
        run("read", str(folder))
    stand |= told(step, f"sqlite:///{tmp_path}/events.sqlite3")
    if step == "anchor":
        stand["COUNTED"] = added(run, "会议结束后30个工作日内 报送总结")
    run("backup", str(tmp_path / "backup.jsonl"))
    feed = stack.enter_context(double()) if name in FOREIGN else None
    if feed:
        feed.says = lambda _: web(CALENDAR, kind="text/calendar")
        stand["FEED"] = f"http://127.0.0.1:{feed.port}/a.ics"
        if step != "subscribe":
            run("subscribe", stand["FEED"], "--allow-private")
    stand |= {
        "OTHER_PLACE": f"sqlite:///{tmp_path}/there.db",
        "EXPORT": str(tmp_path / "export.json"),
        "BACKUP": str(tmp_path / "backup.jsonl"),
    }
    ran = run(*(stand.get(word, word.replace("TMP", str(tmp_path))) for word in words), "--json")
    assert (ran.code, ran.err.count("Traceback")) == (0, 0), ran.err
    assert checked(name, ran.json())


def reminded(state: str) -> None:
    """Makes a pass over the reminders, and this of what was sent."""
    with Store.open(os.environ["YUELING_DB"]) as store:
        assert remind(store, Settings(), datetime(2026, 4, 8, 9, tzinfo=CHINA), io.StringIO()).sent
        with store.writing() as connection:
            for table in ("messages", "deliveries"):
                connection.exec_driver_sql(f"UPDATE {table} SET state = '{state}' WHERE org = this_org()")


def leaves(group: Any, path: str = "") -> Iterator[str]:
    for word, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from leaves(command, f"{path}{word} ")
        else:
            yield f"{path}{word}"


def test_no_command_is_left_out() -> None:
    shown = {
        " ".join(word for word in words if word.replace("-", "").isalpha() and word.isascii() and word[0] != "-")
        for _, words in STEPS.values()
    }
    missing = {leaf for leaf in leaves(cli) if not any(f"{words} ".startswith(f"{leaf} ") for words in shown)}
    assert missing - SILENT == set()
    for leaf in leaves(cli):
        command: Any = cli
        for word in leaf.split():
            command = command.commands[word]
        assert (leaf in SILENT) == all("--json" not in param.opts for param in command.params), leaf


@pytest.mark.parametrize(
    ("words", "code", "sort"),
    [
        (("show", "zzzz"), 1, "UnknownEvent"),
        (("show",), 2, "MissingParameter"),
        (("explain", "每月笫二个星期五"), 1, "UnreadRule"),
        (("read", "/nowhere.txt"), 1, "FileNotFoundError"),
        (("add", "abc"), 1, None),
        (("undo", "--yes"), 1, None),
        (("remove", "zzzz"), 1, "UnknownEvent"),
        (("upcoming", "--days", "-1"), 2, "BadParameter"),
        (("holidays", "show", "1950"), 1, "UnknownYear"),
        (("import", "/nowhere.ics", "--yes"), 1, "FileNotFoundError"),
    ],
)
def test_an_error_is_a_record_on_stdout_and_words_on_stderr(
    run: Run, words: tuple[str, ...], code: int, sort: str | None
) -> None:
    run("add", "5.30 科技工作者日")
    run("undo", "--yes")
    ran = run(*words, "--json")
    record = checked("error", ran.json())
    assert (ran.code, record["exit_code"]) == (code, code)
    assert sort in (None, record["sort"])
    assert record["error"] in ran.err


def test_of_several_notices_each_has_its_line_and_a_bad_one_too(run: Run, notice: str) -> None:
    lines = [json.loads(line) for line in run("read", notice, "/nowhere.txt", notice, "--json").out.splitlines()]
    for name, record in zip(("reading", "error", "reading"), lines, strict=True):
        checked(name, record)


def test_one_notice_keeps_the_shape_that_others_score(run: Run, notice: str) -> None:
    assert list(run("read", notice, "--json").json()) == ["notice", "findings"]


def test_reading_in_tells_the_uids(run: Run, notice: str) -> None:
    stored = run("read", notice, "--add", "--yes", "--json").json()["stored"]
    assert {each["uid"] for each in stored["added"]} == {event["uid"] for event in run("list", "--json").json()}


def test_an_event_says_its_next_date_its_sentence_and_why_it_is_in_doubt(run: Run, notice: str) -> None:
    run("read", notice, "--add", "--yes")
    due, day = sorted(run("list", "--json").json(), key=lambda event: event["next"]["start"])
    assert due["next"]["start"] == "2026-04-15"
    assert "请各单位于4月15日前" in due["sentence"]
    assert day["next"]["tentative"]
    assert day["next"]["reasons"]
    entry = next(e for e in run("upcoming", "--days", "200", "--json").json() if e["uid"] == day["uid"])
    assert entry["reasons"] == day["next"]["reasons"]
    assert entry["occurrence"].startswith(day["uid"])


def test_every_line_of_a_batch_is_stamped() -> None:
    assert stamped({"a": 1}) == {"version": 1, "time_zone": "Asia/Shanghai", "a": 1}
    assert stamped([{"a": 1}, {"b": 2}])[1]["version"] == 1


CLOCKS = [None, *(Clock(a, b) for a in (None, 0, 540, 1439) for b in (None, 0, 600, 1440) if (a, b) != (None, None))]


@pytest.mark.parametrize("days", [0, 1, 40])
@pytest.mark.parametrize("clock", CLOCKS)
def test_no_end_lies_before_its_start_and_every_point_is_iso(days: int, clock: Clock | None) -> None:
    last = date.fromordinal(date(2026, 12, 18).toordinal() + days)
    start, end, all_day = Occurrence(Span(date(2026, 12, 18), last), "", clock).times
    assert "T24" not in start + end
    assert datetime.fromisoformat(start) <= datetime.fromisoformat(end)
    assert all_day == ("T" not in start) == ("T" not in end)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026年12月18日14:30", "2026-12-18T14:30", "2026-12-18T14:30"),
        ("2026年12月20日17:00前", "2026-12-20T17:00", "2026-12-20T17:00"),
        ("2026年12月18日9:00至24:00", "2026-12-18T09:00", "2026-12-19T00:00"),
        ("2026年12月31日24:00前", "2026-12-31", "2026-12-31"),
    ],
)
def test_a_time_is_told_alike_by_explain_and_the_agenda(text: str, start: str, end: str) -> None:
    (found,) = explain(text, date(2026, 1, 1), 1)["dates"]
    assert (found["start"], found["end"]) == (start, end)
    (occurrence,) = parse(text).between(date(2026, 12, 1), date(2027, 1, 31))
    assert occurrence.times[:2] == (start, end)
