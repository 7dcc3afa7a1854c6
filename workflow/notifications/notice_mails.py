"""The mails of a notice: written a few at a time, so that nobody waits for hundreds of them.

Publishing writes one row of the outbox. Working it off writes a mail for each member who wants notices; each
mail has its own key, so a worker that was killed half-way goes on where it stood and tells nobody twice.
"""

from __future__ import annotations

from itertools import islice

from workflow.accounts.queries import subscribers
from workflow.board.models import Notice
from workflow.board.states import NoticeState
from workflow.core.db import db, unit_of_work
from workflow.core.outbox import enqueue
from workflow.core.outbox_worker import Handler, Job, extend
from workflow.notifications import board_words
from workflow.notifications.letters import Recipient, send

KIND = "notice.mails"
A_TIME = 50
"""How many mails a transaction writes; others write between two of them."""


def ask_for(notice: Notice) -> None:
    """Have the mails of a notice written soon after this transaction."""
    enqueue(KIND, f"{KIND}:{notice.id}", {"notice_id": notice.id}, about=notice)


class NoticeMails(Handler):
    """Writes the mails of a notice, unless it was withdrawn meanwhile."""

    def run(self, job: Job) -> None:
        told = iter([Recipient(one.email, one.name, one.language) for one in subscribers()])
        while recipients := list(islice(told, A_TIME)):
            with unit_of_work():
                notice = db.session.get_one(Notice, job.payload["notice_id"], populate_existing=True)
                if notice.state is NoticeState.WITHDRAWN:
                    return
                letter = board_words.notice(notice)
                for recipient in recipients:
                    send(letter, recipient, f"notice:{notice.id}", about=notice)
            extend(job)
        db.session.rollback()
