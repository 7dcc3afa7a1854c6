"""What a form says comes as plain text in the reader's language, however deep the field stands."""

from flask import Flask
from wtforms import FieldList, FormField, RadioField, StringField, TextAreaField
from wtforms import Form as SubForm
from wtforms.validators import InputRequired

from workflow.core.errors import Reason, Refused, Stale
from workflow.core.forms import Form, VersionedForm
from workflow.core.i18n import Text, in_language
from workflow.core.i18n import lazy_gettext as _l


class Row(SubForm):
    name = StringField(validators=[InputRequired(_l("Save"))])


class Sample(Form):
    title = StringField(validators=[InputRequired(_l("Save"))])
    rows = FieldList(FormField(Row), min_entries=1)


def test_lazy_messages_are_settled_in_the_readers_language(app: Flask) -> None:
    with app.test_request_context(method="POST"), in_language("ko"):
        form = Sample(meta={"csrf": False})
        assert not form.validate()
        messages = [*form.title.errors, *form.rows[0].form.name.errors]
    assert messages == ["저장", "저장"]
    assert all(type(message) is str for message in messages)


def test_a_reason_stands_at_its_field_or_above_the_form(app: Flask) -> None:
    with app.test_request_context(method="POST"), in_language("en"):
        form = Sample(meta={"csrf": False})
        form.refuse([Reason("a", Text("가", "a"), "title"), Reason("b", Text("나", "b"), "elsewhere")])
        assert form.title.errors == ["a"]
        assert form.form_errors == ["b"]


def test_a_refusal_within_the_block_is_shown(app: Flask) -> None:
    with app.test_request_context(method="POST"), in_language("en"):
        form = Sample(meta={"csrf": False})
        with form.showing_refusals():
            pass
        assert form.errors == {}
        with form.showing_refusals():
            raise Refused(Reason("a", Text("가", "a"), "title"))
        assert (form.errors, form.status) == ({"title": ["a"]}, 422)


class Decision(VersionedForm):
    choice = RadioField("Choice", choices=[("yes", "Fits"), ("no", "Does not fit")])
    reason = TextAreaField("Reason")


def test_a_page_that_somebody_was_faster_than_keeps_what_was_typed_beside_what_stands(app: Flask) -> None:
    sent = {"version": "3", "choice": "yes", "reason": "the evidence"}
    with app.test_request_context(method="POST", data=sent), in_language("en"):
        form = Decision(meta={"csrf": False})
        now = Decision(formdata=None, data={"version": 4, "choice": "no", "reason": "the evidence"}, meta={"csrf": False})
        assert (form.status, form.beside(now)) == (200, [])
        with form.showing_refusals():
            raise Stale(who="Kim", version=4)
        assert form.form_errors == ["Kim changed this meanwhile, so nothing was saved."]
        assert (form.status, form.seen_version, form.reason.data) == (409, 4, "the evidence")
        assert form.beside(now) == [("Choice", "Does not fit", "Fits")]
