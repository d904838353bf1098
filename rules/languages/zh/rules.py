"""Chinese for rules made of other rules: the nth day after another, so long from one, exceptions, substitutes, several.

`WORDS` are lexemes and `PHRASES` rows of the grammar in `zh/phrases.py`. Most of these categories stand alone only where a text
is a rule as a whole (`COMPOSED`): in a notice 5月1日、10月1日 stay two dates.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from ...kinds import EachDay, Easter, Equinox, Julian, LeapYears, Monthly, Periodic, Weekly
from ...kinds.feasts import zone_of
from ...kinds.filters import in_quarter, last_days
from ...rule import Rule
from ..grammar import Phrase
from ..meanings import (
    DAY,
    HALF,
    MONTH,
    YEAR,
    Bounded,
    By,
    Frequency,
    Kept,
    Length,
    Nth,
    Off,
    Plan,
    Point,
    Range,
    Roll,
    Run,
    Several,
    Swap,
    Swapped,
    Timed,
    Week,
    Weekdays,
    combine,
    end_hour,
)
from .reading import NUMERAL, cue, number, numbers, point
from .swaps import ACTION, CONDITION, SWAP_VERB, UNIT_NAMES, WEEKDAYS, action, condition, swap, weekday_set

COUNT = rf"(?:\d{{1,3}}|[{NUMERAL}]{{1,5}})"
ORDINAL = rf"(?:第{COUNT}个?|首个?|最后一?个?|倒数第{COUNT}个?)"
PARITIES = {"双": 2000, "偶": 2000, "单": 2001, "奇": 2001}
SEASONS = {"春分": "march", "夏至": "june", "秋分": "september", "冬至": "december"}
FREE = "(?:法定)?(?:节假日|休息日|公休日|工作日)"


def each_day(words: str) -> EachDay:
    """节假日, 休息日: every day off; 工作日."""
    return EachDay("workdays" if "工作日" in words else "rest-days")


def nth_from(words: str) -> dict[str, Any]:
    """后的第一个工作日, 前的最后一个星期三, 当天或之后的第二个星期日, 起第10天."""
    unit = re.search(rf"(?:{WEEKDAYS}|{UNIT_NAMES}|[天日])$", words)
    head = words[: unit.start()] if unit else words
    before = "前" in head
    including = "或" in head or "起" in head
    if "首" in head or "最后" in head:
        count = 1
        if "最后" in head and not before:
            return {}
    else:
        count = numbers(head)[-1]
    name = unit.group() if unit else ""
    sort = "days" if name in "天日" else "weekdays"
    if re.fullmatch(UNIT_NAMES, name):
        sort = "workdays" if name == "工作日" else "rest-days"
    weekdays = weekday_set(name) if sort == "weekdays" else ()
    return {"COUNT_FROM": (-count if before else count, sort, weekdays, including)} if count else {}


def parity(words: str) -> dict[str, Any]:
    if "闰" in words or "平" in words:
        return point(among=LeapYears(common="平" in words))
    return point(among=years_from(next(PARITIES[char] for char in words if char in PARITIES)))


def years_from(year: int) -> Periodic:
    """Every second year, that one among them."""
    return Periodic("year", 2, date(year, 1, 1))


def anniversaries(words: str) -> dict[str, Any]:
    return {"ROUND_YEARS": Frequency(5 if re.search("[五5]", words) else 10, "year")}


def quarter_month(words: str) -> dict[str, Any]:
    period, months = ("half", 6) if "半年" in words else ("quarter", 3)
    place = 1 if "首" in words else months if re.search("末|最后", words) else numbers(words.partition("第")[2])[0]
    return {"MONTH_OF_QUARTER": in_quarter(Monthly(1), place, period).by} if place <= months else {}


def quarter_day(words: str) -> dict[str, Any]:
    period = "half" if "半年" in words else "quarter"
    if re.search("首|第", words):
        return {"EACH_DAY": in_quarter(Monthly(1), 1, period)}
    return {"EACH_DAY": last_days(period)}


def period_end(words: str) -> dict[str, Any]:
    names = (("半年", "half"), ("季", "quarter"), ("年", "year"), ("月", "month"))
    return {"PERIOD_END": last_days(next(period for char, period in names if char in words))}


def nths(words: str) -> dict[str, Any]:
    """第一、三个星期五: several of a month."""
    places = re.findall(r"最后一|倒数第[一二三四五\d]|[一二三四五\d]", re.sub(rf"{WEEKDAYS}$|工作日$", "", words))
    unit = "workday" if words.endswith("工作日") else None
    days = () if unit else weekday_set(words[-1:])
    found = []
    for place in places:
        count = -1 if place.startswith("最后") else number(place[-1]) * (-1 if place.startswith("倒数") else 1)
        name = unit or ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[days[0]]
        found.append(Point(nth=(count, name)))
    return {"SEVERAL_NTHS": tuple(found)}


def julian(words: str) -> dict[str, Any]:
    *year, month, day = (int(n) for n in re.findall(r"\d+", words))
    return point(other=Julian(month, day, *year)) if 1 <= month <= 12 and 1 <= day <= 31 else {}


def equinox(words: str) -> dict[str, Any]:
    zone = words[4:-3]
    return point(other=Equinox(SEASONS[words[:2]], zone)) if zone_of(zone) else {}


def feast(words: str) -> dict[str, Any]:
    return point(other=Easter(orthodox="正教" in words))


def rule(make: Callable[[str], Rule], category: str) -> Callable[[str], dict[str, Any]]:
    return lambda words: {category: make(words)}


WORDS: tuple[tuple[str, str, Callable[[str], dict[str, Any]]], ...] = (
    (
        "nth from",
        rf"(?:(?:当[天日])?或(?:其|该日|当[天日])?(?:之|以)?[前后]的?|[之以]?[前后]的?|起的?){ORDINAL}"
        rf"(?:{WEEKDAYS}|{UNIT_NAMES})(?![年岁边围期刊])|(?:起的?|[之以]?[前后]的)第{COUNT}[天日]",
        nth_from,
    ),
    ("some years", r"每?逢?(?:[双偶单奇]数年份?|闰年|平年)(?!为)|每?逢[双单]年", parity),
    ("anniversaries", r"每?逢(?:五|5)[、和或]?逢?(?:十|10)(?:周年)?|每?逢(?:五|5|十|10)周年", anniversaries),
    ("month of a quarter", r"每个?(?:季度?|半年度?)的?(?:首|末|第[一二三四五六1-6]|最后一?)个?月份?的?", quarter_month),
    ("day of a quarter", r"每个?(?:季度|半年)的?(?:最后一[日天]|末日|首日|第[一1][日天])", quarter_day),
    ("end of a period", r"每个?(?:季度?|半年度?|年度?|月度?)(?:终了|结束|期满)|每个?(?:季度|半年)(?=后\d)", period_end),
    (
        "several of a month",
        rf"(?:第[一二三四五1-5]个?[、和及与])+(?:第?[一二三四五1-5]|最后一)个?(?:{WEEKDAYS}|工作日)",
        nths,
    ),
    ("each day", rf"每一?个?{FREE}|每逢{FREE}|{FREE}每[天日]", rule(each_day, "EACH_DAY")),
    ("Easter", r"(?:东?正教|西方|天主教)?复活节(?:当[天日])?(?![岛彩兔假])", feast),
    ("Julian day", r"儒略历(?:[1-9]\d{3}年)?\d{1,2}月\d{1,2}日", julian),
    ("equinox", r"(?:春分|夏至|秋分|冬至)\(按(?:[A-Za-z_]+(?:/[A-Za-z_+\-]+)*|[+\-]\d\d:\d\d)时间\)", equinox),
    (
        "or the last day",
        r"[,(]?(?:或|无此日则为|没有?这一[天日]的月份则?为)(?:当月|该月|本月)?的?最后[一1][日天]\)?"
        r"|\(?平年为(?:2月|二月)?(?:的?最后[一1][日天]|末日|28日)\)?",
        lambda words: {"POINT_NOTE": Point(or_last=True)},
    ),
    ("condition", CONDITION, condition),
    ("on the same day", r"(?:在|为|是)?同一[天日](?:的|时)?|同日(?=,?则?(?:改|另|提|顺))", cue("ON_SAME_DAY")),
    ("action", ACTION, action),
    ("substitutes only", r"[,(](?:只|仅)取替代日\)?", cue("SUBSTITUTES_ONLY")),
    ("with", rf"[,(](?:若|如果?)(?:与|和|同)(?=[^,。()]{{2,40}}同(?:一?[日天]),?则?{SWAP_VERB})", cue("SAME_DAY_AS")),
    ("if", rf"[,(](?:若|如果?|仅当|当)(?=[^,。()]{{2,40}}(?:为|是){FREE})", cue("IF")),
    ("is", rf"(?:均|都|皆)?(?:为|是){FREE}", rule(each_day, "IS_SORT_OF_DAY")),
    (
        "opening",
        r"\((?=(?:自|从)\d|至\d{4}年|\d{4}年?[至\-—]\d{4}年|除|仅|只|限|[^()]{1,24}除外|[双单偶奇]数年)",
        cue("COMMA"),
    ),
    ("only", r"仅限于?|仅在|只限于?|只在", cue("ONLY")),
    ("but", r"除(?=[^,。;\n]{1,24}[以之]?外)", cue("EXCEPT")),
    ("left out", r"除外\)?|[以之]?外(?=[,。;)]|$|每|的)", cue("EXCEPTED")),
    (
        "sort of day",
        rf"{FREE}(?=除外|[以之]?外|[)。,]|$|(?:上午|下午)?\d{{1,2}}[:时点])",
        rule(each_day, "SORT_OF_DAY"),
    ),
    (
        "weekends",
        r"(?:周末|双休日)(?=除外|[以之]?外|[)。,]|$)",
        lambda words: {"SORT_OF_DAY": Weekly((5, 6))} | ({"WEEKEND": words} if words == "周末" else {}),
    ),
    (
        "and",
        r"(?<=[日月号周年初节暑寒分至明夕一二三四五六七八九十天])(?:以及|[和及与])(?=[\d周星礼每农第最倒一二三四五六七八九十清冬端中国元春除重复东儒])",
        cue("AND"),
    ),
)


# how they join


def nth(base: Any, words: tuple[int, str, tuple[int, ...], bool]) -> Nth | None:
    """11月1日起第二个星期日: the base is a day, a month, or a run of days."""
    if isinstance(base, Point) and (base.grains[1] not in (HALF, MONTH, DAY) or base.grains[0] > DAY):
        return None
    return Nth(base, *words)


def run(base: Any, length: Length) -> Run | None:
    """9月第三个双休日起一周, 5月30日9:00起4小时."""
    if length.within or length.about or (isinstance(base, Point) and base.grains[1] < DAY):
        return None
    hours = length.unit == "hours"
    return Run(base, length) if not hours or _clocked(base) else None


def _clocked(base: Any) -> bool:
    return isinstance(base, Timed) or (isinstance(base, Point) and base.clock is not None)


def whole(base: Any) -> Any:
    """What may be filtered, bounded or named beside others: a clock alone is nothing."""
    return base if not isinstance(base, Point) or base.grains[0] <= DAY else None


def item(by: Any) -> Any:
    """What a filter holds: months, days, weekdays, 双数年."""
    if isinstance(by, Point):
        if by.among and by.grains == (YEAR, YEAR):
            return by.among
        return by if by.clock is None else None
    return by


def except_for(base: Any, by: Any) -> Kept:
    return Kept(base, by, inside=False)


def cycle(frequency: Frequency, base: Any) -> Kept | None:
    """每两周的周一, 每3个月10日, 每3个月的第一个星期五."""
    if isinstance(base, tuple):
        return Kept(Weekdays(base), frequency) if frequency.period == "week" and frequency.every > 1 else None
    fits = base.grains[0] == DAY and base.day_shift is None and not base.name
    if frequency.period != "month" or frequency.every == 1 or not fits:
        return None
    return Kept(combine(Point(monthly=True), base), frequency)


def of_some_years(years: Point | Frequency, day: str) -> Kept | None:
    """双数年元旦, 每3年国庆节."""
    if isinstance(years, Frequency):
        return Kept(day, years) if years.period == "year" and years.every > 1 else None
    return Kept(day, years.among) if years.among and years.grains == (YEAR, YEAR) else None


def of_quarter(months: Rule, base: Point) -> Kept | None:
    """每季度首月10日."""
    fits = base.grains[0] == DAY and base.day_shift is None and not base.name
    return Kept(combine(Point(monthly=True), base), months) if fits else None


def of_month(month: Point, base: Any) -> Kept | Bounded | None:
    """9月每周一; 2026年每周一, 2026年9月每个工作日: in that year alone."""
    day = base.base if isinstance(base, Timed) else base
    if month.year is not None and month.grains[1] <= MONTH:
        counted = isinstance(base, Timed) and not isinstance(day, Weekdays | Rule | Frequency)
        return Bounded(base, month, month) if recurs(base) and not counted else None
    fits = isinstance(day, Weekdays | Rule) or (isinstance(day, Frequency) and day.period == "day")
    return Kept(base, month) if fits and month.month and month.grains[1] == MONTH else None


def recurs(base: Any) -> bool:
    """Whether it comes again: no date with its year, no bare month of a notice."""
    if isinstance(base, Range):
        return recurs(base.first)
    if isinstance(base, Point) and getattr(base.other, "year", None):
        return False  # 儒略历2016年12月25日
    return not isinstance(base, Point) or (base.year is None and base.year_shift is None and base.grains[0] <= DAY)


def bounded(first: Point | None, base: Any, last: Point | None = None, *, anniversary: bool = False) -> Bounded | None:
    """自2026年5月1日起每10天, （2005年至2024年）."""
    if not recurs(base) or any(bound and not _full(bound) for bound in (first, last)):
        return None
    return Bounded(base, first, last, anniversary)


def _full(bound: Point) -> bool:
    return bound.grains[0] == YEAR and bound.year is not None and bound.grains[1] <= DAY and not bound.yearly


def in_years(plan: Plan, base: Any) -> Bounded | None:
    return bounded(Point(year=plan.first), base, Point(year=plan.last))


def in_range(span: Range, base: Any) -> Bounded | None:
    last = span.last
    day = base.base if isinstance(base, Kept) else base
    if isinstance(day, Point) and not (day.yearly or day.monthly):
        return None  # 2026年9月25日至2026年9月19日 is one range
    if isinstance(base, Kept) and isinstance(day, Frequency):
        return None  # 2026年11月20日至2027年1月31日，每月5日除外 is said of the range
    if last and last.year is None and last.grains[0] > YEAR:
        last = replace(last, year=span.first.year)
    return bounded(span.first, base, last) if last else None


def anniversary(frequency: Frequency, base: Point) -> Point | None:
    """逢五逢十周年10月1日."""
    fits = base.grains[0] == MONTH and not base.yearly
    return combine(Point(yearly=frequency.every), base) if fits else None


def round_years(first: Point, frequency: Frequency, base: Point) -> Bounded | None:
    base = replace(base, yearly=0) if base.yearly == 1 else base
    point = anniversary(frequency, base)
    return bounded(first, point, anniversary=True) if point else None


def every_year(base: Point, frequency: Frequency) -> Point | None:
    """5月30日每3年一次."""
    base = replace(base, yearly=0) if base.yearly == 1 else base
    return anniversary(frequency, base) if frequency.period == "year" else None


def several(first: Any, last: Any) -> Several | None:
    """每月1日和15日, 清明、冬至."""
    if isinstance(last, Roll | Kept | Swapped):  # 1月15日、7月15日，遇节假日顺延: that holds for all of them
        return None
    parts = (*_parts(first), *_parts(last))
    return Several(parts) if not any(isinstance(part, Frequency | By) for part in parts) else None


def several_numbers(count: int, rest: Point | Several) -> Several | None:
    """7、8月, 1、15日, 1、4、7、10月10日: bare numbers before the first that has its unit."""
    parts = rest.parts if isinstance(rest, Several) else (rest,)
    model = parts[0]
    if not isinstance(model, Point) or not count or model.grains[0] not in (MONTH, DAY):
        return None
    if model.grains[0] == MONTH:
        return Several((replace(model, month=count), *parts)) if model.month and count <= 12 else None
    return Several((replace(model, day=count), *parts)) if model.day and count <= 31 else None


def distribute(every: Callable[[Frequency, Point], Point | None]) -> Callable[..., Several | None]:
    """每月 before several days: the others take it from the first."""

    def join(frequency: Frequency, rest: Several | tuple[Point, ...]) -> Several | None:
        parts = rest.parts if isinstance(rest, Several) else rest
        first = every(frequency, parts[0]) if isinstance(parts[0], Point) else None
        return Several((first, *parts[1:])) if first else None

    return join


def swapped(base: Any, cases: tuple[Swap, ...]) -> Swapped | None:
    """A rule with its first case; those behind it join it."""
    return Swapped(base, cases) if not isinstance(base, Swapped) else None


def timed(base: Any, start: Point, end: Point | None = None) -> Timed | None:
    fits = not isinstance(base, Frequency) or base.period == "day"
    return Timed(base, start.clock, end_hour(start, end) if end else None) if fits else None


def from_run(base: Range | Week, sign: int, length: Length) -> Off | None:
    """每年11月1日至15日后1个工作日, 每年5月15日所在周前2天: a run with 每年, so that no part of it is meant."""
    return Off(base, sign, length) if isinstance(base, Week) or base.first.yearly else None


def phrases(every: Callable[[Frequency, Point], Point | None]) -> tuple[Phrase, ...]:
    """The rows; `every` joins 每月 and a day, as the grammar does."""
    return (
        # counted from another day
        Phrase(
            "SHIFTED",
            "POINT|SPAN|OBSERVANCE|YEARLY_OBSERVANCE|SHIFTED|EXPECTED|EACH_DAY|DAY_OF_QUARTER|WEEK_OF_DAY COUNT_FROM",
            nth,
        ),
        Phrase(
            "SHIFTED",
            "SHIFTED|YEARLY_OBSERVANCE _COUNT_BACK LENGTH",
            lambda base, n: Off(base, -1, n) if not n.within else None,
        ),
        Phrase("SHIFTED", "SHIFTED|YEARLY_OBSERVANCE _AFTER LENGTH|ORDINAL_LENGTH", lambda base, n: Off(base, 1, n)),
        Phrase("SHIFTED", "SPAN|WEEK_OF_DAY _AFTER LENGTH|ORDINAL_LENGTH", lambda base, n: from_run(base, 1, n)),
        Phrase(
            "SHIFTED",
            "SPAN|WEEK_OF_DAY _COUNT_BACK LENGTH",
            lambda base, n: from_run(base, -1, n) if not n.within else None,
        ),
        Phrase(
            "SHIFTED",
            "PERIOD_END|EACH_DAY|DAY_OF_QUARTER _AFTER|_FROM_THAT_DAY LENGTH|ORDINAL_LENGTH",
            lambda base, n: Off(base, 1, n),
        ),
        Phrase("SHIFTED", "POINT|FREQUENCY _OF? OBSERVANCE", of_some_years),
        Phrase(
            "LASTING",
            "POINT|SHIFTED|OBSERVANCE|YEARLY_OBSERVANCE|DAY_OF_QUARTER|EACH_DAY|TIMED _ONWARDS _COMMA? LENGTH",
            run,
        ),
        Phrase("LASTING", "_SINCE POINT|SHIFTED|OBSERVANCE _ONWARDS _COMMA? LENGTH", run),
        Phrase("DAY_OF_QUARTER", "MONTH_OF_QUARTER POINT", of_quarter),
        Phrase("DUE", "DAY_OF_QUARTER|EACH_DAY|TIMED _BEFORE", lambda base: By(base, "unstated")),
        Phrase("DUE", "DAY_OF_QUARTER|EACH_DAY|TIMED _END", lambda base: By(base, "stated")),
        # what may be filtered, bounded, named together
        Phrase(
            "RULE",
            "POINT|SPAN|WEEKDAYS|FREQUENCY|SHIFTED|LASTING|OBSERVANCE|EACH_DAY|DAY_OF_QUARTER|LUNAR_DAY|DUE|DUE_COMPOSED|WEEK_OF_DAY|ROLLED|FILTERED|SUBSTITUTED|SEVERAL|TIMED|YEARLY_OBSERVANCE|ROLLED_COMPOSED|EXPECTED",
            whole,
        ),
        Phrase(
            "TIMED",
            "SHIFTED|EACH_DAY|DAY_OF_QUARTER|OBSERVANCE|YEARLY_OBSERVANCE|WEEK_OF_DAY|LUNAR_DAY|FREQUENCY|FILTERED|SORT_OF_DAY CLOCK",
            timed,
        ),
        Phrase(
            "TIMED",
            "SHIFTED|EACH_DAY|DAY_OF_QUARTER|OBSERVANCE|YEARLY_OBSERVANCE|WEEK_OF_DAY|LUNAR_DAY|FREQUENCY|FILTERED|SORT_OF_DAY CLOCK _TO CLOCK",
            timed,
        ),
        Phrase(
            "YEARLY_OBSERVANCE",
            "FREQUENCY _OF? OBSERVANCE",
            lambda f, day: day if (f.period, f.every) == ("year", 1) else None,
        ),
        Phrase(
            "ROLLED_COMPOSED",
            "SEVERAL|FILTERED|DUE_COMPOSED|SUBSTITUTED|WEEKDAYS|FREQUENCY|EACH_DAY|YEARLY_OBSERVANCE|OBSERVANCE|WEEK_OF_DAY|LUNAR_DAY|EXPECTED|TIMED|LASTING|DAY_OF_QUARTER|ABOUT ROLL",
            Roll,
        ),
        Phrase("SEVERAL", "RULE _AND RULE", several),
        Phrase("SEVERAL", "NUMBER _AND POINT|SEVERAL", several_numbers),
        Phrase("SEVERAL", "FREQUENCY _OF? SEVERAL|SEVERAL_NTHS", distribute(every)),
        Phrase(
            "SEVERAL", "POINT _OF? SEVERAL_NTHS", lambda p, n: Several((combine(p, n[0]), *n[1:])) if p.month else None
        ),
        Phrase("DUE_COMPOSED", "SEVERAL|FILTERED|SUBSTITUTED _BEFORE", lambda base: By(base, "unstated")),
        Phrase("DUE_COMPOSED", "SEVERAL|FILTERED|SUBSTITUTED _END", lambda base: By(base, "stated")),
        # only some of them
        Phrase("WEEKDAY_LIST", "WEEKDAY", lambda d: (d,)),
        Phrase("WEEKDAY_LIST", "WEEKDAY_LIST _AND WEEKDAY", lambda days, d: (*days, d)),
        Phrase("WEEKDAY_LIST", "WEEKDAY _TO WEEKDAY", lambda a, b: tuple((a + n) % 7 for n in range((b - a) % 7 + 1))),
        Phrase("FILTER", "WEEKDAY_LIST", Weekdays),
        Phrase("FILTER", "POINT|SPAN|FREQUENCY|SORT_OF_DAY|EACH_DAY|OBSERVANCE|SHIFTED|SEVERAL|WEEKDAYS", item),
        Phrase("FILTERED", "RULE _COMMA? FILTER _EXCEPTED", except_for),
        Phrase("FILTERED", "RULE _COMMA? _EXCEPT FILTER _EXCEPTED", except_for),
        Phrase("FILTERED", "_EXCEPT FILTER _EXCEPTED _COMMA? RULE", lambda by, base: Kept(base, by, inside=False)),
        Phrase("FILTERED", "RULE _COMMA? _ONLY FILTER", Kept),
        Phrase("FILTERED", "RULE _IF FILTER IS_SORT_OF_DAY", lambda base, days, by: Kept(base, by, of=_parts(days))),
        Phrase("FILTERED", "FREQUENCY _OF? WEEKDAY_LIST|POINT", cycle),
        Phrase("FILTERED", "POINT _OF? WEEKDAYS|EACH_DAY|FREQUENCY|TIMED|DAY_OF_QUARTER", of_month),
        # what takes their place
        Phrase("CASES", "CONDITION _COMMA? ACTION", swap),
        Phrase("CASES", "_SAME_DAY_AS FILTER _ON_SAME_DAY _COMMA? ACTION", swap),
        Phrase("SUBSTITUTED", "RULE _COMMA? CASES", swapped),
        Phrase("SUBSTITUTED", "SUBSTITUTED _AND|_COMMA? CASES", lambda s, cases: replace(s, cases=s.cases + cases)),
        Phrase("SUBSTITUTED", "SUBSTITUTED _SUBSTITUTES_ONLY", lambda s: replace(s, only=True)),
        # from when on, until when
        Phrase("BOUNDED", "_SINCE POINT _ONWARDS|_EVER_SINCE _COMMA? RULE", bounded),
        Phrase("BOUNDED", "RULE _COMMA? _SINCE POINT _ONWARDS?", lambda base, p: bounded(p, base)),
        Phrase(
            "BOUNDED", "RULE _COMMA? _SINCE POINT _ONWARDS? _UNTIL POINT _END?", lambda base, p, q: bounded(p, base, q)
        ),
        Phrase("BOUNDED", "RULE _COMMA? _UNTIL POINT _END?", lambda base, q: bounded(None, base, q)),
        Phrase(
            "BOUNDED",
            "BOUNDED _COMMA? _UNTIL POINT _END?",
            lambda b, q: replace(b, last=q) if not b.last and _full(q) else None,
        ),
        Phrase("BOUNDED", "RULE _COMMA WHOLE_YEARS", lambda base, plan: in_years(plan, base)),
        Phrase("BOUNDED", "WHOLE_YEARS _OF? _COMMA? RULE", in_years),
        Phrase("BOUNDED", "SPAN _OF? _COMMA? RULE", in_range),
        Phrase("BOUNDED", "_SINCE POINT _ONWARDS _COMMA? ROUND_YEARS _OF? POINT", round_years),
        Phrase(
            "BOUNDED",
            "ROUND_YEARS _OF? POINT _COMMA? _SINCE POINT _ONWARDS?",
            lambda av, p, first: round_years(first, av, p),
        ),
        Phrase(
            "BOUNDED",
            "POINT _COMMA? ROUND_YEARS _COMMA? _SINCE POINT _ONWARDS?",
            lambda p, av, first: round_years(first, av, p),
        ),
        Phrase("ROUND_ANNIVERSARY", "ROUND_YEARS _OF? POINT", anniversary),
        Phrase("ROUND_ANNIVERSARY", "POINT _COMMA? ROUND_YEARS", every_year),
        Phrase("RULE", "POINT _COMMA? FREQUENCY", every_year),
    )


def _parts(days: Any) -> tuple[Any, ...]:
    return days.parts if isinstance(days, Several) else (days,)


COMPOSED = (
    "ROLLED_COMPOSED",
    "DUE_COMPOSED",
    "ROUND_ANNIVERSARY",
    "BOUNDED",
    "SUBSTITUTED",
    "FILTERED",
    "SEVERAL",
    "YEARLY_OBSERVANCE",
    "TIMED",
)
"""The categories that a rule may be as a whole and that a notice is never read with."""
