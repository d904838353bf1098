"""The civil date of a moment: what is stored has moments in UTC, and people live in Asia/Shanghai."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

HOME = ZoneInfo("Asia/Shanghai")


def day_of(moment: datetime) -> date:
    """The date that calendars in Asia/Shanghai show at that moment, which has a zone.

    >>> from datetime import UTC
    >>> str(day_of(datetime(2026, 11, 30, 16, tzinfo=UTC)))
    '2026-12-01'
    """
    return moment.astimezone(HOME).date()
