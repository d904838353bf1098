"""What a process wrote and what of it lay on the disk at each moment, told from its calls to the system (strace)."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .world import child, ended

CALL = re.compile(r"(?P<call>\w+)\((?P<words>.*)\) += (?P<gave>\d+)")
FILE = re.compile(r'\d+<(?P<open>[^>]*)>|"(?P<named>[^"]*)"')
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
CALLS = ("openat", "write", "pwrite64", "ftruncate", "fsync", "fdatasync", "unlink", "unlinkat", "rename")


@dataclass(frozen=True, slots=True)
class Step:
    """One call: what it does to which file."""

    call: str
    path: str
    data: bytes = b""
    at: int = 0
    """The place in the file, or its new length."""

    @property
    def is_sync(self) -> bool:
        """Whether it returns when all that was written to the file is on the disk."""
        return self.call in ("fsync", "fdatasync")


Choose = Callable[[Sequence[Step]], Sequence[Step]]
"""Which of the calls that the system may hold back have reached the disk."""


@dataclass
class Disk:
    """The files of a folder as they lie on the disk, and what the system still holds back."""

    files: dict[str, bytearray]
    held: dict[str, list[Step]] = field(default_factory=dict)
    nameless: set[str] = field(default_factory=set)
    """New files whose folder was not written since: after a power cut they may not be there."""

    def take(self, step: Step) -> None:
        """Sees one call."""
        if step.call == "openat":
            if step.path not in self.files:
                self.files[step.path] = bytearray()
                self.nameless.add(step.path)
        elif step.is_sync:
            for one in self.held.pop(step.path, ()):
                apply(self.files[step.path], one)
            self.nameless = {path for path in self.nameless if str(Path(path).parent) != step.path}
        elif step.call == "unlink":
            self.held.pop(step.path, None)
            self.files.pop(step.path, None)
        else:
            self.held.setdefault(step.path, []).append(step)

    def leave(self, folder: Path, choose: Choose) -> None:
        """Puts into the folder what a power cut leaves, where of what is held back as much was written as is chosen."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for path, data in self.files.items():
            if path in self.nameless:
                continue
            left = bytearray(data)
            for step in choose(self.held.get(path, [])):
                apply(left, step)
            (folder / Path(path).name).write_bytes(left)


def apply(data: bytearray, step: Step) -> None:
    """Writes to the octets of a file what the call writes."""
    if step.call == "ftruncate":
        del data[step.at :]
        return
    data.extend(bytes(step.at - len(data)) if step.at > len(data) else b"")
    data[step.at : step.at + len(step.data)] = step.data


def trace(url: str, receiver: Path, log: Path) -> list[Step]:
    """The calls of a process that makes a pass, as far as they touch the folder of its database."""
    before = ["strace", "-y", "-xx", "-s", "1000000", "-e", f"trace={','.join(CALLS)}", "-o", str(log)]
    assert ended(child(url, receiver, before=before)) == 0
    lines = log.read_text(encoding="ascii").splitlines()
    return [step for step in steps(lines) if step.path.startswith(str(receiver.parent))]


def steps(lines: Sequence[str]) -> Iterator[Step]:
    """The calls that the lines tell of and that did not fail."""
    for line in lines:
        if not (found := CALL.match(line)):
            continue
        call, words = found["call"], found["words"]
        file = FILE.search(words.partition(", ")[2] if call in ("openat", "unlinkat") else words)
        assert file, line[:200]
        path = plain(file["open"] or file["named"]).decode()
        if call == "openat":
            if "O_CREAT" in words:
                yield Step(call, path)
        elif call in ("write", "pwrite64"):
            data = TEXT.search(words)
            assert data, line[:200]
            yield Step(call, path, plain(data[1]), int(words.rpartition(", ")[2]) if call == "pwrite64" else 0)
        elif call == "ftruncate":
            yield Step(call, path, at=int(words.rpartition(", ")[2]))
        else:
            yield Step(call.removesuffix("at"), path)


def plain(text: str) -> bytes:
    r"""The octets that are written as \x2f.

    >>> plain(r"\x2f\x61")
    b'/a'
    """
    return bytes.fromhex(text.replace(r"\x", ""))


def can_trace() -> bool:
    """Whether strace is there and may look at processes."""
    if not shutil.which("strace"):
        return False
    return subprocess.run(["strace", "-o", "/dev/null", "true"], check=False, capture_output=True).returncode == 0
