"""The verbs of screening: an officer decides, and asks for corrections. They flush; the boundary commits."""

from workflow.screening.services.corrections import (
    answer_correction,
    ask_again,
    ask_correction,
    look_at_attachment,
    look_at_document,
    resolve_correction,
)
from workflow.screening.services.decisions import closed, decide
from workflow.screening.services.trainees import decide_trainee

__all__ = [
    "answer_correction", "ask_again", "ask_correction", "closed", "decide", "decide_trainee",
    "look_at_attachment", "look_at_document", "resolve_correction",
]  # fmt: skip
