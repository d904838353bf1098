"""An import of what another organisation exported: what a person decided here stays, and what becomes another is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.test_cli import Run, run
from tests.test_given import MEETING, REPLY
from tests.test_later_notices import CALL, POSTPONED

__all__ = ["run"]
SHAPES = ("json", "toml", "ics")


@pytest.fixture
def both(run: Run, tmp_path: Path) -> Run:
    """The first organisation, which read a notice and gave it to fj."""
    (tmp_path / "a.txt").write_text(CALL, encoding="utf-8")
    run("read", str(tmp_path / "a.txt"), "--add", "--yes")
    run("org", "add", "fj", "福建省科协")
    run("org", "give", "学术年会")
    return run


def exported(run: Run, tmp_path: Path, shape: str, org: str = "fj") -> str:
    file = tmp_path / f"{org}.{shape}"
    run("export", "--format", shape, "-o", str(file), *(("--org", org) if org else ()))
    return str(file)


def shown(run: Run, uid: str) -> dict[str, Any]:
    found: dict[str, Any] = run("show", uid, "--json").json()
    return found


@pytest.mark.parametrize("shape", SHAPES)
def test_what_a_person_decided_here_stays_whoever_exported_it(both: Run, tmp_path: Path, shape: str) -> None:
    both("edit", MEETING, "--title", "省学术年会", "--date", "2026-05-18")
    for title in ("我市参会", "我市代表团参会"):
        both("edit", MEETING, "--title", title, "--date", "2026-05-14", "--place", "三楼", "--org", "fj")
    ran = both("import", exported(both, tmp_path, shape), "--yes")
    assert ran.code == 0, ran.err
    assert "“省学术年会”：标题保持“省学术年会”，系本级设定；文件中为“我市代表团参会”" in ran.err
    assert "“省学术年会”：地点“会展中心”改为“三楼”" in ran.err
    assert "1 条您改过的未动" in ran.out
    assert "我市代表团参会" not in ran.out
    now = shown(both, MEETING)
    assert (now["title"], now["place"], now["rule"]) == ("省学术年会", "三楼", "2026年5月18日09:00")
    assert {one["field"]: one["read"] for one in now["by_hand"]}["title"] == "青岭市第十二届学术年会"
    both("import", exported(both, tmp_path, shape), "--yes", "--again")
    assert shown(both, MEETING)["title"] == "我市代表团参会"


@pytest.mark.parametrize("shape", SHAPES)
def test_what_no_person_decided_here_is_taken_shown_and_stays_when_its_notice_is_read_again(
    both: Run, tmp_path: Path, shape: str
) -> None:
    both("edit", REPLY, "--date", "2026-05-12", "--org", "fj")
    file = exported(both, tmp_path, shape)
    dry = both("import", file, "--dry-run", "--json").json()
    assert [(one["field"], one["before"], one["after"], one["kept"]) for one in dry["changes"]] == [
        ("recurrence", "2026年5月6日前", "2026年5月12日前", False)
    ]
    ran = both("import", file, "--yes")
    assert "“报送参会回执”：规则“2026年5月6日前”改为“2026年5月12日前”" in ran.err
    both("read", str(tmp_path / "a.txt"), "--add", "--yes")
    assert shown(both, REPLY)["rule"] == "2026年5月12日前"
    both("undo", "--yes")
    assert shown(both, REPLY)["rule"] == "2026年5月6日前"


@pytest.mark.parametrize("shape", SHAPES)
def test_what_an_export_brought_gives_way_to_a_later_one_until_a_person_decides_here(
    both: Run, tmp_path: Path, shape: str
) -> None:
    for title in ("甲", "乙"):
        both("edit", REPLY, "--title", title, "--org", "fj")
        both("import", exported(both, tmp_path, shape), "--yes")
        assert shown(both, REPLY)["title"] == title
    both("edit", REPLY, "--title", "本级")
    for title in ("丙", "丁"):
        both("edit", REPLY, "--title", title, "--org", "fj")
    both("import", exported(both, tmp_path, shape), "--yes")
    assert shown(both, REPLY)["title"] == "本级"
    assert [one["read"] for one in shown(both, REPLY)["by_hand"]] == ["报送参会回执"]


def test_what_a_later_notice_moved_elsewhere_is_no_decision_of_a_person(both: Run, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(POSTPONED, encoding="utf-8")
    both("read", str(tmp_path / "b.txt"), "--add", "--yes", "--org", "fj")
    ran = both("import", exported(both, tmp_path, "json"), "--yes")
    assert "改为“2026年5月29日09:00”" in ran.err
    assert shown(both, MEETING)["by_hand"] == []


def test_a_calendar_that_calls_our_event_off_is_shown_and_does_not_outweigh_a_person(both: Run, tmp_path: Path) -> None:
    file = tmp_path / "off.ics"
    file.write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example//EN\r\n"
        + "".join(
            f"BEGIN:VEVENT\r\nUID:{uid}@yueling\r\nDTSTAMP:20260501T000000Z\r\nDTSTART;VALUE=DATE:20260515\r\n"
            "SEQUENCE:9\r\nSTATUS:CANCELLED\r\nSUMMARY:x\r\nEND:VEVENT\r\n"
            for uid in (MEETING, REPLY)
        )
        + "END:VCALENDAR\r\n",
        encoding="utf-8",
    )
    both("cancel", REPLY, "--all")
    both("cancel", REPLY, "--all", "--undo")
    both("edit", REPLY, "--title", "回执")
    ran = both("import", str(file), "--yes")
    assert "“青岭市第十二届学术年会”：是否举行" in ran.err
    both("undo", "--yes")
    assert shown(both, MEETING)["status"] == "confirmed"


@pytest.mark.parametrize("uid", [f"{MEETING}-once@yueling", f"{MEETING}-once.7@yueling", f"{MEETING}.7@yueling"])
def test_a_date_that_we_handed_out_or_another_organisation_did_is_no_new_event(
    both: Run, tmp_path: Path, uid: str
) -> None:
    file = tmp_path / "feed.ics"
    file.write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Yueling//Yueling//ZH\r\nBEGIN:VEVENT\r\n"
        f"UID:{uid}\r\nDTSTAMP:20260501T000000Z\r\nDTSTART:20260520T010000Z\r\nSEQUENCE:9\r\nSUMMARY:别的题目\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n",
        encoding="utf-8",
    )
    before = both("list", "--all", "--json").json()
    ran = both("import", str(file), "--yes")
    assert "这是本级已有事项“青岭市第十二届学术年会”" in ran.err
    assert both("list", "--all", "--json").json() == before
    elsewhere = ("--db", f"sqlite:///{tmp_path}/there.sqlite3")
    both("import", str(file), "--yes", *elsewhere)
    assert len(both("list", "--all", "--json", *elsewhere).json()) == 1
