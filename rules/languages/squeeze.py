"""A text made even for reading: full-width forms narrowed, traditional characters read as simplified ones, dashes alike,
spaces dropped.

The way back to the text as given stays known, so that every quote has its offsets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Squeezed:
    """A text made even, with the way back to the text as given."""

    text: str
    places: tuple[int, ...] = field(repr=False)
    """For each character of `text` its offset in the original, and one more for the end."""

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the original of a place in the squeezed text."""
        return self.places[start], self.places[end - 1] + 1


def squeeze(text: str) -> Squeezed:
    """The text with its characters made even one by one, and spaces dropped except between two digits or letters.

    >>> squeeze("２０２６ 年 3 月22 日").text, squeeze("每個月第二個星期五").text
    ('2026年3月22日', '每个月第二个星期五')
    """
    characters: list[str] = []
    places: list[int] = []
    pending: int | None = None
    even = _with_digits(text.translate(EVEN))
    inside = _inside_numbers(even)
    for place, char in enumerate(even):
        if place in inside:
            continue
        if char in SPACES or (char in "\r\n" and characters and characters[-1] in BROKEN_AFTER):
            pending = place if pending is None else pending
            continue
        if pending is not None:
            if _parts(characters, char):
                characters.append(" ")
                places.append(pending)
            pending = None
        characters.append(char)
        places.append(place)
    places.append(len(text))
    return Squeezed("".join(characters), tuple(places))


def _with_digits(text: str) -> str:
    """The text with the letters that a scan has for digits in a number of a day or a year: l0月, 1O日, 2O26年."""
    return LOOKS_ALIKE.sub(lambda number: number.group().translate(ALIKE), text)


def _inside_numbers(text: str) -> frozenset[int]:
    """Where blanks stand inside of one number, as scans have them: 9月2 3—2 6日, 2 0 1 6年, 14:00-1 7:30.

    The number is known by what stands on both sides: a unit, a colon or a dash before it and behind it; a year by its length.
    A line that ends inside of a day is broken there: 5月2⏎2日.
    """
    found: set[int] = set()
    for pattern in SPLIT:
        for match in pattern.finditer(text):
            found.update(place for place in range(*match.span("number")) if text[place].isspace())
    return frozenset(found)


BLANK = "[ \t\u3000\xa0]"
SPLIT = (
    re.compile(
        rf"(?:[年月日时点:：—–~至-]{BLANK}*)(?P<number>\d(?:{BLANK}|{BLANK}*\r?\n){BLANK}*\d)(?={BLANK}*[月日号时点分:：—–~至-])"
    ),
    re.compile(rf"(?<=\d[:：]|\d-)(?P<number>\d{BLANK}\d)(?![\d:：])"),
    re.compile(rf"(?<!\d)(?P<number>[12](?:{BLANK}*\d){{3}})(?={BLANK}*年)"),
    re.compile(
        rf"(?<!\d)(?P<number>[12](?:{BLANK}?\d){{3}}(?:{BLANK}*[/.-]{BLANK}*\d(?:{BLANK}?\d)?){{2}})(?!{BLANK}*[\d点时:：])"
    ),
    re.compile(
        rf"(?<!\d)(?P<number>\d{BLANK}+\d)(?={BLANK}*[月:：]{BLANK}*\d(?:{BLANK}+\d{BLANK}*[日:：—-]|\d{BLANK}*[-—]{BLANK}*\d{BLANK}+\d))"
    ),
)
LOOKS_ALIKE = re.compile(
    rf"(?<![A-Za-z\d])(?=[lIOo]?\d)[\dlIOo]{{1,2}}(?={BLANK}*[月日时点])|(?<![A-Za-z\d])[12][\dlIOo]{{3}}(?={BLANK}*年)"
)
ALIKE = str.maketrans("lIOo", "1100")
SPACES = " \t\u3000\xa0\u200b\ufeff*"
"""What says nothing between two characters: blanks of all sorts, and the mark of bold type (**6月1日**前)."""
BROKEN_AFTER = "以之"
"""A line that ends so is broken inside a word: 6月1日以⏎前."""


def _parts(characters: Sequence[str], char: str) -> bool:
    """Whether a space is to stay: between two digits or letters, and behind the number of an item (2. 9月)."""
    if not (characters and char.isascii() and char.isalnum()):
        return False
    if characters[-1] == ".":
        return bool(re.search(r"(?:^|\n)\d{1,2}\.$", "".join(characters[-4:])))
    return characters[-1].isascii() and characters[-1].isalnum()


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
