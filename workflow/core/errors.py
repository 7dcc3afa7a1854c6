"""What the product says when it cannot do as asked.

A rule never answers with a bare no: it gives a :class:`Reason` that names the field, says what is
wrong and how to mend it, in both languages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from workflow.core.i18n import Text


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is refused or pointed out; `field` is a path such as 'trainees.0.name'."""

    code: str
    text: Text
    field: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {"code": self.code, "field": self.field, "text": self.text.to_json()}


class Refused(Exception):
    """Rules refuse what was asked; nothing was changed. Shown beside the fields, or as status 1."""

    def __init__(self, reasons: Reason | Iterable[Reason]) -> None:
        self.reasons = [reasons] if isinstance(reasons, Reason) else list(reasons)
        super().__init__("; ".join(reason.text.en or reason.text.ko for reason in self.reasons))

    @classmethod
    def because(cls, code: str, *, ko: str, en: str, field: str | None = None) -> Refused:
        return cls(Reason(code, Text(ko, en), field))


class Stale(Refused):
    """Somebody else changed the object since the page was opened; answered with 409.

    `version` is the one that stands now, where the object has one. What to do is said by the page that answers:
    it keeps what was typed and leads to the object as it stands.
    """

    def __init__(self, *, who: str = "", version: int | None = None) -> None:
        self.who, self.version = who, version
        super().__init__(
            Reason(
                "stale",
                Text(
                    f"그 사이 {f'{who}님이' if who else '다른 사용자가'} 내용을 변경하여 저장하지 않았습니다.",
                    f"{who or 'Somebody else'} changed this meanwhile, so nothing was saved.",
                ),
            )
        )


def refuse_together(*checks: Callable[[], object]) -> None:
    """Make every check, and raise one Refused with the reasons of all that refuse: a reader learns them at once."""
    reasons: list[Reason] = []
    for check in checks:
        try:
            check()
        except Stale:
            raise
        except Refused as error:
            reasons += error.reasons
    if reasons:
        raise Refused(reasons)


class NotAllowed(Exception):
    """The actor has no role for this verb. Answered with 403; a foreign object is a 404 instead."""
