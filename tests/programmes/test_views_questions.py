"""Own questions: the list in its order, one question at a time, documents at one press."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.bench.harness import count_reads
from tests.conftest import Client
from tests.factories.accounts import officer
from tests.factories.programmes import make_call
from tests.programmes.test_views_edit import Boxes, errors
from tests.programmes.test_views_public import page
from workflow.accounts.models import User
from workflow.core.db import unit_of_work
from workflow.programmes import queries, services
from workflow.programmes.questions import Question
from workflow.programmes.states import CallState
from workflow.programmes.usual import DOCUMENTS

LIST = "/manage/calls/URT-2025/questions"
NEW = "/manage/calls/URT-2025/new-question"
FUNDER: dict[str, Any] = {
    "key": "question_1", "of": "nomination", "kind": "choice", "ko": "사업 재원", "en": "Funding",
    "choices": [{"key": "choice_1", "ko": "자체"}, {"key": "choice_2", "ko": "ODA"}],
}  # fmt: skip
AGENCY: dict[str, Any] = {
    "key": "question_2", "of": "nomination", "kind": "text", "ko": "ODA 기관",
    "shown_when": {"question": "question_1", "value": "choice_2"},
}  # fmt: skip


@pytest.fixture
def staff(app: Flask) -> User:
    with unit_of_work():
        return officer()


def editor(client: Client, staff: User, *asked: dict[str, Any], state: CallState = CallState.DRAFT) -> Client:
    with unit_of_work():
        make_call(state=CallState.DRAFT, questions=list(asked))
    if state is CallState.PUBLISHED:
        with unit_of_work():
            services.publish_call(queries.call_or_404("URT-2025"), actor=staff)
    client.set_cookie("language", "ko")
    return client.sign_in(staff)


def asked() -> tuple[Question, ...]:
    return queries.call_or_404("URT-2025").definition.questions


def version() -> int:
    return queries.call_or_404("URT-2025").version


def save(client: Client, address: str, **changes: str | None) -> TestResponse:
    """Send the question's page with these boxes changed; None leaves one out."""
    body = client.get(address).get_data(as_text=True)
    values: dict[str, list[str]] = {}
    for name, value in [(n, v) for n, v in Boxes(body).sent if n not in changes] + list(changes.items()):  # type: ignore[operator]
        if value is not None:
            values.setdefault(name, []).append(value)
    return client.post(address, data=values)


def press(client: Client, verb: str, key: str, **sent: str) -> TestResponse:
    return client.post(f"{LIST}/{key}/{verb}", data={"version": version(), **sent})


def test_a_question_is_added_with_its_condition_and_a_key_of_its_own(client: Client, staff: User) -> None:
    editor(client, staff, FUNDER)
    response = save(client, NEW, **{
        "text-ko": "계약서", "text-en": "Contract", "help-ko": "서명본", "kind": "file", "asked_of": "nomination",
        "shown_when": "criterion=1", "at_most": "3", "file_kinds": "pdf", "columns-0-ko": "다른 방식의 칸",
    })  # fmt: skip
    assert (response.status_code, response.location) == (303, LIST)
    made = asked()[1]
    assert made.model_dump(mode="json") == {
        "ko": "계약서", "en": "Contract", "key": "question_2", "of": "nomination", "kind": "file", "required": True,
        "help": {"ko": "서명본", "en": ""}, "shown_when": {"question": "criterion", "value": 1}, "choices": [],
        "columns": [], "at_most": 3, "file_kinds": ["pdf"], "asked_at": "submission",
    }  # fmt: skip
    text = page(client, LIST)
    assert "계약서 영문 없음" not in text
    assert "조건: 선정기준: 1. 서울교통공사(컨소시엄 포함)에서 추진 중인 사업 예정 개발도상국가(도시)" in text


