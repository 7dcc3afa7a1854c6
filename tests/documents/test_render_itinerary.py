"""The itinerary in Korean and English: the table by day, on the laid-out boxes and in the PDF."""

import logging
from dataclasses import replace
from datetime import date, time

import pytest

from tests.documents import boxes, pdf_files
from workflow.core.i18n import Text
from workflow.documents import render, samples
from workflow.documents.facts import ProgrammeDay, ProgrammeSession

LANGUAGES = ["ko", "en"]


@pytest.fixture(scope="module")
def facts():
    return samples.itinerary()


@pytest.mark.parametrize(
    ("language", "mark", "title", "head", "first_row", "release"),
    [
        ("ko", "견본", "2025년 해외 도시철도관계자 초청연수", ["일자", "시간", "내용", "장소", "방문기관"],
         "10:00~11:00 환영식(참석자 소개·연수일정 안내) 서울시청", "제3판 · 2025. 10. 17.(금)"),
        ("en", "Sample", "Invited Training for Overseas Urban Railway Officials 2025",
         ["Day", "Time", "Session", "Place", "Host institution"],
         "10:00–11:00 Welcome ceremony Seoul City Hall", "Release 3 · 17 Oct 2025 (Fri)"),
    ],
)  # fmt: skip
def test_table_by_day_in_both_languages(facts, language, mark, title, head, first_row, release):
    document = render.lay_out(facts, language)
    found = boxes.texts(document)
    assert [box.text for box in found if "sample-mark" in box.classes] == [mark]
    assert [box.text for box in found if box.tag == "h1"] == [title]
    assert [box.text for box in found if box.attribute("scope") == "col"] == head
    printed = pdf_files.squeezed(" ".join(box.text for box in found))
    assert pdf_files.squeezed(first_row) in printed
    assert pdf_files.squeezed(release) in printed


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_day_stands_once_with_its_sessions(facts, language):
    document = render.lay_out(facts, language)
    days = [box.text for box in boxes.texts(document, "day")]
    expected = (
        ["10. 26.(일)", "10. 27.(월)", "10. 28.(화)", "10. 29.(수)", "10. 30.(목)", "10. 31.(금)", "11. 1.(토)"]
        if language == "ko"
        else ["26 Oct (Sun)", "27 Oct (Mon)", "28 Oct (Tue)", "29 Oct (Wed)", "30 Oct (Thu)", "31 Oct (Fri)",
              "1 Nov (Sat)"]
    )  # fmt: skip
    assert days == expected


def test_korean_itinerary_shows_no_english_and_the_reverse(facts):
    korean = " ".join(box.text for box in boxes.texts(render.lay_out(facts, "ko")))
    english = " ".join(box.text for box in boxes.texts(render.lay_out(facts, "en")))
    assert "Welcome" not in korean
    assert "환영식" not in english


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_stands_beyond_the_page_with_the_longest_names(facts, language):
    long = Text(
        samples.LONGEST_COMPANY * 2, samples.LONGEST_ORGANISATION + " Wolfeschlegelsteinhausenbergerdorff"
    )
    days = tuple(
        ProgrammeDay(
            date(2025, 10, day), long,
            tuple(ProgrammeSession(long, time(hour), time(hour + 1), long, long) for hour in range(9, 17)),
        )
        for day in (26, 27, 28)
    )  # fmt: skip
    document = render.lay_out(replace(facts, days=days, programme=long), language)
    assert len(document.pages) > 1
    for box in boxes.boxes(document):
        if box.kind in {"TableBox", "TableCellBox"} or (box.kind == "TextBox" and not boxes.in_margin(box)):
            assert box.inside(boxes.content_area(document, box.page)), (box.kind, box.page, box.text)


def test_day_without_sessions_keeps_its_row(facts):
    document = render.lay_out(replace(facts, days=(ProgrammeDay(date(2025, 10, 26)),)), "ko")
    assert [box.text for box in boxes.texts(document, "day")] == ["10. 26.(일)"]


def test_final_itinerary_is_no_draft(facts):
    draft = boxes.lines(render.lay_out(facts, "ko"))
    final = boxes.lines(render.lay_out(replace(facts, tentative=False), "ko"))
    assert ("연수일정(안)" in draft, "연수일정(안)" in final) == (True, False)
    assert "연수일정" in final


@pytest.mark.parametrize("language", LANGUAGES)
def test_written_file_says_its_language_and_title_and_warns_of_nothing(facts, language, caplog):
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        content = render.render(facts, language)
    assert caplog.records == []
    about = pdf_files.about(content)
    assert about.language == language
    assert about.title == render.compose(facts, language).title
    assert all(pdf_files.missing_glyphs(font) == set() for font in pdf_files.fonts(content))


def test_table_is_tagged_with_caption_and_headers(facts):
    tags = pdf_files.tags(render.render(facts, "ko"))
    assert {"H1", "Table", "Caption", "THead", "TBody", "TH", "TD"} <= set(tags)
    assert tags["TH"] == 5 + 7
