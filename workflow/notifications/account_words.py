"""What mails about accounts say."""

from __future__ import annotations

from datetime import datetime

from workflow.accounts import events
from workflow.accounts.models import Company
from workflow.accounts.roles import Role
from workflow.core.i18n import Text, format_datetime
from workflow.notifications.letters import Letter, address

ROLE_NAMES = {
    Role.OFFICER: Text("담당자", "officer in charge"),
    Role.COMMITTEE: Text("심의위원", "committee member"),
    Role.APPROVER: Text("결재권자", "approver"),
    Role.COORDINATOR: Text("운영담당", "coordinator"),
    Role.ADMIN: Text("관리자", "administrator"),
    Role.COMPANY: Text("추천기업 담당자", "company's officer"),
}
NOT_YOU = Text(
    "본인이 요청하지 않았다면 이 메일은 무시해도 됩니다. 아무것도 바뀌지 않습니다.",
    "If you did not ask for this, ignore this message; nothing changes.",
)
SET_PASSWORD = Text("비밀번호 정하기", "Set your password")


def sign_up(event: events.SignUpAsked) -> Letter:
    return Letter(
        Text("전자우편 주소를 확인해 주세요", "Confirm your mail address"),
        (Text(f"{event.company.ko}의 계정을 만들려면 아래 링크에서 비밀번호를 정해 주세요.",
              f"To open the account of {event.company.pick('en')}, set a password at the link below."), NOT_YOU),
        (_until(event.expires_at),), (SET_PASSWORD, address("accounts.set_password", token=event.token)),
    )


def needs_invitation(event: events.SignUpNeedsInvitation) -> Letter:
    colleague, office = Text("이미 계정이 있는 동료", "a colleague who has an account"), Text("담당 부서", "the office")
    who = colleague if event.has_members else office
    return Letter(
        Text("이미 등록된 기업입니다", "Your company is registered already"),
        (Text(f"이미 등록되어 있는 기업입니다: {event.company.ko}. {who.ko}에게 초대를 요청해 주세요.",
              f"{event.company.pick('en')} is registered already. Ask {who.en} to invite you."), NOT_YOU),
    )


def account_exists(event: events.AccountExists) -> Letter:
    return Letter(
        Text("이미 계정이 있습니다", "You have an account already"),
        (Text("이 주소로 가입 또는 초대 요청이 있었으나 이미 계정이 있습니다. 로그인하거나 비밀번호를 다시 정해 주세요.",
              "Somebody asked for an account with this address, which has one. Sign in, or set a new password."), NOT_YOU),
        action=(Text("로그인", "Sign in"), address("accounts.sign_in")),
    )


def member_invited(event: events.MemberInvited) -> Letter:
    return Letter(
        Text(f"{event.company.ko}에서 초대했습니다", f"{event.company.pick('en')} invites you"),
        (Text(f"{event.invited_by}님이 {event.company.ko}의 추천서를 함께 작성하도록 초대했습니다.",
              f"{event.invited_by} invites you to work on the nominations of {event.company.pick('en')}."),),
        (_until(event.expires_at),), (SET_PASSWORD, address("accounts.set_password", token=event.token)),
    )


def staff_invited(event: events.StaffInvited) -> Letter:
    roles = [ROLE_NAMES[Role(role)] for role in event.roles]
    named = Text(", ".join(role.ko for role in roles), ", ".join(role.en for role in roles))
    return Letter(
        Text("초청연수 업무 시스템에 초대합니다", "You are invited to the invited training service"),
        (Text(f"{event.invited_by}님이 업무 계정을 만들었습니다.", f"{event.invited_by} has made you a staff account."),),
        ((Text("역할", "Roles"), named), _until(event.expires_at)),
        (SET_PASSWORD, address("accounts.set_password", token=event.token)),
    )


def reset(event: events.ResetAsked) -> Letter:
    return Letter(
        Text("비밀번호를 다시 정해 주세요", "Set a new password"),
        (Text("아래 링크에서 새 비밀번호를 정할 수 있습니다.", "Set a new password at the link below."), NOT_YOU),
        (_until(event.expires_at),), (SET_PASSWORD, address("accounts.set_password", token=event.token)),
    )


def address_asked(event: events.AddressAsked) -> Letter:
    return Letter(
        Text("새 전자우편 주소를 확인해 주세요", "Confirm your new mail address"),
        (Text("아래 링크를 열어 확인하면 이 주소로 로그인하게 됩니다.",
              "Open the link below and confirm: then you sign in with this address."), NOT_YOU),
        (_until(event.expires_at),),
        (Text("주소 확인하기", "Confirm the address"), address("accounts.confirm_address", token=event.token)),
    )


def address_changed(event: events.AddressChanged) -> Letter:
    return Letter(
        Text("계정의 전자우편 주소가 변경되었습니다", "The mail address of your account was changed"),
        (Text(f"이제 로그인할 때 쓰는 주소는 {event.address}입니다. 본인이 바꾸지 않았다면 바로 담당 부서에 알려 주세요.",
              f"You now sign in with {event.address}. If it was not you, tell the office at once."),),
    )


def password_changed(event: events.PasswordChanged) -> Letter:
    return Letter(
        Text("비밀번호가 변경되었습니다", "Your password was changed"),
        (Text("계정의 비밀번호가 방금 변경되었습니다. 본인이 바꾸지 않았다면 바로 다시 정하고 담당 부서에 알려 주세요.",
              "The password of your account was changed just now. If it was not you, set a new one at once "
              "and tell the office."),),
        action=(Text("비밀번호 다시 정하기", "Set a new password"), address("accounts.reset")),
    )


def company_verified(company: Company) -> Letter:
    return Letter(
        Text("기업 확인이 끝났습니다", "Your company is verified"),
        (Text(f"{company.name_ko}의 기업정보를 사업자등록증과 비교해 확인했습니다. 앞으로 추천서에 '확인 완료'로 표시됩니다.",
              f"The details of {company.name.pick('en')} agree with its registration certificate. "
              "Its nominations bear the mark “Verified” from now on."),),
        action=_company_page(),
    )


def company_returned(company: Company, reason: str) -> Letter:
    return Letter(
        Text("기업 확인에 보완이 필요합니다", "The verification of your company needs something from you"),
        (Text(f"{company.name_ko}의 기업정보를 확인하지 못했습니다. 아래 사유를 보고 고친 뒤 다시 확인을 요청해 주세요.",
              f"The details of {company.name.pick('en')} could not be verified. "
              "Please correct what the reason says and ask again."),),
        ((Text("사유", "Reason"), Text(reason, reason)),), _company_page(),
    )


def _company_page() -> tuple[Text, str]:
    return Text("우리 기업 열기", "Open your company's page"), address("accounts.company")


def _until(moment: datetime) -> tuple[Text, Text]:
    return (
        Text("링크 유효기한", "The link ends"),
        Text(format_datetime(moment, "ko"), format_datetime(moment, "en")),
    )