@pytest.mark.parametrize("question", [FUNDER, AGENCY, {
    "key": "career", "of": "trainee", "kind": "table", "ko": "경력", "at_most": 5, "required": False,
    "columns": [{"key": "employer", "ko": "기관"}, {"key": "since", "ko": "시작", "kind": "date", "required": False}],
}, *(one.model_dump(mode="json") for one in DOCUMENTS.values())], ids=lambda one: one["key"])  # fmt: skip
def test_a_question_that_is_saved_as_it_is_changes_nothing(client: Client, staff: User, question: dict[str, Any]) -> None:
    others = [one for one in (FUNDER,) if one is not question]
    editor(client, staff, *others, question)
    response = save(client, f"{LIST}/{question['key']}")
    assert response.status_code == 303
    assert version() == 1


@pytest.mark.parametrize(("typed", "said"), [
    ({"text-ko": ""}, {"text-ko": "입력해 주세요."}),
    ({"text-ko": "표", "kind": "table"}, {"columns": "한 건 이상 적어 주세요."}),
    ({"text-ko": "표", "kind": "table", "columns-0-ko": "", "columns-0-en": "Name"}, {"columns-0-ko": "입력해 주세요."}),
    ({"text-ko": "파일", "kind": "file", "at_most": "많이"}, {"at_most": "정수로 적어 주세요."}),
    ({"text-ko": "여권", "asked_at": "confirmation"}, {"asked_at": "참가확정 시에는 연수생에게만 물을 수 있습니다."}),
    ({"text-ko": "도시 규모", "shown_when": "category=policy_manager"},
     {"shown_when": "'연수생 구분'(category) 문항의 답은 이 문항의 조건으로 쓸 수 없습니다. 앞에 있는 문항을 골라 주세요."}),
    ({"text-ko": "종류", "kind": "none"}, {"kind": None}),
])  # fmt: skip
def test_a_bad_question_is_told_beside_its_box_and_nothing_typed_is_lost(
    client: Client, staff: User, typed: dict[str, str], said: dict[str, str | None]
) -> None:
    editor(client, staff)
    response = save(client, NEW, **typed)
    assert response.status_code == 422
    found = errors(response)
    if "columns" in said:
        assert said["columns"] in response.get_data(as_text=True)
    else:
        assert list(found) == list(said)
        assert all(text is None or found[box] == text for box, text in said.items())
    again = dict(Boxes(response.get_data(as_text=True)).sent)
    assert again["text-ko"] == typed["text-ko"]
    assert asked() == ()


def test_a_choice_is_added_without_javascript_and_gets_its_key(client: Client, staff: User) -> None:
    editor(client, staff, FUNDER)
    response = save(client, f"{LIST}/question_1", add="choices")
    assert ("choices-2-ko", "") in Boxes(response.get_data(as_text=True)).sent
    save(client, f"{LIST}/question_1", **{"choices-2-ko": "민간", "choices-2-key": ""})
    assert [option.key for option in asked()[0].choices] == ["choice_1", "choice_2", "choice_3"]


def test_questions_move_up_and_down_but_never_before_their_condition(client: Client, staff: User) -> None:
    editor(client, staff, FUNDER, AGENCY, DOCUMENTS["cv"].model_dump(mode="json"))
    moved = press(client, "move", "cv", way="up")
    assert (moved.status_code, moved.location) == (303, f"{LIST}#up-cv")
    assert 'id="up-cv" name="way" value="up"><span' in client.get(LIST).get_data(as_text=True)
    assert [one.key for one in asked()] == ["question_1", "cv", "question_2"]
    assert press(client, "move", "question_1", way="down").location == f"{LIST}#down-question_1"
    assert [one.key for one in asked()] == ["cv", "question_1", "question_2"]
    assert press(client, "move", "cv", way="up").location == f"{LIST}#down-cv"
    response = client.post(f"{LIST}/question_2/move", data={"version": version(), "way": "up"}, follow_redirects=True)
    assert "[ODA 기관] &#39;사업 재원&#39;(question_1) 문항의 답은" in response.get_data(as_text=True)
    assert [one.key for one in asked()] == ["cv", "question_1", "question_2"]


