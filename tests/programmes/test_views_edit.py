"""The editor: what a form shows, what it saves, and what is said of bad input."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.conftest import Client
from tests.factories.accounts import officer
from tests.factories.programmes import POLICY_INTERNSHIP, URBAN_RAILWAY, call_data, make_call
from workflow.accounts.models import User
from workflow.core.db import unit_of_work
from workflow.core.i18n import Text
from workflow.programmes import queries, services
from workflow.programmes.definition import CallDefinition
from workflow.programmes.states import CallState
from workflow.programmes.views.sections import PAGES, SECTIONS, page_of

CODES = {URBAN_RAILWAY: "URT-2025", POLICY_INTERNSHIP: "SPEI-2017"}


class Boxes(HTMLParser):
    """What a browser would send of the form of the section, as (name, value)."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self.inside = 0  # of a <template>, which a browser does not send
        self.area: str | None = None
        self.select: str | None = None
        self.chosen: list[str] = []
        self.feed(page[page.index('id="section"') : page.index("</form>", page.index('id="section"'))])

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attributes}
        name = known.get("name", "")
        self.inside += tag == "template"
        if self.inside:
            return
        if tag == "input" and (known.get("type") not in ("checkbox", "radio") or "checked" in known):
            self.sent.append((name, known.get("value", "y")))
        elif tag == "textarea":
            self.area = name
            self.sent.append((name, ""))
        elif tag == "select":
            self.select, self.chosen = name, []
        elif tag == "option" and self.select and ("selected" in known or not self.chosen):
            self.chosen = [known["value"]]

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag == "template"
        if tag == "textarea":
            self.area = None
        elif tag == "select" and self.select:
            self.sent.append((self.select, self.chosen[0]))
            self.select = None

    def handle_data(self, data: str) -> None:
        if self.area and not self.inside:
            self.sent[-1] = (self.area, self.sent[-1][1] + data)


@pytest.fixture
def staff(app: Flask) -> User:
    with unit_of_work():
        return officer()


def editor(client: Client, staff: User, state: CallState = CallState.DRAFT, name: str = URBAN_RAILWAY) -> Client:
    with unit_of_work():
        make_call(name, state=state)
    client.set_cookie("language", "ko")
    return client.sign_in(staff)


def path_of(section: str, code: str = "URT-2025") -> str:
    return f"/manage/calls/{code}/edit" + ("" if section == "basics" else f"/{section}")


def boxes(client: Client, section: str, code: str = "URT-2025") -> list[tuple[str, str]]:
    response = client.get(path_of(section, code))
    assert response.status_code == 200
    return Boxes(response.get_data(as_text=True)).sent


def send(client: Client, section: str, sent: list[tuple[str, str]], code: str = "URT-2025") -> TestResponse:
    values: dict[str, list[str]] = {}
    for name, value in sent:
        values.setdefault(name, []).append(value)
    return client.post(path_of(section, code), data=values)


def save(client: Client, section: str, **changes: str | None) -> TestResponse:
    """Send the section with these boxes changed; None leaves one out, as an unticked one is."""
    sent = [(name, value) for name, value in boxes(client, section) if name not in changes]
    return send(client, section, sent + [(name, value) for name, value in changes.items() if value is not None])


def definition(code: str = "URT-2025") -> CallDefinition:
    return queries.call_or_404(code).definition


def errors(response: TestResponse) -> dict[str, str]:
    """Return the text of each error by the id of its box."""
    page = response.get_data(as_text=True)
    found = re.findall(r'id="([^"]+)-error\d*"><span class="sr-only">[^<]*</span> ([^<]*)</p>', page)
    return {box: unescape(text) for box, text in found}


@pytest.mark.parametrize("name", CODES)
@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_that_is_saved_as_it_is_changes_nothing(
    client: Client, staff: User, section: str, name: str
) -> None:
    code = CODES[name]
    editor(client, staff, CallState.PUBLISHED, name)
    response = send(client, section, boxes(client, section, code), code)
    assert response.status_code == 303
    assert queries.call_or_404(code).version == 1
    assert "바뀐 내용이 없습니다." in client.get(path_of(section, code)).get_data(as_text=True)


