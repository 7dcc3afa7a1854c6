"""The attendance sheet (출석부) as plain values: which rolls were called, and who was at how many sessions.

Sessions and trainees are named by their ids. A session counts as held once its roll was called for
anybody who comes; who has no mark at such a session was not at it, so somebody who joins late shows
as absent until the roll is mended.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

Marks = Mapping[tuple[int, int], bool]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sessions that count, in their order, the trainees who come, and marks by (session, trainee)."""

    sessions: tuple[int, ...]
    trainees: tuple[int, ...]
    marks: Marks

    def mark(self, session: int, trainee: int) -> bool | None:
        """Return whether the trainee was there, None where the roll says nothing."""
        return self.marks.get((session, trainee))

    def is_called(self, session: int) -> bool:
        return any((session, trainee) in self.marks for trainee in self.trainees)

    @property
    def called(self) -> tuple[int, ...]:
        """The sessions whose roll was called."""
        return tuple(session for session in self.sessions if self.is_called(session))

    def present(self, session: int) -> int:
        """Return how many were at a session."""
        return sum(bool(self.mark(session, trainee)) for trainee in self.trainees)

    def attended(self, trainee: int) -> int:
        """Return at how many sessions a trainee was, of those whose roll was called."""
        return sum(bool(self.mark(session, trainee)) for session in self.called)

    def share(self, trainee: int) -> Fraction:
        """Return the exact share of the called sessions that a trainee attended, 0 where none was called."""
        called = len(self.called)
        return Fraction(self.attended(trainee), called) if called else Fraction(0)

    def gaps(self, session: int) -> tuple[int, ...]:
        """Return the trainees of whom a called roll says nothing."""
        if not self.is_called(session):
            return ()
        return tuple(trainee for trainee in self.trainees if (session, trainee) not in self.marks)

    def token(self, session: int) -> str:
        """Return what a page of this roll showed, so that a stale one is told."""
        said = ",".join(f"{trainee}:{self.mark(session, trainee)}" for trainee in self.trainees)
        return hashlib.sha256(said.encode()).hexdigest()
