"""Has an uploaded file looked into by a process of its own, and says in words why one is refused.

The web process itself reads sixteen bytes of a file. The reader is started for each upload (a tenth of a
second) and gets limits of memory and time before it opens it: what it dies of, takes too long for or cannot
make sense of is a refusal that says how to mend it.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Collection
from pathlib import Path
from typing import Any

from workflow.config import ROOT
from workflow.core.errors import Reason, Refused
from workflow.core.i18n import Text
from workflow.core.inspection.child import Finding
from workflow.core.inspection.kinds import HEAD, KINDS, Family, family

SECONDS = 15.0
"""How long one file may take by the clock; its limit of computing time is in `inspection.child`."""

AT_ONCE = 2
WAIT_SECONDS = 30.0
"""A web process has so many files read at a time; another waits, then is told to come back."""

SAID_AT_MOST = 600

log = logging.getLogger(__name__)
_turns = threading.BoundedSemaphore(AT_ONCE)

REFUSALS = {
    "file_ole": Text(
        "예전 형식(HWP, DOC, XLS)이거나 암호가 걸린 문서입니다. 암호 없이 HWPX, DOCX, XLSX 또는 PDF로 저장하여 올려 주세요.",
        "This is an older format (HWP, DOC, XLS) or a document with a password. "
        "Save it without a password as HWPX, DOCX, XLSX or PDF and upload that.",
    ),
    "file_encrypted": Text(
        "암호가 걸렸거나 인쇄·복사가 제한된 파일입니다. 암호와 제한 없이 다시 저장하여 올려 주세요.",
        "The file is protected by a password or limits printing and copying. "
        "Save it again without a password or limits and upload that.",
    ),
    "file_active": Text(
        "PDF에 스스로 실행되는 기능(스크립트, 양식 전송 등)이 있습니다. PDF로 인쇄하여 새로 만든 파일을 올려 주세요.",
        "The PDF does things by itself (scripts, sending forms). Print it to a new PDF and upload that.",
    ),
    "file_carries": Text(
        "다른 파일이 안에 들어 있습니다. 첨부 파일이나 개체를 빼고 저장하거나, PDF로 인쇄하여 올려 주세요.",
        "There is another file inside this one. Save it without attachments and embedded objects, "
        "or print it as PDF, and upload that.",
    ),
    "file_macros": Text(
        "매크로가 들어 있는 문서입니다. 매크로 없이 저장하거나, PDF로 저장하여 올려 주세요.",
        "The document holds macros. Save it without macros, or as PDF, and upload that.",
    ),
    "file_loads": Text(
        "다른 곳에 있는 파일을 불러오는 문서입니다. 연결을 끊고 저장하거나, PDF로 저장하여 올려 주세요.",
        "The document loads files from elsewhere. Break its links, or save it as PDF, and upload that.",
    ),
    "file_entities": Text(
        "문서 안에 허용되지 않는 XML 선언이 있습니다. 문서 프로그램에서 다시 저장하거나, PDF로 저장하여 올려 주세요.",
        "The document holds an XML declaration that is not accepted. "
        "Save it again in your word processor, or as PDF, and upload that.",
    ),
    "file_two_kinds": Text(
        "한 파일에 다른 형식의 내용이 섞여 있습니다. 원래 프로그램에서 다시 저장하여 올려 주세요.",
        "The file is of two kinds at once. Save it again in the program it was made with and upload that.",
    ),
    "file_bomb": Text(
        "압축을 풀면 지나치게 커지는 파일입니다. 그림을 줄이거나 나누어 다시 저장하여 올려 주세요.",
        "The file unpacks to far too much. Save it with smaller pictures, or in parts, and upload that.",
    ),
    "file_pixels": Text(
        "이미지가 너무 큽니다. 6,400만 화소 이하(예: A4를 600dpi로 스캔)로 줄여 올려 주세요.",
        "The picture is too large. Upload one of at most 64 million pixels, such as A4 scanned at 600 dpi.",
    ),
    "file_damaged": Text(
        "파일이 손상되어 열리지 않습니다. 파일이 열리는지 확인한 뒤 다시 저장하여 올려 주세요.",
        "The file is damaged and does not open. Check that it opens, save it again and upload that.",
    ),
    "file_too_complex": Text(
        "파일이 너무 복잡하여 확인하지 못했습니다. 나누어 저장하거나, PDF로 인쇄하여 올려 주세요.",
        "The file is too complex to be checked. Save it in parts, or print it to a new PDF, and upload that.",
    ),
    "file_busy": Text(
        "지금 확인 중인 파일이 많습니다. 잠시 후 다시 올려 주세요.",
        "Many files are being checked at the moment. Upload it again in a little while.",
    ),
}  # fmt: skip
"""The codes of `inspection`, with how to mend each."""


def inspect(path: Path, *, kinds: Collection[str], field: str | None) -> Finding:
    """Return what the file is, which is one of `kinds`. Raises Refused, with `field`, for any other and any fault."""
    with path.open("rb") as handle:
        found = family(handle.read(HEAD))
    if found is Family.OLE:
        raise refusal("file_ole", field)
    if found is None:
        raise wrong_kind(kinds, field)
    answer = _ask(found, path)
    code = answer.get("code")
    if code == "file_kind" or (code is None and answer["media_type"] not in kinds):
        raise wrong_kind(kinds, field)
    if code is not None:
        raise refusal(code, field)
    return Finding(**answer)


def refusal(code: str, field: str | None) -> Refused:
    return Refused(Reason(code, REFUSALS[code], field))


def wrong_kind(kinds: Collection[str], field: str | None) -> Refused:
    """Say which kinds are taken, of a file that is of another."""
    allowed = ", ".join(endings[0].upper() for kind, endings in KINDS.items() if kind in kinds)
    return Refused.because(
        "file_kind",
        ko=f"이 파일의 내용은 허용된 형식이 아닙니다. {allowed} 파일을 올려 주세요.",
        en=f"The content of this file is not of an accepted kind. Upload one of: {allowed}.",
        field=field,
    )


def _ask(kind: Family, path: Path) -> dict[str, Any]:
    """Run the reader of this family on the file and return its answer, or the code of what became of it."""
    if not _turns.acquire(timeout=WAIT_SECONDS):
        return {"code": "file_busy"}
    try:
        done = subprocess.run(  # noqa: S603 - our own module; the path is one of our random names
            [sys.executable, "-E", "-s", "-m", f"workflow.core.inspection.{kind}", str(path)],
            cwd=ROOT, env={"LC_ALL": "C.UTF-8"}, stdin=subprocess.DEVNULL, capture_output=True,
            timeout=SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        log.warning("reading an upload as %s took too long", kind)
        return {"code": "file_too_complex"}
    finally:
        _turns.release()
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        said = done.stderr[-SAID_AT_MOST:].decode(errors="replace")
        log.warning("reading an upload as %s ended with %s: %s", kind, done.returncode, said)
        return {"code": "file_too_complex"}
    return answer