def test_basics_are_saved_and_the_next_section_follows(client: Client, staff: User) -> None:
    editor(client, staff)
    response = save(client, "basics", code="URT-2026", **{
        "programme-ko": "새 연수", "programme-en": "", "name": "서지우", "phone": "02-2133-0000", "onward": "1",
        "purpose-ko": "첫 줄\r\n둘째 줄", "runs_with-3-ko": "새 기관", "runs_with-3-en": "", "runs_with-3-role": "operator",
    })  # fmt: skip
    assert (response.status_code, response.location) == (303, "/manage/calls/URT-2026/edit/dates")
    call = definition("URT-2026")
    assert (call.programme.ko, call.programme.en, str(call.contact.name)) == ("새 연수", "", "서지우")
    assert call.purpose.ko == "첫 줄\n둘째 줄"
    assert [(partner.ko, partner.role) for partner in call.runs_with][-1] == ("새 기관", "operator")


def test_dates_are_saved_with_the_share_in_per_cent(client: Client, staff: User) -> None:
    editor(client, staff)
    save(client, "dates", nominations_close_on="2025-07-31", min_share="75 %", tentative=None)
    call = definition()
    assert (str(call.nominations_close_on), str(call.completion.min_share_attended)) == ("2025-07-31", "0.75")  # type: ignore[union-attr]
    assert (call.training.tentative, call.training.days) == (False, 7)
    save(client, "dates", min_share="", training_from="2025-10-27", nights="5")
    assert definition().completion is None
    assert (definition().training.day_count, definition().training.night_count) == (6, 5)


def test_quotas_that_are_left_blank_are_absent(client: Client, staff: User) -> None:
    editor(client, staff)
    save(client, "quotas", countries="", trainees="1,200", trainees_per_nomination="", budget_krw="690000000")
    call = definition()
    assert (call.quotas.countries, call.quotas.trainees, call.quotas.trainees_per_country) == (None, 1200, 2)
    assert (call.trainees_per_nomination, call.budget_krw) == (None, 690_000_000)


def test_staff_are_warned_of_quotas_that_cannot_meet_and_not_refused(client: Client, staff: User) -> None:
    editor(client, staff)
    assert "6개국 × 국가별 2명 = 12명으로는 정원 14명을 채울 수 없습니다." in client.get(path_of("quotas")).get_data(as_text=True)
    save(client, "quotas", trainees="12")
    assert "채울 수 없습니다" not in client.get(path_of("quotas")).get_data(as_text=True)


def test_rows_get_their_keys_and_numbers_by_themselves(client: Client, staff: User) -> None:
    editor(client, staff)
    save(client, "routes", **{"routes-4-key": "", "routes-4-ko": "자매도시 추천", "routes-4-en": "", "routes-4-airfare": "city"})
    assert [route.key for route in definition().routes] == ["company", "operator", "direct", "meeting", "route_1"]
    save(client, "countries", **{"country_criteria-4-number": "", "country_criteria-4-ko": "협력도시"})
    assert [(one.number, one.ko) for one in definition().country_criteria][-1] == (5, "협력도시")
    save(client, "trainees", **{"ranked-3-rank": "", "ranked-3-key": "", "ranked-3-ko": "그 밖의 공무원"})
    assert [(one.rank, one.key) for one in definition().ranked][-1] == (4, "category_1")


def test_blank_rows_are_left_out_and_rows_can_be_removed(client: Client, staff: User) -> None:
    editor(client, staff)
    sent = [(n, v) for n, v in boxes(client, "routes") if not n.startswith("routes-1-")]
    send(client, "routes", [*sent, ("routes-9-ko", " "), ("routes-9-key", ""), ("routes-9-airfare", "city")])
    assert [route.key for route in definition().routes] == ["company", "direct", "meeting"]


