import pytest

from workflow.board import rules
from workflow.core.i18n import Text


def fields(reasons: list[rules.Reason]) -> list[tuple[str, str | None]]:
    return [(reason.code, reason.field) for reason in reasons]


def test_notice_needs_korean_and_english_may_follow() -> None:
    assert rules.whole_notice(Text("제목"), Text("내용")) == []
    assert fields(rules.whole_notice(Text("", "Title"), Text(" ", "Text"))) == [("blank", "title.ko"), ("blank", "body.ko")]


def test_notice_is_limited_in_each_language() -> None:
    assert rules.whole_notice(Text("제" * 200), Text("내" * 20_000)) == []
    long = rules.whole_notice(Text("제목", "t" * 201), Text("내" * 20_001, "text"))
    assert fields(long) == [("too_long", "title.en"), ("too_long", "body.ko")]


def test_message_is_neither_blank_nor_endless() -> None:
    assert fields(rules.told(" \n", "text")) == [("blank", "text")]
    assert rules.told("가" * 4_000, "text") == []
    assert fields(rules.told("가" * 4_001, "text")) == [("too_long", "text")]


@pytest.mark.parametrize(("text", "named"), [
    ("추천기업 수에 제한이 있나요?", False),
    ("한빛철도는 두 나라를 추천할 수 있나요?", True),
    ("한빛 철도의 경우", True),
    ("㈜한빛철도", True),
    ("HANBIT RAIL may nominate", True),
    ("Hanbit Railway Co., Ltd.", True),  # the name is within another word: rather once too often
    ("담당자 서지우입니다", True),
    ("빛나는 철도", False),
])  # fmt: skip
def test_public_text_does_not_name_who_asked(text: str, named: bool) -> None:
    found = rules.names_the_asker([("question.ko", text)], ("한빛철도㈜", "Hanbit Rail Co., Ltd.", "서지우", ""))
    assert [reason.field for reason in found] == (["question.ko"] if named else [])
