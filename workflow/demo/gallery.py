"""Sample data for the gallery of components: one form with every kind of field, and lists to draw.

The names are the awkward ones: they hold letters of six scripts and characters that must be escaped.
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
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from workflow.core.i18n import Text

NAMES = ("PEÑA Bogotá <b>", "Nguyễn Thị Minh Hạnh", "Дилшод Ғафуров · Oʻktam", "محمد عبد الله")
REQUIRED = "이름을 입력하세요. / Enter the name."


class SampleTrainee(Form):
    """One row of a list."""

    name = StringField("성명 / Name", [InputRequired(REQUIRED)])
    post = StringField("직위 / Position")


class SampleForm(Form):
    """One field of each kind."""

    name = StringField("성명 (여권 영문) / Name as in the passport", [InputRequired(REQUIRED)])
    country = SelectField("국가 / Country", choices=[("", "–"), ("VN", "베트남 / Viet Nam"), ("UZ", "우즈베키스탄 / Uzbekistan")])
    route = RadioField("추천경로 / Route", [InputRequired("하나를 고르세요. / Choose one.")],
                       choices=[("company", "기업 / Company"), ("city", "도시 / City")])
    topics = SelectMultipleField("희망 분야 / Topics", choices=[("ops", "운영 / Operation"), ("signal", "신호 / Signalling")],
                                 widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())
    born = DateField("생년월일 / Date of birth")
    people = IntegerField("인원 / People")
    reason = TextAreaField("추천사유 / Reason for nomination")
    letter = FileField("추천서 / Letter")
    secret = PasswordField("비밀번호 / Password")
    agreed = BooleanField("개인정보 수집에 동의합니다 / I agree to the use of personal data", [InputRequired("동의가 필요합니다. / Consent is needed.")])
    trainees = FieldList(FormField(SampleTrainee), max_entries=4)


def sample_form() -> SampleForm:
    """Return the form as it comes back with errors and what was typed."""
    form = SampleForm(data={"name": NAMES[0], "country": "VN", "trainees": [{"name": "", "post": "Engineer"}]})
    form.validate()
    return form


def sample_lists() -> dict[str, Any]:
    """Return the data of the drawings and lists, in the reader's language."""
    day = {
        "items": [
            {"start": "09:30", "end": "11:00", "title": str(Text("개회 및 안내", "Opening")), "place": str(Text("본관 3층", "Main building"))},
            {"start": "11:00", "end": "12:30", "title": str(Text("관제센터 견학", "Control centre")), "tone": "warning",
             "tag": str(Text("회신 대기", "No reply yet"))},
            {"start": "14:00", "end": "17:00", "title": str(Text("차량기지 방문", "Depot visit"))},
        ]
    }
    clash = {
        "items": [
            {"start": "10:00", "end": "12:00", "title": str(Text("신호 강의", "Signalling")), "tone": "danger", "tag": str(Text("시간 겹침", "Clash"))},
            {"start": "11:00", "end": "12:30", "title": str(Text("통역 회의", "Interpreters")), "tone": "danger", "tag": str(Text("시간 겹침", "Clash"))},
        ]
    }
    labels = [Text("8. 25.(월)", "Mon 25 Aug"), Text("8. 26.(화)", "Tue 26 Aug"), Text("8. 27.(수)", "Wed 27 Aug"),
              Text("8. 28.(목)", "Thu 28 Aug"), Text("8. 29.(금)", "Fri 29 Aug")]
    bodies = [day, clash, day, {"items": []}, day]
    return {
        "names": NAMES,
        "days": [{"label": str(label), **body} for label, body in zip(labels, bodies, strict=True)],
        "funnel": [(str(Text("추천", "Nominated")), 42), (str(Text("적격", "Eligible")), 31), (str(Text("선정", "Selected")), 14),
                   (str(Text("입국", "Arrived")), 13)],
        "quotas": [(str(Text("전체", "All")), 12, 14), (str(Text("한 국가", "One country")), 3, 3),
                   (str(Text("한 기업", "One company")), 3, 2), (str(Text("예비", "Reserve")), 4, None)],
        "steps": [
            {"label": str(Text("기관 정보", "Organisation")), "state": "done", "url": "#steps"},
            {"label": str(Text("연수생", "Trainees")), "state": "current", "url": "#steps"},
            {"label": str(Text("서류", "Documents")), "state": "error", "url": "#steps"},
            {"label": str(Text("제출", "Submit")), "state": "todo"},
        ],
        "stages": [
            {"label": str(Text("접수", "Received")), "state": "done", "note": str(Text("2025. 7. 25.(금)", "25 Jul 2025 (Fri)"))},
            {"label": str(Text("요건검토", "Eligibility screening")), "state": "done", "note": str(Text("적격", "eligible"))},
            {"label": str(Text("심의", "Deliberation")), "state": "current", "note": str(Text("8. 8.(금)까지", "until 8 Aug"))},
            {"label": str(Text("선정결과 통보", "Notification")), "state": "todo"},
            {"label": str(Text("입국", "Arrival")), "state": "todo"},
        ],
    }
