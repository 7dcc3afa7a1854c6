"""The lifecycle drawn from the tables of transitions: what the README shows is what the code does.

`flask --app wsgi demo lifecycle` prints the drawings; a test holds the README to them.
"""

from __future__ import annotations

from workflow.accounts.states import VERIFICATION
from workflow.approvals.states import APPROVAL
from workflow.board.states import INQUIRY, NOTICE
from workflow.consents.states import REQUEST
from workflow.core.i18n import Text
from workflow.core.outbox import OUTBOX
from workflow.core.states import Machine
from workflow.documents.states import CERTIFICATE, LETTER
from workflow.meetings.states import MEETING
from workflow.nominations.states import NOMINATION
from workflow.programmes.states import CALL
from workflow.screening.states import CORRECTION, SCREENING, TRAINEE
from workflow.selection.states import PLACEMENT, ROUND, VACANCY

MACHINES: tuple[tuple[Text, Machine], ...] = (
    (Text("기업 확인", "Verification of a company"), VERIFICATION),
    (Text("모집공고", "Call"), CALL),
    (Text("공지사항", "Notice"), NOTICE),
    (Text("문의", "Inquiry"), INQUIRY),
    (Text("실무회의", "Meeting"), MEETING),
    (Text("추천서", "Nomination"), NOMINATION),
    (Text("연수생 본인 확인·동의", "Trainee's own answer"), REQUEST),
    (Text("요건검토", "Screening"), SCREENING),
    (Text("연수생별 요건검토", "Screening of a trainee"), TRAINEE),
    (Text("보완", "Correction"), CORRECTION),
    (Text("결재", "Approval"), APPROVAL),
    (Text("선정", "Selection"), ROUND),
    (Text("연수생별 결과", "Placement of a trainee"), PLACEMENT),
    (Text("빈자리", "Freed seat"), VACANCY),
    (Text("공문", "Official letter"), LETTER),
    (Text("수료증", "Certificate"), CERTIFICATE),
    (Text("발송", "Message that failed"), OUTBOX),
)


def drawings() -> str:
    """Return the drawings as Markdown: a heading and a Mermaid state diagram for each machine."""
    parts = [
        f"#### {name.en} ({name.ko})\n\n```mermaid\n{machine.mermaid()}\n```" for name, machine in MACHINES
    ]
    return "\n\n".join(parts)
