"""The application factory."""

from __future__ import annotations

from flask import Flask
from flask_compress import Compress
from flask_migrate import Migrate

from workflow import wiring
from workflow.config import ROOT, Settings
from workflow.core import clock, i18n, limits, mail, office, policies, uploads, wake, web
from workflow.core.db import db

migrate = Migrate()
compress = Compress()


def create_app(settings: Settings | None = None) -> Flask:
    """Make the application from `settings` (default: the environment).

    Raises SettingsError where the environment is not fit to start, and MissingPolicy where a route
    does not say who may call it.
    """
    settings = settings or Settings.from_environment()
    settings.instance_dir.mkdir(parents=True, exist_ok=True)
    app = Flask("workflow", instance_path=str(settings.instance_dir), root_path=str(ROOT / "workflow"),
                template_folder=str(ROOT / "templates"))
    app.extensions["settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https://"),
        PERMANENT_SESSION_LIFETIME=30 * 60,  # an idle session of staff ends by itself
        SEND_FILE_MAX_AGE_DEFAULT=3600,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session; a long form is not lost for its token
        TESTING=settings.testing,
    )
    clock.configure(settings.clock_start, settings.instance_dir)
    office.init_app(app)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    i18n.init_app(app)
    compress.init_app(app)
    uploads.init_app(app)
    web.init_app(app)
    limits.init_app(app)
    policies.init_app(app)
    wake.init_app(app)
    mail.init_app(app)
    wiring.wire(app)
    policies.requires(policies.PUBLIC)(app.view_functions["static"])
    policies.check_routes(app)
    return app


def _engine_options(settings: Settings) -> dict[str, object]:
    if settings.database_url.startswith("sqlite"):
        return {"connect_args": {"timeout": 30, "check_same_thread": False}}
    return {"pool_pre_ping": True}


