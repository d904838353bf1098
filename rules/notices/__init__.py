"""Official documents: read into a Notice, searched for their date rules."""

from .find import find, read_notice
from .notice import BASES, Finding, Notice

__all__ = ["BASES", "Finding", "Notice", "find", "read_notice"]
