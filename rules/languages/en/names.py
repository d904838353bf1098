"""What English calls months, weekdays, terms, conventions and rule-sets: read by the lexemes, written by the writer."""

from __future__ import annotations

from ...reckoning.rulesets import RULE_SETS as STATUTES
from ...reckoning.terms import NAMES

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PERIODS = {"day": "day", "week": "week", "month": "month", "quarter": "quarter", "half": "half-year", "year": "year"}
UNITS = {"years": "year", "months": "month", "weeks": "week", "days": "day", "workdays": "working day", "hours": "hour"}

CONVENTIONS = {
    "monday": "weeks from the nth Monday",
    "first": "weeks from Monday, the first holds the 1st",
    "iso": "weeks from Monday, the first has at least four days",
    "days": "seven days each from the 1st",
    "saturday": "weeks from the nth Saturday",
    "sunday": "weeks from the nth Sunday",
}
"""How a rule writes its convention for the nth week of a month; without one it is that of the nth Monday."""
LUNAR_NOTES = {
    "too": "leap months too",
    "backward": "else the day before",
    "forward": "else the day after",
}
"""How a lunar rule writes what a leap month does, and what comes of a day that the month lacks."""
RULE_SETS = {name: f"under the {rules.title.say('en')}" for name, rules in STATUTES.items() if name != "calendar"}
RULE_SETS["calendar"] = "in plain calendar days"
"""How a period writes the rules that it is counted under; without them it is the Civil Code's."""

_PINYIN = (
    "Xiaohan", "Dahan", "Lichun", "Yushui", "Jingzhe", "Chunfen", "Qingming", "Guyu",
    "Lixia", "Xiaoman", "Mangzhong", "Xiazhi", "Xiaoshu", "Dashu", "Liqiu", "Chushu",
    "Bailu", "Qiufen", "Hanlu", "Shuangjiang", "Lidong", "Xiaoxue", "Daxue", "Dongzhi",
)  # fmt: skip
TERMS = dict(zip(NAMES, _PINYIN, strict=True))
"""The solar terms as English writes them: by their sound, which no season can be mistaken for."""
OTHER_TERMS = {
    "lesser cold": "小寒", "minor cold": "小寒", "greater cold": "大寒", "major cold": "大寒",
    "start of spring": "立春", "beginning of spring": "立春", "rain water": "雨水", "awakening of insects": "惊蛰",
    "spring equinox": "春分", "vernal equinox": "春分", "clear and bright": "清明", "pure brightness": "清明",
    "tomb-sweeping day": "清明", "qingming festival": "清明", "grain rain": "谷雨", "start of summer": "立夏",
    "beginning of summer": "立夏", "grain full": "小满", "grain buds": "小满", "grain in ear": "芒种",
    "summer solstice": "夏至", "lesser heat": "小暑", "minor heat": "小暑", "greater heat": "大暑", "major heat": "大暑",
    "start of autumn": "立秋", "beginning of autumn": "立秋", "end of heat": "处暑", "limit of heat": "处暑",
    "white dew": "白露", "autumn equinox": "秋分", "autumnal equinox": "秋分", "cold dew": "寒露",
    "frost's descent": "霜降", "frost descent": "霜降", "start of winter": "立冬", "beginning of winter": "立冬",
    "lesser snow": "小雪", "minor snow": "小雪", "greater snow": "大雪", "major snow": "大雪", "winter solstice": "冬至",
}  # fmt: skip
"""Usual renderings of the solar terms."""
OTHER_DAYS = {
    "chinese new year": "春节", "lunar new year": "春节", "new year's day": "元旦", "labor day": "劳动节",
    "mid-autumn day": "中秋节", "double ninth festival": "老年节", "double ninth": "老年节",
    "international women's day": "妇女节", "women's day": "妇女节", "children's day": "儿童节", "teachers' day": "教师节",
    "tree planting day": "植树节",
}  # fmt: skip
"""Usual names of observances beside those of the catalogue."""
