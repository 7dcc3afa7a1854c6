"""The macros that pages are built from, rendered by themselves: escaping, labels, errors, states."""

from __future__ import annotations

from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from lxml import html
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FileField,
    Form,
    FormField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from workflow.core.assets import ROOT

EVIL = '<script>alert("x")</script> & PEÑA'


class Row(Form):
    name = StringField("Name", [InputRequired("Enter the name.")])


class Sample(Form):
    version = HiddenField()
    title = StringField("Title", [InputRequired("Enter a title.")])
    country = SelectField(
        "Country", choices=[SelectChoice("VN", "Viet Nam"), SelectChoice("UZ", "Uzbekistan")]
    )
    route = RadioField(
        "Route", [InputRequired("Choose a route.")], choices=[SelectChoice("a", "A"), SelectChoice("b", "B")],
    )  # fmt: skip
    topics = SelectMultipleField(
        "Topics", choices=[SelectChoice("x", "X"), SelectChoice("y", "Y")],
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip
    born = DateField("Born")
    reason = TextAreaField("Reason")
    letter = FileField("Letter")
    secret = PasswordField("Password")
    agreed = BooleanField("Agreed")
    rows = FieldList(FormField(Row), max_entries=3)


@pytest.fixture(scope="module")
def pages() -> Environment:
    """Return templates where an undefined name is an error, in English."""
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )  # fmt: skip
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(csrf_token=lambda: "token", refused_press=lambda action: None, upload_limit=20 * 1048576)
    return environment


def parse(pages: Environment, source: str, **values: Any) -> html.HtmlElement:
    """Render `source` with all component files imported under their names and parse it."""
    names = ("buttons", "callout", "confirm", "drawings", "empty", "facts", "files", "filters", "form", "links", "steps",
             "table", "tag")  # fmt: skip
    imports = "".join(f'{{% import "components/{name}.html" as {name} %}}' for name in names)
    return html.fromstring(f"<main>{pages.from_string(imports + source).render(**values)}</main>")


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize("source", [
    "{{ buttons.button(evil) }}", "{{ buttons.link_button(evil, evil) }}", "{{ buttons.post_button(evil, evil, {'a': evil}) }}",
    "{{ callout.callout('info', evil, evil) }}", "{{ callout.alert(evil) }}", "{{ tag.tag(evil) }}",
    "{{ facts.facts([(evil, evil)]) }}", "{{ empty.empty(evil, evil, (evil, evil)) }}",
    "{{ steps.steps([{'label': evil, 'state': 'todo', 'url': evil}]) }}",
    "{{ steps.stages([{'label': evil, 'state': 'done', 'note': evil}]) }}",
    "{{ steps.timeline([{'when': evil, 'title': evil, 'who': evil, 'text': evil}]) }}",
    "{{ table.table(evil, [evil], [[evil]]) }}", "{{ files.file_list([{'name': evil, 'url': evil, 'size': 3, 'note': evil}]) }}",
    "{{ filters.search(evil, evil, evil) }}", "{{ filters.choice('a', evil, [(evil, evil)], evil) }}",
    "{{ confirm.confirm(evil, evil, evil, reason='required', error=evil) }}",
    "{{ drawings.funnel([(evil, 3, evil)], evil) }}", "{{ drawings.seats(evil, 1, 2, evil) }}",
    "{{ links.crumbs([(evil, evil)]) }}", "{{ links.tabs([(evil, evil, true)], evil) }}",
    "{{ drawings.week([{'label': evil, 'items': [{'start': '09:00', 'end': '10:00', 'title': evil, 'place': evil}]}], evil) }}",
])  # fmt: skip
def test_macro_escapes_what_users_typed(pages: Environment, source: str) -> None:
    page = parse(pages, source, evil=EVIL)
    assert page.findall(".//script") == []
    assert page.xpath("//@style") == []
    assert EVIL in page.text_content() or EVIL in page.xpath("//@*")


def test_field_required_is_said_in_a_word_and_kept_with_its_label(pages: Environment) -> None:
    page = parse(pages, "{{ form.field(f) }}", f=Sample().title)
    assert words(page.find(".//label")) == "Title required"
    assert page.find(".//input").get("required") is not None
    assert page.find(".//label").get("for") == page.find(".//input").get("id")


