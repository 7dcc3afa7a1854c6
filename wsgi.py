"""The web application, for gunicorn and for ``flask --app wsgi``."""

from workflow.app import create_app

app = create_app()
