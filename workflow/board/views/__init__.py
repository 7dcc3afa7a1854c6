"""The stage's pages: the board for everybody and for staff; inquiries for companies and for staff."""

from workflow.board.views import answered, asked, notices, public
from workflow.board.views.blueprint import blueprint

__all__ = ["answered", "asked", "blueprint", "notices", "public"]
