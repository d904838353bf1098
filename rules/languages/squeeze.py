"""A text made even for reading: full-width forms narrowed, traditional characters read as simplified ones, dashes alike,
spaces dropped.

The way back to the text as given stays known, so that every quote has its offsets.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Squeezed:
    """A text made even, with the way back to the text as given."""

    text: str
    origins: Sequence[int] = field(repr=False)
    """For each piece of `text` that stands in one piece in the original the offset there."""
    starts: Sequence[int] = field(repr=False)
    """For each piece where it begins in `text`."""

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the original of a place in the squeezed text."""
        return self._origin(start), self._origin(end - 1) + 1

    def _origin(self, place: int) -> int:
        piece = bisect_right(self.starts, place) - 1
        return self.origins[piece] + place - self.starts[piece]


def squeeze(text: str) -> Squeezed:
    """The text with its characters made even one by one, and spaces dropped except between two digits or letters.

    >>> squeeze("２０２６ 年 3 月22 日").text, squeeze("每個月第二個星期五").text
    ('2026年3月22日', '每个月第二个星期五')
    """
    even = _with_digits(made_even(text))
    pieces, origins, starts = [""], [0], [0]
    at = length = 0
    last = ""
    """The last characters that are kept."""
    for begin, end, says_nothing in _gaps(even):
        if at < begin:
            pieces.append(even[at:begin])
            origins.append(at)
            starts.append(length)
            length += begin - at
            last = (last + even[max(at, begin - LOOKED_BACK) : begin])[-LOOKED_BACK:]
        at = end
        if says_nothing and (_parts(last, even[end : end + 1]) or _behind_hour(last, even, end)):
            pieces.append(" ")
            origins.append(begin)
            starts.append(length)
            length += 1
            last += " "
    pieces.append(even[at:])
    origins.append(at)
    starts.append(length)
    return Squeezed("".join(pieces), origins, starts)


def made_even(text: str) -> str:
    """The text with its characters made even one by one; those of them that it has are looked for first, they are few."""
    if len(text) < SHORT:
        return text.translate(EVEN)
    for char in UNEVEN.intersection(text):
        text = text.replace(char, UNEVEN_AS[char])
    return text


def _gaps(even: str) -> Iterator[tuple[int, int, bool]]:
    """From where to where something is dropped, in order; False where it stood inside of a number."""
    inside = _inside_numbers(even)
    if not inside:
        for gap in GAP.finditer(even):
            yield *gap.span(), True
        return
    at = 0
    for place in sorted(inside):
        for gap in GAP.finditer(even, at, place):
            yield *gap.span(), True
        yield place, place + 1, False
        at = place + 1
    for gap in GAP.finditer(even, at):
        yield *gap.span(), True


def _with_digits(text: str) -> str:
    """The text with the letters that a scan has for digits in a number of a day or a year: l0月, 1O日, 2O26年, l0天."""
    if not LETTER_BESIDE_DIGIT.search(text):
        return text
    return LOOKS_ALIKE.sub(lambda number: number.group().translate(ALIKE), text)


def _inside_numbers(text: str) -> frozenset[int]:
    """Where blanks stand inside of one number, as scans have them: 9月2 3—2 6日, 2 0 1 6年, 14:00-1 7:30.

    The number is known by what stands on both sides: a unit, a colon or a dash before it and behind it; a year by its length.
    A line that ends inside of a day is broken there: 5月2⏎2日.
    """
    found: set[int] = set()
    if not SPLIT_ANYHOW.search(text):
        return NOWHERE
    for pattern in SPLIT:
        for match in pattern.finditer(text):
            found.update(place for place in range(*match.span("number")) if text[place].isspace())
    return frozenset(found)


