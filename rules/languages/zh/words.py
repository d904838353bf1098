"""The words of Chinese dates: every lexeme of the language, in the order in which they are tried.

Patterns see a squeezed text: half-width digits and punctuation, no spaces but between two digits. Lookarounds keep out what
only looks like a date: document numbers, versions, counts, idioms.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from ...observances import names
from ...reckoning.terms import NAMES as TERM_NAMES
from ..grammar import Lexeme
from ..meanings import Anniversary, Corrupt, Edition, Expected, Frequency, Point, Vague
from .names import LUNAR_NOTES, RULE_SETS
from .reading import (
    LUNAR_DAY,
    LUNAR_MONTH,
    NUMERAL,
    PERIODS,
    WEEKDAY,
    bracket,
    clock,
    constant,
    convention,
    cue,
    day,
    frequency,
    full_date,
    is_note,
    length,
    lunar,
    lunar_day,
    month_day,
    months,
    nth,
    number,
    numbers,
    plan,
    point,
    roll,
    rules_of,
    year,
    years,
)
from .rules import WORDS

Y4 = r"(?:19|20)\d\d"
N2 = r"\d(?: ?\d)?"
"""A number of one or two digits, perhaps parted by a stray space."""
DASH = r"(?:—+|–+|-+|~+|至|到)"
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
            *WORDS,
            *_WHOLE,
            ("observance", f"(?:{observances})", lambda words: {"OBSERVANCE": words}),
            (
                "some named day",
                r"(?<=[个届“])[\u4e00-\u9fff]{2,8}[日周月节](?=”?前后)",
                lambda words: {"DAY_NAME": words},
            ),
            *_PARTS,
        )
    )


TERMS = "|".join(TERM_NAMES)


_WHOLE: tuple[tuple[str, str, Callable[[str], dict[str, Any]]], ...] = (
    # days of the lunar calendar and of the solar terms
    ("lunar every month", rf"(?:农历|阴历)每月{LUNAR_DAY}|每月(?:农历|阴历){LUNAR_DAY}", lunar_day),
    (
        "lunar",
        rf"(?:农历|阴历|旧历|夏历)的?闰?{LUNAR_MONTH}{LUNAR_DAY}日?|(?:正|腊|闰{LUNAR_MONTH[:-1]})月{LUNAR_DAY}日?"
        rf"|闰?{LUNAR_MONTH}(?:初[一二三四五六七八九十]|廿[一二三四五六七八九]?)日?|大年初[一二三四五六七八九十]|大年三十|除夕(?:夜|当[天日])?",
        lunar,
    ),
    (
        "solar term",
        rf"(?<![“\"])(?:{TERMS})节?(?:当[天日]|(?=之?[前后日起至到]|[,、。;)\s和与及]|除外|期间|时节|所在|截|\d{{1,2}}:\d\d|$))",
        lambda w: point(term=w[:2]),
    ),
    ("announced without a rule", r"每年公布日期", lambda w: {"EXPECTED": Expected(None)}),
    # dates in figures
    (
        "date",
        r"(?<![\d./A-Za-z])(?:19|20)\d\d(?:-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}|\.\d{1,2}\.\d{1,2})(?!\d|[./]\d|-\d{1,2}(?![\d.]))",
        full_date,
    ),
    ("lost glyphs", r"(?<![\d.-])20\d\d\d{2,3}日|(?<![\d.\-/@])20\d{5}(?=\n|$)", lambda w: {"CORRUPT": Corrupt(w)}),
    ("lost month", r"每[?�□]月(?:第[一二三四五]周)?", lambda w: {"CORRUPT": Corrupt(w)}),
    ("years in a row", rf"(?<!\d)(?:19|20)\d\d年?{DASH}(?:19|20)\d\d年?{DASH}(?:19|20)\d\d年", years),
    ("years", rf"(?<![\d.\-/]){Y4}年?{DASH}{Y4}(?:年|(?=\)))", years),
    ("years far away", r"(?<!\d)[1-9]\d{3}年至[1-9]\d{3}年(?=每)", years),
    ("school year", rf"(?<!\d)20\d\d{DASH}20\d\d学年度?", years),
    ("year", r"(?<![\d.])(?:19|20|21)\d ?\d年度?(?!代|级|鉴|画)|[一二][零〇○O一二三四五六七八九]{3}年度?", year),
    ("year of a bound", r"(?<=至)[1-9]\d{3}年(?=\)|止)", year),
    ("year of a full date", r"(?<![\d.])[1-9]\d{3}年(?=\d{1,2}月|起|每|,仅)", year),
    ("interpunct", r"(?<![\d.·])\d{1,2}[·•・‧∙]\d{1,2}(?![\d·])", month_day(weak=False)),
    ("month.day", r"(?<![\d./\-~A-Za-z])\d{1,2}\.\d{1,2}(?![\d.%‰元万亿个倍分米人次级版:])", month_day(weak=True)),
    ("month.day after a dash", r"(?<=[\d][—\-–~至])\d{1,2}\.\d{1,2}(?![\d.%‰元万亿个倍分米人])", month_day(weak=True)),
    ("month-day", r"(?<![\d.\-/月年A-Za-z—])\d\d-\d\d(?![\d日月号年\-:.])", month_day(weak=True)),
    ("month/day", r"(?<![\d.\-/月年A-Za-z])\d{1,2}/\d{1,2}(?![\d/日月号年%])", month_day(weak=True)),
    # clocks
    ("clock", r"(?:上午|下午|中午|晚上?|早上?|凌晨|傍晚)?(?<![\d:.])\d{1,2}:\d\d(?!\d)", clock),
    (
        "hour",
        rf"(?:上午|下午|中午|晚上?|早上?|凌晨|傍晚)?(?<![\d:.第])(?:\d{{1,2}}|[零{NUMERAL[3:13]}]{{1,3}})"
        r"(?:时(?!间|期|代|刻|段|限|效)|点(?![以击评名位多要对线,]))(?:\d{1,2}分|半|整|钟)?|正午",
        clock,
    ),
    # periods, plans, editions
    (
        "plan",
        r"(?:十[一二三四五六七八九]|[二三]十[一二三四五六七八九]?)五"
        r"(?![一二三四五六七八九十日号年个月周天届次项条章])",
        plan,
    ),
    ("plan period", r"(?:规划)?(?:时期|期间)|规划(?=$|[”\"」])|(?<=[”\"」])规划$", cue("PLAN_PERIOD")),
    (
        "anniversary",
        rf"(?:建党|建国|建军|成立|创刊|创建|建校|建会|诞辰|新中国成立)?{COUNT}多?周年",
        lambda w: {"ANNIVERSARY": Anniversary(numbers(w)[-1])},
    ),
    (
        "plenary",
        r"十[一二三四五六七八九]届[一二三四五六七八九十、至]+中全会|十[一二三四五六七八九]?届[一二三四五六七八九十]+次全会|(?<=党的)[一二]十[一二三四五六七八九]?大|(?<=党的)十[一二三四五六七八九]大",
        lambda w: {"EDITION": Edition(None)},
    ),
    (
        "edition",
        rf"第{COUNT}(?:届|次|个(?![星双公周工休])|期(?!间))|(?<![{NUMERAL}\d])首(?:届|个(?!工作日)|次)",
        lambda w: {"EDITION": Edition(numbers(w)[0] if w[0] == "第" else 1)},
    ),
    # rules that recur
    ("every weekday", r"每(?:个)?(?=(?:周|星期|礼拜)[一二三四五六日天](?!次|届|期))", cue("EVERY")),
    ("frequency range", rf"每{COUNT}(?:至|到|-|—){COUNT}个?(?:年|月|周|季度)", lambda w: {"REFUSED": Vague(w)}),
    (
        "frequency",
        rf"每(?:隔|满)?{COUNT}?个?(?:半年|年度?|季度?|月度?|学期|届(?:当年)?|(?:星期|周|礼拜)(?![二三四五六日天])|[日天])"
        r"(?:(?:至少|不少于)?[一1](?:次|届|期))?",
        frequency,
    ),
    (
        "by period",
        r"按(?:半年|年度?|季度?|月度?(?!球)|周|日(?!期|程))(?![份龄均])|逐[月季](?:度)?|隔[周年月]|双周(?!年|刊|一|二)",
        frequency,
    ),
    (
        "once a year",
        r"一年一[度次届]|[两二三四五]年一[次届度]",
        lambda w: {"FREQUENCY": Frequency(number(w[0]), "year")},
    ),
    (
        "report",
        r"(?<![\d一二三四五六七八九十半])(?:年|季|月)报(?![表告名送刊社道到考备批])|(?<![\d一二两])半年报(?!表|告)",
        lambda w: {"FREQUENCY": Frequency(1, PERIODS[w[:-1]])},
    ),
    (
        "nth",
        rf"(?:第[{NUMERAL[3:13]}\d]个?|最后(?:一)?个?|倒数第[{NUMERAL[3:13]}\d]个?)(?:双休日|公休日|休息日|周末|(?:星期|周|礼拜)[{WEEKDAY}]"
        rf"(?!年)|整?周(?!年|期|边|围|刊)|整?星期|工作日)|(?:倒数)?第(?:[1-9]\d|十[{NUMERAL[3:12]}]?)个工作日|首个工作日",
        nth,
    ),
)

_PARTS: tuple[tuple[str, str, Callable[[str], dict[str, Any]]], ...] = (
    # parts of a date
    ("three quarters", r"前[二三两]季度", months),
    ("quarter", r"第?[一二三四1234]季度", months),
    ("half year", r"上半年", constant(POINT=Point(months=(1, 6)))),
    ("half year", r"下半年", constant(POINT=Point(months=(7, 12)))),
    (
        "months long",
        rf"(?<![\d.第]){COUNT}个(?:半)?月|[{NUMERAL[3:13]}]月(?=内|之内|以内)",
        lambda w: length(w.replace("半", "")),
    ),
    ("month", rf"(?<![\d.第·]){N2}月份?(?![球刊饼票租薪均台龄收产])", lambda w: point(month=numbers(w)[0])),
    (
        "month in words",
        rf"(?:(?<=[年于在至到从自,、。(“])|(?<!.)){CN_MONTH}月份?(?![球刊饼花内])|{CN_MONTH}月(?:份|(?=[上中下]旬|{CN_DAY}[日号]|底|初|末))",
        lambda w: point(month=numbers(w)[0]),
    ),
    ("month of reference", r"(?:本|当|这个)月", constant(POINT=Point(month_shift=0))),
    ("next month", r"下个?月|次月", constant(POINT=Point(month_shift=1))),
    ("last month", r"上个?月", constant(POINT=Point(month_shift=-1))),
    ("year of reference", r"今年|本年度?(?!会)|当年(?=\d)", constant(POINT=Point(year_shift=0))),
    ("next year", r"明年|来年(?!度)|次年|翌年|(?<![每隔\d])下一?年度?", constant(POINT=Point(year_shift=1))),
    ("last year", r"去年|上一?年度?(?!会)", constant(POINT=Point(year_shift=-1))),
    ("after the year", r"年后(?=\d|[一二三四五六七八九十]+[日月])", constant(POINT=Point(yearly=1, month=1))),
    ("within the year", r"年内(?!容|部)", constant(POINT=Point(year_shift=0))),
    ("end of year", r"年[底末终](?!端)", constant(POINT=Point(month=12, part="end"))),
    ("start of year", r"(?<!末)年初(?![一二三四五六七八九十])", constant(POINT=Point(month=1, part="start"))),
    ("end of month", r"(?<=[月份年度])[底末](?!端)|月[底末](?!端)", constant(POINT=Point(part="end"))),
    (
        "start of month",
        r"(?<=[月份])初(?![级步审评赛中选一二三四五六七八九十])|月初(?![一二三四五六七八九十])",
        constant(POINT=Point(part="start")),
    ),
    ("ten days", r"上旬", constant(POINT=Point(part="first"))),
    ("ten days", r"中旬", constant(POINT=Point(part="middle"))),
    ("ten days", r"下旬", constant(POINT=Point(part="last"))),
    ("last day", r"(?<=[月年的、和至到])最后(?:一|1)(?:日|天)", constant(POINT=Point(day=-1))),
    ("day from the end", rf"(?<=[月的、和至到])倒数第{COUNT}[日天]", lambda w: point(day=-numbers(w)[0])),
    ("day", rf"(?<![\d.第]){N2}日(?!元|均(?!为|是))|(?<=月){N2}号", day),
    ("day in words", rf"(?<=[月至到—\-–~后旬每]){CN_DAY}[日号](?!均|报)", day),
    ("day of reference", r"即日|当[日天](?!内)|同日", constant(POINT=Point(day_shift=0))),
    ("next day", r"次日|翌日", constant(POINT=Point(day_shift=1))),
    (
        "weekday",
        rf"(?:星期|周|礼拜)[{WEEKDAY}](?![年岁边围期刊])",
        lambda w: {"WEEKDAY": WEEKDAY.index(w[-1].replace("天", "日"))},
    ),
    ("weekend", r"周末", cue("WEEKEND")),
    *((f"convention {name}", pattern, convention(name)) for name, pattern in CONVENTIONS.items()),
    *((f"lunar: {name}", rf"\({words}\)", is_note(name)) for name, words in LUNAR_NOTES.items()),
    *((f"rules: {name}", rf"\(按《?{words}》?\)", rules_of(name)) for name, words in RULE_SETS.items()),
    ("rules: civil-code", r"\(按《?民法典》?\)", rules_of("civil-code")),
    (
        "bracket",
        rf"\((?:[^()\n仅只限除]{{0,9}}(?:周|星期|礼拜)[{WEEKDAY}]|(?:不|包)?含(?:当[日天]|本日|首尾两?[日天])?|以[^()\n]{{1,10}}为准|北京时间|当地时间|公历|暂定)\)",
        bracket,
    ),
    ("part of the day", r"上午|下午|中午|晚上|全天|当晚", cue("PART_OF_DAY")),
    ("closing time", r"下班(?:之|以)?前", cue("CLOSING_TIME")),
    ("announced", r"\(逐年公布\)", cue("ANNOUNCED")),
    ("week of", r"所在的?(?:那?一?周|星期)", cue("CONTAINING_WEEK")),
    (
        "roll",
        r"[,(]?(?:如|若|如果)?(?:逢|遇到?)(?:国家)?(?:法定)?(?:节假日|休息日|公休日|周末|双休日|休假日|假期)(?:的|时)?,?(?:则|应|予以|可|自动|相应)*"
        r"(?:顺延|后延|延后|推迟|提前|就近调整)(?:至|到)?(?:(?:其|之|节假日)?[前后下]?的?第?一?个?工作日)?"
        r"(?:,?但?(?:不出|不跨|不超出|不得?超过)(?:当|本|该)?月份?)?\)?",
        roll,
    ),
    (
        "nth day after",
        rf"第{COUNT}(?:天|日|个工作日)",
        lambda w: {"ORDINAL_LENGTH": length(re.sub("^第", "", w)).get("LENGTH")},
    ),
    # lengths
    (
        "length",
        rf"(?<![\d.第]){COUNT}个?(?:工作日|小时|星期|年(?![级代龄制轻底度终末前后])|周(?![年一二三四五六日末])|天)|半年(?!报)",
        length,
    ),
    # cues
    (
        "due by",
        r"(?:截止|截稿|截至)(?:日期|时间|期限|日)?(?:统一)?(?:延长|顺延|延期|推迟)?(?:为|是|到|至|于|定为)?:?",
        cue("DEADLINE_IS", "END"),
    ),
    ("not later than", r"不[晚迟]于|最[晚迟](?:于|在|不超过)?", cue("NOT_LATER_THAN")),
    ("around", r"前后", cue("AROUND")),
    ("more or less", r"左右", cue("AROUND", "ROUGHLY")),
    ("count back", rf"(?:之|以)?前(?=(?:{COUNT})个?(?:工作日|月|天|日|周|年|小时|星期))", cue("COUNT_BACK")),
    (
        "before",
        r"[以之]?前(?!提(?![交出供前报请醒])|[期往来沿瞻景身列进言者述款置端线后三两一二四五六七八九十\d])",
        cue("BEFORE"),
    ),
    ("from the day of", r"之日起(?:的|算)?", cue("FROM_THAT_DAY")),
    ("from then on", r"开始|起(?![草动诉步来点义源伏到居码]|来自)", cue("ONWARDS")),
    ("ever since", r"以来|(?<=年)来", cue("EVER_SINCE")),
    ("after", r"[以之]后|(?<!最)后(?![期续勤备台果方来天])", cue("AFTER")),
    ("within", r"[之以]内|内(?![容部地外涵存设科蒙网江需])", cue("WITHIN")),
    ("from", r"自|从", cue("SINCE")),
    ("at", r"在|于", cue("AT")),
    ("to", r"(?<![冬夏甚乃以])[至到]|直[至到]", cue("TO", "UNTIL")),
    ("dash", r"—+|–+|-+|~+", cue("TO")),
    ("ends", r"为?止|结束", cue("END")),
    ("ahead", r"提前", cue("AHEAD")),
    ("extended by", r"(?:延长|顺延|延期)(?=[\d一二三四五六七八九十])", cue("EXTENDED")),
    ("past length", r"近|最近|过去|满|不满|未满|连续|为期|用", cue("LENGTH_LEAD")),
    ("coming length", r"未来(?=[\d一二三四五六七八九十])", cue("LENGTH_LEAD")),
    ("more than", r"以上|余", cue("AT_LEAST")),
    ("bare year", r"(?<![\d\-.A-Za-z·来(@/])(?:19|20)\d\d(?![\d年.%:/])", lambda w: {"BARE_YEAR": Point(year=int(w))}),
    ("bare number", r"(?<![\d.A-Za-z/:第])\d{1,2}(?![\d.%:/个家名人场次项篇件])", lambda w: {"NUMBER": int(w)}),
    ("vague", r"不定期|定期|适时|及时|近期|不日|择期|另行通知|尽快", lambda w: {"REFUSED": Vague(w)}),
    ("of", r"的", cue("OF")),
    ("comma", r",", cue("COMMA")),
    ("list", r"、", cue("AND")),
    ("quote", r"[“”\"「」]", cue("QUOTE")),
)
