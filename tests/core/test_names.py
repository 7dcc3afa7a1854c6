import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.core.names import is_miswritten, name_keys


def are_one(one: str, other: str) -> bool:
    return bool(name_keys(one) & name_keys(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("NGUYEN THI MINH HANH", "Nguyễn Thị Minh Hạnh"),
        ("NGUYEN THI MINH HANH", "HANH, Nguyen Thi Minh"),
        ("JOSE LUIS QUISPE MAMANI", "José  Luis QuispeMamani"),
        ("MARIA FERNANDA ROJAS PEÑA", "Maria Fernanda Rojas Pena"),
        ("BAT-ERDENE GANBOLD", "Baterdene Ganbold"),
        ("TRẦN ĐỨC", "Tran Duc"),
        ("ŁUKASZ NOWAK", "Lukasz Nowak"),
        ("BUDI", "Budi"),
        ("ＢＵＤＩ", "budi"),
        ("김 민수", "김민수"),
        ("Андрей Жұмабаев", "Zhumabaev ANDREI"),
        (unicodedata.normalize("NFD", "Андрей"), unicodedata.normalize("NFC", "АНДРЕЙ")),
    ],
)
def test_names_of_one_person_are_taken_together(one: str, other: str) -> None:
    assert are_one(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("AHMED HASSAN ALI", "AHMED HASSAN"), ("AMY", "MAY"), ("", ""), ("-", "."), ("김민수", "김민서")],
)
def test_names_of_two_people_are_kept_apart(one: str, other: str) -> None:
    assert not are_one(one, other)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("HOA", "HOAA", True),
        ("TRAN THI HAO", "Trần Thị Hoa", True),
        ("NGUYEN HOA", "NGUYEN THI HOA", True),
        ("NGUYEN THI MINH HANH", "NGUYEN TI MIN HANH", True),
        ("TRAN VAN DUC", "TRAN VAN DUNG", False),
        ("NGUYEN THI MINH HANH", "PHAM QUOC BAO", False),
        ("HOA", "", False),
        ("", "", False),
    ],
)
def test_name_that_was_corrected_is_told_from_another(one: str, other: str, expected: bool) -> None:
    assert (is_miswritten(one, other), is_miswritten(other, one)) == (expected, expected)


@given(st.lists(st.text("abcxyzéñđ", min_size=1, max_size=6), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_case_marks_and_order_are_of_no_matter(words: list[str], random: object) -> None:
    shuffled = list(words)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert are_one(" ".join(words), "  ".join(shuffled).upper())