BLANK = "[ \t\u3000\xa0]"
SPLIT = (
    re.compile(rf"(?:[年月日时点:：—–~至-]{BLANK}*)(?P<number>\d{BLANK}+\d)(?={BLANK}*[月日号时点分:：—–~至-])"),
    re.compile(rf"(?:[年月日—–~至-]{BLANK}*)(?P<number>\d{BLANK}*\r?\n{BLANK}*\d)(?={BLANK}*[月日号时点分:：—–~至-])"),
    re.compile(rf"(?<=\d[:：]|\d-)(?P<number>\d{BLANK}\d)(?![\d:：])"),
    re.compile(rf"\d{BLANK}+[:：]{BLANK}*(?P<number>[0-5]{BLANK}\d)(?![\d:：])"),
    re.compile(rf"(?<!\d)(?P<number>[12](?:{BLANK}*\d){{3}})(?={BLANK}*年)"),
    re.compile(
        rf"(?<!\d)(?P<number>[12](?:{BLANK}?\d){{3}}(?:{BLANK}*[/.-]{BLANK}*\d(?:{BLANK}?\d)?){{2}})(?!{BLANK}*[\d点时:：])"
    ),
    re.compile(
        rf"(?<!\d)(?P<number>\d{BLANK}+\d)(?={BLANK}*[月:：]{BLANK}*\d(?:{BLANK}+\d{BLANK}*[日:：—-]|\d{BLANK}*[-—]{BLANK}*\d{BLANK}+\d))"
    ),
)
SPLIT_ANYHOW = re.compile(r"\d[ \t\u3000\xa0\r\n]++\d")
"""What each of them holds."""
NOWHERE: frozenset[int] = frozenset()
LOOKS_ALIKE = re.compile(
    rf"(?<![A-Za-z\d])(?=[lIOo]?\d)[\dlIOo]{{1,2}}(?={BLANK}*[月日曰时点天])|(?<![A-Za-z\d])[12][\dlIOo]{{3}}(?={BLANK}*年)"
)
LETTERS = "lIOo"
ALIKE = str.maketrans(LETTERS, "1100")
LETTER_BESIDE_DIGIT = re.compile(rf"[{LETTERS}]\d|\d[{LETTERS}]")
"""What each number with such a letter holds."""
SPACES = " \t\u3000\xa0\u200b\ufeff*"
"""What says nothing between two characters: blanks of all sorts, and the mark of bold type (**6月1日**前)."""
BROKEN_AFTER = "以之"
"""A line that ends so is broken inside a word: 6月1日以⏎前."""
GAP = re.compile(rf"(?<=[{BROKEN_AFTER}])[{SPACES}\r\n]+|[{SPACES}]+")
LOOKED_BACK = 4
"""Characters before a space that say whether it stays."""
NUMBERED = re.compile(r"(?:^|\n)\d{1,2}\.$")
SHORT = 40
"""Characters of a text that is made even one by one."""


def _parts(before: str, char: str) -> bool:
    """Whether a space is to stay: between two digits or letters, and behind the number of an item (2. 9月)."""
    if not (before and char.isascii() and char.isalnum()):
        return False
    if before[-1] == ".":
        return bool(NUMBERED.search(before[-LOOKED_BACK:]))
    return before[-1].isascii() and before[-1].isalnum()


HOUR = re.compile(r"[\d零一二三四五六七八九十两][点时]$")
_NUMERAL = "零一二三四五六七八九十两廿卅"
NOT_MINUTES = re.compile(
    rf"半(?=[年天日月])|(?:\d+|[{_NUMERAL}]+)(?![\d{_NUMERAL}:：~至—-])(?!{BLANK}*(?:分(?!钟)|刻))"
)
"""A number that does not say by itself that it is minutes, and with which no range of hours goes on."""


def _behind_hour(before: str, even: str, place: int) -> bool:
    """Whether a space is to stay behind an hour: 下午3点 3D打印, 3点 30周年庆典, 3点 半年总结. Before 30分 it says nothing."""
    return bool(HOUR.search(before)) and bool(NOT_MINUTES.match(even, place))


