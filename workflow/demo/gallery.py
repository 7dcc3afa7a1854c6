"""Sample data for the gallery of components: one form with every kind of field, and lists to draw.

The names are the awkward ones: they hold letters of several scripts and signs that must be escaped.
"""

from __future__ import annotations

from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FileField,
    Form,
    FormField,
    IntegerField,
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

from workflow.core.i18n import Text

NAMES = ("PEÑA Bogotá <b>", "Nguyễn Thị Minh Hạnh", "Дилшод Ғафуров · Oʻktam", "محمد عبد الله")
ENTER_NAME = "이름을 입력하세요. / Enter the name."
CHOOSE = "하나를 고르세요. / Choose one."
AGREE = "동의가 필요합니다. / Consent is needed."


class SampleTrainee(Form):
    """One row of a list."""

    name = StringField("성명 / Name", [InputRequired(ENTER_NAME)])
    post = StringField("직위 / Position")


class SampleForm(Form):
    """One field of each kind."""

    name = StringField("성명 (여권 영문) / Name as in the passport", [InputRequired(ENTER_NAME)])
    country = SelectField(
        "국가 / Country",
        choices=[SelectChoice("VN", "베트남 / Viet Nam"), SelectChoice("UZ", "우즈베키스탄 / Uzbekistan")],
    )
    route = RadioField(
        "추천경로 / Route",
        [InputRequired(CHOOSE)],
        choices=[SelectChoice("company", "기업 / Company"), SelectChoice("city", "도시 / City")],
    )
    topics = SelectMultipleField(
        "희망 분야 / Topics",
        choices=[SelectChoice("ops", "운영 / Operation"), SelectChoice("signal", "신호 / Signalling")],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    born = DateField("생년월일 / Date of birth")
    people = IntegerField("인원 / People")
    reason = TextAreaField("추천사유 / Reason for nomination")
    letter = FileField("추천서 / Letter")
    secret = PasswordField("비밀번호 / Password")
    agreed = BooleanField(
        "개인정보 수집에 동의합니다 / I agree to the use of personal data", [InputRequired(AGREE)]
    )
    trainees = FieldList(FormField(SampleTrainee), max_entries=4)


def sample_form() -> SampleForm:
    """Return the form as it comes back: with errors, and with what was typed."""
    form = SampleForm(
        data={"name": NAMES[0], "country": "VN", "trainees": [{"name": "", "post": "Engineer"}]}
    )
    form.validate()
    return form


def sample_lists() -> dict[str, Any]:
    """Return the data of the drawings and lists, in the reader's language."""
    return {
        "names": NAMES,
        "days": _days(),
        "funnel": [
            (_say("추천", "Nominated"), 42),
            (_say("적격", "Eligible"), 31),
            (_say("선정", "Selected"), 14),
            (_say("입국", "Arrived"), 13),
        ],
        "quotas": [
            (_say("전체", "All"), 12, 14),
            (_say("한 국가", "One country"), 3, 3),
            (_say("한 기업", "One company"), 3, 2),
            (_say("예비", "Reserve"), 4, None),
        ],
        "steps": [
            {"label": _say("기관 정보", "Organisation"), "state": "done", "url": "#steps"},
            {"label": _say("연수생", "Trainees"), "state": "current", "url": "#steps"},
            {"label": _say("서류", "Documents"), "state": "error", "url": "#steps"},
            {"label": _say("제출", "Submit"), "state": "todo"},
        ],
        "stages": [
            {
                "label": _say("접수", "Received"),
                "state": "done",
                "note": _say("2025. 7. 25.(금)", "25 Jul 2025 (Fri)"),
            },
            {
                "label": _say("요건검토", "Eligibility screening"),
                "state": "done",
                "note": _say("적격", "eligible"),
            },
            {
                "label": _say("심의", "Deliberation"),
                "state": "current",
                "note": _say("8. 8.(금)까지", "until 8 Aug"),
            },
            {"label": _say("선정결과 통보", "Notification of selection"), "state": "todo"},
            {"label": _say("입국", "Arrival"), "state": "todo"},
        ],
    }


def _say(ko: str, en: str) -> str:
    return str(Text(ko, en))


def _days() -> list[dict[str, Any]]:
    """Return a week with a clash on its second day and nothing on its fourth."""
    usual = [
        {"start": "09:30", "end": "11:00", "title": _say("개회 및 안내", "Opening"), "place": _say("본관 3층", "Main building")},
        {"start": "11:00", "end": "12:30", "title": _say("관제센터 견학", "Control centre"), "tone": "warning",
         "tag": _say("회신 대기", "No reply yet")},
        {"start": "14:00", "end": "17:00", "title": _say("차량기지 방문", "Depot visit")},
    ]  # fmt: skip
    clash = {"tone": "danger", "tag": _say("시간 겹침", "Clash")}
    crowded = [
        {"start": "10:00", "end": "12:00", "title": _say("신호 강의", "Signalling"), **clash},
        {"start": "11:00", "end": "12:30", "title": _say("통역 회의", "Interpreters"), **clash},
    ]
    return [
        {"label": _say("8. 25.(월)", "Mon 25 Aug"), "items": usual},
        {"label": _say("8. 26.(화)", "Tue 26 Aug"), "items": crowded},
        {"label": _say("8. 27.(수)", "Wed 27 Aug"), "items": usual},
        {"label": _say("8. 28.(목)", "Thu 28 Aug"), "items": []},
        {"label": _say("8. 29.(금)", "Fri 29 Aug"), "items": usual},
    ]
