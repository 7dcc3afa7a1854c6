"""Things sent up for approval."""

from __future__ import annotations

import factory

from tests.factories.base import Factory
from workflow.approvals.models import Approval
from workflow.core import clock
from workflow.core.i18n import Text


class ApprovalFactory(Factory):
    class Meta:
        model = Approval

    subject_type = "sample"
    subject_ref = factory.Sequence(lambda n: n + 1)
    title = Text("표본 선정(안)", "Sample proposal")
    page = "/manage/calls/SAMPLE/selection"
    submitted_name = "김담당"
    submitted_at = factory.LazyFunction(clock.now)
