"""What the mail about a sheet says that was taken: what became of each nomination, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow.core import countries
from workflow.core.i18n import Text
from workflow.intake.models import UploadedSheet
from workflow.intake.services import WORDS, Fate
from workflow.nominations.models import Nomination
from workflow.notifications.letters import Letter, address

LISTED = 100
REASONS = 3
"""How many nominations a mail lists, and of each how much of what is missing; the page has all of it."""


def taken(sheet: UploadedSheet, nominations: Mapping[int, Nomination]) -> Letter:
    received = sum(one.receipt_no is not None for one in nominations.values())
    drafts, left = len(nominations) - received, sum(not one["nomination_id"] for one in sheet.outcome)
    ended = [f"{sheet.call.definition.programme.pick(one)}, {sheet.name}" for one in ("ko", "en")]
    return Letter(
        Text(f"파일의 추천서 {len(nominations)}건을 등록했습니다 ({sheet.call.code})",
             f"{len(nominations)} nominations of your sheet were taken ({sheet.call.code})"),
        (Text(f"{ended[0]}: 접수 {received}건, 임시저장 {drafts}건, 등록 안 됨 {left}건.",
              f"{ended[1]}: received {received}, drafts {drafts}, not taken {left}."), *_to_do(drafts, left)),
        (*(_line(one, nominations.get(one["nomination_id"] or 0)) for one in sheet.outcome[:LISTED]), *_more(sheet)),
        (Text("결과 보기", "See what became of it"), address("intake.preview", id=sheet.id)),
    )


def _to_do(drafts: int, left: int) -> list[Text]:
    return [
        *([Text("임시저장은 접수된 것이 아닙니다. 마감 전에 제출해 주세요.",
                "A draft has not been received: submit it before the deadline.")] if drafts else []),
        *([Text("등록되지 않은 추천서는 오류를 고쳐 파일을 다시 올려 주세요.",
                "Mend the nominations that were not taken and upload the sheet again.")] if left else []),
    ]  # fmt: skip


def _line(one: Mapping[str, Any], nomination: Nomination | None) -> tuple[Text, Text]:
    label = Text(f"추천 번호 {one['no']}", f"Nomination no. {one['no']}")
    if nomination is None:
        return label, _joined([WORDS[Fate(one["fate"])], *_reasons(one)])
    place = _place(nomination)
    if nomination.receipt_no:
        number = nomination.receipt_no
        return label, _joined([place, Text(f"접수번호 {number}", f"receipt number {number}")])
    return label, _joined([place, Text("임시저장", "draft"), *_reasons(one)])


def _reasons(one: Mapping[str, Any]) -> list[Text]:
    found = [Text.of(reason) for reason in one["reasons"]]
    more = len(found) - REASONS
    return [*found[:REASONS], *([Text(f"외 {more}건", f"and {more} more")] if more > 0 else [])]


def _place(nomination: Nomination) -> Text:
    return countries.place(nomination.country, nomination.city)


def _joined(texts: list[Text]) -> Text:
    kept = [text for text in texts if text.ko]
    return Text(" · ".join(text.ko for text in kept), " · ".join(text.pick("en") for text in kept))


def _more(sheet: UploadedSheet) -> list[tuple[Text, Text]]:
    rest = len(sheet.outcome) - LISTED
    if rest <= 0:
        return []
    said = Text(f"추천서 {rest}건은 결과 화면에서 볼 수 있습니다.", f"{rest} more stand on the page.")
    return [(Text("그 밖", "Besides"), said)]
