"""Prints what becomes of deliveries while workers are killed: python -m tests.cluster [DELIVERIES], 10,000 by default."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.postgresql.server import MISSING

from .storm import LATEST, storm


def main() -> int:
    """The exit code: 0 where nothing was lost or came under two keys, and all within the time."""
    if MISSING:
        print(MISSING)
        return 0
    with TemporaryDirectory() as folder:
        found = storm(Path(folder), int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
    print(found)
    good = found.arrived == found.deliveries and not found.doubles and found.after <= LATEST and found.marked
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
