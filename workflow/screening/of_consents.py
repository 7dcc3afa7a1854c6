"""What screening sees of the trainees' own consents, in a call that needs them by then."""

from __future__ import annotations

from collections import defaultdict

from workflow.consents import queries
from workflow.core.i18n import Text
from workflow.nominations.models import Trainee
from workflow.programmes.models import Call
from workflow.programmes.moments import Moment

RULE = "consents"
SOURCE = Text("공고 개인정보 동의", "notice: consents of the trainee")


def lacking(call: Call) -> dict[int, list[tuple[Trainee, Text]]]:
    """Return, by nomination, which trainees lack a required consent, and what to say of it; nothing in a call that
    needs consents only at the confirmation. It is flagged and excludes nobody: a consent can still come."""
    definition = call.definition
    found: dict[int, list[tuple[Trainee, Text]]] = defaultdict(list)
    if not definition.consents or definition.consent_asked_at is Moment.CONFIRMATION:
        return found
    for one in queries.of_call(call):
        refused = one.refused(definition)
        if missing := one.lacking(definition):
            ko, en = ", ".join(each.ko for each in missing), ", ".join(each.text.pick("en") for each in missing)
            said = Text("거부한", "refused") if refused else Text("아직 받지 못한", "still missing")
            found[one.trainee.nomination_id].append(
                (one.trainee, Text(f"{said.ko} 필수 동의가 있습니다: {ko}", f"required consent {said.en}: {en}"))
            )
    return found
