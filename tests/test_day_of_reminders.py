"""A day of reminders by every channel at once, with real servers on this machine: whoever fails keeps nobody else waiting."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from starlette.testclient import TestClient

import cli
from calendars.store import Store
from calendars.web import app
from scheduler.recipients import Recipient
from tests.post_office import PostOffice, free_port
from tests.test_cli import home

from .doubles import Fault, ServiceDouble
from .doubles.service import Question, Reply
from .test_robots import ALL, DOUBLES, made_for

MORNING = datetime.fromisoformat("2026-04-08T08:00:00+08:00")
BASE = "https://calendar.example.org"
MORE = ("apprise",) if find_spec("apprise") else ()
"""Channels of extras that are installed."""
READERS = [Recipient(f"{name}的人", channel=name) for name in (*ALL, *MORE, "stdout")]


class AnyDouble(ServiceDouble):
    """A service that takes whatever Apprise hands it."""

    def reply(self, question: Question) -> Reply:
        self.accepted.append(question.json["message"])
        return Reply.table(ok=True)


@pytest.fixture
def services() -> Iterator[dict[str, ServiceDouble]]:
    with ExitStack() as stack:
        kinds = DOUBLES | dict.fromkeys(MORE, AnyDouble)
        found = {name: stack.enter_context(make()) for name, make in kinds.items()}
        for double in found.values():
            double.now = time.time()  # what is signed bears the moment of this machine
        yield found


@pytest.fixture
def office() -> Iterator[tuple[PostOffice, int]]:
    office = PostOffice()
    control = Controller(office, hostname="127.0.0.1", port=free_port())
    control.start()
    yield office, control.port
    control.stop()


def written(folder: Path, services: dict[str, ServiceDouble], port: int) -> str:
    """A settings file with all channels and a reader of each."""
    lines = [
        "[feeds]",
        f'base_url = "{BASE}/feeds"',
        "[mail]",
        'host = "127.0.0.1"',
        f"port = {port}",
        'sender = "y@example.org"',
        'security = "none"',
    ]
    for name, double in services.items():
        kind, table = made_for(double) if name in ALL else (name, {"url": f"json://127.0.0.1:{double.port}/"})
        lines += [
            f"[channels.{name}]",
            f'type = "{kind}"',
            *(f"{key} = {json.dumps(value)}" for key, value in table.items()),
        ]
    for reader in READERS:
        lines += ["[[recipients]]", f'name = "{reader.name}"', f'channel = "{reader.channel}"']
    lines += ["[[recipients]]", 'name = "张三"', 'email = "zhang@example.org"', 'channel = "mail"']
    file = folder / "settings.toml"
    file.write_text("\n".join(lines), encoding="utf-8")
    file.chmod(0o600)
    return str(file)


Yueling = Callable[..., tuple[int, str, str]]


@pytest.fixture
def yueling(
    services: dict[str, ServiceDouble],
    office: tuple[PostOffice, int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Yueling:
    """The program with the settings of that file: its exit code, what it printed, what it complained of."""
    for name, content in home(tmp_path).items():
        monkeypatch.setenv(name, content)
    file = written(tmp_path, services, office[1])

    def run(*words: str, at: datetime = MORNING) -> tuple[int, str, str]:
        code = cli.main(["--config", file, *words], now=lambda: at)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_a_day_with_every_channel_two_of_which_fail(
    services: dict[str, ServiceDouble], office: tuple[PostOffice, int], yueling: Yueling
) -> None:
    run = yueling
    for line in ("4月15日前 报送总结", "4月9日上午9点 例会"):
        assert run("add", line, at=MORNING - timedelta(days=60))[0] == 0
    services["wecom"].faults = [Fault.NOT_FOUND]
    services["feishu"].faults = [Fault.HTML]

    code, out, err = run("remind")
    assert code == 1
    assert "报送总结" in out
    assert "127.0.0.1" in err
    assert len(office[0].kept) == 1
    counts: dict[str, Any] = {name: len(services[name].accepted) for name in ALL}
    assert counts == {"wecom": 0, "dingtalk": 1, "feishu": 1, "ntfy": 1, "webhook": 1}

    code, out, err = run("remind", at=MORNING + timedelta(minutes=10))
    assert (code, out) == (0, ""), err
    counts = {name: len(services[name].accepted) for name in ALL}
    assert counts == {"wecom": 1, "dingtalk": 1, "feishu": 2, "ntfy": 1, "webhook": 1}
    first, again = services["feishu"].accepted
    assert first == again  # word for word, under the same number
    assert re.search("编号 [0-9a-f]{8}$", first)

    assert run("remind", at=MORNING + timedelta(hours=3))[:2] == (0, "")
    assert {name: len(services[name].accepted) for name in ALL} == counts
    assert len(office[0].kept) == 1
    for double in services.values():
        assert all("报送总结" in text for text in double.accepted)


def test_a_week_by_every_channel_what_moves_is_called_off_or_done_is_so_everywhere(
    services: dict[str, ServiceDouble], office: tuple[PostOffice, int], yueling: Yueling, tmp_path: Path
) -> None:
    def told() -> dict[str, list[str]]:
        """What each channel has brought, the letters as their text."""
        letters = [str(letter.get_body(("plain",)).get_content()) for letter in office[0].letters()]  # type: ignore[union-attr]
        return {name: list(double.accepted) for name, double in services.items()} | {"mail": letters, "stdout": printed}

    printed = list[str]()

    def remind(at: datetime) -> None:
        code, out, err = yueling("--lang", "zh", "remind", at=at)
        assert (code, err) == (0, "")
        printed.extend([out] if out.strip() else [])

    uids = {}
    for line in ("4月15日前 报送总结", "4月15日前 提交预算"):
        _, out, _ = yueling("add", line, "--json", at=MORNING - timedelta(days=60))
        event = json.loads(out)["event"]
        uids[event["title"]] = event["uid"]
    remind(MORNING)
    channels = {*ALL, *MORE, "mail", "stdout"}
    assert {name for name, texts in told().items() if len(texts) == 1} == channels
    assert all("报送总结" in texts[0] and "提交预算" in texts[0] for texts in told().values())

    assert yueling("move", uids["报送总结"], "2026-04-15", "2026-04-17")[0] == 0
    assert yueling("cancel", uids["提交预算"], "--all")[0] == 0
    remind(MORNING + timedelta(hours=2))
    assert {name for name, texts in told().items() if len(texts) == 2} == channels
    assert all("改期" in texts[1] and "取消" in texts[1] for texts in told().values())

    remind(MORNING + timedelta(days=8))  # the day before it is due
    assert {name for name, texts in told().items() if len(texts) == 3} == channels
    assert all("报送总结" in texts[2] and "提交预算" not in texts[2] for texts in told().values())
    links = services["webhook"].questions[-1].json["data"]["items"][0]["links"]
    (done,) = [one["url"] for one in links if one["label"] == "已完成"]
    assert all(f"{BASE}/" in told()[name][2] for name in ("mail", "wecom", "ntfy", "stdout"))
    with TestClient(
        app(
            lambda: Store.open(home(tmp_path)["YUELING_DB"]),
            lambda: MORNING + timedelta(days=8),
            patience=0,
            desk=False,
        )
    ) as web:
        assert web.post(done.removeprefix(BASE)).status_code == 200

    remind(MORNING + timedelta(days=9))  # the day on which it is due: it is done
    assert {name for name, texts in told().items() if len(texts) == 3} == channels
    code, out, _ = yueling("deliveries", "--json", at=MORNING + timedelta(days=9))
    assert (code, json.loads(out)) == (0, [])
    _, out, _ = yueling("duties", at=MORNING + timedelta(days=9))
    assert "报送总结" not in out
