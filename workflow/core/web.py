"""What every answer has in common: security headers, error pages that say how to go on."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, flash, g, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from workflow.core import countries, kept, uploads
from workflow.core.db import db, unit_of_work
from workflow.core.errors import NotAllowed, Refused, Stale
from workflow.core.i18n import Text, current_language
from workflow.core.policies import PUBLIC, policy_of
from workflow.core.slots import slot

csrf = CSRFProtect()

SAID: dict[int, tuple[Text, Text]] = {
    400: (
        Text("요청을 이해하지 못했습니다", "The request was not understood"),
        Text("이전 화면으로 돌아가 입력한 내용을 확인한 뒤 다시 시도하세요.",
             "Go back, look over what you entered and try again."),
    ),
    403: (
        Text("이 화면을 볼 권한이 없습니다", "You may not open this page"),
        Text("필요한 역할이 있다면 관리자에게 요청하세요.", "Ask an administrator if your work needs this role."),
    ),
    404: (
        Text("화면을 찾을 수 없습니다", "Page not found"),
        Text("주소를 확인하거나 첫 화면에서 다시 찾아 주세요.", "Check the address, or start again from the first page."),
    ),
    405: (
        Text("이 주소에서는 할 수 없는 동작입니다", "This address does not take that action"),
        Text("이전 화면의 버튼을 이용하세요.", "Use the buttons of the page you came from."),
    ),
    409: (
        Text("그 사이 내용이 바뀌었습니다", "This was changed meanwhile"),
        Text("지금 내용을 확인한 뒤, 그래도 필요하면 다시 처리하세요.",
             "Look at it as it stands now, and do it again if it is still wanted."),
    ),
    413: (
        Text("보낸 내용이 너무 큽니다", "What was sent is too large"),
        Text("파일 크기를 줄이거나 나누어 올려 주세요.", "Upload a smaller file, or several in turn."),
    ),
    422: (
        Text("요청한 대로 처리할 수 없습니다", "This cannot be done"),
        Text("아래 사유를 확인하세요. 바뀐 것은 없습니다.", "See the reason below. Nothing was changed."),
    ),
    429: (
        Text("요청이 너무 잦습니다", "Too many requests"),
        Text("잠시 후 다시 시도하세요.", "Wait a little and try again."),
    ),
    500: (
        Text("처리하지 못했습니다", "Something went wrong on our side"),
        Text("바뀐 것은 없습니다. 잠시 후 다시 시도하고, 계속되면 담당자에게 알려 주세요.",
             "Nothing was changed. Try again in a moment; if it goes on, tell the office."),
    ),
}


MAX_ID = 2**31 - 1


class RowId(IntegerConverter):
    """An id in an address: one that no row can have is a 404, not an error of the database."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=MAX_ID)


def row_key(typed: str | None) -> int | None:
    """Return the id or version that somebody's page sent, None where no row can have it.

    For `?before=` of a list and hidden fields, which anybody may change.
    """
    digits = (typed or "").strip()
    number = int(digits) if digits.isdecimal() and len(digits) <= 10 else None
    return number if number is not None and number <= MAX_ID else None


def init_app(app: Flask) -> None:
    settings = app.extensions["settings"]
    app.url_map.converters["int"] = RowId
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    csrf.init_app(app)
    app.jinja_env.globals.update(slot=slot, csp_nonce=csp_nonce, page_as_it_stands=page_as_it_stands,
                                 refused_press=refused_press)  # fmt: skip
    app.jinja_env.filters["country"] = _country_name
    app.jinja_env.filters["place"] = countries.place
    app.before_request(_refuse_nul)
    app.after_request(_secure)
    app.register_error_handler(CSRFError, _csrf_failed)
    app.register_error_handler(HTTPException, lambda error: error_page(error.code or 500))
    app.register_error_handler(405, _not_taken)
    app.register_error_handler(413, lambda error: error_page(413, uploads.too_large(), back=_page_before()))
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(NotAllowed, lambda error: error_page(403))
    app.register_error_handler(Exception, _failed)


