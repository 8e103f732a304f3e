"""Appeals against what a § decided, what became of them, and days set otherwise than counted; none is ever changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from lifecycle.rules.appeals import INTERIM


class Appeal(models.Model):
    """That a § or a delegated decision was appealed (laglighetsprövning, KL 13:1): the day it came in and by whom.

    The appellant is told of in general words.
    """

    item = models.ForeignKey(
        "approvals.MinuteItem", models.PROTECT, null=True, blank=True, related_name="appeals"
    )
    decision = models.ForeignKey(
        "approvals.DelegatedDecision", models.PROTECT, null=True, blank=True, related_name="appeals"
    )
    received_on = models.DateField("kom in")
    appellant = models.CharField("vem som överklagar", max_length=120)
    court_number = models.CharField("målnummer", max_length=40, blank=True)
    recorded_on = models.DateField("antecknat")

    class Meta:
        ordering: ClassVar = ["received_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="an_appeal_is_of_one_decision",
                condition=Q(item__isnull=False, decision__isnull=True)
                | Q(item__isnull=True, decision__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.item or self.decision}, överklagad {self.received_on}"


class AppealStep(models.Model):
    """What happened with an appeal: lifecycle.rules.appeals.Step, with a note."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="steps")
    outcome = models.CharField(max_length=16)
    day = models.DateField("dag")
    points = models.JSONField("punkter som upphävs", default=list, blank=True)
    note = models.TextField("anteckning", blank=True)
    recorded_on = models.DateField("antecknat")
    name = models.CharField("namn", max_length=120)
    title = models.CharField("titel", max_length=120)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.outcome} {self.day}"

    @property
    def is_ruling(self) -> bool:
        """Whether a court's ruling on the appeal itself."""
        return self.outcome not in {*INTERIM, "final", "undo"}


class SetDay(models.Model):
    """A day that follows from a notice, set otherwise than counted with a reason; the latest holds.

    `item`: the § approved by itself that it is about, else it is about the meeting's own notice.
    """

    class What(models.TextChoices):
        LAST_APPEAL = "last_appeal", "sista dag att överklaga"
        LEGAL_FORCE = "legal_force", "laga kraft"

    meeting = models.ForeignKey("approvals.Meeting", models.PROTECT, related_name="set_days")
    item = models.ForeignKey("approvals.MinuteItem", models.PROTECT, null=True, blank=True)
    what = models.CharField(max_length=12, choices=What.choices)
    day = models.DateField("dag")
    reason = models.TextField("skäl")
    recorded_on = models.DateField("antecknat")
    name = models.CharField("namn", max_length=120)
    title = models.CharField("titel", max_length=120)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.day}"
