"""Pages of documents: the register, letters and their numbers, certificates, files, public verification."""

from workflow.documents.views import certificates, files, letters, register, verify
from workflow.documents.views.blueprint import blueprint

__all__ = ["blueprint", "certificates", "files", "letters", "register", "verify"]
