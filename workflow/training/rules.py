"""Who has completed the training: by the share of sessions attended that the call asks for."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from workflow.core.i18n import Text
from workflow.programmes.parts import Completion


@dataclass(frozen=True, slots=True)
class CompletionResult:
    """Whether a trainee completed, with the exact share of sessions attended (0 where none was held)."""

    completed: bool
    share: Fraction
    reason: Text


def completion(attended: int, sessions: int, rule: Completion | None) -> CompletionResult:
    """Judge `attended` of `sessions` whose roll was called, by the call's rule.

    The share is exact and the boundary completes: 8 of 10 meets 0.8. A call without a rule asks for
    one session at least. Raises ValueError where more were attended than held.
    """
    if not 0 <= attended <= sessions:
        raise ValueError(f"{attended} of {sessions} sessions cannot be attended")
    if not sessions:
        return CompletionResult(False, Fraction(0), Text(
            "출석을 확인한 일정이 없습니다.", "no session has a roll that was called"
        ))
    share = Fraction(attended, sessions)
    minimum = rule.minimum if rule else Fraction(0)
    completed = share >= minimum and attended > 0
    word = Text("수료", "completed") if completed else Text("미수료", "not completed")
    asked_ko, asked_en = "", ""
    if rule:
        asked_ko, asked_en = f", 기준 {_percent(minimum)} 이상", f", at least {_percent(minimum)} are asked"
    return CompletionResult(completed, share, Text(
        f"{word.ko}: 일정 {sessions}회 중 {attended}회 출석({_percent(share)}{asked_ko})",
        f"{word.en}: attended {attended} of {sessions} sessions ({_percent(share)}{asked_en})",
    ))


def most_absences(sessions: int, rule: Completion | None) -> int:
    """Return how many of `sessions` may be missed by who still completes."""
    minimum = rule.minimum if rule else Fraction(0)
    needed = max(1, -(-minimum.numerator * sessions // minimum.denominator))
    return max(0, sessions - needed)


def _percent(share: Fraction) -> str:
    """Print a share with one decimal, cut off: 79.96 % never reads as 80 %."""
    tenths = share.numerator * 1000 // share.denominator
    return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}%"
