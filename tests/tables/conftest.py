"""The computing script is looked into only where its extra `tables` is installed."""

from importlib.util import find_spec

collect_ignore = [] if find_spec("de406") and find_spec("erfa") else ["ephemeris.py"]
