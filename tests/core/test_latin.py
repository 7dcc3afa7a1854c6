import pytest

from workflow.core.latin import IN_NAMES, IN_TITLES, has_pictures, is_latin


@pytest.mark.parametrize(("written", "name", "title"), [
    ("NGUYỄN THỊ MINH HẠNH", True, True), ("O’Brien-Smith, J. (Jun.)", True, True), ("Łódź", True, True),
    ("Ngu\u0303 Ye\u0302n", True, True), ("Ho\u02bbolulu", True, True), ("Line 2 & 3", False, True),
    ("Hanoi 하노이", False, False),
    ("\u0425\u0430\u043d\u043e\u0439", False, False), ("...", False, False), ("42", False, False), ("", False, False),
    ("Hanoi 😀", False, False),
])  # fmt: skip
def test_what_is_in_latin_letters(written: str, name: bool, title: bool) -> None:
    assert (is_latin(written, IN_NAMES), is_latin(written, IN_TITLES)) == (name, title)


@pytest.mark.parametrize(("written", "found"), [("😀", True), ("❤️", True), ("㈜한빛 ① ★ →", False), ("حسن", False)])
def test_pictures_are_seen(written: str, found: bool) -> None:
    assert has_pictures(written) is found
