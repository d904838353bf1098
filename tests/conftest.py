"""How the whole suite runs: properties try the same examples each time, so that a change and not chance makes them fail.

`YUELING_FUZZ=random` lets them look for new ones.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("steady", derandomize=True)
if os.environ.get("YUELING_FUZZ") != "random":
    settings.load_profile("steady")
