import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.core import countries
from workflow.core.yamlfile import FileRefused
from workflow.reference.dac import FILE, built_in
from workflow.reference.dacfile import LARGEST, Check, Group, Recipient, read, written

GOOD = "iso3,group,check,note\nVNM,LMIC,B,\nKHM,LDC,,\n"


def problems(content: str | bytes) -> list[tuple[int, str]]:
    with pytest.raises(FileRefused) as refused:
        read(content.encode() if isinstance(content, str) else content)
    assert all(one.text.ko and one.text.en for one in refused.value.problems)
    return [(one.line, one.key) for one in refused.value.problems]


def test_a_file_is_read_in_its_order_and_an_empty_check_is_confirmed() -> None:
    assert read(GOOD.encode()) == [
        Recipient("VNM", Group.LMIC, Check.MEMBER), Recipient("KHM", Group.LDC, Check.AGREED)
    ]


def test_other_columns_and_blank_lines_are_not_read() -> None:
    assert read(b"name,group,iso3\n\nViet Nam,LMIC,VNM\n , ,\n") == [Recipient("VNM", Group.LMIC)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_what_spreadsheets_write_is_read(encoding: str) -> None:
    assert read("iso3,group,note\nVNM,LMIC,확인 완료\n".encode(encoding)) == [
        Recipient("VNM", Group.LMIC, note="확인 완료")
    ]


def test_everything_wrong_is_named_by_its_line_and_column() -> None:
    content = "iso3,group,check,note\nVN,LMIC,,\nKHM,poor,,\nLAO,LDC,X,\nNPL,LDC,," + "n" * 501 + "\nLAO,LDC,,\n\n,LDC,,\n"
    assert problems(content) == [(2, "iso3"), (3, "group"), (4, "check"), (5, "note"), (6, "iso3"), (8, "iso3")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", (1, "")), ("\n \n", (1, "")), ("name\nVNM\n", (1, "iso3")), ("iso3\nVNM\n", (1, "group")),
        ("iso3,group\n", (1, "")), ('iso3,group\n"VNM,LMIC\n', (2, "")), (b"\x81\x00\xff", (1, "")),
        (b"a" * (LARGEST + 1), (1, "")),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_as_a_whole(content: str | bytes, expected: tuple[int, str]) -> None:
    assert problems(content) == [expected]


def test_the_download_is_the_import() -> None:
    recipients = sorted(built_in().recipients.values(), key=lambda one: one.iso3)
    assert read(written(recipients).encode("utf-8-sig")) == recipients
    assert sorted(read(FILE.read_bytes()), key=lambda one: one.iso3) == recipients


CODES = st.sampled_from(sorted(countries.ALPHA2))
NOTES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=40).map(str.strip)
RECIPIENTS = st.builds(
    Recipient, CODES, st.sampled_from(Group), st.sampled_from(Check), NOTES.filter(str.isprintable)
)


@given(st.lists(RECIPIENTS, min_size=1, unique_by=lambda one: one.iso3))
def test_whatever_is_written_is_read_again(recipients: list[Recipient]) -> None:
    assert read(written(recipients).encode()) == sorted(recipients, key=lambda one: one.iso3)
