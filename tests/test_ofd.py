"""OFD: the same is found as in a text; templates, groups and matrices are read; what is damaged or too much is refused."""

from __future__ import annotations

import time

import pytest

import rules
from rules import UnreadNotice
from rules.notices.documents.ofd_page import deltas
from tests.papers import Paper, papers
from tests.papers_ofd import as_ofd, mm, ofd
from tests.papers_pdf import STYLES
from tests.test_formats import said, said_by_text


def outline(data: bytes) -> rules.Outline:
    ((_, found),) = rules.outlines_of(data, "notice.ofd")
    assert isinstance(found, rules.Outline)
    return found


def written(text: str, x: float = 90, y: float = 100, more: str = "", inner: str = "") -> str:
    """A text object of 16 points at a place counted from the top."""
    steps = f'DeltaX="g {len(text) - 1} {mm(16)}"' if len(text) > 1 else ""
    return (
        f'<ofd:TextObject ID="1" Boundary="{mm(x, y, 16 * len(text), 20)}" Font="2" Size="{mm(16)}" {more}>{inner}'
        f'<ofd:TextCode X="0" Y="{mm(16)}" {steps}>{text}</ofd:TextCode></ofd:TextObject>'
    )


@pytest.mark.parametrize("style", ["an office", "small and spread"])
@pytest.mark.parametrize("one", [pytest.param(one, id=one.name) for one in papers()])
def test_a_notice_is_read_the_same_from_ofd_as_from_text(one: Paper, style: str) -> None:
    assert said(as_ofd(one, STYLES[style]), one) == said_by_text(one)


def test_what_a_template_has_stands_on_each_of_its_pages() -> None:
    pages = [written("请于三月五日前报送总结。"), written("请于四月五日前报送方案。")]
    found = outline(ofd(pages, template=written("云坪市气象学会", y=300)))
    assert found.text.count("云坪市气象学会") == 2
    assert len(found.pages) == 2


def test_groups_matrices_and_forms_of_characters_are_read() -> None:
    group = f'<ofd:PageBlock ID="5">{written("报送⽇期为⽉底", y=200)}</ofd:PageBlock>'
    scaled = written("关于评审的通知", more='CTM="1.5 0 0 1.5 0 0"')
    assert outline(ofd([scaled + group])).text.split() == ["关于评审的通知", "报送日期为月底"]


@pytest.mark.parametrize(
    "mark",
    [
        written("内部资料请勿外传", y=400, more='CTM="0.7 0.7 -0.7 0.7 0 0"'),
        written("内部资料请勿外传", y=400, more='CTM="3 0 0 3 0 0" Alpha="60"'),
        written("内部资料", y=400, more='CTM="3 0 0 3 0 0"', inner='<ofd:FillColor Value="220 220 220"/>'),
        written("内部资料", y=400, more='Visible="false"'),
    ],
)
def test_watermarks_are_no_text(mark: str) -> None:
    assert outline(ofd([written("请于三月五日前报送总结。") + mark])).text.split() == ["请于三月五日前报送总结。"]


def test_a_page_that_is_a_picture_is_told() -> None:
    picture = f'<ofd:ImageObject ID="3" Boundary="{mm(0, 0, 500, 700)}" ResourceID="4"/>'
    found = outline(ofd([written("请于三月五日前报送总结。"), picture]))
    assert [remark.say("en") for remark in found.remarks] == ["page 2 is a picture, and was not read"]
    with pytest.raises(UnreadNotice, match="are pictures"):
        rules.outlines_of(ofd([picture]), "notice.ofd")


def test_steps_of_any_number_are_no_more_than_the_characters() -> None:
    assert deltas("g 9999999 3.5", 4) == [3.5] * 4
    assert deltas("g x 3 4", 4) == [3.0, 4.0]


@pytest.mark.parametrize(
    "page",
    [
        "",
        written("", more='CTM="1 2"'),
        '<ofd:TextObject Boundary="a b c d"/>',
        f'<ofd:PathObject Boundary="{mm(0, 0, 9, 9)}"><ofd:AbbreviatedData>M L C 1 Q 2</ofd:AbbreviatedData></ofd:PathObject>',
    ],
)
def test_what_is_badly_written_does_no_harm(page: str) -> None:
    with pytest.raises(UnreadNotice, match="no text"):
        rules.outlines_of(ofd([page]), "notice.ofd")
    assert outline(ofd([page + written("请报送总结。", y=300)])).text == "请报送总结。\n"


def test_an_ofd_that_is_damaged_or_too_much_is_refused_in_time() -> None:
    start = time.process_time()
    whole = ofd([written("请于三月五日前报送总结。")])
    for data in (
        whole[:200],
        whole[:-40],
        ofd([written("请")] * 501),
        ofd(["<ofd:PageBlock>" * 900 + "</ofd:PageBlock>" * 900]),
    ):
        with pytest.raises(UnreadNotice):
            rules.outlines_of(data, "notice.ofd")
    assert time.process_time() - start < 10