def test_a_choice_that_another_question_looks_at_says_which(client: Client, staff: User) -> None:
    editor(client, staff, FUNDER, AGENCY)
    response = save(client, f"{LIST}/question_1", **{"choices-1-ko": None, "choices-1-en": None, "choices-1-key": None})
    assert response.status_code == 422
    assert "[ODA 기관] &#39;사업 재원&#39; 문항의 답이 아닙니다." in response.get_data(as_text=True)


def test_a_usual_document_is_added_at_one_press_and_not_twice(client: Client, staff: User) -> None:
    editor(client, staff)
    assert "이력서" in page(client, LIST)
    for _time in range(2):
        assert client.post("/manage/calls/URT-2025/documents", data={"document": "cv", "version": version()}).status_code == 303
    assert asked() == (DOCUMENTS["cv"],)
    assert client.post("/manage/calls/URT-2025/documents", data={"document": "passport"}).status_code == 404


def test_a_question_is_taken_out_unless_another_looks_at_it(client: Client, staff: User) -> None:
    editor(client, staff, FUNDER, AGENCY)
    press(client, "remove", "question_1")
    assert len(asked()) == 2
    press(client, "remove", "question_2")
    press(client, "remove", "question_1")
    assert asked() == ()


def test_a_published_question_keeps_its_kind_and_its_key_is_never_given_again(client: Client, staff: User) -> None:
    editor(client, staff, FUNDER, state=CallState.PUBLISHED)
    address = f"{LIST}/question_1"
    assert "다르게 물으려면 이 문항을 빼고 새 문항을 추가하세요." in page(client, address)
    response = save(client, address, kind="text", reason="정정")
    assert response.status_code == 422
    assert list(errors(response)) == []
    assert "답변 방식과 대상을 바꿀 수 없습니다" in response.get_data(as_text=True)
    assert press(client, "remove", "question_1").status_code == 303
    assert len(asked()) == 1, "a reason is asked for"
    press(client, "remove", "question_1", reason="중복 문항")
    save(client, NEW, **{"text-ko": "재원 설명", "reason": "필요"})
    assert [one.key for one in asked()] == ["question_2"]
    call = queries.call_or_404("URT-2025")
    assert queries.version_of(call) == 3
    assert [line.ko for line in queries.changes_since(call, 1)] == ["문항 추가: 재원 설명", "문항 삭제: 사업 재원"]
    assert [line.ko for line in queries.changes_since(call, 2)] == ["문항 추가: 재원 설명"]


def test_a_document_for_a_published_call_asks_for_its_reason(client: Client, staff: User) -> None:
    editor(client, staff, state=CallState.PUBLISHED)
    response = client.post("/manage/calls/URT-2025/documents", data={"document": "cv", "version": version()})
    assert (response.status_code, response.location) == (303, f"{NEW}?document=cv")
    assert list(errors(save(client, response.location))) == ["reason"]
    assert save(client, response.location, reason="서류 추가").status_code == 303
    assert [(one.key, one.ko) for one in asked()] == [("question_1", "이력서")]


@pytest.mark.parametrize("number", [1, 3, 60])
def test_the_list_takes_three_queries(app: Flask, client: Client, staff: User, number: int) -> None:
    editor(client, staff, *({**AGENCY, "key": f"question_{n}", "shown_when": None} for n in range(number)))
    with count_reads(app) as counted:
        assert client.get(LIST).status_code == 200
    assert counted.queries == 3  # the reader, their roles, the call


def test_an_unknown_question_is_404_and_an_old_page_409(client: Client, staff: User) -> None:
    editor(client, staff, FUNDER)
    assert client.get(f"{LIST}/question_9").status_code == 404
    assert client.post(f"{LIST}/question_9/remove").status_code == 404
    assert client.post(f"{LIST}/question_1/remove", data={"version": "77"}).status_code == 409
    assert save(client, f"{LIST}/question_1", **{"text-ko": "재원", "version": "77"}).status_code == 409
