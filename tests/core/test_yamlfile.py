from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.core.yamlfile import SIZE_LIMIT, FileRefused, parse, read


def refusal(content: bytes, **options: object) -> tuple[int, str, str]:
    with pytest.raises(FileRefused) as caught:
        parse(content, **options)
    (problem,) = caught.value.problems
    assert problem.text.ko
    return problem.line, problem.key, problem.text.en


def test_values_are_read_as_what_they_seem_to_be() -> None:
    written = (
        "whole: 42\nexact: 88.10\nyes: yes\ntrue_: true\nnothing:\ntilde: ~\nday: 2025-07-25\n"
        "quoted: '2025-07-25'\npostcode: 04524\nphone: +8225550101\nregistration: 214-81-00011\n"
        "on: first\n2017: year\nlist: [a, -1]\n"
    )
    assert parse(written.encode()).data == {
        "whole": 42,
        "exact": Decimal("88.10"),
        "yes": "yes",
        "true_": True,
        "nothing": None,
        "tilde": None,
        "day": date(2025, 7, 25),
        "quoted": "2025-07-25",
        "postcode": "04524",
        "phone": "+8225550101",
        "registration": "214-81-00011",
        "on": "first",
        "2017": "year",
        "list": ["a", -1],
    }


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2025-07-25T23:59:59+09:00", datetime(2025, 7, 25, 23, 59, 59, tzinfo=timezone(timedelta(hours=9)))),
        ("2025-07-25 14:59:59Z", datetime(2025, 7, 25, 14, 59, 59, tzinfo=UTC)),
        ("2025-07-25T14:59:59.5+00:00", datetime(2025, 7, 25, 14, 59, 59, 500_000, tzinfo=UTC)),
        ("2025-07-25 14:59", datetime(2025, 7, 25, 14, 59)),  # noqa: DTZ001 - what to take it for is for the reader of the file
    ],
)
def test_a_moment_keeps_its_offset(written: str, moment: datetime) -> None:
    assert parse(f"received: {written}".encode()).data == {"received": moment}


def test_lines_are_those_of_the_keys_and_of_the_nearest_part_for_what_is_absent() -> None:
    document = parse(b"call:\n  code: X\n  routes:\n    - key: a\n      ko: b\n    - {key: c}\n")
    assert document.line("call.code") == 2
    assert document.line("call.routes.0.ko") == 5
    assert document.line("call.routes.1.key") == 6
    assert document.line("call.routes.1.airfare") == 6
    assert document.line("call.quotas.trainees") == 1
    assert document.line("elsewhere") == 1


@pytest.mark.parametrize(
    ("content", "line", "key", "said"),
    [
        (b"", 1, "", "The file is empty."),
        (b"# a remark\n", 1, "", "The file is empty."),
        (b"a: 1\nb:\n  c: 1\n  c: 2\n", 4, "b.c", "'c' stands here twice."),
        (b"a: &x 1\n", 1, "", "Anchors (& and *) are not taken; put quotes around text that begins so."),
        (b"a: !!python/object:os.system x\n", 1, "", "Tags (!) are not taken."),
        (b"a: 1\nday: 2025-02-30\n", 2, "day", "There is no such day or time as 2025-02-30."),
        (b"a: 2025-07-25T25:00:00Z\n", 1, "a", "There is no such day or time as 2025-07-25T25:00:00Z."),
        (b"a: 1\n---\nb: 2\n", 1, "", "There is more than one document; remove the line '---'."),
        (b"? [a]\n: b\n", 1, "", "A key must be a text."),
        ("a: 1\nb: 여권".encode("cp949"), 2, "", "Not a UTF-8 file; save it as UTF-8."),
        (b"a: \x01", 1, "", "There are characters that are not text."),
        (b"[" * 5000, 1, "0.0.0", "This is nested too deeply."),
    ],
)
def test_what_cannot_be_taken_is_refused_with_line_and_key(content: bytes, line: int, key: str, said: str) -> None:
    assert refusal(content) == (line, key, said)


def test_broken_yaml_is_refused_with_its_line() -> None:
    line, _, said = refusal(b"a: 1\nb: [1, 2\nc: 3\n")
    assert line == 3
    assert said.startswith("This is not well-formed YAML; look at indents, quotes and brackets")


def test_an_alias_bomb_is_refused_at_its_first_anchor() -> None:
    bomb = b"a: &a [x, x]\n" + b"".join(b"b%d: &b%d [*a, *a, *a]\n" % (n, n) for n in range(50))
    assert refusal(bomb)[0] == 1


def test_a_file_over_the_limit_is_refused_before_it_is_read() -> None:
    assert refusal(b" " * (SIZE_LIMIT + 1))[2] == "The file is larger than 2 MB; split it."
    assert refusal(b" " * SIZE_LIMIT)[2] == "The file is empty."


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    assert parse(b"\xef\xbb\xbfa: 1").data == {"a": 1}


def test_prose_goes_on_after_a_comma_within_braces_and_only_there() -> None:
    content = b"a: {key: x, en: council member, politician, or other, airfare: city}"
    assert parse(content, prose=["en"]).data == {
        "a": {"key": "x", "en": "council member, politician, or other", "airfare": "city"}
    }
    assert parse(content).data["a"]["politician"] is None


def test_prose_that_is_no_text_is_refused() -> None:
    assert refusal(b"a: {en: [x], more}", prose=["en"]) == (1, "a.en", "Put quotes around a text with a comma.")


def test_a_missing_file_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as caught:
        read(tmp_path / "absent.yaml")
    assert caught.value.problems[0].text.en == "The file cannot be opened (No such file or directory); check its path."
    with pytest.raises(FileRefused):
        read(tmp_path)


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: 가", encoding="utf-8")
    assert read(tmp_path / "a.yaml").data == {"a": "가"}


@given(st.binary(max_size=200) | st.text(alphabet="ab:,-[]{}&*!#|>?'\"\n 0129.", max_size=200).map(str.encode))
def test_any_content_is_either_read_or_refused(content: bytes) -> None:
    with suppress(FileRefused):
        parse(content, prose=["a"])
