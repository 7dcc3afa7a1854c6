"""The verbs of screening: an officer decides, and asks for corrections. They flush; the boundary commits."""

from workflow.screening.services.corrections import (
    answer_correction,
    ask_again,
    ask_correction,
    look_at_document,
    resolve_correction,
)
from workflow.screening.services.decisions import decide

__all__ = [
    "answer_correction", "ask_again", "ask_correction", "decide", "look_at_document", "resolve_correction",
]  # fmt: skip
