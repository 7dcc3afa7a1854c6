"""What is done with a nomination. Each verb runs in its caller's unit of work and flushes; none commits."""

from workflow.nominations.services.attachments import FILES_AT_MOST, Place, attach, detach, look_at_file
from workflow.nominations.services.checks import (
    OF_THE_MOMENT,
    moment_of_receipt,
    not_taken,
    reasons_against,
    shut,
)
from workflow.nominations.services.comments import comment, read_comments
from workflow.nominations.services.corrections import (
    Corrected,
    correct,
    correct_document,
    is_locked,
    look_at_document,
)
from workflow.nominations.services.discarding import discard, empty_draft, restore
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
    "FILES_AT_MOST", "OF_THE_MOMENT", "Corrected", "Overtaken", "Place", "acknowledge", "attach", "begin", "comment", "copy_into",
    "correct", "correct_document", "detach", "discard", "empty_draft", "is_locked", "look_at_document", "look_at_file",
    "make_draft", "moment_of_receipt", "not_taken", "read_comments", "reasons_against", "restore", "save_beside",
    "save_step", "set_receipt", "shut", "submit", "withdraw",
]  # fmt: skip
