"""What the stage announces."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePublished(Event):
    """A notice is to be read from now on; of one that was scheduled, its moment has come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InquiryAsked(Event):
    """A company asked something about a call, first or again; `message_id` is what it wrote."""

    message_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InquiryAnswered(Event):
    """The office answered; `message_id` is the answer."""

    message_id: int
