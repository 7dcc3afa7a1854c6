"""What is done with a nomination. Each verb runs in its caller's unit of work and flushes; none commits."""

from workflow.nominations.services.attachments import FILES_AT_MOST, attach, detach
from workflow.nominations.services.checks import moment_of_receipt, not_taken, reasons_against
from workflow.nominations.services.corrections import Corrected, correct, correct_document, is_locked
from workflow.nominations.services.drafts import (
    Overtaken,
    begin,
    make_draft,
    save_beside,
    save_step,
    set_receipt,
)
from workflow.nominations.services.submission import submit, withdraw

__all__ = [
    "FILES_AT_MOST", "Corrected", "Overtaken", "attach", "begin", "correct", "correct_document", "detach",
    "is_locked", "make_draft", "moment_of_receipt", "not_taken",
    "reasons_against", "save_beside", "save_step", "set_receipt", "submit", "withdraw",
]  # fmt: skip
