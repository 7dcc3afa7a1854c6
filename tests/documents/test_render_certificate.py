"""The certificate on the laid-out boxes, in the PDF, and its QR code on the printed page."""

import logging
from dataclasses import replace

import pytest

from tests.documents import boxes, pdf_files
from tests.documents.boxes import HANGUL_ADVANCE, MM
from workflow.core.i18n import Text
from workflow.documents import render, samples
from workflow.documents.samples import NAMES

NAMES_AS_IN_PASSPORTS = [*NAMES, "PEÑA", "BOGOTÁ PÉREZ, José", "Дилшод"]


@pytest.fixture(scope="module")
def facts():
    return samples.certificate()


@pytest.fixture(scope="module")
def laid_out(facts):
    return render.lay_out(facts)


@pytest.fixture(scope="module")
def longest():
    return render.lay_out(samples.longest_certificate())


@pytest.mark.parametrize("document", ["laid_out", "longest"])
def test_one_page_of_a4_landscape(document, request):
    (page,) = request.getfixturevalue(document).pages
    assert (page.width * MM, page.height * MM) == pytest.approx((297, 210), abs=0.01)


def test_wording_in_both_languages(laid_out):
    printed = pdf_files.squeezed(" ".join(box.text for box in boxes.texts(laid_out)))
    for sentence in (
        "제 2025-0001 호", "No. 2025-0001", "수 료 증", "CERTIFICATE OF COMPLETION",
        "위 사람은 서울특별시가 주관한 「해외 도시철도관계자 초청연수」(2025. 10. 26.~11. 1.)를 "
        "수료하였으므로 이 증서를 수여합니다.",
        "This is to certify that NGUYEN THI MINH HANH has successfully completed the Invited Training for "
        "Overseas Urban Railway Officials, organised by the Seoul Metropolitan Government, "
        "from 26 October to 1 November 2025.",
        "2025년 10월 31일", "31 October 2025", "서울특별시장", "Mayor of Seoul", "베트남 Viet Nam",
    ):  # fmt: skip
        assert pdf_files.squeezed(sentence) in printed, sentence


def test_particle_agrees_with_the_programmes_name(facts):
    document = render.lay_out(replace(facts, programme=Text("도시철도 정책과정", "Policy Course")))
    assert "「도시철도 정책과정」(2025. 10. 26.~11. 1.)을" in " ".join(boxes.lines(document))


@pytest.mark.parametrize("document", ["laid_out", "longest"])
def test_seal_is_centred_on_the_last_letter_of_the_sender(document, request):
    document = request.getfixturevalue(document)
    (seal,) = boxes.of_class(document, "seal")
    (sender,) = boxes.texts(document, "sender")
    centre = (
        (seal.raw.content_box_x() + seal.raw.width / 2) * MM,
        (seal.raw.content_box_y() + seal.raw.height / 2) * MM,
    )
    assert sender.text == "서울특별시장"
    assert centre[0] == pytest.approx(sender.right - sender.font_pt * 25.4 / 72 * HANGUL_ADVANCE / 2, abs=0.5)
    assert centre[1] == pytest.approx(sender.centre[1], abs=0.5)


def test_seal_covers_no_other_text(laid_out, longest):
    for document in (laid_out, longest):
        (seal,) = boxes.of_class(document, "seal")
        left, top = seal.raw.content_box_x() * MM, seal.raw.content_box_y() * MM
        for box in boxes.texts(document):
            apart = box.right <= left or box.x >= left + 30 or box.bottom <= top or box.y >= top + 30
            assert apart or "sender" in box.classes, box.text


@pytest.mark.parametrize("name", NAMES_AS_IN_PASSPORTS)
def test_nothing_stands_beyond_the_page_or_on_other_text(name):
    document = render.lay_out(samples.longest_certificate(name))
    assert len(document.pages) == 1
    area = boxes.content_area(document, 1)
    for box in boxes.texts(document):
        assert box.inside(area) or boxes.in_margin(box), box.text
    main = [box for box in boxes.texts(document) if not {"verify", "award", "sample-mark"} & set(box.classes)]
    foot = [*boxes.texts(document, "verify"), *boxes.texts(document, "award")]
    assert max(box.bottom for box in main) < min(box.y for box in foot)


@pytest.mark.parametrize("name", NAMES_AS_IN_PASSPORTS)
def test_name_shows_real_glyphs_of_embedded_fonts_and_can_be_read_out(name):
    content = render.render(samples.certificate(name))
    for font in pdf_files.fonts(content):
        assert pdf_files.missing_glyphs(font) == set()
        assert len(pdf_files.blank_glyphs(font)) <= 2
    printed = pdf_files.squeezed(pdf_files.text(content))
    for part in name.split():
        assert pdf_files.squeezed(part) in printed


def test_qr_code_on_the_printed_page_opens_the_verification_page(facts, tmp_path):
    image = pdf_files.picture(render.render(facts), tmp_path, resolution=150)
    assert pdf_files.qr_codes(image) == [facts.verify_url]


def test_qr_code_of_a_long_address_is_read_too(facts, tmp_path):
    address = "https://training-programme.infrastructure.example.go.kr/verify/" + "A7K2M9QXW4" * 3
    image = pdf_files.picture(render.render(replace(facts, verify_url=address)), tmp_path, resolution=150)
    assert pdf_files.qr_codes(image) == [address]


def test_sample_letterhead_is_marked(laid_out, facts):
    assert [box.text for box in boxes.texts(laid_out, "sample-mark")] == ["견본 SAMPLE"]
    own = render.lay_out(replace(facts, letterhead=replace(facts.letterhead, sample=False)))
    assert boxes.texts(own, "sample-mark") == []


def test_rendering_warns_of_nothing(facts, caplog):
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        render.render(facts)
    assert caplog.records == []


def test_same_facts_give_the_same_bytes(facts):
    assert render.render(facts) == render.render(facts)


def test_batch_is_one_file_with_the_names_in_its_outline(facts):
    certificates = [
        (f"2025-{number:04d} {name}", render.render(replace(facts, number=f"2025-{number:04d}", name=name)))
        for number, name in enumerate(["Kim", "Peña"], start=1)
    ]
    joined = render.join(certificates, title="수료증 2025")
    assert "2025-0001" in pdf_files.text(joined, "-f", "1", "-l", "1")
    assert "Peña" in pdf_files.text(joined, "-f", "2", "-l", "2")
    assert pdf_files.outline(joined) == ["2025-0001 Kim", "2025-0002 Peña"]