def test_criteria_that_go_take_their_question_along(client: Client, staff: User) -> None:
    editor(client, staff)
    save(client, "eligibility", **{"eligibility-1-rule": ""})
    sent = [(n, v) for n, v in boxes(client, "countries") if not n.startswith("country_criteria-")]
    assert send(client, "countries", sent).status_code == 303
    assert definition().country_criteria == ()
    assert "criterion" not in definition().nomination_asks.nomination


def test_rules_take_their_parameters_and_bring_their_questions(client: Client, staff: User) -> None:
    editor(client, staff)
    response = save(client, "eligibility", **{
        "eligibility-3-rule": "age_at_most", "eligibility-3-on_fail": "exclude", "eligibility-3-phase": "submission",
        "eligibility-3-age": "49", "eligibility-3-on": "closing_day", "eligibility-3-ko": "만 50세 미만인 사람",
        "eligibility-4-rule": "answer_is", "eligibility-4-on_fail": "flag", "eligibility-4-answer": "public_official=yes",
        "eligibility-4-years": "7",  # a box of another rule, which does not count
        "eligibility-5-rule": "passport_valid", "eligibility-5-on_fail": "flag", "eligibility-5-months": "6",
    })  # fmt: skip
    assert response.status_code == 303
    assert [rule.model_dump(mode="json") for rule in definition().eligibility][3:] == [
        {"on_fail": "exclude", "phase": "submission", "text": {"ko": "만 50세 미만인 사람", "en": ""},
         "rule": "age_at_most", "years": 49, "on": "closing_day"},
        {"on_fail": "flag", "phase": "screening", "text": None, "rule": "answer_is", "question": "public_official",
         "value": True},
        {"on_fail": "flag", "phase": "confirmation", "text": None, "rule": "passport_valid", "months": 6},
    ]  # fmt: skip
    assert {"birth_date", "public_official"} <= set(definition().nomination_asks.trainee)
    assert definition().nomination_asks.confirmation == ("passport_expires_on",)


def test_the_order_of_selection_is_what_the_rows_say(client: Client, staff: User) -> None:
    editor(client, staff)
    save(client, "selection", **{"order-0": "score", "order-2": "rank", "within_country": "per_city", "scores": None})
    selection = definition().selection
    assert selection.order == ("score", "english", "rank", "received", "key")
    assert (selection.within_country, selection.scores) == ("per_city", False)


def test_costs_and_questions_are_ticked_and_keep_their_order(client: Client, staff: User) -> None:
    editor(client, staff)
    sent = [(n, v) for n, v in boxes(client, "funding") if (n, v) != ("city_pays", "training")]
    send(client, "funding", [("city_pays", "visa"), *sent])
    assert definition().funding.city_pays == ("stay", "visa")
    save(client, "asks", **{
        "trainee-duties-asked": "", "trainee-field_of_work-asked": "optional", "fields_of_work-0-ko": "도시계획",
        "trainee-passport_expires_on-asked": "confirmation", "nomination-city_profile-asked": "optional",
        "nomination-city_profile-ko": "인구와 교통", "nomination-city_profile-en": "People and traffic",
    })  # fmt: skip
    asked = definition().nomination_asks
    assert asked.trainee == ("name", "position", "reason", "category", "english", "field_of_work")
    assert asked.confirmation == ("passport_expires_on",)
    assert asked.optional == ("nomination.city_profile", "trainee.field_of_work")
    assert asked.help == {"nomination.city_profile": Text("인구와 교통", "People and traffic")}
    assert [str(field) for field in definition().fields_of_work] == ["도시계획"]


def test_the_draft_programme_is_saved_in_the_order_of_its_days(client: Client, staff: User) -> None:
    editor(client, staff)
    save(client, "programme", **{
        "days-7-date": "2025-10-25", "days-7-theme-ko": "사전 입국", "days-7-hosts": "서울시, 서울교통공사 / Seoul Metro ,",
        "days-7-points-0-ko": "공항 영접", "days-7-points-0-host": "인천공항", "days-7-points-1-ko": "",
    })  # fmt: skip
    first = definition().programme_draft[0]
    assert (str(first.day), first.theme.ko, first.hosts) == (
        "2025-10-25", "사전 입국", (Text("서울시"), Text("서울교통공사", "Seoul Metro"))
    )  # fmt: skip
    assert [(point.ko, point.host) for point in first.items] == [("공항 영접", Text("인천공항"))]
    assert len(definition().programme_draft) == 8


