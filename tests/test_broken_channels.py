"""A channel whose own settings are wrong keeps nobody from theirs, and is told by every command until it is mended."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

import cli
from scheduler.channels import kind_of
from scheduler.section import SettingsError
from scheduler.settings_file import load_settings
from tests.test_cli import Run, run

__all__ = ["run"]
NOW = datetime(2026, 4, 8, 1, tzinfo=UTC)
HOOK = """[channels.hook]
type = "webhook"
url = "http://192.0.2.7/in"
secret = "0123456789abcdef0123456789abcdef"
"""
PEOPLE = """[[recipients]]
name = "张三"
[[recipients]]
name = "李四"
channel = "hook"
"""


@pytest.fixture
def config(tmp_path: Path) -> tuple[str, str]:
    file = tmp_path / "own.toml"
    file.write_text(HOOK, encoding="utf-8")
    return "--config", str(file)


def test_a_value_that_is_wrong_breaks_its_channel_alone(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        HOOK + '[mail]\nhost = "a b"\nsender = "a@b.cn"\n[channels.desk]\ntype = "stdout"\n', encoding="utf-8"
    )
    found = load_settings(file, {})
    assert [(fault.line, fault.key) for fault in found.faults] == [(6, "mail.host"), (3, "channels.hook.url")]
    hook = found.channel("hook")
    assert hook
    assert kind_of(hook) == "webhook"
    assert [check.state for check in hook.check(None)] == ["wrong"]


@pytest.mark.parametrize("text", ["[channels.hook]\ntype = 'wechat'\n", HOOK + "uri = 'x'\n", "[mail]\nhots = 'm'\n"])
def test_a_name_that_nobody_knows_stops_as_before(tmp_path: Path, text: str) -> None:
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError):
        load_settings(file, {})


@pytest.mark.parametrize(
    "words", [("people", "list"), ("channels",), ("groups", "list"), ("channels", "test", "stdout")]
)
def test_every_command_does_its_work_and_tells_the_fault_with_file_and_line(
    run: Run, config: tuple[str, str], words: tuple[str, ...]
) -> None:
    run("people", "add", "张三", "--channel", "stdout")
    ran = run(*words, *config, "--lang", "en")
    assert ran.code == 0
    assert ran.err.count(f"{config[1]}:3: channels.hook.url: the address would be asked without encryption") == 1
    assert "allow_private = true" in ran.err


def test_a_pass_tells_the_others_and_says_what_is_wrong_though_nobody_is_told_by_it(
    run: Run, config: tuple[str, str]
) -> None:
    run("add", "2026年4月8日 报送总结")
    ran = run("remind", *config, "--lang", "en")
    assert ran.code == 1
    assert "报送总结" in ran.out
    assert ran.err.count(f"{config[1]}:3: ") == 1


def test_what_goes_by_it_waits_and_goes_out_when_it_is_mended(
    run: Run, config: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    def remind() -> tuple[int, str, str]:
        code = cli.main([*config, "--lang", "en", "remind"], now=lambda: NOW)
        return code, *capsys.readouterr()

    file = Path(config[1])
    file.write_text(HOOK + PEOPLE, encoding="utf-8")
    run("add", "2026年4月8日 报送总结")
    code, out, err = remind()
    assert (code, out.startswith("张三")) == (1, True)
    assert err.count(f"{config[1]}:3: ") == 1
    waiting = run("deliveries", *config, "--json").json()
    assert [(one["recipient"], one["tries"]) for one in waiting] == [("李四", 0)]
    file.write_text(HOOK.replace("webhook", "stdout").partition("url")[0] + PEOPLE, encoding="utf-8")
    code, out, _ = remind()
    assert (code, out.startswith("李四"), "报送总结" in out) == (0, True, True)


def test_the_check_up_tells_it_once(run: Run, config: tuple[str, str]) -> None:
    ran = run("doctor", *config, "--lang", "en")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.count(f"channel: {config[1]}:3: ") == 1


def test_a_secret_that_is_nowhere_is_told_where_channels_are_looked_at(run: Run, config: tuple[str, str]) -> None:
    Path(config[1]).write_text(
        '[channels.phone]\ntype = "ntfy"\nserver = "https://ntfy.example"\ntopic = "t"\ntoken_env = "NOWHERE"\n',
        "utf-8",
    )
    ran = run("channels", *config, "--lang", "en")
    assert (ran.code, ran.err.count(f"{config[1]}:5: ")) == (0, 1)
    assert "the environment variable NOWHERE is empty" in ran.err
    (record,) = [one for one in run("channels", *config, "--json").json() if one["name"] == "phone"]
    assert len(record["faults"]) == 1
    assert "NOWHERE is empty" in run("doctor", *config, "--lang", "en").out


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://cal.example.org/", 'base_url = "https://cal.example.org/feeds"'),
        ("https://cal.example.org/feeds/", "✓ server: links in messages lead to https://cal.example.org/"),
        ("https://example.org/cal/feeds", "✓ server: links in messages lead to https://example.org/cal/"),
    ],
)
def test_the_check_up_says_where_links_lead_or_why_there_are_none(
    run: Run, config: tuple[str, str], url: str, said: str
) -> None:
    Path(config[1]).write_text(f'[feeds]\nbase_url = "{url}"\n', "utf-8")
    assert said in run("doctor", *config, "--lang", "en").out