def csp_nonce() -> str:
    """Return the nonce of this answer; base.html puts it on its scripts."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def safe_next(target: str | None, default: str) -> str:
    """Return `target` if it is a path of this site, else `default`.

    Backslashes, tabs and '///' are refused, since browsers read them as the start of a host.
    """
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return default
    if any(ord(c) < 0x20 for c in target) or urlsplit(target).netloc:
        return default
    return target


def public_address(endpoint: str, **values: Any) -> str:
    """Return the full address of a page for mails, documents and commands, on the configured public base:
    never on a host that a request claims."""
    settings = current_app.extensions["settings"]
    return str(settings.public_url) + current_app.url_map.bind("").build(endpoint, values)


def say(reasons: list[Any]) -> None:
    """Show reasons above the next page."""
    for reason in reasons:
        flash(str(reason.text), "danger")


def press(act: Callable[[], object], to: str, done: str, stood: str | None = None) -> ResponseReturnValue:
    """Do what a button asks, in a unit of work of its own; go on to `to` with `done` said above it, or with
    the reasons of a refusal. Where the button stood on another page, `stood` names it: a refusal goes back there.
    What comes from a stale page is told with 409."""
    try:
        with unit_of_work():
            act()
    except Stale:
        raise
    except Refused as error:
        return back(error, stood or to)
    flash(done, "success")
    return redirect(to, 303)


def back(error: Refused, to: str) -> ResponseReturnValue:
    """Answer a refused button press: back to the page it stands on, which says why. Where the button is asked
    twice (components/confirm.html), its box is open there, with the reasons and the beginning of what was written."""
    say(error.reasons)
    session[_REFUSED] = {
        "page": urlsplit(to).path, "action": _full_path(), "said": " ".join(str(one.text) for one in error.reasons),
        "reason": request.form.get("reason", "")[:REASON_KEPT],
    }  # fmt: skip
    return redirect(to, 303)


REASON_KEPT = 500
"""Characters of a reason that go along with a refusal: the session is a cookie, which holds 4 KB."""

_REFUSED = "refused_press"


def refused_press(action: str) -> dict[str, str] | None:
    """Return for templates what was refused of the last press of the button that sends to `action`, as 'said' and
    'reason', on the page that `back` led to; None otherwise. It is told once."""
    if "refused_press" not in g:
        told = session.pop(_REFUSED, None) if _REFUSED in session else None
        g.refused_press = told if told and told["page"] == request.path else None
    found: dict[str, str] | None = g.refused_press
    return found if found and found["action"] == action else None


def _full_path() -> str:
    return request.full_path.rstrip("?")


def _country_name(code: str) -> str:
    """Show a country's name for its code, and what is no code as it stands."""
    return countries.name(code, current_language()) if countries.is_country(code) else code


def error_page(
    status: int, reasons: list[Text] | None = None, back: str = "", typed: Sequence[str] = ()
) -> tuple[str, int]:
    """Return the page that says what happened, why, how to go on, and the way to `back` where one is given.

    `typed` is what the reader wrote and would lose, shown to be copied.
    """
    db.session.rollback()
    title, mend = SAID.get(status, SAID[400] if status < 500 else SAID[500])
    page = render_template(
        "errors/error.html", status=status, heading=title, mend=mend, reasons=reasons or [], back=back, typed=typed
    )
    return page, status


def page_as_it_stands() -> str:
    """Return the address of the page that a form stood on, to be opened anew; '' where none is known."""
    return _page_before() or (_page_above(f"{request.path}/") if request.method == "POST" else "")


def _page_before() -> str:
    """Return the page of this site that the request was sent from, '' where it does not say."""
    before = urlsplit(request.referrer or "")
    return safe_next(before.path, "") if before.netloc == request.host else ""


def _refuse_nul() -> None:
    """NUL is in no text that anybody types, and PostgreSQL cannot store it."""
    typed = (request.path, *request.args.keys(), *request.args.values(), *request.form.values())
    if any("\0" in text for text in typed):
        abort(400)


def _refused(error: Refused) -> tuple[str, int]:
    """Say what was refused where no form says it beside its fields: with what was typed, and the way back."""
    status, texts = 409 if isinstance(error, Stale) else 422, [reason.text for reason in error.reasons]
    return error_page(status, texts, back=page_as_it_stands(), typed=kept.texts())


def _csrf_failed(error: CSRFError) -> ResponseReturnValue:
    if kept.is_script():
        return kept.tell_script()
    if kept.is_to_keep():
        return kept.page()
    if kept.needs_sign_in():
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined, no-any-return]
    stale_page = Text(
        "화면을 연 지 오래되어 보안 확인이 끝났습니다. 이전 화면을 새로 고친 뒤 다시 보내 주세요.",
        "The page was open for too long and its security check has ended. Reload it and send again.",
    )
    return error_page(400, [stale_page])


def _not_taken(error: HTTPException) -> ResponseReturnValue:
    """Lead who asks for the address of a button to the page above it, on which the button stands: so it is after
    an error, when the address is entered again or the language is changed."""
    if request.method in ("GET", "HEAD") and (page := _page_above(request.path)):
        return redirect(page, 303)
    return error_page(405)


def _page_above(path: str) -> str:
    """Return the nearest address above `path` that answers GET, '' where that is only the first page."""
    routes = current_app.url_map.bind("")
    while path := path.rpartition("/")[0]:
        with suppress(HTTPException):
            routes.match(path, method="GET")
            return path
    return ""


def _failed(error: Exception) -> tuple[str, int]:
    current_app.logger.exception("unhandled: %s", request.path)
    return error_page(500)


def _secure(response: Response) -> Response:
    headers = response.headers
    headers.setdefault(
        "Content-Security-Policy",
        "default-src 'self'; "
        f"script-src 'self' 'nonce-{csp_nonce()}'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    )
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("X-Frame-Options", "DENY")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    endpoint = request.endpoint
    if endpoint is None or policy_of(current_app, endpoint) is not PUBLIC:
        headers["Cache-Control"] = "no-store"
    return response

