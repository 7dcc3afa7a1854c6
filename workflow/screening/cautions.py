"""What the published rules of a call will find in a draft: told to who is about to submit it, who still may.

A rule that compares nominations is shown those of the same company only: what others nominate is theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import sqlalchemy as sa

from workflow.core import clock, countries
from workflow.core.db import db
from workflow.core.errors import Reason
from workflow.core.i18n import Text
from workflow.core.names import name_keys
from workflow.nominations.answers import NominationAnswers, TraineeAnswers
from workflow.nominations.content import answers_of
from workflow.nominations.models import Nomination, Trainee
from workflow.nominations.states import NominationState
from workflow.programmes.definition import CallDefinition
from workflow.programmes.eligibility import AnswerIs, DocumentsGiven, EligibilityRule
from workflow.programmes.questioning import WORKS_ON
from workflow.reference.queries import list_in_force
from workflow.screening import rules
from workflow.screening.case import Finding, Known, Outcome, Screened

OTHERS_AT_MOST = 400
"""How many trainees of the company's other nominations are compared with, of the newest ones."""

WHAT_FOLLOWS = {
    Outcome.EXCLUDE: Text("충족하지 않으면 요건검토에서 제외됩니다.", "Who does not meet it is left out at screening."),
    Outcome.FLAG: Text("요건검토에서 담당자가 확인합니다.", "The office looks at it at screening."),
}
LOOKS_AT = {"dac_recipient": "country", "criterion_claimed": "criterion", "same_person_once": "name"}


def cautions(nomination: Nomination) -> list[Reason]:
    """Return what the rules will find in a draft, each at the answer that it concerns. Three queries at most."""
    call, answers = nomination.call.definition, _placed(answers_of(nomination))
    one = Screened("", answers, nomination.received_at or clock.now(), by_staff=nomination.by_office)
    others = _others(nomination)
    dac = list_in_force(call.nominations_close_on) if any(rule.rule == "dac_recipient" for rule in call.eligibility) else None
    found = rules.foreseen(call, one, others, Known(dac=dac))
    return [*_same_place(one, others), *(_as_reason(rule, finding, call) for rule, finding in found)]


def _placed(answers: NominationAnswers) -> NominationAnswers:
    """Name the trainees by their place, as the form does."""
    trainees = tuple(replace(one, key=f"#{place}") for place, one in enumerate(answers.trainees, 1))
    return replace(answers, trainees=trainees)


def _others(nomination: Nomination) -> Sequence[Screened]:
    """Return what the company has begun or submitted besides in the same call, by the names that it knows. One query."""
    rows = db.session.execute(
        sa.select(
            Nomination.id, Nomination.receipt_no, Nomination.country, Nomination.city, Nomination.organisation,
            Nomination.created_at, Trainee.name, Trainee.birth_date,
        )
        .outerjoin(Trainee, Trainee.nomination_id == Nomination.id)
        .where(
            Nomination.company_id == nomination.company_id, Nomination.call_id == nomination.call_id,
            Nomination.state.in_((NominationState.DRAFT, NominationState.SUBMITTED)), Nomination.id != nomination.id,
        )
        .order_by(Nomination.id.desc(), Trainee.position_no)
        .limit(OTHERS_AT_MOST)
    )  # fmt: skip
    found: dict[int, Screened] = {}
    for row in rows:
        place = str(countries.place(row.country, row.city)) or row.organisation
        key = " ".join(part for part in (row.receipt_no or str(Text("임시저장", "draft")), place) if part)
        answers = NominationAnswers(country=row.country, city=row.city)
        one = found.setdefault(row.id, Screened(key, answers, row.created_at))
        if row.name:
            people = (*one.answers.trainees, TraineeAnswers(name=row.name, birth_date=row.birth_date))
            found[row.id] = replace(one, answers=replace(one.answers, trainees=people))
    return list(found.values())


def _same_place(one: Screened, others: Sequence[Screened]) -> Iterator[Reason]:
    """Point out that the company has nominated the same city before: it may be the same nomination, written twice."""
    mine = name_keys(one.answers.city)
    same = [other.key for other in others
            if other.answers.country == one.answers.country and mine & name_keys(other.answers.city)]  # fmt: skip
    if same:
        yield Reason("same_place", Text(
            f"같은 도시를 추천하는 우리 기업의 추천서가 또 있습니다: {', '.join(same)}. 같은 추천이 아닌지 확인해 주세요.",
            f"Your company has another nomination of the same city: {', '.join(same)}. Check that it is not written twice.",
        ), "city")


def _as_reason(rule: EligibilityRule, finding: Finding, call: CallDefinition) -> Reason:
    follows = WHAT_FOLLOWS[finding.outcome]
    ko, en = finding.text.ko.rstrip("."), finding.text.pick("en").rstrip(".")
    return Reason(finding.rule, Text(
        f"{ko}. {finding.source.ko}. {follows.ko}", f"{en[:1].upper()}{en[1:]}. {finding.source.pick('en')}. {follows.en}",
    ), _path(rule, finding, call))


def _path(rule: EligibilityRule, finding: Finding, call: CallDefinition) -> str:
    """Return the path of the answer that a finding concerns."""
    name = LOOKS_AT.get(rule.rule) or WORKS_ON.get(type(rule), "")
    if isinstance(rule, DocumentsGiven):
        return "files"
    if isinstance(rule, AnswerIs):
        name = rule.question if call.question(rule.question) is None else f"answers.{rule.question}"
    return name if finding.trainee is None else f"trainees.{int(finding.trainee[1:]) - 1}.{name}"