def test_field_with_error_is_invalid_and_described_by_help_and_error(pages: Environment) -> None:
    form = Sample(data={"title": ""})
    form.validate()
    page = parse(pages, "{{ form.field(f, help='As printed.') }}", f=form.title)
    box = page.find(".//input")
    assert box.get("aria-invalid") == "true"
    assert box.get("aria-describedby") == "title-help title-error"
    assert words(page.get_element_by_id("title-help")) == "As printed."
    assert words(page.get_element_by_id("title-error")) == "Error: Enter a title."


def test_field_without_error_is_not_marked_invalid(pages: Environment) -> None:
    page = parse(pages, "{{ form.field(f) }}", f=Sample().title)
    assert page.xpath("//@aria-invalid") == []
    assert page.xpath("//@aria-describedby") == []


def test_field_keeps_the_value_escaped(pages: Environment) -> None:
    page = parse(pages, "{{ form.field(f) }}{{ form.field(g) }}", f=Sample(data={"title": EVIL}).title,
                 g=Sample(data={"reason": EVIL}).reason)  # fmt: skip
    assert page.find(".//input").get("value") == EVIL
    assert page.find(".//textarea").text.strip() == EVIL


@pytest.mark.parametrize(("name", "path"), [
    ("country", "select"), ("born", "input[@type='date']"), ("reason", "textarea"), ("letter", "input[@type='file']"),
    ("secret", "input[@type='password']"), ("agreed", "input[@type='checkbox']"),
])  # fmt: skip
def test_field_of_each_kind_has_its_box_and_label(pages: Environment, name: str, path: str) -> None:
    page = parse(pages, "{{ form.field(f) }}", f=Sample()[name])
    assert len(page.findall(f".//{path}")) == 1
    assert page.find(".//label").get("for") == name


@pytest.mark.parametrize(("name", "kind", "chosen"), [("route", "radio", "b"), ("topics", "checkbox", ["y"])])
def test_field_of_choices_is_a_group_with_a_legend_that_keeps_the_choice(
    pages: Environment, name: str, kind: str, chosen: Any
) -> None:
    page = parse(pages, "{{ form.field(f) }}", f=Sample(data={name: chosen})[name])
    boxes = page.findall(f".//fieldset//input[@type='{kind}']")
    assert words(page.find(".//legend")).startswith(name.title())
    assert [box.get("checked") is not None for box in boxes] == [False, True]


def test_error_summary_links_each_error_to_its_box(pages: Environment) -> None:
    form = Sample(data={"title": "", "country": "VN", "rows": [{"name": ""}]})
    form.validate()
    form.form_errors.append("Nobody is nominated.")
    page = parse(pages, "{{ form.error_summary(f) }}{% for x in f %}{{ form.field(x) if x.id != 'rows' }}{% endfor %}"
                        "{{ form.field(f.rows[0].form.name) }}", f=form)  # fmt: skip
    summary = page.find(".//div[@role='alert']")
    assert [words(item) for item in summary.findall(".//li")] == [
        "Nobody is nominated.", "Title: Enter a title.", "Route: Choose a route.", "Rows 1 · Name: Enter the name.",
    ]  # fmt: skip
    targets = [link.get("href")[1:] for link in summary.findall(".//a")]
    assert [page.get_element_by_id(target).tag for target in targets] == ["input", "input", "input"]


def test_error_summary_without_errors_is_nothing(pages: Environment) -> None:
    assert words(parse(pages, "{{ form.error_summary(f) }}", f=Sample())) == ""


def test_form_open_writes_token_and_hidden_fields_once(pages: Environment) -> None:
    form = Sample(data={"version": "3"})
    page = parse(
        pages, "{{ form.form_open(f, '/x', multipart=true, guard=true) }}{{ form.form_close() }}", f=form
    )
    hidden = {box.get("name"): box.get("value") for box in page.findall(".//input[@type='hidden']")}
    assert hidden == {"csrf_token": "token", "version": "3"}
    assert page.find(".//form").get("enctype") == "multipart/form-data"