def test_a_letterhead_is_all_or_nothing(client: Client, staff: User) -> None:
    editor(client, staff)
    response = save(client, "letters", **{"postcode": "4524", "sender-ko": "", "number": "internal"})
    assert response.status_code == 422
    assert errors(response) == {
        "sender-ko": "입력해 주세요.",
        "postcode": "숫자 다섯 자리로 적어 주세요. 예: 04524",
    }
    blank = {f"{name}-{language}": "" for name in ("agency", "sender", "address") for language in ("ko", "en")}
    assert save(client, "letters", postcode="", homepage="", disclosure="", **blank).status_code == 303
    assert definition().letterhead is None


BAD: list[tuple[str, dict[str, str], dict[str, str]]] = [
    ("basics", {"code": "도시철도 2025"}, {"code": "영문자와 숫자를 쓰고, 사이에는 하이픈(-)만 쓸 수 있습니다. 예: ABC-2025"}),
    ("basics", {"code": ""}, {"code": "입력해 주세요."}),
    ("basics", {"programme-ko": "  "}, {"programme-ko": "입력해 주세요."}),
    ("basics", {"notice_title-ko": "가" * 201}, {"notice_title-ko": "200자 이내로 적어 주세요."}),
    ("basics", {"purpose-ko": "가" * 4001}, {"purpose-ko": "4,000자 이내로 적어 주세요."}),
    ("basics", {"purpose-ko": "가\x01나"}, {"purpose-ko": "글자가 아닌 문자(제어문자)를 지워 주세요."}),
    ("basics", {"name": "가" * 301}, {"name": "300자 이내로 적어 주세요."}),
    ("basics", {"unit-ko": ""}, {"unit-ko": "입력해 주세요."}),
    ("basics", {"runs_with-1-ko": ""}, {"runs_with-1-ko": "입력해 주세요."}),
    ("dates", {"published_on": "7월 2일"}, {"published_on": "날짜는 2025-07-25처럼 적어 주세요."}),
    ("dates", {"published_on": ""}, {"published_on": "날짜를 골라 주세요."}),
    ("dates", {"nominations_close_on": "2025-06-01"}, {"nominations_close_on": "접수마감일이 공고일보다 빠릅니다."}),
    ("dates", {"nominations_close_on": "2025-10-26"},
     {"nominations_close_on": "접수마감일은 연수 시작일보다 빨라야 합니다."}),
    ("dates", {"training_to": "2025-10-01"}, {"training_to": "연수 종료일이 시작일보다 빠릅니다."}),
    ("dates", {"nights": "99"}, {"nights": "숙박 일수가 기간보다 깁니다."}),
    ("dates", {"nights": "-1"}, {"nights": "0 이상이어야 합니다."}),
    ("dates", {"min_share": "많이"}, {"min_share": "숫자로 적어 주세요."}),
    ("dates", {"min_share": "150"}, {"min_share": "0% 이상 100% 이하로 적어 주세요."}),
    ("dates", {"min_share": "NaN"}, {"min_share": "숫자로 적어 주세요."}),
    ("quotas", {"trainees": "열넷"}, {"trainees": "정수로 적어 주세요."}),
    ("quotas", {"trainees": "0"}, {"trainees": "1 이상이어야 합니다."}),
    ("quotas", {"trainees": "100001"}, {"trainees": "100,000 이하여야 합니다."}),
    ("quotas", {"trainees": "9" * 5000}, {"trainees": "정수로 적어 주세요."}),
    ("quotas", {"trainees": "3.5", "countries": "-2"}, {"trainees": "정수로 적어 주세요.", "countries": "1 이상이어야 합니다."}),
    ("routes", {"routes-0-ko": ""}, {"routes-0-ko": "입력해 주세요."}),
    ("routes", {"routes-1-key": "company"}, {"routes-1-ko": "두 번 나오는 값입니다: company"}),
    ("countries", {"country_criteria-1-number": "1"}, {"country_criteria-1-number": "두 번 나오는 값입니다: 1"}),
    ("eligibility", {"eligibility-0-rule": "age_at_most", "eligibility-0-age": ""},
     {"eligibility-0-age": "입력해 주세요."}),
    ("eligibility", {"eligibility-0-rule": "answer_is", "eligibility-0-answer": ""},
     {"eligibility-0-answer": "골라 주세요."}),
    ("eligibility", {"eligibility-0-rule": "passport_valid", "eligibility-0-months": "여섯"},
     {"eligibility-0-months": "정수로 적어 주세요."}),
    ("eligibility", {"eligibility-0-rule": "documents_given"}, {"eligibility-0-questions": "골라 주세요."}),
    ("asks", {"nomination-city_profile-ko": "", "nomination-city_profile-en": "People"},
     {"nomination-city_profile-ko": "입력해 주세요."}),
    ("dates", {"nominations_close_at": "저녁"}, {"nominations_close_at": "시각은 18:00처럼 적어 주세요."}),
    ("dates", {"screening-starts_on": "2025-09-02", "screening-ends_on": "2025-09-01"},
     {"screening-ends_on": "마지막 날이 첫날보다 빠릅니다."}),
    ("quotas", {"trainees_per_company": "0"}, {"trainees_per_company": "1 이상이어야 합니다."}),
    ("consents", {"consents-0-ko": "수집·이용 동의", "consents-0-purpose-en": "Selection"},
     {"consents-0-purpose-ko": "입력해 주세요.", "consents-0-items-ko": "입력해 주세요.",
      "consents-0-retention-ko": "입력해 주세요.", "consents-0-refusal-ko": "입력해 주세요."}),
    ("selection", {"order-1": "rank"}, {"order-1": "두 번 나오는 값입니다: rank"}),
    ("selection", {"order-1": "public_official"},
     {"order-1": "정렬에 쓸 수 없는 값입니다: public_official. 쓸 수 있는 값: rank, score, received, key, english"}),
    ("funding", {"company_duties-0-ko": ""}, {"company_duties-0-ko": "입력해 주세요."}),
    ("programme", {"days-1-date": "2025-10-26"}, {"days-1-date": "두 번 나오는 값입니다: 2025-10-26"}),
    ("programme", {"days-1-date": "", "days-1-theme-ko": ""},
     {"days-1-date": "날짜를 골라 주세요.", "days-1-theme-ko": "입력해 주세요."}),
    ("programme", {"days-1-points-0-ko": ""}, {"days-1-points-0-ko": "입력해 주세요."}),
    ("letters", {"disclosure": "비밀"},
     {"disclosure": "'공개'나 '부분공개(6)', '비공개(5,6)'처럼 적어 주세요. 괄호 안은 1~8호입니다."}),
]  # fmt: skip


