"""Fields that follow from data: groups of answers, and a field for each kind of a call's own question.

A call names its questions as it likes, so a group keeps its fields in a mapping: a question called
'data' must not hide what a form calls so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import FormField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.form import BaseForm
from wtforms.i18n import DummyTranslations
from wtforms.meta import DefaultMeta
from wtforms.utils import unset_value
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from workflow.core.forms import Asked
from workflow.core.i18n import Text
from workflow.nominations import wellformed
from workflow.nominations.fields import ChoiceField, DayField, LineField, LinesField, Rows, YesNoField
from workflow.nominations.questions import LINE_LIMIT, as_day
from workflow.programmes.asks import LONG_LIMIT
from workflow.programmes.parts import Duty
from workflow.programmes.questions import Column, Question, QuestionKind, as_number


class OwnWords(DefaultMeta):
    """Every message of these forms is our own: the library's catalogue is not read for each request."""

    def get_translations(self, form: Any) -> DummyTranslations:
        return DummyTranslations()


class Group(BaseForm):
    """Fields by the names of their questions; `questions` are those of the call's own among them."""

    def __init__(self, fields: Mapping[str, Any], prefix: str, questions: Mapping[str, Question]) -> None:
        super().__init__(fields, prefix=prefix, meta=OwnWords())
        self.questions = questions


class GroupField(FormField):
    """A group of fields as one field."""

    def __init__(
        self, fields: Mapping[str, Any], label: Any = None, questions: Mapping[str, Question] | None = None, **values: Any
    ) -> None:
        super().__init__(None, label, **values)
        self.below, self.questions = fields, questions or {}

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        self.form: Any = Group(self.below, f"{self.name}{self.separator}", self.questions)
        self.form.process(formdata, data=data if isinstance(data, Mapping) else {})


class NumberField(LineField):
    """A number, kept as its digits: '1,200' is '1200'."""

    def __init__(self, label: Any, **values: Any) -> None:
        super().__init__(label, LINE_LIMIT, **values)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        super().process_formdata(valuelist)
        if as_number(self.data or "") is not None:
            self.data = self.data.replace(",", "")

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if self.data and as_number(self.data) is None:
            raise ValidationError(str(wellformed.NO_NUMBER))


class WrittenDayField(DayField):
    """A day that is kept as it is written in data: '2025-07-25'."""

    def process_data(self, value: Any) -> None:
        self.data = as_day(value) if isinstance(value, str) else value

    @property
    def written(self) -> str:
        return self.data.isoformat() if isinstance(self.data, date) else ""


class DutiesField(SelectMultipleField):
    """The duties that a company acknowledges, each by a tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, duties: Sequence[Duty], **values: Any) -> None:
        choices = [SelectChoice(duty.key, str(duty.text)) for duty in duties]
        super().__init__(label, choices=choices, validate_choice=False, **values)


def own_answers(questions: Sequence[Question]) -> Any:
    """Return the field of the answers to these questions of the call's own."""
    return GroupField(
        {one.key: _own_field(one) for one in questions}, questions={one.key: one for one in questions}
    )


def _own_field(question: Question) -> Any:
    more: dict[str, Any] = {"description": question.help or "", **_mark(question)}
    label = question.text if question.required else optional(question.text)
    if question.kind is QuestionKind.CHOICE:
        return ChoiceField(label, [(one.key, one.text) for one in question.choices], **more)
    if question.kind is QuestionKind.YES_NO:
        return YesNoField(label, **more)
    if question.kind is QuestionKind.LONG_TEXT:
        return LinesField(label, LONG_LIMIT, **more)
    if question.kind is QuestionKind.TABLE:
        row = GroupField({one.key: _cell(one) for one in question.columns})
        return Rows(row, label, most=question.at_most, **more)
    return _by_kind(question.kind, label, more)


def _cell(column: Column) -> Any:
    label = column.text if column.required else optional(column.text)
    return _by_kind(QuestionKind(column.kind), label, _mark(column))


def _mark(asked: Question | Column) -> dict[str, Any]:
    return {"validators": [Asked()]} if asked.required else {}


def _by_kind(kind: QuestionKind, label: Text, more: Mapping[str, Any]) -> Any:
    if kind is QuestionKind.NUMBER:
        return NumberField(label, **more)
    if kind is QuestionKind.DATE:
        return WrittenDayField(label, **more)
    return LineField(label, LINE_LIMIT, **more)


def optional(text: Text) -> Text:
    """Return the name of a question that may stay without an answer."""
    return Text(f"{text.ko}(선택)", f"{text.pick('en')} (optional)")
