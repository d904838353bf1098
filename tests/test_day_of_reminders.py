"""A day of reminders by every channel at once, with real servers on this machine: whoever fails keeps nobody else waiting."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

import cli
from scheduler.recipients import Recipient
from tests.post_office import PostOffice, free_port
from tests.test_cli import home

from .doubles import Fault, ServiceDouble
from .test_robots import ALL, DOUBLES, made_for

MORNING = datetime.fromisoformat("2026-04-08T08:00:00+08:00")
READERS = [Recipient(f"{name}的人", channel=name) for name in (*ALL, "stdout")]


@pytest.fixture
def services() -> Iterator[dict[str, ServiceDouble]]:
    with ExitStack() as stack:
        found = {name: stack.enter_context(make()) for name, make in DOUBLES.items()}
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
    lines = ["[mail]", 'host = "127.0.0.1"', f"port = {port}", 'sender = "y@example.org"', 'security = "none"']
    for name, double in services.items():
        kind, table = made_for(double)
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


def test_a_day_with_every_channel_two_of_which_fail(
    services: dict[str, ServiceDouble],
    office: tuple[PostOffice, int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, content in home(tmp_path).items():
        monkeypatch.setenv(name, content)
    file = written(tmp_path, services, office[1])

    def run(*words: str, at: datetime = MORNING) -> tuple[int, str, str]:
        code = cli.main(["--config", file, *words], now=lambda: at)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    for line in ("4月15日前 报送总结", "4月9日上午9点 例会"):
        assert run("add", line, at=MORNING - timedelta(days=60))[0] == 0
    services["wecom"].faults = [Fault.NOT_FOUND]
    services["feishu"].faults = [Fault.HTML]

    code, out, err = run("remind")
    assert code == 1
    assert "报送总结" in out
    assert "127.0.0.1" in err
    assert len(office[0].kept) == 1
    counts: dict[str, Any] = {name: len(double.accepted) for name, double in services.items()}
    assert counts == {"wecom": 0, "dingtalk": 1, "feishu": 1, "ntfy": 1, "webhook": 1}

    code, out, err = run("remind", at=MORNING + timedelta(minutes=10))
    assert (code, out) == (0, ""), err
    counts = {name: len(double.accepted) for name, double in services.items()}
    assert counts == {"wecom": 1, "dingtalk": 1, "feishu": 2, "ntfy": 1, "webhook": 1}
    first, again = services["feishu"].accepted
    assert first == again  # word for word, under the same number
    assert re.search("编号 [0-9a-f]{8}$", first)

    assert run("remind", at=MORNING + timedelta(hours=3))[:2] == (0, "")
    assert {name: len(double.accepted) for name, double in services.items()} == counts
    assert len(office[0].kept) == 1
    for double in services.values():
        assert all("报送总结" in text for text in double.accepted)
