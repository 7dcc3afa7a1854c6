"""The boundary of the register of people."""

from __future__ import annotations

from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired

from workflow.core.forms import Form, VersionedForm
from workflow.core.i18n import lazy_gettext as _l
from workflow.core.i18n import lazy_pgettext
from workflow.core.web import row_key
from workflow.nominations.fields import CountryField, DayField, LineField, LinesField
from workflow.people.models import Person
from workflow.people.services.register import About
from workflow.people.services.trainings import LONGEST

LONGEST_NOTE = 2000


class PersonForm(VersionedForm):
    """What is known of a person."""

    name = LineField(_l("Name"), 200, validators=[InputRequired(_l("Write the name."))])
    country = CountryField(_l("Country"))
    birth_date = DayField(_l("Date of birth"))
    organisation = LineField(_l("Organisation"), 200)
    position = LineField(lazy_pgettext("person", "Position"), 200)
    note = LinesField(lazy_pgettext("person", "Note"), LONGEST_NOTE)

    def show(self, person: Person) -> None:
        """Fill the form from the register."""
        for field in ("name", "country", "birth_date", "organisation", "position", "note"):
            self[field].data = getattr(person, field)
        self.version.data = str(person.version)

    def about(self) -> About:
        """Return what was typed; the form has to be valid."""
        return About(
            self.name.data or "", self.country.data or "", self.birth_date.data, self.organisation.data or "",
            self.position.data or "", self.note.data or "",
        )


class TrainingForm(Form):
    """A training of earlier years."""

    what = LineField(_l("Which training"), LONGEST)
    year = StringField(_l("Year"))
    ended_on = DayField(_l("Last day, if it is known"))

    @property
    def typed_year(self) -> int | None:
        typed = (self.year.data or "").strip()
        return int(typed) if typed.isdecimal() and len(typed) == 4 else None


class MergeForm(VersionedForm):
    """Two records as one: the versions that the page showed; which value each field keeps comes beside it."""

    gone_version = HiddenField()

    @property
    def seen_gone_version(self) -> int | None:
        return row_key(str(self.gone_version.data or ""))
