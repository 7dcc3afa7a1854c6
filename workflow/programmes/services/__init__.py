"""What is done to a call. Each verb runs in its caller's unit of work and flushes; none commits."""

from workflow.programmes.services.attachments import attach, remove_attachment
from workflow.programmes.services.changing import (
    close_call,
    extend_deadline,
    publish_call,
    reopen_call,
    update_call,
)
from workflow.programmes.services.importing import Imported, ImportResult, import_call
from workflow.programmes.services.making import clone_call, create_call, read_definition, read_free, stored

__all__ = [
    "ImportResult", "Imported", "attach", "clone_call", "close_call", "create_call", "extend_deadline", "import_call",
    "publish_call", "read_definition", "read_free", "remove_attachment", "reopen_call", "stored", "update_call",
]  # fmt: skip
