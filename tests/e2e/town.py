"""A whole installation for end-to-end tests: web, worker, broker and mail server, and the people who use it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.support.browser import DESKTOP
from tests.support.servers import MailServer, Valkey, Web, Worker, environment, wait_until
from workflow.demo.mailbox import OpenLetter
from workflow.demo.people import PASSWORD, PEOPLE

ROOT = Path(__file__).parents[2]


class Town:
    """The running installation. People sign in with `person`, mail is read with `mail_to`."""

    def __init__(self, web: Web, mail: MailServer, browser: Browser, env: dict[str, str]) -> None:
        self.web, self.mail, self.browser, self.env = web, mail, browser, env

    def person(self, role: str, language: str = "en") -> Page:
        """Open a browser of their own for the demonstration's person in `role`, signed in."""
        address = next(one.email for one in PEOPLE if one.role == role)
        context = self.browser.new_context(viewport=DESKTOP, base_url=self.web.url, locale="en-US", accept_downloads=True)
        page = context.new_page()
        page.goto("/sign-in")
        page.locator(f"button[name=language][value={language}]").click()
        page.locator("input[name=email]").fill(address)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        page.locator(f"button[name=language][value={language}]").click()
        return page

    def mail_to(self, address: str, subject: str, patience: float = 60.0) -> OpenLetter:
        """Wait for a mail to `address` whose subject contains `subject`, and return it."""

        def found() -> OpenLetter | None:
            for letter in self.mail.letters():
                if address in letter.recipients and subject in letter.subject:
                    return self.mail.open(letter)
            return None

        wait_until(found, f"a mail to {address} about {subject!r}", patience)
        letter = found()
        assert letter is not None
        return letter


def flask(env: dict[str, str], *arguments: str) -> None:
    """Run one of our commands to its end."""
    done = subprocess.run([sys.executable, "-m", "flask", "--app", "wsgi", *arguments], cwd=ROOT, env=env,
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def town(folder: Path, browser: Browser, stage: str = "calls") -> Iterator[Town]:
    """Start an installation with the demonstration loaded up to `stage`."""
    with ExitStack() as parts:
        broker = parts.enter_context(Valkey(folder))
        mail = parts.enter_context(MailServer(folder))
        env = environment(
            folder, REDIS_URL=broker.url, MAIL_URL=mail.url, DEMONSTRATION="1", CLOCK_START="2025-07-10T09:00:00+09:00",
            OUTBOX_SWEEP_SECONDS="5",
        )
        web = Web(folder, env)
        env["PUBLIC_URL"] = web.url
        flask(env, "db", "upgrade")
        flask(env, "demo", "load", "--stage", stage)
        parts.enter_context(web)
        parts.enter_context(Worker(folder, env))
        yield Town(web, mail, browser, env)


def move_clock(page: Page, moment: str) -> None:
    """Move the demonstration's clock forward to a moment in Korean time."""
    page.goto("/demo")
    page.locator("input[name=to][type=datetime-local]").fill(moment)
    press(page, "Move the clock")
    expect(page.locator("main")).to_contain_text("It is now")


def unfold(page: Page, name: str, submit: str | None = None) -> None:
    """Open the confirmation behind a button, confirm, and wait for the page that answers."""
    box = page.locator("main details.confirm", has=page.locator("summary", has_text=name)).first
    box.locator("summary").click()
    with page.expect_navigation():
        box.get_by_role("button", name=submit or name, exact=submit is not None).first.click()


def press(page: Page, name: str) -> None:
    """Press the button of that name in the page's main part, and wait for the page that answers.

    A step whose saving is under way is sent a moment after the press: to wait for the load of the page that
    stands there would be over at once, and the next press would be lost on the old page.
    """
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).first.click()