def test_field_list_template_is_the_next_row_and_leaves_the_form_as_it_was(pages: Environment) -> None:
    form = Sample(data={"rows": [{"name": "a"}, {"name": "b"}]})
    source = ("{% macro row(entry) %}{{ form.field(entry.name) }}{% endmacro %}"
              "{{ form.field_list(f.rows, 'Trainee', 'Add', 'Remove', row) }}")  # fmt: skip
    page = parse(pages, source, f=form)
    template = page.find(".//template")
    assert template.get("data-list-template") == "2"
    assert template.find(".//input").get("name") == "rows-2-name"
    assert len(form.rows.entries) == 2
    assert [button.get("value") for button in page.xpath("//button[@name='remove'][not(ancestor::template)]")] == [
        "rows-0", "rows-1",
    ]  # fmt: skip


def test_field_list_that_is_full_has_no_template(pages: Environment) -> None:
    form = Sample(data={"rows": [{"name": "a"}] * 3})
    page = parse(
        pages,
        "{% macro row(entry) %}{% endmacro %}{{ form.field_list(f.rows, 'T', 'Add', 'Remove', row) }}",
        f=form,
    )
    assert page.findall(".//template") == []


def test_table_has_caption_scopes_and_labels_for_cards(pages: Environment) -> None:
    page = parse(
        pages, "{{ table.table('Seats', ['Country', 'People'], [['VN', 3], ['UZ', none]], numbers=[1]) }}"
    )
    assert words(page.find(".//caption")) == "Seats"
    assert [head.get("scope") for head in page.findall(".//th")] == ["col", "col", "row", "row"]
    assert [cell.get("data-label") for cell in page.findall(".//td")] == ["People", "People"]
    assert [words(cell) for cell in page.findall(".//td")] == ["3", "–none"]


def test_table_without_rows_says_so(pages: Environment) -> None:
    page = parse(pages, "{{ table.table('Seats', ['Country', 'People'], [], empty='No seats yet') }}")
    assert words(page.find(".//tbody")) == "No seats yet"


@pytest.mark.parametrize("body", ["", "{% for one in [] %}{% call table.row() %}{% endcall %}{% endfor %}\n"])
def test_table_whose_body_is_called_for_says_so_too(pages: Environment, body: str) -> None:
    page = parse(pages, "{% call table.table('Seats', ['Country'], empty='No seats yet') %}" + body + "{% endcall %}")
    assert words(page.find(".//tbody")) == "No seats yet"


def test_tag_always_has_its_word_and_an_unknown_tone_is_neutral(pages: Environment) -> None:
    page = parse(pages, "{{ tag.tag('eligible', 'success') }}{{ tag.tag('odd', 'purple') }}")
    assert [(words(mark), "bg-light-gray" in mark.get("class")) for mark in page.findall(".//span")] == [
        ("eligible", False), ("odd", True),
    ]  # fmt: skip


@pytest.mark.parametrize(("tone", "role"), [("danger", "alert"), ("success", "status")])
def test_alert_interrupts_only_for_danger(pages: Environment, tone: str, role: str) -> None:
    assert parse(pages, "{{ callout.alert('x', tone) }}", tone=tone).find(".//div").get("role") == role


def test_steps_say_their_state_and_the_current_one_is_no_link(pages: Environment) -> None:
    items = [{"label": "A", "state": "done", "url": "/a"}, {"label": "B", "state": "current", "url": "/b"},
             {"label": "C", "state": "begun"}, {"label": "D", "state": "todo"}]  # fmt: skip
    page = parse(pages, "{{ steps.steps(items) }}", items=items)
    assert [words(item) for item in page.findall(".//li")] == ["1 A done", "2 B now", "3 C being written", "4 D to come"]
    assert [link.get("href") for link in page.findall(".//a")] == ["/a"]
    assert [item.get("aria-current") for item in page.findall(".//li")] == [None, "step", None, None]


