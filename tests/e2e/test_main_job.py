"""The main job through the pages, in Chromium: from a company's nomination to a certificate that verifies.

One story on a real installation: web with two processes, a Celery worker, a broker and a mail server.
Mails are read from the server that received them, the QR from the certificate as it is printed.
"""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pikepdf
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.town import Town, move_clock, press, unfold

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(420)]

COMPANY = "h.doyun@hanbit.example"
CALL = "/manage/calls/URT-2025"


def test_company_nominates_and_its_trainee_gets_a_certificate_that_verifies(here: Town, tmp_path: Path) -> None:
    nominate(here.person("company"))
    assert "설계총괄과-2025-0001" in here.mail_to(COMPANY, "Your nomination was received").text
    officer = here.person("officer")
    move_clock(officer, "2025-07-28T09:00")
    screen(officer)
    score(here.person("committee"))
    send_up(officer)
    approve(here.person("approver"))
    number_the_letter(officer)
    announce(officer)
    letter = here.mail_to(COMPANY, "Result of the selection")
    assert_pdf_says(letter.attachments[0].content, tmp_path, "한빛철도엔지니어링", "설계총괄과-12345", "수신")
    coordinator = here.person("coordinator")
    plan(coordinator)
    itinerary = here.mail_to(COMPANY, "The itinerary of the training")
    assert len(itinerary.attachments) == 2
    move_clock(coordinator, "2025-10-31T18:00")
    print_certificate(coordinator)
    take_attendance(coordinator)
    award(coordinator)
    certificate = here.mail_to(COMPANY, "The certificate of")
    address = qr_of(certificate.attachments[0].content, tmp_path)
    assert address.startswith(here.web.url + "/verify/")
    verify(here, address)


def nominate(page: Page) -> None:
    page.goto("/calls/URT-2025")
    press(page, "Nominate")
    page.get_by_label("Officer's telephone number").fill("+82-2-555-0101")
    press(page, "Save and continue")
    page.locator("#route").select_option("company")
    page.locator("#country").select_option("VNM")
    page.locator("#city").fill("Ho Chi Minh City")
    page.locator("#organisation").fill("Management Authority for Urban Railways")
    page.locator("#city_profile").fill("9.4 million people; traffic dominated by motorbikes")
    page.locator("#railway_plan").fill("Line 1 in service since December 2024")
    page.locator("#criterion").select_option("2")
    press(page, "Save and continue")
    page.locator("#milestones-0-date").fill("2025-02-20")
    page.locator("#milestones-0-what").fill("detailed design begun")
    press(page, "Save and continue")
    page.locator("#trainees-0-name").fill("NGUYỄN THỊ MINH HẠNH")
    page.locator("#trainees-0-position").fill("Director of Planning")
    page.locator("#trainees-0-category").select_option("policy_manager")
    page.locator("label[for=trainees-0-english-0]").click()
    page.locator("#trainees-0-duties").fill("network planning of lines 2 to 5")
    page.locator("#trainees-0-reason").fill("leads network planning")
    press(page, "Save and continue")
    press(page, "Save and continue")
    page.locator("label[for=duties_acknowledged-0]").click()
    page.locator("label[for=duties_acknowledged-1]").click()
    press(page, "Save and continue")
    press(page, "Submit the nomination")
    expect(page.locator("main")).to_contain_text("설계총괄과-2025-0001")


def screen(page: Page) -> None:
    page.goto(f"{CALL}/nominations")
    page.get_by_role("link", name="설계총괄과-2025-0001").click()
    page.locator("label", has_text="Eligible").first.click()
    page.locator("#decision-form textarea[name=reason]").first.fill("evidence of the project seen")
    press(page, "Record the decision")
    expect(page.locator("main")).to_contain_text("The decision was recorded.")


def score(page: Page) -> None:
    page.goto(f"{CALL}/scores")
    page.locator("input.score").fill("88.5")
    press(page, "Save the sheet")
    expect(page.locator("main")).to_contain_text("The sheet was saved.")


def send_up(page: Page) -> None:
    page.goto(f"{CALL}/selection")
    expect(page.locator("main")).to_contain_text("88.50")
    press(page, "Send up for approval")
    expect(page.locator("main")).to_contain_text("Waiting for approval")


def approve(page: Page) -> None:
    page.goto("/manage/approvals")
    press(page, "Approve")
    expect(page.locator("main")).to_contain_text("pproved")


def number_the_letter(page: Page) -> None:
    page.goto(f"{CALL}/letters")
    page.get_by_role("link", name="한빛철도엔지니어링㈜").or_(page.get_by_role("link", name="Hanbit")).first.click()
    page.locator("#number").fill("설계총괄과-12345")
    press(page, "Save the number")
    expect(page.locator("main")).to_contain_text("Approved and numbered")


def announce(page: Page) -> None:
    page.goto(f"{CALL}/selection")
    unfold(page, "Announce the result")
    expect(page.locator("main")).to_contain_text("Announced on 28 Jul 2025")


def plan(page: Page) -> None:
    page.goto(f"{CALL}/itinerary")
    press(page, "Take over the draft programme")
    unfold(page, "Make release 1", "Release")
    expect(page.locator("main")).to_contain_text("Release 1 was made.")


def print_certificate(page: Page) -> None:
    page.goto(f"{CALL}/certificates")
    press(page, "Prepare 1 certificates")
    for _ in range(30):
        page.goto(f"{CALL}/certificates")
        if page.locator("summary", has_text="Mark 1 as printed").count():
            break
        page.wait_for_timeout(1000)
    unfold(page, "Mark 1 as printed")


def take_attendance(page: Page) -> None:
    page.goto(f"{CALL}/attendance")
    while page.locator("main").get_by_role("link", name="Call the next roll").count():
        page.locator("main").get_by_role("link", name="Call the next roll").first.click()
        press(page, "Save with all present")
        page.goto(f"{CALL}/attendance")
    page.locator("main").get_by_role("link", name="Who completes").first.click()
    unfold(page, "Settle")


def award(page: Page) -> None:
    page.goto(f"{CALL}/certificates")
    unfold(page, "Award by completion")
    expect(page.locator("main")).to_contain_text("Awarded")


def assert_pdf_says(content: bytes, folder: Path, *words: str) -> None:
    """Read the text of a PDF as a reader would copy it, and find these words in it."""
    path = folder / "letter.pdf"
    path.write_bytes(content)
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout
    assert [word for word in words if word not in text] == []


def qr_of(content: bytes, folder: Path) -> str:
    """Print the certificate to pixels and read its QR, as a phone would."""
    assert len(pikepdf.open(io.BytesIO(content)).pages) == 1
    path = folder / "certificate.pdf"
    path.write_bytes(content)
    subprocess.run(["pdftoppm", "-r", "150", "-png", str(path), str(folder / "certificate")], check=True)
    picture = next(folder.glob("certificate*.png"))
    codes = zxingcpp.read_barcodes(Image.open(picture))
    assert len(codes) == 1
    return str(codes[0].text)


def verify(here: Town, address: str) -> None:
    """Anybody, without an account, follows the address to a page that says valid and little else."""
    page = here.browser.new_context(locale="en-US").new_page()
    page.goto(address)
    said = page.locator("main")
    expect(said).to_contain_text("Valid")
    expect(said).to_contain_text("Invited Training for Overseas Urban Railway Officials")
    assert "NGUYỄN THỊ MINH HẠNH" not in page.content()
