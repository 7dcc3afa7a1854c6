"""How telephone numbers are written in the reader's language."""

import pytest

from workflow.core.i18n import format_phone


@pytest.mark.parametrize(("number", "english"), [
    ("02-2133-0000", "+82-2-2133-0000"), ("010 1234 5678", "+82-10 1234 5678"), ("02-120", "+82-2-120"),
    ("+82-2-2133-0000", "+82-2-2133-0000"), ("1588-0000", "1588-0000"), ("120", "120"), ("", ""), (None, ""),
])
def test_telephone_number_is_written_as_the_reader_dials_it(number: str | None, english: str) -> None:
    assert format_phone(number, "en") == english
    assert format_phone(number, "ko") == (number or "")
