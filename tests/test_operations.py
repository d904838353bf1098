"""What is handed to systemd, cron, launchd and Windows: each file is what its program takes, and runs commands that there are."""

from __future__ import annotations

import configparser
import plistlib
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path, PureWindowsPath
from xml.etree import ElementTree as Tree

import pytest

from rules import parse
from rules.notations.cron import read_cron
from tests.test_cli import Run, run

__all__ = ["run"]
FOLDER = Path(__file__).resolve().parent.parent / "docs" / "operations"
PROGRAM = "/opt/yueling/.venv/bin/yueling"
UNITS = ("yueling.service", "yueling-remind.service", "yueling-remind.timer", "yueling-web@.service")
TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def written(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def unit(name: str) -> configparser.ConfigParser:
    read = configparser.ConfigParser(interpolation=None, strict=False)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string(written(name))
    return read


def jobs() -> list[tuple[list[str], str]]:
    """The five fields and the command of each line of the crontab."""
    lines = [line.split(maxsplit=5) for line in written("crontab").splitlines() if line and not line.startswith("#")]
    return [(line[:5], line[5]) for line in lines]


def commands() -> Iterator[tuple[str, list[str]]]:
    """What each file runs: the program's words, without its path."""
    for name in (*UNITS[:2], UNITS[3]):
        program, *words = shlex.split(unit(name)["Service"]["ExecStart"].replace("%i", "8735"))
        assert program == PROGRAM
        yield name, words
    for _, command in jobs():
        program, *words = shlex.split(command)
        assert program == "$HOME/.local/bin/yueling"
        yield "crontab", words
    yield "launchd", plistlib.loads(written("yueling.remind.plist").encode())["ProgramArguments"][1:]
    yield "Windows", (Tree.fromstring(written("yueling-remind.xml")).findtext(f".//{TASK}Arguments") or "").split()


# -- systemd ----------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_finds_no_fault_with_the_units(tmp_path: Path) -> None:
    files = [tmp_path / name for name in UNITS]
    for file in files:
        file.write_text(written(file.name).replace(PROGRAM, shutil.which("true") or ""), encoding="utf-8")
    command = ["systemd-analyze", "verify", "--man=no", *map(str, files)]
    ran = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    when = unit("yueling-remind.timer")["Timer"]["OnCalendar"]
    ran = subprocess.run(["systemd-analyze", "calendar", when], check=False, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    assert re.search(r"23:53:00 UTC", ran.stdout)  # 7:53 in China


def test_the_timer_starts_the_pass_that_stands_beside_it_and_makes_up_for_what_it_missed() -> None:
    timer = unit("yueling-remind.timer")
    assert "Unit" not in timer["Timer"]  # the service of the same name
    assert timer["Timer"]["Persistent"] == "true"
    assert timer["Timer"]["OnCalendar"].endswith("Asia/Shanghai")
    assert unit("yueling-remind.service")["Service"]["Type"] == "oneshot"


@pytest.mark.parametrize("name", UNITS[:2])
def test_a_service_has_its_own_account_and_folder_and_writes_nowhere_else(name: str) -> None:
    service = unit(name)["Service"]
    assert service["User"] == service["StateDirectory"] == "yueling"
    assert f"sqlite:////var/lib/{service['StateDirectory']}/" in service["Environment"]
    guards = ("StateDirectoryMode", "UMask", "ProtectSystem", "ProtectHome", "NoNewPrivileges")
    assert [service[key] for key in guards] == ["0700", "0077", "strict", "yes", "yes"]


def test_one_of_several_servers_is_guarded_as_a_single_one_is_and_leaves_reminders_to_others() -> None:
    one, single = unit("yueling-web@.service")["Service"], unit("yueling.service")["Service"]
    assert {key for key in one if one[key] != single[key]} == {"Environment", "ExecStart"}
    assert one["ExecStart"].endswith(" --port %i --no-clock")
    assert one["Environment"].startswith("YUELING_DB=postgresql://")


# -- cron -------------------------------------------------------------------------------------------------------------


def test_the_lines_of_the_crontab_have_five_fields_each_within_its_bounds() -> None:
    assert len(jobs()) == 3
    for fields, _ in jobs():
        for field, (first, last) in zip(fields, ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7)), strict=True):
            assert field == "*" or first <= int(field) <= last
    assert read_cron(" ".join(jobs()[0][0])) == parse("每天7:53")


def test_no_line_of_the_crontab_holds_a_percent_sign_that_ends_it() -> None:
    assert [command for _, command in jobs() if re.search(r"(?<!\\)%", command)] == []
    assert any(r"\%" in command for _, command in jobs())


