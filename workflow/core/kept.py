"""A form whose session is over is handed back on a page that holds what was typed, to be sent again.

Somebody signs out in another tab, a cookie is lost, an hour passes: the form that stands open is sent all the
same, and cannot be taken. It is kept in the page that answers it, not here, so nothing of it is stored.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask import current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from workflow.core.i18n import gettext as _
from workflow.core.policies import BY_LINK, PUBLIC, policy_of

SECRET = frozenset({"password", "present"})
"""Names of boxes for passwords: what was typed there is never written into a page."""
BESIDE = frozenset({"csrf_token", "version", "seen", "next", "then"})
"""Names of what a page sends with every form and nobody has typed."""
_CHOICE = re.compile(r"[a-z0-9_.:/-]+")
"""How the hidden values and choices of a form look: numbers, days and keys."""


def is_script() -> bool:
    """Tell whether a script of a page asks, which shows no page as the answer."""
    return bool(request.headers.get("X-Requested-With")) or request.headers.get("Sec-Fetch-Dest") == "empty"


def needs_sign_in() -> bool:
    """Tell whether the address asked for is for those who are signed in, and the reader is not."""
    policy = policy_of(current_app, request.endpoint) if request.endpoint else None
    return policy not in (PUBLIC, BY_LINK) and not current_user.is_authenticated


def is_to_keep() -> bool:
    """Tell whether a form with something in it was sent from a page of this site.

    What another site sends is not handed back: its reader would send on what they never wrote.
    """
    return request.method == "POST" and _is_ours() and any(
        value.strip() for name, value in typed() if name not in BESIDE
    )  # fmt: skip


def typed() -> list[tuple[str, str]]:
    """Return the fields that were sent, by name and in their order, without passwords and the token."""
    sent = request.form.items(multi=True)
    return [(name, value) for name, value in sent if name != "csrf_token" and name not in SECRET]


def texts() -> list[str]:
    """Return what was written into the form that was sent, for its writer to copy: no keys of rows, no choices."""
    return [
        value for name, value in typed()
        if name not in BESIDE and value.strip() and ("reason" in name or not _CHOICE.fullmatch(value.strip()))
    ]  # fmt: skip


def page() -> ResponseReturnValue:
    """Return the page that says what happened and holds the form: 401 where its sender has to sign in first."""
    signed_out = needs_sign_in()
    shown = render_template(
        "errors/kept.html", signed_out=signed_out, fields=typed(),
        files=any(file.filename for file in request.files.values()), left_out=bool(SECRET & request.form.keys()),
    )  # fmt: skip
    return shown, 401 if signed_out else 400


def tell_script() -> ResponseReturnValue:
    """Answer a script whose token is not of this session: to sign in first, or the token to ask again with."""
    if needs_sign_in():
        return jsonify(note=_("You are signed out. Sign in again in another window, then save again.")), 401
    return jsonify(csrf_token=generate_csrf()), 400


def _is_ours() -> bool:
    """Browsers name the origin of every form that is sent; who names none is not taken for one of ours."""
    try:
        return urlsplit(request.headers.get("Origin") or request.referrer or "").netloc == request.host
    except ValueError:
        return False
