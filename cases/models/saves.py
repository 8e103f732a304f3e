"""What a draft was at each save: working material to merge with and to fetch back from, never the act."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from cases.models.cases import Case
from organisation.models import Person


class DraftSave(models.Model):
    """A draft as it was saved, or (`is_aside`) as a writer's page holds it after a merge with what others wrote.

    `number` is the case's edit count then; `page` tells which open page has this text as its own. Rows are
    thinned out with time and removed when the case is finished (cases/saves.py).
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="saves")
    number = models.PositiveIntegerField()
    version = models.PositiveSmallIntegerField()
    page = models.CharField(max_length=40, blank=True)
    is_aside = models.BooleanField(default=False)
    renumbered = models.BooleanField(
        default=False, help_text="the attachments were numbered anew just before"
    )
    saved_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)
    saved_on = models.DateField()
    recorded_at = models.DateTimeField(
        db_default=Now(), help_text="the database's clock; no rule asks for it"
    )
    content = models.TextField(help_text="JSON of the draft, see cases.rules.kept")
    changes = models.JSONField(default=list, help_text="what this save changed: kind, key, name")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "number"], name="save_of_case")]

    def __str__(self) -> str:
        return f"Sparning {self.number}"
