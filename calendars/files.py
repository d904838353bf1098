"""Files that are replaced at once, so that nobody ever meets half of one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, data: bytes, mode: int) -> None:
    """Puts a file with these bytes and rights in the place of what was there; after an error that still stands."""
    handle, temporary = tempfile.mkstemp(prefix=".yueling-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, mode)  # mkstemp keeps it to us
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