@pytest.mark.parametrize(("section", "typed", "said"), BAD, ids=[f"{s}-{next(iter(t))}-{n}" for n, (s, t, _) in enumerate(BAD)])
def test_bad_input_is_told_beside_its_box_and_nothing_typed_is_lost(
    client: Client, staff: User, section: str, typed: dict[str, str], said: dict[str, str]
) -> None:
    editor(client, staff)
    response = save(client, section, **typed)
    assert response.status_code == 422
    assert errors(response) == said
    again = dict(Boxes(response.get_data(as_text=True)).sent)
    for name, value in typed.items():
        assert again[name].strip() == value.strip()
    assert queries.call_or_404("URT-2025").version == 1


@pytest.mark.parametrize(("section", "typed", "said"), [
    ("routes", {"routes-0-airfare": "nobody"}, {"routes-0-airfare": "쓸 수 있는 값: 'company', 'city'"}),
    ("trainees", {"preferences-0-key": "name"},
     {"preferences-0-key": "우대사항은 연수생에게 묻는 예·아니요 문항이어야 합니다: name"}),
    ("selection", {"within_country": "all"}, {"within_country": "쓸 수 있는 값: 'pool', 'best_nomination', 'per_city'"}),
])  # fmt: skip
def test_a_choice_that_is_not_offered_is_told_beside_its_box(
    client: Client, staff: User, section: str, typed: dict[str, str], said: dict[str, str]
) -> None:
    editor(client, staff)
    response = save(client, section, **typed)
    assert (response.status_code, errors(response)) == (422, said)


