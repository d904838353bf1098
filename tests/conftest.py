"""How the whole suite runs: properties try the same examples each time, so that a change and not chance makes them fail.

`YUELING_FUZZ=random` lets them look for new ones.
"""

from __future__ import annotations

import os
from importlib.util import find_spec

from hypothesis import settings

# Without deadlines: how long an example takes says more about the machine than about the code.
settings.register_profile("steady", derandomize=True, deadline=None)
if os.environ.get("YUELING_FUZZ") != "random":
    settings.load_profile("steady")

# The script that computes the tables is looked into only where its extra `tables` is installed.
collect_ignore = [] if find_spec("de406") and find_spec("erfa") else ["tables/ephemeris.py"]
