"""How well notices are read: the findings against what careful people marked, set by set.

    python -m tests.scoring [SET.jsonl …] [--late DAYS] [--details]

A set has a notice a line: `text`, `reference_date`, `notice` (title, number, issuer, issued, printed), `gold` and `traps`; the
forms of kinds, roles and values are those of `yueling read --json`. Without arguments every set of tests/rounds is scored, and
those of ../shared where they are there. What a figure counts stands in docs/reading.md.
"""

from __future__ import annotations

import argparse
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import rules

ROUNDS = Path(__file__).parent / "rounds"
SHARED = Path(__file__).parents[2] / "shared" / "notices"
HAPPENING = {"event", "window", "observance"}
"""Kinds between which careful readers differ."""
REPEATING = {"duty", "observance", "deadline"}
NOTICE = ("title", "number", "issuer", "issued", "printed")
WORDS = ("title", "action", "actor", "recipient")
ALIKE = 0.5
Item = Mapping[str, Any]


@dataclass(slots=True)
class Score:
    """Counts over the notices of a set."""

    counts: Counter[str] = field(default_factory=Counter)

    def share(self, right: str, of: str) -> float | None:
        """How many of those are right; None where there is none."""
        return self.counts[right] / self.counts[of] if self.counts[of] else None

    def f1(self, name: str) -> float:
        """The harmonic mean of precision and recall of calendar entries or deadlines."""
        right, surplus, missed = (self.counts[f"{name} {what}"] for what in ("right", "surplus", "missed"))
        return 2 * right / (2 * right + surplus + missed) if right else 0.0

    @property
    def figures(self) -> dict[str, float | None]:
        """The figures by name, each from 0 to 1."""
        unwanted = self.counts["calendar surplus"] + self.counts["context on the calendar"]
        entries = self.counts["calendar entries"]
        return {
            "calendar": self.f1("calendar"),
            "deadlines": self.f1("due"),
            "values": self.share("value right", "value"),
            "unwanted": unwanted / entries if entries else 0.0,
            **{f"{name}s": self.share(f"{name} right", name) for name in WORDS},
            "fields": self.share("notice right", "notice"),
        }


# ------------------------------------------------------------------ values


def even(value: str | None) -> object:
    """A value in a form that is the same for the same meaning: the days it covers, whether it is due, its clocks."""
    if value is None or value.startswith(("R", "P", "+", "-")) or "@" in value:
        return value and re.sub(r"^R/P7D", "R/P1W", value)
    if value.startswith("../"):
        end = _end(value[3:])
        return ("due", *end) if end else ("due", value)
    about = value.endswith(("~", "%"))
    first, slash, last = value.rstrip("~%?").partition("/")
    begin = _begin(first)
    if last == ".." and begin:
        return ("from", *begin)
    end = _end(last if slash else first, range_=bool(slash))
    return ("about" if about else "days", begin, end) if begin and end else ("text", value)


def _begin(text: str) -> tuple[date, str] | None:
    day, _, clock = text.partition("T")
    parts = day.split("-")
    try:
        found = date(int(parts[0]), int(parts[1]) if len(parts) > 1 else 1, int(parts[2]) if len(parts) > 2 else 1)
    except (ValueError, IndexError):
        return None
    return found, "" if clock == "00:00" else clock


