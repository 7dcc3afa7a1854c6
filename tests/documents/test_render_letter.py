"""The official letter on the laid-out boxes and in the PDF, against the rules of official letters."""

import itertools
import logging
import re
from dataclasses import replace

import pytest

from tests.documents import boxes, pdf_files
from tests.documents.boxes import HANGUL_ADVANCE, MM
from workflow.documents import letter, render, samples
from workflow.documents.facts import Contact
from workflow.documents.samples import NAMES

TWELVE_POINT_HANGUL = HANGUL_ADVANCE * 12 * 25.4 / 72  # mm: 2타 in the body
CASES = {"letter": samples.letter, "longest": samples.longest_letter}


@pytest.fixture(scope="module")
def facts():
    return samples.letter()


@pytest.fixture(scope="module")
def laid_out(facts):
    return render.lay_out(facts)


@pytest.fixture(scope="module")
def longest():
    return render.lay_out(samples.longest_letter())


@pytest.fixture(scope="module")
def written(facts):
    return render.render(facts)


@pytest.fixture(scope="module")
def longest_written():
    return render.render(samples.longest_letter())


def of_letter(found):
    """The boxes of the letter itself, without its attachments."""
    return [box for box in found if "attachment" not in box.classes and not boxes.in_margin(box)]


def test_margins_of_every_page(laid_out, longest):
    for document in (laid_out, longest):
        for page in document.pages:
            box = page._page_box
            assert (box.margin_width() * MM, box.margin_height() * MM) == pytest.approx((210, 297), abs=0.01)
            margins = [box.margin_top, box.margin_bottom, box.margin_left, box.margin_right]
            assert [margin * MM for margin in margins] == pytest.approx([20, 15, 20, 15], abs=0.01)


def test_type_of_the_parts(laid_out):
    (agency,) = boxes.texts(laid_out, "agency")
    assert (agency.text, agency.font_pt, agency.raw.style["font_weight"]) == ("서 울 특 별 시", 20, 700)
    (sender,) = boxes.texts(laid_out, "sender")
    assert (sender.text, sender.font_pt, sender.raw.style["font_weight"]) == ("서울특별시장", 18, 700)
    assert {box.font_pt for box in boxes.texts(laid_out, "signers")} == {10}
    body = boxes.texts(laid_out, "item", "text")
    assert {box.font_pt for box in body} == {12}
    assert {round(box.line_pt, 2) for box in body} == {19.2}
    assert {box.raw.style["text_align_all"] for box in body} == {"justify"}


def test_body_lines_are_160_per_cent_apart(laid_out):
    tops = sorted({round(box.y, 2) for box in boxes.texts(laid_out, "item", "text") if box.page == 1})
    gaps = {round((below - above) / 25.4 * 72, 1) for above, below in itertools.pairwise(tops)}
    assert min(gaps) == pytest.approx(19.2, abs=0.1)


def test_parts_stand_in_order(laid_out):
    printed = "\n".join(boxes.lines(laid_out))
    order = ["서 울 특 별 시", "수신 한빛엔지니어링㈜ 대표이사", "(경유)", "제목 2025년 해외 도시철도관계자", "1. 관련",
             "2. 귀사에서", "붙임 1. 연수생 명단 1부.", "3. 제출서식 1부. 끝.", "서울특별시장", "★주무관 김연수",
             "협조자 교통정책과장 최청계", "시행 설계총괄과-5127(2025. 9. 10.) 접수",
             "우 04524 서울특별시 중구 세종대로 110 / www.seoul.go.kr",
             "전화번호 02-000-0000 팩스번호 02-000-0001 / sample@example.go.kr / 부분공개(6)"]  # fmt: skip
    places = [printed.find(part) for part in order]
    assert -1 not in places, [part for part, place in zip(order, places, strict=True) if place < 0]
    assert places == sorted(places)


def test_body_is_the_text_for_the_approval_system(laid_out, facts):
    """The numbered lines of the PDF and of the text to paste are the same words."""
    pasted = pdf_files.squeezed(
        letter.letter_body_text(replace(facts, results=facts.results[:1], hand_ins=()))
    )
    document = render.lay_out(replace(facts, results=facts.results[:1], hand_ins=()))
    printed = [*boxes.texts(document, "item"), *boxes.texts(document, "entries")]
    assert pdf_files.squeezed("".join(box.text for box in of_letter(printed))) == pasted


