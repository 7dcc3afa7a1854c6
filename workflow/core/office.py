"""What the operating office says of itself: who it is, whom to ask about personal data, how long it keeps accounts.

The product knows none of it. It stands in a YAML file that OFFICE_FILE names; what the file leaves out is
shown as not said yet, never made up:

    name: {ko: 서울특별시 ○○과, en: …}              # 개인정보처리자
    privacy_officer: {ko: …, en: …}                 # 개인정보 보호책임자
    department: {ko: …, en: …}                      # takes requests about personal data
    phone: 02-000-0000
    email: privacy@city.example
    accounts_kept: {ko: 탈퇴 후 1년, en: One year after the account is closed}
    entrusted: {ko: …, en: …}                       # to whom work is given (처리위탁), and what
    in_force_from: 2025-07-01
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask, current_app

from workflow.config import SettingsError
from workflow.core import yamlfile
from workflow.core.i18n import Text

NOTHING = Text("")
LINES, DAY = ("phone", "email"), "in_force_from"


@dataclass(frozen=True, slots=True)
class Office:
    """The facts; what nobody has said is empty."""

    name: Text = NOTHING
    privacy_officer: Text = NOTHING
    department: Text = NOTHING
    phone: str = ""
    email: str = ""
    accounts_kept: Text = NOTHING
    entrusted: Text = NOTHING
    in_force_from: date | None = None

    @property
    def unsaid(self) -> list[str]:
        """The keys that a privacy policy needs and the file does not say (개인정보 보호법 제30조)."""
        return [one.name for one in fields(self) if not getattr(self, one.name) and one.name != "entrusted"]


def init_app(app: Flask) -> None:
    """Read the file once at boot. Raises SettingsError, naming what is wrong in it."""
    written = app.extensions["settings"].office_file
    app.extensions["office"] = read(Path(written)) if written else Office()


def facts() -> Office:
    """Return what the office of this installation says."""
    found: Office = current_app.extensions["office"]
    return found


def read(path: Path) -> Office:
    """Return the facts of a file. Raises SettingsError for one that cannot be read or says something else."""
    try:
        said = yamlfile.read(path, prose=("ko", "en")).data
    except yamlfile.FileRefused as error:
        raise SettingsError(f"OFFICE_FILE: {error}") from error
    known = {one.name for one in fields(Office)}
    if not isinstance(said, Mapping) or not set(said) <= known:
        raise SettingsError(f"OFFICE_FILE: its keys are {', '.join(sorted(known))}")
    return Office(**{key: _value(key, value) for key, value in said.items() if value is not None})


def _value(key: str, value: Any) -> Any:
    if key == DAY and type(value) is date:
        return value
    if key in LINES and isinstance(value, str):
        return value
    if key not in (DAY, *LINES):
        if isinstance(value, str) and value:
            return Text.of(value)
        if isinstance(value, Mapping) and set(value) <= {"ko", "en"} and all(isinstance(one, str) for one in value.values()):
            return Text.of(value)
    wanted = "a day such as 2025-07-01" if key == DAY else "a text" if key in LINES else "a text, or {ko: …, en: …}"
    raise SettingsError(f"OFFICE_FILE: {key}: write {wanted}")
