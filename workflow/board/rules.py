"""What may stand on the board. Pure: they take plain data and return reasons."""

from __future__ import annotations

import re
from collections.abc import Iterable

from workflow.core.errors import Reason
from workflow.core.i18n import Text

TITLE_LIMIT = 200
BODY_LIMIT = 20_000
MESSAGE_LIMIT = 4_000
REASON_LIMIT = 500

_INCORPORATED = re.compile(r"\(주\)|㈜|주식회사|co\.?,? ?ltd\.?|inc\.?", re.IGNORECASE)
SHORTEST_NAME = 2


def whole_notice(title: Text, body: Text) -> list[Reason]:
    """Say what a notice still lacks, by field. Korean is asked for; where English is missing, Korean stands."""
    reasons = [
        Reason("blank", Text(f"{ko}을 적어 주세요.", f"Write the {en} in Korean."), f"{field}.ko")
        for field, text, ko, en in (("title", title, "국문 제목", "title"), ("body", body, "국문 내용", "text"))
        if not text.ko.strip()
    ]
    for field, text, limit in (("title", title, TITLE_LIMIT), ("body", body, BODY_LIMIT)):
        reasons += [
            Reason("too_long", Text(f"{limit:,}자 이내로 적어 주세요.", f"Write at most {limit:,} characters."),
                   f"{field}.{language}")
            for language in ("ko", "en") if len(text.pick(language)) > limit
        ]
    return reasons


BLANK = {
    "subject": Text("제목을 한 줄로 적어 주세요.", "Say in one line what it is about."),
    "text": Text("내용을 적어 주세요.", "Write what you want to say."),
}


def told(text: str, field: str, limit: int = MESSAGE_LIMIT) -> list[Reason]:
    """Say what is wrong with something that one person writes to another."""
    if not text.strip():
        return [Reason("blank", BLANK.get(field, BLANK["text"]), field)]
    if len(text) > limit:
        return [Reason("too_long", Text(f"{limit:,}자 이내로 적어 주세요.", f"Write at most {limit:,} characters."), field)]
    return []


def names_the_asker(texts: Iterable[tuple[str, str]], names: Iterable[str]) -> list[Reason]:
    """Say where a question or answer for everybody names who asked: `texts` are (field, text).

    A name counts without '㈜' and the like, without blanks, and in upper or lower case.
    """
    bare = {_bare(name) for name in names}
    reasons = []
    for field, text in texts:
        written = _bare(text)
        for name in sorted(bare):
            if len(name) >= SHORTEST_NAME and name in written:
                reasons.append(Reason("names_asker", Text(
                    f"질의한 기업이나 사람의 이름('{name}')이 들어 있습니다. 이름을 빼고 게시하세요.",
                    f"This names who asked ('{name}'). Take the name out before it is published."), field))
    return reasons


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", _INCORPORATED.sub("", text)).casefold()
