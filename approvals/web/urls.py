"""Addresses of the meetings, their agendas and minutes."""

from __future__ import annotations

from django.urls import URLPattern, path

from approvals.web import (
    accounts,
    acts,
    appeals,
    arranging,
    correcting,
    delegated,
    delegated_acts,
    delegated_appeals,
    delegated_meeting,
    directives,
    meeting,
    meetings,
    summons,
    year,
)

_ONE = "sammantraden/<id:pk>"
_DECISION = "delegationsbeslut/<id:pk>"

urlpatterns: list[URLPattern] = [
    path("sammantraden/", meetings.meeting_list, name="meeting_list"),
    path("sammantraden/nytt/", meetings.meeting_new, name="meeting_new"),
    path("sammantraden/ar/<int:year>/", year.meeting_year, name="meeting_year"),
    path("sammantraden/satt-upp/", meetings.place, name="meeting_place"),
    path(f"{_ONE}/", meeting.meeting, name="meeting"),
    path(f"{_ONE}/dagordning/", arranging.arrange, name="meeting_agenda"),
    path(f"{_ONE}/dagordning/<id:item>/", arranging.order, name="meeting_order"),
    path(f"{_ONE}/dagordning/punkter/", arranging.standing, name="meeting_standing"),
    path(f"{_ONE}/dagordning/tid/", arranging.described, name="meeting_described"),
    path(f"{_ONE}/kallelse/", summons.make, name="meeting_summons"),
    path(f"{_ONE}/kallelse/utfarda/", summons.issue, name="meeting_issue"),
    path(f"{_ONE}/kallelse/utkast/<str:part>.pdf", summons.draft_file, name="summons_draft"),
    path(f"{_ONE}/kallelse/<int:number>/<str:part>.pdf", summons.issued_file, name="summons_file"),
    path(f"{_ONE}/flytta/", year.meeting_move, name="meeting_move"),
    path(f"{_ONE}/stall-in/", year.meeting_cancel, name="meeting_cancel"),
    path(f"{_ONE}/narvaro/", acts.attendance, name="meeting_attendance"),
    path(f"{_ONE}/utfall/<id:item>/", acts.record, name="meeting_record"),
    path(f"{_ONE}/ratta/<id:item>/", correcting.reopen, name="meeting_reopen"),
    path(f"{_ONE}/rattelse/<id:item>/", correcting.rectify, name="meeting_rectify"),
    path(f"{_ONE}/overklaganden/<id:item>/", appeals.item_appeals, name="item_appeals"),
    path(f"{_ONE}/overklaganden/<id:item>/<id:appeal>/", appeals.appeal_step, name="appeal_step"),
    path(f"{_ONE}/dagar/", appeals.meeting_set_day, name="meeting_set_day"),
    path(f"{_ONE}/utgar/<id:item>/", acts.remove, name="meeting_remove"),
    path(f"{_ONE}/omedelbar/<id:item>/", acts.approve_item, name="meeting_approve_item"),
    path(
        f"{_ONE}/omedelbar/<id:item>/anslag-ned/",
        acts.remove_item_notice,
        name="meeting_item_notice_removed",
    ),
    path(f"{_ONE}/justering/", acts.approve_minutes, name="meeting_minutes"),
    path(f"{_ONE}/anslag/", acts.post_notice, name="meeting_notice"),
    path(f"{_ONE}/anslag-ned/", acts.remove_notice, name="meeting_notice_removed"),
    path(
        f"{_ONE}/delegationsbeslut/", delegated_meeting.meeting_delegated, name="meeting_delegated"
    ),
    path("delegationsbeslut/", delegated.delegated_list, name="delegated_list"),
    path("delegationsbeslut/lista.csv", delegated.delegated_csv, name="delegated_csv"),
    path("delegationsbeslut/nytt/", delegated_acts.delegated_new, name="delegated_new"),
    path(f"{_DECISION}/", delegated_acts.delegated, name="delegated"),
    path(f"{_DECISION}/aterkalla/", delegated_acts.delegated_withdraw, name="delegated_withdraw"),
    path(f"{_DECISION}/anslag/", delegated_acts.delegated_announce, name="delegated_announce"),
    path(
        f"{_DECISION}/anslag-ned/",
        delegated_acts.delegated_notice_removed,
        name="delegated_notice_removed",
    ),
    path(
        f"{_DECISION}/overklaganden/",
        delegated_appeals.delegated_appeals,
        name="delegated_appeals",
    ),
    path(
        f"{_DECISION}/overklaganden/<id:appeal>/",
        delegated_appeals.delegated_appeal_step,
        name="delegated_appeal_step",
    ),
    path("balanslista/", directives.directive_list, name="directive_list"),
    path(
        "balanslista/nytt/<id:pk>/<int:number>/",
        directives.directive_follow,
        name="directive_follow",
    ),
    path(
        "balanslista/avfor/<id:pk>/<int:number>/",
        directives.directive_dismiss,
        name="directive_dismiss",
    ),
    path(
        "balanslista/redovisning/<id:pk>/<int:year>/",
        accounts.directive_account,
        name="directive_account",
    ),
    path(
        "balanslista/redovisning/<id:pk>/<int:year>/pdf/",
        accounts.directive_account_pdf,
        name="directive_account_pdf",
    ),
    path("balanslista/<id:pk>/", directives.directive, name="directive"),
    path("balanslista/<id:pk>/rapport/", directives.directive_report, name="directive_report"),
    path("balanslista/<id:pk>/andra/", directives.directive_change, name="directive_change"),
    path("balanslista/<id:pk>/avskriv/", directives.directive_lapse, name="directive_lapse"),
    path("balanslista/<id:pk>/klart/", directives.directive_conclude, name="directive_conclude"),
]