# -- launchd ----------------------------------------------------------------------------------------------------------


def test_launchd_gets_the_keys_that_it_knows_in_their_types() -> None:
    job = plistlib.loads(written("yueling.remind.plist").encode())
    types = {
        "Label": str, "ProgramArguments": list, "StartCalendarInterval": dict, "RunAtLoad": bool, "ProcessType": str,
        "Umask": int, "StandardOutPath": str, "StandardErrorPath": str,
    }  # fmt: skip
    assert {key: type(value) for key, value in job.items()} == types
    assert job["Label"] + ".plist" == "yueling.remind.plist"
    assert all(isinstance(word, str) for word in job["ProgramArguments"])
    assert job["StartCalendarInterval"] == {"Hour": 7, "Minute": 53}
    assert (job["ProcessType"], job["Umask"]) == ("Background", 0o077)
    paths = (job["ProgramArguments"][0], job["StandardOutPath"], job["StandardErrorPath"])
    assert all(path.startswith("/") and not re.search(r"[~$]", path) for path in paths)  # launchd expands nothing


@pytest.mark.skipif(not shutil.which("plutil"), reason="plutil is not installed")
def test_the_system_itself_reads_the_file_for_launchd() -> None:
    subprocess.run(["plutil", "-lint", FOLDER / "yueling.remind.plist"], check=True, capture_output=True)


# -- Windows ----------------------------------------------------------------------------------------------------------

TRUTH, SPAN = "true|false", r"P(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?"
FIELDS = {
    "RegistrationInfo/Description": ".+",
    "Triggers/CalendarTrigger/StartBoundary": r"\d{4}-\d\d-\d\dT07:53:00",
    "Triggers/CalendarTrigger/ScheduleByDay/DaysInterval": "1",
    "Principals/Principal/LogonType": "InteractiveToken",
    "Principals/Principal/RunLevel": "LeastPrivilege",
    "Settings/MultipleInstancesPolicy": "Parallel|Queue|IgnoreNew|StopExisting",
    "Settings/DisallowStartIfOnBatteries": TRUTH,
    "Settings/StopIfGoingOnBatteries": TRUTH,
    "Settings/StartWhenAvailable": "true",
    "Settings/RunOnlyIfNetworkAvailable": TRUTH,
    "Settings/WakeToRun": TRUTH,
    "Settings/ExecutionTimeLimit": SPAN,
    "Settings/RestartOnFailure/Interval": SPAN,
    "Settings/RestartOnFailure/Count": r"\d{1,2}",
    "Actions/Exec/Command": ".+",
    "Actions/Exec/Arguments": ".+",
}
"""The fields of the Task Scheduler's schema that the task has, and what may stand in each."""


def test_windows_gets_a_task_of_its_schema() -> None:
    data = (FOLDER / "yueling-remind.xml").read_bytes()
    assert data.isascii()  # whatever schtasks takes the encoding for
    task = Tree.fromstring(data)
    assert (task.tag, task.get("version")) == (f"{TASK}Task", "1.2")
    found = dict(leaves(task))
    assert found.keys() == FIELDS.keys()
    assert [key for key, pattern in FIELDS.items() if not re.fullmatch(pattern, found[key])] == []
    datetime.fromisoformat(found["Triggers/CalendarTrigger/StartBoundary"])
    principal, actions = task.find(f".//{TASK}Principal"), task.find(f".//{TASK}Actions")
    assert principal is not None
    assert actions is not None
    assert principal.get("id") == actions.get("Context")
    program = PureWindowsPath(found["Actions/Exec/Command"])
    assert (program.parts[0], program.name) == ("%USERPROFILE%", "yueling.exe")


def leaves(element: Tree.Element, path: str = "") -> Iterator[tuple[str, str]]:
    """Each field by its names from the root on, and its text."""
    for child in element:
        name = path + child.tag.removeprefix(TASK)
        if len(child):
            yield from leaves(child, name + "/")
        else:
            yield name, child.text or ""


# -- all of them ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("where", "words"), list(commands()), ids=lambda one: one if isinstance(one, str) else one[-1])
def test_what_is_run_is_a_command_with_its_options(where: str, words: list[str], run: Run) -> None:
    ran = run(*words, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert words[-1] == "remind" or where in ("crontab", "yueling.service", "yueling-web@.service")


def test_every_file_is_named_by_the_page_in_both_languages() -> None:
    root = FOLDER.parent
    for page in ("operations.md", "operations.zh-CN.md"):
        text = (root / page).read_text(encoding="utf-8")
        assert [file.name for file in FOLDER.iterdir() if f"(operations/{file.name})" not in text] == []
