"""What is asked of a trainee only when participation is confirmed: once selected, and told so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workflow.consents.seats import is_seated
from workflow.core.errors import Reason
from workflow.core.i18n import Text
from workflow.nominations.content import answers_of
from workflow.nominations.models import NominationFile, Trainee
from workflow.nominations.questions import MISSING, asked_of_trainee, check
from workflow.programmes.asks import TRAINEE_ASKS
from workflow.programmes.moments import Moment
from workflow.programmes.questions import Question


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The questions of the confirmation that a trainee is asked now: names of the catalogue and the call's own."""

    trainee: Trainee
    names: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def written(self) -> tuple[Question, ...]:
        return tuple(one for one in self.questions if not one.is_file)

    @property
    def documents(self) -> tuple[Question, ...]:
        return tuple(one for one in self.questions if one.is_file)

    def files(self, question: Question) -> list[NominationFile]:
        """Return the files in force that answer a document question."""
        nomination = self.trainee.nomination
        return [
            one for one in nomination.files
            if one.question == question.key and one.trainee_id == self.trainee.id and one.removed_at is None
        ]  # fmt: skip

    def unanswered(
        self, values: Mapping[str, Any], own: Mapping[str, Any], given: Mapping[str, int]
    ) -> Iterator[Reason]:
        """Yield what is missing in these answers, or cannot stand: of the catalogue, of the call's own, and how
        many files there are of each document."""
        asks = self.trainee.nomination.call.definition.nomination_asks
        for name in self.names:
            if values.get(name) in (None, "") and not asks.is_optional("trainee", name):
                yield _missing(TRAINEE_ASKS[name], f"values.{name}")
        for one in self.written:
            yield from check(one, own.get(one.key), f"own.{one.key}")
        for one in self.documents:
            if one.required and not given.get(one.key):
                yield _missing(one.text, f"files.{one.key}")

    def is_whole(self) -> bool:
        """Tell whether all of it is answered by what is kept."""
        trainee = self.trainee
        values = {name: getattr(trainee, name) for name in self.names}
        given = {one.key: len(self.files(one)) for one in self.documents}
        return not any(self.unanswered(values, trainee.answers, given))


def confirmation_of(trainee: Trainee) -> Confirmation:
    """Return what a trainee is asked at the confirmation; nothing before they are selected and it is announced."""
    nomination = trainee.nomination
    call = nomination.call.definition
    own = [one for one in call.questions if one.asked_at is Moment.CONFIRMATION]
    if not (own or call.nomination_asks.confirmation) or not is_seated(nomination.call_id, trainee.id):
        return Confirmation(trainee)
    place = nomination.trainees.index(trainee)
    asked = asked_of_trainee(call, answers_of(nomination), place, Moment.CONFIRMATION) if own else []
    return Confirmation(trainee, call.nomination_asks.confirmation, tuple(asked))


def is_asked_more(trainee: Trainee) -> bool:
    """Tell whether a trainee who answered before has questions of the confirmation left."""
    return not confirmation_of(trainee).is_whole()


def _missing(label: Text, path: str) -> Reason:
    text = Text(f"'{label.ko}' 항목을 입력해 주세요.", f"{label.pick('en')} is missing; please fill it in.")
    return Reason(MISSING, text, path)
