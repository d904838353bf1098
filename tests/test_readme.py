"""The README keeps its word: every `$ yueling …` line of its console blocks is run, and what it shows is what comes out.

A line of the README that is … stands for any lines, and … within a line for any words. `python -m tests.test_readme`
writes the outputs anew after a change that is meant.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from scheduler.settings_file import load_settings

CHECKOUT = Path(__file__).resolve().parent.parent
READMES = {"README.md": "en", "README.zh-CN.md": "zh"}
NOW = "2026-04-08T09:00"
"""The moment at which the README tells its story."""
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
TOML = re.compile(r"^```toml\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Step:
    """A command of the README and the output that it shows."""

    command: str
    output: str


def steps(text: str) -> Iterator[Step]:
    for block in BLOCK.finditer(text):
        for part in re.split(r"^\$ ", block.group(1), flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield Step(command, output)


def tidy(output: str) -> str:
    return "\n".join(line.rstrip() for line in output.strip("\n").splitlines())


def as_pattern(shown: str) -> str:
    """What the README shows as a regular expression."""
    lines = [
        r"(?:.*\n)*?" if line.strip() == "…" else re.escape(line).replace("…", ".*") + "\n"
        for line in tidy(shown).splitlines()
    ]
    return "".join(lines)


def agrees(shown: str, output: str) -> bool:
    return not shown.strip() or re.fullmatch(as_pattern(shown), tidy(output) + "\n") is not None


class Home:
    """A new home with the `yueling` of this checkout on its path and the clock of the story."""

    def __init__(self, folder: Path, lang: str) -> None:
        self.folder = folder
        (folder / "calendars").symlink_to(CHECKOUT / "calendars")
        program = folder / "bin" / "yueling"
        program.parent.mkdir()
        call = shlex.join([sys.executable, str(CHECKOUT / "cli.py"), "--lang", lang, "--now", NOW])
        program.write_text(f'#!/bin/sh\nexec {call} "$@"\n')
        program.chmod(0o755)
        self.environment = {
            "PATH": f"{program.parent}:{os.environ['PATH']}",
            "HOME": str(folder),
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_STATE_HOME": str(folder / "state"),
            "LC_ALL": "C.UTF-8",
            "PYTHONPYCACHEPREFIX": os.environ.get("PYTHONPYCACHEPREFIX", ""),
        }

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            shell=True,
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )


@pytest.mark.slow
@pytest.mark.parametrize(("readme", "lang"), READMES.items())
def test_every_command_of_the_readme_does_what_is_shown(readme: str, lang: str, tmp_path: Path) -> None:
    home = Home(tmp_path, lang)
    ran = 0
    for step in steps((CHECKOUT / readme).read_text(encoding="utf-8")):
        done = home.run(step.command)
        assert done.returncode == 0, f"$ {step.command}\n{done.stdout}{done.stderr}"
        assert agrees(step.output, done.stdout), f"$ {step.command}\n{done.stdout}{done.stderr}\nis not\n{step.output}"
        ran += 1
    assert ran >= 8


def test_the_settings_shown_are_settings(tmp_path: Path) -> None:
    shown = [TOML.findall((CHECKOUT / name).read_text(encoding="utf-8")) for name in READMES]
    assert shown[0] == shown[1]
    file = tmp_path / "settings.toml"
    file.write_text(shown[0][0], encoding="utf-8")
    settings = load_settings(file, {"YUELING_MAIL_PASSWORD": "secret"})
    mail = settings.channels["mail"]
    assert [secret.reveal() for secret in mail.secrets] == ["secret"]
    assert settings.recipients[0].channel == "mail"


def test_both_readmes_run_the_same_commands() -> None:
    english, chinese = (
        [step.command for step in steps((CHECKOUT / name).read_text(encoding="utf-8"))] for name in READMES
    )
    assert english == chinese


def test_the_shown_output_is_compared_and_not_passed_over() -> None:
    assert agrees("a …\n…\nlast", "a b\nmore\nand more\nlast\n")
    assert not agrees("a …\nlast", "a b\nmore\nlast\n")
    assert not agrees("something", "")


def test_every_link_of_the_readme_into_the_checkout_leads_somewhere() -> None:
    for name in READMES:
        targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", (CHECKOUT / name).read_text(encoding="utf-8"))
        assert targets
        assert [target for target in targets if not (CHECKOUT / target).exists()] == []


def rewrite(readme: str, lang: str) -> None:
    """Runs the README and replaces the outputs that do not agree."""
    file = CHECKOUT / readme
    text = file.read_text(encoding="utf-8")
    with TemporaryDirectory() as folder:
        home = Home(Path(folder), lang)
        for step in list(steps(text)):
            done = home.run(step.command)
            if done.returncode:
                sys.exit(f"$ {step.command}\n{done.stderr}")
            if not agrees(step.output, done.stdout):
                text = text.replace(f"$ {step.command}\n{step.output}", f"$ {step.command}\n{tidy(done.stdout)}\n", 1)
    file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for name, language in READMES.items():
        rewrite(name, language)
