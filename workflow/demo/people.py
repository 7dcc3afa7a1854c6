"""Who the demonstration signs in as: one person for each role, all with the same open password.

Plain data, read both by the command that makes the accounts and by the launcher that prints them.
The company officer and the committee member are people of the worked set of 2025.
"""

from __future__ import annotations

from dataclasses import dataclass

# Open on purpose: production refuses to run as a demonstration.
PASSWORD = "yeonsu-2025-demo"  # noqa: S105


@dataclass(frozen=True)
class Person:
    """A person of the demonstration; `role` is a value of workflow.accounts.roles.Role."""

    role: str
    email: str
    ko: str
    en: str


PEOPLE = (
    Person("officer", "officer@city.example", "서지우", "Seo Jiwoo"),
    Person("committee", "kim@committee.example", "김서연", "Kim Seoyeon"),
    Person("approver", "approver@city.example", "정현우", "Jung Hyunwoo"),
    Person("coordinator", "coordinator@city.example", "윤하은", "Yoon Haeun"),
    Person("admin", "admin@city.example", "관리자", "Administrator"),
    Person("company", "h.doyun@hanbit.example", "한도윤", "Han Doyun"),
)
