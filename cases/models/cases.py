"""A case: the way of one proposal about an agreement."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cases.models.agreements import Agreement
from lifecycle.rules.states import CASE_STAGES
from organisation.models import Body, Person, Unit


class Case(models.Model):
    """How the municipality decides something about an agreement; `stage` is lifecycle.operations' to write."""

    class Kind(models.TextChoices):
        ENTER = "enter", "ingå avtal"
        TERMINATE = "terminate", "säga upp avtal"

    class Mark(models.TextChoices):
        NONE = "", ""
        RETURNED = "returned", "Återlämnat"
        REFERRED_BACK = "referred_back", "Återremitterat"
        TABLED = "tabled", "Bordlagt"
        RENDERING = "rendering", "Dokumentet tas fram"

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="cases")
    kind = models.CharField("ärendet gäller", max_length=12, choices=Kind.choices)
    registry_number = models.CharField("diarienummer", max_length=40, unique=True, null=True)
    title = models.CharField("rubrik", max_length=250)
    recipient_body = models.ForeignKey(Body, models.PROTECT, verbose_name="mottagare")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="handläggs av")
    case_officer = models.ForeignKey(Person, models.PROTECT, verbose_name="handläggare")
    stage = models.CharField(max_length=12, default="draft")
    mark = models.CharField(max_length=16, choices=Mark.choices, default="", blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    step = models.PositiveSmallIntegerField(default=0)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    closing_reason = models.TextField(blank=True)
    edit_count = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "id"], name="case_of_unit")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="case_stage_is_known", condition=Q(stage__in=list(CASE_STAGES))
            ),
            models.CheckConstraint(
                name="a_finished_case_has_a_closing_day",
                condition=Q(stage__in=["closed", "rejected", "withdrawn"], closed_on__isnull=False)
                | (~Q(stage__in=["closed", "rejected", "withdrawn"]) & Q(closed_on__isnull=True)),
            ),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=~Q(stage__in=["closed", "rejected", "withdrawn"]),
                name="one_open_case_per_agreement",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """True until the case is closed, rejected or withdrawn."""
        return self.closed_on is None
