"""What pydantic found wrong with a call, said to people in both languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from workflow.core.i18n import Text
from workflow.core.yamlfile import Document, FileProblem
from workflow.programmes.eligibility import RULE_NAMES
from workflow.programmes.fields import Problem

UNKNOWN_KEY = Text(
    "알 수 없는 항목입니다. 철자를 확인해 주세요.", "This key is not known; check its spelling."
)

_Context = Mapping[str, Any]


def _choices(context: _Context) -> Text:
    listed = str(context.get("expected") or context.get("expected_tags") or "").replace(" or ", ", ")
    return Text(f"쓸 수 있는 값: {listed}", f"Known here are: {listed}.")


def _at_least(context: _Context) -> Text:
    bound = f"{context['ge']:,}"
    return Text(f"{bound} 이상이어야 합니다.", f"It must be {bound} or more.")


def _at_most(context: _Context) -> Text:
    bound = f"{context['le']:,}"
    return Text(f"{bound} 이하여야 합니다.", f"It must be {bound} or less.")


def _too_long(context: _Context) -> Text:
    most = context["max_length"]
    return Text(f"{most}자 이내로 적어 주세요.", f"Write at most {most} characters.")


def _fixed(ko: str, en: str) -> Callable[[_Context], Text]:
    return lambda context: Text(ko, en)


def _other(message: str) -> Callable[[_Context], Text]:
    return _fixed(f"값을 확인해 주세요. ({message})", f"{message}.")


_EMPTY = _fixed("내용을 적어 주세요.", "It is empty: please fill it in.")
_MAPPING = _fixed("'항목: 값' 형식으로 적어 주세요.", "Write it as 'key: value' entries.")
_LIST = _fixed("목록([ ])으로 적어 주세요.", "Write it as a list ([ ]).")
_WHOLE_NUMBER = _fixed("정수로 적어 주세요.", "Write a whole number.")
_NUMBER = _fixed("숫자로 적어 주세요.", "Write a number.")

_SAID: dict[str, Callable[[_Context], Text]] = {
    "missing": _fixed("이 항목이 빠져 있습니다.", "This key is missing."),
    "extra_forbidden": lambda context: UNKNOWN_KEY,
    "string_type": _fixed(
        "글자로 적어 주세요. 숫자나 날짜 모양이면 따옴표로 묶어 주세요.",
        "It must be text; put quotes around what looks like a number or a date.",
    ),
    "string_too_short": _EMPTY,
    "string_too_long": _too_long,
    "too_short": _fixed("한 건 이상 적어 주세요.", "Give at least one."),
    "int_type": _WHOLE_NUMBER,
    "int_parsing": _WHOLE_NUMBER,
    "int_from_float": _WHOLE_NUMBER,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "bool_type": _fixed("true 또는 false로 적어 주세요.", "Write true or false."),
    "greater_than_equal": _at_least,
    "less_than_equal": _at_most,
    "enum": _choices,
    "literal_error": _choices,
    "union_tag_invalid": _choices,
    "union_tag_not_found": _fixed(
        "규칙 이름(rule)이 빠져 있습니다.", "The name of the rule ('rule') is missing."
    ),
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "dict_type": _MAPPING,
    "tuple_type": _LIST,
    "list_type": _LIST,
}


EMPTY_BOX = Text("입력해 주세요.", "Please fill this in.")
"""What is said of a box in which nothing was written; a form knows better what kind of box it is."""

_EMPTY_BOX = _fixed(EMPTY_BOX.ko, EMPTY_BOX.en)

FORM_WORDS: dict[str, Callable[[_Context], Text]] = {
    **dict.fromkeys(("missing", "string_type", "string_too_short", "no_korean", "no_day", "nothing"), _EMPTY_BOX),
    "share": _fixed("0% 이상 100% 이하로 적어 주세요.", "Write a share from 0% to 100%."),
    "bool_type": _fixed("예 또는 아니요를 골라 주세요.", "Choose yes or no."),
}
"""What is said otherwise beside the field of a form, which knows neither keys nor quotes."""


def explain(
    error: ValidationError, words: Mapping[str, Callable[[_Context], Text]] = MappingProxyType({})
) -> list[Problem]:
    """Return what is wrong, in the order of the data: (path such as 'training.nights', text).

    The path is made of the keys of the file and the indexes of its lists; '' is the call itself.
    `words` replaces what is said of a file (FORM_WORDS).
    """
    found: list[Problem] = []
    for problem in error.errors(include_url=False):
        path, context = _path(problem["loc"]), problem.get("ctx", {})
        if problem["type"] == "call_rules":
            found += [(_join(path, below), Text(ko, en)) for below, ko, en in context["problems"]]
        elif problem["type"] == "call_rule":
            said = words.get(context["code"]) or _fixed(context["ko"], context["en"])
            found.append((path, said(context)))
        else:
            kind = problem["type"]
            said = words.get(kind) or _SAID.get(kind, _other(problem["msg"]))
            found.append((path, said(context)))
    return found


def file_problems(
    error: ValidationError, document: Document, path_in_file: Callable[[str], str] = str
) -> list[FileProblem]:
    """As `explain`, with the line of the file; `path_in_file` turns a path of the model into the file's."""
    return [document.problem(path_in_file(path), text) for path, text in explain(error)]


def _path(location: tuple[int | str, ...]) -> str:
    """Leave out the name of the rule, which pydantic adds to the path to say which kind it tried."""
    return ".".join(
        str(part)
        for index, part in enumerate(location)
        if not (index == 2 and location[0] == "eligibility" and part in RULE_NAMES)
    )


def _join(path: str, below: str) -> str:
    return ".".join(part for part in (path, below) if part)
