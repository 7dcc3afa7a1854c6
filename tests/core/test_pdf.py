"""PDF: only the project's own assets, archival and tagged, fonts embedded, Korean words kept whole."""

import io
import logging
import multiprocessing
import re
import subprocess
import sys
import threading
from datetime import date

import pikepdf
import pytest

from tests.documents import boxes, pdf_files
from workflow.core import assets, paper, pdf, typesetter

SQUARE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1h-1z"/></svg>'
PAGE = "<h1>제목</h1><p>본문입니다. Peña</p>"


def render(html=PAGE, stylesheets=(), **options):
    return pdf.render(html, stylesheets, **{"language": "ko", "title": "시험 문서", **options})


def test_file_is_archival_and_tagged_and_says_what_it_is():
    about = pdf_files.about(render(author="서울특별시", created=date(2025, 10, 31)))
    assert (about.archival, about.marked) == ("3A", True)
    assert (about.language, about.title, about.author) == ("ko", "시험 문서", "서울특별시")
    with pikepdf.open(io.BytesIO(render(created=date(2025, 10, 31)))) as document:
        assert str(document.docinfo["/CreationDate"]) == "D:20251031"
        assert document.Root.OutputIntents[0].S == "/GTS_PDFA1"
    assert {"H1", "P"} <= set(pdf_files.tags(render()))


def test_title_and_language_of_the_caller_win_over_the_html():
    html = '<html lang="fr"><head><title>Ancien</title></head><body>본문</body></html>'
    about = pdf_files.about(render(html))
    assert (about.title, about.language) == ("시험 문서", "ko")


def test_markup_in_a_title_stays_text():
    assert pdf_files.about(render(title="</title><img src=file:///etc/passwd>")).title == (
        "</title><img src=file:///etc/passwd>"
    )


@pytest.mark.parametrize(
    "html",
    [
        '<img src="http://localhost/x.png" alt="">',
        '<img src="https://example.org/x.png" alt="">',
        '<img src="file:///etc/passwd" alt="">',
        '<img src="FILE:///etc/passwd" alt="">',
        '<img src="ftp://example.org/x" alt="">',
        '<img src="data:image/svg+xml,%3Csvg/%3E" alt="">',
        '<img src="asset:../../../etc/passwd" alt="">',
        '<img src="asset:/etc/passwd" alt="">',
        '<img src="asset:letter/template.html" alt="">',
        '<img src="asset:font/../../krds/README.md" alt="">',
        '<img src="asset:not-there.svg" alt="">',
        '<img src="given:not-given.svg" alt="">',
        '<link rel="stylesheet" href="http://localhost/x.css">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<style>@import url("file:///etc/passwd");</style>',
        '<style>@font-face { font-family: X; src: url("http://localhost/x.ttf") }</style><p style="font-family: X">x',
        '<p style="background: url(http://localhost/x.png)">x',
        '<object data="file:///etc/passwd"></object>',
        '<embed src="file:///etc/passwd">',
        '<svg width="9" height="9"><image href="file:///etc/passwd" width="9" height="9"/></svg>',
    ],
)  # fmt: skip
def test_address_that_is_not_ours_stops_the_rendering(html):
    with pytest.raises(pdf.ResourceRefused):
        render(html)


def test_drawing_handed_over_cannot_reach_further():
    inside = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><image href="file:///etc/passwd"/></svg>'
    )
    with pytest.raises(pdf.ResourceRefused):
        render('<img src="given:x.svg" alt="x">', given={"x.svg": inside})


def test_local_fonts_are_not_read_by_name():
    html = (
        "<style>@font-face { font-family: X; src: local('DejaVu Sans') }</style><p style='font-family: X'>x"
    )
    try:
        content = render(html)
    except pdf.ResourceRefused:
        return
    assert all("DejaVu" not in font.name for font in pdf_files.fonts(content))


def test_link_for_the_reader_is_not_fetched():
    assert "시험" in pdf_files.text(render('<a href="http://localhost:9/x">시험</a>'))


def test_own_drawing_and_given_bytes_are_shown(tmp_path):
    html = (
        "<style>img { width: 30mm }</style>"
        '<img src="asset:seal-sample.svg" alt="관인"><img src="given:x.svg" alt="점">'
    )
    content = render(html, given={"x.svg": SQUARE})
    colours = {colour for _, colour in pdf_files.picture(content, tmp_path).convert("RGB").getcolors(1 << 20)}
    assert {(0xD5, 0x28, 0x1B), (0, 0, 0)} <= colours
    assert pdf_files.tags(content)["Figure"] == 2


