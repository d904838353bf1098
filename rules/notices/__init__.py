"""Official documents: read into a Notice, searched for their date rules."""

from .find import find, read_notice, traced
from .notice import BASES, Finding, Notice
from .trace import Trace

__all__ = ["BASES", "Finding", "Notice", "Trace", "find", "read_notice", "traced"]
