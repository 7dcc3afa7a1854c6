"""What a meeting still lacks before its minutes can be closed. Pure: plain data in, reasons out."""

from __future__ import annotations

from datetime import date

from workflow.core.errors import Reason
from workflow.core.i18n import Text, format_date

TITLE_LIMIT = 200
TEXT_LIMIT = 20_000
DECISION_LIMIT = 2_000
MOST_ROWS = 60


def lacking(held_on: date, today: date, *, members: int, agenda: int, minutes: str) -> list[Reason]:
    """Say what is missing of a meeting on `held_on` whose minutes are to be closed `today` (both in Korea)."""
    reasons = []
    if held_on > today:
        day = Text(format_date(held_on, "ko"), format_date(held_on, "en"))
        reasons.append(Reason("not_yet", Text(
            f"회의일({day.ko})이 지나지 않았습니다. 회의일을 확인하세요.",
            f"The meeting is still to come ({day.en}). Look at its day."), "held_on"))
    if not members:
        reasons.append(Reason("members", Text("참석자를 한 명 이상 적어 주세요.", "Name at least one member."), "members"))
    if not agenda:
        reasons.append(Reason("agenda", Text("안건을 하나 이상 적어 주세요.", "Write at least one point of the agenda."),
                              "agenda"))
    if not minutes.strip():
        reasons.append(Reason("minutes", Text("회의 결과를 적어 주세요.", "Write the minutes."), "minutes"))
    return reasons


def may_remove(number: int, last: int, references: int) -> list[Reason]:
    """Say why a decision cannot be taken out: numbers have no gaps, and nothing may refer to what is not there."""
    if references:
        return [Reason("referred_to", Text(
            "이 결정을 근거로 한 것이 있어 삭제할 수 없습니다. 먼저 근거를 다른 결정으로 바꾸거나 해제하세요.",
            "Something refers to this decision. Have it refer to another one, or to none, first."))]
    if number != last:
        return [Reason("not_last", Text(
            "마지막 번호의 결정만 삭제할 수 있습니다. 번호에 빈 자리를 두지 않습니다.",
            "Only the last decision can be taken out: the numbers have no gaps."))]
    return []