def summary(response: TestResponse) -> list[str]:
    """Return the lines of the list of errors above the form."""
    listed = response.get_data(as_text=True).split("error-summary")[1].split("</ul>")[0]
    return [unescape(line) for line in re.findall(r'<a href="#[^"]+">([^<]*)</a>', listed)]


def test_the_list_of_errors_says_in_which_group_and_in_which_row(client: Client, staff: User) -> None:
    editor(client, staff)
    response = save(client, "dates", **{
        "screening-starts_on": "2025-09-02", "screening-ends_on": "2025-09-01", "training_to": "",
    })  # fmt: skip
    assert summary(response) == [
        "요건검토 · 끝나는 날: 마지막 날이 첫날보다 빠릅니다.", "연수 종료일: 날짜를 골라 주세요.",
    ]  # fmt: skip
    response = save(client, "eligibility", **{
        "eligibility-0-rule": "age_at_most", "eligibility-0-age": "", "eligibility-1-rule": "years_in_post",
    })  # fmt: skip
    assert summary(response) == [
        "자격요건 1 · 나이 상한 · 만 나이(세): 입력해 주세요.", "자격요건 2 · 현 직무 기간 · 햇수: 입력해 주세요.",
    ]  # fmt: skip
    assert summary(save(client, "basics", **{"notice_title-ko": ""})) == ["공고명(국문): 입력해 주세요."]


def test_errors_are_in_the_language_of_the_reader(client: Client, staff: User) -> None:
    editor(client, staff)
    with unit_of_work():
        staff.language = "en"
    response = save(client, "quotas", trainees="many")
    assert errors(response) == {"trainees": "Write a whole number."}
    assert "Please correct the following" in response.get_data(as_text=True)


def test_what_is_wrong_in_another_section_says_in_which(client: Client, staff: User) -> None:
    editor(client, staff)
    response = save(client, "asks", **{"nomination-criterion-asked": ""})
    assert errors(response) == {}
    assert "국가·도시·기관: &#39;선정기준&#39;(criterion) 문항을 추가해 주세요." in response.get_data(as_text=True)
    sent = [(n, v) for n, v in boxes(client, "countries") if not n.startswith("country_criteria-")]
    response = send(client, "countries", sent)  # the rule 'criterion_claimed' still needs them
    assert response.status_code == 422
    assert errors(response) == {}
    assert "국가(도시) 선정기준" in response.get_data(as_text=True)


def test_every_part_of_a_call_belongs_to_a_page_of_the_editor() -> None:
    beside_pages = {"record"}  # the figures of earlier years, which come by file
    for name in CallDefinition.model_fields:
        assert (page_of(name) in PAGES) != (name in beside_pages), name


def test_a_row_is_added_and_removed_without_javascript_and_keeps_what_was_typed(client: Client, staff: User) -> None:
    editor(client, staff)
    sent = [(n, v) for n, v in boxes(client, "routes") if n != "routes-0-ko"]
    response = send(client, "routes", [*sent, ("routes-0-ko", "아직 저장 안 함"), ("add", "routes")])
    assert response.status_code == 200
    again = Boxes(response.get_data(as_text=True)).sent
    assert ("routes-0-ko", "아직 저장 안 함") in again
    assert ("routes-4-ko", "") in again
    response = send(client, "routes", [*again, ("remove", "routes-1")])
    names = [name for name, _ in Boxes(response.get_data(as_text=True)).sent]
    assert "routes-1-ko" not in names
    assert "routes-4-ko" in names
    assert queries.call_or_404("URT-2025").version == 1


