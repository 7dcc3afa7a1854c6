"""What is done with a nomination. Each verb runs in its caller's unit of work and flushes; none commits."""

from workflow.nominations.services.attachments import FILES_AT_MOST, Place, attach, detach, look_at_file
from workflow.nominations.services.checks import moment_of_receipt, not_taken, reasons_against
from workflow.nominations.services.comments import comment, read_comments
from workflow.nominations.services.corrections import (
    Corrected,
    correct,
    correct_document,
    is_locked,
    look_at_document,
)
from workflow.nominations.services.drafts import (
    Overtaken,
    acknowledge,
    begin,
    copy_into,
    make_draft,
    save_beside,
    save_step,
    set_receipt,
)
from workflow.nominations.services.submission import submit, withdraw

__all__ = [
    "FILES_AT_MOST", "Corrected", "Overtaken", "Place", "acknowledge", "attach", "begin", "comment", "copy_into",
    "correct", "correct_document", "detach", "is_locked", "look_at_document", "look_at_file", "make_draft",
    "moment_of_receipt", "not_taken", "read_comments", "reasons_against", "save_beside", "save_step", "set_receipt",
    "submit", "withdraw",
]  # fmt: skip
