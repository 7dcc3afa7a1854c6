"""The form of one question of a call's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField

from workflow.core.i18n import lazy_gettext as _l
from workflow.programmes import answering
from workflow.programmes.definition import CallDefinition
from workflow.programmes.forms.base import (
    Checks,
    Number,
    Row,
    SectionForm,
    Words,
    fresh_key,
    pair,
    plain,
    rows,
    with_keys,
)
from workflow.programmes.models import Call
from workflow.programmes.moments import MOMENT_LABELS, Moment
from workflow.programmes.questions import KIND_LABELS, AskedOf, FileKind, Question, QuestionKind
from workflow.programmes.wording import OF_LABELS

COLUMN_KINDS = [(kind.value, KIND_LABELS[kind]) for kind in (QuestionKind.TEXT, QuestionKind.NUMBER, QuestionKind.DATE)]

OF_KIND: Mapping[str, tuple[str, ...]] = {
    QuestionKind.CHOICE: ("choices",),
    QuestionKind.TABLE: ("columns", "at_most"),
    QuestionKind.FILE: ("at_most", "file_kinds"),
}
"""The parts of the form that only some kinds of answer have; the others are left out when it is saved."""


class OptionRow(Row):
    key = HiddenField()
    ko = Words(_l("Choice in Korean"), required=True)
    en = Words(_l("Choice in English"))


class ColumnRow(Row):
    key = HiddenField()
    ko = Words(_l("Column in Korean"), required=True)
    en = Words(_l("Column in English"))
    kind = SelectField(_l("Kind of answer"), validate_choice=False, choices=COLUMN_KINDS)
    required = BooleanField(_l("Required in each row"), default=True)


class QuestionForm(SectionForm):
    """A question at a place of the call's list; without a place a new one, at the end."""

    key = "questions"
    title = _l("Own questions and documents")
    amends = True

    text = pair(_l("Question"), required=True)
    help = pair(_l("Help"), long=True)
    kind = SelectField(_l("Kind of answer"), validate_choice=False, choices=[
        (kind.value, label) for kind, label in KIND_LABELS.items()
    ])  # fmt: skip
    asked_of = RadioField(_l("It is asked"), validate_choice=False, choices=[
        (of.value, label) for of, label in OF_LABELS.items()
    ])  # fmt: skip
    required = BooleanField(_l("An answer is required"))
    choices = rows(OptionRow, _l("Choices"))
    columns = rows(ColumnRow, _l("Columns of the table"))
    at_most = Number(_l("How many files or rows at most"))
    file_kinds = Checks(_l("Kinds of file; none ticked: all"), choices=[(kind.value, kind.value.upper()) for kind in FileKind])
    shown_when = SelectField(_l("Asked only when"), validate_choice=False)
    asked_at = SelectField(_l("Asked at"), validate_choice=False, choices=[
        (moment.value, MOMENT_LABELS[moment]) for moment in (Moment.SUBMISSION, Moment.CONFIRMATION)
    ])  # fmt: skip

    place: int | None = None
    """Where the question stands in the call's list; None for a new one."""

    @classmethod
    def at(cls, call: Call, place: int | None, ready: Question | None = None) -> QuestionForm:
        """Make the form of the question at `place`, or of a new one, which `ready` fills."""
        definition = call.definition
        question = ready if place is None else definition.questions[place]
        kept = question.shown_when if question is not None else None
        answers = {one.code: one for one in offered(definition, place)}
        choices = [("", _l("always")), *((code, one.label) for code, one in answers.items())]
        if kept is not None and (code := answering.code_of(kept.question, kept.value)) not in answers:
            choices.append((code, f"{definition.name_of_question(kept.question)}: {kept.value}"))
        boxes = {"shown_when": SelectField(cls.shown_when.args[0], validate_choice=False, choices=choices)}
        form: QuestionForm = type(cls.__name__, (cls,), boxes)(data={**filled_of(question), "version": call.version})
        form.place = place
        if call.state == "draft":
            del form.reason
        return form

    def changes(self, call: CallDefinition) -> dict[str, Any]:
        """Return the call's questions with this one as it was typed, in its place or at the end."""
        questions = call.model_dump(mode="json")["questions"]
        if self.place is None:
            key = fresh_key("question", {*self.used.get("questions", ()), *(one.key for one in call.questions)})
            return {"questions": [*questions, self.written(call, key)]}
        questions[self.place] = self.written(call, call.questions[self.place].key)
        return {"questions": questions}

    def written(self, call: CallDefinition, key: str) -> dict[str, Any]:
        """Return the question as it stands in a call file."""
        kind, help = self.kind.data or "", plain(self.help)
        said = {"key": key, "kind": kind, "of": self.asked_of.data or "", "required": self.required.data,
                "asked_at": self.asked_at.data or "", **plain(self.text)}  # fmt: skip
        if help:
            said["help"] = help
        if self.shown_when.data:
            question, value = answering.read(self.shown_when.data, [*_kept(call, self.place), *offered(call, self.place)])
            said["shown_when"] = {"question": question, "value": value}
        used = self.used
        parts = {
            "choices": with_keys(plain(self.choices), "choice", used.get(f"questions.{key}.choices", ())),
            "columns": with_keys(plain(self.columns), "column", used.get(f"questions.{key}.columns", ())),
            "at_most": plain(self.at_most), "file_kinds": list(self.file_kinds.data or ()),
        }  # fmt: skip
        own = OF_KIND.get(kind, ())
        return {**said, **{name: part for name, part in parts.items() if name in own and part is not None}}

    def _path_in_form(self, path: str) -> str:
        parts = path.split(".")
        place = self.place
        if parts[0] == "questions" and len(parts) > 1 and (place is None or parts[1] == str(place)):
            parts = parts[2:] or ["text"]
        if parts[0] in ("ko", "en"):
            parts = ["text", *parts]
        if parts[0] == "of":
            parts = ["asked_of"]
        if parts[0] in ("shown_when", "file_kinds"):
            parts = parts[:1]
        return ".".join(parts)


def offered(call: CallDefinition, place: int | None) -> list[answering.Answer]:
    """Return the answers that can be the condition of the question at `place`. Those to trainees' questions
    are offered too, since who is asked may be chosen at the same time; what does not fit is refused."""
    return answering.for_condition(call, AskedOf.TRAINEE, call.questions[:place])


def filled_of(question: Question | None) -> dict[str, Any]:
    """Return what the boxes show of a question; of none, what a new one begins with."""
    if question is None:
        return {"kind": QuestionKind.TEXT.value, "asked_of": AskedOf.NOMINATION.value, "required": True,
                "asked_at": Moment.SUBMISSION.value}  # fmt: skip
    data = question.model_dump(mode="json")
    when = question.shown_when
    return {**data, "asked_of": data["of"], "text": {"ko": question.ko, "en": question.en}, "help": data["help"] or {},
            "shown_when": answering.code_of(when.question, when.value) if when else ""}  # fmt: skip


def _kept(call: CallDefinition, place: int | None) -> list[answering.Answer]:
    """The condition that the question has already, read as it is kept ('1' stays a word, 1 a number)."""
    when = call.questions[place].shown_when if place is not None else None
    return [answering.Answer(when.question, when.value)] if when else []