def test_stylesheet_is_read_again_when_it_changes(tmp_path, monkeypatch):
    monkeypatch.setattr(paper, "DOCUMENTS", tmp_path)
    monkeypatch.setattr(typesetter, "_process", None)
    sheet = tmp_path / "page.css"
    sizes = []
    for size in (10, 20):
        sheet.write_text(f"p {{ font-size: {size}pt }}")
        document = pdf.lay_out("<p>본문", ("page.css",), language="ko", title="x")
        sizes.append(boxes.texts(document)[0].font_pt)
    assert sizes == [10, 20]


def test_stylesheet_from_elsewhere_is_refused():
    for name in ("../../wsgi.py", "/etc/passwd", "missing.css"):
        with pytest.raises(pdf.ResourceRefused):
            render(stylesheets=(name,))


def test_fonts_are_embedded_as_small_subsets():
    content = render("<p style='font-family: Pretendard'>가나다 <b>Nguyễn Thị Minh Hạnh Дилшод</b>")
    found = pdf_files.fonts(content)
    assert len(found) == 2
    assert all(pdf_files.missing_glyphs(font) == set() for font in found)
    assert len(content) < 40_000


def test_missing_fonts_are_said_with_the_mend(tmp_path, monkeypatch):
    monkeypatch.setattr(typesetter, "_process", None)
    monkeypatch.setattr(
        assets, "pdf_fonts", lambda: {"Pretendard": {400: tmp_path / "Pretendard-Regular.ttf"}}
    )
    with pytest.raises(assets.AssetsMissing, match=r"Pretendard-Regular\.ttf are missing.+npm ci"):
        render()


def test_harfbuzz_makes_the_subsets(caplog):
    """Without libharfbuzz-subset0 a document takes ten to sixty times as long; WeasyPrint then warns."""
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        render()
    assert caplog.records == []


def test_letter_that_no_font_has_is_refused_by_name():
    with pytest.raises(pdf.GlyphsMissing) as refusal:
        render("<p style='font-family: Pretendard'>이름 \U0010fffd")
    assert refusal.value.letters == "\U0010fffd"


def test_korean_words_are_kept_whole_and_copied_without_marks():
    words = "도시철도관계자 초청연수(2025년)를 수료하였으므로 이 증서를 수여합니다 「국제협력」 사업이다 "
    html = f"<style>@page {{ size: 60mm 200mm; margin: 5mm }}</style><p>{words * 3}"
    document = pdf.lay_out(html, language="ko", title="x")
    printed = boxes.lines(document)
    assert len(printed) > 5
    assert " ".join(printed).split() == (words * 3).split()
    assert typesetter.WORD_JOINER not in pdf_files.text(render(html))


def test_same_page_gives_the_same_bytes():
    assert render() == render()


def test_fonts_are_loaded_once_a_process():
    render()
    fonts = typesetter._this_process().fonts
    render()
    assert typesetter._this_process().fonts is fonts


def test_threads_render_in_turn():
    contents: list[bytes] = []
    threads = [threading.Thread(target=lambda: contents.append(render())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert contents == [render()] * 4


def _render_in_child(answers) -> None:
    answers.put(render())


def test_forked_child_renders_and_leaves_the_parents_fonts():
    before = render()
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    child = context.Process(target=_render_in_child, args=(answers,))
    child.start()
    assert answers.get(timeout=30) == before
    child.join(30)
    assert child.exitcode == 0
    assert render() == before


def test_process_that_rendered_ends_cleanly():
    """Fonts that outlive their libraries would end the process with a crash."""
    program = "from workflow.core import pdf; pdf.render('<p>본문', language='ko', title='x')"
    ended = subprocess.run([sys.executable, "-c", program], cwd=assets.ROOT, capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_nothing_else_imports_weasyprint():
    roots = [assets.ROOT / "workflow", assets.ROOT / "tasks"]
    users = {
        path.relative_to(assets.ROOT).as_posix()
        for root in roots
        for path in root.rglob("*.py")
        if re.search(r"^\s*(from|import) weasyprint", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert users == {"workflow/core/typesetter.py"}


def test_join_keeps_all_pages_and_claims_nothing():
    joined = pdf.join([("첫째", render("<p>하나")), ("둘째", render("<p>둘"))], title="묶음", language="ko")
    with pikepdf.open(io.BytesIO(joined)) as document:
        assert len(document.pages) == 2
        assert all("/StructParents" not in page for page in document.pages)
    about = pdf_files.about(joined)
    assert (about.title, about.language, about.archival, about.marked) == ("묶음", "ko", "", False)
    assert pdf_files.outline(joined) == ["첫째", "둘째"]
    assert pdf_files.text(joined).split() == ["하나", "둘"]
