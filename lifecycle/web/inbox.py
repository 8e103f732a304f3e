"""The inbox: what is asked of a person, in the order it is due, with one indexed query."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q, QuerySet

from approvals.permissions import Standing
from lifecycle.models import Question
from organisation.models import Role


def questions_to(who: Standing, on: date) -> QuerySet[Question]:
    """The open questions to this person: by name, by role and body, or as a stand-in."""
    people = {who.person} | {m.stands_in_for for m in who.mandates if m.stands_in_for}
    asked = Q(person__in=people) if who.mandates else Q(pk__in=[])
    for mandate in who.mandates:
        if mandate.role == Role.AUDITOR:
            continue
        mine = Q(role=mandate.role)
        if mandate.body is not None:
            mine &= Q(body=mandate.body) | Q(body__isnull=True)
        asked |= mine
    return (
        Question.objects.filter(asked)
        .select_related("case", "agreement", "body", "person")
        .order_by(F("due_on").asc(nulls_last=True), "asked_on", "pk")
    )


def count_questions(who: Standing, on: date) -> int:
    """How many open questions there are, for the menu; counted to a hundred."""
    return len(questions_to(who, on).order_by().values_list("pk", flat=True)[:100])
