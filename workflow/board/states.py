"""The small states of the board: a notice, and what a company asks about a call."""

from __future__ import annotations

from enum import StrEnum

from workflow.accounts.roles import Role
from workflow.board.events import InquiryAnswered, InquiryAsked, NoticePublished
from workflow.core.i18n import lazy_gettext as _l
from workflow.core.i18n import lazy_pgettext
from workflow.core.states import Machine, transition


class NoticeState(StrEnum):
    """SCHEDULED is shown from its moment on, even before the sweep has made it PUBLISHED."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class InquiryState(StrEnum):
    NEW = "new"
    ASKED = "asked"
    ANSWERED = "answered"


EDITORS = (Role.OFFICER, Role.ADMIN)
"""Who writes notices."""

ANSWERERS = (Role.OFFICER,)
"""Who answers companies."""

NOTICE = Machine(
    name="notice",
    states=NoticeState,
    transitions=(
        transition("publish", NoticeState.DRAFT, NoticeState.PUBLISHED, (*EDITORS, Role.SYSTEM),
                   label=lazy_pgettext("board", "Publish"), announces=NoticePublished),
        transition("schedule", NoticeState.DRAFT, NoticeState.SCHEDULED, EDITORS, label=_l("Publish later")),
        transition("hold", NoticeState.SCHEDULED, NoticeState.DRAFT, EDITORS, label=_l("Take back to draft")),
        transition("appear", NoticeState.SCHEDULED, NoticeState.PUBLISHED, (Role.SYSTEM,), label=_l("Its moment comes"),
                   announces=NoticePublished),
        transition("withdraw", (NoticeState.SCHEDULED, NoticeState.PUBLISHED), NoticeState.WITHDRAWN, EDITORS,
                   label=lazy_pgettext("board", "Withdraw")),
    ),
    labels={
        NoticeState.DRAFT: lazy_pgettext("board", "Draft"),
        NoticeState.SCHEDULED: _l("Scheduled"),
        NoticeState.PUBLISHED: lazy_pgettext("board", "Published"),
        NoticeState.WITHDRAWN: lazy_pgettext("board", "Withdrawn"),
    },
    tones={NoticeState.SCHEDULED: "info", NoticeState.PUBLISHED: "success", NoticeState.WITHDRAWN: "danger"},
)

INQUIRY = Machine(
    name="inquiry",
    states=InquiryState,
    transitions=(
        transition("ask", InquiryState.NEW, InquiryState.ASKED, (Role.COMPANY,), label=_l("Ask"), announces=InquiryAsked),
        transition("follow_up", (InquiryState.ASKED, InquiryState.ANSWERED), InquiryState.ASKED, (Role.COMPANY,),
                   label=_l("Ask further"), announces=InquiryAsked),
        transition("answer", (InquiryState.ASKED, InquiryState.ANSWERED), InquiryState.ANSWERED, ANSWERERS,
                   label=_l("Answer"), announces=InquiryAnswered),
    ),
    labels={
        InquiryState.NEW: _l("New"),
        InquiryState.ASKED: _l("Waits for an answer"),
        InquiryState.ANSWERED: lazy_pgettext("inquiry", "Answered"),
    },
    tones={InquiryState.ASKED: "warning", InquiryState.ANSWERED: "success"},
)