def test_marks_are_two_ta_deeper_a_level_and_text_hangs_one_ta_after_them(laid_out):
    marks = {}
    for box in boxes.texts(laid_out, "item", "mark"):
        marks.setdefault(box.classes.count("item"), []).append(box)
    assert sorted(marks) == [1, 2, 3]
    for level, found in marks.items():
        for mark in found:
            assert mark.x == pytest.approx(20 + (level - 1) * TWELVE_POINT_HANGUL, abs=0.1)
            beside = [
                box
                for box in boxes.texts(laid_out, "item", "text")
                if box.page == mark.page and abs(box.y - mark.y) < 0.5 and box.x > mark.x
            ]
            assert min(box.x for box in beside) - mark.right == pytest.approx(
                TWELVE_POINT_HANGUL / 2, abs=0.1
            )


def test_second_lines_hang_under_the_first_letter(laid_out):
    paragraphs = {}
    for box in boxes.texts(laid_out, "item", "text"):
        paragraphs.setdefault(id(box.raw.element), []).append(box)
    several = [found for found in paragraphs.values() if len({box.y for box in found}) > 1]
    assert several
    for found in several:
        starts = {min(box.x for box in found if box.y == top) for top in {box.y for box in found}}
        assert max(starts) - min(starts) < 0.05


@pytest.mark.parametrize("document", ["laid_out", "longest"])
def test_seal_is_centred_on_the_last_letter_of_the_sender(document, request):
    document = request.getfixturevalue(document)
    (seal,) = boxes.of_class(document, "seal")
    (sender,) = boxes.texts(document, "sender")
    last_letter = sender.font_pt * 25.4 / 72 * HANGUL_ADVANCE
    content = seal.raw
    centre = (
        (content.content_box_x() + content.width / 2) * MM,
        (content.content_box_y() + content.height / 2) * MM,
    )
    assert sender.text == "서울특별시장"
    assert sender.page == seal.page
    assert centre[0] == pytest.approx(sender.right - last_letter / 2, abs=0.5)
    assert centre[1] == pytest.approx(sender.centre[1], abs=0.5)


def test_seal_on_the_printed_page_is_centred_on_the_ink_of_the_last_letter(written, laid_out, tmp_path):
    """Measured on the picture: red is the seal, black within it the sender's letters."""
    page = boxes.texts(laid_out, "sender")[0].page
    image = pdf_files.picture(written, tmp_path, page=page, resolution=300).convert("RGB")
    per_mm = 300 / 25.4
    pixels = image.load()
    red, black = [], []
    for y in range(int(190 * per_mm), int(262 * per_mm)):
        for x in range(image.width):
            r, g, b = pixels[x, y]
            if r > 190 and g < 70 and b < 70:
                red.append((x, y))
            elif max(r, g, b) < 80:
                black.append((x, y))
    left, right = min(x for x, _ in red), max(x for x, _ in red)
    top, bottom = min(y for _, y in red), max(y for _, y in red)
    assert (right - left) / per_mm == pytest.approx(30, abs=0.5)
    letters = [(x, y) for x, y in black if y > top and y < bottom]
    end = max(x for x, _ in letters)
    last = [(x, y) for x, y in letters if x > end - 18 / 72 * 25.4 * HANGUL_ADVANCE * per_mm]
    ink = (
        (min(x for x, _ in last) + end) / 2,
        (min(y for _, y in last) + max(y for _, y in last)) / 2,
    )
    assert abs(ink[0] - (left + right) / 2) / per_mm < 1
    assert abs(ink[1] - (top + bottom) / 2) / per_mm < 1


def test_foot_stands_at_the_bottom_of_the_letters_last_page(laid_out, longest):
    for document in (laid_out, longest):
        last = max(box.page for box in of_letter(boxes.texts(document)))
        foot = of_letter(boxes.texts(document, "signers"))
        assert {box.page for box in foot} == {last}
        assert max(box.bottom for box in foot) == pytest.approx(297 - 15, abs=0.6)
        body = [
            box for box in of_letter(boxes.texts(document)) if "foot" not in box.classes and box.page == last
        ]
        (sender,) = boxes.texts(document, "sender")
        assert max(box.bottom for box in body) < sender.y