def _end(text: str, *, range_: bool = True) -> tuple[date, str] | None:
    day, _, clock = text.partition("T")
    begin = _begin(day)
    if not begin:
        return None
    found, grain = begin[0], day.count("-")
    if grain < 2:
        months = 12 - found.month + 1 if grain == 0 else 1
        following = date(found.year + (found.month + months - 1) // 12, (found.month + months - 1) % 12 + 1, 1)
        found = following - timedelta(1)
    if range_ and clock == "00:00":
        return found - timedelta(1), ""
    return found, "" if clock in ("24:00", "23:59") else clock


def same(value: str | None, wanted: Sequence[str | None]) -> bool:
    """Whether a value is one of the acceptable ones; of none at all only None is."""
    return any(_same(value, one) for one in wanted or [None])


def _same(value: str | None, wanted: str | None) -> bool:
    if even(value) == even(wanted):
        return True
    if not value or not wanted or "@" not in value or "@" not in wanted:
        return False
    (length, _, anchor), (other, _, named) = value.partition("@"), wanted.partition("@")
    return length == other and (anchor in named or named in anchor or alike(anchor, named) >= ALIKE)


def alike(one: str | None, other: str | None) -> float:
    """How much two texts have in common: Dice's measure over their pairs of characters, signs left out."""
    first, second = plain(one), plain(other)
    if first == second:
        return 1.0 if first else 0.0
    pairs = [Counter(text[n : n + 2] for n in range(len(text) - 1)) for text in (first, second)]
    whole = sum(pairs[0].values()) + sum(pairs[1].values())
    return 2 * sum((pairs[0] & pairs[1]).values()) / whole if whole else 0.0


def plain(text: str | None) -> str:
    """The text without signs and blanks, in one form."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text or "")).lower()


# ------------------------------------------------------------------ one notice


def overlap(finding: Item, item: Item) -> float:
    """How much of the two is common to both; 0 for a finding over a whole paragraph."""
    if finding["end"] - finding["start"] > max(60, 2 * (item["end"] - item["start"])):
        return 0.0
    common = min(finding["end"], item["end"]) - max(finding["start"], item["start"])
    return float(max(common, 0) / (max(finding["end"], item["end"]) - min(finding["start"], item["start"])))


def fits(finding: Item, item: Item) -> bool:
    """Whether a finding is of a fair kind and has an acceptable value."""
    kinds, kind, value = {item["kind"], *item.get("also", ())}, finding["kind"], finding["value"] or ""
    repeats = value.startswith("R/")
    fair = (
        kind in kinds
        or {kind, item["kind"]} <= HAPPENING
        or (repeats and "/../" in value and {kind, item["kind"]} == {"deadline", "duty"})
        or (repeats and {kind, item["kind"]} <= REPEATING and "deadline" not in (kind, item["kind"]))
    )
    return fair and same(finding["value"], item["value"])


def is_due(finding: Item) -> bool:
    """Whether a finding says by when."""
    return finding["kind"] == "deadline" or "../" in (finding["value"] or "")


def forgiven(item: Item) -> bool:
    """Whether it counts neither for nor against anybody."""
    return bool(item.get("optional") or item.get("role_free"))


def matched(findings: Sequence[Item], items: Sequence[Item], good: Callable[[Item, Item], bool]) -> dict[int, int]:
    """Which item each finding is, the nearest pairs first."""
    pairs = sorted(
        (-overlap(finding, item), n, m)
        for n, finding in enumerate(findings)
        for m, item in enumerate(items)
        if overlap(finding, item) and good(finding, item)
    )
    found: dict[int, int] = {}
    for _, n, m in pairs:
        if n not in found and m not in found.values():
            found[n] = m
    return found


def score(notice: Item, answer: Item, total: Score, say: Callable[[str], object]) -> None:
    """Counts one notice; `say` is told what is wrong."""
    items, findings, counts = notice["gold"], answer["findings"], total.counts
    _entries(items, findings, counts, say)
    for item in items:
        if item.get("optional"):
            continue
        over = sorted((f for f in findings if overlap(f, item)), key=lambda f: (-overlap(f, item), f["start"]))
        best = over[0] if over else None
        if item["value"] and None not in item["value"]:
            counts["value"] += 1
            right = any(same(finding["value"], item["value"]) for finding in over)
            counts["value right"] += right
            if not right:
                say(f"value   {item['quote']!r} is {item['value'][0]}, read as {[f['value'] for f in over]}")
        if item["role"] == "calendar":
            _words(item, best, counts, say)
    for name in NOTICE:
        wanted, found = notice["notice"].get(name), answer["notice"].get(name)
        if wanted:
            right = alike(wanted, found) >= 0.8 if name in ("title", "issuer") else plain(wanted) == plain(found)
            counts["notice"] += 1
            counts["notice right"] += right
            if not right:
                say(f"notice  {name} is {wanted!r}, read as {found!r}")


def _entries(
    items: Sequence[Item], findings: Sequence[Item], counts: Counter[str], say: Callable[[str], object]
) -> None:
    """Counts calendar entries and deadlines."""
    entries = [f for f in findings if f["role"] == "calendar"]
    wanted = [item for item in items if item["role"] == "calendar" and not forgiven(item)]
    counts["calendar entries"] += len(entries)
    for name, these in (("calendar", wanted), ("due", [item for item in wanted if item["kind"] == "deadline"])):
        pairs = matched(entries, these, fits if name == "calendar" else lambda f, item: is_due(f) and fits(f, item))
        counts[f"{name} right"] += len(pairs)
        counts[f"{name} missed"] += len(these) - len(pairs)
        for m, item in enumerate(these):
            if name == "calendar" and m not in pairs.values():
                say(f"missed  {item['quote']!r} {item['kind']} {item['value'][:1]}")
        for n, finding in enumerate(entries):
            if n in pairs or (name == "due" and finding["kind"] != "deadline"):
                continue
            nearest = max(items, key=lambda item: overlap(finding, item), default=None)
            if nearest and overlap(finding, nearest) and forgiven(nearest):
                unasked = name == "calendar" and nearest["role"] == "context" and not nearest.get("role_free")
                counts["context on the calendar"] += unasked
                continue
            fair = nearest and overlap(finding, nearest) and "deadline" in nearest.get("also", ())
            if name == "due" and nearest and fair and same(finding["value"], nearest["value"]):
                continue
            counts[f"{name} surplus"] += 1
            if name == "calendar":
                say(f"surplus {finding['quote']!r} {finding['kind']} {finding['value']}")


def _words(item: Item, best: Item | None, counts: Counter[str], say: Callable[[str], object]) -> None:
    """Counts title, action, actor and recipient of an entry."""
    for name in WORDS:
        if not item.get(name) or (name == "title" and item.get("role_free")):
            continue
        found = best.get(name) if best else None
        one, other = plain(found), plain(item[name])
        inside = name != "title" and min(len(one), len(other)) >= 2 and (one in other or other in one)
        right = inside or alike(found, item[name]) >= ALIKE
        counts[name] += 1
        counts[f"{name} right"] += right
        if not right:
            say(f"{name:7} {item['quote']!r} is {item[name]!r}, read as {found!r}")


# ------------------------------------------------------------------ sets


def read(text: str, reference: date) -> dict[str, Any]:
    """What `yueling read --json` prints of a text."""
    notice = rules.read_notice(text)
    findings = [
        finding.to_json(rules.write(finding.recurrence) if finding.recurrence else None)
        for finding in rules.find(notice, reference)
    ]
    return {"notice": notice.to_json(), "findings": findings}


def notices(path: Path) -> Iterator[dict[str, Any]]:
    """The notices of a set."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def score_set(path: Path, late: int = 0, say: Callable[[str], object] = lambda _: None) -> Score:
    """The score of a set; `late` days after its issue each notice that has a date of issue is read."""
    total = Score()
    for notice in notices(path):
        day = notice["reference_date"]
        if late and notice["notice"].get("issued"):
            day = (date.fromisoformat(notice["notice"]["issued"]) + timedelta(late)).isoformat()
        say(f"## {notice['id']}")
        score(notice, read(notice["text"], date.fromisoformat(day)), total, say)
    return total


def sets() -> list[Path]:
    """The sets that are there: the rounds, and what stands beside the checkout."""
    return [
        *sorted(ROUNDS.glob("*.jsonl")),
        *(path for path in (SHARED / "dev.jsonl", SHARED / "real_dev.jsonl") if path.exists()),
    ]


def main(args: Iterable[str] | None = None) -> None:
    """Prints a line of figures for each set."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("sets", nargs="*", type=Path, metavar="SET.jsonl")
    parser.add_argument("--late", type=int, default=0, metavar="DAYS", help="read so many days after the issue")
    parser.add_argument("--details", action="store_true", help="print what is wrong")
    given = parser.parse_args(None if args is None else list(args))
    head = list(Score().figures)
    print(f"{'set':16}" + "".join(f"{name:>11}" for name in head))
    for path in given.sets or sets():
        figures = score_set(path, given.late, print if given.details else lambda _: None).figures
        shown = ("–" if figures[name] is None else f"{figures[name]:.3f}" for name in head)
        print(f"{path.stem:16}" + "".join(f"{figure:>11}" for figure in shown), flush=True)


if __name__ == "__main__":
    main()
