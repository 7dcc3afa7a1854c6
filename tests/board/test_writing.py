import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.board.writing import prose


@pytest.mark.parametrize(("written", "shown"), [
    ("", ""),
    ("한 줄", "<p>한 줄</p>"),
    ("한 줄\n두 줄", "<p>한 줄<br>\n두 줄</p>"),
    ("한 문단\r\n\r\n두 문단\n", "<p>한 문단</p>\n<p>두 문단</p>"),
    ("a\n \n\n\nb", "<p>a</p>\n<p>b</p>"),
    ("<b>굵게</b> & <script>alert(1)</script>", "<p>&lt;b&gt;굵게&lt;/b&gt; &amp; &lt;script&gt;alert(1)&lt;/script&gt;</p>"),
])  # fmt: skip
def test_text_becomes_paragraphs_and_never_markup(written: str, shown: str) -> None:
    assert prose(written) == shown


@pytest.mark.parametrize(("written", "address", "rest"), [
    ("https://seoul.example/a 참고", "https://seoul.example/a", " 참고"),
    ("https://seoul.example/a에서 확인", "https://seoul.example/a", "에서 확인"),
    ("(https://seoul.example/a)", "https://seoul.example/a", ")"),
    ("https://seoul.example/a_(b).", "https://seoul.example/a_(b)", "."),
    ("HTTP://SEOUL.EXAMPLE/?a=1&b=2!", "HTTP://SEOUL.EXAMPLE/?a=1&amp;b=2", "!"),
    ('https://a.example/"onmouseover="x', "https://a.example/&#34;onmouseover=&#34;x", ""),
])  # fmt: skip
def test_address_is_a_link_without_what_closes_the_sentence(written: str, address: str, rest: str) -> None:
    assert f'<a href="{address}" rel="noopener noreferrer">{address}</a>{rest}</p>' in prose(written)


@pytest.mark.parametrize("written", [
    "javascript:alert(1)", "data:text/html,x", "//evil.example", "https://", "http://.", "mailto:a@b.example",
])  # fmt: skip
def test_what_is_no_web_address_is_no_link(written: str) -> None:
    assert "<a" not in prose(written)


@given(st.text() | st.text("<>&\"'/:.()htps \n가", max_size=60) | st.builds("https://{}".format, st.text(max_size=20)))
def test_only_own_tags_appear_and_no_character_is_lost(written: str) -> None:
    shown = prose(written)
    own = re.sub(r'</?p>|<br>|<a href="https?://[^"<>\s]+" rel="noopener noreferrer">|</a>', "", shown, flags=re.IGNORECASE)
    assert "<" not in own
    assert ">" not in own
    assert "".join(prose(written).striptags().split()) == "".join(written.split())
