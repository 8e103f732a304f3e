"""Decisions by delegation (delegationsbeslut), and what becomes of each: reported, announced, or withdrawn.

A decision's own row is never changed; what happens to it is a row beside it.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from approvals.rules.delegation import reference
from cases.models import Agreement, Case
from organisation.models import Body, Person, Unit


class DelegatedDecision(models.Model):
    """A decision an official took on a body's behalf; the scheme's number and the person's title as they read that day.

    `value` is in whole kronor. `number` is the body's own series for the year, without gaps.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="delegated_decisions")
    year = models.PositiveSmallIntegerField("år")
    number = models.PositiveIntegerField("nummer")
    scheme_number = models.CharField("nummer i delegationsordningen", max_length=20)
    scheme_name = models.CharField(max_length=250)
    is_reported = models.BooleanField("anmäls till organet")
    is_announced = models.BooleanField("anslås för sig")
    kind = models.CharField("avtalstyp", max_length=30, choices=Agreement.Kind.choices)
    value = models.PositiveBigIntegerField("belopp i kronor")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="enhet")
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="delegated_decisions"
    )
    text = models.TextField("beslut")
    decided_on = models.DateField("beslutat")
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="delegated_decisions")
    name = models.CharField("namn", max_length=120)
    title = models.CharField("titel", max_length=120)
    on_behalf_of = models.CharField(max_length=120, blank=True)
    recorded_on = models.DateField("antecknat")

    class Meta:
        ordering: ClassVar = ["-decided_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["body", "year", "number"],
                name="a_delegated_decision_has_a_number_of_its_own",
            ),
            models.CheckConstraint(
                name="a_delegated_decision_is_reported_or_announced",
                condition=Q(is_reported=True) | Q(is_announced=True),
            ),
            models.CheckConstraint(
                name="a_delegated_decision_says_something", condition=~Q(text="")
            ),
        ]

    def __str__(self) -> str:
        return reference(self.body.short_name, self.year, self.number)


class DelegationWithdrawal(models.Model):
    """That a decision was a mistake and is withdrawn (återkallat), and why; the decision stays to be read."""

    decision = models.OneToOneField(DelegatedDecision, models.PROTECT, related_name="withdrawal")
    reason = models.TextField("skäl")
    withdrawn_on = models.DateField("återkallat")
    name = models.CharField("namn", max_length=120)
    title = models.CharField("titel", max_length=120)

    def __str__(self) -> str:
        return f"{self.decision} återkallat"


class DelegationReport(models.Model):
    """That a decision was reported (anmält) to its body at a meeting, as a § of its minutes."""

    decision = models.OneToOneField(DelegatedDecision, models.PROTECT, related_name="report")
    meeting = models.ForeignKey(
        "approvals.Meeting", models.PROTECT, related_name="delegation_reports"
    )
    paragraph = models.PositiveIntegerField("paragraf")
    recorded_on = models.DateField("antecknat")

    class Meta:
        ordering: ClassVar = ["decision"]

    def __str__(self) -> str:
        return f"{self.decision}, § {self.paragraph}"


class DelegationNotice(models.Model):
    """The notice of a decision that was minuted by itself (KL 6:40, 8:10): the appeal time runs from it."""

    decision = models.OneToOneField(DelegatedDecision, models.PROTECT, related_name="notice")
    posted_on = models.DateField("anslag satt upp")
    removed_on = models.DateField("anslag taget ner", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_delegation_notice_comes_down_after_it_went_up",
                condition=Q(removed_on__isnull=True) | Q(removed_on__gte=F("posted_on")),
            )
        ]

    def __str__(self) -> str:
        return f"Anslag om {self.decision}"
