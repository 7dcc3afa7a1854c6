"""The section about the rules of eligibility: chosen from the catalogue, each with its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import SelectField

from workflow.core.i18n import Text
from workflow.core.i18n import lazy_gettext as _l
from workflow.programmes import answering
from workflow.programmes.asks import ENGLISH_LEVELS
from workflow.programmes.definition import CallDefinition
from workflow.programmes.eligibility import AGE_ON_LABELS, AgeAtMost, AnswerIs, OnFail
from workflow.programmes.forms.base import Checks, LongWords, Number, Row, SectionForm, plain, rows
from workflow.programmes.moments import MOMENT_LABELS

RULE_LABELS = {
    "deadline": Text("접수마감 전 접수", "Received before the deadline"),
    "completeness": Text("기재사항 완비", "Everything asked is answered"),
    "dac_recipient": Text("OECD DAC 수원국", "Country on the OECD DAC list"),
    "criterion_claimed": Text("국가 선정기준 해당", "A criterion for countries is claimed"),
    "same_person_once": Text("한 사람 한 번만 추천", "Nobody is nominated twice"),
    "age_at_most": Text("나이 상한", "Highest age"),
    "field_of_work_is": Text("업무 분야", "Field of work"),
    "years_in_post": Text("현 직무 기간", "Years in the post"),
    "english_at_least": Text("영어 수준", "Level of English"),
    "not_trained_within": Text("최근 초청연수 이력 없음", "No invited training in the last years"),
    "passport_valid": Text("여권 유효기간", "Validity of the passport"),
    "documents_given": Text("제출서류", "Documents handed in"),
    "answer_is": Text("문항의 답", "Answer to a question"),
}
"""The catalogue as staff choose from it; the rule's own text, with its parameters, stands on the notice."""

PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "age_at_most": ("age", "on"),
    "years_in_post": ("years", "on"),
    "not_trained_within": ("years",),
    "english_at_least": ("level",),
    "passport_valid": ("months",),
    "field_of_work_is": ("fields",),
    "documents_given": ("questions",),
    "answer_is": ("answer",),
}
"""The boxes that belong to each rule."""

IN_DATA: Mapping[str, str] = {"age": "years"}
"""The boxes that are called otherwise in the data."""

ON_FAIL_LABELS = {
    OnFail.FLAG: _l("flag it for the officer"),
    OnFail.EXCLUDE: _l("exclude it"),
}


class RuleRow(Row):
    rule = SelectField(_l("Rule"), validate_choice=False, choices=[("", _l("Choose a rule")), *RULE_LABELS.items()])
    on_fail = SelectField(_l("If it is not met"), validate_choice=False, choices=[
        (what.value, label) for what, label in ON_FAIL_LABELS.items()
    ])  # fmt: skip
    phase = SelectField(_l("Looked at"), validate_choice=False, choices=[
        ("", _l("as usual for the rule")), *((moment.value, label) for moment, label in MOMENT_LABELS.items()),
    ])  # fmt: skip
    age = Number(_l("Age in full years"))
    years = Number(_l("Years"))
    on = SelectField(_l("Counted on"), validate_choice=False, choices=[
        (day.value, label) for day, label in AGE_ON_LABELS.items()
    ])  # fmt: skip
    level = SelectField(_l("At least"), validate_choice=False, choices=list(ENGLISH_LEVELS.items()))
    months = Number(_l("Months after the training"))
    fields = Checks(_l("Fields of work; none ticked: all of the call's"))
    questions = Checks(_l("Documents"))
    answer = SelectField(_l("Answer that is asked for"), validate_choice=False)
    ko = LongWords(_l("In the call's own words, in Korean"))
    en = LongWords(_l("In the call's own words, in English"))

    @property
    def is_blank(self) -> bool:
        return not self.rule.data

    @property
    def called(self) -> str:
        return str(RULE_LABELS.get(self.rule.data, ""))

    def data_of_rule(self, offered: list[answering.Answer]) -> dict[str, Any]:
        """Return the rule as it stands in a call file; an answer is read by those that are `offered`."""
        said: dict[str, Any] = {"rule": self.rule.data, "on_fail": self.on_fail.data, "phase": self.phase.data or None}
        parameters = PARAMETERS.get(self.rule.data, ())
        said |= {IN_DATA.get(name, name): plain(self[name]) for name in parameters if name != "answer"}
        if "answer" in parameters and self.answer.data:
            question, value = answering.read(self.answer.data, offered)
            said |= {"question": question, "value": value if isinstance(value, bool) else str(value)}
        if words := {name: text for name in ("ko", "en") if (text := plain(self[name]))}:
            said["text"] = words
        return {name: value for name, value in said.items() if value is not None}


class EligibilityForm(SectionForm):
    """Which rules of the catalogue the call applies, when, and what follows when one is not met."""

    key = "eligibility"
    title = _l("Eligibility")
    amends = True
    eligibility = rows(RuleRow, _l("Rules of eligibility"))

    @classmethod
    def offering(cls, call: CallDefinition) -> type[SectionForm]:
        answers = [*answering.for_rules(call), *_answers_of_rules(call)]
        codes = {answer.code: str(answer.label) for answer in answers}
        row = type("RuleRow", (RuleRow,), {
            "fields": Checks(RuleRow.fields.args[0], choices=[(one.ko, str(one)) for one in call.fields_of_work]),
            "questions": Checks(RuleRow.questions.args[0], choices=[
                (one.key, str(one.text)) for one in call.questions if one.is_file
            ]),
            "answer": SelectField(RuleRow.answer.args[0], validate_choice=False, choices=[
                ("", str(_l("Choose an answer"))), *codes.items(),
            ]),
        })  # fmt: skip
        return type(cls.__name__, (cls,), {"eligibility": rows(row, cls.eligibility.args[1])})

    @classmethod
    def filled(cls, call: CallDefinition) -> dict[str, Any]:
        found = []
        for rule in call.eligibility:
            said = rule.model_dump(mode="json")
            words = said.pop("text") or {}
            if isinstance(rule, AgeAtMost):
                said["age"] = said.pop("years")
            if isinstance(rule, AnswerIs):
                said["answer"] = answering.code_of(rule.question, rule.value)
            found.append({**said, **words})
        return {"eligibility": found}

    def changes(self, call: CallDefinition) -> dict[str, Any]:
        offered = [*_answers_of_rules(call), *answering.for_rules(call)]
        return {"eligibility": [entry.form.data_of_rule(offered) for entry in self.eligibility.entries]}

    def _path_in_form(self, path: str) -> str:
        stem, _, last = path.rpartition(".")
        named = {"question": "answer", "value": "answer", "text": "ko"}
        if last.isdecimal() and stem.rpartition(".")[2] in ("fields", "questions"):
            return stem
        if last == "years" and self._rule_at(stem) == "age_at_most":
            return f"{stem}.age"
        return f"{stem}.{named.get(last, last)}" if stem else path

    def _rule_at(self, path: str) -> str:
        """Return the name of the rule at 'eligibility.NUMBER'."""
        return str(self.eligibility.entries[int(path.rpartition(".")[2])].form.rule.data)


def _answers_of_rules(call: CallDefinition) -> list[answering.Answer]:
    """The answers that the call's rules ask for already, which may be words that are not offered."""
    return [
        answering.Answer(rule.question, rule.value, call.name_of_question(rule.question), Text.of(str(rule.value)))
        for rule in call.eligibility
        if isinstance(rule, AnswerIs)
        and (rule.question, str(rule.value)) not in {(a.question, str(a.value)) for a in answering.for_rules(call)}
    ]
