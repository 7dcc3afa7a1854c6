"""The form over HTTP: each step saved as it is, what was typed kept, colleagues, files, submission."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from lxml import html

from tests.conftest import Client
from tests.factories.accounts import company_officer
from tests.factories.nominations import make_nomination, make_trainee
from tests.factories.programmes import POLICY_INTERNSHIP, make_call
from tests.nominations.conftest import Scene
from tests.support.counting import statements
from tests.support.samples import PDF
from workflow.core import clock
from workflow.core.db import db, unit_of_work
from workflow.nominations import comparison, services
from workflow.nominations.content import content_of, names_of
from workflow.nominations.models import Nomination
from workflow.nominations.states import NominationState
from workflow.nominations.steps import Step
from workflow.programmes.models import Call

SignIn = Callable[[str], Client]


def seen(page: str) -> str:
    """Return the marks that a page of the form carries."""
    found = re.search(r'name="seen"[^>]* value="([^"]*)"', page)
    assert found
    return found[1].replace("&#34;", '"').replace("&quot;", '"')


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_each_step_of_the_railway_call_shows_and_has_one_h1(scene: Scene, as_user: SignIn) -> None:
    browser = as_user("officer")
    for step in Step:
        answer = browser.get(f"/nominations/{scene.draft}/edit/{step.value}")
        assert answer.status_code == 200
        assert answer.text.count("<h1") == 1
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_internship_call_asks_what_it_asks_and_nothing_else(app: Flask, client: Client) -> None:
    with unit_of_work():
        person = company_officer()
        draft = make_nomination(make_call(POLICY_INTERNSHIP), person.company, trainees=[make_trainee()])
        draft_id = draft.id
    client.sign_in(person)
    place = client.get(f"/nominations/{draft_id}/edit/place").text
    assert set(re.findall(r'<(?:select|input|textarea)[^>]* id="([a-z_]+)"', place)) - {"seen"} == {"route", "organisation"}
    trainees = client.get(f"/nominations/{draft_id}/edit/trainees").text
    asked = set(re.findall(r' name="trainees-0-([a-z_]+)"', trainees))
    assert asked == {
        "row", "name", "country", "city", "position", "duties", "reason", "birth_date", "public_official",
        "field_of_work",
    }  # fmt: skip
    assert client.get(f"/nominations/{draft_id}/edit/milestones").status_code == 404
    assert client.get(f"/nominations/{draft_id}/edit/duties").status_code == 404


def test_the_internship_call_keeps_what_is_answered(app: Flask, client: Client) -> None:
    with unit_of_work():
        person = company_officer()
        draft_id = make_nomination(make_call(POLICY_INTERNSHIP), person.company, trainees=[]).id
    client.sign_in(person).post(f"/nominations/{draft_id}/edit/trainees", data={
        "trainees-0-name": "AIGERIM SADYKOVA", "trainees-0-country": "KAZ", "trainees-0-city": "Astana",
        "trainees-0-birth_date": "1980. 3. 5.", "trainees-0-public_official": "yes",
        "trainees-0-field_of_work": "housing",
    })  # fmt: skip
    [trainee] = db.session.get_one(Nomination, draft_id).trainees
    assert (trainee.country, trainee.city, trainee.birth_date) == ("KAZ", "Astana", date(1980, 3, 5))
    assert (trainee.public_official, trainee.field_of_work) == (True, "housing")


def marked(page: str) -> dict[str, bool]:
    """Return which fields of a page are marked as required, by their names."""
    boxes = html.fromstring(page).xpath("//form[@id='step-form']//*[@name]")
    return {box.get("name"): box.get("required") is not None for box in boxes if box.get("type") != "hidden"}


def test_form_marks_what_a_nomination_is_not_complete_without(scene: Scene, as_user: SignIn) -> None:
    asked = scene.nomination().call.definition.nomination_asks
    place = as_user("officer").get(f"/nominations/{scene.draft}/edit/place").text
    expected = {name: not asked.is_optional("nomination", name) for name in ("country", "city", "criterion", "city_profile")}
    assert {name: marked(place)[name] for name in expected} == expected
    assert html.fromstring(place).xpath("string(//label[@for='city']/span[@class='required'])") == "필수"
    trainees = marked(as_user("officer").get(f"/nominations/{scene.draft}/edit/trainees").text)
    assert {trainees[f"trainees-0-{name}"] for name in ("name", "position", "duties", "reason")} == {True}
    milestones = marked(as_user("officer").get(f"/nominations/{scene.draft}/edit/milestones").text)
    assert (milestones["milestones-0-date"], milestones["milestones-0-what"]) == (True, True)


def test_button_names_what_it_removes(scene: Scene, as_user: SignIn) -> None:
    page = html.fromstring(as_user("officer").get(f"/nominations/{scene.draft}/edit/trainees").text)
    assert set(page.xpath("//button[@data-list-remove]/text()")) == {"연수생 삭제"}
    assert page.xpath("//dialog//button[@data-list-answer='remove']/text()") == ["연수생 삭제"]


def test_steps_that_are_half_filled_say_that_they_are_being_written(scene: Scene, as_user: SignIn) -> None:
    with unit_of_work():
        scene.nomination().city = ""
    page = html.fromstring(as_user("officer").get(f"/nominations/{scene.draft}/edit/trainees").text)
    assert page.xpath("string(//li[@class='begun']//*[@class='step-state'])") == "작성 중"


def test_countries_are_named_in_the_readers_language(scene: Scene, as_user: SignIn) -> None:
    page = f"/nominations/{scene.draft}/edit/place"
    assert '<option value="VNM" selected>베트남</option>' in as_user("officer").get(page).text
    with unit_of_work():
        scene.user().language = "en"
    assert '<option value="VNM" selected>Vietnam</option>' in as_user("officer").get(page).text


def test_criteria_of_staff_alone_are_hidden_from_companies(scene: Scene, as_user: SignIn) -> None:
    page = as_user("officer").get(f"/nominations/{scene.draft}/edit/place").text
    offered = re.search(r'<select[^>]*id="criterion".*?</select>', page, re.DOTALL)
    assert offered
    assert re.findall(r'value="(\d)"', offered[0]) == ["1", "2", "3"]


def test_start_prefills_the_author_and_leads_to_the_first_step(scene: Scene, as_user: SignIn) -> None:
    with unit_of_work():
        scene.nomination().created_by = scene.officer
    answer = as_user("officer").post("/calls/URT-2025/nominate")
    assert answer.status_code == 303
    made = db.session.query(Nomination).order_by(Nomination.id.desc()).first()
    assert made is not None
    assert answer.location == f"/nominations/{made.id}/edit/author"
    assert (made.author_name, made.author_email, made.author_phone) == (
        "한도윤", "h.doyun@hanbit.example", "+82-2-555-0101",
    )  # fmt: skip
    assert (made.company_id, made.created_by, made.state) == (scene.company, scene.officer, NominationState.DRAFT)


def test_start_is_refused_after_the_deadline_and_says_so(scene: Scene, as_user: SignIn) -> None:
    clock.move_to(datetime(2025, 7, 25, 15, 0, tzinfo=UTC))
    browser = as_user("officer")
    answer = browser.post("/calls/URT-2025/nominate")
    assert (answer.status_code, answer.location) == (303, "/calls/URT-2025")
    assert db.session.query(Nomination).count() == 1
    with browser.session_transaction() as session:
        assert "접수가 마감되었습니다(마감: 2025. 7. 25.(금) 23:59 KST)." in str(session["_flashes"])


@pytest.mark.parametrize(("then", "to"), [
    ("next", "/nominations/1/edit/milestones"), ("stay", "/nominations/1/edit/place"), ("leave", "/nominations"),
    ("", "/nominations/1/edit/milestones"),
])  # fmt: skip
def test_a_partial_step_is_saved_and_the_reader_goes_on(scene: Scene, as_user: SignIn, then: str, to: str) -> None:
    answer = as_user("officer").post(
        f"/nominations/{scene.draft}/edit/place", data={"city": "", "organisation": "New Board", "then": then}
    )
    assert (answer.status_code, answer.location) == (303, to)
    assert (scene.nomination().city, scene.nomination().organisation) == ("", "New Board")


def test_a_colleague_goes_on_where_the_draft_was_left(scene: Scene, as_user: SignIn) -> None:
    as_user("officer").post(f"/nominations/{scene.draft}/edit/place", data={"city": "Huế", "then": "leave"})
    page = as_user("colleague").get(f"/nominations/{scene.draft}/edit/place").text
    assert 'value="Huế"' in page


BAD: list[tuple[str, dict[str, str], str, str]] = [
    ("author", {"author-email": "nobody"}, "author-email", "nobody"),
    ("author", {"author-phone": "call me"}, "author-phone", "call me"),
    ("author", {"author-name": "x" * 121}, "author-name", "x" * 121),
    ("place", {"country": "ATL"}, "country", ""),
    ("place", {"route": "teleport"}, "route", ""),
    ("place", {"criterion": "99"}, "criterion", ""),
    ("place", {"criterion": "4"}, "criterion", ""),
    ("place", {"city": "a\x07b"}, "city", "a"),
    ("place", {"city": "x" * 121}, "city", "x" * 121),
    ("place", {"city_profile": "x" * 4001}, "city_profile", "x" * 4001),
    ("milestones", {"milestones-0-date": "2025-02-30", "milestones-0-what": "signed"}, "milestones-0-date", "2025-02-30"),
    ("milestones", {"milestones-0-date": "soon", "milestones-0-what": "signed"}, "milestones-0-date", "soon"),
    ("milestones", {"milestones-0-date": "0025-07-25"}, "milestones-0-date", "0025-07-25"),
    ("milestones", {"milestones-0-what": "x" * 301}, "milestones-0-what", "x" * 301),
    ("trainees", {"trainees-0-category": "king"}, "trainees-0-category", ""),
    ("trainees", {"trainees-0-name": "x" * 201}, "trainees-0-name", "x" * 201),
    ("trainees", {"trainees-0-english": "perhaps"}, "trainees-0-english", ""),
]


@pytest.mark.parametrize(("step", "typed", "field", "kept"), BAD, ids=[f"{b[2]}-{i}" for i, b in enumerate(BAD)])
def test_malformed_answers_are_refused_beside_their_field_and_what_was_typed_stays(
    scene: Scene, as_user: SignIn, step: str, typed: dict[str, str], field: str, kept: str
) -> None:
    before = content_of(scene.nomination())
    others = {"author-name": "새 담당자", "city": "Huế", "milestones-0-what": "signed", "trainees-0-name": "NEW NAME"}
    sent = {name: value for name, value in others.items() if name.split("-")[0] in (step, "city" if step == "place" else "")}
    answer = as_user("officer").post(f"/nominations/{scene.draft}/edit/{step}", data={**sent, **typed})
    assert answer.status_code == 422
    page = answer.text
    assert f'href="#{field}"' in page
    assert f'id="{field}-error"' in page
    assert kept in page
    for name, value in sent.items():
        if name not in typed:
            assert value in page
    assert content_of(scene.nomination()) == before


@pytest.mark.parametrize(
    "name", ["trainees-²-name", "trainees--name", "trainees-99999999999-name", "trainees-x-name", "trainees-0"]
)
def test_odd_names_of_rows_are_no_error(scene: Scene, as_user: SignIn, name: str) -> None:
    answer = as_user("officer").post(f"/nominations/{scene.draft}/edit/trainees", data={name: "X"})
    assert answer.status_code == 303


def test_dates_are_read_as_people_write_them(scene: Scene, as_user: SignIn) -> None:
    as_user("officer").post(f"/nominations/{scene.draft}/edit/milestones", data={
        "milestones-0-date": "2025-01-15", "milestones-0-what": "a", "milestones-1-date": "2025. 2. 3.",
        "milestones-1-what": "b", "milestones-2-date": "20250304", "milestones-2-what": "c",
        "milestones-3-date": "2025년 4월 5일", "milestones-3-what": "d", "milestones-4-date": "", "milestones-4-what": "",
    })  # fmt: skip
    assert [(one.date, one.what) for one in scene.nomination().milestones] == [
        (date(2025, 1, 15), "a"), (date(2025, 2, 3), "b"), (date(2025, 3, 4), "c"), (date(2025, 4, 5), "d"),
    ]  # fmt: skip


def test_no_trainee_is_added_beyond_what_the_call_takes(scene: Scene, as_user: SignIn) -> None:
    browser, page = as_user("officer"), f"/nominations/{scene.draft}/edit/trainees"
    most = scene.nomination().call.definition.trainees_per_nomination or 0
    typed = {f"trainees-{place}-name": f"NGUYEN {place}" for place in range(most)}
    full = browser.post(page, data={**typed, "add": "trainees"})
    assert full.status_code == 200
    assert f'name="trainees-{most}-name"' not in full.text
    assert re.search(r'value="trainees" formnovalidate data-list-add hidden>', full.text)


def test_rows_come_and_go_without_javascript_and_keep_what_was_typed(scene: Scene, as_user: SignIn) -> None:
    browser, page = as_user("officer"), f"/nominations/{scene.draft}/edit/milestones"
    added = browser.post(page, data={"milestones-0-what": "typed", "add": "milestones"})
    assert added.status_code == 200
    assert 'id="milestones-1-what"' in added.text
    assert 'value="typed"' in added.text
    removed = browser.post(
        page, data={"milestones-0-what": "first", "milestones-1-what": "second", "remove": "milestones-0"}
    )
    assert 'value="second"' in removed.text
    assert 'value="first"' not in removed.text
    assert [one.what for one in scene.nomination().milestones] == ["memorandum signed"]


def test_a_removed_row_lends_nothing_to_the_next(scene: Scene, as_user: SignIn) -> None:
    with unit_of_work():
        scene.nomination().trainees = [make_trainee(0, name="ONE", english=True), make_trainee(1, name="TWO", english=None)]
    second = str(scene.nomination().trainees[1].id)
    as_user("officer").post(
        f"/nominations/{scene.draft}/edit/trainees", data={"trainees-1-row": second, "trainees-1-name": "TWO"}
    )
    assert [(one.name, one.english) for one in scene.nomination().trainees] == [("TWO", None)]


def test_more_trainees_than_the_call_takes_are_kept_and_pointed_out(scene: Scene, as_user: SignIn) -> None:
    browser = as_user("officer")
    data = {f"trainees-{n}-name": f"PERSON {'ABC'[n]}" for n in range(3)}
    assert browser.post(f"/nominations/{scene.draft}/edit/trainees", data=data).status_code == 303
    assert len(scene.nomination().trainees) == 3
    assert "추천서 하나에 연수생은 2명까지" in browser.get(f"/nominations/{scene.draft}/edit/review").text
    assert "추천서 하나에 연수생은 2명까지" in browser.get(f"/nominations/{scene.draft}/edit/trainees?check=1").text


def test_a_stale_page_is_answered_409_with_both_values_and_a_second_save_takes_it(scene: Scene, as_user: SignIn) -> None:
    page = f"/nominations/{scene.draft}/edit/place"
    first, second = as_user("officer"), as_user("colleague")
    marks = seen(first.get(page).text)
    assert second.post(page, data={"city": "Huế", "railway_plan": "Line 9", "seen": marks}).status_code == 303
    mine = {"city": "Da Nang", "railway_plan": scene_plan(), "city_profile": "1.2 million", "seen": marks}
    answer = first.post(page, data=mine)
    assert answer.status_code == 409
    said = words(answer.text)
    assert "김수진님이" in said
    assert "도시 Huế Da Nang" in said
    assert "Line 9" in said
    assert 'value="Da Nang"' in answer.text
    assert "1.2 million" in answer.text
    assert scene.nomination().city == "Huế"
    again = first.post(page, data={**mine, "railway_plan": "Line 9", "seen": seen(answer.text)})
    assert again.status_code == 303
    nomination = scene.nomination()
    assert (nomination.city, nomination.railway_plan, nomination.city_profile) == ("Da Nang", "Line 9", "1.2 million")


def scene_plan() -> str:
    return "Lines 2A and 3 in service"


def test_saving_what_was_submitted_meanwhile_keeps_what_was_typed_on_the_page(scene: Scene, as_user: SignIn) -> None:
    with unit_of_work():
        services.submit(scene.nomination(), actor=scene.user("colleague"))
    answer = as_user("officer").post(f"/nominations/{scene.draft}/edit/place", data={"city": "Da Nang"})
    assert answer.status_code == 409
    assert "설계총괄과-2025-0001" in answer.text
    assert 'value="Da Nang"' in answer.text


def test_review_lists_what_is_missing_with_links_to_the_fields(scene: Scene, as_user: SignIn) -> None:
    with unit_of_work():
        nomination = scene.nomination()
        nomination.city, nomination.milestones[0].date, nomination.trainees[0].english = "", None, None
    browser = as_user("officer")
    page = browser.get(f"/nominations/{scene.draft}/edit/review").text
    links = re.findall(r'href="(/nominations/1/edit/[^"]+)">([^<]+)</a>(?!</li><li)', page)
    missing = [(url.replace("&amp;", "&"), text) for url, text in links if "check=1" in url]
    assert missing == [
        ("/nominations/1/edit/place?check=1#city", "도시"),
        ("/nominations/1/edit/milestones?check=1#milestones-0-date", "추진경과 1 · 날짜"),
        ("/nominations/1/edit/trainees?check=1#trainees-0-english", "연수생 1 · 영어 의사소통"),
    ]
    assert re.search(r"<button[^>]*form=\"submit-form\"[^>]* disabled", page)
    checked = browser.get("/nominations/1/edit/place?check=1").text
    assert 'id="city-error"' in checked


def test_submitting_gives_a_receipt_page_with_what_happens_next(scene: Scene, as_user: SignIn) -> None:
    browser = as_user("officer")
    answer = browser.post(f"/nominations/{scene.draft}/submit", data={"version": "1"})
    assert (answer.status_code, answer.location) == (303, f"/nominations/{scene.draft}/receipt")
    page = words(browser.get(answer.location).text)
    assert "설계총괄과-2025-0001" in page
    assert "2025. 7. 10.(목) 09:0" in page
    assert "다음 절차" in page
    assert browser.get(f"/nominations/{scene.draft}/edit/place").location == f"/nominations/{scene.draft}"


def test_submitting_an_incomplete_draft_is_422_and_names_the_field(scene: Scene, as_user: SignIn) -> None:
    with unit_of_work():
        scene.nomination().milestones = []
    answer = as_user("officer").post(f"/nominations/{scene.draft}/submit", data={"version": "1"})
    assert answer.status_code == 422
    assert "사업 추진경과를 날짜와 함께 한 건 이상 입력해 주세요." in answer.text
    assert scene.nomination().state is NominationState.DRAFT


def test_submitting_late_is_422_with_the_deadline(scene: Scene, as_user: SignIn) -> None:
    clock.move_to(datetime(2025, 7, 25, 15, 0, tzinfo=UTC))
    answer = as_user("officer").post(f"/nominations/{scene.draft}/submit", data={"version": "1"})
    assert answer.status_code == 422
    assert "접수가 마감되었습니다(마감: 2025. 7. 25.(금) 23:59 KST)." in answer.text


def test_submitting_a_version_that_a_colleague_has_changed_is_409(scene: Scene, as_user: SignIn) -> None:
    as_user("colleague").post(f"/nominations/{scene.draft}/edit/place", data={"city": "Huế"})
    answer = as_user("officer").post(f"/nominations/{scene.draft}/submit", data={"version": "1"})
    assert answer.status_code == 409
    assert "김수진" in answer.text
    assert scene.nomination().state is NominationState.DRAFT


def test_pressing_submit_twice_leads_to_the_one_receipt(scene: Scene, as_user: SignIn) -> None:
    browser = as_user("officer")
    browser.post(f"/nominations/{scene.draft}/submit", data={"version": "1"})
    again = browser.post(f"/nominations/{scene.draft}/submit", data={"version": "1"})
    assert (again.status_code, again.location) == (303, f"/nominations/{scene.draft}")


def upload(browser: Client, draft: int, *files: tuple[bytes, str], **more: str) -> Any:
    data: dict[str, Any] = {"files": [(io.BytesIO(content), name) for content, name in files], **more}
    return browser.post(f"/nominations/{draft}/edit/files", data=data, content_type="multipart/form-data")


def test_files_keep_their_names_and_are_handed_out_as_attachments(scene: Scene, as_user: SignIn) -> None:
    browser = as_user("officer")
    assert upload(browser, scene.draft, (PDF, "사업 증빙.pdf"), (PDF, "요청 서한.pdf"), then="stay").status_code == 303
    first, second = scene.nomination().files
    assert [first.file.name, second.file.name] == ["사업 증빙.pdf", "요청 서한.pdf"]
    answer = as_user("colleague").get(f"/nominations/{scene.draft}/files/{first.id}")
    assert answer.data == PDF
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "UTF-8''%EC%82%AC%EC%97%85%20%EC%A6%9D%EB%B9%99.pdf" in answer.headers["Content-Disposition"]
    assert browser.post(f"/nominations/{scene.draft}/files/{first.id}/remove").status_code == 303
    assert [one.id for one in scene.nomination().files_in_force] == [second.id]


@pytest.mark.parametrize(("content", "said"), [
    (b"", "빈 파일입니다"), (b"MZ\x90\x00 program", "허용된 형식이 아닙니다"), (PDF + b" " * (2 << 20), "1 MB 이하"),
])  # fmt: skip
def test_a_file_that_is_refused_is_named_and_the_good_one_is_kept(
    app: Flask, scene: Scene, as_user: SignIn, content: bytes, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = app.extensions["settings"]
    monkeypatch.setitem(app.extensions, "settings", type(settings)(**{
        **{name: getattr(settings, name) for name in settings.__slots__}, "upload_limit": 1 << 20,
    }))  # fmt: skip
    answer = upload(as_user("officer"), scene.draft, (content, "나쁜 파일.pdf"), (PDF, "좋은 파일.pdf"))
    assert answer.status_code == 422
    assert "“나쁜 파일.pdf”" in answer.text
    assert said in answer.text
    assert [one.file.name for one in scene.nomination().files] == ["좋은 파일.pdf"]


def test_more_than_the_server_reads_is_413_and_says_how_to_mend(app: Flask, scene: Scene, as_user: SignIn) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1024
    answer = upload(as_user("officer"), scene.draft, (PDF + b" " * 4096, "큰 파일.pdf"))
    assert answer.status_code == 413
    assert "파일 크기를 줄이거나" in answer.text


def test_saving_a_step_takes_a_fixed_number_of_queries(scene: Scene, as_user: SignIn) -> None:
    browser = as_user("officer")
    counts = []
    for rows in (1, 8):
        with unit_of_work():
            scene.nomination().trainees = [make_trainee(n, name=f"P {n}") for n in range(rows)]
        with statements() as sent:
            browser.get(f"/nominations/{scene.draft}/edit/trainees")
        counts.append(len(sent))
    assert counts == [8, 8]


def test_what_is_typed_is_escaped(scene: Scene, as_user: SignIn) -> None:
    browser = as_user("officer")
    browser.post(f"/nominations/{scene.draft}/edit/place", data={"city": "<script>alert(1)</script>"})
    for page in ("edit/place", "edit/review"):
        assert "<script>alert(1)" not in browser.get(f"/nominations/{scene.draft}/{page}").text


def test_marks_of_a_step_cover_only_its_own_answers(scene: Scene, as_user: SignIn) -> None:
    page = as_user("officer").get(f"/nominations/{scene.draft}/edit/author").text
    names = names_of(Step.AUTHOR, db.session.get_one(Call, scene.call).definition)
    own = content_of(scene.nomination(), names)
    assert seen(page) == comparison.mark(own)