@pytest.mark.parametrize("enclosed", [True, False])
@pytest.mark.parametrize("duties", [4, 8, 34])
def test_end_and_foot_stay_on_one_page_whatever_the_length(facts, duties, enclosed):
    """The numbers of lines are those about which the text fills its page."""
    document = render.lay_out(
        replace(
            facts,
            duties=tuple(f"이행사항 {number}" for number in range(duties)),
            attachments=facts.attachments[:1] if enclosed else (),
        )
    )
    printed = of_letter(boxes.texts(document))
    (end,) = [box for box in printed if "end" in box.classes]
    foot = [box for box in printed if "foot" in box.classes]
    assert {box.page for box in foot} == {end.page} == {max(box.page for box in printed)}
    assert end.bottom < min(box.y for box in foot)
    for page in range(1, end.page):
        assert max(box.bottom for box in printed if box.page == page) > 200, "a page is left mostly empty"


def test_end_stands_two_ta_after_the_last_enclosure(laid_out):
    (end,) = boxes.texts(laid_out, "end")
    last = [box for box in boxes.texts(laid_out, "entries") if "end" not in box.classes][-1]
    assert (end.text, last.text) == ("끝.", "제출서식 1부.")
    assert end.y == pytest.approx(last.y, abs=0.01)
    assert end.x - last.right == pytest.approx(TWELVE_POINT_HANGUL, abs=0.05)


def test_end_without_enclosures_stands_two_ta_after_the_bodys_last_letter(facts):
    document = render.lay_out(replace(facts, attachments=()))
    (end,) = boxes.texts(document, "end")
    before = [box for box in boxes.texts(document, "item", "text") if "end" not in box.classes][-1]
    assert before.text.endswith("sample@example.go.kr)")
    assert end.y == pytest.approx(before.y, abs=0.01)
    assert end.x - before.right == pytest.approx(TWELVE_POINT_HANGUL, abs=0.05)


def test_end_after_a_full_table_stands_below_it_at_the_left(facts):
    document = render.lay_out(replace(facts, attachments=(), absent_by=None, contact=Contact()))
    (end,) = boxes.texts(document, "end")
    table = boxes.of_class(document, "rows")[-1]
    assert end.page == table.page == boxes.texts(document, "sender")[0].page
    assert 0 <= end.y - table.bottom + 2 < 3  # the table's own margin below it
    assert end.x == pytest.approx(20 + TWELVE_POINT_HANGUL, abs=0.05)


def test_one_enclosure_takes_no_number(facts):
    document = render.lay_out(replace(facts, attachments=facts.attachments[:1]))
    assert boxes.lines(document, "entries") == ["붙임 연수생 명단 1부. 끝."]
    assert boxes.lines(document, "attachment-number") == ["붙임"]


@pytest.mark.parametrize("document", ["laid_out", "longest"])
def test_nothing_stands_beyond_the_pages_content(document, request):
    document = request.getfixturevalue(document)
    for box in boxes.texts(document):
        if not boxes.in_margin(box):
            assert box.inside(boxes.content_area(document, box.page)), (box.page, box.text)
    for box in boxes.boxes(document):
        if box.kind in {"TableBox", "TableCellBox", "BlockReplacedBox"} and not boxes.in_margin(box):
            assert box.inside(boxes.content_area(document, box.page)), (box.kind, box.page, box.classes)


@pytest.mark.parametrize("document", ["laid_out", "longest"])
def test_no_text_leaves_its_table_cell(document, request):
    cells = {}
    for box in boxes.boxes(request.getfixturevalue(document)):
        if box.kind == "TableCellBox":
            cells[id(box.raw.element), box.page] = box
        elif box.kind == "TextBox" and box.text.strip() and "list" in box.classes:
            element = box.raw.element
            cell = cells.get((id(element), box.page))
            if cell:
                assert box.inside(cell), (box.text, cell.width)


@pytest.mark.parametrize("document", ["laid_out", "longest"])
def test_korean_prose_breaks_at_spaces_only(document, request):
    """Every line begins with a whole word of the paragraph."""
    document = request.getfixturevalue(document)
    words = set()
    for item in render.compose(CASES["letter"]()), render.compose(CASES["longest"]()):
        words |= set(re.sub(r"<[^>]+>", " ", item.html).split())
    paragraphs = {}
    for box in boxes.texts(document, "item", "text"):
        if "end" not in box.classes:
            paragraphs.setdefault(id(box.raw.element), []).append(box)
    wrapped = [box for found in paragraphs.values() if len(found) > 1 for box in found]
    assert wrapped
    for box in wrapped:
        assert {box.text.split()[0], box.text.split()[-1]} <= words, box.text


