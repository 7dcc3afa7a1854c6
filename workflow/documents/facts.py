"""What a document says, frozen: dataclasses of primitives that a PDF is rendered from.

The register keeps them as JSON beside the PDF, with a hash: a later change of a name gives other
facts, so the document is seen to be stale instead of changing silently. No database, no clock.
An empty string is a value that is not there; its label is then not printed either.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, ClassVar, Literal, Self

from pydantic import ConfigDict, TypeAdapter

from workflow.core.i18n import Text

Language = Literal["ko", "en"]
SealKind = Literal["sample", "omitted"]
AttachmentKind = Literal["roster", "itinerary", "forms", "other"]
NO_TEXT = Text("")

_adapters: dict[Any, TypeAdapter[Any]] = {}


def _adapter(kind: Any) -> TypeAdapter[Any]:
    """Make the reader and writer of a class of facts once: it compiles the schema."""
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


@dataclass(frozen=True)
class Facts:
    """The common part: JSON and back, and the hash. An unknown key in the JSON is refused."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    def to_json(self) -> dict[str, Any]:
        """Return the facts as plain JSON values; days and times in ISO 8601."""
        values: dict[str, Any] = _adapter(type(self)).dump_python(self, mode="json")
        return values

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Return the facts that `to_json` wrote. Raises pydantic.ValidationError, a ValueError."""
        facts: Self = _adapter(cls).validate_python(dict(values))
        return facts

    def digest(self) -> str:
        """Return the SHA-256 of what is said, in hex.

        Values at their default are left out, so that a fact that a later version adds does not
        make every earlier document stale; composed and decomposed accents count as the same.
        """
        values = _adapter(type(self)).dump_python(self, mode="json", exclude_defaults=True)
        written = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(unicodedata.normalize("NFC", written).encode()).hexdigest()


@dataclass(frozen=True)
class Letterhead(Facts):
    """Who sends: the agency, the sender's title, and the foot of a letter.

    `unit` is the issuing unit by its short name (처리과명). `sample` marks every page 견본.
    """

    agency: Text
    sender: Text
    unit: Text = NO_TEXT
    slogan: str = ""
    postcode: str = ""
    address: Text = NO_TEXT
    homepage: str = ""
    phone: str = ""
    fax: str = ""
    email: str = ""
    disclosure: str = ""
    seal: SealKind = "sample"
    sample: bool = True


@dataclass(frozen=True)
class Contact(Facts):
    """Whom to ask."""

    unit: Text = NO_TEXT
    name: str = ""
    phone: str = ""
    fax: str = ""
    email: str = ""

    def __bool__(self) -> bool:
        return bool(self.unit or self.name or self.phone or self.email)


@dataclass(frozen=True)
class Related(Facts):
    """A document that the letter refers to (관련): 「title」 kind(number, day)."""

    title: str
    kind: str = ""
    number: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Result(Facts):
    """How one nomination of the company came out."""

    country: str
    city: str
    organisation: str
    selected: int
    reserve: int = 0


@dataclass(frozen=True)
class RosterLine(Facts):
    """A trainee on the roster; `standing` is 선정 or 예비(1순위)."""

    name: str
    country: str
    city: str
    organisation: str
    position: str
    standing: str = "선정"


@dataclass(frozen=True)
class Cost(Facts):
    """Who pays for what."""

    payer: str
    covers: str


@dataclass(frozen=True)
class HandIn(Facts):
    """What the company hands in and by when; `how` names the form or the file, `who` makes it out."""

    what: str
    by: date
    who: str = ""
    how: str = ""


@dataclass(frozen=True)
class Attachment(Facts):
    """An entry of 붙임. The kinds but 'other' are printed as the following pages."""

    kind: AttachmentKind
    title: str
    copies: int = 1


@dataclass(frozen=True)
class Signer(Facts):
    """Somebody who signs, or marks 전결: `note` is 전결, 대결 or 代; `sign` is ★ or ⊙; `on` is '09/18'."""

    position: str
    name: str
    note: str = ""
    on: str = ""
    sign: str = ""


@dataclass(frozen=True)
class ProgrammeSession(Facts):
    """One session of a day; times in Korean time."""

    title: Text
    starts: time | None = None
    ends: time | None = None
    place: Text = NO_TEXT
    host: Text = NO_TEXT


@dataclass(frozen=True)
class ProgrammeDay(Facts):
    """A day of the programme with its theme and sessions, in their order."""

    on: date
    theme: Text = NO_TEXT
    sessions: tuple[ProgrammeSession, ...] = ()


@dataclass(frozen=True)
class LetterFacts(Facts):
    """The letter of selection to one company (선정 통보), or to several where it says so.

    Without `number` it is a preview and says so on every page; `number` ('설계총괄과-12345') and
    `enforced_on` come together. `addressee` is how the text calls the reader: 귀사 or 귀 기관.
    `absent_by` is the last day to tell an absence or to ask for a replacement.
    """

    letterhead: Letterhead
    recipients: tuple[str, ...]
    company: str
    programme: str
    year: int
    results: tuple[Result, ...]
    roster: tuple[RosterLine, ...]
    reply_by: date
    training_from: date
    training_to: date
    costs: tuple[Cost, ...]
    duties: tuple[str, ...]
    hand_ins: tuple[HandIn, ...]
    attachments: tuple[Attachment, ...]
    related: tuple[Related, ...] = ()
    days: tuple[ProgrammeDay, ...] = ()
    contact: Contact = Contact()
    supplementary: bool = False
    tentative: bool = True
    absent_by: date | None = None
    addressee: str = "귀사"
    number: str = ""
    enforced_on: date | None = None
    signers: tuple[Signer, ...] = ()
    cooperators: tuple[Signer, ...] = ()

    def __post_init__(self) -> None:
        if not self.recipients or not self.results:
            raise ValueError("a letter of selection has a recipient and a selected nomination")
        if bool(self.number) != (self.enforced_on is not None):
            raise ValueError("a letter's number and its day of enforcement come together")
        if self.training_to < self.training_from:
            raise ValueError("the training ends before it begins")

    @property
    def is_preview(self) -> bool:
        """A letter without its number is no letter yet."""
        return not self.number


@dataclass(frozen=True)
class CertificateFacts(Facts):
    """A certificate of completion, Korean and English on one page.

    `name` stands as in the passport; `awarded_on` is the day of the ceremony; `verify_url` opens
    the public page that says whether it was awarded.
    """

    letterhead: Letterhead
    number: str
    name: str
    country: Text
    organisation: str
    programme: Text
    training_from: date
    training_to: date
    awarded_on: date
    verify_url: str
    position: str = ""

    def __post_init__(self) -> None:
        if self.training_to < self.training_from:
            raise ValueError("the training ends before it begins")


@dataclass(frozen=True)
class ItineraryFacts(Facts):
    """A frozen release of the programme, for both languages."""

    letterhead: Letterhead
    programme: Text
    year: int
    release: int
    training_from: date
    training_to: date
    days: tuple[ProgrammeDay, ...]
    released_on: date | None = None
    tentative: bool = True
    contact: Contact = Contact()

    def __post_init__(self) -> None:
        if self.training_to < self.training_from:
            raise ValueError("the training ends before it begins")
