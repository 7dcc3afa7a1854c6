"""What the operating office says of itself in a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from workflow.config import SettingsError
from workflow.core.i18n import Text
from workflow.core.office import Office, read


def written(folder: Path, text: str) -> Path:
    path = folder / "office.yaml"
    path.write_text(text)
    return path


def test_facts_are_read_and_what_is_left_out_is_not_made_up(tmp_path: Path) -> None:
    path = written(tmp_path, "name: {ko: 견본시, en: Sample City}\nphone: 02-120\nin_force_from: 2025-07-01\nemail: null\n")
    found = read(path)
    assert found == Office(name=Text("견본시", "Sample City"), phone="02-120", in_force_from=date(2025, 7, 1))
    assert found.unsaid == ["privacy_officer", "department", "email", "accounts_kept"]


@pytest.mark.parametrize(("text", "said"), [
    ("office: x", "its keys are accounts_kept, department"), ("- name", "its keys are"),
    ("name: 3", "name: write a text, or"), ("phone: 02120", None), ("phone: 120", "phone: write a text"),
    ("in_force_from: soon", "in_force_from: write a day such as 2025-07-01"), ("name: {fr: x}", "name: write a text, or"),
    ("name: [", "OFFICE_FILE: line "),
])  # fmt: skip
def test_file_that_says_something_else_is_refused_at_boot(tmp_path: Path, text: str, said: str | None) -> None:
    path = written(tmp_path, text)
    if said is None:
        assert read(path).phone == "02120", "a number with a leading zero is text"
        return
    with pytest.raises(SettingsError, match=said):
        read(path)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="OFFICE_FILE: "):
        read(tmp_path / "nowhere.yaml")


def test_office_of_the_demonstration_says_everything() -> None:
    assert read(Path(__file__).parents[2] / "workflow" / "demo" / "office.yaml").unsaid == []