def test_a_row_within_a_row_is_added_without_javascript(client: Client, staff: User) -> None:
    editor(client, staff)
    response = send(client, "programme", [*boxes(client, "programme"), ("add", "days-0-points")])
    assert ("days-0-points-2-ko", "") in Boxes(response.get_data(as_text=True)).sent


def test_a_published_quota_asks_for_a_reason_beside_its_box(client: Client, staff: User) -> None:
    editor(client, staff, CallState.PUBLISHED)
    response = save(client, "quotas", trainees="12")
    assert response.status_code == 422
    assert list(errors(response)) == ["reason"]
    assert list(errors(save(client, "quotas", trainees="many"))) == ["trainees", "reason"]
    assert dict(Boxes(response.get_data(as_text=True)).sent)["trainees"] == "12"
    assert save(client, "quotas", trainees="12", reason="예산 조정").status_code == 303
    assert [row.reason for row in queries.call_or_404("URT-2025").amendments] == ["예산 조정"]


def test_a_draft_asks_for_no_reason(client: Client, staff: User) -> None:
    editor(client, staff)
    assert "변경 사유" not in client.get(path_of("quotas")).get_data(as_text=True)


def test_a_published_route_cannot_be_taken_away(client: Client, staff: User) -> None:
    editor(client, staff, CallState.PUBLISHED)
    sent = [(n, v) for n, v in boxes(client, "routes") if not n.startswith("routes-3-")]
    response = send(client, "routes", sent)
    assert response.status_code == 422
    assert "공고된 &#39;실무회의 결정&#39; 항목은" in response.get_data(as_text=True)


def test_an_old_page_gets_409_says_who_was_faster_and_keeps_what_was_typed(
    app: Flask, client: Client, staff: User
) -> None:
    editor(client, staff)
    sent = [(n, v) for n, v in boxes(client, "quotas") if n != "trainees"]
    with unit_of_work():
        colleague = officer(name="박주무관")
    with unit_of_work():
        services.update_call(queries.call_or_404("URT-2025"), {"trainees_per_nomination": 3}, actor=colleague)
    response = send(client, "quotas", [*sent, ("trainees", "13")])
    page = response.get_data(as_text=True)
    assert response.status_code == 409
    assert "박주무관" in page
    assert dict(Boxes(page).sent)["trainees"] == "13"
    assert definition().quotas.trainees == 14


def test_an_unknown_section_and_an_unknown_call_are_404(client: Client, staff: User) -> None:
    editor(client, staff)
    assert client.get("/manage/calls/URT-2025/edit/none").status_code == 404
    assert client.get("/manage/calls/NONE/edit").status_code == 404


@pytest.mark.parametrize("sent", [
    {}, {"version": "x"}, {"version": "9" * 40}, {"routes-x-ko": "a"}, {"routes-99999999999999999999-ko": "a"},
    {"routes": "a"}, {"remove": "routes"}, {"add": "none"},
])  # fmt: skip
def test_a_form_that_was_tampered_with_is_never_an_error_of_ours(
    client: Client, staff: User, sent: dict[str, Any]
) -> None:
    editor(client, staff)
    assert client.post(path_of("routes"), data=sent).status_code in (200, 303, 409, 422)


def test_a_version_that_cannot_be_one_is_stale(client: Client, staff: User) -> None:
    editor(client, staff)
    assert save(client, "quotas", trainees="13", version="9" * 40).status_code == 409


def test_every_section_reads_the_same_in_the_data(app: Flask) -> None:
    """What a section writes back of an unchanged call is what the call says."""
    for name in CODES:
        call = CallDefinition.model_validate(call_data(name))
        with app.test_request_context():
            for form in SECTIONS.values():
                filled = form(meta={"csrf": False}, data=form.filled(call))
                data = {**call.model_dump(mode="json"), **filled.changes(call)}
                kept = {key: value for key, value in data.items() if value is not None}
                assert CallDefinition.model_validate(kept) == call, form.key
