"""Texts that nobody wrote, the same for the same seed: words thrown together, rules spoilt, notations, noise."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

from rules import catalogue
from rules.languages.parsing import TONGUES
from rules.languages.suggest import vocabulary
from rules.rfc5545.rrule import FREQUENCIES, LISTS, WEEKDAYS

CORPUS = Path(__file__).parent / "corpus"
LONGEST = 200
ZH = (
    "年 月 日 号 前 后 内 起 至 到 自 从 于 在 的 每 按 第 周 一 二 三 十 廿 〇 0 1 2 3 5 9 12 30 31 2026 20 . · - — "
    "– / : ： ， 、 。 ； （ ） “ ” 工作日 季度 旬 底 末 初 星期 双休日 上旬 截止 截止日期： 不晚于 前后 左右 届满 "
    "之日起 提前 延长 个 半 两 隔 逐 “十四五” 周年 届 全国科技工作者日 5月30日 9月第三周 每年 全国科技活动周 每月 "
    "4月15日前 请 各单位 报送 发至 a@b.cn ① ٣ ² 以前 农历 正月 腊月 闰六月 初一 十五 廿三 除夕 清明 冬至 元旦 春节 "
    "国庆节 前10个工作日 第三个工作日 最后一个工作日 所在周 ，遇节假日顺延 （遇节假日提前） 自2026年9月25日起 "
    "15个工作日内 （按行政许可法） （无此日则提前） （闰月也算） 上周 下周六 这 前年 大前天 今天 一年半 三个多月 近 "
    "未来 过 以内 以来 之后 几 多 18世纪 80年代 末期 春 秋天 腊月十八 母亲节 国庆 晚上8点 9:00 每天 每个周末 3点一刻 "
    "以下 第三天 首月 每周一 星期五 最后一日 24时 2026年 不含当日 仅限 除外 若逢周日则改为 每个工作日 停办 取消 改为 "
    "另加 为第1届 双数年 闰年 每10天 和 或"
).split(" ")
EN = (
    "every first second third last penultimate Monday Saturday Sundays May September Sept. Feb 30 29 31 2026 1 2 3rd "
    "10th of the month year week day days quarter working business weekday weekend before after by from to until "
    "through within since on in at 9:00 5pm noon weekly monthly other lunar leap Qingming Spring Festival Easter and "
    ", ; - – ( ) if not else next previous about excluded included due deadline 15 April no later than 5/6 30/5 "
    "2026-05-30 05-30 twice biweekly end beginning Q3 half suspended cancelled moved “x” daily days every"
).split(" ")
NOISE = (
    "\ud800",
    "\x00",
    "\n",
    "\r\n",
    "\u3000",
    "\u200b",
    "\u202e",
    "\U0001f600",
    "é",
    "ß",
    "İ",
    "٣",
    "²",
    "ǆ",
    "\x7f",
    "𝟗",
    "月\u0301",
)


@cache
def lines(lang: str) -> tuple[str, ...]:
    """Wordings that are rules: those of the corpus and of the catalogue."""
    files = [tomllib.loads(file.read_text("utf-8")) for file in sorted((CORPUS / lang).glob("*.toml"))]
    tables = [table for file in files for table in file.get("rule", ())]
    says = [say for table in tables for say in table["say"]]
    return tuple(says + [day.rule for day in catalogue() if day.rule and lang == "zh"])


@cache
def pieces(lang: str) -> tuple[str, ...]:
    """The words of a language: those above, those that misspelt ones are compared with, and the tokens of its wordings."""
    grammar = TONGUES[lang].grammar()
    found = dict.fromkeys((*(ZH if lang == "zh" else EN), *vocabulary(lang).values()))
    for line in lines(lang):
        even = grammar.look(line).squeezed.text
        found.update(dict.fromkeys(even[token.start : token.end] for token in grammar.look(line).tokens))
    return tuple(found)


def words(rng: random.Random, lang: str) -> str:
    """Some words in a row."""
    return (" " if lang == "en" else "").join(rng.choices(pieces(lang), k=rng.choice((1, 2, 2, 3, 3, 4, 5, 6, 8, 12))))


def spoilt(rng: random.Random, lang: str) -> str:
    """A rule with up to three characters or words changed, left out, doubled or put in."""
    text = rng.choice(lines(lang))
    for _ in range(rng.randint(0, 3)):
        start = rng.randint(0, len(text))
        end = min(len(text), start + rng.randint(0, 3))
        kind = rng.randrange(6)
        if kind == 0:
            text = text[:start] + text[end:]
        elif kind == 1:
            text = text[:end] + text[start:end] + text[end:]
        elif kind == 2:
            text = text[:start] + rng.choice(pieces(lang)) + text[end:]
        elif kind == 3:
            text = "".join(
                str(rng.randrange(10)) if char.isascii() and char.isdigit() and rng.random() < 0.4 else char
                for char in text
            )
        elif kind == 4:
            text = text[:start] + rng.choice(NOISE) + text[start:]
        else:
            other = rng.choice(lines(lang))
            text = text[:start] + other[rng.randint(0, len(other)) :]
    return text


def long(rng: random.Random, lang: str) -> str:
    """A few words over and over, to the longest that is read."""
    few = rng.choices(pieces(lang), k=rng.randint(1, 4))
    return (" " if lang == "en" else "").join(rng.choices(few, k=LONGEST))


def rrule(rng: random.Random, lang: str) -> str:
    """Parts of an RRULE, mostly right, sometimes with a start and single dates."""
    parts = [f"FREQ={rng.choice(FREQUENCIES)}"]
    names = (*LISTS, "INTERVAL", "COUNT", "UNTIL", "WKST", "SKIP", "RSCALE")
    parts += [f"{name}={_value(rng, name)}" for name in rng.sample(names, rng.choice((0, 1, 1, 2, 2, 3, 4)))]
    if rng.random() < 0.2:
        rng.shuffle(parts)
    text = rng.choice(("", "RRULE:")) + ";".join(parts)
    if rng.random() < 0.5:
        text = f"DTSTART:{rng.choice(('20260530', '20240229T090000', '19970902T090000'))} RRULE:{';'.join(parts)}"
        if rng.random() < 0.3:
            text += f" EXDATE:{rng.choice(('20270530', '20260530T090000'))}"
    return _flawed(rng, text)


def _value(rng: random.Random, name: str) -> str:
    fixed = {"WKST": WEEKDAYS, "SKIP": ("OMIT", "BACKWARD", "FORWARD"), "RSCALE": ("GREGORIAN", "CHINESE", "HEBREW"),
             "UNTIL": ("20301231", "20280101T000000Z", "2026")}  # fmt: skip
    if name in fixed:
        return rng.choice(fixed[name])
    count = rng.choice((1, 1, 1, 2, 3))
    if name == "BYDAY":
        return ",".join(rng.choice(("", "", "1", "-1", "2", "5", "53")) + rng.choice(WEEKDAYS) for _ in range(count))
    high = {
        "BYMONTH": 13,
        "BYMONTHDAY": 32,
        "BYHOUR": 24,
        "BYMINUTE": 60,
        "INTERVAL": 5,
        "COUNT": 40,
        "BYWEEKNO": 54,
    }.get(name, 60)
    low = -3 if name in ("BYMONTHDAY", "BYYEARDAY", "BYSETPOS", "BYWEEKNO") else 0
    return ",".join(str(rng.randint(low, high)) for _ in range(count if name.startswith("BY") else 1))


def cron(rng: random.Random, lang: str) -> str:
    """Five fields of cron, mostly right."""
    fields = []
    for low, high, names in (
        (0, 60, ""),
        (0, 24, ""),
        (1, 32, "L LW 15W"),
        (1, 13, "jan dec feb-jun"),
        (0, 7, "mon fri-sun 5L 5#3 sat"),
    ):
        one = rng.randint(low, high)
        choices = [
            "*",
            "*",
            "*",
            str(one),
            str(one),
            f"{low}-{one}",
            f"*/{rng.randint(0, 9)}",
            f"{low},{one}",
            *names.split(),
        ]
        fields.append(rng.choice(choices))
    return _flawed(rng, " ".join(fields[: rng.choice((5, 5, 5, 5, 5, 5, 4))]))


def noise(rng: random.Random, lang: str) -> str:
    """Any characters at all."""
    ranges = (
        (0x20, 0x7E),
        (0x4E00, 0x9FFF),
        (0, 0x2FF),
        (0x2000, 0x33FF),
        (0xFF00, 0xFFFF),
        (0xD800, 0xDFFF),
        (0x10000, 0x1FFFF),
    )
    return "".join(chr(rng.randint(*rng.choice(ranges))) for _ in range(rng.choice((1, 3, 10, 40, LONGEST))))


def _flawed(rng: random.Random, text: str) -> str:
    if rng.random() < 0.7:
        return text
    place = rng.randint(0, len(text))
    return (
        text[:place]
        + rng.choice(("", "", ";", " ", "-", "9", "X", "年", rng.choice(NOISE)))
        + text[place + rng.randint(0, 2) :]
    )


KINDS: Sequence[tuple[Callable[[random.Random, str], str], str, int]] = (
    (words, "zh", 20), (spoilt, "zh", 25), (words, "en", 12), (spoilt, "en", 15), (rrule, "", 12), (cron, "", 8), (noise, "", 5),
    (long, "zh", 2), (long, "en", 1),
)  # fmt: skip
"""What is made, in which language, and how much of each in a hundred."""


def texts(seed: int, count: int) -> Iterator[str]:
    """So many texts, the same for the same seed."""
    rng = random.Random(seed)
    for make, lang, _ in rng.choices(KINDS, [share for _, _, share in KINDS], k=count):
        yield make(rng, lang)[:LONGEST].strip()
