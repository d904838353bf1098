"""Official documents: read into a Notice, searched for their date rules."""

from .find import find, read_notice
from .notice import Finding, Notice

__all__ = ["Finding", "Notice", "find", "read_notice"]
