"""The form of a draft call as a company will see it: every step, and nothing that can be sent."""

import pytest
from flask import Flask

from tests.conftest import Client
from tests.factories.accounts import officer
from tests.factories.programmes import POLICY_INTERNSHIP, URBAN_RAILWAY, make_call
from workflow.core.db import unit_of_work
from workflow.nominations.steps import steps_of
from workflow.programmes import queries
from workflow.programmes.states import CallState
from workflow.programmes.usual import DOCUMENTS

OWN = [
    {"key": "question_1", "of": "nomination", "kind": "choice", "ko": "사업 재원", "choices": [{"key": "a", "ko": "자체"}]},
    {"key": "question_2", "of": "trainee", "kind": "table", "ko": "경력", "columns": [{"key": "a", "ko": "기관"}]},
    DOCUMENTS["project_evidence"].model_dump(mode="json") | {"shown_when": {"question": "route", "value": "ROUTE"}},
]


def begin(client: Client, name: str) -> Client:
    route = {URBAN_RAILWAY: "company", POLICY_INTERNSHIP: "institution"}[name]
    own = [*OWN[:2], OWN[2] | {"shown_when": {"question": "route", "value": route}}]
    with unit_of_work():
        make_call(name, state=CallState.DRAFT, questions=own)
        staff = officer()
    client.set_cookie("language", "ko")
    return client.sign_in(staff)


@pytest.mark.parametrize(("name", "code"), [(URBAN_RAILWAY, "URT-2025"), (POLICY_INTERNSHIP, "SPEI-2017")])
def test_every_step_is_shown_and_nothing_can_be_sent(app: Flask, client: Client, name: str, code: str) -> None:
    begin(client, name)
    shown = {}
    for step in steps_of(queries.call_or_404(code).definition):
        response = client.get(f"/manage/calls/{code}/preview/{step.value}")
        assert response.status_code == 200
        shown[step.value] = response.get_data(as_text=True)
        main = shown[step.value].split("<main")[1].split("</main>")[0]
        assert "<form" not in main
        assert "inert" in main
        assert "아무것도 제출되지 않습니다." in main
    assert "사업 재원" in shown["place"]
    assert "경력" in shown["trainees"]
    assert "사업 증빙자료" in shown["files"]
    assert "최대 5개" in shown["files"]
    first = client.get(f"/manage/calls/{code}/preview/first").get_data(as_text=True)
    assert "담당자 성명" in first


def test_a_step_that_the_call_has_not_is_404(app: Flask, client: Client) -> None:
    begin(client, POLICY_INTERNSHIP)
    assert client.get("/manage/calls/SPEI-2017/preview/milestones").status_code == 404
    assert client.get("/manage/calls/NONE/preview/first").status_code == 404
