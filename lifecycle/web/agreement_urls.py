"""Addresses of the register, the agreement's page and verbs, and the history pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from cases.web.register import register
from lifecycle.web import agreement_notices as notices
from lifecycle.web import agreement_verbs as verbs
from lifecycle.web.agreement import agreement
from lifecycle.web.history import agreement_history, case_history, organisation_history
from lifecycle.web.notice_rule import notice_rule

_ONE = "avtal/<id:pk>"

urlpatterns: list[URLPattern] = [
    path("avtal/", register, name="agreement_register"),
    path(f"{_ONE}/", agreement, name="agreement"),
    path(f"{_ONE}/historik/", agreement_history, name="agreement_history"),
    path(f"{_ONE}/redigera/", verbs.edit, name="agreement_edit"),
    path(f"{_ONE}/uppsagningsregel/", notice_rule, name="agreement_notice_rule"),
    path(f"{_ONE}/uppfoljning/", verbs.open_review, name="agreement_review_open"),
    path(f"{_ONE}/uppfoljning/<id:review>/", verbs.review, name="agreement_review"),
    path(f"{_ONE}/uppsagning/", notices.receive_notice, name="agreement_receive_notice"),
    path(f"{_ONE}/uppsagning/aterta/", notices.revoke_notice, name="agreement_revoke_notice"),
    path(
        f"{_ONE}/uppsagning/las/", notices.acknowledge_notice, name="agreement_acknowledge_notice"
    ),
    path(f"{_ONE}/saga-upp/", verbs.open_termination, name="agreement_open_termination"),
    path(f"{_ONE}/avsluta/", verbs.end, name="agreement_end"),
    path(f"{_ONE}/avsta/", verbs.abandon, name="agreement_abandon"),
    path("arenden/<id:pk>/historik/", case_history, name="case_history"),
    path("historik/organisation/", organisation_history, name="organisation_history"),
]