@pytest.mark.parametrize(("used", "cap", "said", "marks"), [
    (12, 14, "12 of 14", {"taken": 12, "free": 2, "over": 0}), (3, 3, "3 of 3: full", {"taken": 3, "free": 0, "over": 0}),
    (3, 2, "3 of 2: 1 too many", {"taken": 2, "free": 0, "over": 1}),
    (4, None, "4, no limit", {"taken": 4, "free": 0, "over": 0}),
    (0, 0, "0 of 0: full", {"taken": 0, "free": 0, "over": 0}),
])  # fmt: skip
def test_seats_say_and_draw_how_many_are_taken(
    pages: Environment, used: int, cap: int | None, said: str, marks: dict[str, int]
) -> None:
    page = parse(pages, "{{ drawings.seats('All', used, cap) }}", used=used, cap=cap)
    assert words(page.find(".//strong")) == said
    assert {name: len(page.findall(f".//rect[@class='{name}']")) for name in marks} == marks


def test_funnel_is_a_table_whose_bars_are_in_proportion(pages: Environment) -> None:
    page = parse(pages, "{{ drawings.funnel([('Nominated', 42), ('Selected', 21), ('None', 0)], 'Call') }}")
    assert [words(row) for row in page.findall(".//tbody/tr")] == ["Nominated 42", "Selected 21", "None 0"]
    assert [bar.get("width") for bar in page.xpath("//rect[@class='fill']")] == ["100.0", "50.0", "0.0"]


def test_funnel_of_zeros_divides_by_nothing(pages: Environment) -> None:
    page = parse(pages, "{{ drawings.funnel([('Nominated', 0)], 'Call') }}")
    assert [bar.get("width") for bar in page.xpath("//rect[@class='fill']")] == ["0"]


def test_week_puts_sessions_at_their_half_hours(pages: Environment) -> None:
    days = [{"label": "Mon", "items": [{"start": "09:30", "end": "11:00", "title": "Opening"}]},
            {"label": "Tue", "items": [{"start": "10:00", "end": "12:00", "title": "Depot"}]},
            {"label": "Wed", "items": []}]  # fmt: skip
    page = parse(pages, "{{ drawings.week(days, 'Week') }}", days=days)
    assert [item.get("class").split()[:2] for item in page.findall(".//li")] == [
        ["from-0", "span-3"],
        ["from-1", "span-4"],
    ]
    assert "rows-5" in page.find(".//section").get("class")
    assert words(page.findall(".//section/section")[2]) == "Wed Nothing planned"


def test_confirm_asks_for_a_reason_and_opens_again_with_its_error(pages: Environment) -> None:
    page = parse(
        pages,
        "{{ confirm.confirm('Return', '/x', reason='required', fields={'version': 3}, error='Say why.') }}",
    )
    box = page.find(".//textarea")
    assert page.find(".//details").get("open") is not None
    assert (box.get("name"), box.get("required") is not None, box.get("aria-invalid")) == (
        "reason",
        True,
        "true",
    )
    assert words(page.get_element_by_id(box.get("aria-describedby"))) == "Error: Say why."
    assert page.find(".//label").get("for") == box.get("id")
    (summary,) = page.xpath("//*[@data-focus]")
    assert (summary.get("tabindex"), summary.xpath(".//a/@href")) == ("-1", [f"#{box.get('id')}"])


def test_dialog_is_modal_and_named_by_its_title(pages: Environment) -> None:
    dialog = parse(pages, "{% call confirm.dialog('d', 'Title') %}x{% endcall %}").find(".//dialog")
    assert dialog.get("aria-modal") == "true"
    assert words(dialog.get_element_by_id(dialog.get("aria-labelledby"))) == "Title"


@pytest.mark.parametrize(("days", "said"), [
    (12, "12 days left"), (1, "1 day left"), (0, "Today is the last day"), (-1, "Closed"),
])  # fmt: skip
def test_countdown_says_the_days_left(pages: Environment, days: int, said: str) -> None:
    assert words(parse(pages, "{{ facts.countdown(days) }}", days=days)) == said


def test_filter_choice_keeps_what_was_chosen(pages: Environment) -> None:
    page = parse(pages, "{{ filters.choice('state', 'State', [('', 'All'), (2, 'Two')], '2') }}")
    assert [option.get("value") for option in page.xpath("//option[@selected]")] == ["2"]


def test_pager_without_neighbours_or_total_is_nothing(pages: Environment) -> None:
    assert parse(pages, "{{ links.pager() }}").findall(".//nav") == []
