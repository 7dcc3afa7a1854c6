"""The unit: a page with the frame of all pages, a table from memory, and no query."""

from __future__ import annotations

from flask import Flask, render_template

from workflow.core.policies import PUBLIC

PATH = "/bench/bare"
ROWS, COLUMNS = 50, 8
SOURCE = """{% extends "base.html" %}
{% block title %}Bare page{% endblock %}
{% block content %}
<table>
  <thead><tr>{% for column in rows[0] %}<th scope="col">Column</th>{% endfor %}</tr></thead>
  <tbody>
  {% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
  {% endfor %}
  </tbody>
</table>
{% endblock %}
"""


def add(app: Flask) -> None:
    """Give the application of a measurement the bare page."""
    template = app.jinja_env.from_string(SOURCE)
    rows = [[f"{row}. {column}" for column in range(COLUMNS)] for row in range(ROWS)]

    def bare() -> str:
        return render_template(template, rows=rows)

    bare.policy = PUBLIC  # type: ignore[attr-defined]
    app.add_url_rule(PATH, "bench_bare", bare)
