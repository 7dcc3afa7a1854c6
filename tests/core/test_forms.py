"""What a form says comes as plain text in the reader's language, however deep the field stands."""

import pytest
from flask import Flask
from wtforms import FieldList, FormField, StringField
from wtforms import Form as SubForm
from wtforms.validators import InputRequired

from workflow.core.errors import Reason, Refused, Stale
from workflow.core.forms import Form
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


def test_a_refusal_within_the_block_is_shown_and_a_stale_page_is_not(app: Flask) -> None:
    with app.test_request_context(method="POST"), in_language("en"):
        form = Sample(meta={"csrf": False})
        with form.showing_refusals():
            pass
        assert form.errors == {}
        with form.showing_refusals():
            raise Refused(Reason("a", Text("가", "a"), "title"))
        assert form.errors == {"title": ["a"]}
        with pytest.raises(Stale), form.showing_refusals():
            raise Stale
        assert form.errors == {"title": ["a"]}
