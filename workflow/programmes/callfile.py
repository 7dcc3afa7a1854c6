"""Reading a call from its YAML file (the calls in `workflow/demo/` show the format)."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from workflow.core.i18n import Text
from workflow.core.yamlfile import Document, FileProblem, FileRefused, parse, read
from workflow.programmes.definition import CallDefinition
from workflow.programmes.explain import UNKNOWN_KEY, file_problems

BESIDE_CALL = ("programme_draft", "record")
"""What stands beside `call` in the file, though it is part of the same definition."""

PROSE = ("ko", "en")
"""Texts in both languages may hold a comma without quotes."""


def read_call(path: Path) -> CallDefinition:
    """Read the call in the file at `path`. Raises FileRefused with every problem, line and key."""
    return _definition(read(path, prose=PROSE))


def parse_call(content: bytes) -> CallDefinition:
    """As `read_call`, of the content of a file that was sent up."""
    return _definition(parse(content, prose=PROSE))


def _definition(document: Document) -> CallDefinition:
    data = document.data
    if not isinstance(data, dict) or not isinstance(data.get("call"), dict):
        text = Text("'call:' 아래에 모집공고를 적어 주세요.", "Write the call below 'call:'.")
        raise FileRefused([document.problem("call", text)])
    unknown = [key for key in data if key not in ("call", *BESIDE_CALL)]
    if unknown:
        raise FileRefused([document.problem(key, UNKNOWN_KEY) for key in unknown])
    misplaced = [key for key in BESIDE_CALL if key in data["call"]]
    if misplaced:
        raise FileRefused([_misplaced(document, key) for key in misplaced])
    beside = {key: data[key] for key in BESIDE_CALL if data.get(key) is not None}
    try:
        return CallDefinition.model_validate({**data["call"], **beside})
    except ValidationError as error:
        raise FileRefused(file_problems(error, document, _path_in_file)) from error


def _misplaced(document: Document, key: str) -> FileProblem:
    text = Text(f"'call' 밖에 적어 주세요: {key}", f"Write '{key}' beside 'call', not within it.")
    return document.problem(f"call.{key}", text)


def _path_in_file(path: str) -> str:
    if path.split(".")[0] in BESIDE_CALL:
        return path
    return f"call.{path}" if path else "call"
