"""Files of older office programs, made into .docx by LibreOffice where it is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from rules import LIMITS, Format, Limits, Message, TooMuch, Unconverted, UnreadNotice

PROGRAMS = ("soffice", "libreoffice")
PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.com",
)
"""Where it is installed without being on the search path."""
ENDINGS = {"RTF": "rtf", "Word 2003 (.xml)": "xml", "Works (.wps)": "wps"}
PASSED_ON = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH")
"""What it has to know of our surroundings."""
CLOSED = "127.0.0.1"
SETTINGS = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "0"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", CLOSED),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", CLOSED),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)
"""No macro runs, no link is followed, and what is fetched nevertheless is asked of a port that nobody answers."""


def office() -> str | None:
    """The program that converts; None where it is not installed."""
    found = (shutil.which(name) for name in PROGRAMS)
    return next((path for path in found if path), None) or next((path for path in PLACES if Path(path).exists()), None)


def to_docx(data: bytes, name: str, form: Format, limits: Limits = LIMITS) -> bytes:
    """The .docx that LibreOffice makes of a file, in a folder and with settings of its own, which are gone afterwards.

    Raises Unconverted where it is not installed, UnreadNotice where it makes nothing of the file, TooMuch where it takes longer
    than the limit or makes a larger file than is read.
    """
    program = office()
    if not program:
        raise Unconverted(data, name, form)
    with TemporaryDirectory(prefix="yueling-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        (place / "profile" / "user").mkdir(parents=True)
        (place / "profile" / "user" / "registrymodifications.xcu").write_text(_settings(), encoding="utf-8")
        source = place / f"notice.{ENDINGS.get(form.name, 'doc')}"
        source.write_bytes(data)
        _run([program, *_options(place), str(source)], place, limits)
        made = place / "made" / "notice.docx"
        if not made.exists() or not made.stat().st_size:
            said = Message("{name} is damaged or locked: LibreOffice makes nothing of it", name=name)
            raise UnreadNotice(said, Message("open it where it was made, save it as .docx, and read that"))
        if made.stat().st_size > limits.octets:
            raise TooMuch("octets", limits.octets)
        return made.read_bytes()


def _options(place: Path) -> list[str]:
    still = ("headless", "invisible", "nologo", "nodefault", "norestore", "nolockcheck", "nofirststartwizard")
    profile = (place / "profile").as_uri()
    return [
        f"-env:UserInstallation={profile}",
        *(f"--{option}" for option in still),
        *("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(place / "made")),
    ]


def _settings() -> str:
    """The settings of a profile that has never been used, in LibreOffice's own notation."""
    items = "".join(
        f'<item oor:path="/org.openoffice.{"" if path.startswith("Inet") else "Office."}{path}">'
        f'<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in SETTINGS
    )
    return f'<?xml version="1.0"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'


def _run(command: list[str], place: Path, limits: Limits) -> None:
    """Runs the program in a group of processes of its own, all of which end with the limit of time."""
    own = {key: value for key in PASSED_ON if (value := os.environ.get(key)) is not None}
    environment = {**own, "HOME": str(place), "TMPDIR": str(place), "TMP": str(place), "LANG": "C.UTF-8"}
    process = subprocess.Popen(  # noqa: S603 - the command is ours, the file is one that it reads
        command,
        cwd=place,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(timeout=limits.seconds)
    except subprocess.TimeoutExpired:
        raise TooMuch("seconds", limits.seconds) from None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the process, and those that it started."""
    with suppress(ProcessLookupError, PermissionError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
