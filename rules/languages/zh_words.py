"""The words of Chinese dates: every lexeme of the language, in the order in which they are tried.

Patterns see a squeezed text: half-width digits and punctuation, no spaces but between two digits. Lookarounds keep out what
only looks like a date: document numbers, versions, counts, idioms.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from ..kinds.weeks import WEEKDAYS
from ..observances import names
from ..reckoning.terms import NAMES as TERM_NAMES
from .grammar import Lexeme
from .meanings import Anniversary, Corrupt, Edition, Frequency, Length, LunarDay, Plan, Point, Vague
from .zh_names import LUNAR_NOTES, RULE_SETS

Y4 = r"(?:19|20)\d\d"
NUMERAL = "零〇○一二两三四五六七八九十百廿"
N2 = r"\d(?: ?\d)?"
"""A number of one or two digits, perhaps parted by a stray space."""
DASH = r"(?:—+|–+|-+|~+|至|到)"
DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "O": 0,
    "o": 0,
    "两": 2,
    "正": 1,
    "首": 1,
}
WEEKDAY = "一二三四五六日天"
UNITS = {"年": "years", "个月": "months", "月": "months", "周": "weeks", "星期": "weeks", "天": "days", "日": "days",
         "工作日": "workdays", "小时": "hours"}  # fmt: skip
PERIODS = {"年": "year", "半年": "half", "季": "quarter", "季度": "quarter", "月": "month", "周": "week", "星期": "week",
           "日": "day", "天": "day", "届": "year", "学期": "half"}  # fmt: skip


SPOKEN = "[零〇○O一二两三四五六七八九]+|[一二两三四五六七八九]?百?零?[二三四五六七八九一]?[十廿]?[一二三四五六七八九]?"
"""A row of digits (二〇二六), or hundreds, tens and ones (一百二十, 廿三)."""


def number(words: str) -> int:
    """The number that digits or Chinese numerals write, 0 to 999.

    >>> number("二十五"), number("十一"), number("廿三"), number("1 5"), number("三")
    (25, 11, 23, 15, 3)

    Raises ValueError where the words are none.
    """
    words = words.replace(" ", "")
    if words.isascii():
        return int(words)
    if not re.fullmatch(SPOKEN, words):
        raise ValueError(f"no number: {words}")
    words = words.replace("廿", "二十")
    total = 0
    hundreds, found, rest = words.partition("百")
    if found:
        total, words = DIGITS.get(hundreds, 1) * 100, rest.lstrip("零〇")
    tens, found, ones = words.partition("十")
    if found:
        return total + DIGITS.get(tens, 1) * 10 + DIGITS.get(ones, 0)
    for char in words:
        total = total * 10 + DIGITS[char] if len(words) > 1 else total + DIGITS[char]
    return total


def numbers(words: str) -> list[int]:
    """Every number in the words, in order."""
    return [number(n) for n in re.findall(rf"[0-9](?: ?[0-9])*|[{NUMERAL}O]+", words)]


def _date(words: str) -> dict[str, Any]:
    year, month, day = numbers(words)
    return _point(year=year, month=month, day=day)


def _point(**parts: Any) -> dict[str, Any]:
    return {"P": Point(**parts)}


def _year(words: str) -> dict[str, Any]:
    return _point(year=int("".join(str(DIGITS.get(c, c)) for c in words.replace(" ", "") if c not in "年度")))


def _day(words: str) -> dict[str, Any]:
    (day,) = numbers(words)
    return {"P": Point(day=day), "L": Length(day, "days")} if day else {"P": Point(day=day)}


def _month_day(weak: bool) -> Callable[[str], dict[str, Any]]:
    def read(words: str) -> dict[str, Any]:
        month, day = numbers(words)
        return _point(month=month, day=day, weak=weak) if 1 <= month <= 12 and 1 <= day <= 31 else {}

    return read


def _nth(words: str) -> dict[str, Any]:
    count = -1 if words.startswith("最后") else 1
    if not words.startswith(("最后", "首")):
        count = numbers(words)[0] * (-1 if words.startswith("倒数") else 1)
    if words.endswith("工作日"):
        return _point(nth=(count, "workday"))
    if re.search("双休日|公休日|休息日|周末", words):
        return _point(nth=(count, "weekend"))
    if match := re.search(rf"(?:星期|周|礼拜)([{WEEKDAY}])$", words):
        return _point(nth=(count, WEEKDAYS[WEEKDAY.index(match[1].replace("天", "日"))]))
    return _point(nth=(count, "week"))


def _frequency(words: str) -> dict[str, Any]:
    words = re.sub(r"(?:至少|不少于)?[一1](?:次|届|期)$", "", words)
    unit = next((u for u in sorted(PERIODS, key=len, reverse=True) if u in words), None)
    if unit is None:
        return {}
    counts = numbers(words.split(unit)[0].replace("半", ""))
    every = counts[0] if counts else 2 if words[0] in "隔双" else 1
    return {"F": Frequency(every, PERIODS[unit])}


def _clock(words: str) -> dict[str, Any]:
    if words == "正午":
        return {"C": Point(clock=720)}
    hour, *rest = numbers(words)
    minute = rest[0] if rest else 30 if words.endswith("半") else 0
    if (re.match("下午|晚|傍晚", words) and hour < 12) or (words.startswith("中午") and hour < 3):
        hour += 12
    return {"C": Point(clock=hour * 60 + minute)} if hour * 60 + minute <= 1440 and minute < 60 else {}


def _length(words: str) -> dict[str, Any]:
    if words.startswith("半"):
        return {"L": Length(6, "months")}
    unit = next(u for u in sorted(UNITS, key=len, reverse=True) if words.endswith(u))
    (amount,) = numbers(words[: -len(unit)])
    return {"L": Length(amount, UNITS[unit])} if amount else {}


def _plan(words: str) -> dict[str, Any]:
    count = number(re.findall(rf"([{NUMERAL}]+)五", words)[0])
    first = 2006 + 5 * (count - 11)
    return {"PL": Plan(first, first + 4)}


def _years(words: str) -> dict[str, Any]:
    found = [int(y) for y in re.findall(r"\d{4}", words)]
    return {"PL": Plan(found[0], found[-1])} if found == sorted(found) else {}


def _bracket(words: str) -> dict[str, Any]:
    if match := re.search(rf"(?:周|星期|礼拜)([{WEEKDAY}])", words):
        return {"PN": Point(weekday=WEEKDAY.index(match[1].replace("天", "日")))}
    if "不含" in words:
        return {"PX": words}
    return {"PN": Point(stated=True)} if "含" in words else {"PN": Point()}


def _convention(name: str) -> Callable[[str], dict[str, Any]]:
    return lambda words: {"PN": Point(convention=name)}


def _is_note(name: str) -> Callable[[str], dict[str, Any]]:
    return lambda words: {"LN": name}


def _rules_of(name: str) -> Callable[[str], dict[str, Any]]:
    return lambda words: {"RS": name}


def _is(*categories: str) -> Callable[[str], dict[str, Any]]:
    return lambda words: dict.fromkeys(categories, words)


def _constant(**meanings: Any) -> Callable[[str], dict[str, Any]]:
    return lambda words: meanings


def _months(words: str) -> dict[str, Any]:
    quarter = numbers(words)[0]
    if words.startswith("前"):
        return _point(months=(1, quarter * 3))
    return _point(months=(quarter * 3 - 2, quarter * 3)) if quarter <= 4 else {}


CN_MONTH = "(?:十[一二]?|[一二三四五六七八九])"
CN_DAY = "(?:[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])"
COUNT = rf"(?:\d{{1,3}}|[{NUMERAL}]{{1,5}})"
CONVENTIONS = {
    "monday": r"\(按周一\)",
    "first": r"\(按1日所在周\)",
    "iso": r"\(按多数日\)",
    "days": r"\(按七日\)",
    "saturday": r"\(按周六\)",
    "sunday": r"\(按周日\)",
}
"""How a rule writes its convention for the nth week of a month."""
HAN = "\u4e00-\u9fff"
WHOLE_NAMES = ("全国", "世界", "国际", "中国", "国家", "全民")
JOINTS = "在和与及于为是对合绕迎届个以将次年庆过逢"
"""What may stand before a short name: 在科技工作者日, but not the end of another, as in 防灾科普日."""


@cache
def lexemes() -> tuple[Lexeme, ...]:
    """Every lexeme of Chinese, in order."""
    days = sorted(names("zh"), key=len, reverse=True)
    observances = "|".join(
        re.escape(day)
        if day.startswith(WHOLE_NAMES)
        else f"(?<![{HAN}])(?:{re.escape(day)})|(?<=[{JOINTS}])(?:{re.escape(day)})"
        for day in days
    )
    return tuple(
        Lexeme(name, pattern, read)
        for name, pattern, read in (
            *_WHOLE,
            ("observance", f"(?:{observances})", lambda words: {"OBS": words}),
            (
                "some named day",
                r"(?<=[个届“])[\u4e00-\u9fff]{2,8}[日周月节](?=”?前后)",
                lambda words: {"DAYNAME": words},
            ),
            *_PARTS,
        )
    )


LUNAR_DAY = "(?:初[一二三四五六七八九十]|十[一二三四五六七八九]|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|三十)"
LUNAR_MONTH = "(?:正|腊|冬|十[一二]?|[一二三四五六七八九])月"
TERMS = "|".join(TERM_NAMES)


def _lunar(words: str) -> dict[str, Any]:
    if words.startswith("除夕") or "大年三十" in words:
        return _point(lunar=(12, -1, "skip", "omit"))
    month = re.search(f"(?:{LUNAR_MONTH})", words)
    name = month.group()[:-1] if month else "正"
    number_of = {"正": 1, "冬": 11, "腊": 12}.get(name) or number(name)
    day = number((re.findall(LUNAR_DAY, words) or ["初一"])[-1].replace("初", ""))
    return _point(lunar=(number_of, day, "only" if "闰" in words else "skip", "omit"))


def _lunar_day(words: str) -> dict[str, Any]:
    return {"LD": LunarDay(number(re.findall(LUNAR_DAY, words)[-1].replace("初", "")))}


_WHOLE: tuple[tuple[str, str, Callable[[str], dict[str, Any]]], ...] = (
    # days of the lunar calendar and of the solar terms
    ("lunar every month", rf"(?:农历|阴历)每月{LUNAR_DAY}|每月(?:农历|阴历){LUNAR_DAY}", _lunar_day),
    (
        "lunar",
        rf"(?:农历|阴历|旧历|夏历)的?闰?{LUNAR_MONTH}{LUNAR_DAY}日?|(?:正|腊|闰{LUNAR_MONTH[:-1]})月{LUNAR_DAY}日?"
        rf"|闰?{LUNAR_MONTH}(?:初[一二三四五六七八九十]|廿[一二三四五六七八九]?)日?|大年初[一二三四五六七八九十]|大年三十|除夕(?:夜|当[天日])?",
        _lunar,
    ),
    (
        "solar term",
        rf"(?<![“\"])(?:{TERMS})节?(?:当[天日]|(?=之?[前后日起]|[,、。;)\s]|期间|时节|所在|截|$))",
        lambda w: _point(term=w[:2]),
    ),
    # dates in figures
    (
        "date",
        r"(?<![\d./A-Za-z])(?:19|20)\d\d(?:-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}|\.\d{1,2}\.\d{1,2})(?!\d|[./]\d|-\d{1,2}(?![\d.]))",
        _date,
    ),
    ("lost glyphs", r"(?<![\d.-])20\d\d\d{2,3}日|(?<![\d.\-/@])20\d{5}(?=\n|$)", lambda w: {"X": Corrupt(w)}),
    ("lost month", r"每[?�□]月(?:第[一二三四五]周)?", lambda w: {"X": Corrupt(w)}),
    ("years in a row", rf"(?<!\d)(?:19|20)\d\d年?{DASH}(?:19|20)\d\d年?{DASH}(?:19|20)\d\d年", _years),
    ("years", rf"(?<![\d.\-/]){Y4}年?{DASH}{Y4}(?:年|(?=\)))", _years),
    ("school year", rf"(?<!\d)20\d\d{DASH}20\d\d学年度?", _years),
    ("year", r"(?<![\d.])(?:19|20|21)\d ?\d年度?(?!代|级|鉴|画)|[一二][零〇○O一二三四五六七八九]{3}年度?", _year),
    ("interpunct", r"(?<![\d.·])\d{1,2}[·•・‧∙]\d{1,2}(?![\d·])", _month_day(weak=False)),
    ("month.day", r"(?<![\d./\-~A-Za-z])\d{1,2}\.\d{1,2}(?![\d.%‰元万亿个倍分米人次级版:])", _month_day(weak=True)),
    ("month.day after a dash", r"(?<=[\d][—\-–~至])\d{1,2}\.\d{1,2}(?![\d.%‰元万亿个倍分米人])", _month_day(weak=True)),
    ("month-day", r"(?<![\d.\-/月年A-Za-z—])\d\d-\d\d(?![\d日月号年\-:.])", _month_day(weak=True)),
    ("month/day", r"(?<![\d.\-/月年A-Za-z])\d{1,2}/\d{1,2}(?![\d/日月号年%])", _month_day(weak=True)),
    # clocks
    ("clock", r"(?:上午|下午|中午|晚上?|早上?|凌晨|傍晚)?(?<![\d:.])\d{1,2}:\d\d(?!\d)", _clock),
    (
        "hour",
        rf"(?:上午|下午|中午|晚上?|早上?|凌晨|傍晚)?(?<![\d:.第])(?:\d{{1,2}}|[零{NUMERAL[3:13]}]{{1,3}})"
        r"(?:时(?!间|期|代|刻|段|限|效)|点(?![以击评名位多要对线,]))(?:\d{1,2}分|半|整|钟)?|正午",
        _clock,
    ),
    # periods, plans, editions
    (
        "plan",
        r"(?:十[一二三四五六七八九]|[二三]十[一二三四五六七八九]?)五"
        r"(?![一二三四五六七八九十日号年个月周天届次项条章])",
        _plan,
    ),
    ("plan period", r"(?:规划)?(?:时期|期间)|规划(?=$|[”\"」])|(?<=[”\"」])规划$", _is("PLS")),
    (
        "anniversary",
        rf"(?:建党|建国|建军|成立|创刊|创建|建校|建会|诞辰|新中国成立)?{COUNT}多?周年",
        lambda w: {"AN": Anniversary(numbers(w)[-1])},
    ),
    (
        "plenary",
        r"十[一二三四五六七八九]届[一二三四五六七八九十、至]+中全会|十[一二三四五六七八九]?届[一二三四五六七八九十]+次全会|(?<=党的)[一二]十[一二三四五六七八九]?大|(?<=党的)十[一二三四五六七八九]大",
        lambda w: {"ED": Edition(None)},
    ),
    (
        "edition",
        rf"第{COUNT}(?:届|次|个(?![星双公周工休])|期(?!间))|(?<![{NUMERAL}\d])首(?:届|个|次)",
        lambda w: {"ED": Edition(numbers(w)[0] if w[0] == "第" else 1)},
    ),
    # rules that recur
    ("every weekday", r"每(?:个)?(?=(?:周|星期|礼拜)[一二三四五六日天](?!次|届|期))", _is("EVERY")),
    ("frequency range", rf"每{COUNT}(?:至|到|-|—){COUNT}个?(?:年|月|周|季度)", lambda w: {"V": Vague(w)}),
    (
        "frequency",
        rf"每(?:隔|满)?{COUNT}?个?(?:半年|年度?|季度?|月度?|学期|届(?:当年)?|(?:星期|周|礼拜)(?![二三四五六日天])|[日天])"
        r"(?:(?:至少|不少于)?[一1](?:次|届|期))?",
        _frequency,
    ),
    (
        "by period",
        r"按(?:半年|年度?|季度?|月度?(?!球)|周|日(?!期|程))(?![份龄均])|逐[月季](?:度)?|隔[周年月]|双周(?!年|刊|一|二)",
        _frequency,
    ),
    ("once a year", r"一年一[度次届]|[两二三四五]年一[次届度]", lambda w: {"F": Frequency(number(w[0]), "year")}),
    (
        "report",
        r"(?<![\d一二三四五六七八九十半])(?:年|季|月)报(?![表告名送刊社道到考备批])|(?<![\d一二两])半年报(?!表|告)",
        lambda w: {"F": Frequency(1, PERIODS[w[:-1]])},
    ),
    (
        "nth",
        rf"(?:第[{NUMERAL[3:12]}\d]个?|最后(?:一)?个?|倒数第[{NUMERAL[3:12]}\d]个?)(?:双休日|公休日|休息日|周末|(?:星期|周|礼拜)[{WEEKDAY}]"
        r"(?!年)|整?周(?!年|期|边|围|刊)|整?星期|工作日)|首个工作日",
        _nth,
    ),
)

_PARTS: tuple[tuple[str, str, Callable[[str], dict[str, Any]]], ...] = (
    # parts of a date
    ("three quarters", r"前[二三两]季度", _months),
    ("quarter", r"第?[一二三四1234]季度", _months),
    ("half year", r"上半年", _constant(P=Point(months=(1, 6)))),
    ("half year", r"下半年", _constant(P=Point(months=(7, 12)))),
    (
        "months long",
        rf"(?<![\d.第]){COUNT}个(?:半)?月|[{NUMERAL[3:13]}]月(?=内|之内|以内)",
        lambda w: _length(w.replace("半", "")),
    ),
    ("month", rf"(?<![\d.第·]){N2}月份?(?![球刊饼票租薪均台龄收产])", lambda w: _point(month=numbers(w)[0])),
    (
        "month in words",
        rf"(?:(?<=[年于在至到从自,、。(“])|(?<!.)){CN_MONTH}月份?(?![球刊饼花内])|{CN_MONTH}月(?:份|(?=[上中下]旬|{CN_DAY}[日号]|底|初|末))",
        lambda w: _point(month=numbers(w)[0]),
    ),
    ("month of reference", r"(?:本|当|这个)月", _constant(P=Point(month_shift=0))),
    ("next month", r"下个?月|次月", _constant(P=Point(month_shift=1))),
    ("last month", r"上个?月", _constant(P=Point(month_shift=-1))),
    ("year of reference", r"今年|本年度?(?!会)|当年(?=\d)", _constant(P=Point(year_shift=0))),
    ("next year", r"明年|来年(?!度)|次年|翌年|(?<![每隔\d])下一?年度?", _constant(P=Point(year_shift=1))),
    ("last year", r"去年|上一?年度?(?!会)", _constant(P=Point(year_shift=-1))),
    ("after the year", r"年后(?=\d|[一二三四五六七八九十]+[日月])", _constant(P=Point(yearly=1, month=1))),
    ("within the year", r"年内(?!容|部)", _constant(P=Point(year_shift=0))),
    ("end of year", r"年[底末终](?!端)", _constant(P=Point(month=12, part="end"))),
    ("start of year", r"(?<!末)年初(?![一二三四五六七八九十])", _constant(P=Point(month=1, part="start"))),
    ("end of month", r"(?<=[月份年度])[底末](?!端)|月[底末](?!端)", _constant(P=Point(part="end"))),
    (
        "start of month",
        r"(?<=[月份])初(?![级步审评赛中选一二三四五六七八九十])|月初(?![一二三四五六七八九十])",
        _constant(P=Point(part="start")),
    ),
    ("ten days", r"上旬", _constant(P=Point(part="first"))),
    ("ten days", r"中旬", _constant(P=Point(part="middle"))),
    ("ten days", r"下旬", _constant(P=Point(part="last"))),
    ("last day", r"(?<=月)最后(?:一|1)(?:日|天)", _constant(P=Point(day=-1))),
    ("day", rf"(?<![\d.第]){N2}日(?!元|均)|(?<=月){N2}号", _day),
    ("day in words", rf"(?<=[月至到—\-–~后旬每]){CN_DAY}[日号](?!均|报)", _day),
    ("day of reference", r"即日|当[日天](?!内)|同日", _constant(P=Point(day_shift=0))),
    ("next day", r"次日|翌日", _constant(P=Point(day_shift=1))),
    (
        "weekday",
        rf"(?:星期|周|礼拜)[{WEEKDAY}](?![年岁边围期刊])",
        lambda w: {"WD": WEEKDAY.index(w[-1].replace("天", "日"))},
    ),
    ("weekend", r"周末", _is("WE")),
    *((f"convention {name}", pattern, _convention(name)) for name, pattern in CONVENTIONS.items()),
    *((f"lunar: {name}", rf"\({words}\)", _is_note(name)) for name, words in LUNAR_NOTES.items()),
    *((f"rules: {name}", rf"\(按《?{words}》?\)", _rules_of(name)) for name, words in RULE_SETS.items()),
    ("rules: civil-code", r"\(按《?民法典》?\)", _rules_of("civil-code")),
    (
        "bracket",
        rf"\((?:[^()\n]{{0,9}}(?:周|星期|礼拜)[{WEEKDAY}]|(?:不|包)?含(?:当[日天]|本日|首尾两?[日天])?|以[^()\n]{{1,10}}为准|北京时间|当地时间|公历|暂定)\)",
        _bracket,
    ),
    ("part of the day", r"上午|下午|中午|晚上|全天|当晚", _is("DP")),
    ("closing time", r"下班(?:之|以)?前", _is("OFF")),
    ("week of", r"所在的?(?:那?一?周|星期)", _is("WK")),
    (
        "roll",
        r"[,(]?(?:如|若|如果)?(?:逢|遇到?)(?:国家)?(?:法定)?(?:节假日|休息日|公休日|周末|双休日|休假日|假期)(?:的|时)?,?(?:则|应|予以|可|自动|相应)*"
        r"(?:顺延|后延|延后|推迟|提前)(?:至|到)?(?:(?:其|之|节假日)?[前后下]?的?第?一?个?工作日)?\)?",
        lambda w: {"ROLL": "preceding" if "提前" in w else "following"},
    ),
    ("nth day after", rf"第{COUNT}(?:天|日|个工作日)", lambda w: {"NL": _length(re.sub("^第", "", w)).get("L")}),
    # lengths
    (
        "length",
        rf"(?<![\d.第]){COUNT}个?(?:工作日|小时|星期|年(?![级代龄制轻底度终末前后])|周(?![年一二三四五六日末])|天)|半年(?!报)",
        _length,
    ),
    # cues
    (
        "due by",
        r"(?:截止|截稿|截至)(?:日期|时间|期限|日)?(?:统一)?(?:延长|顺延|延期|推迟)?(?:为|是|到|至|于|定为)?:?",
        _is("DUE", "END"),
    ),
    ("not later than", r"不[晚迟]于|最[晚迟](?:于|在|不超过)?", _is("NL")),
    ("around", r"前后", _is("AB")),
    ("more or less", r"左右", _is("AB", "ABL")),
    ("count back", rf"(?:之|以)?前(?=(?:{COUNT})个?(?:工作日|月|天|日|周|年|小时|星期))", _is("AFORE")),
    (
        "before",
        r"[以之]?前(?!提(?![交出供前报请醒])|[期往来沿瞻景身列进言者述款置端线后三两一二四五六七八九十\d])",
        _is("BEFORE"),
    ),
    ("from the day of", r"之日起(?:的|算)?", _is("ZRQ")),
    ("from then on", r"开始|起(?![草动诉步来点义源伏到居码]|来自)", _is("START")),
    ("ever since", r"以来|(?<=年)来", _is("EVER")),
    ("after", r"[以之]后|后(?![期续勤备台果方来天])", _is("AFTER")),
    ("within", r"[之以]内|内(?![容部地外涵存设科蒙网江需])", _is("WITHIN")),
    ("from", r"自|从", _is("SINCE")),
    ("at", r"在|于", _is("AT")),
    ("to", r"(?<![冬夏甚乃以])[至到]|直[至到]", _is("RANGE", "TO")),
    ("dash", r"—+|–+|-+|~+", _is("RANGE")),
    ("ends", r"为?止|结束", _is("END")),
    ("ahead", r"提前", _is("AHEAD")),
    ("extended by", r"(?:延长|顺延|延期)(?=[\d一二三四五六七八九十])", _is("EXTEND")),
    ("past length", r"近|最近|过去|满|不满|未满|连续|为期|用", _is("NEAR")),
    ("coming length", r"未来(?=[\d一二三四五六七八九十])", _is("NEAR")),
    ("more than", r"以上|余", _is("OVER")),
    ("bare year", r"(?<![\d\-.A-Za-z·来(@/])(?:19|20)\d\d(?![\d年.%:/])", lambda w: {"Y4": Point(year=int(w))}),
    ("bare number", r"(?<![\d.A-Za-z/:第])\d{1,2}(?![\d.%:/个家名人场次项篇件])", lambda w: {"N": int(w)}),
    ("vague", r"不定期|定期|适时|及时|近期|不日|择期|另行通知|尽快", lambda w: {"V": Vague(w)}),
    ("of", r"的", _is("DE")),
    ("comma", r",", _is("COMMA")),
    ("list", r"、", _is("LIST")),
    ("quote", r"[“”\"「」]", _is("Q")),
)
