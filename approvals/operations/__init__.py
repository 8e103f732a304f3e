"""The secretary's desk between decisions: meetings, agendas, minutes and notices. Nothing here moves a case."""

from approvals.operations.accounts import settle_account
from approvals.operations.agendas import move_item, set_standing_items, set_time_and_place
from approvals.operations.calendar import cancel_meeting, move_meeting, schedule_meetings
from approvals.operations.days import set_day
from approvals.operations.delegation import (
    announce_delegated_decision,
    record_delegated_decision,
    remove_delegation_notice,
    report_delegated_decisions,
    withdraw_delegated_decision,
)
from approvals.operations.directives import (
    change_directive,
    conclude_directive,
    dismiss_directive,
    follow_directive,
    lapse_directive,
    report_directive,
)
from approvals.operations.meetings import place_on_agenda, remove_from_agenda, schedule_meeting
from approvals.operations.minutes import (
    approve_item_minutes,
    approve_minutes,
    post_notice,
    record_attendance,
    remove_item_notice,
    remove_notice,
)
from approvals.operations.summonses import issue_summons

__all__ = [
    "announce_delegated_decision",
    "approve_item_minutes",
    "approve_minutes",
    "cancel_meeting",
    "change_directive",
    "conclude_directive",
    "dismiss_directive",
    "follow_directive",
    "issue_summons",
    "lapse_directive",
    "move_item",
    "move_meeting",
    "place_on_agenda",
    "post_notice",
    "record_attendance",
    "record_delegated_decision",
    "remove_delegation_notice",
    "remove_from_agenda",
    "remove_item_notice",
    "remove_notice",
    "report_delegated_decisions",
    "report_directive",
    "schedule_meeting",
    "schedule_meetings",
    "set_day",
    "set_standing_items",
    "set_time_and_place",
    "settle_account",
    "withdraw_delegated_decision",
]