def test_letterhead_without_contact_values_prints_no_empty_label(longest_written):
    printed = pdf_files.text(longest_written)
    for label in ("전화번호", "팩스번호", "우 ", "문의", "02-"):
        assert label not in printed.split("붙임 1")[0], label
    assert "시행" in printed
    assert "접수" in printed


def test_preview_says_so_on_every_page_and_has_no_number(longest, laid_out):
    marks = boxes.of_class(longest, "preview-mark")
    assert [mark.page for mark in marks] == list(range(1, len(longest.pages) + 1))
    assert {mark.attribute("alt") for mark in marks} == {"미리보기"}
    number, _ = boxes.lines(longest, "signers")[-1].split(" ")
    assert number == "시행"
    assert boxes.of_class(laid_out, "preview-mark") == []


def test_sample_letterhead_marks_every_page(laid_out, facts):
    marks = boxes.texts(laid_out, "sample-mark")
    assert [(mark.page, mark.text) for mark in marks] == [
        (page, "견본") for page in range(1, len(laid_out.pages) + 1)
    ]
    own = render.lay_out(replace(facts, letterhead=replace(facts.letterhead, sample=False)))
    assert boxes.texts(own, "sample-mark") == []


def test_omitted_seal_says_so_in_words(facts):
    document = render.lay_out(replace(facts, letterhead=replace(facts.letterhead, seal="omitted")))
    assert boxes.of_class(document, "seal") == []
    assert [box.text for box in boxes.texts(document, "no-seal")] == ["관인생략"]


def test_several_recipients_are_listed_at_the_foot(facts):
    document = render.lay_out(replace(facts, recipients=("가㈜ 대표이사", "나㈜ 대표이사")))
    assert "수신 수신자 참조" in boxes.lines(document)
    assert "수신자 가㈜ 대표이사, 나㈜ 대표이사" in boxes.lines(document, "foot")


def test_supplementary_letter_says_so(facts):
    printed = " ".join(boxes.lines(render.lay_out(replace(facts, supplementary=True))))
    assert "연수생 추가 선정 결과 알림" in printed
    assert "추가로 선정되었음을 알려 드리니" in " ".join(printed.split())


def test_pages_are_numbered_at_the_bottom_centre(laid_out):
    numbers = [box for box in boxes.texts(laid_out) if "MARGIN" in box.classes]
    assert [box.text for box in numbers] == [str(page) for page in range(1, len(laid_out.pages) + 1)]
    assert {round(box.centre[0], 1) for box in numbers} == {107.5}  # the middle between the margins


def test_attachments_follow_each_on_its_own_page(laid_out):
    heads = boxes.texts(laid_out, "attachment-number")
    assert [box.text for box in heads] == ["붙임 1", "붙임 2", "붙임 3"]
    letters_last = max(box.page for box in of_letter(boxes.texts(laid_out)))
    pages = [box.page for box in heads]
    assert pages[0] == letters_last + 1
    assert pages == sorted(set(pages))


@pytest.mark.parametrize("content", ["written", "longest_written"])
def test_names_are_in_the_text_of_the_pdf(content, request):
    printed = pdf_files.squeezed(pdf_files.text(request.getfixturevalue(content)))
    expected = ["Nguyễn Thị Minh Hạnh"] if content == "written" else [*NAMES, "Bogotá"]
    for name in expected:
        # Lines of neighbouring cells are mixed, and a narrow one may break a very long word: so by beginnings.
        for part in re.split(r"[\s,-]+", name):
            assert part[:8] in printed, part


@pytest.mark.parametrize("content", ["written", "longest_written"])
def test_every_font_is_embedded_and_shows_real_glyphs(content, request):
    found = pdf_files.fonts(request.getfixturevalue(content))
    assert len(found) >= 2
    for font in found:
        assert pdf_files.missing_glyphs(font) == set(), font.name
        assert len(pdf_files.blank_glyphs(font)) <= 2, font.name  # spaces


def test_rendering_warns_of_nothing(facts, caplog):
    """A property that WeasyPrint does not know, a missing glyph or the slow subsetter would be said here."""
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        render.render(facts)
    assert caplog.records == []


def test_same_facts_give_the_same_bytes(facts, written):
    assert render.render(facts) == written
