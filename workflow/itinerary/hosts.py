"""Host institutions (방문기관): known by their Korean name, made where a session names a new one."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from workflow.core import audit
from workflow.core.db import db
from workflow.core.errors import NotAllowed, Refused
from workflow.core.i18n import Text
from workflow.core.states import edit
from workflow.itinerary import queries
from workflow.itinerary.content import LONGEST, Content
from workflow.itinerary.models import HostInstitution
from workflow.itinerary.policies import may_plan


def of(content: Content, *, actor: audit.Actor) -> HostInstitution | None:
    """Return the host institution that a session names: known, new, or none."""
    if content.new_host:
        return named(content.new_host, actor=actor)
    if content.host_id is None:
        return None
    host = db.session.get(HostInstitution, content.host_id)
    if host is None:
        raise Refused.because("host", ko="없는 방문기관입니다. 목록에서 다시 골라 주세요.",
                              en="There is no such host institution. Choose again.", field="host")
    return host


def named(name: Text, *, actor: audit.Actor) -> HostInstitution:
    """Return the host institution of that Korean name, made where it is new; an English name fills a gap."""
    host = queries.host_named(name.ko)
    if host is None:
        try:
            with db.session.begin_nested():
                host = HostInstitution(name_ko=name.ko, name_en=name.en)
                db.session.add(host)
        except IntegrityError:  # somebody else has just named the same
            return named(name, actor=actor)
        audit.record("host_institution.add", host, actor=actor, after=name.to_json())
    elif name.en and not host.name_en:
        rename(host, Text(host.name_ko, name.en), actor=actor)
    return host


def rename(host: HostInstitution, name: Text, *, actor: audit.Actor, version: int | None = None) -> None:
    """Write a host institution's names. Refused where another has the Korean name; raises Stale."""
    if not may_plan(actor):
        raise NotAllowed("host institution")
    if not name.ko:
        raise Refused.because("host_name", ko="한글 이름을 적어 주세요.", en="Write the Korean name.", field="name_ko")
    for field, value in (("name_ko", name.ko), ("name_en", name.en)):
        if len(value) > LONGEST:
            raise Refused.because("too_long", ko=f"{LONGEST}자까지 적을 수 있습니다.",
                                  en=f"At most {LONGEST} characters fit.", field=field)
    other = queries.host_named(name.ko)
    if other is not None and other.id != host.id:
        raise Refused.because(
            "host_known", ko=f"이미 있는 방문기관입니다: {name.ko}. 일정에서 그 기관을 골라 주세요.",
            en=f"'{name.ko}' is known already. Choose it at the session instead.", field="name_ko",
        )
    edit(host, "rename", machine="host_institution", actor=actor, version=version,
         changes={"name_ko": name.ko, "name_en": name.en}, before=host.name.to_json(), after=name.to_json())


