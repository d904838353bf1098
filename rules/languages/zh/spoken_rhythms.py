"""Where a rhythm begins and ends, said behind or loosely, and what becomes of single times.

两周一次，周三，头一次12月9号; 每周四19:00，一共两次，12月10号开始; 每周二，12月8日那次挪到12月10日; 一年两次，6月30日和12月31日.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from ...messages import Message
from ..grammar import LEFT_OUT, Lexeme, Phrase
from ..joining import every, every_range
from ..meanings import (
    DAY,
    HALF,
    MONTH,
    YEAR,
    Bounded,
    Frequency,
    Length,
    Point,
    Range,
    Refused,
    Several,
    Timed,
    Weekdays,
)
from ..parity import WeeksByParity
from ..relative import Quarter, Seven
from ..rhythms import Dropped, Limited, Put, lacks_year
from .bounds import bounded, each_in_span, in_range
from .exceptions import except_for
from .lexemes import Subject, cue
from .numbers import COUNT, number, numbers
from .periods import PERIODS, cycle
from .running import CLOSED_WORDS, recurring

DATE = r"(?:20\d\d[年.])?\d{1,2}[月.]\d{1,2}[日号]?"
DATE_PARTS = r"(?:(\d{4})[年.])?(\d{1,2})[月.](\d{1,2})[日号]?"
PERIODS_OF = {"years": "year", "months": "month", "weeks": "week", "days": "day"}
DOING = (
    "(?:报送|上报|报告|报|更新|召开|开|举行|举办|办|进行|开展|组织|检查|巡检|巡查|检修|维护|备份|换|更换|清理|打扫|消毒"
    "|浇水|浇|体检|复查|复诊|汇总|统计|盘点|做|发布|发|轮换|轮|清洗|洗|公布|安排|培训|演练|去|来|交|缴|付)"
)
NOT_HELD = (
    "(?:都|就|均|则)?(?:不(?:开|办|上|排|举行|举办|安排|开会|上课|营业|发|做|算)|停(?:课|开|办|播|发|止|业|一)?(?:一?次)?"
    "|暂停(?:一次)?|休息|取消(?:一次)?|跳过|放假|没有)"
)
SET_ON = "(?:分别|各|一般|通常|固定|原则上)?(?:安排|定|设|放|集中)?[在于为]"

DONE = 500
"""What the words of what is done cost: in a notice they are not of the date (每月报送一次) but where it goes on behind them."""
ALONE = 250
"""What 三天一次 costs more: alone in a notice it is less sure than the date that it ends, as in 3月8日一次报齐."""

# how they are read


def times_in(words: str) -> dict[str, Any]:
    """一年两次, 每月3次."""
    unit = next(u for u in sorted(PERIODS, key=len, reverse=True) if u in words)
    return {"TIMES_IN": (PERIODS[unit], numbers(words.rpartition(unit)[2])[0])}


def some_workdays(words: str) -> dict[str, Any]:
    """每两个工作日一次: working days are not counted through."""
    if numbers(words.replace("一次", ""))[0] < 2:
        return {}
    said = Message("every so many working days is no rule that is known: how they are counted on is nowhere fixed")
    return {
        "REFUSED": Refused(said, Message("name the days, as in 每周一、周三, or write every so many days, as in 每3天"))
    }


def months_in_a_row(words: str) -> dict[str, Any]:
    """七八月, 一二三月: months that follow one another."""
    months = [number(char) for char in words if char not in "月份"]
    follow = months == list(range(months[0], months[0] + len(months)))
    return {"SEVERAL": Several(tuple(Point(month=month) for month in months), numbered=True)} if follow else {}


def month_without(words: str) -> dict[str, Any]:
    """没有31号的月份不办; 没有31号的月份取最后一天."""
    return {"MONTH_WITHOUT": (numbers(words)[0], bool(re.search("最后|月[底末]", words)))}


def holidays(words: str) -> dict[str, Any]:
    """寒假（1月18日-2月21日）."""
    dates = [re.fullmatch(DATE_PARTS, one) for one in re.findall(DATE, words)]
    first, last = (Point(int(one[1]) if one[1] else None, month=int(one[2]), day=int(one[3])) for one in dates if one)
    return {"HOLIDAY_DATES": Range(first, last)}


LEXEMES = (
    Lexeme("once", r"[一1][次回期]", cue("ONCE")),
    Lexeme("once, with what is done", rf"{DOING}[一1][次回期]", cue("ONCE"), cost=DONE),
    Lexeme(
        "first time", r"(?:头[一1]?|首|第[一1])[次回场](?:是在?|为|在|于|从)?|起始日期?[为是]?", cue("COUNTED_FROM")
    ),
    Lexeme("last time", r"上[一1]?回(?:是在?|为|在|于)?", cue("COUNTED_FROM")),
    Lexeme(
        "so often", rf"(?:一共|总共|共计?|连续|只办|只有|合计){COUNT}[次回场]", lambda w: {"SO_MANY": numbers(w)[-1]}
    ),
    Lexeme(
        "weeks by parity",
        r"(?:每?逢|每)?(?:[单奇]数?周|双周|[双偶]数周)",
        lambda w: {"PARITY_OF_WEEK": "单" in w or "奇" in w},
        cost=-31,
    ),
    Lexeme("every other day", "隔[天日]", lambda w: {"FREQUENCY": Frequency(2, "day")}),
    Lexeme("in a row", rf"(?:连续|连着|接连){COUNT}个", lambda w: {"IN_A_ROW": numbers(w)[-1]}),
    Lexeme("times in a period", rf"[一每]个?(?:年|季度?|月|周|星期|礼拜)(?:各|共)?{COUNT}[次回]", times_in),
    Lexeme("so many working days", rf"每隔?{COUNT}个?工作日(?:{DOING}[一1]次)?", some_workdays),
    Lexeme("not held", NOT_HELD, cue("NOT_HELD")),
    *(Lexeme("closed", words, cue("CLOSED"), cost=LEFT_OUT * n) for n, words in CLOSED_WORDS.items()),
    Lexeme("set on", SET_ON, cue("SET_ON")),
    Lexeme("that one", r"的?(?:那|这|当)[一1]?[次天回场日]的?", cue("THAT_ONE")),
    Lexeme("moved to", r"(?:改期?|挪|移|调整?|推迟|延期?|顺延|提前|推|换)[到至为在]", cue("MOVED_TO")),
    Lexeme(
        "month without the day",
        rf"(?:没有|无){COUNT}[日号]的月份?(?:就|则)?(?:不办|不计|跳过|不开|除外|不算|不发|(?:[取按放改]|顺延)?[到在至为]?(?:最后一[天日]|月[底末]))",
        month_without,
    ),
    Lexeme("months in a row", "[一二三四五六七八九]{2,6}月份?", months_in_a_row),
    Lexeme(
        "dates of holidays", rf"(?:寒假|暑假|假期|学期|展期|会期|雨季|汛期)\({DATE}(?:[至到~—-]+){DATE}\)", holidays
    ),
)

# how they join


Beginning = tuple[Any, str]
"""From when on, and whether it is said of the first time or of the last: "", "first", "last"."""


def beginning(point: Any, how: str = "") -> Beginning | None:
    """12月3日开始, 下周起; no clock, and nothing that recurs itself."""
    if isinstance(point, Point):
        fits = not (point.yearly or point.monthly or point.on_other or point.nth) and point.grains[1] <= DAY
        return (point, how) if fits and point.grains[0] < point.grains[1] + 1 else None
    return (point, how) if isinstance(point, Seven | Quarter) else None


def counted(words: str, point: Any) -> Beginning | None:
    """头一次12月9号, 上次是11月25日."""
    return beginning(point, "last" if words.startswith(("上", "最近")) else "first")


def ending(point: Any) -> Any | None:
    """到12月底."""
    found = beginning(point)
    return found[0] if found else None


def rhythm(base: Any, begin: Beginning | None, last: Any = None) -> Any | None:
    """The rule between its bounds; those without a year are the next ones."""
    if not recurring(base):
        return None
    first, how = begin or (None, "")
    open_year = (lacks_year(first), lacks_year(last))
    note = ("past" if how == "last" and open_year[0] else "next") if any(open_year) else None
    return Bounded(base, first, last, note=note, counted=bool(how))


def limited(base: Any, count: int, begin: Beginning) -> Limited | None:
    """每周四19:00，一共两次，12月10号开始."""
    found = rhythm(base, begin)
    return Limited(found, count) if found and count else None


def in_a_row(begin: Beginning, count: int, days: tuple[int, ...]) -> Limited | None:
    """12月5日起连续三个周六."""
    return limited(Weekdays(days), count, begin) if len(days) == 1 else None


def once_on(frequency: Frequency, base: Any) -> Any | None:
    """两周一次，周三; 每月一次，15号."""
    if isinstance(base, tuple):
        return Weekdays(base) if frequency == Frequency(1, "week") else cycle(frequency, base)
    return every(frequency, base) or cycle(frequency, base)


PER_YEAR = {"year": 1, "half": 2, "quarter": 4, "month": 12}


def so_many_a_year(frequency: Frequency, days: Several) -> Several | None:
    """每半年一次，6月和12月最后一个周五: the rhythm explains, the dates are the rule; as many as it says."""
    count, rest = divmod(PER_YEAR.get(frequency.period, 0), frequency.every)
    named = all(isinstance(day, Point) and day.year is None and (day.month or day.lunar) for day in days.parts)
    if rest or count < 2 or len(days.parts) != count or not named:
        return None
    return so_often(("year", count), days)


def cycle_since(frequency: Frequency, first: Point, base: Point | Range) -> Bounded | None:
    """每四年一次，2026年起，5月28日至30日."""
    rule = every(frequency, base) if isinstance(base, Point) else every_range(frequency, base)
    return bounded(first, rule) if rule and frequency.every > 1 else None


def weeks_in_a_row(begin: Beginning, length: Length, base: Any) -> Limited | None:
    """下周一开始连续三周，每周一; 明天起连续三个月，每月5日: so many times as the length has periods."""
    period, times = _rhythm_of(base)
    fits = period and PERIODS_OF.get(length.unit) == period and not (length.about or length.within)
    return limited(base, length.amount * times, begin) if fits else None


def _rhythm_of(base: Any) -> tuple[str | None, int]:
    """The period in which it comes, and how often in each."""
    day = base.base if isinstance(base, Timed) else base
    match day:
        case Weekdays():
            return "week", len(day.days)
        case Frequency(every=1, period="day"):
            return "day", 1
        case Point(monthly=True):
            return "month", 1
        case _:
            return None, 0


def often(length: Length) -> Frequency | None:
    """两周一次, 三个月一次, 半年一次."""
    if length.about or length.within or length.unit not in PERIODS_OF:
        return None
    return Frequency(length.amount, PERIODS_OF[length.unit])


def so_often(times: tuple[str, int], days: Any) -> Any | None:
    """一年两次，6月30日和12月31日: as many days as it says."""
    period, count = times
    if isinstance(days, tuple):
        return Weekdays(days) if period == "week" and len(days) == count else None
    if not isinstance(days, Several) or len(days.parts) != count or not isinstance(days.parts[0], Point):
        return None
    first = every(Frequency(1, period), days.parts[0])
    return Several((first, *days.parts[1:]), days.numbered) if first else None


def not_held(base: Any, by: Any) -> Any | None:
    """每周五，每月最后一个周五不开; 每周六，12月12日停一次."""
    told = isinstance(by, Point | Range) and not (isinstance(by, Point) and (by.on_other or by.nth))
    first = by.first if isinstance(by, Range) else by
    if told and (first.yearly or first.monthly or first.grains == (MONTH, MONTH)):
        told = False  # every year, as it is where it is excepted: 8月不开
    return Dropped(base, by, "next" if lacks_year(by) else None) if told else except_for(base, by)


def closed_on(base: Any, by: Any) -> Any | None:
    """每天9:00至17:00，周一闭馆; 每周三，七八月不开放."""
    return except_for(base, Weekdays(by) if isinstance(by, tuple) else by)


def put(base: Any, day: Point, to: Any) -> Put | None:
    """每周二，12月8日那次挪到12月10日; 每月15号，1月改到18号."""
    fits = day.grains[0] < day.grains[1] + 1 and day.grains[1] in (MONTH, DAY) and not (day.yearly or day.monthly)
    return Put(base, day, to, "next" if lacks_year(day) else None) if fits and recurring(base) else None


def month_without_day(base: Any, without: tuple[int, bool]) -> Any | None:
    """每月31号，没有31号的月份不办."""
    if not isinstance(base, Point) or not base.monthly or base.day != without[0]:
        return None
    return replace(base, or_last=True) if without[1] else base


def spanned(span: Range, base: Any) -> Any | None:
    """12月1日至11日期间每周二、周四; 寒假（2027年1月18日至2月21日）每周一."""
    return each_in_span(span, base) or in_range(span, base)


def in_half_year(half: Point, base: Point) -> Bounded | None:
    """2026年下半年每月第5个工作日."""
    fits = half.grains == (YEAR, HALF) and not half.yearly and base.monthly
    return Bounded(base, half, half) if fits else None


WHOLE = "RULE|BOUNDED|BOUNDED_NEXT|ADJUSTED"
PHRASES = (
    Phrase("FREQUENCY", "FREQUENCY _ONCE", lambda f: f),
    Phrase("EACH_DAY", "EACH_DAY _ONCE", lambda day: day),
    Phrase("WEEKDAYS", "WEEKDAYS _ONCE", lambda days: days),
    Phrase("FREQUENCY", "LENGTH|DAY_COUNT _ONCE", often, cost=ALONE),
    Phrase("FILTERED", "FREQUENCY _COMMA WEEKDAY_LIST|POINT|DAY_NUMBER", once_on),
    Phrase("LED_BEGINNING", "_SINCE POINT|RELATIVE _ONWARDS?", beginning),
    Phrase("LED_BEGINNING", "COUNTED_FROM POINT|RELATIVE _ONWARDS?", counted),
    Phrase("BEGINNING", "POINT|RELATIVE _ONWARDS", beginning),
    Phrase("BEGINNING", "LED_BEGINNING", lambda begin: begin),
    Phrase("ENDING", "_UNTIL POINT|RELATIVE _END?", ending),
    Phrase("BOUNDED", "RULE LED_BEGINNING", rhythm),
    Phrase("BOUNDED", "RULE _COMMA BEGINNING", rhythm),
    Phrase("BOUNDED", "RULE LED_BEGINNING _COMMA? ENDING", rhythm),
    Phrase("BOUNDED", "RULE _COMMA BEGINNING _COMMA? ENDING", rhythm),
    Phrase("BOUNDED", "RULE _COMMA ENDING", lambda base, last: rhythm(base, None, last)),
    Phrase("BOUNDED", "RULE _COMMA POINT _END", lambda base, last: rhythm(base, None, ending(last))),
    Phrase("BOUNDED", "BEGINNING _OF? _COMMA? RULE", lambda begin, base: rhythm(base, begin)),
    Phrase("BOUNDED", "BEGINNING _COMMA? RULE _COMMA ENDING", lambda begin, base, last: rhythm(base, begin, last)),
    Phrase("BOUNDED", "BEGINNING _COMMA? ENDING _COMMA RULE", lambda begin, last, base: rhythm(base, begin, last)),
    Phrase("BOUNDED", "ENDING _COMMA RULE", lambda last, base: rhythm(base, None, last)),
    Phrase("BOUNDED", "RULE _COMMA? SO_MANY _COMMA BEGINNING", limited),
    Phrase("BOUNDED", "RULE _COMMA BEGINNING _COMMA SO_MANY", lambda base, begin, n: limited(base, n, begin)),
    Phrase("BOUNDED", "BEGINNING _COMMA? RULE _COMMA? SO_MANY", lambda begin, base, n: limited(base, n, begin)),
    Phrase("BOUNDED", "BEGINNING _COMMA? IN_A_ROW WEEKDAY_LIST", in_a_row),
    Phrase("BOUNDED", "BEGINNING _COMMA? _LASTS LENGTH _COMMA? WEEKDAYS|FREQUENCY|POINT|TIMED", weeks_in_a_row),
    Phrase("SEVERAL", "FREQUENCY _COMMA _SET_ON? SEVERAL", so_many_a_year),
    Phrase("BOUNDED", "FREQUENCY _COMMA POINT _ONWARDS _COMMA POINT|SPAN", cycle_since),
    Phrase(
        "FILTERED", "_EXCEPT FILTER _CLOSED|_NOT_HELD _EXCEPTED _COMMA? RULE", lambda by, base: except_for(base, by)
    ),
    Phrase("SEVERAL", "TIMES_IN _COMMA? SEVERAL|WEEKDAY_LIST", so_often),
    Phrase("SEVERAL", "SEVERAL|WEEKDAY_LIST _COMMA TIMES_IN", lambda days, times: so_often(times, days)),
    Phrase("ADJUSTED", f"{WHOLE} _COMMA FILTER _THAT_ONE? _NOT_HELD", not_held),
    Phrase("ADJUSTED", f"{WHOLE} _COMMA WEEKDAY_LIST|MONTHS _CLOSED", closed_on),
    Phrase("ADJUSTED", f"{WHOLE} _COMMA POINT _THAT_ONE? _MOVED_TO POINT|DAY_NUMBER|WEEKDAY", put),
    Phrase("ADJUSTED", "RULE _COMMA MONTH_WITHOUT", month_without_day),
    Phrase("ADJUSTED", "PARITY_OF_WEEK _OF? WEEKDAY_LIST", WeeksByParity),
    Phrase(
        "ADJUSTED", "PARITY_OF_WEEK _OF? WEEKDAY_LIST CLOCK", lambda odd, days, c: WeeksByParity(odd, days, c.clock)
    ),
    Phrase("EACH_IN_SPAN", "SPAN _PLAN_PERIOD|_WITHIN _OF? _COMMA? RULE", spanned),
    Phrase("EACH_IN_SPAN", "HOLIDAY_DATES _OF? _COMMA? RULE", spanned),
    Phrase("BOUNDED", "POINT _OF? POINT", in_half_year),
)
SUBJECT = Subject(LEXEMES, PHRASES)
