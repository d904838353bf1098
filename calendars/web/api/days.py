"""Routes of days: working days, periods by law, days off, the lunar calendar. Nothing stored but imported years is asked."""

from __future__ import annotations

from ...answers import days, explaining
from .parameters import Civil, Flag, Parameter, Whole, Words
from .table import Row

DAY = Parameter("day", Civil(), "A day.", "2026-10-10", required=True)

ROWS = (
    Row(
        "GET", "/workdays/add", "workdays_add", "The n-th working day after a day, before it where n is negative.",
        "workday_added", days.workdays_add,
        query=(DAY, Parameter("n", Whole(-days.MOST_STEPS, days.MOST_STEPS), "How many working days.", 5, required=True)),
    ),
    Row(
        "GET", "/workdays/count", "workdays_count", "How many working days lie in from…to, both included.",
        "workdays_counted", days.workdays_count,
        query=(
            Parameter("from", Civil(), "The first day.", "2026-10-01", key="first", required=True),
            Parameter("to", Civil(), "The last day.", "2026-10-31", key="last", required=True),
        ),
    ),
    Row("GET", "/workdays/{day}", "workday", "Whether a day is worked.", "workday", days.workday, (DAY,)),
    Row(
        "GET", "/periods", "period", "The last day of a period that a law counts, and the steps that lead to it.", "period",
        explaining.period,
        query=(
            Parameter("text", Words(explaining.LONGEST), "The period, in words.", "20个工作日内", required=True),
            Parameter("from", Civil(), "The day from which it counts, where the words name none.", "2026-09-18", key="start"),
        ),
    ),
    Row(
        "GET", "/holidays/{year}", "holidays", "The days off of a year, and the weekend days worked for them.", "year",
        days.holidays, (Parameter("year", Whole(1, 9999), "A civil year.", 2026, required=True),),
    ),
    Row("GET", "/lunar/{day}", "lunar", "The lunar date of a civil day.", "lunar", days.lunar, (DAY,)),
    Row(
        "GET", "/lunar", "from_lunar", "The civil day of a lunar date.", "lunar", days.from_lunar,
        query=(
            Parameter("year", Whole(1900, 2100), "The lunar year.", 2026, required=True),
            Parameter("month", Whole(1, 12), "The lunar month.", 12, required=True),
            Parameter("day", Whole(-1, 30), "The day of the month; -1 is its last.", -1, required=True),
            Parameter("leap", Flag(), "Whether it is the leap month of that number.", "0", default=False),
        ),
    ),
)  # fmt: skip
