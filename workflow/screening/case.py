"""What the rules look at and what they say: a call with its nominations, and findings. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from workflow.core.i18n import Text
from workflow.core.names import name_keys
from workflow.nominations.answers import NominationAnswers, TraineeAnswers
from workflow.programmes.definition import CallDefinition
from workflow.reference.dac import RecipientList


class Outcome(StrEnum):
    """What a finding means for the nomination."""

    FLAG = "flag"
    EXCLUDE = "exclude"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found. `trainee` is the key of the one it concerns, None: the nomination itself;
    `source` says what the rule goes by."""

    rule: str
    outcome: Outcome
    trainee: str | None
    text: Text
    source: Text


@dataclass(frozen=True, slots=True)
class Screened:
    """A nomination that was received and not withdrawn; `received` is aware."""

    key: str
    answers: NominationAnswers
    received: datetime
    by_staff: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """A trainee with the nomination and the place in it, which tell two of one name apart."""

    nomination: str
    place: int
    trainee: TraineeAnswers


@dataclass(frozen=True, slots=True)
class Known:
    """What the rules go by from outside the call. `dac` is the list in force on the closing day, None where
    no list of that time is kept; `trained` says when the last training of a trainee (by key) ended."""

    dac: RecipientList | None = None
    trained: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """A call with all its nominations, which some rules compare, and what is known from outside."""

    call: CallDefinition
    nominations: tuple[Screened, ...]
    known: Known

    @cached_property
    def people(self) -> Mapping[str, list[Person]]:
        """Everybody by each key of their name."""
        found = defaultdict(list)
        for nomination in self.nominations:
            for place, trainee in enumerate(nomination.answers.trainees):
                for key in name_keys(trainee.name):
                    found[key].append(Person(nomination.key, place, trainee))
        return found

    @cached_property
    def nominated(self) -> Counter[str]:
        """How many trainees are nominated for each country."""
        return Counter(
            country_of(one.answers, trainee) for one in self.nominations for trainee in one.answers.trainees
        )


def country_of(answers: NominationAnswers, trainee: TraineeAnswers) -> str:
    """Return the country a trainee is nominated for: their own where the call asks it of each."""
    return trainee.country or answers.country
