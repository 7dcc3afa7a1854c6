"""Default deny: a route without a policy keeps the application from booting.

A policy says who may call a view at all. Which objects they see is decided where objects are
loaded: every load goes through a query scoped to the reader, so a foreign object is a 404.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request
from flask_login import current_user

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may call a view: everybody, the holder of a link, who is signed in, or holders of a role."""

    name: str
    roles: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.name}({', '.join(sorted(self.roles))})" if self.roles else self.name


PUBLIC = Policy("public")
BY_LINK = Policy("by link")
"""The view itself checks a random token that is stored hashed; a GET through it changes nothing."""
SIGNED_IN = Policy("signed in")


class MissingPolicy(Exception):
    """A route says nothing about who may call it."""


def requires(*who: Policy | str) -> Callable[[View], View]:
    """Declare who may call a view: one Policy, or one or more roles of which any suffices."""
    first = who[0]
    policy = first if isinstance(first, Policy) else Policy("role", frozenset(str(role) for role in who))

    def declare(view: View) -> View:
        view.policy = policy  # type: ignore[attr-defined]
        return view

    return declare


def policy_of(app: Flask, endpoint: str) -> Policy | None:
    return getattr(app.view_functions[endpoint], "policy", None)


def check_routes(app: Flask) -> None:
    """Raise MissingPolicy, naming the routes, unless every route has declared one."""
    bare = sorted({rule.endpoint for rule in app.url_map.iter_rules() if policy_of(app, rule.endpoint) is None})
    if bare:
        raise MissingPolicy("these routes have no policy (add @requires): " + ", ".join(bare))


def _enforce() -> Any:
    if request.endpoint is None:
        return None
    policy = policy_of(current_app, request.endpoint)
    if policy is None:
        abort(403)
    if policy in (PUBLIC, BY_LINK):
        return None
    if not current_user.is_authenticated:
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
    if policy.roles and not policy.roles & set(current_user.roles):
        abort(403)
    return None


def init_app(app: Flask) -> None:
    app.before_request(_enforce)