TRADITIONAL = (
    "個後國際節週禮農曆歷陰閏臘兩號從間雙時點鐘鍾開結內學術員護應順會電處驚蟄穀滿種為爲於當過還達報歲幾單總終遲與無則"
    "動勞親兒師黨軍億萬這裡裏連續將來進遞書記統計論壇專業務團體聯協議訂討講課題稱繳費複復預約確認訊資領導審評選舉辦"
    "廳縣區鄉鎮語藝衛環標準範據數圖館發佈產權識創輪實驗運營車機場誕聖靈齋顯現頭臺灣陽掃氣溫尋聽餘齊畢屆劃規證額關閉"
    "離徵啟閱讀傳愛遺婦龍馬隻祇訖夠錄變調減補換禦"
    "備邊別賓並參層長廠醜帶島東對隊髮訪飛廢豐負覆該蓋幹乾給構購廣畫話匯繪獲貨積級擊紀檢鑒獎盡緊經舊決寬擴覽類練糧齡樓陸絡買門麵納難擬寧盤簽籤強輕請慶賽殺設聲勝濕試適樹稅說訴隨態條網係繫細線憲項寫興訓壓煙養"
    "樣葉頁醫異優遊圓願災載暫責擇診爭織職執紙質眾豬轉裝組聞維頒澆緩華薦誌迴銷雞須髒"
)
SIMPLIFIED = (
    "个后国际节周礼农历历阴闰腊两号从间双时点钟钟开结内学术员护应顺会电处惊蛰谷满种为为于当过还达报岁几单总终迟与无则"
    "动劳亲儿师党军亿万这里里连续将来进递书记统计论坛专业务团体联协议订讨讲课题称缴费复复预约确认讯资领导审评选举办"
    "厅县区乡镇语艺卫环标准范据数图馆发布产权识创轮实验运营车机场诞圣灵斋显现头台湾阳扫气温寻听余齐毕届划规证额关闭"
    "离征启阅读传爱遗妇龙马只只讫够录变调减补换御"
    "备边别宾并参层长厂丑带岛东对队发访飞废丰负复该盖干干给构购广画话汇绘获货积级击纪检鉴奖尽紧经旧决宽扩览类练粮龄楼陆络买门面纳难拟宁盘签签强轻请庆赛杀设声胜湿试适树税说诉随态条网系系细线宪项写兴训压烟养"
    "样叶页医异优游圆愿灾载暂责择诊争织职执纸质众猪转装组闻维颁浇缓华荐志回销鸡须脏"
)
"""Traditional characters, and what they are in simplified script: of all words that are read here, names of days included."""
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""Full-width forms as ASCII characters; circled and raised digits stay, they number items."""
DASHES = (
    dict.fromkeys(map(ord, "―‒─━"), "—") | dict.fromkeys(map(ord, "‐‑−﹣"), "-") | dict.fromkeys(map(ord, "〜∼"), "~")
)
"""Lines of other names that are written for a dash: a bar, a rule of a table, a minus, a wave."""
EVEN = FULL_WIDTH | DASHES | dict(zip(map(ord, TRADITIONAL), SIMPLIFIED, strict=True))
UNEVEN_AS = {chr(code): char if isinstance(char, str) else chr(char) for code, char in EVEN.items()}
UNEVEN = frozenset(UNEVEN_AS)


def fold(text: str) -> str:
    """The text as it is searched: even, in lower case, of compatible forms one (ﬁ, ㎡), without any white space.

    >>> fold("全國  科技工作者日 ＡＢＣ")
    '全国科技工作者日abc'
    """
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text.translate(EVEN)).translate(EVEN)
    return "".join(plain.casefold().split()).replace("\u200b", "").replace("\ufeff", "")


def narrow(char: str) -> str:
    """A full-width form as its ASCII character; any other character as it is."""
    return chr(FULL_WIDTH.get(ord(char), ord(char)))
