"""The front half of the lifecycle in Chromium: last year's call becomes the next one, with a question of its own;
a company of two nominates, a trainee consents by link in English, and a correction is asked and answered.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.town import Town, move_clock, press
from tests.support.browser import DESKTOP
from tests.support.samples import PDF

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(420)]

CALL = "/manage/calls/URT-2026"
COLLEAGUE = "colleague@hanbit.example"
TRAINEE = "hanh@hanoi.example"
PASSWORD = "a-long-password-2026"


def test_next_year_is_made_nominated_for_consented_to_and_corrected(here: Town) -> None:
    officer, company = here.person("officer"), here.person("company")
    clone(officer)
    ask_for_evidence(officer)
    ask_for_consents(officer)
    publish(officer)
    colleague = invite_colleague(here, company)
    move_clock(officer, "2026-07-10T09:00")
    begin(company)
    finish(colleague)
    submit(company)
    ask_trainee(company)
    consent(here)
    company.goto("/nominations/1")
    expect(company.locator("main")).to_contain_text("Answered")
    move_clock(officer, "2026-07-28T09:00")
    ask_correction(officer)
    assert "/nominations/1/corrections" in here.mail_to("h.doyun@hanbit.example", "Please correct your nomination").text
    answer_correction(company)
    resolve(officer)
    make_a_third_shape(officer)
    company.goto("/calls/WATER-2026")
    press(company, "Nominate")
    expect(company.locator("h1")).to_have_text("Author")


def make_a_third_shape(officer: Page) -> None:
    """Make a call of another shape in the builder alone: no quotas, no criteria, a question of its own."""
    officer.goto("/manage/calls/new")
    officer.locator("#code").fill("WATER-2026")
    fill_pair(officer, "programme", "상수도 초청연수", "Water Supply Training")
    fill_pair(officer, "notice_title", "상수도 연수생 추천", "Call for water engineers")
    fill_pair(officer, "purpose", "상수도 운영 경험 공유", "to share how water supply is run")
    fill_pair(officer, "unit", "상수도사업본부", "Waterworks Authority")
    for name, day in (("published_on", "2026-07-27"), ("nominations_close_on", "2026-08-21"),
                      ("training_from", "2026-10-05"), ("training_to", "2026-10-09")):  # fmt: skip
        officer.locator(f"#{name}").fill(day)
    press(officer, "Make the draft")
    officer.goto("/manage/calls/WATER-2026/new-question")
    fill_pair(officer, "text", "정수장 수", "Number of plants")
    officer.locator("#kind").select_option("number")
    press(officer, "Save")
    officer.goto("/manage/calls/WATER-2026/publish")
    press(officer, "Publish the notice")


def clone(page: Page) -> None:
    page.goto("/manage/calls/URT-2025/clone")
    expect(page.locator("#code")).to_have_value("URT-2026")
    expect(page.locator("#nominations_close_on")).to_have_value("2026-07-24")  # a Friday again
    press(page, "Make the draft")


def ask_for_evidence(page: Page) -> None:
    page.goto(f"{CALL}/new-question")
    fill_pair(page, "text", "협약서", "Agreement with the city")
    page.locator("#kind").select_option("file")
    page.locator("#shown_when").select_option("criterion=1")
    press(page, "Save")
    expect(page.locator("main")).to_contain_text("Agreement with the city")


def ask_for_consents(page: Page) -> None:
    page.goto(f"{CALL}/edit/consents")
    press(page, "Add the usual consents")
    press(page, "Save")
    expect(page.locator("main")).to_contain_text("Saved.")


def publish(page: Page) -> None:
    page.goto(f"{CALL}/publish")
    press(page, "Publish the notice")
    page.goto("/manage/calls")
    expect(page.locator("main")).to_contain_text("URT-2026")


def invite_colleague(here: Town, page: Page) -> Page:
    """Invite a second member, who follows the link of the mail and signs in."""
    page.goto("/company")
    page.locator("#name").fill("Lee Colleague")
    page.locator("#email").fill(COLLEAGUE)
    page.locator("label[for=right-2]").click()
    page.locator("#language").select_option("en")
    press(page, "Send the invitation")
    link = re.search(r"https?://\S+/set-password/\S+", here.mail_to(COLLEAGUE, "").text)
    assert link is not None
    colleague = here.browser.new_context(viewport=DESKTOP, base_url=here.web.url, locale="en-US").new_page()
    colleague.goto(link[0])
    for box in colleague.locator("main input[type=password]").all():
        box.fill(PASSWORD)
    colleague.locator("label[for=consent]").click()
    with colleague.expect_navigation():
        colleague.locator("main form button[type=submit]").first.click()
    return colleague


def begin(page: Page) -> None:
    """The first member writes where: the evidence is asked only once criterion 1 is chosen."""
    page.goto("/calls/URT-2026")
    press(page, "Nominate")
    page.get_by_label("Officer's telephone number").fill("+82-2-555-0101")
    save_step(page, "place")
    page.locator("#route").select_option("company")
    page.locator("#country").select_option("VNM")
    for name, text in (("city", "Hanoi"), ("organisation", "Metropolitan Railway Board"), ("city_profile", "8.5 million"),
                       ("railway_plan", "Lines 2A and 3 in service")):  # fmt: skip
        page.locator(f"#{name}").fill(text)
    page.locator("#criterion").select_option("2")
    save_step(page, "milestones")
    page.goto("/nominations/1/edit/files")
    expect(page.locator("main")).not_to_contain_text("Agreement with the city")
    page.goto("/nominations/1/edit/place")
    page.locator("#criterion").select_option("1")
    save_step(page, "milestones")
    page.goto("/nominations/1/edit/files")
    expect(page.locator("main")).to_contain_text("Agreement with the city")


def finish(page: Page) -> None:
    """The second member goes on in the same draft, and may not submit it."""
    page.goto("/nominations/1/edit/milestones")
    page.locator("#milestones-0-date").fill("2026-02-20")
    page.locator("#milestones-0-what").fill("detailed design begun")
    save_step(page, "trainees")
    page.locator("#trainees-0-name").fill("NGUYEN THI MINH HANH")
    page.locator("#trainees-0-position").fill("Director of Planning")
    page.locator("#trainees-0-category").select_option("policy_manager")
    page.locator("label[for=trainees-0-english-0]").click()
    page.locator("#trainees-0-duties").fill("network planning")
    page.locator("#trainees-0-reason").fill("leads network planning")
    save_step(page, "files")
    upload(page, "협약서.pdf")
    page.goto("/nominations/1/edit/duties")
    page.locator("label[for=duties_acknowledged-0]").click()
    page.locator("label[for=duties_acknowledged-1]").click()
    save_step(page, "review")
    expect(page.locator("main").get_by_role("button", name="Submit the nomination", exact=True)).to_be_disabled()


def save_step(page: Page, following: str) -> None:
    press(page, "Save and continue")
    expect(page).to_have_url(re.compile(f"/edit/{following}$"))


def upload(page: Page, name: str) -> None:
    box = page.locator("main input[type=file]").first
    box.set_input_files({"name": name, "mimeType": "application/pdf", "buffer": PDF})
    expect(page.locator("main")).to_contain_text(name)


def submit(page: Page) -> None:
    page.goto("/nominations/1/edit/review")
    press(page, "Submit the nomination")
    expect(page.locator("main")).to_contain_text("설계총괄과-2026-0001")


def ask_trainee(page: Page) -> None:
    page.goto("/nominations/1/trainees")
    page.locator("main input[name=email]").first.fill(TRAINEE)
    press(page, "Send it by mail")


def consent(here: Town) -> None:
    """The trainee has no account: the link of the mail is enough."""
    link = re.search(r"https?://\S+/trainee/\S+", here.mail_to(TRAINEE, "").text)
    assert link is not None
    page = here.browser.new_context(viewport={"width": 390, "height": 844}, base_url=here.web.url, locale="en-US").new_page()
    page.goto(link[0])
    expect(page.locator("h1")).to_have_text("Confirm your nomination")
    page.locator("label[for=checked]").click()
    page.locator("#surname").fill("NGUYEN")
    page.locator("#given_names").fill("THI MINH HANH")
    for box in page.get_by_text("I consent", exact=True).all():
        box.click()
    press(page, "Send my answers")
    expect(page.locator("main")).to_contain_text("Your answers were received")


def ask_correction(page: Page) -> None:
    page.goto(f"{CALL}/nominations")
    page.get_by_role("link", name="설계총괄과-2026-0001").click()
    page.locator("summary", has_text="Ask for correction").click()
    page.locator("#field").select_option("trainees.0.duties")
    page.locator("textarea[name=request]").last.fill("Say which lines she plans.")
    press(page, "Ask the company")
    expect(page.locator("main")).to_contain_text("The correction was asked for")


def answer_correction(page: Page) -> None:
    page.goto("/nominations/1")
    page.get_by_role("link", name="Answer the corrections: 1").click()
    expect(page.locator("main [name=city]")).to_have_count(0)
    page.locator("#trainees-0-duties").fill("network planning of lines 2 to 5")
    press(page, "Send the answer")
    expect(page.locator("main")).to_contain_text("Your answer was sent")


def resolve(page: Page) -> None:
    page.reload()
    expect(page.locator("main ins")).to_have_text("network planning of lines 2 to 5")
    press(page, "Resolved")
    expect(page.locator("main")).to_contain_text("The correction is resolved.")


def fill_pair(page: Page, name: str, ko: str, en: str) -> None:
    """Fill in a text in both languages."""
    page.locator(f"[id={name}-ko]").fill(ko)
    page.locator(f"[id={name}-en]").fill(en)
